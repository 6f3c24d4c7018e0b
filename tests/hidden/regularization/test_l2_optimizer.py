"""l2_optimizer(model, lr, beta): 10 points."""

from __future__ import annotations

import copy
from types import SimpleNamespace
from typing import Any

import torch
from hypothesis import example, given
from hypothesis import strategies as st
from torch import nn

from autograder.testing import expect, expect_tensor, graded, probe
from reference.penalties import l2_optimizer
from tests.hidden.checks import expect_no_changes
from tests.hidden.strategies import (
    fill,
    filled,
    linear_stacks,
    models_that_share,
    models_with_buffers,
    nested_models,
    patterns,
)

REFERENCE = SimpleNamespace(l2_optimizer=l2_optimizer)

# Powers of two, so that a gradient plus beta times a weight is exact: where it nearly cancels, Adam, which divides by
# its size, would make a rounding error as large as a step.
decays = st.sampled_from([0.5, 0.25, 0.125, 2.0, 2.0**-7])
rates = st.sampled_from([0.01, 0.1, 1e-3])
slopes = st.lists(st.sampled_from([1.0, -1.0, 0.25, 4.0, 0.0]), min_size=1, max_size=5)
of_every_kind = st.one_of(linear_stacks(bias=True), nested_models(), models_with_buffers(), models_that_share())
exact = patterns.map(lambda found: [value if abs(value) < 3 else 2.0 for value in found])


@probe("the parameters of {model} at each step of l2_optimizer(model, {lr}, {beta}), for losses with slopes {slopes}")
def steps(student: Any, model: Any, lr: float, beta: float, slopes: Any) -> Any:
    """Return the parameters before the first step and after each of them.

    The loss's gradient is `slope` times 1, 2 or 3, by turns from value to value of a parameter.
    """
    optimizer = student.l2_optimizer(model, lr, beta)
    seen = [[p.detach().clone() for p in model.parameters()]]
    for slope in slopes:
        loss = 0.0
        for p in model.parameters():
            turns = (torch.arange(p.numel(), device=p.device) % 3 + 1).reshape(p.shape).to(p.dtype)
            if p.requires_grad:
                loss = loss + slope * (turns * p).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        seen.append([p.detach().clone() for p in model.parameters()])
    return seen


def expect_steps(got: Any, want: list[list[torch.Tensor]], tolerance: float) -> None:
    """Raise `Mismatch` at the first step whose parameters are not those of `want`.

    Args:
        got: what `steps` returned for the submission.
        want: what it returned for the reference.
        tolerance: how far a parameter may be off, relative to a whole step of Adam.
    """
    expect(isinstance(got, list) and len(got) == len(want), got=got, expected="the parameters after each step")
    for now, then in zip(got, want, strict=True):
        expect(isinstance(now, list) and len(now) == len(then), got=now, expected="one tensor for each parameter")
        for value, right in zip(now, then, strict=True):
            value = expect_tensor(value, shape=tuple(right.shape), dtype=right.dtype)
            expect(bool(((value - right).abs() <= tolerance).all()), got=value, expected=right)


def judge(student: Any, model: nn.Module, lr: float, beta: float, slopes: list[float]) -> None:
    """Compare the submission's steps with those of the reference, to a thousandth of a step."""
    want = steps(REFERENCE, clone(model), lr, beta, slopes)
    expect_steps(student(steps, model, lr, beta, slopes), want, 1e-3 * lr)


def clone(model: nn.Module) -> nn.Module:
    """Return a copy of the model, so that the reference's steps do not move the one that is handed out."""
    return copy.deepcopy(model)


def line(weight: float = 1.0, dtype: torch.dtype = torch.float32) -> nn.Module:
    """Return the smallest model there is: one weight."""
    return fill(nn.Linear(1, 1, bias=False), [weight]).to(dtype)


@graded(points=1.5, hint="With beta = 0 this is torch.optim.Adam with lr and its other settings as they are.")
@given(model=filled(linear_stacks(bias=True), exact), lr=rates, slopes=slopes)
@example(model=line(), lr=0.1, slopes=[4.0, 0.25, 0.25, 0.25])  # tells amsgrad and other betas
@example(model=line(dtype=torch.float64), lr=0.01, slopes=[2.0**-20])  # tells another eps
def test_without_decay_every_step_is_adams(student, model, lr, slopes):
    """With beta = 0 every step is that of Adam with learning rate lr and its default settings."""
    judge(student, model, lr, 0.0, slopes)


@graded(points=2, hint="Adam has an argument weight_decay: it adds beta times the weight to the gradient.")
@given(model=filled(linear_stacks(bias=False), exact), lr=rates, beta=decays, slopes=slopes)
@example(model=line(), lr=0.1, beta=0.5, slopes=[4.0, 0.25, 0.25, 0.25])
@example(model=line(), lr=0.01, beta=2.0**-7, slopes=[0.0, 1.0])
def test_every_step_is_that_of_adam_with_weight_decay(student, model, lr, beta, slopes):
    """Every step moves the weights as Adam does when beta times the weight is added to the gradient."""
    judge(student, model, lr, beta, slopes)


@graded(points=1.5, hint="The decay is a part of the gradient that Adam gets; AdamW takes it off the weight directly.")
@given(weight=st.sampled_from([1.0, -2.0, 0.5]), lr=rates, beta=decays)
def test_without_a_slope_the_decay_alone_makes_a_whole_step(student, weight, lr, beta):
    """Where the loss has slope 0, the first step takes every weight closer to 0 by lr, whatever beta is."""
    got = student(steps, line(weight), lr, beta, [0.0])
    closer = weight - lr if weight > 0 else weight + lr
    expect_steps(got, [[torch.tensor([[weight]])], [torch.tensor([[closer]])]], 1e-3 * lr)


@graded(points=1.5, hint="All of model.parameters() decay alike, biases and the gains of norm layers too.")
@given(model=filled(of_every_kind, exact), beta=decays)
def test_all_parameters_decay(student, model, beta):
    """Every parameter decays: biases like weights, in layers of every kind, and a shared one once."""
    judge(student, model, 0.01, beta, [0.0, 1.0])


@graded(points=0.5, hint="Hand lr on to the optimizer.")
@given(lr=st.sampled_from([1.0, 0.5, 1e-2, 1e-3, 1e-5]))
def test_the_learning_rate_is_that_which_is_asked_for(student, lr):
    """The first step is as long as lr."""
    got = student(steps, line(2.0, torch.float64), lr, 0.0, [1.0])
    want = [[torch.tensor([[2.0]]).double()], [torch.tensor([[2.0 - lr]]).double()]]
    expect_steps(got, want, 1e-3 * lr)


@probe("the parameters of {model} after a step of l2_optimizer(model, 0.1, {beta}) that uses only its last layer")
def step_of_the_last_layer(student: Any, model: Any, beta: float) -> Any:
    optimizer = student.l2_optimizer(model, 0.1, beta)
    optimizer.zero_grad()
    sum(p.sum() for p in model[-1].parameters()).backward()
    optimizer.step()
    return [p.detach().clone() for p in model.parameters()]


@graded(points=1, hint="A parameter whose .grad is None takes no part in a step.")
@given(width=st.integers(1, 3), beta=decays, frozen=st.booleans())
def test_a_parameter_without_a_gradient_is_left_alone(student, width, beta, frozen):
    """A parameter that has no gradient, as it is frozen or not in use, does not move, nor decay."""
    model = fill(nn.Sequential(nn.Linear(width, width), nn.Linear(width, 1)), [1.0, -2.0])
    model[0].requires_grad_(not frozen)
    want = step_of_the_last_layer(REFERENCE, clone(model), beta)
    expect_steps([student(step_of_the_last_layer, model, beta)], [want], 1e-4)


@graded(points=0.5, hint="Take the parameters as they are: no .float() and no copies.")
@given(model=filled(linear_stacks(bias=True), exact).map(lambda model: model.double()), beta=decays)
def test_models_in_float64_are_trained_as_well(student, model, beta):
    """A float64 model is trained in float64."""
    want = steps(REFERENCE, clone(model), 0.01, beta, [1.0, -1.0, 0.25])
    expect_steps(student(steps, model, 0.01, beta, [1.0, -1.0, 0.25]), want, 1e-9)


@probe("what making l2_optimizer(model, 0.1, 0.5) changes in {model}")
def what_making_it_changes(student: Any, model: Any) -> Any:
    before = [p.detach().clone() for p in model.parameters()]
    modes, flags = [m.training for m in model.modules()], [p.requires_grad for p in model.parameters()]
    student.l2_optimizer(model, 0.1, 0.5)
    changed = []
    if any(not torch.equal(a, b) for a, b in zip(model.parameters(), before, strict=True)):
        changed.append("its parameters")
    if modes != [m.training for m in model.modules()]:
        changed.append("its mode (train or eval)")
    if flags != [p.requires_grad for p in model.parameters()]:
        changed.append("requires_grad of its parameters")
    return changed


@graded(points=0.5, idle=True, hint="Make the optimizer and nothing else: the weights decay when it steps.")
@given(model=filled(linear_stacks(bias=True)), training=st.booleans())
def test_making_the_optimizer_changes_nothing(student, model, training):
    """The model stays as it was until the first step."""
    expect_no_changes(student(what_making_it_changes, model.train(training)))


@probe("the gradients of {model} after zero_grad() of its optimizer")
def gradients_after_zero_grad(student: Any, model: Any) -> Any:
    optimizer = student.l2_optimizer(model, 0.1, 0.5)
    sum(p.sum() for p in model.parameters()).backward()
    optimizer.zero_grad()
    return [0.0 if p.grad is None else float(p.grad.abs().sum()) for p in model.parameters()]


@graded(points=0.5, hint="Return an optimizer of torch.optim, or give your own class zero_grad() and step().")
@given(model=filled(linear_stacks(bias=True)))
def test_zero_grad_clears_the_gradients(student, model):
    """The optimizer's zero_grad() clears the gradients of all parameters."""
    got = student(gradients_after_zero_grad, model)
    clear = isinstance(got, list) and len(got) == len(list(model.parameters())) and not any(got)
    expect(clear, got=got, expected="no gradient, or zeros")


@probe("the steps of a second optimizer, made for {second}, after one for {first} took steps")
def steps_of_the_second(student: Any, first: Any, second: Any) -> Any:
    earlier = student.l2_optimizer(first, 0.1, 0.5)
    for _ in range(3):
        earlier.zero_grad()
        sum(p.square().sum() for p in first.parameters()).backward()
        earlier.step()
    later = student.l2_optimizer(second, 0.01, 0.25)
    later.zero_grad()
    sum(p.sum() for p in second.parameters()).backward()
    later.step()
    return [[p.detach().clone() for p in second.parameters()], [p.detach().clone() for p in first.parameters()]]


@graded(points=0.5, hint="Make a new optimizer at each call, for the model that is given.")
@given(first=filled(linear_stacks(bias=True), exact), second=filled(linear_stacks(bias=True), exact))
def test_each_call_makes_an_optimizer_of_its_own(student, first, second):
    """Each call returns a new optimizer, with the settings and the model that it gets, and moves no other model."""
    want = steps_of_the_second(REFERENCE, clone(first), clone(second))
    expect_steps(student(steps_of_the_second, first, second), want, 1e-3)
