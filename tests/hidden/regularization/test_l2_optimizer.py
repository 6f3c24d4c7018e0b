"""l2_optimizer(model, lr, beta): 10 points.

A model's parameters are compared before and after steps whose losses are linear, slope · Σθ, so that every gradient is
known. Weights, slopes and decays are powers of two: then a gradient plus beta times the weight is exact in the first
step. Where the two nearly cancel, Adam, which divides by the gradient's size, would make a rounding error as long as a
step.

Only the first test asks for just this decay. The others hold for AdamW, SGD, another beta and so on as well, unless
they say so: one mistake is to cost as few tests as possible. Where what counts is a history (a pause, a second
optimizer, another mode), a submission is compared with itself. And only the test of zero_grad() calls it: elsewhere the
probes clear gradients themselves.
"""

from __future__ import annotations

import copy
import itertools
import math
from collections import OrderedDict
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st
from torch import nn, optim

from autograder.testing import N_, Text, _, describe, expect, expect_form, expect_tensor, graded, probe
from reference.optimizers import l2_optimizer
from tests.hidden.checks import expect_no_changes, what_changes
from tests.hidden.strategies import (
    fill,
    filled,
    linear_stacks,
    models_that_share,
    models_with_buffers,
    nested_models,
    partly_frozen_models,
    sizes,
)

LR = 1e-3  # PyTorch's default, so that who forgets lr fails lr's own test only
TOLERANCE = 1e-2  # of a step; rounding in float32 makes less than 1e-3 of it

powers_of_two = st.sampled_from([1.0, -1.0, 0.5, -2.0, -0.25])
exact = st.lists(powers_of_two, min_size=1, max_size=5)
decays = st.sampled_from([0.5, 0.125, 2.0, 2.0**-7])
slopes = st.lists(st.sampled_from([1.0, -1.0, 0.25, 4.0]), min_size=1, max_size=3)
single_layers = st.builds(lambda n, m: nn.Linear(n, m, bias=False), sizes, sizes)


def line(weight: float = 1.0, dtype: torch.dtype = torch.float32) -> nn.Module:
    """Return the smallest model there is: one weight."""
    return fill(nn.Linear(1, 1, bias=False, dtype=dtype), [weight])


def two_layers(width: int) -> nn.Sequential:
    """Return two layers without biases: who forgets those is to fail their own test only."""
    return nn.Sequential(nn.Linear(width, width, bias=False), nn.Linear(width, 1, bias=False))


Trajectory = list[list[torch.Tensor]]  # before the first step and after each: the parameters, in float64


@probe()
def values_of(model: Any) -> list[torch.Tensor]:
    """Return the parameters as they are now."""
    return [p.detach().clone() for p in model.parameters()]


@probe()
def give_gradients(model: Any, slope: float | None) -> None:
    """Give every parameter this slope as its gradient; None takes the gradients away."""
    give_each_its_gradient(model, [slope for _parameter in model.parameters()])


@probe()
def give_each_its_gradient(model: Any, slopes: Any) -> None:
    """Give each parameter its slope as its gradient; None takes it away."""
    for p, slope in zip(model.parameters(), slopes, strict=True):
        p.grad = None if slope is None else torch.full_like(p, slope)


@probe("the parameters of {model} before and after each step of l2_optimizer(model, {lr}, {beta}); slopes: {slopes}")
def steps(student: Any, model: Any, lr: float, beta: float, slopes: Any) -> Any:
    """Return the parameters before the first step and after each, for losses that are a slope times their sum."""
    model.to(memory_format=torch.channels_last)  # moves the weights of convolutions in memory and changes no value
    optimizer = student.l2_optimizer(model, lr, beta)
    seen = [values_of(model)]
    for slope in slopes:
        give_gradients(model, None)
        (slope * sum(p.sum() for p in model.parameters() if p.requires_grad)).backward()
        optimizer.step()
        seen.append(values_of(model))
    return seen


def trajectory(got: Any, model: nn.Module, count: int) -> Trajectory:
    """Return what `steps` or its like returned, `count` lists of the model's parameters, checked and in float64.

    Every float dtype will do: there is a test of its own for that.
    """
    shapes = [tuple(p.shape) for p in model.parameters()]
    times = expect_form(got, [object] * count, expected="the parameters, time after time")
    return [
        [
            expect_tensor(p, shape=shape, dtype=p.dtype if _is_float(p) else torch.float32).double()
            for p, shape in zip(
                expect_form(seen, [object] * len(shapes), expected="a tensor for each parameter"), shapes, strict=True
            )
        ]
        for seen in times
    ]


def _is_float(value: Any) -> bool:
    return isinstance(value, torch.Tensor) and value.is_floating_point()


def by(make: Callable[..., Any], model: nn.Module, lr: float, beta: float, slopes: list[float]) -> Trajectory:
    """Return what `steps` returns for ``make(model, lr, beta)``, on a copy: the model itself goes to the submission."""
    return [
        [p.double() for p in seen]
        for seen in steps(SimpleNamespace(l2_optimizer=make), copy.deepcopy(model), lr, beta, slopes)
    ]


def same(one: Trajectory, other: Trajectory, tolerance: float) -> bool:
    """Say whether no parameter differs by more than `tolerance` at any time."""
    pairs = [pair for seen in zip(one, other, strict=True) for pair in zip(*seen, strict=True)]
    return all(bool(((a - b).abs() <= tolerance).all()) for a, b in pairs)


def moved(before: list[torch.Tensor], after: list[torch.Tensor]) -> bool:
    """Say whether any parameter is not what it was."""
    return any(not torch.equal(a, b) for a, b in zip(before, after, strict=True))


def expect_same(got: Trajectory, want: Trajectory, tolerance: float, hint: str = "") -> None:
    """Raise `Mismatch` with the first parameter that differs by more than `tolerance`, and with the step."""
    for number, (now, then) in enumerate(zip(got, want, strict=True)):
        for value, right in zip(now, then, strict=True):
            close = bool(((value - right).abs() <= tolerance).all())
            expect(close, got=_at(number, value), expected=_at(number, right), hint=hint)


def _at(number: int, value: torch.Tensor) -> Text:
    return Text(_("after step {number}: {values}").format(number=number, values=shown(value)))


def shown(value: torch.Tensor | list[torch.Tensor]) -> Text:
    """Return the bare numbers: here all tensors are in float64, whatever the model's dtype is."""
    return Text(describe([each.tolist() for each in value] if isinstance(value, list) else value.tolist()))


MISTAKES: dict[str, Callable[..., optim.Optimizer]] = {
    N_("This is AdamW: its decay is taken off the weight and does not go through Adam."): lambda model, lr, beta: (
        optim.AdamW(model.parameters(), lr=lr, weight_decay=beta)
    ),
    N_("There is no decay: Adam has an argument weight_decay."): lambda model, lr, beta: l2_optimizer(model, lr, 0.0),
    N_("This is twice the decay: beta times the weight is added to the gradient, not 2 · beta."): (
        lambda model, lr, beta: l2_optimizer(model, lr, 2 * beta)
    ),
    N_("This is half the decay: beta times the weight is added to the gradient."): lambda model, lr, beta: l2_optimizer(
        model, lr, beta / 2
    ),
    N_("This is SGD; Adam is asked for."): lambda model, lr, beta: optim.SGD(
        model.parameters(), lr=lr, weight_decay=beta
    ),
}


def expect_steps_of_adam(student: Any, model: nn.Module, beta: float, slopes: list[float]) -> None:
    """Raise `Mismatch` unless the submission's steps are those of the reference; name a known mistake."""
    want = by(l2_optimizer, model, LR, beta, slopes)
    got = trajectory(student(steps, model, LR, beta, slopes), model, len(want))
    if not same(got, want, TOLERANCE * LR):
        known = (
            text for text, make in MISTAKES.items() if same(got, by(make, model, LR, beta, slopes), TOLERANCE * LR)
        )
        expect_same(got, want, TOLERANCE * LR, next(known, ""))


@graded(points=2.5, hint="Adam has an argument weight_decay: it adds beta times the weight to the gradient.")
@given(model=filled(single_layers, exact), beta=decays, slopes=slopes)
@example(model=line(), beta=0.5, slopes=[4.0, 0.25, 0.25])
@example(model=line(), beta=2.0, slopes=[0.25, 4.0, -1.0])
@example(model=line(0.0), beta=0.5, slopes=[1.0, 0.25, 0.25])
@example(model=line(16.0), beta=0.5, slopes=[1.0, -4.0])
@example(model=line(), beta=16.0, slopes=[-12.0, 1.0])
def test_every_step_is_that_of_adam_with_weight_decay(student, model, beta, slopes):
    """Every step moves the weights as Adam does when beta times the weight is added to the gradient."""
    expect_steps_of_adam(student, model, beta, slopes)


@graded(points=1, hint="With beta = 0 this is torch.optim.Adam, its other settings as they are.")
@given(model=filled(single_layers, exact), slopes=slopes)
@settings(max_examples=25)
@example(model=line(dtype=torch.float64), slopes=[4.0] + 30 * [0.0] + 10 * [0.25])  # tells amsgrad and other averages
@example(model=line(dtype=torch.float64), slopes=[4.0, -1.0, 0.25] * 100)
@example(model=line(dtype=torch.float64), slopes=[1.0, 2.0**20, 1.0, 1.0])
@example(model=line(dtype=torch.float64), slopes=[0.0, 0.0, 1.0])
def test_without_decay_every_step_is_adams(student, model, slopes):
    """With beta = 0 every step is that of Adam."""
    expect_steps_of_adam(student, model, 0.0, slopes)


@graded(points=1, hint="The decay is a part of the gradient that Adam gets; AdamW takes it off the weight directly.")
@given(weight=powers_of_two, beta=decays, count=st.just(1))
@example(weight=8.0, beta=2.0**-11, count=1)
@example(weight=-1.0, beta=16.0, count=1)
@example(weight=8.0, beta=0.5, count=60)  # all the way the slope of the decay is nearly the same
def test_where_the_loss_is_flat_the_decay_alone_makes_a_whole_step(student, weight, beta, count):
    """Where the loss has slope 0, a step takes every weight closer to 0 by lr, whatever beta is."""
    model = line(weight)
    got = trajectory(student(steps, model, LR, beta, [0.0] * count), model, count + 1)
    closer = -LR if weight > 0 else LR
    want = [[torch.tensor([[weight + number * closer]], dtype=torch.float64)] for number in range(count + 1)]
    expect_same(got, want, TOLERANCE * LR * count)


@st.composite
def layers_with_biases(draw: st.DrawFn) -> nn.Module:
    """Draw one or two `Linear` layers in a row."""
    widths = draw(st.lists(sizes, min_size=2, max_size=3))
    return nn.Sequential(*(nn.Linear(n, m) for n, m in itertools.pairwise(widths)))


def expect_all_to_decay_alike(student: Any, model: nn.Module, beta: float) -> None:
    """Raise `Mismatch` unless one step with a flat loss takes all values, equal at first, equally closer to 0."""
    value = next(model.parameters()).flatten()[0].item()
    after = trajectory(student(steps, model, 0.1, beta, [0.0]), model, 2)[1]
    reached = after[0].flatten()[0].item()
    smaller = Text(_("values closer to 0 than {value:g}").format(value=value))
    alike = Text(_("{value:.6g} everywhere, as all decay alike").format(value=reached))
    for end in after:
        expect(bool((end.abs() < abs(value)).all()), got=shown(end), expected=smaller)
        expect(bool(((end - reached).abs() <= TOLERANCE * abs(reached - value)).all()), got=shown(end), expected=alike)


@graded(points=0.75, hint="Hand all of model.parameters() to the optimizer, with one decay: weights and biases.")
@given(model=layers_with_biases(), value=powers_of_two, beta=st.sampled_from([0.5, 0.25]))
def test_biases_decay_like_weights(student, model, value, beta):
    """Biases decay just as weights of the same size do."""
    expect_all_to_decay_alike(student, fill(model, [value]), beta)


def model_with_names() -> nn.Module:
    """Return linear layers that are called like layers of other kinds."""
    names = ("norm", "embedding", "head")
    return fill(nn.Sequential(OrderedDict((name, nn.Linear(1, 1)) for name in names)), [1.0])


def model_in_two_dtypes() -> nn.Module:
    """Return a layer in float32 and one in float64."""
    return fill(nn.Sequential(nn.Linear(1, 2), nn.Linear(2, 1).double()), [1.0])


@graded(points=0.5, hint="model.parameters() yields the parameters of every kind of layer, and a shared one once.")
@given(model=st.one_of(nested_models(), models_with_buffers(), models_that_share()), beta=st.sampled_from([0.5, 0.25]))
@example(model=model_in_two_dtypes(), beta=0.5)
@example(model=model_with_names(), beta=0.5)
@example(model=fill(nn.Conv2d(2, 2, (1, 2)), [1.0]), beta=0.5)
def test_layers_of_every_kind_decay_alike(student, model, beta):
    """Parameters of every kind of layer decay alike, also inside blocks of blocks, and a shared one only once."""
    expect_all_to_decay_alike(student, fill(model, [1.0]), beta)


@graded(points=0.75, hint="Hand lr on to the optimizer as it is.")
@given(lr=st.sampled_from([0.1, 0.5, 1.0, 3.0, 1e-2, 1e-4, 2e-6]))
@example(lr=2e-6)
@example(lr=3.0)
def test_the_learning_rate_is_that_which_is_asked_for(student, lr):
    """For slope 1 and without decay, the first step goes down by lr."""
    model = line(2.0**-6)  # so small that float32 can show a small step
    got = trajectory(student(steps, model, lr, 0.0, [1.0]), model, 2)
    ends = [torch.tensor([[value]], dtype=torch.float64) for value in (2.0**-6, 2.0**-6 - lr)]
    expect_same(got, [[end] for end in ends], TOLERANCE * lr)


@graded(points=0.25, hint="Leave Adam's eps as it is, 1e-8: it is added to the root of the corrected mean square.")
@given(slope=st.sampled_from([2.0**-20, 2.0**-23, -(2.0**-26), 0.0]))
@example(slope=0.0)
def test_tiny_gradients_make_smaller_steps(student, slope):
    """Where gradients are tiny or 0, Adam's small constant in the denominator shows, which is 1e-8."""
    model = line(dtype=torch.float64)
    got = trajectory(student(steps, model, LR, 0.0, [slope]), model, 2)
    expect_same(got, by(l2_optimizer, model, LR, 0.0, [slope]), TOLERANCE * LR)


@probe(
    "the parameters of {model} after {before} steps of l2_optimizer(model, 0.1, {beta}), one without any gradient, and "
    "one with gradients in the last layer only"
)
def step_of_the_last_layer(student: Any, model: Any, beta: float, before: int) -> Any:
    optimizer = student.l2_optimizer(model, 0.1, beta)
    for _step in range(before):
        give_gradients(model, None)
        sum(p.sum() for p in model.parameters() if p.requires_grad).backward()
        optimizer.step()
    give_gradients(model, None)
    seen = [values_of(model)]
    optimizer.step()
    seen.append(values_of(model))
    sum(p.sum() for p in model[-1].parameters()).backward()
    optimizer.step()
    seen.append(values_of(model))
    return seen


@graded(points=0.5, hint="A parameter whose .grad is None takes no part in a step, and so does not decay either.")
@given(width=st.integers(1, 2), beta=st.sampled_from([0.5, 2.0]), frozen=st.booleans(), before=st.sampled_from([0, 2]))
def test_a_parameter_without_a_gradient_is_left_alone(student, width, beta, frozen, before):
    """A parameter that has no gradient, as it is frozen or not in use, does not move; the others do."""
    model = fill(nn.Sequential(nn.Linear(width, width), nn.Linear(width, 1)), [1.0])
    model[0].requires_grad_(not frozen)
    start, idle, end = trajectory(student(step_of_the_last_layer, model, beta, before), model, 3)
    expect_same([idle, end[:2]], [start, start[:2]], 0.0)
    expect(moved(idle[2:], end[2:]), got=shown(end[2]), expected="other weights in the last layer")


@probe("the parameters of {model} after each step of l2_optimizer(model, 0.1, {beta}); their slopes: {slopes}")
def steps_with_pauses(student: Any, model: Any, beta: float, slopes: Any) -> Any:
    """Return the parameters before the first step and after each; None stands for no gradient."""
    optimizer = student.l2_optimizer(model, 0.1, beta)
    seen = [values_of(model)]
    for each in slopes:
        give_each_its_gradient(model, each)
        optimizer.step()
        seen.append(values_of(model))
    return seen


@graded(points=0.25, hint="Count each parameter's steps by themselves, and keep its averages while it has no gradient.")
@given(
    pauses=st.sampled_from([[1, 0], [3, 0], [0, 1], [0, 3], [1, 1], [0, 1, 2]]),
    beta=st.sampled_from([0.5, 0.125]),
    within=st.booleans(),
)
@example(pauses=[1, 0], beta=0.5, within=True)
@example(pauses=[1, 0], beta=0.5, within=False)
def test_a_step_without_a_gradient_does_not_count(student, pauses, beta, within):
    """For a parameter without a gradient the step does not count: it goes on later as if there had been none."""
    model = fill(nn.Linear(1, 1) if within else two_layers(1), [1.0])  # beside its bias, or beside another layer
    at_once = [(slope, 1.0) for slope in (4.0, 1.0, 0.25)[: len(pauses)]]
    with_pauses = [step for pause, last in zip(pauses, at_once, strict=True) for step in [(None, 1.0)] * pause + [last]]
    want, got = (
        trajectory(student(steps_with_pauses, model, beta, plan), model, len(plan) + 1)
        for plan in (at_once, with_pauses)
    )
    expect(moved(want[0][:1], want[-1][:1]), got=shown(want[-1][0]), expected="parameters that moved")
    taken = [0, *(number for number, (slope, _last) in enumerate(with_pauses, start=1) if slope is not None)]
    expect_same([got[number][:1] for number in taken], [seen[:1] for seen in want], TOLERANCE * 0.1)


@probe(
    "the parameters of {model} before and after a step of l2_optimizer(model, 0.1, {beta}) with slope {slope} "
    "everywhere; first layer frozen when it was made: {at_first}, at the step: {later}"
)
def step_after_freezing(student: Any, model: Any, beta: float, slope: float, at_first: bool, later: bool) -> Any:
    """Return the parameters before and after the second step; in the first, only the last layer has a gradient."""
    model[0].requires_grad_(not at_first)
    optimizer = student.l2_optimizer(model, 0.1, beta)
    give_gradients(model[-1], 1.0)
    optimizer.step()
    give_gradients(model, slope)
    model[0].requires_grad_(not later)
    seen = [values_of(model)]
    optimizer.step()
    seen.append(values_of(model))
    return seen


@graded(points=0.25, hint="Hand over all parameters; when the optimizer steps, look at .grad, not at requires_grad.")
@given(width=st.integers(1, 2), beta=st.sampled_from([0.5, 0.125]), frozen=st.sampled_from([(1, 0), (1, 1), (0, 1)]))
@example(width=1, beta=0.5, frozen=(1, 0))
@example(width=1, beta=0.5, frozen=(1, 1))
def test_a_gradient_alone_decides_who_takes_part(student, width, beta, frozen):
    """Every parameter that has a gradient at a step moves, also one that was frozen when the optimizer was made."""
    model = fill(two_layers(width), [1.0])
    slope = -beta / 4  # without the decay a step would go the other way
    (before, after), (_start, free) = (
        trajectory(student(step_after_freezing, model, beta, slope, *map(bool, when)), model, 2)
        for when in (frozen, (0, 0))
    )
    for start, end in zip(before, after, strict=True):
        other = Text(_("other weights than {values}").format(values=shown(start)))
        expect(bool((end != start).all()), got=shown(end), expected=other)
    hint = "The decay is added for every parameter that has a gradient, frozen or not."
    expect_same([before, after], [before, free], TOLERANCE * 0.1, hint=hint)


@graded(points=0.25, hint="Take the parameters as they are: no .float() and no copies.")
@given(count=st.integers(1, 3))
def test_a_model_is_trained_in_its_own_dtype(student, count):
    """The parameters of a model in float64 or bfloat16 stay in that, and their steps are as exact as it can be."""
    for weight, dtype, tolerance in ((1 / 3, torch.float64, 1e-6), (2.0**-10, torch.bfloat16, 5e-2)):
        model = line(weight, dtype)
        got = student(steps, model, LR, 0.0, [1.0] * count)
        checked = trajectory(got, model, count + 1)
        expect_tensor(got[-1][0], shape=(1, 1), dtype=dtype, hint="")
        expect(
            abs(checked[-1][0].item() - (weight - count * LR)) < tolerance * count * LR,
            got=Text(f"{checked[-1][0].item():.12g}"),
            expected=Text(f"{weight - count * LR:.12g}"),
        )


@probe("what l2_optimizer({model}, 0.1, 0.5) changes")
def what_making_changes(student: Any, model: Any) -> list[str]:
    """Name what differs after two optimizers were made, one while there are gradients and one while there are none."""
    import random

    import numpy

    def drawn_elsewhere() -> tuple[Any, bytes]:
        return random.getstate(), numpy.random.get_state()[1].tobytes()

    numbers, elsewhere, held = torch.get_rng_state(), drawn_elsewhere(), list(model.parameters())
    changed = what_changes(student, "l2_optimizer", model, 0.1, 0.5)
    give_gradients(model, None)
    optimizer = student.l2_optimizer(model, 0.1, 0.5)
    now = list(model.parameters())
    if len(now) != len(held) or any(a is not b for a, b in zip(now, held, strict=True)):
        changed.append("which tensors are its parameters")
    if any(p.grad is not None for p in now):
        changed.append("its gradients, of which there were none")
    give_gradients(model, None)
    trained = [p for p in now if p.requires_grad]
    (4.0 * sum(p.sum() for p in trained)).backward()
    if any(p.grad is None or not bool((p.grad == 4.0).all()) for p in trained):
        changed.append("the gradients that backward() computes")
    del optimizer  # it was there all the time
    if not torch.equal(torch.get_rng_state(), numbers):
        changed.append("torch's random numbers")
    if drawn_elsewhere() != elsewhere:
        changed.append("Python's or numpy's random numbers")
    return changed


@graded(points=0.25, idle=True, hint="Make the optimizer and nothing else: the weights decay when it steps.")
@given(
    model=filled(st.one_of(linear_stacks(bias=True), partly_frozen_models(), models_with_buffers())),
    training=st.booleans(),
    mixed=st.booleans(),
)
@settings(max_examples=25)
def test_making_the_optimizer_changes_nothing(student, model, training, mixed):
    """Parameters, gradients, mode and attributes of the model stay as they were until the first step."""
    model.train(training)
    next(model.children(), model).train(training != mixed)
    expect_no_changes(student(what_making_changes, model))


@probe()
def gradients_left(model: Any) -> list[float]:
    """Return how large each parameter's gradient is, 0 where there is none."""
    return [0.0 if p.grad is None else float(p.grad.abs().sum()) for p in model.parameters()]


@probe("the gradients of {model} after zero_grad() of its optimizer, and the parameters after the next step")
def after_zero_grad(student: Any, model: Any) -> Any:
    """Return the gradients that are left, twice, and the parameters after a second step: of the model, and of a copy.

    For the copy the gradients were cleared without the optimizer.
    """
    twin = copy.deepcopy(model)
    optimizer, twins = student.l2_optimizer(model, 0.1, 0.5), student.l2_optimizer(twin, 0.1, 0.5)
    optimizer.zero_grad()  # there is nothing yet
    for each in (model, twin):
        sum(p.sum() for p in each.parameters()).backward()
    optimizer.zero_grad()  # before the first step
    left = gradients_left(model)
    for each, own in ((model, optimizer), (twin, twins)):
        give_gradients(each, None)
        (4.0 * sum(p.sum() for p in each.parameters())).backward()
        own.step()
    first, *_, last = model.parameters()
    for p, value in ((first, math.inf), (last, math.nan)):  # as after a loss that was too large
        if p.grad is not None:
            p.grad.fill_(value)
    first.requires_grad_(False)  # frozen now, it still has its gradient
    optimizer.zero_grad()
    left += gradients_left(model)
    first.requires_grad_(True)
    for each, own in ((model, optimizer), (twin, twins)):
        give_gradients(each, 1.0)
        own.step()
    return [left, [values_of(model), values_of(twin)]]


@graded(points=0.5, hint="Return an optimizer of torch.optim, or give your own class zero_grad() and step().")
@given(model=filled(linear_stacks(bias=True)))
@settings(max_examples=16)  # each example costs a right solution a few milliseconds
def test_zero_grad_clears_the_gradients(student, model):
    """The optimizer's zero_grad() clears the gradients of all parameters, if there are any, and nothing else."""
    got = student(after_zero_grad, model)
    left, ends = expect_form(got, [object, object], expected="the gradients and the parameters")
    sizes = expect_form(left, [float for _p in model.parameters()] * 2, expected="no gradient, or zeros")
    expect(not any(sizes), got=left, expected="no gradient, or zeros")
    cleared, untouched = trajectory(ends, model, 2)
    expect_same([cleared], [untouched], TOLERANCE * 0.1, hint="zero_grad() clears gradients; keep Adam's averages.")


@probe("a step of l2_optimizer({model}, 0.1, 0.5), and one after another optimizer, of it or another model, was used")
def steps_with_and_without_another(student: Any, model: Any) -> Any:
    """Return a model's parameters at first, after a step, and those of two copies, for which others were at work.

    For the first copy another model was trained, for the second the copy itself, with an optimizer of its own.
    """

    def step(model: Any, optimizer: Any) -> Any:
        give_gradients(model, None)
        sum(p.square().sum() for p in model.parameters()).backward()
        optimizer.step()
        return values_of(model)

    later, other, again = copy.deepcopy(model), copy.deepcopy(model), copy.deepcopy(model)
    seen = [values_of(model)]
    seen.append(step(model, student.l2_optimizer(model, 0.1, 0.5)))
    optimizer = student.l2_optimizer(later, 0.1, 0.5)
    others = student.l2_optimizer(other, 0.01, 2.0)
    with torch.no_grad():
        for p in other.parameters():
            p.mul_(-3)
    for _step in range(3):
        step(other, others)
    seen.append(step(later, optimizer))
    earlier = student.l2_optimizer(again, 0.1, 0.5)
    for _step in range(3):
        step(again, earlier)
    with torch.no_grad():
        for p, value in zip(again.parameters(), seen[0], strict=True):
            p.copy_(value)
    seen.append(step(again, student.l2_optimizer(again, 0.1, 0.5)))
    return seen


@graded(points=0.25, hint="Make a new optimizer at each call, for the model that is given.")
@given(model=filled(layers_with_biases(), exact))
@settings(max_examples=12)  # each example costs a right solution a few milliseconds
def test_each_call_makes_an_optimizer_of_its_own(student, model):
    """Each call returns an optimizer of its own, with the model and the settings that it gets."""
    before, alone, after, again = trajectory(student(steps_with_and_without_another, model), model, 4)
    expect(moved(before, alone), got=shown(alone), expected="parameters that moved")
    expect_same([before, after], [before, alone], 1e-4)
    expect_same([before, again], [before, alone], 1e-4, hint="Each optimizer begins anew, also with the same model.")


@probe("two steps of l2_optimizer({model}, 0.1, {beta}); for the first, backward() is called {passes} times")
def steps_with_several_passes(student: Any, model: Any, beta: float, passes: int) -> Any:
    """Return the parameters after steps with the slopes 4 and 1, the first as the sum of several gradients."""
    optimizer = student.l2_optimizer(model, 0.1, beta)
    for slope, parts in ((4.0, passes), (1.0, 1)):
        give_gradients(model, None)
        for _pass in range(parts):
            (slope / parts * sum(p.sum() for p in model.parameters())).backward()
        optimizer.step()
    return [values_of(model)]


@graded(points=0.25, hint="Add the decay when the optimizer steps, not whenever a gradient is computed.")
@given(weight=st.sampled_from([1.0, 0.5]), beta=st.sampled_from([2.0, 1.0]), passes=st.sampled_from([2, 4]))
def test_the_decay_counts_once_a_step(student, weight, beta, passes):
    """The decay counts once a step, also where the gradient is summed up by several calls of backward()."""
    model = line(weight)
    at_once, in_parts = (
        trajectory(student(steps_with_several_passes, model, beta, count), model, 1) for count in (1, passes)
    )
    expect(at_once[0][0].item() != weight, got=shown(at_once[0][0]), expected="a weight that moved")
    expect_same(in_parts, at_once, TOLERANCE * 0.1)


@probe("a step with slope 0 of l2_optimizer({model}, 0.1, {beta}), after {before} other steps and with {loaded} loaded")
def step_after_loading(student: Any, model: Any, beta: float, loaded: Any, before: int) -> Any:
    """Return the parameters that are loaded, and those after the step."""
    optimizer = student.l2_optimizer(model, 0.1, beta)
    for step in range(before + 1):
        if step == before:
            model.load_state_dict({"weight": loaded})
        seen = [values_of(model)]
        give_gradients(model, None)
        (0.0 * sum(p.sum() for p in model.parameters())).backward()
        optimizer.step()
        seen.append(values_of(model))
    return seen


@graded(points=0.25, hint="Look at the weights in step(); keep no copy of them.")
@given(width=sizes, pattern=exact, beta=st.sampled_from([0.5, 0.25]), before=st.sampled_from([0, 1]))
@example(width=1, pattern=[1.0], beta=0.5, before=1)
def test_the_decay_is_that_of_the_weights_as_they_are(student, width, pattern, beta, before):
    """The weights decay as they are at the step, also when they were loaded after the optimizer was made."""
    model = fill(nn.Linear(width, 1, bias=False), [-(2.0**-40)])  # decays by less than eps: the first step is none
    values = -4 * fill(nn.Linear(width, 1, bias=False), pattern).weight.detach().abs()
    loaded, after = trajectory(student(step_after_loading, model, beta, values, before), model, 2)
    for start, end in zip(loaded, after, strict=True):
        expected = Text(_("closer to 0 than {values}, by a step").format(values=shown(start)))
        left = end / start
        expect(bool(((left >= 0.25) & (left < 1 - 5e-5)).all()), got=shown(end), expected=expected)


@probe("two steps of l2_optimizer({model}, 0.1, {beta}) on the gradients of one backward(), given anew: {anew}")
def two_steps_on_one_gradient(student: Any, model: Any, beta: float, anew: bool) -> Any:
    """Return the parameters before the first step and after each, and the same of the gradients."""
    optimizer = student.l2_optimizer(model, 0.1, beta)
    # not 1, which is its own square, nor anything that outlives an addition to a large weight
    (3.1 * sum(p.sum() for p in model.parameters())).backward()
    given = [p.grad.clone() for p in model.parameters()]
    seen, gradients = [values_of(model)], [given]
    for _step in range(2):
        optimizer.step()
        seen.append(values_of(model))
        gradients.append([p.grad if p.grad is None else p.grad.clone() for p in model.parameters()])
        if anew:
            for p, gradient in zip(model.parameters(), given, strict=True):
                p.grad = gradient.clone()
    return [seen, gradients]


@graded(points=0.25, hint="step() changes parameters: work on a copy of .grad, and leave it as it was.")
@given(
    model=st.builds(fill, st.builds(two_layers, st.integers(1, 2)), st.sampled_from([[1.0], [2.0**18]])),
    beta=st.sampled_from([0.5, 0.0]),
)
def test_a_step_leaves_the_gradients_as_they_were(student, model, beta):
    """step() leaves every gradient as it was, so that two steps on one gradient are two steps."""
    ends = []
    for anew in (False, True):
        got = student(two_steps_on_one_gradient, model, beta, anew)
        ways = expect_form(got, [object, object], expected="the gradients and the parameters")
        seen = trajectory(ways[0], model, 3)
        first, *later = expect_form(ways[1], [object] * 3, expected="gradients, time after time")
        given = trajectory([first], model, 1)[0]
        for left in later:
            words = Text(_("the gradients as they were: {values}").format(values=shown(given)))
            gradients = expect_form(left, [object] * len(given), expected=words)
            expect(all(map(_is_equal, gradients, given)), got=left, expected=words)
        expect(moved(seen[0], seen[2]), got=shown(seen[2]), expected="parameters that moved")
        ends.append(seen)
    on_one, on_two = ends
    expect_same(on_one, on_two, TOLERANCE * 0.1, hint="Each call of step() is a step, also on the same gradient.")


def _is_equal(one: Any, other: torch.Tensor) -> bool:
    return _is_float(one) and one.shape == other.shape and torch.equal(one.double(), other)


@probe("two steps of l2_optimizer({model}, 0.1, 0.5); model.training is {training}")
def steps_in_a_mode(student: Any, model: Any, training: bool) -> Any:
    """Return what the tensors hold that are the parameters at first, step after step, and what else has changed."""
    model.train(training)
    optimizer = student.l2_optimizer(model, 0.1, 0.5)
    held, buffers = list(model.parameters()), [b.clone() for b in model.buffers()]
    trained, modes = [p.requires_grad for p in held], [module.training for module in model.modules()]
    seen, changed = [values_of(model)], []
    for slope in (4.0, 1.0):
        give_gradients(model, slope)
        optimizer.step()
        seen.append([p.detach().clone() for p in held])
    now = list(model.parameters())
    if len(now) != len(held) or any(a is not b for a, b in zip(now, held, strict=True)):
        changed.append("which tensors are its parameters")
    if any(not torch.equal(a, b) for a, b in zip(model.buffers(), buffers, strict=True)):
        changed.append("its buffers")
    if [p.requires_grad for p in now] != trained:
        changed.append("requires_grad of its parameters")
    if [module.training for module in model.modules()] != modes:
        changed.append("its mode (train or eval)")
    return [seen, changed]


@st.composite
def models_with_a_frozen_layer(draw: st.DrawFn) -> nn.Module:
    """Draw two layers, the second frozen, with batch normalization between."""
    n = draw(st.integers(1, 3))
    last = nn.Linear(n, 1).requires_grad_(False)
    return fill(nn.Sequential(nn.Linear(n, n), nn.BatchNorm1d(n), last), draw(st.sampled_from([[1.0], [1.0, -0.5]])))


@graded(points=0.25, hint="step() changes the values of the model's own parameters, in either mode, and nothing else.")
@given(model=models_with_a_frozen_layer())
def test_a_step_changes_the_parameters_and_nothing_else(student, model):
    """A step changes the model's own parameters in place, in training and eval mode alike, and nothing else of it."""
    ends = []
    for training in (True, False):
        got = student(steps_in_a_mode, model, training)
        values, changed = expect_form(got, [object, object], expected="the parameters and what else has changed")
        seen = trajectory(values, model, 3)
        expect(moved(seen[0], seen[2]), got=shown(seen[2]), expected="parameters that moved")
        expect_no_changes(changed)
        ends.append(seen)
    in_training, in_eval = ends
    expect_same(in_eval, in_training, TOLERANCE * 0.1, hint="The decay belongs to both modes of the model.")
