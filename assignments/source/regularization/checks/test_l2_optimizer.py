"""l2_optimizer: first steps worked out by hand."""

import torch
from torch import nn

from autograder.testing import expect_close, graded, probe


def linear(weight, bias):
    """Return a Linear layer with one weight and one bias."""
    layer = nn.Linear(1, 1)
    with torch.no_grad():
        layer.weight.fill_(weight)
        layer.bias.fill_(bias)
    return layer


@probe("weight and bias of {model} after {count} steps of l2_optimizer(model, {lr}, {beta}) for slope {slope}")
def after_steps(student, model, lr, beta, slope, count):
    # The loss has the same slope in the weight and in the bias, so both get the same gradient.
    optimizer = student.l2_optimizer(model, lr, beta)
    for _ in range(count):
        optimizer.zero_grad()
        (slope * (model.weight.sum() + model.bias.sum())).backward()
        optimizer.step()
    return torch.cat([model.weight.detach().flatten(), model.bias.detach()])


@graded(hint="Return torch.optim.Adam over all parameters, with the learning rate lr.")
def test_the_first_step_is_as_long_as_lr(student):
    """With beta = 0 the first step of Adam is as long as lr, against the slope."""
    got = student(after_steps, linear(1.0, -1.0), 0.1, 0.0, 5.0, 1)
    expect_close(got, torch.tensor([0.9, -1.1]), rtol=1e-3)


@graded(hint="Adam has an argument for it: weight_decay. AdamW would take off only lr times beta times the weight.")
def test_decay_goes_through_adam(student):
    """Where the loss has slope 0, the first step takes weight and bias closer to 0 by lr."""
    got = student(after_steps, linear(1.0, -2.0), 0.1, 0.5, 0.0, 1)
    expect_close(
        got,
        torch.tensor([0.9, -1.9]),
        rtol=1e-3,
        mistakes={
            "Nothing decays: hand beta on as weight_decay.": torch.tensor([1.0, -2.0]),
            "The bias does not decay: hand over all of model.parameters().": torch.tensor([0.9, -2.0]),
            "This is SGD, or AdamW: their decay does not go through Adam.": torch.tensor([0.95, -1.9]),
        },
    )


@graded(hint="Adam adds beta times the parameter to its gradient, for weights and biases alike.")
def test_decay_and_slope_are_added(student):
    """Where the slope -1 and the decay 0.5 of a weight 2 cancel, nothing moves; a bias of 0 still does."""
    got = student(after_steps, linear(2.0, 0.0), 0.1, 0.5, -1.0, 1)
    expect_close(got, torch.tensor([2.0, 0.1]), rtol=1e-3, atol=1e-4)


@graded(hint="Make a new optimizer at each call, and keep it for all steps: it remembers earlier gradients.")
def test_equal_slopes_give_equal_steps(student):
    """For one slope all the time and no decay, ten steps are ten times as long as one."""
    got = student(after_steps, linear(2.0, 3.0), 0.1, 0.0, 1.0, 10)
    expect_close(got, torch.tensor([1.0, 2.0]), rtol=1e-3)
