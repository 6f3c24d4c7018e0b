"""Probes and checks of the penalties on a model's parameters, for every state of the model and history of calls."""

from __future__ import annotations

import copy
import math
from collections import OrderedDict
from types import SimpleNamespace
from typing import Any

import torch
from torch.nn.utils import parametrize, prune

from autograder.testing import N_, Text, _, describe, expect, expect_form, number_in, probe
from reference.penalties import l1_penalty, l2_penalty
from tests.hidden.checks import attributes

REFERENCE = SimpleNamespace(l1_penalty=l1_penalty, l2_penalty=l2_penalty)
BY_NAME = N_("The task gives the names of the arguments, model and beta: keep them.")


@probe("penalty(model, {beta}) for model = {model}, as it is and in other states")
def penalties_in_every_state(student: Any, name: str, model: Any, beta: float) -> list[Any]:
    """Return pairs of a state, in words, and the penalty of a copy of the model in it, or the error that was raised."""
    penalty, fresh = getattr(student, name), copy.deepcopy(model)

    def partly_in_eval_mode(model: Any) -> Any:
        for number, part in enumerate(model.modules()):
            part.training = number % 2 == 0
        return model

    def with_gradients(model: Any) -> Any:
        for parameter in model.parameters():
            parameter.grad = torch.full_like(parameter, 3)
        return model

    def with_hooks(model: Any) -> Any:
        model.register_forward_hook(lambda *_: None)
        for parameter in model.parameters():
            parameter.register_hook(lambda gradient: None)
        return model

    def of_own_classes(model: Any) -> Any:
        for part in model.modules():
            part.__class__ = type(type(part).__name__, (type(part),), {})
        return model

    def inside_another(model: Any) -> Any:
        outer = torch.nn.Module()
        outer.losses, outer.inner = [1.0], model
        outer.teachers = [torch.nn.Linear(1, 1)]  # what stands in a list is no part of it
        return outer

    def beside_one_of_its_memory(model: Any) -> Any:
        outer = inside_another(model)
        outer.twin = torch.nn.Parameter(next(model.parameters()).detach())
        return outer

    def another_parameter(model: Any, value: float) -> Any:
        return torch.nn.Parameter(torch.full((1,), value, dtype=next(model.parameters()).dtype))

    def called_module(model: Any) -> Any:
        outer = torch.nn.Module()
        outer.module, outer.scale = model, another_parameter(model, 2.0)
        return outer

    def beside_a_list(model: Any) -> Any:
        outer = inside_another(model)
        outer.more = torch.nn.ParameterList([another_parameter(model, 2.0)])
        return outer

    def beside_names_alike(model: Any) -> Any:
        outer = inside_another(model)
        outer.out = torch.nn.Module()
        outer.out.put_weight = another_parameter(model, 2.0)
        outer.out_put = torch.nn.Module()
        outer.out_put.weight = another_parameter(model, 3.0)
        return outer

    def beside_an_empty_place(model: Any) -> Any:
        outer = inside_another(model)
        outer.register_module("removed", None)
        return outer

    def with_nothing_to_save(model: Any) -> Any:
        outer = inside_another(model)
        outer.__class__ = type("Module", (torch.nn.Module,), {"state_dict": lambda self, *_, **__: OrderedDict()})
        return outer

    def with_names(model: Any) -> Any:
        layers = model if isinstance(model, torch.nn.Sequential) else [model]
        return torch.nn.Sequential(OrderedDict(zip(("stem", "norm", "body", "head", "last"), layers, strict=False)))

    def parametrized(model: Any) -> Any:
        for part in list(model.modules()):
            if isinstance(part, torch.nn.Linear):
                parametrize.register_parametrization(part, "weight", torch.nn.Sigmoid())
        return model

    def pruned(model: Any) -> Any:
        for part in list(model.modules()):
            if isinstance(part, torch.nn.Linear):
                prune.custom_from_mask(part, "weight", torch.arange(part.weight.numel()).view_as(part.weight) % 2)
        return model

    around = {
        "inside another module": inside_another,
        "inside another module, as its .module, beside another parameter": called_module,
        "beside another parameter in the memory of its first one": beside_one_of_its_memory,
        "beside a torch.nn.ParameterList": beside_a_list,
        "beside two parameters whose names differ in a dot alone": beside_names_alike,
        "beside a place for a module that is None": beside_an_empty_place,
        "whose state_dict() is empty": with_nothing_to_save,
        "whose layers have other names": with_names,
    }
    states = {
        "in eval mode": lambda model: model.eval(),
        "with some of its parts in eval mode": partly_in_eval_mode,
        "with all its parameters frozen": lambda model: model.requires_grad_(False),
        "whose parameters have a .grad": with_gradients,
        "with hooks": with_hooks,
        "whose layers are of subclasses": of_own_classes,
        "whose weights are parametrized (torch.nn.utils.parametrize)": parametrized,
        "whose weights are pruned (torch.nn.utils.prune)": pruned,
    }
    found: list[Any] = [["as it is", penalty(model, beta)]]

    def note(state: str, ask: Any) -> None:
        try:
            found.append([state, ask()])
        except Exception as error:
            found.append([state, f"{type(error).__name__}: {error}"])

    for state, put in around.items():  # which leave it as it is
        note(state, lambda put=put: penalty(put(model), beta))
    for state, put in states.items():
        note(state, lambda put=put: penalty(put(copy.deepcopy(fresh)), beta))
    note("passed by name, model=model and beta=beta", lambda: penalty(model=model, beta=beta))
    with torch.no_grad():
        note("under torch.no_grad()", lambda: penalty(model, beta))
        note("under torch.no_grad(), before another call", lambda: [penalty(model, beta), penalty(model, beta + 1)][0])
    return found


def expect_the_penalty_in_every_state(got: Any, name: str, model: torch.nn.Module, beta: float) -> None:
    """Raise `Mismatch` unless what `penalties_in_every_state` returned is the right penalty each time."""
    pairs = _pairs(got, penalties_in_every_state(REFERENCE, name, model, beta))
    as_it_is = pairs[0][0][1]
    for (state, value), (_state, right) in pairs:
        in_words = _("for the model {state}: {value}").format(state=_(state), value=describe(value))
        each_time = _("{value:.6g} each time").format(value=right.item())
        hint = BY_NAME if isinstance(value, str) and state.startswith("passed by name") else ""
        expect(_is(value, right.item()), got=Text(in_words), expected=Text(each_time), hint=hint)
        if isinstance(as_it_is, torch.Tensor):
            hint = N_("Return a tensor in this state as well.")
            expect(isinstance(value, torch.Tensor), got=Text(in_words), expected=Text(each_time), hint=hint)
            alike = value.shape == as_it_is.shape and value.dtype == as_it_is.dtype
            # in words of its kind alone: an answer's own dtype need not hold the right value
            dtype, shape = str(as_it_is.dtype).removeprefix("torch."), tuple(as_it_is.shape)
            same = _("{dtype} and shape {shape}, as for the model as it is").format(dtype=dtype, shape=shape)
            hint = N_("Shape and dtype are the same in every state of the model, with and without gradients.")
            expect(alike, got=Text(in_words), expected=Text(same), hint=hint)


@probe("penalty(model, beta) again and again, for model = {model} that changes: {layer} is added to it, for one")
def penalties_of_a_model_that_changes(student: Any, name: str, model: Any, layer: Any) -> list[Any]:
    """Return pairs of a moment, in words, and the penalty then."""
    found: list[Any] = []

    def note(when: str, model: Any, beta: float) -> None:
        penalty = getattr(student, name)(model, beta)
        found.append([when, penalty.detach().clone() if isinstance(penalty, torch.Tensor) else penalty])

    note("with beta = 1 for the model as it came", model, 1.0)
    note("with beta = 1 for the model as it was before", model, 1.0)
    note("with beta = 1 for another model, the layer", layer, 1.0)
    model.requires_grad_(False)
    note("with beta = 0.5 for the model, now frozen", model, 0.5)
    for parameter in model.parameters():
        parameter.data.mul_(-2)
    note("with beta = 0.5 for the model, all of its parameters now times -2", model, 0.5)
    with torch.no_grad():
        note("under torch.no_grad(), with beta = 1 for the model as it is then", model, 1.0)
        for parameter in model.parameters():
            parameter.data.mul_(0.5)  # without a trace in the parameter's version
        note("under torch.no_grad(), with beta = 1 for the model, all of its parameters now times 0.5", model, 1.0)
    model.append(layer[0])
    note("with beta = 1 for the model, to which the layer is added", model, 1.0)
    del model[0]
    note("with beta = 1 for the model, of which only the added layer is left", model, 1.0)
    return found


def expect_penalties_of_a_model_that_changes(got: Any, name: str, model: torch.nn.Module, layer: Any) -> None:
    """Raise `Mismatch` unless what `penalties_of_a_model_that_changes` returned is right each time."""
    copies = copy.deepcopy((model, layer))
    for (when, value), (_when, right) in _pairs(got, penalties_of_a_model_that_changes(REFERENCE, name, *copies)):
        right_in_words = f"{right.item():.6g} {_(when)}"
        expect(_is(value, right.item()), got=Text(f"{describe(value)} {_(when)}"), expected=Text(right_in_words))


def _is(value: Any, right: float) -> bool:
    """Say whether a value is this number, but for rounding, as a Python number or in a tensor of any shape and type."""
    number = number_in(value)
    return number is not None and math.isclose(number, right, rel_tol=1e-4)


def _pairs(got: Any, expected: list[Any]) -> list[tuple[Any, Any]]:
    """Return pairs of what came and what is expected; raise `Mismatch` unless it has the same heads."""
    words = _("an answer each time")
    found = expect_form(got, [[str, object] for _pair in expected], expected=words)
    expect([head for head, _value in found] == [head for head, _value in expected], got=got, expected=words)
    return list(zip(found, expected, strict=True))


def expect_digits(got: torch.Tensor, expected: torch.Tensor) -> None:
    """Raise `Mismatch` where a float64 number has what is expected only to float32's digits; another one passes."""
    error, size = abs(got.item() - expected.item()), abs(expected.item())
    exact = got.dtype != torch.float64 or not 1e-10 * size < error < 1e-6 * size
    hint = N_("Compute in the parameters' own dtype: .float() and .half() lose digits that float64 has.")
    expect(exact, got=Text(f"{got.item():.15g}"), expected=Text(f"{expected.item():.15g}"), hint=hint)


@probe("the gradients of a loss that penalty(model, {beta}) is added to, for model = {model}")
def gradients_in_training(student: Any, name: str, model: Any, beta: float) -> list[Any]:
    """Return pairs of a situation, in words, and the gradients of the parameters that are trained."""
    penalty, twin = getattr(student, name), copy.deepcopy(model)
    parameters, others = ([p for p in each.parameters() if p.requires_grad] for each in (model, twin))

    def backward(model: Any, trained: Any, factor: float, then: Any = None) -> Any:
        # with squares, for whose gradient all values must stay what they are until then
        loss = sum(0.5 * p.sum() + 0.0 * p.square().sum() for p in trained)
        loss = loss + factor * penalty(model, beta)
        if then is not None:
            value_only(then, beta + 1)
        loss.sum().backward()
        return [None if parameter.grad is None else parameter.grad.clone() for parameter in trained]

    def value_only(model: Any, beta: float) -> None:
        try:
            penalty(model, beta)
        except Exception:  # for another test to find
            return

    found = [["the first time", backward(model, parameters, 1.0)]]
    found.append(["again, added to the first", backward(model, parameters, 1.0)])
    with torch.no_grad():
        value_only(model, beta)
    model.requires_grad_(False)
    value_only(model, beta)
    for parameter in parameters:
        parameter.requires_grad_(True)
        parameter.grad = None
    after = "of three times the penalty, after it was asked for without gradients"
    found.append([after, backward(model, parameters, 3.0)])
    last = "of a copy of the model, after another penalty was computed with another beta"
    found.append([last, backward(twin, others, 1.0, then=model)])
    return found


def expect_gradients_in_training(got: Any, name: str, model: torch.nn.Module, beta: float) -> None:
    """Raise `Mismatch` unless what `gradients_in_training` returned is right each time."""
    right = gradients_in_training(REFERENCE, name, copy.deepcopy(model), beta)
    for (when, gradients), (_when, wanted) in _pairs(got, right):
        words = _("a gradient for each parameter that is trained")
        for gradient, want in zip(expect_form(gradients, [object] * len(wanted), expected=words), wanted, strict=True):
            expect(
                _close(gradient, want),
                got=Text(f"{describe(gradient)}, {_(when)}"),
                expected=Text(f"{describe(want)}, {_(when)}"),
            )


def _close(got: Any, want: torch.Tensor) -> bool:
    alike = isinstance(got, torch.Tensor) and got.shape == want.shape and got.dtype == want.dtype
    return alike and torch.allclose(got, want, rtol=1e-4, atol=1e-6)


@probe("what the function changes in {model}, of whose parameters every other one has a .grad")
def what_a_penalty_changes(student: Any, name: str, model: Any, beta: float) -> list[str]:
    """Call the penalty and name what of the model differs afterwards."""
    parameters = list(model.parameters())
    for number, parameter in enumerate(parameters):
        parameter.note, parameter.grad = number, torch.ones_like(parameter) if number % 2 == 0 else None
        parameter.detach().flatten()[:1].zero_()  # as in a fresh bias
        if parameter.requires_grad:
            parameter.register_hook(lambda gradient: None)
    model.register_forward_hook(lambda *_: None)

    def look() -> dict[str, Any]:
        named = list(model.named_parameters(remove_duplicate=False))
        hooks = [(p._backward_hooks, getattr(p, "_post_accumulate_grad_hooks", None)) for _name, p in named]
        return {
            "its layers": repr(model),
            "its parameters": [(place, id(p), p.detach().clone()) for place, p in named],
            "its buffers": [(place, id(b), b.clone()) for place, b in model.named_buffers()],
            "its gradients (.grad)": [None if p.grad is None else p.grad.clone() for p in parameters],
            "requires_grad of its parameters": [p.requires_grad for p in parameters],
            "its mode (train or eval)": [part.training for part in model.modules()],
            "its attributes or hooks": attributes(model),
            "attributes or hooks of its parameters": [
                [sorted(vars(p)), [len(each or ()) for each in both]]
                for (_name, p), both in zip(named, hooks, strict=True)
            ],
        }

    def same(one: Any, other: Any) -> bool:
        if isinstance(one, torch.Tensor) and isinstance(other, torch.Tensor):
            return one.dtype == other.dtype and torch.equal(one, other)
        if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
            return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other, strict=True))
        return type(one) is type(other) and bool(one == other)

    before = look()
    getattr(student, name)(model, beta)
    after = look()
    changed = [part for part in before if not same(before[part], after[part])]
    trained = [parameter for parameter in parameters if parameter.requires_grad]
    for parameter in trained:
        parameter.grad = None
    if trained:
        sum(0.5 * parameter.sum() for parameter in trained).backward()
    if any(not bool((parameter.grad == 0.5).all()) for parameter in trained):
        changed.append("the gradients of a loss that holds no penalty")
    return changed
