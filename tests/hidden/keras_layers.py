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

from autograder.testing import N_, Mismatch, Text, _, expect, expect_close, expect_form, expect_tensor, number_in, probe
from tests.hidden.checks import expect_none, expect_number
from tests.hidden.strategies import values

if find_spec("keras") is None:  # else every submission would seem wrong
    raise ImportError("this assignment is graded with Keras: pip install 'keras>=3.5,<4'")


def channels_last(images: torch.Tensor) -> torch.Tensor:
    """Return images (N, 1, 28, 28) as Keras has them, (N, 28, 28, 1)."""
    return images.permute(0, 2, 3, 1).contiguous()


Rows = list[list[float]]
Term = Callable[[torch.Tensor], torch.Tensor]


extreme_values = st.sampled_from([0.0, 1e-4, -1e-4, 1e4])
extreme_betas = st.sampled_from([1e-7, 1e4])


@st.composite
def kernels(draw: st.DrawFn, value: st.SearchStrategy[float] = values) -> Rows:
    """Draw a kernel: a row of values for each input, a column for each unit."""
    columns = draw(st.integers(1, 3))
    row = st.lists(value, min_size=columns, max_size=columns)
    return draw(st.lists(row, min_size=1, max_size=3))


@st.composite
def weights(draw: st.DrawFn, kernel_value: st.SearchStrategy[float], bias_value: st.SearchStrategy[float]) -> Any:
    """Draw a kernel and a bias that fits it."""
    kernel = draw(kernels(kernel_value))
    return kernel, draw(st.lists(bias_value, min_size=len(kernel[0]), max_size=len(kernel[0])))


@st.composite
def weights_and_inputs(draw: st.DrawFn) -> Any:
    """Draw a kernel, a bias, and a batch of inputs: an empty one at times, or one with a dimension more."""
    kernel, bias = draw(weights(values, values))
    width = len(kernel)
    shape = draw(st.sampled_from([(2, width), (1, width), (3, width), (2, 2, width), (0, width)]))
    drawn = draw(st.lists(values, min_size=4 * width, max_size=4 * width))
    return kernel, bias, torch.tensor(drawn)[: math.prod(shape)].reshape(shape)


modes: st.SearchStrategy[bool | None] = st.sampled_from([None, True, False])  # what a call is told about training


@probe()
def filled_layer(
    student: Any, name: str, units: int, beta: float, kernel: Rows, bias: Sequence[float], training: bool | None = None
) -> Any:
    """Return the function's layer with these weights, after calls in which it also had others; it may lack a bias."""
    layer = getattr(student, name)(units, beta)
    layer(torch.ones(2, len(kernel)))
    list(layer.losses)
    layer.kernel.assign(torch.tensor(kernel))
    if layer.bias is not None:
        layer.bias.assign(torch.tensor(bias))
    layer(torch.ones(3, len(kernel)), training=training)
    return layer


@probe(
    "the sum of layer.losses for units = {units}, beta = {beta}, kernel = {kernel}, bias = {bias}, after a call with "
    "training={training}"
)
def loss(
    student: Any, name: str, units: int, beta: float, kernel: Rows, bias: Sequence[float], training: bool | None
) -> Any:
    return torch.as_tensor(sum(filled_layer(student, name, units, beta, kernel, bias, training).losses, 0.0))


@probe()
def summed(losses: Any) -> Any:
    """Return the sum of losses, as they are now, without a way back to the weights."""
    return torch.as_tensor(sum(losses, 0.0)).detach().clone()


@probe()
def share_of_the_bias(layer: Any, width: int, training: bool | None) -> Any:
    """Return how much the layer's losses fall when its bias becomes 0."""
    before = summed(layer.losses)
    if layer.bias is not None:
        layer.bias.assign(torch.zeros(tuple(layer.bias.shape)))
    layer(torch.ones(2, width), training=training)
    return before - summed(layer.losses)


@probe(
    "what the bias adds to the sum of layer.losses for units = {units}, beta = {beta}, kernel = {kernel}, "
    "bias = {bias}, after a call with training={training}"
)
def loss_of_the_bias(
    student: Any, name: str, units: int, beta: float, kernel: Rows, bias: Sequence[float], training: bool | None
) -> Any:
    layer = filled_layer(student, name, units, beta, kernel, bias, training)
    filled_layer(student, name, units, beta, kernel, [5.0] * units)  # one that is made later has a bias of its own
    return share_of_the_bias(layer, len(kernel), training)


@probe()
def gradients_at(total: Any, weights: list[Any]) -> Any:
    """Return the gradients of `total` at `weights`, None where none leads there, or a text that says what is amiss."""
    try:
        return list(torch.autograd.grad(total, weights, allow_unused=True))
    except RuntimeError as error:
        if "inplace" not in str(error):
            raise
        return "no gradient: the losses are those of weights that have changed since"


@probe(
    "the gradients of {factor} times the sum of layer.losses at kernel and bias, and what the bias adds to the losses, "
    "for units = {units}, beta = {beta}, kernel = {kernel}, bias = {bias}"
)
def loss_gradients(
    student: Any, name: str, units: int, beta: float, kernel: Rows, bias: Sequence[float], factor: float
) -> Any:
    layer = filled_layer(student, name, units, beta, kernel, bias)
    total = sum(layer.losses, 0.0)
    if not isinstance(total, torch.Tensor) or not total.requires_grad:
        return "no gradient: the losses are cut off from the weights"
    weights = [layer.kernel.value] if layer.bias is None else [layer.kernel.value, layer.bias.value]
    found = gradients_at(factor * total, weights)
    if isinstance(found, str):
        return found
    if found[0] is None:
        return "no gradient: the losses do not lead back to the kernel"
    at_bias = torch.zeros(units) if found[-1] is None or len(found) == 1 else found[1].clone()
    layer.kernel.assign(torch.zeros(len(kernel), units))
    layer(torch.ones(2, len(kernel)))
    return [found[0].clone(), at_bias, share_of_the_bias(layer, len(kernel), None)]


@probe(
    "the layer's outputs for units = {units}, kernel = {kernel}, bias = {bias} and inputs {inputs}: in a plain call, "
    "with training=True, and in a plain call again"
)
def outputs(student: Any, name: str, units: int, kernel: Rows, bias: Sequence[float], inputs: torch.Tensor) -> Any:
    import keras

    layer = filled_layer(student, name, units, 0.1, kernel, bias)
    if not isinstance(layer, keras.layers.Dense):
        return f"a {type(layer).__name__}"
    return [layer(inputs), layer(inputs, training=True), layer(inputs)]


@probe("the weights after a step of SGD(1.0) with all gradients at {slope}, for kernel = {kernel} and bias = {bias}")
def weights_after_a_step(student: Any, name: str, kernel: Rows, bias: Sequence[float], slope: float) -> Any:
    import keras

    layer = filled_layer(student, name, len(bias), 0.1, kernel, bias)
    variables = layer.trainable_variables
    gradients = [torch.full(tuple(variable.shape), slope) for variable in variables]
    keras.optimizers.SGD(1.0).apply(gradients, variables)
    layer(torch.ones(2, len(kernel)), training=True)
    given_bias = torch.tensor(bias) - slope if layer.bias is None else layer.bias.value  # another test asks for one
    return [layer.kernel.value.detach().clone(), given_bias.detach().clone()]


@probe(
    "the losses of a {kind} model, of its two layers, of a model of the first alone, then of model and layers where "
    "the biases are 1, and the layers' kernels, for units = {units}, beta = {betas}, after a call with "
    "training={training}, when they had been read {times} times"
)
def model_losses(
    student: Any, name: str, kind: str, units: list[int], betas: list[float], training: bool | None, times: int
) -> Any:
    import keras

    made = [getattr(student, name)(units=count, beta=beta) for count, beta in zip(units, betas, strict=True)]
    if kind == "functional":
        start = keras.Input((3,))
        model = keras.Model(start, made[1](keras.ops.relu(made[0](start))))
    else:
        front = [made[0], keras.layers.ReLU()]
        parts = [keras.Sequential(front)] if kind == "nested" else [keras.Input((3,)), *front]
        model = keras.Sequential([*parts, made[1]])
    inputs = torch.ones(2, 3)
    model(inputs)
    for _time in range(times):
        list(model.losses)
    weights = [weight for layer in made for weight in layer.weights]
    for weight in weights:  # biases become 0, wherever they start: they have their own test
        weight.assign((1.5 if weight.ndim == 2 else 0.0) * weight.value.detach())
    model(inputs, training=training)
    with torch.set_grad_enabled(times == 0):
        losses = [summed(part.losses) for part in (model, *made)]
    second_model = keras.Sequential([keras.Input((3,)), made[0]])
    second_model(inputs, training=training)
    losses.append(summed(second_model.losses))
    for weight in weights:
        if weight.ndim == 1:
            weight.assign(torch.ones(tuple(weight.shape)))
    model(inputs, training=training)
    losses += [summed(model.losses), summed([*made[0].losses, *made[1].losses])]
    kernels = [weight.value.detach().clone() for weight in weights if weight.ndim == 2]
    return [*losses, *kernels]


@probe()
def seeds_set_by(make: Any) -> list[bool]:
    """Return whether `make` sets the seed of the generators of torch, Python and NumPy; it may draw from them."""
    import random

    import numpy

    drawn = []
    for seed in (1, 1, 2):
        torch.manual_seed(seed)
        random.seed(seed)
        numpy.random.seed(seed)
        make()
        drawn.append([torch.rand(()).item(), random.random(), float(numpy.random.rand())])
    return [once != again or once == other for once, again, other in zip(*drawn, strict=True)]


@probe("two layers of the function: whether they share weights or start alike, and whether a seed was set")
def two_layers(student: Any, name: str) -> Any:
    layers = [getattr(student, name)(8, 0.1) for _ in range(2)]
    built = any(bool(layer.built) for layer in layers)
    for layer in layers:
        layer(torch.ones(1, 4))
    first, second = (layer.kernel.value.detach() for layer in layers)
    seeded = seeds_set_by(lambda: getattr(student, name)(8, 0.1)(torch.ones(1, 4)))
    facts = {
        "the same layer twice": layers[0] is layers[1],
        "the same random weights twice": torch.equal(first, second),
        "weights that are all alike": bool((first == first[0, 0]).all()),
        "a layer that is built already": built,
        "torch's generator was seeded": seeded[0],
        "Python's generator was seeded": seeded[1],
        "NumPy's generator was seeded": seeded[2],
    }
    return [name for name, fact in facts.items() if fact]


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
    close = functools.partial(math.isclose, number, rel_tol=1e-4, abs_tol=1e-9 * beta + 1e-15)
    hints = [text for text, wrong in mistakes.items() if close(float(wrong))]
    expect(close(float(beta * wanted)), got=number, expected=float(beta * wanted), hint=hints[0] if hints else "")


def as_number(got: Any) -> float:
    """Return the number in `got`, be it in a tensor with one value or not; raise `Mismatch` when there is none."""
    number = number_in(got)
    if number is None:
        hint = N_("A regularizer returns one number: sum over all values.") if isinstance(got, torch.Tensor) else ""
        raise Mismatch(got, Text(_("a number")), hint)
    return number


def expect_loss_gradients(
    got: Any, kernel: Rows, bias: Sequence[float], beta: float, factor: float, term: Term
) -> None:
    """Raise `Mismatch` unless `got`, what `loss_gradients` returned, fits the penalty of `term`, abs or square.

    The gradient at the bias is compared with what the bias adds: whether that is right has a test of its own.
    """
    words = _("the gradients at kernel and bias, and what the bias adds")
    at_kernel, at_bias, added = expect_form(got, [object, object, object], expected=words)
    expect_slope(at_kernel, torch.tensor(kernel), factor * beta, term)
    share, whole = as_number(added), float(total([list(bias)], term))
    expect_slope(at_bias, torch.tensor(bias), factor * (share / whole if whole else beta), term)


def expect_slope(got: Any, weights: torch.Tensor, strength: float, term: Term) -> None:
    """Raise `Mismatch` unless `got` is the gradient of `strength` times the sum of `term` over `weights`."""
    got = expect_tensor(got, shape=tuple(weights.shape), dtype=torch.float32)
    atol = 1e-6 * abs(strength) + 1e-12
    if term is torch.square:
        mistakes = {
            "This is the gradient of half the squares.": strength * weights,
            "No gradient leads back to these weights.": torch.zeros_like(weights),
        }
        expect_close(got, 2 * strength * weights, atol=atol, mistakes=mistakes)
        return
    mistakes = {"No gradient leads back to these weights.": torch.zeros_like(weights)}
    expect_close(torch.where(weights == 0, 0, got), strength * weights.sign(), atol=atol, mistakes=mistakes)
    expect(
        bool((got.abs() <= 1.0001 * abs(strength) + 1e-12).all()),
        got=got,
        expected=_("values between {low:g} and {high:g}").format(low=-strength, high=strength),
    )


def expect_outputs(got: Any, kernel: Rows, bias: Sequence[float], inputs: torch.Tensor) -> None:
    """Raise `Mismatch` unless each of `got` is what a plain Dense layer computes."""
    expect(not isinstance(got, str), got=got, expected="a keras.layers.Dense")
    plain, training, again = expect_form(got, [object, object, object], expected="three outputs")
    product = inputs @ torch.tensor(kernel)
    expected = product + torch.tensor(bias)
    mistakes = {"An activation changes the outputs: leave it out.": expected.relu(), "The bias is missing.": product}
    expect_close(plain, expected, mistakes=mistakes)
    expect_close(training, expected, mistakes={"With training=True nothing else is computed.": training})
    expect_close(again, expected, mistakes={"A call leaves the layer as it was.": again})


def expect_free_steps(student: Any, name: str) -> None:
    """Raise `Mismatch` unless an optimizer's step moves large and small weights by just what it subtracts."""
    # columns that are long, of length about 1, and next to nothing, with both signs
    kernel, bias, slope = [[3000.0, 0.5, 2e-3], [-40.0, -0.75, 1e-3]], [50.0, -0.5, -2e-3], 2.0**-10
    got = student(weights_after_a_step, name, kernel, bias, slope)
    for weights, given in zip(
        expect_form(got, [object] * 2, expected=_("kernel and bias")), (kernel, bias), strict=True
    ):
        mistakes = {"The step does not reach these weights: leave the layer trainable.": torch.tensor(given)}
        expect_close(weights, torch.tensor(given) - slope, mistakes=mistakes)


def expect_sum_of_losses(got: Any, betas: Sequence[float], term: Term) -> None:
    """Raise `Mismatch` unless a model's losses are those of its layers, and these are those of their kernels."""
    words, one = _("the losses of a model and of its layers"), torch.tensor(0.0)
    *losses, first_kernel, second_kernel = expect_form(got, [one] * 6 + [object] * 2, expected=words)
    whole, first, second, alone, whole_with_biases, layers_with_biases = (loss.double() for loss in losses)
    kernels = [expect_matrix(kernel) for kernel in (first_kernel, second_kernel)]
    wanted = [beta * term(kernel.double()).sum() for beta, kernel in zip(betas, kernels, strict=True)]
    expect_number(whole, first + second)
    expect_number(first, wanted[0])
    expect_number(second, wanted[1])
    expect_number(alone, wanted[0])
    expect_number(whole_with_biases, layers_with_biases)


def expect_matrix(got: Any) -> torch.Tensor:
    """Return `got` when it is a finite float32 tensor of two dimensions, none of them 0; raise `Mismatch` otherwise."""
    shape = tuple(got.shape) if isinstance(got, torch.Tensor) else ()
    expect(len(shape) == 2 and min(shape) > 0, got=got, expected="a float32 tensor of two dimensions")
    return expect_tensor(got, shape=shape, dtype=torch.float32)


def expect_new_layers(got: Any) -> None:
    """Raise `Mismatch` unless `got`, what `two_layers` returned, names nothing."""
    expect_none(got, expected="two layers with random weights of their own, and no seed set")
