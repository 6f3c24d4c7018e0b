"""The hidden tests trust no value that comes back.

Whatever the student's process answers, a test rejects it in words or finds it right. Any other exception would be the
grader's own fault and cost a person's time, and a value that nobody looked at would be a pass for nothing. Here a right
solution answers each question of each hidden test, and then the test judges the same answers with one of them, or one
part of one of them, replaced by something hostile. All this happens in this process: a hostile answer is only data.
"""

from __future__ import annotations

import contextlib
import copy
import functools
import importlib
import inspect
import itertools
import math
import os
from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
import numpy as np
import pytest
import torch
from hypothesis.errors import UnsatisfiedAssumption

from autograder.course.course import Course
from autograder.grading.calls import Call, Student, StudentFailure
from autograder.grading.sheets import DrawnBefore, Example, Recorder
from autograder.sandbox.wire import Handle, Reply
from tests.corpus.loader import load
from tests.kit.conftest import REPO
from tests.kit.stock_tests import Direct, judged, quietly

COURSE = Course.find(REPO)[0]
EXAMPLES = 1
"""So many examples of each test are answered in hostile ways; the first ones are those that a test names itself."""


Recording = tuple[Example, list[Any]]
"""What was drawn for one run of a test, and the right answers to what it asked."""


def recordings(name: str, test: Callable[..., None], namespace: dict[str, Any]) -> tuple[Any, list[Recording]]:
    """Return a test's own function, and the first examples of it with a right solution's answers."""
    handle = getattr(test, "hypothesis", None)
    inner = getattr(handle, "inner_test", test)
    found: list[Recording] = []

    def run(**arguments: Any) -> None:
        if len(found) >= EXAMPLES:
            return
        recorder, direct, answers = Recorder(), Direct(name, namespace), []

        def ask(call: Call) -> Any:
            recorder.asked(b"")
            answers.append(direct(call))
            recorder.answered(Reply(b"", b""))
            return copy.deepcopy(answers[-1])

        fixtures = {"student": Student(ask), "judged": judged}
        wanted = inspect.signature(inner).parameters
        drawn = {name: value for name, value in arguments.items() if name not in fixtures}
        with recorder.example(drawn) as given:
            inner(**{name: value for name, value in fixtures.items() if name in wanted}, **given)
        sheet = recorder.sheet(0.0)
        assert sheet is not None, f"{name} cannot be recorded"
        found.extend((example, answers) for example in sheet.examples())

    with quietly():
        if handle is None:
            run()
        else:
            try:
                handle.inner_test = functools.wraps(inner)(run)
                hypothesis.seed(0)(test)(
                    **{n: None for n in ("student", "judged") if n in inspect.signature(test).parameters}
                )
            finally:
                handle.inner_test = inner
    return inner, found


def verdict(function: Callable[..., None], recording: Recording, answers: list[Any]) -> str:
    """Return "passed", "rejected", or the exception with which a test ended on these answers."""
    example, right = recording
    example = copy.deepcopy(example)
    given = iter(answers)

    def ask(_call: Call) -> Any:
        return next(given, copy.deepcopy(right[-1]) if right else None)

    values = {"student": Student(ask), "judged": judged, **example.arguments}
    wanted = inspect.signature(function).parameters
    values = {name: values.get(name, DrawnBefore(example.draws)) for name in wanted}
    try:
        with quietly(), contextlib.suppress(UnsatisfiedAssumption):
            function(**values)
    except (AssertionError, StudentFailure):
        return "rejected"
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:120]
    return "passed"


NESTED: list[Any] = functools.reduce(lambda inside, _depth: [inside], range(30), [])
ANYTHING: dict[str, Any] = {
    "None": None,
    "True": True,
    "False": False,
    "0": 0,
    "-1": -1,
    "a huge int": 2**255,
    "nan": math.nan,
    "inf": math.inf,
    "1e308": 1e308,
    "a text": "text",
    "an empty text": "",
    "[]": [],
    "[None]": [None],
    "[[], [[]]]": [[], [[]]],
    "a deep list": NESTED,
    "a list of nan": [math.nan] * 3,
    "()": (),
    "{}": {},
    "a dict": {"a": 1, "b": None},
    "a dict of lists": {0: [1.0], 1: [[]]},
    "a handle": Handle(1, "Linear"),
    "an empty tensor": torch.empty(0),
    "a tensor of no rows": torch.empty(0, 10),
    "a nan tensor": torch.tensor(math.nan),
    "an int tensor": torch.tensor([1, 2, 3]),
    "a bool tensor": torch.tensor(True),
    "a bfloat16 tensor": torch.ones(2, 2, dtype=torch.bfloat16),
    "a complex tensor": torch.ones(3, dtype=torch.complex64),
    "an array": np.zeros((2, 2)),
    "an array of text": np.array(["a", "b"]),
}


def variants(value: Any) -> Iterator[tuple[str, Any]]:
    """Give hostile values that look like `value`."""
    if isinstance(value, torch.Tensor):
        yield from _tensors(value)
    elif isinstance(value, bool):
        yield from {"the opposite": not value, "a text": str(value), "a tensor": torch.tensor(not value)}.items()
    elif isinstance(value, (int, float)):
        yield from {
            "minus": -value - 1,
            "a text": str(value),
            "many": [value] * 2,
            "rows": torch.full((2, 1), -9.0),
        }.items()
        yield "a huge int", -(2**255)
    elif isinstance(value, (list, tuple)):
        kind = type(value)
        yield from {
            "one more": kind([*value, *value[-1:]]) or kind([0]),
            "the other kind": (list, tuple)[kind is list](value),
        }.items()
        yield "as a dict", dict(enumerate(value))
        yield "twice", kind([*value, *value]) or kind([0, 0])
        if value:
            yield "one less", value[:-1]
    elif isinstance(value, dict):
        yield "as a list", list(value.items())
        yield "without a key", dict(list(value.items())[1:])
        yield "one more key", {**value, "more": None}
        yield "other keys", dict(enumerate(value.values()))


def _tensors(value: torch.Tensor) -> Iterator[tuple[str, Any]]:
    for name, fill in {"nan": math.nan, "inf": math.inf, "-inf": -math.inf, "1e38": 1e38, "-1e38": -1e38}.items():
        if value.is_floating_point():
            yield f"{name} everywhere", torch.full_like(value, fill)
    if value.is_floating_point() and value.numel() > 1:
        one = value.clone()
        one.view(-1)[-1] = math.nan
        yield "one nan", one
    if value.dtype is torch.int64:
        yield "huge labels", torch.full_like(value, 2**62)
        yield "negative labels", torch.full_like(value, -(2**63))
    for dtype in (
        torch.bool,
        torch.int64,
        torch.bfloat16,
        torch.float16,
        torch.float64,
        torch.float32,
        torch.complex64,
    ):
        if dtype != value.dtype:
            yield f"as {dtype}", value.to(dtype)
    yield "as a list", value.tolist()
    yield "as an array", value.numpy()
    yield "one dimension more", value[None]
    yield "as one row", torch.cat([value.reshape(-1), value.new_ones(1)])
    if value.dim():
        yield "no rows", value[:0]
        yield "no columns", value.new_empty(*value.shape[:-1], 0)
        yield "one row less", value[:-1]
        yield "one row more", torch.cat([value, value[-1:]])


def places(value: Any, depth: int = 3) -> Iterator[tuple[str, Any, Callable[[Any], Any]]]:
    """Give a value and its parts: a name, the part, and a function that puts something else in its place."""
    yield "", value, lambda other: other
    if not depth:
        return
    if isinstance(value, (list, tuple)):
        items: list[Any] = [*enumerate(value)]
        items = items[:2] + items[-1:] if len(items) > 3 else items
        kind = type(value)
    elif isinstance(value, dict):
        items, kind = list(value.items()), dict
    else:
        return
    for key, item in items:
        for name, part, put in places(item, depth - 1):

            def put_in(other: Any, key: Any = key, put: Any = put) -> Any:
                parts = dict(value) if kind is dict else list(value)
                parts[key] = put(other)
                return parts if kind is dict else kind(parts)

            yield f"[{key!r}]{name}", part, put_in


def foreign(value: Any, right: Any) -> bool:
    """Say whether `value` is nothing that any test may let pass in place of `right`, whatever it is about.

    A test about types may well pass on other numbers, and one about numbers on another type of number.
    """
    if isinstance(right, torch.Tensor) and not (right.numel() == 1 and type(value) is float):
        plain = isinstance(value, torch.Tensor) and value.dtype in _NUMBERS and value.numel() >= min(1, right.numel())
        return not plain or not bool(torch.isfinite(value).all())
    if isinstance(right, bool):
        return type(value) is not bool
    if isinstance(right, (int, float, torch.Tensor)):
        return type(value) not in (int, float) or not (abs(value) < math.inf)
    if isinstance(right, (list, tuple, dict)):
        return type(value) is not type(right) or len(value) != len(right)
    return type(value) is not type(right)


_NUMBERS = (torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.int64)


def faults(assignment: str, function: str) -> Iterator[str]:
    """Give what goes wrong with hostile answers to the hidden tests of a function."""
    os.environ.update(COURSE.grading.environment)  # what Keras reads at its import
    with quietly():
        exec(load(assignment, function, "wheat")[0].source, namespace := {"__name__": "wheat"})
        module = importlib.import_module(f"tests.hidden.{assignment}.test_{function}")
    for name, test in vars(module).items():
        if not (name.startswith("test_") and callable(test)):
            continue
        inner, found = recordings(name, test, namespace)
        assert found, name
        for recording in found:
            yield from _faults(name, inner, recording)


def _faults(name: str, inner: Callable[..., None], recording: Recording) -> Iterator[str]:
    right = recording[1]
    assert verdict(inner, recording, copy.deepcopy(right)) == "passed", name
    for index, answer in enumerate(right):
        for place, part, put in places(answer):
            for kind, other in itertools.chain(ANYTHING.items(), variants(part)):
                hostile = put(copy.deepcopy(other))
                answers = [*copy.deepcopy(right[:index]), hostile, *copy.deepcopy(right[index + 1 :])]
                came = verdict(inner, recording, answers)
                if came not in ("rejected", "passed") or (came == "passed" and foreign(other, part)):
                    yield f"{name}: answer {index}{place} = {kind}: {came}"


EXERCISES = sorted({(solution.assignment, solution.function) for solution in load()})
SLOW = {"augment", "build_regularized_keras_model", "build_regularized_model", "compare", "l1_dense", "l2_dense"}
"""Those whose tests train, or need Keras."""


NOT_MENDED = {"add_batchnorm", "add_dropout", "l1_penalty", "l2_penalty", "l2_optimizer"}
"""Some of their tests raise other errors than a Mismatch over hostile answers, or let one pass that should not."""


def _marks(function: str) -> list[pytest.MarkDecorator]:
    if function in NOT_MENDED:
        return [pytest.mark.xfail(reason="answers are used before they are looked at")]
    if function in SLOW:
        return [pytest.mark.slow, pytest.mark.skip(reason="takes minutes, and what it finds is not mended")]
    return []


@pytest.mark.parametrize(
    ("assignment", "function"),
    [pytest.param(*each, marks=_marks(each[1])) for each in EXERCISES],
)
def test_no_answer_is_trusted(assignment: str, function: str) -> None:
    found = list(faults(assignment, function))

    assert not found, "\n".join(found)
