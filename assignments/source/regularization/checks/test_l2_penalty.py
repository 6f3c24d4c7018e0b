"""l2_penalty: values worked out by hand."""

import torch
from torch import nn

from autograder.testing import expect, expect_close, expect_tensor, graded, probe


def linear(weights, bias=None, dtype=torch.float32):
    """Return a Linear layer with one output and these weights, and this bias if there is one."""
    layer = nn.Linear(len(weights), 1, bias=bias is not None, dtype=dtype)
    with torch.no_grad():
        layer.weight.copy_(torch.tensor([weights]))
        if bias is not None:
            layer.bias.fill_(bias)
    return layer


@graded(hint="Sum the squares of all parameters, then multiply by beta: no root, no factor 1/2.")
def test_the_value_is_beta_times_the_sum_of_squared_weights(student):
    """For the weights 1 and -2 and beta = 0.1 the penalty is 0.1 · (1 + 4) = 0.5."""
    got = student.l2_penalty(linear([1.0, -2.0]), 0.1)
    expect_close(
        got,
        torch.tensor(0.5),
        mistakes={
            "This is the sum of absolute values; L2 takes squares.": torch.tensor(0.3),
            "There is no factor 1/2 in this penalty.": torch.tensor(0.25),
            "This is the norm; the penalty is the sum of squares, without a root.": torch.tensor(0.1 * 5**0.5),
            "Square each weight before you sum: this is the square of a sum.": torch.tensor(0.1),
            "The factor beta is missing.": torch.tensor(5.0),
        },
    )


@graded(hint="model.parameters() yields the weights and biases of all layers, however deep they lie.")
def test_biases_and_nested_layers_count(student):
    """Biases count like weights, and so do the layers of blocks within the model."""
    expect_close(student.l2_penalty(linear([1.0, -2.0], 3.0), 0.1), torch.tensor(1.4))
    nested = nn.Sequential(nn.Sequential(linear([1.0, 1.0], 1.0), nn.ReLU()), linear([-2.0], -1.0))
    expect_close(student.l2_penalty(nested, 1.0), torch.tensor(8.0))


@graded(hint="Start from the parameters' own sums; float() and torch.zeros(1) change the type or the shape.")
def test_the_result_is_a_tensor_without_dimensions(student):
    """The penalty is a tensor of shape () and of the parameters' dtype, also for float64."""
    for dtype in (torch.float32, torch.float64):
        expect_tensor(student.l2_penalty(linear([1.0, -2.0], 4.0, dtype), 0.1), shape=(), dtype=dtype)


@probe("the gradients of l2_penalty(model, {beta}) for model = {model}")
def gradients(student, model, beta):
    penalty = student.l2_penalty(model, beta)
    if not isinstance(penalty, torch.Tensor) or not penalty.requires_grad:
        return "no gradient: the result is cut off from the parameters"
    penalty.sum().backward()
    return [parameter.grad for parameter in model.parameters()]


@graded(hint="Stay with tensors: .item(), .data, .detach(), torch.tensor([...]) and torch.no_grad() cut the graph.")
def test_the_gradient_is_two_beta_times_the_parameter(student):
    """The penalty is differentiable, and its gradient at each parameter is 2 · beta · parameter, also at 0."""
    got = student(gradients, linear([1.0, -2.0, 0.0], 4.0), 0.5)
    expect(isinstance(got, list) and len(got) == 2, got=got, expected="a gradient for the weights and for the bias")
    expect_close(got[0], torch.tensor([[1.0, -2.0, 0.0]]))
    expect_close(got[1], torch.tensor([4.0]))


@probe("the parameters of {model} after l2_penalty(model, 0.1)")
def parameters_afterwards(student, model):
    student.l2_penalty(model, 0.1)
    return [parameter.detach() for parameter in model.parameters()]


@graded(idle=True, hint="Read the parameters, do not write to them: pow_() and p.data change the model itself.")
def test_the_model_is_left_as_it_was(student):
    """The model's parameters stay what they were."""
    got = student(parameters_afterwards, linear([1.0, -2.0], -4.0))
    expect(isinstance(got, list) and len(got) == 2, got=got, expected="weights and a bias")
    expect_close(got[0], torch.tensor([[1.0, -2.0]]))
    expect_close(got[1], torch.tensor([-4.0]))
