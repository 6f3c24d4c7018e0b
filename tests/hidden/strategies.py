"""What hypothesis draws for the hidden tests: models, penalties' strengths, images.

Everything shrinks to something that can be read at a glance: one layer before many, `Linear(1, 1)` before wider ones, a
weight of 1.0 before any other value, float32 before float64. Parameters repeat a short drawn pattern of values, so a
counterexample's weights can be said in one line however large the model is.
"""

from __future__ import annotations

import itertools
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

import torch
from hypothesis import example
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from torch import nn

ACTIVATIONS: tuple[Callable[[], nn.Module], ...] = (
    nn.ReLU,
    lambda: nn.LeakyReLU(0.3),
    nn.Tanh,
    nn.Sigmoid,
    lambda: nn.GELU(approximate="tanh"),
    nn.SiLU,
    lambda: nn.ELU(0.5),
    nn.SELU,
    nn.PReLU,
)

sizes = st.integers(1, 4)
dtypes = st.sampled_from([torch.float32, torch.float64])
values = st.sampled_from([1.0, -1.0, 0.5, -2.0, 3.0, -0.25])
patterns = st.lists(values, min_size=1, max_size=5)
sizes_of_values = st.sampled_from([1.0, -2.0, 0.5, 0.0, 1e-12, -1e-12, 1e9, -1e9])
patterns_of_every_size = st.lists(sizes_of_values, min_size=1, max_size=4)
uneven_patterns = st.lists(st.sampled_from([1 / 3, -0.1, 0.7, -1.1]), min_size=1, max_size=5)  # no float32 holds them
patterns_with_tiny_values = st.lists(values | st.sampled_from([1e-7, -1e-7]), min_size=1, max_size=5)
positive_betas = st.sampled_from([1.0, 0.5, 2.0, 0.01, 10.0, 3e-4])
exact_betas = st.sampled_from([1.0, 0.5, 2.0, 10.0, 0.0])  # float32 holds them
betas_of_every_size = st.sampled_from([1.0, 0.5, 0.01, 2.0**20, 2.0**-20, 0.0])
betas = positive_betas | st.just(0.0)
drop_probabilities = st.sampled_from([0.5, 0.25, 0.8, 0.1, 0.0, 0.97])
activations: SearchStrategy[nn.Module] = st.sampled_from(ACTIVATIONS).map(lambda kind: kind())


def fill(model: nn.Module, pattern: Sequence[float]) -> nn.Module:
    """Set the model's parameters, one after the other, to the values of `pattern` over and over."""
    endless = itertools.cycle(pattern)
    with torch.no_grad():
        for parameter in model.parameters():
            drawn = [next(endless) for _ in range(parameter.numel())]
            parameter.copy_(torch.tensor(drawn, dtype=parameter.dtype).reshape(parameter.shape))
    return model


@st.composite
def filled(draw: st.DrawFn, models: SearchStrategy[nn.Module], pattern: SearchStrategy = patterns) -> nn.Module:
    """Draw one of `models` in one of the dtypes and fill its parameters."""
    return fill(draw(models).to(draw(dtypes)), draw(pattern))


@st.composite
def linear_stacks(draw: st.DrawFn, bias: bool) -> nn.Module:
    """Draw a `Linear`, or a `Sequential` of a few with activations between."""
    widths = draw(st.lists(sizes, min_size=2, max_size=4))
    layers: list[nn.Module] = []
    for fan_in, fan_out in itertools.pairwise(widths):
        layers += [nn.Linear(fan_in, fan_out, bias=bias), draw(activations)]
    return layers[0] if len(layers) == 2 else nn.Sequential(*layers[:-1])


LAYERS = {
    "linear": lambda n, m, bias: nn.Linear(n, m, bias=bias),
    "convolution": lambda n, m, bias: nn.Conv2d(n, m, (1, 2), bias=bias),
    "activation": lambda n, m, bias: nn.PReLU(n),
    "normalization": lambda n, m, bias: nn.LayerNorm(n),
    "embedding": lambda n, m, bias: nn.Embedding(n, m, padding_idx=0),
    "recurrent": lambda n, m, bias: nn.GRU(n, m, bias=bias),
    "attention": lambda n, m, bias: nn.MultiheadAttention(n, 1, bias=bias),  # has parameters beside a layer
    "scaled": lambda n, m, bias: scaled(nn.Linear(n, m, bias=bias)),
}


def scaled(layer: nn.Module) -> nn.Module:
    """Return a block that holds the layer and, beside it, a parameter without dimensions."""
    block = nn.Sequential(layer)
    block.register_parameter("scale", nn.Parameter(torch.tensor(1.0)))
    return block


@st.composite
def nested_models(draw: st.DrawFn) -> nn.Module:
    """Draw layers of several kinds, each by itself or within containers.

    About half of all kinds are in each model, so that a few dozen draws miss none; it shrinks to a single layer.
    """
    blocks = []
    for kind in draw(st.lists(st.sampled_from(list(LAYERS)), min_size=1, max_size=len(LAYERS), unique=True)):
        block = LAYERS[kind](draw(sizes), draw(sizes), draw(st.booleans()))
        for container in draw(st.lists(st.sampled_from(["sequence", "list", "dictionary"]), max_size=2)):
            parts = {"sequence": nn.Sequential, "list": lambda b: nn.ModuleList([b])}
            block = parts.get(container, lambda b: nn.ModuleDict({"part": b}))(block)
        blocks.append(block)
    return blocks[0] if len(blocks) == 1 else nn.Sequential(*blocks)


@st.composite
def models_that_share(draw: st.DrawFn) -> nn.Module:
    """Draw a model that uses one layer twice, or two layers with one weight."""
    n = draw(sizes)
    first = nn.Linear(n, n, bias=draw(st.booleans()))
    if draw(st.booleans()):
        second = nn.Linear(n, n)
        second.weight = first.weight
        return nn.Sequential(first, nn.Tanh(), second)
    return nn.Sequential(first, nn.Tanh(), first)


@st.composite
def models_with_buffers(draw: st.DrawFn) -> nn.Module:
    """Draw a model with batch normalization, whose running statistics are no parameters."""
    n = draw(sizes)
    if draw(st.booleans()):
        return nn.Sequential(nn.Conv2d(1, n, 1), nn.BatchNorm2d(n))
    return nn.Sequential(nn.Linear(n, n), nn.BatchNorm1d(n))


@st.composite
def partly_frozen_models(draw: st.DrawFn) -> nn.Module:
    """Draw a model whose first layer is not trained, as in transfer learning."""
    n = draw(sizes)
    return nn.Sequential(nn.Linear(n, n).requires_grad_(False), nn.Tanh(), nn.Linear(n, 1))


@st.composite
def in_every_mode(draw: st.DrawFn, models: SearchStrategy[nn.Module]) -> nn.Module:
    """Draw one of `models` in training mode, in eval mode, or with every other part in eval mode."""
    model = draw(models)
    mode = draw(st.sampled_from(["training", "eval", "odd parts", "even parts"]))
    for number, part in enumerate(model.modules()):
        part.training = {"training": True, "eval": False}.get(mode, number % 2 == (mode == "odd parts"))
    return model


@st.composite
def frozen_in_part(draw: st.DrawFn, models: SearchStrategy[nn.Module], wholly: bool = False) -> nn.Module:
    """Draw one of `models` with none or some of its parameters frozen; at least one is trained, unless `wholly`."""
    model = draw(models)
    parameters = list(model.parameters())
    frozen = {"none": [], "first": parameters[:1], "last": parameters[-1:], "every other": parameters[::2]}
    if wholly:
        frozen["all"] = parameters
    chosen = frozen[draw(st.sampled_from(list(frozen)))]
    for parameter in chosen if wholly or len(chosen) < len(parameters) else []:
        parameter.requires_grad_(False)
    return model


@st.composite
def named_in_words(draw: st.DrawFn, models: SearchStrategy[nn.Module]) -> nn.Sequential:
    """Draw the layers of one of `models`, or it alone, in a `Sequential` that has words for their names."""
    model = draw(models)
    layers = list(model) if isinstance(model, nn.Sequential) else [model]
    names = draw(st.permutations(["stem", "norm", "head", "running", "last", "mask", "Ä 1", "layer0"]))
    return nn.Sequential(OrderedDict(zip(names, layers, strict=False)))


SHARED = ("layer", "layer in a block", "activation", "weight", "bias", "with the model", "under two names")


def sharing(what: str, width: int = 1) -> nn.Module:
    """Return a model with something in two places; `what`, one of `SHARED`, says what or where."""
    first, second = nn.Linear(width, width), nn.Linear(width, width)
    if what == "layer":
        return nn.Sequential(first, nn.Tanh(), first)
    if what == "layer in a block":
        return nn.Sequential(nn.Sequential(first), nn.Tanh(), first)
    if what == "activation":
        activation = nn.PReLU()
        return nn.Sequential(first, activation, second, activation)
    if what in ("weight", "bias"):
        setattr(second, what, getattr(first, what))
    if what == "under two names":
        second.register_parameter("again", second.weight)
    model = nn.Sequential(first, nn.Tanh(), second)
    if what == "with the model":
        model.register_parameter("tied", first.weight)
    return model


models_that_share_anything: SearchStrategy[nn.Module] = st.builds(sharing, st.sampled_from(SHARED), sizes)
models_to_leave_as_they_are = in_every_mode(
    frozen_in_part(
        st.one_of(
            filled(linear_stacks(bias=True)),
            named_in_words(filled(linear_stacks(bias=True))),
            filled(models_with_buffers()),
            filled(models_that_share_anything),
        ),
        wholly=True,
    )
)


def with_buffers_of_every_kind(width: int = 1) -> nn.Module:
    """Return a model with statistics, a mask that is not saved, a number, and one called `weight` as its buffers."""
    weighted = nn.CrossEntropyLoss(weight=torch.full((width,), 3.0))
    model = nn.Sequential(nn.Linear(width, width), nn.BatchNorm1d(width, affine=False), weighted)
    model.register_buffer("mask", torch.full((width,), 2.0), persistent=False)
    model.register_buffer("count", torch.tensor(7))
    return model


def with_statistics_in_two_places(width: int = 1) -> nn.Module:
    """Return a model in which one batch normalization without parameters stands in two places."""
    norm = nn.BatchNorm1d(width, affine=False)
    return nn.Sequential(nn.Linear(width, width), norm, nn.Linear(width, width), norm)


def with_each_way_of_sharing(test: Callable[..., Any]) -> Callable[..., Any]:
    """Give a hypothesis test of `model` and `beta` an explicit example for each of `SHARED` and for odd buffers."""
    for model in [with_buffers_of_every_kind(), with_statistics_in_two_places(), *map(sharing, reversed(SHARED))]:
        test = example(model=fill(model, [1.0, -2.0, 3.0, 0.5]), beta=0.5)(test)
    return test


def with_a_wide_layer(test: Callable[..., Any]) -> Callable[..., Any]:
    """Give a hypothesis test of `model` and `beta` a layer of 66,049 weights, behind small ones that show all else."""
    for width, pattern in ((257, [1.0, -2.0, 0.5]), (2, [1.0, -2.0, 3.0, 0.5]), (1, [1.0])):
        test = example(model=fill(nn.Linear(width, width, bias=False), pattern), beta=1.0)(test)
    return test


@st.composite
def networks(draw: st.DrawFn, biases: Sequence[bool] = (True,)) -> tuple[nn.Sequential, torch.Tensor]:
    """Draw a network of one to three hidden layers, `Linear` or `Conv2d`, and inputs for it.

    One activation may serve several layers, convolutions may pad, and layers may lack a bias where `biases` says so.
    """
    widths = draw(st.lists(sizes, min_size=3, max_size=5))
    conv, pattern, bias = draw(st.booleans()), draw(patterns), draw(st.sampled_from(biases))
    shared = draw(activations) if draw(st.booleans()) else None
    padding = draw(st.sampled_from([None, "zeros", "circular"])) if conv else None
    how = {"kernel_size": 3, "padding": 1, "padding_mode": padding} if padding else {"kernel_size": 1}
    layers: list[nn.Module] = []
    for fan_in, fan_out in itertools.pairwise(widths):
        layers += [nn.Conv2d(fan_in, fan_out, bias=bias, **how) if conv else nn.Linear(fan_in, fan_out, bias=bias)]
        layers += [shared if shared is not None else draw(activations)]
    inputs = torch.tensor(draw(patterns)).repeat(widths[0] * 4)
    shape = (-1, widths[0], 2, 2) if conv else (-1, widths[0])
    dtype = draw(dtypes)
    return fill(nn.Sequential(*layers[:-1]), pattern).to(dtype), inputs.reshape(shape).to(dtype)


@st.composite
def revealing_networks(draw: st.DrawFn) -> tuple[nn.Sequential, torch.Tensor]:
    """Draw a network with one hidden layer whose output layer passes its hidden activations on, and inputs for it.

    The network is in training or in eval mode.
    """
    n, hidden, conv = draw(sizes), draw(sizes), draw(st.booleans())
    first = fill(nn.Conv2d(n, hidden, 1) if conv else nn.Linear(n, hidden), draw(patterns))
    inputs = torch.tensor(draw(patterns)).repeat(n * 4)
    shape = (-1, n, 2, 2) if conv else (-1, n)
    model = nn.Sequential(first, draw(activations), identity_layer(hidden, conv))
    return model.train(draw(st.sampled_from([True, False]))), inputs.reshape(shape)


def with_each_activation(test: Callable[..., Any]) -> Callable[..., Any]:
    """Give a hypothesis test of `network`, `p` and `state` an explicit example for every activation."""
    for kind in (in_place, *reversed(ACTIVATIONS)):
        test = example(network=network_with(kind()), p=0.5, state="model")(test)
    return test


def in_place() -> nn.Module:
    """Return an activation that overwrites what it is given."""
    return nn.ReLU(inplace=True)


def network_with(activation: nn.Module) -> tuple[nn.Sequential, torch.Tensor]:
    """Return a network with this hidden activation, and inputs for it."""
    model = nn.Sequential(fill(nn.Linear(1, 1), [1.0]), activation, identity_layer(1))
    return model, torch.tensor([[1.0], [-2.0]])


def network_that_halves_its_width() -> tuple[nn.Sequential, torch.Tensor]:
    """Return a network with a gated linear unit, which has half as many outputs as inputs, and inputs for it."""
    model = nn.Sequential(fill(nn.Linear(1, 4), [1.0, -0.5, 2.0]), nn.GLU(), identity_layer(2))
    return model, torch.tensor([[1.0], [-2.0], [4.0]])


def network_that_strides() -> tuple[nn.Sequential, torch.Tensor]:
    """Return a network whose convolution has groups, a stride, a dilation and no bias, and inputs for it."""
    first = nn.Conv2d(2, 2, 2, stride=2, padding=1, dilation=2, groups=2, bias=False)
    model = nn.Sequential(fill(first, [1.0, -2.0, 0.5]), nn.Tanh(), identity_layer(2, conv=True))
    return model, torch.linspace(-1, 1, 32).reshape(1, 2, 4, 4)


def identity_network_of_both_kinds() -> nn.Sequential:
    """Return a network that passes images (N, 16, 2, 2) on unchanged through convolutions and linear layers."""
    layers = [identity_layer(16, conv=True), identity_layer(2), identity_layer(16, conv=True), identity_layer(2)]
    return nn.Sequential(*[part for layer in layers for part in (layer, nn.ReLU())][:-1])


def network_of_both_kinds() -> tuple[nn.Sequential, torch.Tensor]:
    """Return a network of a convolution and of linear layers, which take the last dimension, and inputs for it."""
    layers = [fill(nn.Conv2d(1, 2, 1), [1.0, -0.5]), nn.Tanh(), fill(nn.Linear(3, 3), [1.0, 0.5]), nn.Sigmoid()]
    return nn.Sequential(*layers, fill(nn.Linear(3, 1), [1.0])), torch.linspace(-1, 1, 6).reshape(1, 1, 2, 3)


def network_that_repeats_its_layer() -> tuple[nn.Sequential, torch.Tensor]:
    """Return a network in which one hidden layer stands in two places, and inputs for it."""
    layer = fill(nn.Linear(2, 2), [1.0, -0.5, 0.25])
    return nn.Sequential(layer, nn.Tanh(), layer, nn.Sigmoid(), identity_layer(2)), torch.tensor([[1.0, -1.0]])


def network_that_repeats_its_activation() -> tuple[nn.Sequential, torch.Tensor]:
    """Return a network in which one activation serves two layers, and an input for it."""
    first, second, last = (fill(nn.Linear(1, 1), [1.0]) for _ in range(3))
    activation = nn.Tanh()
    return nn.Sequential(first, activation, second, activation, last), torch.tensor([[1.0]])


def network_of_many_layers() -> tuple[nn.Sequential, torch.Tensor]:
    """Return a network of six hidden layers, more than ten parts, no two layers of which are alike, and inputs."""
    layers = [fill(nn.Linear(1, 1), [1.0 + place / 8, -place / 4]) for place in range(7)]
    parts = [part for layer in layers for part in (layer, nn.LeakyReLU(0.5))]
    return nn.Sequential(*parts[:-1]), torch.tensor([[-4.0], [4.0]])


def network_that_pads_circularly() -> tuple[nn.Sequential, torch.Tensor]:
    """Return a convolutional network whose padding is not zeros, and an input that tells."""
    padding = nn.Conv2d(1, 1, 3, padding=1, padding_mode="circular")
    model = nn.Sequential(fill(padding, [1.0, 0.5, -2.0, 0.25]), nn.Tanh(), identity_layer(1, conv=True))
    return model, torch.tensor([0.5, -1.0, 0.25, 0.75]).reshape(1, 1, 2, 2)


def network_in_float64() -> tuple[nn.Sequential, torch.Tensor]:
    """Return a float64 network whose hidden values float32 cannot hold, and inputs for it."""
    model = nn.Sequential(fill(nn.Linear(1, 1), [1.0]), nn.Tanh(), identity_layer(1)).double()
    return model, torch.tensor([[0.1], [0.2], [-0.7]], dtype=torch.float64)


def identity_layer(width: int, conv: bool = False) -> nn.Module:
    """Return a `Linear` or a 1×1 `Conv2d` whose output is its input."""
    layer = nn.Conv2d(width, width, 1) if conv else nn.Linear(width, width)
    with torch.no_grad():
        layer.weight.copy_(torch.eye(width).reshape(layer.weight.shape))
        layer.bias.zero_()
    return layer


def identity_network(
    width: int, depth: int, conv: bool = False, shared: bool = False, repeated: bool = False
) -> nn.Sequential:
    """Return a ReLU network with `depth` hidden layers that passes a non-negative input on unchanged.

    One activation may serve all of them (`shared`), or one layer be all of them (`repeated`).
    """
    layers: list[nn.Module] = []
    layer, activation = identity_layer(width, conv), nn.ReLU()
    for _ in range(depth):
        layers += [layer if repeated else identity_layer(width, conv), activation if shared else nn.ReLU()]
    return nn.Sequential(*layers, identity_layer(width, conv))


def deaf_network(width: int, depth: int, bias: float, conv: bool = False) -> nn.Sequential:
    """Return a network of `depth` hidden layers whose output layer ignores what it gets: every output is `bias`."""
    layers = [nn.Conv2d(width, width, 1) if conv else nn.Linear(width, width) for _ in range(depth + 1)]
    model = nn.Sequential(*[part for layer in layers for part in (layer, nn.ReLU())][:-1])
    with torch.no_grad():
        model[-1].weight.zero_()
        model[-1].bias.fill_(bias)
    return model


@st.composite
def images(draw: st.DrawFn, max_size: int = 5) -> torch.Tensor:
    """Draw images (N, 1, 28, 28) with values in [0, 1]."""
    generator = torch.Generator().manual_seed(draw(st.integers(0, 99)))
    return torch.rand(draw(st.integers(1, max_size)), 1, 28, 28, generator=generator)


hidden_widths = st.lists(st.sampled_from([8, 16, 5, 33]), min_size=1, max_size=3)
hidden_sizes = st.one_of(hidden_widths.map(tuple), hidden_widths)
