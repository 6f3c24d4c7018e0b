"""add_dropout: seen through networks of glass, which pass their hidden values on unchanged."""

import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from autograder.testing import _, expect, expect_close, expect_tensor, graded, probe

WIDTH = 16


def identity():
    """Return a Linear layer whose output is its input."""
    layer = nn.Linear(WIDTH, WIDTH)
    with torch.no_grad():
        layer.weight.copy_(torch.eye(WIDTH))
        layer.bias.zero_()
    return layer


def glass(depth):
    """Return a network that passes ones on unchanged through `depth` hidden layers."""
    return nn.Sequential(*[layer for _ in range(depth) for layer in (identity(), nn.ReLU())], identity())


@probe("add_dropout({model}, {p}) in training mode, given {inputs}")
def train_outputs(student, model, p, inputs):
    return student.add_dropout(model, p).train()(inputs)


@probe("add_dropout({model}, {p}) in eval mode, given {inputs}")
def eval_outputs(student, model, p, inputs):
    return student.add_dropout(model, p).eval()(inputs)


def ones(count):
    return torch.ones(count, WIDTH)


@graded(hint="Dropout sets a value to zero, or multiplies it by 1/(1-p).")
@given(p=st.sampled_from([0.5, 0.25, 0.8]))
def test_a_hidden_value_becomes_zero_or_larger(student, p):
    """In training mode a hidden value of 1 becomes 0 or 1/(1-p), and nothing happens to the input or the output."""
    output = expect_tensor(student(train_outputs, glass(1), p, ones(64)), shape=(64, WIDTH), dtype=torch.float32)
    strange = output[(output.abs() > 1e-6) & ((output - 1 / (1 - p)).abs() > 1e-4)]
    wanted = _("0 or {value:.4g}").format(value=1 / (1 - p))
    expect(len(strange) == 0, got=f"{strange[:1].sum().item():.4g}", expected=wanted)


@graded(hint="One dropout after each hidden activation; p is the probability of dropping, not of keeping.")
def test_each_hidden_layer_drops_with_probability_p(student):
    """With p = 0.25 a value gets through one hidden layer with probability 0.75, and through two with 0.75² = 0.56."""
    for depth, expected in ((1, 0.75), (2, 0.5625)):
        output = student(train_outputs, glass(depth), 0.25, ones(1000))
        output = expect_tensor(output, shape=(1000, WIDTH), dtype=torch.float32)
        passed = (output != 0).double().mean().item()  # of 16,000 draws: the tolerance is more than 7 sigma
        got = _("{share:.2f} of the values get through").format(share=passed)
        expect(abs(passed - expected) < 0.03, got=got, expected=_("about {share:.2f}").format(share=expected))


@probe("add_dropout({model}, 0.5) in training mode, given {inputs}, twice")
def two_train_outputs(student, model, inputs):
    changed = student.add_dropout(model, 0.5).train()
    return [changed(inputs), changed(inputs)]


@graded(hint="The mask must be drawn at each forward pass, not once when the network is made.")
def test_every_call_drops_others(student):
    """Two calls in training mode drop different values."""
    got = student(two_train_outputs, glass(1), ones(64))
    expect(isinstance(got, list) and len(got) == 2, got=got, expected="two outputs")
    first, second = (expect_tensor(output, shape=(64, WIDTH), dtype=torch.float32) for output in got)
    expect(not torch.equal(first, second), got="the same values dropped twice", expected="different ones")


@graded(idle=True, hint="Dropout must be off in eval mode, and the layers must keep their weights.")
@given(scale=st.sampled_from([1.0, -0.5, 3.0]))
def test_in_eval_mode_it_computes_what_the_model_computes(student, scale):
    """In eval mode the new network computes exactly what the given one computes."""
    model, inputs = nn.Sequential(identity(), nn.Tanh(), identity(), nn.ReLU(), identity()), scale * ones(3)
    expect_close(student(eval_outputs, model, 0.5, inputs), model(inputs).detach())


@graded(idle=True, hint="The output layer is the last one: add no dropout behind it.")
def test_nothing_is_dropped_after_the_output_layer(student):
    """An output layer that says 10 whatever it gets, says 10 in training mode as well."""
    model = glass(1)
    with torch.no_grad():
        model[-1].weight.zero_()
        model[-1].bias.fill_(10.0)
    expect_close(student(train_outputs, model, 0.5, ones(16)), torch.full((16, WIDTH), 10.0))


@probe("the given {model} in training mode after add_dropout(model, 0.9), and how many layers it has")
def the_given_model(student, model, inputs):
    model.train()
    student.add_dropout(model, 0.9)
    return [model(inputs), len(model), model.training]


@graded(idle=True, hint="Work on copy.deepcopy(model), or put its layers into a new nn.Sequential.")
def test_the_given_model_is_left_as_it_was(student):
    """The given model keeps its layers and its mode, and drops nothing."""
    got = student(the_given_model, glass(1), ones(16))
    expect(isinstance(got, list) and len(got) == 3, got=got, expected="outputs, a number and a mode")
    expect_close(got[0], ones(16))
    expect(got[1] == 3, got=_("{count} layers").format(count=got[1]), expected="3 layers")
    expect(got[2] is True, got="a model in eval mode", expected="a model in training mode, as it was")
