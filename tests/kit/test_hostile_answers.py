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
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import hypothesis
import numpy as np
import pytest
import torch
from hypothesis.errors import UnsatisfiedAssumption

from autograder.course.course import Course
from autograder.grading.calls import Call, Student, StudentFailure, seed_of
from autograder.grading.sheets import DrawnBefore, Example, Recorder
from autograder.sandbox.wire import Handle, Reply
from tests.corpus.loader import load
from tests.kit.conftest import REPO
from tests.kit.stock_tests import Direct, judged, quietly

COURSE = Course.find(REPO)[0]
EXAMPLES = 1
"""So many examples of each test are answered in hostile ways; the first ones are those that a test names itself."""


@dataclass(frozen=True)
class Recording:
    """One run of a hidden test with a right solution.

    Attributes:
        name: that of the test.
        function: what one example runs.
        example: what was drawn for it.
        calls: the functions and probes that it called.
        answers: the right answers.
    """

    name: str
    function: Callable[..., None]
    example: Example
    calls: list[str]
    answers: list[Any]

    def different(self) -> list[int]:
        """Return the numbers of the answers to replace: of those that are alike the first and the last."""
        alike: dict[Any, list[int]] = {}
        for number, (call, answer) in enumerate(zip(self.calls, self.answers, strict=True)):
            alike.setdefault((call, getattr(answer, "shape", None)), []).append(number)
        return sorted({number for numbers in alike.values() for number in (numbers[0], numbers[-1])})

    def verdict(self, place: int = -1, hostile: Any = None) -> str:
        """Return "passed", "rejected", or the exception with which the test ends when one answer is replaced.

        What it asks beyond what was recorded, as that answer leads it elsewhere, is answered like the last question.
        """
        example = copy.deepcopy(self.example)
        numbers = itertools.count()

        def ask(_call: Call) -> Any:
            number = next(numbers)
            return copy.deepcopy(hostile if number == place else self.answers[min(number, len(self.answers) - 1)])

        draws = DrawnBefore(example.draws)
        values = {"student": Student(ask), "judged": judged, **example.arguments}
        try:
            with quietly(), contextlib.suppress(UnsatisfiedAssumption):
                _seed(self.name)
                self.function(**{name: values.get(name, draws) for name in inspect.signature(self.function).parameters})
        except (AssertionError, StudentFailure):
            return "rejected"
        except Exception as error:
            return f"{type(error).__name__}: {error}"[:120]
        return "passed"


def recordings(name: str, test: Callable[..., None], namespace: dict[str, Any]) -> list[Recording]:
    """Return the first examples of a hidden test, with a right solution's answers."""
    handle = getattr(test, "hypothesis", None)
    inner = getattr(handle, "inner_test", test)
    found: list[Recording] = []

    def run(**arguments: Any) -> None:
        if len(found) >= EXAMPLES:
            return
        recorder, direct, calls, answers = Recorder(), Direct(name, namespace), [], []

        def ask(call: Call) -> Any:
            recorder.asked(b"")
            with _random_numbers_kept():
                answers.append(direct(call))
            calls.append(call.name)
            recorder.answered(Reply(b"", b""))
            return copy.deepcopy(answers[-1])

        fixtures = {"student": Student(ask), "judged": judged}
        wanted = inspect.signature(inner).parameters
        drawn = {name: value for name, value in arguments.items() if name not in fixtures}
        _seed(name)
        with recorder.example(drawn) as given:
            inner(**{name: value for name, value in fixtures.items() if name in wanted}, **given)
        sheet = recorder.sheet(0.0)
        assert sheet is not None, f"{name} cannot be recorded"
        found.extend(Recording(name, inner, sheet.example(i), calls, answers) for i in range(len(sheet.recorded)))

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
    return found


def _seed(name: str) -> None:
    """Seed what a test draws itself, as the grader does before each example."""
    torch.default_generator.manual_seed(seed_of(0, name))


@contextlib.contextmanager
def _random_numbers_kept() -> Iterator[None]:
    """Keep what the submission draws, in this process, from what the test draws."""
    state = torch.default_generator.get_state()
    try:
        yield
    finally:
        torch.default_generator.set_state(state)


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
    "a uint8 tensor": torch.tensor([[7, 255]], dtype=torch.uint8),
    "a bfloat16 tensor": torch.ones(2, 2, dtype=torch.bfloat16),
    "an array": np.zeros((2, 2)),
    "an array of one number": np.array(0.5),
    "an array of nan": np.full(3, np.nan),
}
"""Some of everything that can come over the wire."""


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
        one = value.clone(memory_format=torch.contiguous_format)
        one.view(-1)[-1] = math.nan
        yield "one nan", one
    if value.dtype is torch.int64:
        yield "huge labels", torch.full_like(value, 2**62)
        yield "negative labels", torch.full_like(value, -(2**63))
    for dtype in (torch.bool, torch.int64, torch.bfloat16, torch.float16, torch.float64, torch.float32):
        if dtype != value.dtype:
            yield f"as {dtype}", value.to(dtype)
    yield "as a list", value.tolist()
    if value.dtype != torch.bfloat16:  # NumPy has none
        yield "as an array", value.numpy()
    yield "one dimension more", value[None]
    yield "as one row", torch.cat([value.reshape(-1), value.new_ones(1)])
    if value.dim():
        yield "no rows", value[:0]
        yield "no columns", value.new_empty(*value.shape[:-1], 0)
        yield "one row less", value[:-1]
        yield "one row more", torch.cat([value, value[-1:]])


def places(value: Any, depth: int = 4) -> Iterator[tuple[str, Any, Callable[[Any], Any]]]:
    """Give a value and its parts: a name, the part, and a function that puts something else in its place."""
    yield "", value, lambda other: other
    if not depth:
        return
    if isinstance(value, (list, tuple)):
        items: list[Any] = [*enumerate(value)]
        items = items[:1] + items[-1:] if len(items) > 3 else items
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
    """Say whether no right solution could answer `value` where another one answers `right`, whatever the test is about.

    A right answer has one form: finite numbers of one kind, and as many of everything. Only where a submission returns
    a single number in a tensor, a test about its value may well take a number of Python as well.
    """
    if isinstance(right, torch.Tensor):
        if right.numel() == 1 and type(value) in (int, float):
            return not math.isfinite(value)
        return not (
            isinstance(value, torch.Tensor)
            and (value.is_floating_point(), value.dtype == torch.bool, value.numel())
            == (right.is_floating_point(), right.dtype == torch.bool, right.numel())
            and bool(torch.isfinite(value).all())
        )
    if type(right) is float:
        return type(value) not in (int, float) or not math.isfinite(value)
    if type(value) is not type(right):
        return True
    if isinstance(right, (list, tuple)):
        return len(value) != len(right) or any(map(foreign, value, right))
    if isinstance(right, dict):
        return value.keys() != right.keys() or any(foreign(value[key], right[key]) for key in right)
    return False


class Fault(NamedTuple):
    """A hostile answer that a test neither rejects nor should let pass.

    Attributes:
        test: its name, without the ``test_`` in front.
        place: the number of the answer, and the part of it.
        kind: what stood there.
        came: "passed", or an exception.
    """

    test: str
    place: str
    kind: str
    came: str


class LetPass(NamedTuple):
    """Hostile answers that pass by design.

    Attributes:
        function: the exercise.
        tests: a pattern for the names of its tests.
        place: a pattern for the places.
        kinds: what may stand there.
        reason: why that is no point for nothing.
    """

    function: str
    tests: str
    place: str
    kinds: tuple[str, ...]
    reason: str

    def covers(self, fault: Fault) -> bool:
        """Say whether this is what is let pass."""
        matches = re.fullmatch(self.tests, fault.test) and re.fullmatch(self.place, fault.place)
        return bool(matches) and fault.came == "passed" and fault.kind in self.kinds


LENGTHS = ("one less", "one more", "twice")
SIZES = ("as one row", "no rows", "no columns", "one row less", "one row more")
KERAS = "build_regularized_keras_model"
SEEN = "both_networks_.*|an_epoch_is_.*|dropout_is_.*|l2_is_.*|the_networks_.*"
WAITING = "the_test_set_is_never_.*"
OF_NUMBERS = f"(?!there_is_one_accuracy_|{SEEN}).*"
BY_DESIGN = (
    LetPass("add_batchnorm", "it_computes_where_.*", "0", ("None",), "where no device will do, it cannot be told"),
    LetPass("add_dropout", "it_takes_what_.*", "6", ("None",), "where no device will do, it cannot be told"),
    LetPass(KERAS, ".*_l2", "0", LENGTHS, "every_hidden_size_counts asks for all layers"),
    LetPass(KERAS, "a_hidden_value_is_.*", "0", ("[]", *LENGTHS), "which biases, scales and shifts there are is free"),
    LetPass("compare", OF_NUMBERS, r".*y'\]", (*LENGTHS, "the other kind"), "there_is_one_accuracy_... asks for this"),
    LetPass("compare", OF_NUMBERS, r"\d.*", ("one more key",), "there_is_one_accuracy_per_epoch asks for this"),
    LetPass("compare", ".*", r".*y'\]\[\d+\]", ("an array of one number",), "np.float64, a float, arrives as this"),
    LetPass("compare", "another_seed_.*", r"0\[\d\]\[1\]", ("[]", *LENGTHS), "how many networks are seen is free"),
    LetPass(
        "compare", "another_seed_.*", r"0\[\d\]\[1\]\[\d\]\[\d\]", SIZES, "numbers that differ are all that is asked"
    ),
    LetPass("compare", SEEN, "[0-2]", LENGTHS, "only where two networks are seen, more is asked of them than numbers"),
    LetPass("compare", WAITING, "[12]", ("[]", *LENGTHS), "only where two networks are seen, more is asked of them"),
    LetPass("compare", SEEN, r".*\['steps'\]", ("[]", *LENGTHS), "only the steps of torch's optimizers are seen"),
    LetPass(
        "compare",
        f"{SEEN}|{WAITING}",
        r".*\['decays'\]",
        ("[]",),
        "only the weight_decay of torch's optimizers is seen",
    ),
    LetPass("compare", SEEN, r".*\['(dropouts|answers)'\]", ("[]",), "not every network can be taken apart"),
)
"""The whole list: what no right solution could answer and is on none of its lines must not pass."""


def faults(assignment: str, function: str) -> Iterator[Fault]:
    """Give what goes wrong with hostile answers to the hidden tests of a function, by design or not."""
    os.environ.update(COURSE.grading.environment)  # what Keras reads at its import
    hypothesis.settings.load_profile("grading")
    with quietly():
        exec(load(assignment, function, "wheat")[0].source, namespace := {"__name__": "wheat"})
        module = importlib.import_module(f"tests.hidden.{assignment}.test_{function}")
    for name, test in vars(module).items():
        if not (name.startswith("test_") and callable(test)):
            continue
        found = recordings(name, test, namespace)
        assert found, name
        for recording in found:
            yield from _faults(recording)


def _faults(recording: Recording) -> Iterator[Fault]:
    assert recording.verdict() == "passed", recording.name
    for index in recording.different():
        for place, part, put in places(recording.answers[index]):
            for kind, other in itertools.chain(ANYTHING.items(), variants(part)):
                came = recording.verdict(index, put(other))
                if came not in ("rejected", "passed") or (came == "passed" and foreign(other, part)):
                    yield Fault(recording.name.removeprefix("test_"), f"{index}{place}", kind, came)


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """Compute by one thread: the tensors are small, and threads wait for each other on a busy machine."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


EXERCISES = sorted({(solution.assignment, solution.function) for solution in load()})


@pytest.mark.slow
@pytest.mark.parametrize(("assignment", "function"), EXERCISES)
def test_no_answer_is_trusted(assignment: str, function: str) -> None:
    found = list(faults(assignment, function))
    allowed = [each for each in BY_DESIGN if each.function == function]

    amiss = [fault for fault in found if not any(each.covers(fault) for each in allowed)]
    assert not amiss, "\n".join(f"{test}: answer {place} = {kind}: {came}" for test, place, kind, came in amiss)
    assert not [each for each in allowed if not any(map(each.covers, found))], "lines that are not needed any more"
