"""l2_optimizer(model, lr, beta): 10 points.

A model's parameters are compared before and after steps whose losses are linear, slope · Σθ, so that every gradient is
known. Weights, slopes and decays are powers of two: then a gradient plus beta times the weight is exact in the first
step. Where the two nearly cancel, Adam, which divides by the gradient's size, would make a rounding error as long as a
step.

Only the first test asks for just this decay. The others hold for AdamW, SGD, another beta and so on as well, unless
they say so: one mistake is to cost as few tests as possible.
"""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import torch
from hypothesis import example, given
from hypothesis import strategies as st
from torch import nn, optim

from autograder.student.describe import describe
from autograder.student.language import N_, _
from autograder.testing import Text, expect, expect_tensor, graded, probe
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


Trajectory = list[list[torch.Tensor]]  # before the first step and after each: the parameters, in float64


@probe("the parameters of {model} before and after each step of l2_optimizer(model, {lr}, {beta}); slopes: {slopes}")
def steps(student: Any, model: Any, lr: float, beta: float, slopes: Any) -> Any:
    """Return the parameters before the first step and after each, for losses that are a slope times their sum."""
    optimizer = student.l2_optimizer(model, lr, beta)
    seen = [[p.detach().clone() for p in model.parameters()]]
    for slope in slopes:
        optimizer.zero_grad()
        (slope * sum(p.sum() for p in model.parameters() if p.requires_grad)).backward()
        optimizer.step()
        seen.append([p.detach().clone() for p in model.parameters()])
    return seen


def trajectory(got: Any, model: nn.Module, count: int) -> Trajectory:
    """Return what `steps` or its like returned, `count` lists of the model's parameters, checked and in float64.

    Every float dtype will do: there is a test of its own for that.
    """
    shapes = [tuple(p.shape) for p in model.parameters()]
    expect(isinstance(got, list) and len(got) == count, got=got, expected="the parameters, time after time")
    for seen in got:
        expect(isinstance(seen, list) and len(seen) == len(shapes), got=seen, expected="a tensor for each parameter")
    return [
        [
            expect_tensor(p, shape=shape, dtype=p.dtype if _is_float(p) else torch.float32).double()
            for p, shape in zip(seen, shapes, strict=True)
        ]
        for seen in got
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


def shown(value: torch.Tensor) -> Text:
    """Return the bare numbers: here all tensors are in float64, whatever the model's dtype is."""
    return Text(describe(value.tolist()))


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


@graded(points=3, hint="Adam has an argument weight_decay: it adds beta times the weight to the gradient.")
@given(model=filled(single_layers, exact), beta=decays, slopes=slopes)
@example(model=line(), beta=0.5, slopes=[4.0, 0.25, 0.25])
@example(model=line(), beta=2.0, slopes=[0.25, 4.0, -1.0])
def test_every_step_is_that_of_adam_with_weight_decay(student, model, beta, slopes):
    """Every step moves the weights as Adam does when beta times the weight is added to the gradient."""
    expect_steps_of_adam(student, model, beta, slopes)


@graded(points=1, hint="With beta = 0 this is torch.optim.Adam, its other settings as they are.")
@given(model=filled(single_layers, exact), slopes=slopes)
@example(model=line(dtype=torch.float64), slopes=[4.0] + 30 * [0.0] + 10 * [0.25])  # tells amsgrad and other averages
def test_without_decay_every_step_is_adams(student, model, slopes):
    """With beta = 0 every step is that of Adam."""
    expect_steps_of_adam(student, model, 0.0, slopes)


@graded(points=1, hint="The decay is a part of the gradient that Adam gets; AdamW takes it off the weight directly.")
@given(weight=powers_of_two, beta=decays)
def test_where_the_loss_is_flat_the_decay_alone_makes_a_whole_step(student, weight, beta):
    """Where the loss has slope 0, the first step takes every weight closer to 0 by lr, whatever beta is."""
    model = line(weight)
    got = trajectory(student(steps, model, LR, beta, [0.0]), model, 2)
    closer = weight - LR if weight > 0 else weight + LR
    expect_same(got, [[torch.tensor([[weight]])], [torch.tensor([[closer]])]], TOLERANCE * LR)


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


@graded(points=1, hint="Hand all of model.parameters() to the optimizer, with one decay: weights and biases.")
@given(model=layers_with_biases(), value=powers_of_two, beta=st.sampled_from([0.5, 0.25]))
def test_biases_decay_like_weights(student, model, value, beta):
    """Biases decay just as weights of the same size do."""
    expect_all_to_decay_alike(student, fill(model, [value]), beta)


@graded(points=0.5, hint="model.parameters() yields the parameters of every kind of layer, and a shared one once.")
@given(model=st.one_of(nested_models(), models_with_buffers(), models_that_share()), beta=st.sampled_from([0.5, 0.25]))
def test_layers_of_every_kind_decay_alike(student, model, beta):
    """Parameters of every kind of layer decay alike, also inside blocks of blocks, and a shared one only once."""
    expect_all_to_decay_alike(student, fill(model, [1.0]), beta)


@graded(points=1, hint="Hand lr on to the optimizer as it is.")
@given(lr=st.sampled_from([0.1, 0.5, 1.0, 1e-2, 1e-4]))
def test_the_learning_rate_is_that_which_is_asked_for(student, lr):
    """For slope 1 and without decay, the first step goes down by lr."""
    model = line(0.5)
    got = trajectory(student(steps, model, lr, 0.0, [1.0]), model, 2)
    expect_same(got, [[torch.tensor([[0.5]])], [torch.tensor([[0.5 - lr]])]], TOLERANCE * lr)


@graded(points=0.25, hint="Leave Adam's eps as it is, 1e-8: it is added to the root of the corrected mean square.")
@given(slope=st.sampled_from([2.0**-20, 2.0**-23, -(2.0**-26), 0.0]))
@example(slope=0.0)
def test_tiny_gradients_make_smaller_steps(student, slope):
    """Where gradients are tiny or 0, Adam's small constant in the denominator shows, which is 1e-8."""
    model = line(dtype=torch.float64)
    got = trajectory(student(steps, model, LR, 0.0, [slope]), model, 2)
    expect_same(got, by(l2_optimizer, model, LR, 0.0, [slope]), TOLERANCE * LR)


@probe(
    "the parameters of {model} before and after a step of l2_optimizer(model, 0.1, {beta}); only the last layer is used"
)
def step_of_the_last_layer(student: Any, model: Any, beta: float) -> Any:
    optimizer = student.l2_optimizer(model, 0.1, beta)
    before = [p.detach().clone() for p in model.parameters()]
    sum(p.sum() for p in model[-1].parameters()).backward()
    optimizer.step()
    return [before, [p.detach().clone() for p in model.parameters()]]


@graded(points=0.5, hint="A parameter whose .grad is None takes no part in a step, and so does not decay either.")
@given(width=st.integers(1, 3), beta=decays, frozen=st.booleans())
def test_a_parameter_without_a_gradient_is_left_alone(student, width, beta, frozen):
    """A parameter that has no gradient, as it is frozen or not in use, does not move; the others do."""
    model = fill(nn.Sequential(nn.Linear(width, width), nn.Linear(width, 1)), [1.0])
    model[0].requires_grad_(not frozen)
    before, after = trajectory(student(step_of_the_last_layer, model, beta), model, 2)
    expect_same([after[:2]], [before[:2]], 0.0)
    expect(moved(before[2:], after[2:]), got=shown(after[2]), expected="other weights in the last layer")


@graded(points=0.25, hint="Take the parameters as they are: no .float() and no copies.")
@given(count=st.integers(1, 3))
def test_a_model_in_float64_is_trained_in_float64(student, count):
    """The parameters of a float64 model stay in float64, and their steps are as exact."""
    model = line(1 / 3, torch.float64)
    got = student(steps, model, LR, 0.0, [1.0] * count)
    checked = trajectory(got, model, count + 1)
    expect_tensor(got[-1][0], shape=(1, 1), dtype=torch.float64, hint="")
    expect(
        abs(checked[-1][0].item() - (1 / 3 - count * LR)) < 1e-6 * LR,
        got=Text(f"{checked[-1][0].item():.12g}"),
        expected=Text(f"{1 / 3 - count * LR:.12g}"),
    )


@graded(points=0.25, idle=True, hint="Make the optimizer and nothing else: the weights decay when it steps.")
@given(model=filled(st.one_of(linear_stacks(bias=True), partly_frozen_models())), training=st.booleans())
def test_making_the_optimizer_changes_nothing(student, model, training):
    """Parameters, gradients, mode and attributes of the model stay as they were until the first step."""
    expect_no_changes(student(what_changes, "l2_optimizer", model.train(training), 0.1, 0.5))


@probe("the gradients of {model} after zero_grad() of its optimizer")
def gradients_after_zero_grad(student: Any, model: Any) -> Any:
    optimizer = student.l2_optimizer(model, 0.1, 0.5)
    sum(p.sum() for p in model.parameters()).backward()
    optimizer.zero_grad()
    return [0.0 if p.grad is None else float(p.grad.abs().sum()) for p in model.parameters()]


@graded(
    points=0.5, idle=True, hint="Return an optimizer of torch.optim, or give your own class zero_grad() and step()."
)
@given(model=filled(linear_stacks(bias=True)))
def test_zero_grad_clears_the_gradients(student, model):
    """The optimizer's zero_grad() clears the gradients of all parameters."""
    got = student(gradients_after_zero_grad, model)
    clear = isinstance(got, list) and len(got) == len(list(model.parameters())) and not any(got)
    expect(clear, got=got, expected="no gradient, or zeros")


@probe("a step of l2_optimizer({model}, 0.1, 0.5), and one for a copy of the model after another model was trained")
def steps_with_and_without_another(student: Any, model: Any) -> Any:
    """Return a model's parameters at first, after a step, and a copy's, for which another optimizer was at work."""

    def step(model: Any, optimizer: Any) -> Any:
        optimizer.zero_grad()
        sum(p.square().sum() for p in model.parameters()).backward()
        optimizer.step()
        return [p.detach().clone() for p in model.parameters()]

    later, other = copy.deepcopy(model), copy.deepcopy(model)
    seen = [[p.detach().clone() for p in model.parameters()]]
    seen.append(step(model, student.l2_optimizer(model, 0.1, 0.5)))
    optimizer = student.l2_optimizer(later, 0.1, 0.5)
    others = student.l2_optimizer(other, 0.01, 2.0)
    with torch.no_grad():
        for p in other.parameters():
            p.mul_(-3)
    for _step in range(3):
        step(other, others)
    seen.append(step(later, optimizer))
    return seen


@graded(points=0.25, hint="Make a new optimizer at each call, for the model that is given.")
@given(model=filled(layers_with_biases(), exact))
def test_each_call_makes_an_optimizer_of_its_own(student, model):
    """Each call returns an optimizer of its own, with the model and the settings that it gets."""
    before, alone, after = trajectory(student(steps_with_and_without_another, model), model, 3)
    expect(moved(before, alone), got=[shown(p) for p in alone], expected="parameters that moved")
    expect_same([before, after], [before, alone], 1e-4)


@probe("two steps of l2_optimizer({model}, 0.1, {beta}); for the first, backward() is called {passes} times")
def steps_with_several_passes(student: Any, model: Any, beta: float, passes: int) -> Any:
    """Return the parameters after steps with the slopes 4 and 1, the first as the sum of several gradients."""
    optimizer = student.l2_optimizer(model, 0.1, beta)
    for slope, parts in ((4.0, passes), (1.0, 1)):
        optimizer.zero_grad()
        for _pass in range(parts):
            (slope / parts * sum(p.sum() for p in model.parameters())).backward()
        optimizer.step()
    return [[p.detach().clone() for p in model.parameters()]]


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


@probe("{model} after l2_optimizer(model, 0.1, {beta}), other parameters loaded into it, and a step with slope 0")
def step_after_loading(student: Any, model: Any, beta: float) -> Any:
    """Return the parameters that are loaded, of the opposite sign, and those after the step."""
    optimizer = student.l2_optimizer(model, 0.1, beta)
    model.load_state_dict({name: -value for name, value in model.state_dict().items()})
    loaded = [p.detach().clone() for p in model.parameters()]
    (0.0 * sum(p.sum() for p in model.parameters())).backward()
    optimizer.step()
    return [loaded, [p.detach().clone() for p in model.parameters()]]


@graded(points=0.25, hint="Look at the weights in step(); keep no copy of them.")
@given(model=filled(single_layers, exact), beta=st.sampled_from([0.5, 0.25]))
def test_the_decay_is_that_of_the_weights_as_they_are(student, model, beta):
    """The weights decay as they are at the step, also when they were loaded after the optimizer was made."""
    loaded, after = trajectory(student(step_after_loading, model, beta), model, 2)
    for start, end in zip(loaded, after, strict=True):
        smaller = bool((end.abs() < start.abs()).all())
        expect(smaller, got=shown(end), expected=Text(_("closer to 0 than {values}").format(values=shown(start))))
