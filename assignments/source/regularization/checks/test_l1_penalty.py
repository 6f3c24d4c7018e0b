"""l1_penalty: values worked out by hand, and what holds for every penalty of its kind."""

import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from autograder.testing import expect, expect_close, expect_tensor, graded, probe

numbers = st.sampled_from([1.0, -1.0, 0.5, -2.0, 3.0])


def linear(weights, bias=None, dtype=torch.float32):
    """Return a Linear layer with one output and these weights, and this bias if there is one."""
    layer = nn.Linear(len(weights), 1, bias=bias is not None, dtype=dtype)
    with torch.no_grad():
        layer.weight.copy_(torch.tensor([weights]))
        if bias is not None:
            layer.bias.fill_(bias)
    return layer


@graded(hint="Take the absolute value of each weight, sum over all of them, and multiply by beta once.")
def test_the_value_is_beta_times_the_sum_of_absolute_weights(student):
    """For the weights 1 and -2 and beta = 0.1 the penalty is 0.1 · (1 + 2) = 0.3."""
    got = student.l1_penalty(linear([1.0, -2.0]), 0.1)
    expect_close(
        got,
        torch.tensor(0.3),
        mistakes={
            "Positive and negative weights cancel: take absolute values before you sum.": torch.tensor(-0.1),
            "This is the sum of squares; L1 takes absolute values.": torch.tensor(0.5),
            "The factor beta is missing.": torch.tensor(3.0),
            "This is a mean; the penalty is a sum.": torch.tensor(0.15),
        },
    )


@graded(hint="model.parameters() yields the weights and biases of all layers, however deep they lie.")
def test_biases_and_nested_layers_count(student):
    """Biases count like weights, and so do the layers of blocks within the model."""
    expect_close(student.l1_penalty(linear([1.0, -2.0], 4.0), 0.1), torch.tensor(0.7))
    nested = nn.Sequential(nn.Sequential(linear([1.0, 1.0], 1.0), nn.ReLU()), linear([-5.0], -2.0))
    expect_close(student.l1_penalty(nested, 1.0), torch.tensor(10.0))


@graded(hint="The penalty looks at sizes only: take absolute values first, then sum.")
@given(weights=st.lists(numbers, min_size=1, max_size=4), bias=numbers)
def test_signs_make_no_difference(student, weights, bias):
    """A model whose parameters all have the opposite signs has the same penalty."""
    got = student.l1_penalty(linear(weights, bias), 2.0)
    got = expect_tensor(got, shape=(), dtype=torch.float32)
    expect_close(student.l1_penalty(linear([-weight for weight in weights], -bias), 2.0), got)


@graded(hint="Start from the parameters' own sums; float() and torch.zeros(1) change the type or the shape.")
def test_the_result_is_a_tensor_without_dimensions(student):
    """The penalty is a tensor of shape () and of the parameters' dtype, also for float64."""
    for dtype in (torch.float32, torch.float64):
        expect_tensor(student.l1_penalty(linear([1.0, -2.0], 4.0, dtype), 0.1), shape=(), dtype=dtype)


@probe("the gradients of l1_penalty(model, {beta}) for model = {model}")
def gradients(student, model, beta):
    penalty = student.l1_penalty(model, beta)
    if not isinstance(penalty, torch.Tensor) or not penalty.requires_grad:
        return "no gradient: the result is cut off from the parameters"
    penalty.sum().backward()
    return [parameter.grad for parameter in model.parameters()]


@graded(hint="Stay with tensors: .item(), .data, .detach(), torch.tensor([...]) and torch.no_grad() cut the graph.")
def test_the_gradient_is_beta_times_the_sign(student):
    """The penalty is differentiable, and its gradient at each parameter is beta times the parameter's sign."""
    got = student(gradients, linear([1.0, -2.0], 4.0), 0.1)
    expect(isinstance(got, list) and len(got) == 2, got=got, expected="a gradient for the weights and for the bias")
    expect_close(got[0], torch.tensor([[0.1, -0.1]]))
    expect_close(got[1], torch.tensor([0.1]))


@probe("the parameters of {model} after l1_penalty(model, 0.1)")
def parameters_afterwards(student, model):
    student.l1_penalty(model, 0.1)
    return [parameter.detach() for parameter in model.parameters()]


@graded(idle=True, hint="Read the parameters, do not write to them: abs_() and p.data change the model itself.")
def test_the_model_is_left_as_it_was(student):
    """The model's parameters stay what they were."""
    got = student(parameters_afterwards, linear([1.0, -2.0], -4.0))
    expect(isinstance(got, list) and len(got) == 2, got=got, expected="weights and a bias")
    expect_close(got[0], torch.tensor([[1.0, -2.0]]))
    expect_close(got[1], torch.tensor([-4.0]))
