"""How a network may be handed in to add_dropout and add_batchnorm, and what such a call may not change.

Both tasks take "an nn.Sequential": whatever its layers are called, of whichever subclass they are, in whatever mode,
and whether or not it is trained. What a network computes does not depend on any of this.
"""

from __future__ import annotations

import collections
import copy
from typing import Any

import torch

from autograder.testing import _, expect, expect_form, probe
from tests.hidden.checks import what_changes

PLAIN = "model"
IN_EVAL_MODE = "model.eval()"
ACTIVATION_IN_EVAL_MODE = "model[1].eval()"
FROZEN = "model.requires_grad_(False)"
NO_GRAD = "torch.no_grad()"
NAMED = "nn.Sequential(OrderedDict(...))"
NAMED_LIKE_METHODS = "nn.Sequential(OrderedDict(keys=...))"
SLICED = "nn.Sequential(nn.Identity(),*model)[1:]"
MY_SEQUENTIAL = "MySequential(*model)"
MY_LAYERS = "MyLinear(...)"
MY_ACTIVATIONS = "MyActivation(...)"
MY_COUNTERS = "MyCounter(...)"
CHANNELS_LAST = "model.to(memory_format=torch.channels_last)"
ON_META = "model.to('meta')"

MODES = (PLAIN, IN_EVAL_MODE, ACTIVATION_IN_EVAL_MODE, FROZEN, NO_GRAD)
CONTAINERS = (NAMED, NAMED_LIKE_METHODS, SLICED, MY_SEQUENTIAL)
PARTS = (MY_LAYERS, MY_ACTIVATIONS)
"""States are code that a student can read in a message, in any language.

Who stumbles over names or classes would stumble in every test, so only some draw such states.
"""


@probe()
def handed_in(model: Any, state: str) -> Any:
    """Put the network `model` into a state and return it, or another one of its layers that computes the same."""

    class MySequential(torch.nn.Sequential):
        pass

    class MyLinear(torch.nn.Linear):
        pass

    class MyConv2d(torch.nn.Conv2d):
        pass

    class MyActivation(torch.nn.Module):
        def __init__(self, inner):  # type: ignore[no-untyped-def]
            super().__init__()
            self.inner, self.bias = inner, torch.nn.Parameter(torch.zeros(()))  # as layers with weights have one

        def forward(self, hidden):  # type: ignore[no-untyped-def]
            return self.inner(hidden + self.bias)

    class MyTanh(torch.nn.Module):  # not what the activation in it gives
        def __init__(self):  # type: ignore[no-untyped-def]
            super().__init__()
            self.inner, self.bias = torch.nn.Sigmoid(), torch.nn.Parameter(torch.zeros(()))

        def forward(self, hidden):  # type: ignore[no-untyped-def]
            return 2 * self.inner(2 * hidden + self.bias) - 1

    class MyCounter(torch.nn.Module):  # notes how often it was called
        def __init__(self, inner):  # type: ignore[no-untyped-def]
            super().__init__()
            self.inner = inner
            self.register_buffer("calls", torch.zeros(()))

        def forward(self, hidden):  # type: ignore[no-untyped-def]
            self.calls += 1
            return self.inner(hidden)

    def of_my_own(layer):  # type: ignore[no-untyped-def]
        if state == MY_COUNTERS:
            return MyCounter(layer)
        return MyTanh() if type(layer) is torch.nn.Tanh else MyActivation(layer)

    layers = list(model)
    if state == IN_EVAL_MODE:
        model.eval()
    if state == ACTIVATION_IN_EVAL_MODE:
        model.train()
        model[1].eval()
    if state == FROZEN:
        model.requires_grad_(False)
    words = {
        # that a solution may want for itself, and numbers that are not the places
        NAMED: ["bn1", "dropout1", "norm1", "3", "dropout0", "dropout", "1", "norm0", "batchnorm1", "0", "bn0"],
        NAMED_LIKE_METHODS: ["keys", "items", "values", "update", "clear"],
    }.get(state)
    if words:
        named = [(words[i] if i < len(words) else f"layer{i}", layer) for i, layer in enumerate(layers)]
        return torch.nn.Sequential(collections.OrderedDict(named)).train(model.training)
    if state == SLICED:
        return torch.nn.Sequential(torch.nn.Identity(), *layers)[1:].train(model.training)
    if state == MY_SEQUENTIAL:
        return MySequential(*layers).train(model.training)
    if state == MY_LAYERS:
        for layer in layers:
            if type(layer) is torch.nn.Linear:
                layer.__class__ = MyLinear
            if type(layer) is torch.nn.Conv2d:
                layer.__class__ = MyConv2d
    if state in (MY_ACTIVATIONS, MY_COUNTERS):
        own = {id(layer): of_my_own(layer) for layer in layers[1::2]}  # one that serves twice still does
        layers[1::2] = [own[id(layer)] for layer in layers[1::2]]
        return torch.nn.Sequential(*layers).train(model.training)
    if state == CHANNELS_LAST:
        model.to(memory_format=torch.channels_last)
    if state == ON_META:
        model.to("meta")
    return model


@probe()
def multiply(model: Any, factor: float) -> None:
    """Multiply a model's parameters, as training might change them."""
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.mul_(factor)


@probe()
def what_differs(student: Any, name: str, model: Any, *values: float) -> list[str]:
    """Call ``name(model, *values)`` and name what of `model` differs afterwards, down to the objects it is made of."""
    before = [*model.named_modules(remove_duplicate=False), *model.named_parameters(remove_duplicate=False)]
    kinds = [type(part) for _name, part in before]
    changed = list(what_changes(student, name, model, *values))
    after = [*model.named_modules(remove_duplicate=False), *model.named_parameters(remove_duplicate=False)]
    same = len(before) == len(after) and all(a is b for (_, a), (_, b) in zip(before, after))  # noqa: B905
    if "its layers" not in changed and not (same and kinds == [type(part) for _name, part in after]):
        changed.append("its layers")
    return changed


@probe()
def kinds_elsewhere(make: Any, model: Any, inputs: Any) -> list[Any] | None:
    """Return shape and dtype of what ``make(model)`` computes on another device than the default one.

    And whether it is on that device; in training and in eval mode. Where the device 'meta' will not do, which has no
    values to look at, 'meta' becomes the default and the model stays where it is. None where neither will do, for
    other reasons than tensors on different devices.
    """

    def kinds(changed, inputs):  # type: ignore[no-untyped-def]
        outputs = [changed.train()(inputs), changed.eval()(inputs)]
        return [[list(output.shape), str(output.dtype), output.device == inputs.device] for output in outputs]

    make(copy.deepcopy(model))  # what is raised here has nothing to do with devices
    try:
        return kinds(make(handed_in(copy.deepcopy(model), ON_META)), inputs.to("meta"))
    except Exception as error:
        first = str(error)
    try:
        with torch.device("meta"):
            return kinds(make(model), inputs)
    except Exception as error:
        if "expecteddevice" in "".join((first + str(error)).split()):
            raise
        return None


def expect_kinds(got: Any, shape: tuple[int, ...]) -> None:
    """Raise `Mismatch` unless `kinds_elsewhere` saw two outputs of this shape on the device, or it cannot be told."""
    expected, kind = _("outputs of this kind and on this device"), [[int, ...], str, bool]
    found = expect_form(got, (None, [kind, kind]), expected=expected)
    expect(found in (None, [[list(shape), "torch.float32", True]] * 2), got=got, expected=expected)
