"""What a function does in many states of its input, as facts that can be held against those of the reference.

Nothing here comes from the hidden tests: the states are drawn by themselves, in plain code. A fact is a tensor, a
number or a text; a call that raises an error is the fact "an error". What the exercises leave free shows as a fact in
which right solutions differ from the reference; `differential` leaves such facts out.
"""

from __future__ import annotations

import copy
import os
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import nn

Function = Callable[..., Any]
Facts = dict[str, Any]
Named = Iterator[tuple[str, Callable[[], Any]]]


def facts_of(observe: Callable[[Function], Named], function: Function) -> Facts:
    """Return all facts of a function, each found under one seed."""
    found: Facts = {}
    for name, ask in observe(function):
        torch.manual_seed(1)
        try:
            found[name] = ask()
        except Exception:
            found[name] = "an error"
    return found


def same(one: Any, other: Any) -> bool:
    """Say whether two facts are the same, but for rounding."""
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, torch.Tensor) and isinstance(other, torch.Tensor):
        alike = one.shape == other.shape and one.dtype == other.dtype
        return alike and torch.allclose(one.double(), other.double(), 2e-3, 1e-6, equal_nan=True)
    return type(one) is type(other) and bool(one == other)


def _filled(model: nn.Module, dtype: torch.dtype, zeros: bool = False) -> nn.Module:
    generator = torch.Generator().manual_seed(7)
    model.to(dtype)
    with torch.no_grad():
        for parameter in model.parameters():
            drawn = torch.randn(parameter.shape, generator=generator, dtype=torch.float64)
            parameter.copy_(drawn.round() if zeros else drawn)
    return model


def _plain_models() -> Iterator[tuple[str, nn.Module]]:
    """Yield models in many states: layers, sharing, buffers, names, dtypes, modes, frozen parts, gradients."""
    tied = nn.Linear(3, 3)
    stack = lambda: nn.Sequential(nn.Linear(3, 3), nn.Tanh(), nn.Linear(3, 2))  # noqa: E731
    two = nn.Linear(3, 3)
    two.weight = tied.weight
    yield "a layer", nn.Linear(2, 3)
    yield "no bias", nn.Linear(1, 1, bias=False)
    yield "a stack", stack()
    yield "blocks", nn.Sequential(nn.ModuleDict({"a": stack()}), nn.ModuleList([nn.Conv2d(1, 2, 2), nn.GRU(2, 2)]))
    yield "batch normalization", nn.Sequential(nn.Linear(3, 3), nn.BatchNorm1d(3))
    yield "one layer twice", nn.Sequential(tied, nn.ReLU(), tied)
    yield "one weight twice", nn.Sequential(tied, two)
    yield "names", nn.Sequential(OrderedDict(norm=nn.Linear(2, 2), embedding=nn.Embedding(3, 2)))
    yield "an activation with a weight", nn.Sequential(nn.Linear(2, 2), nn.PReLU())
    yield "eval mode", stack().eval()
    partly = stack()
    partly[0].requires_grad_(False)
    yield "partly frozen", partly
    yield "frozen", stack().requires_grad_(False)


def _state(model: nn.Module) -> list[Any]:
    """Return all that a call may not change."""
    return [
        [parameter.detach().clone() for parameter in model.parameters()],
        ["none" if p.grad is None else p.grad.clone() for p in model.parameters()],
        [parameter.requires_grad for parameter in model.parameters()],
        [buffer.clone() for buffer in model.buffers()],
        [part.training for part in model.modules()],
        [len(value) for part in model.modules() for value in vars(part).values() if isinstance(value, dict)],
        [sorted(vars(part)) for part in model.modules()],
        [id(part) for part in model.modules()] == [id(part) for part in model.modules()],
        repr(model),
    ]


def _unchanged(model: nn.Module, act: Callable[[], Any]) -> str:
    before = _state(model)
    act()
    return "" if same(before, _state(model)) else "changed"


def _gradients(value: torch.Tensor, parameters: list[torch.Tensor]) -> list[torch.Tensor]:
    return list(torch.autograd.grad(value, parameters))


def penalty(function: Function) -> Named:
    """Values, gradients and what is left of the model, for models in many states."""
    for dtype in (torch.float32, torch.float64):
        for number, (title, model) in enumerate(_plain_models()):
            if dtype is torch.float32 and number % 4:
                continue  # a few will do
            model = _filled(model, dtype)
            trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
            for beta in (0.0, 0.3, 2000.0):
                yield f"value {title} {dtype} {beta}", lambda m=model, b=beta: function(m, b).detach()
            yield f"none {title} {dtype}", lambda m=model: torch.no_grad()(function)(m, 0.5)
            if trained:
                yield (
                    f"gradient {title} {dtype}",
                    lambda m=model, t=trained: _gradients(t[0].sum() + 3 * function(m, 0.5), t),
                )
                yield f"twice {title} {dtype}", lambda m=model, t=trained: _accumulated(function, m, t)
            for parameter in trained[::2]:
                parameter.grad = torch.ones_like(parameter)
            yield f"left {title} {dtype}", lambda m=model: _unchanged(m, lambda: function(m, 0.5))
            yield f"later {title} {dtype}", lambda m=model: _later(function, m)
    for size in (1e-12, 1e9):
        model = nn.Linear(2, 2)
        nn.init.constant_(model.weight, size)
        yield f"value of {size}", lambda m=model, s=size: function(m, 1.0).detach() / s


def _accumulated(function: Function, model: nn.Module, trained: list[torch.Tensor]) -> list[torch.Tensor]:
    model = copy.deepcopy(model)
    for beta in (0.5, 2.0):
        function(model, beta).backward()
    return [
        parameter.grad for parameter in model.parameters() if parameter.requires_grad and parameter.grad is not None
    ]


def _later(function: Function, model: nn.Module) -> list[torch.Tensor]:
    model = copy.deepcopy(model)
    values = [function(model, 1.0).detach().clone()]
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.mul_(-3)
    values.append(function(model, 1.0).detach().clone())
    model.requires_grad_(False).eval()
    values.append(function(model, 0.5).detach().clone())
    return values


def optimizer(function: Function) -> Named:
    """Steps of models in many states, with gradients, without, frozen and unfrozen, and what else changes."""
    for dtype in (torch.float32, torch.float64):
        for number, (title, model) in enumerate(_plain_models()):
            if dtype is torch.float32 and number % 4:
                continue  # a few will do
            model = _filled(model, dtype)
            for lr, beta in ((1e-3, 0.0), (0.1, 0.5), (2.0, 30.0)):
                for slopes in ((1.0, -0.5, 0.25), (0.0, 0.0, 1.0), (None, 2.0, None, 2.0), (1e6, 1e-9)):
                    yield (
                        f"{title} {dtype} {lr} {beta} {slopes}",
                        lambda m=model, a=lr, b=beta, s=slopes: _steps(function, m, a, b, s),
                    )
            yield f"made {title} {dtype}", lambda m=model: _unchanged(m, lambda: function(m, 0.1, 0.5))
            yield f"cleared {title} {dtype}", lambda m=model: _cleared(function, m)
    yield "drawn", lambda: [function(nn.Linear(2, 2), 0.1, 0.1), torch.rand(2)][1]
    yield "long", lambda: _steps(function, _filled(nn.Linear(2, 2), torch.float64), 1e-2, 0.1, (1.0, -0.3) * 60)


def _steps(function: Function, model: nn.Module, lr: float, beta: float, slopes: tuple[float | None, ...]) -> list[Any]:
    model, seen = copy.deepcopy(model), []
    made = function(model, lr, beta)
    for number, slope in enumerate(slopes):
        for place, parameter in enumerate(model.parameters()):
            mine = slope if slope is None or (place + number) % 4 else slope / 2
            parameter.grad = None if mine is None else torch.full_like(parameter, mine)
        before = [None if p.grad is None else p.grad.clone() for p in model.parameters()]
        model.train(number % 2 == 0).requires_grad_(number % 3 != 0)
        made.step()
        made.step()
        seen.append([parameter.detach().clone() for parameter in model.parameters()])
        seen.append([number if b is None else (p.grad - b).abs().sum() for p, b in zip(model.parameters(), before)])  # noqa: B905
        seen.append([part.training for part in model.modules()] + [p.requires_grad for p in model.parameters()])
    return seen


def _cleared(function: Function, model: nn.Module) -> list[bool]:
    model = copy.deepcopy(model)
    made = function(model, 0.1, 0.1)
    made.zero_grad()
    for parameter in model.parameters():
        parameter.grad = torch.ones_like(parameter)
    model.requires_grad_(False)
    made.zero_grad()
    return [parameter.grad is None or not bool(parameter.grad.any()) for parameter in model.parameters()]


def _networks() -> Iterator[tuple[str, nn.Sequential, torch.Tensor]]:
    """Yield networks in many states, with inputs: depths, activations, sharing, names, dtypes, modes, frozen."""
    x = torch.randn(6, 3, generator=torch.Generator().manual_seed(3))
    act = nn.LeakyReLU(0.2)
    yield "two", nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2)), x
    yield "three", nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 4), nn.PReLU(), nn.Linear(4, 2)), x
    yield "one activation", nn.Sequential(nn.Linear(3, 3), act, nn.Linear(3, 3), act, nn.Linear(3, 2)), x
    yield "a lone layer", nn.Sequential(nn.Linear(3, 2)), x
    yield "without biases", nn.Sequential(nn.Linear(3, 4, bias=False), nn.ELU(), nn.Linear(4, 2, bias=False)), x
    yield "in place", nn.Sequential(nn.Linear(3, 4), nn.ReLU(inplace=True), nn.Linear(4, 2)), x
    named = OrderedDict(stem=nn.Linear(3, 4), sound=nn.GELU(), head=nn.Linear(4, 2))
    yield "named", nn.Sequential(named), x
    yield "gated", nn.Sequential(nn.Linear(3, 4), nn.GLU(), nn.Linear(2, 2)), x
    for state in ("eval", "frozen", "half", "double"):
        model = nn.Sequential(nn.Linear(3, 4), nn.Sigmoid(), nn.Linear(4, 4), nn.SiLU(), nn.Linear(4, 2))
        if state == "eval":
            model.eval()
        if state == "frozen":
            model.requires_grad_(False)
        if state == "half":
            model[1].eval()
        yield state, model, x.double() if state == "double" else x


def dropout(function: Function) -> Named:
    """Outputs in both modes, what is dropped, and what is left of the given network."""
    conv = nn.Sequential(nn.Conv2d(1, 2, 3, padding=1, stride=2), nn.ReLU(), nn.Conv2d(2, 1, 1))
    given, function = function, lambda model, p: given(copy.deepcopy(model), p)  # each fact by itself
    networks = [
        *_networks(),
        ("convolutions", conv, torch.randn(2, 1, 6, 6, generator=torch.Generator().manual_seed(3))),
    ]
    for title, model, x in networks:
        model = _filled(model, x.dtype)
        for p in (0.0, 0.4):
            yield f"eval {title} {p}", lambda m=model, x=x, p=p: function(m, p).eval()(x).detach()
        yield f"p=0 {title}", lambda m=model, x=x: function(m, 0.0).train()(x).detach()
        yield f"again {title}", lambda m=model, x=x: _train_and_eval(function(m, 0.5), x)
        yield f"left {title}", lambda m=model: _left(copy.deepcopy(m), lambda m: given(m, 0.5))
        yield f"values {title}", lambda m=model: _sorted_values(function(m, 0.5))
        yield f"gradients {title}", lambda m=model, x=x: _without_gradient(function(m, 0.1).train(), x)
        yield f"seeds {title}", lambda m=model, x=x: _under_seeds(function(m, 0.5).train(), x)
    for width, depth, shared in ((8, 1, False), (8, 2, False), (8, 3, True)):
        for p in (0.05, 0.7):
            for shape in ((2000, width), (50, 40, width)):
                yield (
                    f"dropped {depth} {shared} {p} {shape}",
                    lambda w=width, d=depth, s=shared, p=p, size=shape: _dropped(
                        function, w, d, s, p, torch.ones(size)
                    ),
                )


def _train_and_eval(changed: nn.Module, x: torch.Tensor) -> torch.Tensor:
    changed.train()(x)
    return changed.eval()(x).detach()


def _second(function: Function, model: nn.Module, x: torch.Tensor) -> torch.Tensor:
    _trained(function(model), x)
    return function(model).eval()(x).detach()


def _left(model: nn.Module, act: Callable[[nn.Module], Any]) -> str:
    for parameter in model.parameters():
        parameter.grad = torch.ones_like(parameter)
    before = [id(part) for part in model.modules()]
    text = _unchanged(model, lambda: act(model))
    return text if before == [id(part) for part in model.modules()] else "other layers"


def _sorted_values(changed: nn.Module) -> torch.Tensor:
    return torch.cat([parameter.detach().flatten() for parameter in changed.parameters()]).sort().values


def _without_gradient(changed: nn.Module, x: torch.Tensor) -> int:
    changed.zero_grad()
    changed.requires_grad_(True)(x).sum().backward()
    return sum(parameter.grad is None for parameter in changed.parameters())


def _under_seeds(changed: nn.Module, x: torch.Tensor) -> list[bool]:
    outputs = [[torch.manual_seed(seed), changed(x.repeat(8, *[1] * (x.ndim - 1)))][1] for seed in (3, 3, 4)]
    return [torch.equal(outputs[0], other) for other in outputs[1:]]


def _dropped(function: Function, width: int, depth: int, shared: bool, p: float, x: torch.Tensor) -> list[Any]:
    activation, layers = nn.ReLU(), []
    for _layer in range(depth + 1):
        layer = nn.Linear(width, width)
        nn.init.eye_(layer.weight)
        nn.init.zeros_(layer.bias)
        layers += [layer, activation if shared else nn.ReLU()]
    changed = function(nn.Sequential(*layers[:-1]), p).train()
    with torch.no_grad():
        first, second = changed(x), changed(x)
    kept = first != 0
    right = bool(torch.isclose(first[kept], torch.tensor((1 - p) ** -depth)).all())
    share = kept.double().mean()
    chance = share**2 + (1 - share) ** 2
    others = [second != 0, *(kept.roll(1, dim) for dim in range(x.ndim)), *(kept.flip(dim) for dim in range(x.ndim))]
    near = [bool(((kept == other).double().mean() - chance).abs() < 0.05) for other in others]
    return [right, bool((share - (1 - p) ** depth).abs() < 0.03), near]


def batchnorm(function: Function) -> Named:
    """Outputs before, during and after training, gradients, copies, and what is left of the given network."""
    given, function = function, lambda model: given(copy.deepcopy(model))  # each fact by itself
    for title, model, x in _networks():
        model, x = _filled(model, x.dtype), 4 * x
        for layer in model[:-1]:
            if isinstance(layer, nn.Linear) and layer.bias is not None:
                nn.init.zeros_(layer.bias)  # which may be left out
        yield f"new {title}", lambda m=model, x=x: function(m).eval()(x).detach()
        yield f"train {title}", lambda m=model, x=x: function(m).train()(x).detach()
        for steps in (1, 4):
            yield f"after {steps} {title}", lambda m=model, x=x, n=steps: _after(function(m), x, n)
        yield f"parts {title}", lambda m=model, x=x: torch.cat([_trained(function(m), x)(row) for row in x.split(2)])
        yield f"left {title}", lambda m=model: _left(copy.deepcopy(m), given)
        yield f"input {title}", lambda m=model, x=x: _input_gradient(function(m), x)
        yield f"copies {title}", lambda m=model, x=x: _copies(function, m, x)
        yield f"two {title}", lambda m=model, x=x: _second(given, copy.deepcopy(m), x)
        yield f"loaded {title}", lambda m=model, x=x: _loaded(function, m, x)
        yield f"scaled {title}", lambda m=model, x=x: _after(_changed_a_little(function(m)), x, 5)
        yield f"learned {title}", lambda m=model: sum(p.requires_grad for p in function(m).parameters()) > 0
        yield f"small {title}", lambda m=model, x=x: function(m).train()(1e-3 * x).detach()


def _trained(changed: nn.Module, x: torch.Tensor) -> nn.Module:
    with torch.no_grad():
        changed.train()(x)
        changed(-2 * x[:4])
    return changed.eval()


def _after(changed: nn.Module, x: torch.Tensor, steps: int) -> torch.Tensor:
    with torch.no_grad():
        for number in range(steps):
            changed.train()((1 + number % 3) * x[: 3 + number % 3])
            changed.eval()(100 * x)
        return torch.cat([changed(x), changed.train()(x)])


def _changed_a_little(changed: nn.Module) -> nn.Module:
    with torch.no_grad():
        for parameter in changed.parameters():
            parameter.mul_(1.5)
    return changed


def _input_gradient(changed: nn.Module, x: torch.Tensor) -> list[torch.Tensor]:
    x, found = x.clone().requires_grad_(), []
    weights = torch.arange(len(x), dtype=x.dtype)[:, None].sin()
    for training in (True, False):
        found += torch.autograd.grad((changed.train(training)(x) * weights).sum(), x)
    return found


def _copies(function: Function, model: nn.Sequential, x: torch.Tensor) -> list[torch.Tensor]:
    changed = _trained(function(model), x)
    twin = copy.deepcopy(changed)
    outputs = [twin(x).detach(), twin.train()(9 * x).detach(), changed(x).detach(), twin.eval()(x).detach()]
    return outputs


def _loaded(function: Function, model: nn.Sequential, x: torch.Tensor) -> torch.Tensor:
    changed, other = _trained(function(copy.deepcopy(model)), x), function(copy.deepcopy(model)).train()
    other(50 * x)
    other.load_state_dict(changed.state_dict())
    return other.eval()(x).detach()


def augment(function: Function) -> Named:
    """What every gentle change of images has in common."""
    line = torch.arange(28.0)
    blob = torch.exp(-(((line[:, None] - 9) / 4) ** 2) - ((line - 12) / 3) ** 2) + torch.zeros(1, 1, 28, 28)
    blob[..., 15:23, 8:11] = 1.0
    images = torch.rand(5, 1, 28, 28, generator=torch.Generator().manual_seed(2))
    for title, given in (("noise", images), ("one", blob), ("double", blob.double().repeat(7, 1, 1, 1))):
        yield f"form {title}", lambda g=given: _form(function, g)
        yield f"seeds {title}", lambda g=given: _same_under_seeds(function, g)
    many = blob.repeat(150, 1, 1, 1)
    yield "gentle", lambda: _gentle(function, many, blob)
    yield "all differ", lambda: len(torch.unique(function(many).flatten(1), dim=0)) > 50
    yield "calls differ", lambda: not torch.equal(function(many), function(many))
    yield "means are independent", lambda: _independent(function, many)
    yield "black stays black", lambda: bool(function(torch.zeros(40, 1, 28, 28)).mean() < 0.2)
    yield "places", lambda: _places(function)


def _form(function: Function, given: torch.Tensor) -> list[Any]:
    kept = given.clone()
    got = function(given)
    inside = bool((got >= -1e-4).all() and (got <= 1 + 1e-4).all())
    return [list(got.shape), str(got.dtype), inside, torch.equal(kept, given), got.data_ptr() != given.data_ptr()]


def _same_under_seeds(function: Function, given: torch.Tensor) -> list[bool]:
    given = given.repeat(9, 1, 1, 1)
    outputs = [[torch.manual_seed(seed), function(given.clone())][1] for seed in (5, 5, 6)]
    return [torch.equal(outputs[0], other) for other in outputs[1:]]


def _gentle(function: Function, many: torch.Tensor, blob: torch.Tensor) -> list[bool]:
    got = function(many).flatten(1).double()
    own = blob.flatten().double()
    fit = torch.nn.functional.cosine_similarity(got, own[None])
    ink, changed = got.sum(1) / own.sum(), (got - own).abs().amax(1) > 1e-6
    rare = [(fit < 0.3).double().mean() < 0.02, ((ink < 0.4) | (ink > 2.5)).double().mean() < 0.01]
    return [*map(bool, rare), bool(fit.mean() > 0.55), bool(changed.double().mean() > 0.4)]


def _independent(function: Function, many: torch.Tensor) -> bool:
    single = torch.stack([function(many[:8]).flatten(1).double() for _call in range(24)])
    ratio = 8 * single.mean(1).var(0).sum() / single.var(1).mean(0).sum().clamp(min=1e-9)
    return bool(0.1 < ratio < 3.5)


def _places(function: Function) -> bool:
    images = torch.zeros(32, 1, 28, 28)
    for number in range(32):
        down, across = 4 + 12 * (number % 3 % 2), 4 + 12 * (number % 2)
        images[number, :, down : down + 8, across : across + 8] = 1
    quarters = function(images).reshape(32, 2, 14, 2, 14).sum((2, 4)).flatten(1).argmax(1)
    wanted = images.reshape(32, 2, 14, 2, 14).sum((2, 4)).flatten(1).argmax(1)
    return bool((quarters != wanted).double().mean() < 0.1)


def dense(function: Function) -> Named:
    """Outputs, losses and their gradients of a Keras layer with weights set, alone and in models."""
    for units, width, beta in ((1, 1, 0.5), (3, 2, 0.0), (2, 3, 30.0), (2, 2, 1e-6)):
        for size in (1.0, 1e3, 1e-3):
            yield (
                f"{units} {width} {beta} {size}",
                lambda u=units, w=width, b=beta, s=size: _layer(function, u, w, b, s),
            )
    yield "not built", lambda: [type(function(2, 0.1)).__mro__[-2].__name__ and function(2, 0.1).built]
    yield "new", lambda: _new_layers(function)
    yield "drawn", lambda: [function(2, 0.1), torch.rand(2)][1]
    yield "in a model", lambda: _in_a_model(function)
    yield "a step", lambda: _a_step(function)


def _weights(layer: Any, width: int, units: int, size: float) -> Any:
    layer.build((None, width)) if not layer.built else None
    drawn = torch.Generator().manual_seed(4)
    layer.kernel.assign(size * torch.randn(width, units, generator=drawn))
    layer.bias.assign(size * torch.randn(units, generator=drawn))
    return layer


def _layer(function: Function, units: int, width: int, beta: float, size: float) -> list[Any]:
    layer = function(units, beta)
    layer(torch.ones(1, width))
    outputs = []
    for times in (1.0, -2.0):
        _weights(layer, width, units, times * size)
        outputs += [layer(torch.ones(4, width)).detach(), layer(torch.ones(3, width), training=True).detach()]
        total = torch.as_tensor(sum(layer.losses, 0.0))
        outputs.append(total.detach().clone() / (beta or 1.0))
        if beta:
            found = torch.autograd.grad(2 * total, [layer.kernel.value, layer.bias.value])
            outputs += [each.detach() / beta for each in found]
    return outputs


def _new_layers(function: Function) -> list[bool]:
    one, other = (function(8, 0.1) for _layer in range(2))
    for layer in (one, other):
        layer(torch.ones(1, 4))
    return [one is other, torch.equal(one.kernel.value, other.kernel.value)]


def _in_a_model(function: Function) -> torch.Tensor:
    import keras

    layers = [function(units=units, beta=beta) for units, beta in ((3, 0.5), (2, 2.0))]
    model = keras.Sequential([keras.Input((2,)), *layers])
    for layer, width in zip(layers, (2, 3), strict=True):
        _weights(layer, width, layer.units, 1.0)
    model(torch.ones(2, 2))
    return torch.as_tensor(sum(model.losses, 0.0)).detach()


def _a_step(function: Function) -> list[torch.Tensor]:
    import keras

    layer = function(2, 0.5)
    layer(torch.ones(1, 2))
    _weights(layer, 2, 2, 30.0)
    variables = layer.trainable_variables
    keras.optimizers.SGD(1.0).apply([torch.full(tuple(v.shape), 0.5) for v in variables], variables)
    return [layer.kernel.value.detach().clone(), layer.bias.value.detach().clone()]


os.environ.setdefault("KERAS_BACKEND", "torch")
ORACLES: dict[str, Callable[[Function], Named]] = {
    "l1_penalty": penalty,
    "l2_penalty": penalty,
    "l2_optimizer": optimizer,
    "add_dropout": dropout,
    "add_batchnorm": batchnorm,
    "augment": augment,
    "l1_dense": dense,
    "l2_dense": dense,
}
