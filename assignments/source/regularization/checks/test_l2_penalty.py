"""Visible checks of l2_penalty."""

import torch
from torch import nn

from autograder.testing import expect_close, expect_tensor, graded, probe


def linear(weights, bias):
    """Return a Linear layer with one output and these parameters."""
    layer = nn.Linear(len(weights), 1)
    with torch.no_grad():
        layer.weight.copy_(torch.tensor([weights]))
        layer.bias.fill_(bias)
    return layer


@graded(hint="Sum the squares of all parameters, then multiply by beta: no root, no factor 1/2.")
def test_the_value(student):
    """Weights 1 and -2 and no bias make 5 times beta."""
    expect_close(student.l2_penalty(linear([1.0, -2.0], 0.0), 0.1), torch.tensor(0.5))


@graded(hint="model.parameters() yields the weights and biases of all layers, however deep they lie.")
def test_biases_and_nested_layers_count(student):
    """Biases count like weights, and so do the layers of blocks within the model."""
    expect_close(student.l2_penalty(linear([1.0, -2.0], 3.0), 0.1), torch.tensor(1.4))
    nested = nn.Sequential(nn.Sequential(linear([1.0, 1.0], 1.0), nn.ReLU()), linear([-2.0], -1.0))
    expect_close(student.l2_penalty(nested, 1.0), torch.tensor(8.0))


@graded(hint="Start from the parameters' own sums: they have the right dtype and no dimensions.")
def test_the_result_is_a_0_d_tensor_of_the_models_type(student):
    """The result is a tensor without dimensions, in float64 for a float64 model."""
    expect_tensor(student.l2_penalty(linear([1.0], 1.0).double(), 0.5), shape=(), dtype=torch.float64)


@probe("the gradient at the weights of l2_penalty({model}, {beta})")
def gradient(student, model, beta):
    student.l2_penalty(model, beta).backward()
    return model.weight.grad


@graded(hint="Stay with tensors: .item(), .data, .detach() and torch.tensor([...]) cut off the gradient.")
def test_the_gradient_is_proportional_to_the_weight(student):
    """The gradient at each weight is 2 times beta times the weight, also at 0."""
    expect_close(student(gradient, linear([1.0, -2.0, 0.0], 0.0), 0.5), torch.tensor([[1.0, -2.0, 0.0]]))
