"""Question sheets: what a hidden test asks, drawn and encoded once for all submissions.

What a test asks follows from the grader's seed, so it is the same for every submission whose answers hold. While a test
runs with hypothesis for the first submission that passes it, a `Recorder` notes each example: what was drawn, and the
requests as bytes. Every other submission gets the requests of a test in one go, and the test's own function is called
with what was drawn to judge the answers, unless the same answers, byte for byte, have been judged before; hypothesis
runs again only where an answer does not hold.

A sheet holds pickles that only the grader writes and reads. It is no secret of other kind than the hidden tests.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import logging
import math
import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from hypothesis.errors import UnsatisfiedAssumption
from hypothesis.strategies import DataObject, SearchStrategy

from autograder.files import write_bytes
from autograder.grading.calls import Call, secret_of
from autograder.grading.digests import engine
from autograder.grading.kept import kept_folder
from autograder.sandbox import wire

log = logging.getLogger(__name__)

_MAX_DEPTH = 50
_MOST_PASSED = 500  # ways to answer an example; where answers are random there is no end of them


@dataclass
class Example:
    """What was drawn for one run of a test's function, and what it asked.

    Attributes:
        arguments: the function's arguments, by name, but for the fixtures.
        draws: what it drew from hypothesis's ``data()``, in order.
        fixed: whether running the function leaves all of this as it is.
    """

    arguments: dict[str, Any]
    draws: list[Any] = field(default_factory=list)
    fixed: bool = True


@dataclass(frozen=True)
class Recorded:
    """An example as it is kept.

    Attributes:
        raw: its pickle.
        questions: how many it asked.
        answers: a digest of the answers that it held for.
    """

    raw: bytes
    questions: int
    answers: str


class Sheet:
    """All examples of one test.

    Attributes:
        requests: what they ask, encoded, one after the other.
        recorded: the examples, in the order of their requests.
        seconds: how long a right solution took.
    """

    def __init__(self, requests: Sequence[bytes], recorded: Sequence[Recorded], seconds: float) -> None:
        self.requests = tuple(requests)
        self.recorded = tuple(recorded)
        self.seconds = seconds
        self._examples: dict[int, Example] = {}
        self._passed = [{example.answers} for example in recorded]

    def __reduce__(self) -> Any:
        return Sheet, (self.requests, self.recorded, self.seconds)

    def example(self, index: int) -> Example:
        """Return an example as it was recorded; one that running the test changes is made anew each time."""
        if index not in self._examples or not self._examples[index].fixed:
            self._examples[index] = pickle.loads(self.recorded[index].raw)
        return self._examples[index]

    def passes(self, index: int, answers: str) -> bool:
        """Say whether answers with this digest are known to pass: what is answered alike, byte for byte, passes too."""
        return answers in self._passed[index]

    def has_passed(self, index: int, answers: str) -> None:
        """Note the digest of answers to an example that pass."""
        if len(self._passed[index]) < _MOST_PASSED:
            self._passed[index].add(answers)

    def forget(self) -> None:
        """Make all examples anew the next time: a test that failed may have changed what it was given."""
        self._examples = {}


class Recorder:
    """Notes the examples of one run of a test."""

    def __init__(self) -> None:
        self._recorded: list[Recorded] = []
        self._requests: list[bytes] = []
        self._replies: list[wire.Reply] = []
        self._current: Example | None = None
        self._drawn: list[bytes | None] = []
        self._usable = True

    @contextlib.contextmanager
    def example(self, arguments: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """Note what is asked within the block; it gives the arguments to call the test's function with.

        An example that hypothesis gives up in the middle of it, since too much was drawn, judges nothing and is left
        out. One whose assumption does not hold stays: for the next submission it may.
        """
        example = Example({n: v for n, v in arguments.items() if not isinstance(v, DataObject)})
        before = _dumps(example.arguments)
        self._current, self._drawn = example, []
        asked = len(self._requests)
        try:
            yield {n: _Draws(v, self._draw) if isinstance(v, DataObject) else v for n, v in arguments.items()}
        except UnsatisfiedAssumption:
            self._keep(example, before, asked)
            raise
        except BaseException:
            del self._requests[asked:], self._replies[asked:]
            raise
        else:
            self._keep(example, before, asked)
        finally:
            self._current = None

    def _draw(self, value: Any) -> Any:
        assert self._current is not None
        self._current.draws.append(value)
        self._drawn.append(_dumps(value))
        return value

    def _keep(self, example: Example, before: bytes | None, asked: int) -> None:
        """Note an example, as it was `before`, when so many questions had been `asked`."""
        if before is None or None in self._drawn:
            self._usable = False  # something in it cannot be kept: this test always runs with hypothesis
            return
        example.fixed = _dumps(example.arguments) == before and list(map(_dumps, example.draws)) == self._drawn
        if not example.fixed:  # as it was when it was drawn
            example.arguments = pickle.loads(before)
            example.draws = [pickle.loads(raw) for raw in self._drawn if raw]
        raw = _dumps(example)
        self._usable &= raw is not None
        questions = len(self._requests) - asked
        self._recorded.append(Recorded(raw or b"", questions, digest_of_answers(self._replies[asked:])))

    def asked(self, raw: bytes) -> None:
        """Note a question of the current example, as it was encoded."""
        if self._current is not None:
            self._requests.append(raw)

    def answered(self, reply: wire.Reply) -> None:
        """Note the answer to the question that was asked last."""
        if self._current is not None:
            self._replies.append(reply)

    def sheet(self, seconds: float) -> Sheet | None:
        """Return what was noted, of a test that passed, or None when it cannot be kept."""
        if not self._usable or len(self._requests) != len(self._replies):
            return None
        return Sheet(self._requests, self._recorded, seconds)


class _Draws:
    """Stands for hypothesis's ``data()`` and notes what is drawn from it."""

    def __init__(self, data: DataObject, note: Callable[[Any], Any]) -> None:
        self._data = data
        self._note = note

    def draw(self, strategy: SearchStrategy[Any], label: Any = None) -> Any:
        return self._note(self._data.draw(strategy, label))


class DrawnBefore:
    """Stands for hypothesis's ``data()`` and gives what was drawn when the sheet was recorded."""

    def __init__(self, draws: list[Any]) -> None:
        self._draws = iter(draws)

    def draw(self, strategy: SearchStrategy[Any], label: Any = None) -> Any:
        """Return the next value, whatever the strategy: it follows from what was drawn before."""
        return next(self._draws)


def sheets_folder(suite: str, seed: int) -> Path:
    """Return where the sheets of a suite, a seed and this version of everything are; its name tells no seed."""
    return kept_folder(suite) / f"sheets-{secret_of(seed, 'sheets'):032x}-{engine()[:16]}"


class Sheets:
    """A folder of sheets, for one exercise, seed and version of everything; what was read once stays in memory."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sheets: dict[str, Sheet] = {}

    def get(self, test: str) -> Sheet | None:
        """Return the sheet of a test, if there is one."""
        if test not in self._sheets:
            path = self._path(test)
            try:
                self._sheets[test] = pickle.loads(path.read_bytes())
            except FileNotFoundError:
                return None
            except Exception as error:  # pickle raises anything
                log.warning("%s cannot be used and is made anew: %s", path, error)
                return None
        return self._sheets[test]

    def put(self, test: str, sheet: Sheet) -> None:
        """Keep a sheet, whole or not at all."""
        self._sheets[test] = sheet
        path = self._path(test)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(path, pickle.dumps(sheet))

    def _path(self, test: str) -> Path:
        return self._folder / f"{hashlib.sha256(test.encode()).hexdigest()[:24]}.sheet"


def digest_of_answers(replies: Sequence[wire.Reply]) -> str:
    """Return a digest of answers as they arrived."""
    digest = hashlib.sha256()
    for reply in replies:
        digest.update(f"{len(reply.text)} {len(reply.blob)} ".encode())
        digest.update(reply.text)
        digest.update(reply.blob)
    return digest.hexdigest()


def is_request_of(call: Call, request: bytes) -> bool:
    """Say whether an encoded request makes `call`."""
    message = wire.decode_request(request)
    probe = message.get("probe", {}).get("key")
    if (message.get("name", call.name), probe) != (call.name, call.probe.bundle()["key"] if call.probe else None):
        return False
    return same((message["args"], message["kwargs"]), (call.args, dict(call.kwargs)))


def same(a: Any, b: Any, depth: int = 0) -> bool:
    """Say whether two arguments are alike for whoever gets them over the wire; False where that cannot be told."""
    if a is b:
        return True
    if type(a) is not type(b) or depth > _MAX_DEPTH:
        return False
    if isinstance(a, torch.Tensor):
        return _same_tensor(a, b)
    if isinstance(a, float):
        return (a == b and math.copysign(1, a) == math.copysign(1, b)) or (math.isnan(a) and math.isnan(b))
    if isinstance(a, (bool, int, str, bytes, type(None), torch.dtype, torch.device)):
        return bool(a == b)
    if isinstance(a, (list, tuple)) and not hasattr(a, "__dict__"):
        return len(a) == len(b) and all(same(x, y, depth + 1) for x, y in zip(a, b, strict=True))
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(x, y, depth + 1) for x, y in zip(a.values(), b.values(), strict=True))
    if isinstance(a, (set, frozenset)):
        return bool(a == b)
    if isinstance(a, (torch.nn.Module, torch.utils.data.Dataset)):
        return same(vars(a), vars(b), depth + 1)
    return False


def _same_tensor(a: torch.Tensor, b: torch.Tensor) -> bool:
    if (a.dtype, a.shape, a.device, a.layout) != (b.dtype, b.shape, b.device, b.layout):
        return False
    if a.requires_grad != b.requires_grad or a.layout is not torch.strided:
        return False
    a, b = a.detach(), b.detach()
    return torch.equal(a, b) and (not a.is_floating_point() or torch.equal(a.signbit(), b.signbit()))


class _Pickler(pickle.Pickler):
    """Pickles plain tensors as raw bytes: torch's own way takes ten times as long and as much space."""

    def reducer_override(self, obj: Any) -> Any:
        if type(obj) in (torch.Tensor, torch.nn.Parameter) and _is_plain(obj):
            data = obj.detach()
            raw = data.reshape(-1).view(torch.uint8).numpy().tobytes() if data.numel() else b""
            return _tensor, (raw, obj.dtype, tuple(obj.shape), obj.requires_grad, type(obj) is torch.nn.Parameter)
        return NotImplemented


def _is_plain(tensor: torch.Tensor) -> bool:
    return (
        tensor.layout is torch.strided
        and tensor.device.type == "cpu"
        and tensor.is_leaf
        and tensor.grad is None
        and not vars(tensor)
        and tensor.is_contiguous()
        and tensor.numel() * tensor.element_size() == tensor.untyped_storage().nbytes()
    )


def _tensor(raw: bytes, dtype: torch.dtype, shape: tuple[int, ...], grad: bool, parameter: bool) -> torch.Tensor:
    data = torch.frombuffer(bytearray(raw), dtype=dtype) if raw else torch.empty(0, dtype=dtype)
    data = data.reshape(shape)
    return torch.nn.Parameter(data, requires_grad=grad) if parameter else data.requires_grad_(grad)


def _dumps(value: Any) -> bytes | None:
    """Return the pickle of `value`, or None when it has none."""
    buffer = io.BytesIO()
    try:
        _Pickler(buffer, protocol=5).dump(value)
    except Exception:  # whatever the parts raise that cannot be pickled
        return None
    return buffer.getvalue()
