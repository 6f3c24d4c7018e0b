"""Probes and checks that several exercises share."""

from __future__ import annotations

import copy
import functools
import math
from collections.abc import Callable, Iterable
from typing import Any

import torch

from autograder.student.language import N_, _
from autograder.testing import Text, expect, expect_tensor, probe


@probe()
def attributes(model: Any) -> list[tuple[str, list[str], dict[str, int]]]:
    """Return the attributes of every module, and how many entries each has that is a dictionary, such as hooks."""
    return [
        (
            name,
            sorted(vars(module)),
            {key: len(value) for key, value in vars(module).items() if isinstance(value, dict)},
        )
        for name, module in model.named_modules()
    ]


@probe("what the function changes in {model}")
def what_changes(student: Any, name: str, model: Any, *values: float) -> list[str]:
    """Call ``name(model, *values)`` and name what of `model` differs afterwards."""
    for parameter in model.parameters():
        parameter.grad = torch.ones_like(parameter)
    before, text, parts = copy.deepcopy(model), repr(model), attributes(model)
    grads = [parameter.grad.clone() for parameter in model.parameters()]
    getattr(student, name)(model, *values)
    changed = []
    if repr(model) != text:
        return ["its layers"]
    if attributes(model) != parts:
        changed.append("its attributes or hooks")
    if any(not torch.equal(a, b) for a, b in zip(model.parameters(), before.parameters(), strict=True)):
        changed.append("its parameters")
    if any(not torch.equal(a, b) for a, b in zip(model.buffers(), before.buffers(), strict=True)):
        changed.append("its buffers")
    if any(p.grad is None or not torch.equal(p.grad, g) for p, g in zip(model.parameters(), grads, strict=True)):
        changed.append("its gradients (.grad)")
    if any(a.requires_grad != b.requires_grad for a, b in zip(model.parameters(), before.parameters(), strict=True)):
        changed.append("requires_grad of its parameters")
    if any(a.training != b.training for a, b in zip(model.modules(), before.modules(), strict=True)):
        changed.append("its mode (train or eval)")
    return changed


def expect_no_changes(got: Any) -> None:
    """Raise `Mismatch` unless `got`, what `what_changes` returned, is an empty list."""
    names = isinstance(got, list) and all(isinstance(name, str) for name in got)
    expect(names and not got, got=listed(got) if names else got, expected="[], the model as it was")


def expect_items(got: Any, count: int, expected: str) -> list[Any]:
    """Return `got` when it is a list of `count` items, of any kind; raise `Mismatch` otherwise."""
    if not isinstance(got, list) or len(got) != count:
        expect(False, got=got, expected=expected)
    return list(got)


def expect_numbers(got: Any, count: int, expected: str) -> list[int]:
    """Return `got` when it is a list of `count` whole numbers above 0; raise `Mismatch` otherwise."""
    whole = isinstance(got, list) and len(got) == count and all(type(number) is int and number > 0 for number in got)
    expect(whole, got=got, expected=expected)
    return list(got)


def expect_facts(got: Any, count: int) -> list[str]:
    """Return the names of those facts that are true, of `count` that a probe returned as a dictionary."""
    facts = isinstance(got, dict) and len(got) == count
    facts = facts and all(type(name) is str and type(fact) is bool for name, fact in got.items())
    expect(facts, got=got, expected=Text(_("{count} facts").format(count=count)))
    return [name for name, fact in got.items() if fact]


def listed(texts: Iterable[str]) -> str:
    """Return texts that a probe returned, in the student's language, with semicolons between them."""
    return "; ".join(_(text) for text in texts)


def expect_number(got: Any, expected: torch.Tensor, **mistakes: torch.Tensor) -> None:
    """Raise `Mismatch` unless `got` is this number, as a Python number or in a tensor of any shape and float type."""
    if isinstance(got, (int, float)) and not isinstance(got, bool):
        got = torch.tensor(float(got), dtype=torch.float64)
    shaped = isinstance(got, torch.Tensor) and got.numel() == 1 and got.is_floating_point()
    expect(shaped, got=got, expected=Text(_("the number {value:.6g}").format(value=expected.item())))
    number, close = got.item(), functools.partial(math.isclose, rel_tol=1e-4, abs_tol=1e-6)
    hints = [HINTS[name] for name, wrong in mistakes.items() if close(number, wrong.item())]
    expect(close(number, expected.item()), got=number, expected=expected.item(), hint=hints[0] if hints else "")


def total(tensors: Iterable[torch.Tensor], change: Callable[[torch.Tensor], torch.Tensor] = torch.abs) -> torch.Tensor:
    """Return the sum over all values of `tensors`, each after `change`, in float64."""
    return sum((change(tensor.detach().double()).sum() for tensor in tensors), torch.tensor(0.0).double())


@probe("the gradient of {factor} * penalty(model, {beta}) for model = {model}")
def penalty_gradients(student: Any, name: str, model: Any, beta: float, factor: float) -> Any:
    """Return the gradient of a penalty at each parameter, or a text that says why there is none."""
    penalty = getattr(student, name)(model, beta)
    if not isinstance(penalty, torch.Tensor) or not penalty.requires_grad:
        return "no gradient: the result is cut off from the parameters"
    gradients = torch.autograd.grad(factor * penalty.sum(), list(model.parameters()), allow_unused=True)
    cut = any(gradient is None for gradient in gradients)
    return "no gradient: the result does not lead back to every parameter" if cut else list(gradients)


def expect_gradients(got: Any, model: torch.nn.Module) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Return pairs of a parameter and its gradient in float64; raise `Mismatch` unless each has a finite one."""
    parameters = list(model.parameters())
    complete = isinstance(got, list) and len(got) == len(parameters)
    expect(complete, got=got, expected="a gradient for each parameter")
    return [
        (p.detach().double(), expect_tensor(grad, shape=tuple(p.shape), dtype=p.dtype).double())
        for p, grad in zip(parameters, got, strict=True)
    ]


HINTS = {
    "root": N_("This is the norm; the penalty is the sum of squares, without a root."),
    "half": N_("There is no factor 1/2 in this penalty."),
    "absolute": N_("This is the sum of absolute values; L2 takes squares."),
    "squares": N_("This is the sum of squares; L1 takes absolute values."),
    "signed": N_("Take each parameter's absolute value before you sum, else positive and negative ones cancel."),
    "without_beta": N_("The factor beta is missing."),
    "mean": N_("Sum over all values; this is the mean of something."),
    "weights": N_("Biases count as well: model.parameters() yields them."),
    "buffers": N_("state_dict() also holds buffers, such as running statistics; model.parameters() does not."),
    "twice": N_("A layer that is used twice has its parameters counted twice; model.parameters() yields them once."),
}


def share(flags: torch.Tensor) -> float:
    """Return the share of true values."""
    return flags.double().mean().item()
