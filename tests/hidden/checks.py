"""Probes and checks that several exercises share."""

from __future__ import annotations

import copy
import functools
import math
from collections.abc import Callable, Iterable
from typing import Any

import torch

from autograder.testing import N_, Mismatch, Text, _, expect, expect_form, number_in, probe


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


def expect_none(got: Any, *, expected: Any) -> None:
    """Raise `Mismatch` unless `got`, which names what a probe found amiss, is an empty list."""
    names = expect_form(got, [str, ...], expected=expected)
    expect(not names, got=listed(names), expected=expected)


def expect_no_changes(got: Any) -> None:
    """Raise `Mismatch` unless `got`, what `what_changes` returned, is an empty list."""
    expect_none(got, expected="[], the model as it was")


def expect_outputs(got: Any, count: int, like: torch.Tensor) -> list[torch.Tensor]:
    """Return `got` when it is a list of `count` finite tensors shaped like `like`; raise `Mismatch` otherwise."""
    outputs: list[torch.Tensor] = expect_form(got, [like] * count, expected=_("{count} outputs").format(count=count))
    return outputs


def listed(texts: Iterable[str]) -> str:
    """Return texts that a probe returned, in the student's language, with semicolons between them."""
    return "; ".join(_(text) for text in texts)


def expect_number(got: Any, expected: torch.Tensor, **mistakes: torch.Tensor) -> None:
    """Raise `Mismatch` unless `got` is this number, as a Python number or in a tensor of any shape and float type."""
    number, close = number_in(got), functools.partial(math.isclose, rel_tol=1e-4, abs_tol=1e-6)
    if number is None:
        raise Mismatch(got, Text(_("the number {value:.6g}").format(value=expected.item())))
    hints = [HINTS[name] for name, wrong in mistakes.items() if close(number, wrong.item())]
    expect(close(number, expected.item()), got=number, expected=expected.item(), hint=hints[0] if hints else "")


def total(tensors: Iterable[torch.Tensor], change: Callable[[torch.Tensor], torch.Tensor] = torch.abs) -> torch.Tensor:
    """Return the sum over all values of `tensors`, each after `change`, in float64."""
    return sum((change(tensor.detach().double()).sum() for tensor in tensors), torch.tensor(0.0).double())


@probe("the gradient of {factor} * penalty(model, {beta}) for model = {model}")
def penalty_gradients(student: Any, name: str, model: Any, beta: float, factor: float) -> Any:
    """Return the gradient of a penalty at each parameter, or a text that says why there is none.

    It is asked for twice, and the second counts: it is the same unless the first has changed something.
    """
    penalty = getattr(student, name)(model, beta)
    if not isinstance(penalty, torch.Tensor) or not penalty.requires_grad:
        return "no gradient: the result is cut off from the parameters"
    loss, parameters = factor * penalty.sum(), list(model.parameters())
    first, gradients = (torch.autograd.grad(loss, parameters, retain_graph=True, allow_unused=True) for _ in range(2))
    cut = any(gradient is None for gradient in (*first, *gradients))
    return "no gradient: the result does not lead back to every parameter" if cut else list(gradients)


def expect_gradients(got: Any, model: torch.nn.Module) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Return pairs of a parameter and its gradient in float64; raise `Mismatch` unless each has a finite one."""
    gradients = expect_form(got, list(model.parameters()), expected="a gradient for each parameter")
    return [(p.detach().double(), grad.double()) for p, grad in zip(model.parameters(), gradients, strict=True)]


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
