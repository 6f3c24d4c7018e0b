"""Probes and checks of Keras layers. Nothing here imports Keras on the grader's side, which has no need of it.

A layer's weights are set, and what it adds to the losses is compared with the formula in torch.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Any

import torch
from hypothesis import strategies as st

from autograder.student.language import N_
from autograder.testing import expect, expect_close, expect_tensor, probe
from tests.hidden.checks import expect_number, listed
from tests.hidden.strategies import values

if find_spec("keras") is None:  # else every submission would seem wrong
    raise ImportError("this assignment is graded with Keras: pip install 'keras>=3.5,<4'")


def channels_last(images: torch.Tensor) -> torch.Tensor:
    """Return images (N, 1, 28, 28) as Keras has them, (N, 28, 28, 1)."""
    return images.permute(0, 2, 3, 1).contiguous()


Rows = list[list[float]]
Term = Callable[[torch.Tensor], torch.Tensor]


@st.composite
def kernels(draw: st.DrawFn, value: st.SearchStrategy[float] = values) -> Rows:
    """Draw a kernel: a row of values for each input, a column for each unit."""
    columns = draw(st.integers(1, 3))
    row = st.lists(value, min_size=columns, max_size=columns)
    return draw(st.lists(row, min_size=1, max_size=3))


@probe()
def filled_layer(student: Any, name: str, units: int, beta: float, kernel: Rows, bias: Sequence[float]) -> Any:
    """Return the function's layer with these weights, after a call; it may lack a bias."""
    layer = getattr(student, name)(units, beta)
    inputs = torch.ones(1, len(kernel))
    layer(inputs)
    layer.kernel.assign(torch.tensor(kernel))
    if layer.bias is not None:
        layer.bias.assign(torch.tensor(bias))
    layer(inputs)
    return layer


@probe("the sum of layer.losses for units = {units}, beta = {beta}, kernel = {kernel}, bias = {bias}")
def loss(student: Any, name: str, units: int, beta: float, kernel: Rows, bias: Sequence[float]) -> Any:
    return torch.as_tensor(sum(filled_layer(student, name, units, beta, kernel, bias).losses, 0.0))


@probe("the gradient of the sum of layer.losses for units = {units}, beta = {beta}, kernel = {kernel}, bias = 0")
def loss_gradient(student: Any, name: str, units: int, beta: float, kernel: Rows) -> Any:
    layer = filled_layer(student, name, units, beta, kernel, [0.0] * units)
    total = sum(layer.losses, 0.0)
    if not isinstance(total, torch.Tensor) or not total.requires_grad:
        return "no gradient: the losses are cut off from the weights"
    gradient = torch.autograd.grad(total, layer.kernel.value, allow_unused=True)[0]
    return "no gradient: the losses do not lead back to the kernel" if gradient is None else gradient


@probe("the layer's outputs for units = {units}, kernel = {kernel}, bias = {bias} and inputs {inputs}")
def outputs(student: Any, name: str, units: int, kernel: Rows, bias: Sequence[float], inputs: torch.Tensor) -> Any:
    import keras

    layer = filled_layer(student, name, units, 0.1, kernel, bias)
    if not isinstance(layer, keras.layers.Dense):
        return f"a {type(layer).__name__}"
    return layer(inputs)


@probe("the sum of model.losses, and those of its two layers, both with units = {units}, beta = {beta}")
def model_losses(student: Any, name: str, units: int, beta: float) -> Any:
    import keras

    layers = [getattr(student, name)(units, beta) for _ in range(2)]
    model = keras.Sequential([keras.Input((3,)), layers[0], keras.layers.ReLU(), layers[1]])
    model(torch.ones(2, 3))
    losses = [torch.as_tensor(sum(part.losses, 0.0)) for part in (model, *layers)]
    squares = [weight.value.square().sum() for layer in layers for weight in layer.weights if weight.ndim == 2]
    absolute = [weight.value.abs().sum() for layer in layers for weight in layer.weights if weight.ndim == 2]
    return [*losses, *squares, *absolute]


@probe("two layers of the function: whether they share weights or start alike, and whether a seed was set")
def two_layers(student: Any, name: str) -> Any:
    layers = [getattr(student, name)(8, 0.1) for _ in range(2)]
    for layer in layers:
        layer(torch.ones(1, 4))
    torch.manual_seed(1)
    getattr(student, name)(8, 0.1)(torch.ones(1, 4))
    drawn = torch.rand(()).item()
    torch.manual_seed(2)
    getattr(student, name)(8, 0.1)(torch.ones(1, 4))
    return {
        "the same layer twice": layers[0] is layers[1],
        "the same random weights twice": torch.equal(layers[0].kernel.value, layers[1].kernel.value),
        "torch's generator was seeded": torch.rand(()).item() == drawn,
    }


def total(rows: Rows, term: Term) -> torch.Tensor:
    """Return the sum of `term` over all values of a kernel or bias."""
    return term(torch.tensor(rows, dtype=torch.float64)).sum()


def expect_loss(got: Any, weights: Rows, beta: float, term: Term) -> None:
    """Raise `Mismatch` unless `got` is the number beta times the sum of `term`, abs or square, over `weights`."""
    wanted = total(weights, term)
    other = torch.square if term is torch.abs else torch.abs
    mistakes = {
        N_("Nothing is added to the losses."): 0.0,
        N_("These are the other penalty's terms: L1 takes absolute values, L2 squares."): beta * total(weights, other),
        N_("Take the absolute value of each weight before you sum."): beta * total(weights, torch.clone),
        N_("This is half of it: Keras has no factor 1/2."): beta * wanted / 2,
        N_("This is the double: is the regularizer there twice?"): beta * wanted * 2,
        N_("The factor beta is missing."): wanted,
        N_("This is what the regularizer's default of 0.01 gives; hand beta on."): 0.01 * wanted,
        N_("Sum over all values; this is their mean."): beta * wanted / torch.tensor(weights).numel(),
    }
    number = as_number(got)
    close = functools.partial(math.isclose, number, rel_tol=1e-4, abs_tol=1e-6)
    hints = [text for text, wrong in mistakes.items() if close(float(wrong))]
    expect(close(float(beta * wanted)), got=number, expected=float(beta * wanted), hint=hints[0] if hints else "")


def as_number(got: Any) -> float:
    """Return `got` when it is a float, or a float tensor with one value; raise `Mismatch` otherwise."""
    if isinstance(got, torch.Tensor) and got.numel() == 1 and got.is_floating_point():
        return float(got.item())
    hint = N_("A regularizer returns one number: sum over all values.") if isinstance(got, torch.Tensor) else ""
    expect(type(got) is float, got=got, expected="a number", hint=hint)
    return float(got)


def expect_outputs(got: Any, kernel: Rows, bias: Sequence[float], inputs: torch.Tensor) -> None:
    """Raise `Mismatch` unless `got` is what a plain Dense layer computes."""
    expect(not isinstance(got, str), got=got, expected="a keras.layers.Dense")
    product = inputs @ torch.tensor(kernel)
    expected = product + torch.tensor(bias)
    mistakes = {"An activation changes the outputs: leave it out.": expected.relu(), "The bias is missing.": product}
    expect_close(got, expected, mistakes=mistakes)


def expect_sum_of_losses(got: Any, beta: float, power: int) -> None:
    """Raise `Mismatch` unless the model's losses are those of its two layers, and these are those of their kernels."""
    numbers = isinstance(got, list) and len(got) == 7
    expect(numbers, got=got, expected="the losses of a model and of its layers")
    whole, first, second, *sums = (expect_tensor(part, shape=(), dtype=torch.float32).double() for part in got)
    expect_number(whole, first + second)
    kernels = sums[:2] if power == 2 else sums[2:]
    expect_number(whole, beta * (kernels[0] + kernels[1]))


def expect_new_layers(got: Any) -> None:
    """Raise `Mismatch` unless `got`, what `two_layers` returned, holds no true fact."""
    facts = isinstance(got, dict) and all(type(fact) is bool for fact in got.values())
    expect(facts, got=got, expected="three facts")
    wrong = [str(name) for name, fact in got.items() if fact]
    expect(not wrong, got=listed(wrong), expected="two layers with random weights of their own")
