"""What a hidden test is written with: points, probes and comparisons.

A hidden test is a plain pytest function, with or without hypothesis's ``@given``::

    @graded(points=2, hint="Sum over model.parameters(): it yields weights and biases.")
    @given(model=models(), beta=betas())
    def test_the_value_is_beta_times_the_sum_of_absolute_values(student, model, beta):
        \"\"\"The penalty is β times the sum of all |θ|.\"\"\"
        got = student.l1_penalty(model, beta)
        expect_close(got, reference.l1_penalty(model, beta))

Its docstring is the sentence a student reads when the test fails. The fixture ``student`` stands for the submission,
which runs in another, locked-down process: ``student.f(...)`` calls its function ``f``, and ``student(probe, ...)``
runs a small function beside it. Only data comes back.
"""

from __future__ import annotations

import builtins
import contextlib
import functools
import hashlib
import inspect
import math
import sys
import textwrap
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pytest
import torch

from autograder.student.describe import describe, describe_call
from autograder.student.language import N_, _

__all__ = [
    "N_",
    "Mismatch",
    "Probe",
    "Shows",
    "Text",
    "_",
    "describe",
    "expect",
    "expect_close",
    "expect_form",
    "expect_tensor",
    "graded",
    "number_in",
    "probe",
]  # fmt: skip

Shows = Literal["counterexample", "sentence", "nothing"]
"""What a student sees of a failure: the smallest counterexample, only the test's sentence, or nothing."""


def graded(
    *,
    points: float = 0.0,
    shows: Shows = "counterexample",
    hint: str = "",
    seconds: float | None = None,
    idle: bool = False,
    false_alarm: float = 0.0,
) -> pytest.MarkDecorator:
    """Mark a hidden test as worth `points`.

    Args:
        points: what passing the test earns, whole or not at all, at least 0; nothing for a visible check, which
            students run themselves. The points of a function's tests add up to those of its grade cell.
        shows: what a student sees of a failure: the smallest counterexample, only the test's sentence, or nothing.
        hint: one sentence towards the solution, shown under the counterexample.
        seconds: wall-clock limit for the whole test, all of hypothesis's examples together; without one, the
            course's ``test_seconds``.
        idle: whether a function that does nothing, or returns what it was given, passes as well. Such a test counts
            only when another one of the exercise is passed.
        false_alarm: for a test that judges randomness, an upper bound of the rate at which it rejects a right
            solution, from 0 to 1, over the grader's seeds; the test says in a comment where it comes from.

    Returns:
        the decorator, which goes above hypothesis's ``@given``.
    """
    return pytest.mark.graded(
        points=points, shows=shows, hint=hint, seconds=seconds, idle=idle, false_alarm=false_alarm
    )


class Mismatch(AssertionError):
    """The submission's answer is not what was expected; becomes the student's message.

    Args:
        got: the value that came, or a `Text` to show as it is.
        expected: what should have come, a value or a `Text`.
        hint: one sentence on the probable misconception; "" for the test's own hint.
    """

    def __init__(self, got: Any, expected: Any, hint: str = "") -> None:
        self.got = got if isinstance(got, Text) else describe(got)
        self.expected = expected if isinstance(expected, Text) else describe(expected)
        self.hint = hint
        super().__init__(f"expected {self.expected}, got {self.got}")


class Text(str):
    """A text to show in a message as it is, not as a quoted value."""


def expect(condition: bool, *, got: Any, expected: Any, hint: str = "") -> None:
    """Go on only when `condition` holds.

    Args:
        condition: the fact the test is about.
        got: the value to show, or a `str` to show as it is.
        expected: what should have come, a value or a `str`.
        hint: the probable misconception, when this very failure tells it; replaces the test's own hint.

    Raises:
        Mismatch: it does not hold.
    """
    if not condition:
        raise Mismatch(_shown(got), _shown(expected), hint)


def expect_form(got: Any, form: Any, *, expected: Any) -> Any:
    """Return `got` when it has this form, so that it can be used like any value of our own.

    Args:
        got: what came back, in which nothing is to be trusted.
        form: ``bool``, ``int``, ``float`` or ``str`` for a value of just this type, if a float a finite one; ``object``
            for one that is looked at later; a tensor for a finite one of its shape and dtype; a list or a dict of forms
            for one with as many items or with these keys; ``[form, ...]`` for a list of any length; a tuple for what
            has one of its forms; and None for itself.
        expected: the form in words. Where a tensor is amiss, the message says so in its own.

    Returns:
        `got` itself; a list or a dict of the same items where the form is one.

    Raises:
        Mismatch: it has another form.
    """
    if isinstance(form, torch.Tensor):
        return expect_tensor(got, shape=tuple(form.shape), dtype=form.dtype)
    if isinstance(form, list) and type(got) is list:
        forms = form[:1] * len(got) if form[-1:] and form[-1] is ... else form
        if len(forms) == len(got):
            return [expect_form(item, each, expected=expected) for item, each in zip(got, forms, strict=True)]
    elif isinstance(form, dict) and type(got) is dict and got.keys() == form.keys():
        return {key: expect_form(got[key], each, expected=expected) for key, each in form.items()}
    elif isinstance(form, tuple):
        for each in form:
            with contextlib.suppress(Mismatch):
                return expect_form(got, each, expected=expected)
    elif form is object or (form is None and got is None) or _is_plain(got, form):
        return got
    raise Mismatch(_shown(got), _shown(expected))


def _is_plain(got: Any, kind: Any) -> bool:
    return type(got) is kind and (kind is not float or math.isfinite(got))


def number_in(got: Any) -> float | None:
    """Return the finite number in `got`, of Python or in a tensor of floats with one value.

    Args:
        got: what came back, in which nothing is to be trusted.

    Returns:
        the number; None when there is none, or when it is nan or inf.
    """
    if isinstance(got, torch.Tensor) and got.numel() == 1 and got.is_floating_point():
        got = got.item()
    return float(got) if type(got) in (int, float) and math.isfinite(got) else None


_NUMBER = N_("Return a tensor, not a Python number: .item() and float() cut off the gradient.")
_NO_TENSOR = {
    type(None): N_("The function returns nothing: is its return statement missing?"),
    float: _NUMBER,
    int: _NUMBER,
}


def expect_tensor(got: Any, *, shape: tuple[int, ...], dtype: torch.dtype, hint: str | None = None) -> torch.Tensor:
    """Return `got` when it is a dense, finite tensor of exactly this shape and dtype.

    Args:
        got: what the submission returned.
        shape: the shape it must have, ``()`` for a tensor with a single number.
        dtype: the dtype it must have, for example ``torch.float32``.
        hint: replaces the hint that says what is amiss with the tensor; "" gives the test's own, for a test that is
            about just this.

    Raises:
        Mismatch: it is no tensor, or another one.
    """
    kind = str(dtype).removeprefix("torch.")
    want = Text(_("a {dtype} tensor of shape {shape}").format(dtype=kind, shape=tuple(shape)))
    if not isinstance(got, torch.Tensor):
        amiss = _NO_TENSOR.get(type(got), N_("The result is no tensor."))
    elif tuple(got.shape) != tuple(shape):
        amiss = N_("The result has another shape than it must have.")
    elif got.dtype != dtype:
        amiss = N_("The result has another dtype than it must have: give new tensors the dtype of what comes in.")
    elif not bool(torch.isfinite(got).all()):
        want = Text(_("{tensor} with finite values").format(tensor=want))
        amiss = N_("There is nan or inf in it: is something divided by zero?")
    else:
        return got
    raise Mismatch(got, want, amiss if hint is None else hint)


def expect_close(
    got: Any,
    expected: torch.Tensor,
    *,
    rtol: float | None = None,
    atol: float | None = None,
    mistakes: Mapping[str, torch.Tensor] | None = None,
) -> None:
    """Go on only when `got` has the shape and dtype of `expected`, and |got - expected| ≤ atol + rtol·|expected| holds.

    Args:
        got: what the submission returned.
        expected: the reference value, a tensor of any shape. Compare in the dtype the specification asks for.
        rtol: relative tolerance; by default 1e-4 for float32 and 1e-9 for float64, which leaves room for any order
            of summation but for no other formula.
        atol: absolute tolerance; by default `rtol` times 1e-2.
        mistakes: what known misconceptions would give, tensors of the shape of `expected`, by the sentence that names
            each. The first that matches `got` becomes the hint.

    Raises:
        Mismatch: anything else than that; it says where the largest difference is.
    """
    got = expect_tensor(got, shape=tuple(expected.shape), dtype=expected.dtype)
    if rtol is None:
        rtol = {torch.float64: 1e-9, torch.float32: 1e-4}.get(expected.dtype, 1e-2)
    if atol is None:
        atol = rtol * 1e-2
    close = functools.partial(torch.allclose, rtol=rtol, atol=atol)
    if close(got, expected):
        return
    hint = next((text for text, wrong in (mistakes or {}).items() if _same(got, wrong, close)), "")
    if got.numel() > 8:
        where = _worst(got, expected)
        raise Mismatch(
            _with_value(got, where),
            _with_value(expected, where),
            hint,
        )
    raise Mismatch(got, expected, hint)


def _same(got: torch.Tensor, wrong: torch.Tensor, close: Callable[..., bool]) -> bool:
    return wrong.shape == got.shape and close(got, wrong.to(got.dtype))


def _worst(got: torch.Tensor, expected: torch.Tensor) -> tuple[int, ...]:
    flat = int((got - expected).abs().argmax())
    return tuple(int(i) for i in torch.unravel_index(torch.tensor(flat), expected.shape))


def _with_value(tensor: torch.Tensor, where: tuple[int, ...]) -> Text:
    text = _("{tensor}; {value:.6g} at {place}")
    return Text(text.format(tensor=describe(tensor), value=tensor[where].item(), place=list(where)))


def _shown(value: Any) -> Any:
    return Text(_(value)) if isinstance(value, str) else value


_SAFE_ROOTS = {
    "torch",
    "torchvision",
    "keras",
    "numpy",
    "math",
    "copy",
    "random",
    "itertools",
    "functools",
    "collections",
}


@dataclass(frozen=True)
class Probe:
    """A small function that runs in the student's process, beside the student's code; made with `probe`.

    Calling it runs it right here, on the trusted side: with a namespace of reference functions as its first argument
    it gives the expected value by the very same steps.
    """

    function: Callable[..., Any]
    template: str = ""
    _bundle: list[dict[str, Any]] = field(default_factory=list, repr=False, compare=False)

    def __call__(self, student: Any, *args: Any, **kwargs: Any) -> Any:
        return self.function(student, *args, **kwargs)

    @property
    def name(self) -> str:
        return self.function.__name__

    def describe(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> str:
        """Return the line a student reads for this probe: its template filled in, or the call itself."""
        if not self.template:
            return describe_call(self.name, args, kwargs)
        bound = inspect.signature(self.function).bind(None, *args, **kwargs)
        bound.apply_defaults()
        return _(self.template).format(**{name: describe(value) for name, value in bound.arguments.items()})

    def bundle(self) -> dict[str, Any]:
        """Return what the student's process needs to run the probe: texts, imports, constants, and a key to them.

        Raises:
            TypeError: the function uses something that may not travel there, such as the reference.
        """
        if not self._bundle:
            self._bundle.append(_bundle(self.function))
        return self._bundle[0]


def probe(template: str = "") -> Callable[[Callable[..., Any]], Probe]:
    """Make a function `f(student, ...)` a probe, which ``student(f, ...)`` runs beside the submission.

    Its source is readable there, so it must hold no expected value. It may use its arguments, installed packages
    imported by its module or by itself, module-level numbers and strings, and other probes (their `.function`s are sent
    along).

    Args:
        template: the call as a student should read it, with the function's parameters in braces, for example
            ``"the gradient of l1_penalty({model}, {beta})"``; without one, the call of the probe itself.

    Returns:
        the decorator that makes a `Probe`. What the probe returns comes back as tensors, numbers, strings, None, and
        lists, tuples and dicts of these.

    Raises:
        TypeError: when the probe is first sent, it uses something that may not travel, such as the reference.
    """
    return lambda function: Probe(function, template)


def _bundle(function: Callable[..., Any]) -> dict[str, Any]:
    sources: dict[str, str] = {}
    imports: dict[str, tuple[str, str | None]] = {}
    constants: dict[str, Any] = {}

    def add(target: types.FunctionType) -> None:
        if target.__name__ in sources:
            return
        if target.__closure__:
            raise TypeError(f"probe {target.__name__} must not use variables of an enclosing function")
        sources[target.__name__] = _source_without_decorators(target)
        for name in sorted(_global_names(target.__code__)):  # as a set, in another order in every process
            if name in target.__globals__:
                place(name, target.__globals__[name], target.__name__)
            elif not hasattr(builtins, name):
                raise TypeError(f"probe {target.__name__} uses the unknown name {name!r}")

    def place(name: str, value: Any, user: str) -> None:
        if isinstance(value, Probe):
            add(value.function)  # type: ignore[arg-type]
        elif isinstance(value, types.ModuleType) and value.__name__.split(".")[0] in _SAFE_ROOTS:
            imports[name] = (value.__name__, None)
        elif isinstance(value, (bool, int, float, str)):
            constants[name] = value
        elif _importable(value):
            imports[name] = (value.__module__, value.__qualname__)
        else:
            raise TypeError(f"probe {user} uses {name!r}, which cannot travel to the student's process")

    add(function)  # type: ignore[arg-type]
    bundle = {"name": function.__name__, "sources": sources, "imports": imports, "constants": constants}
    return {**bundle, "key": hashlib.sha256(repr(bundle).encode()).hexdigest()}


def _importable(value: Any) -> bool:
    module = getattr(value, "__module__", None) or ""
    name = getattr(value, "__qualname__", "")
    return module.split(".")[0] in _SAFE_ROOTS and getattr(sys.modules.get(module), name, None) is value


def _global_names(code: types.CodeType) -> set[str]:
    import dis

    names = {i.argval for i in dis.get_instructions(code) if i.opname in ("LOAD_GLOBAL", "LOAD_NAME")}
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            names |= _global_names(constant)
    return names


def _source_without_decorators(function: types.FunctionType) -> str:
    lines = textwrap.dedent(inspect.getsource(function)).splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith(("def ", "class ", "async def ")))
    return "\n".join(lines[start:]) + "\n"
