"""What a hidden test asks of a submission, one call at a time, and how a call can end.

The fixture ``student`` is a `Student`: each of its calls becomes a `Call`, which whoever runs the test answers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from autograder.results.model import Outcome
from autograder.student.describe import describe_call
from autograder.testing import Probe


class StudentFailure(Exception):
    """Student code raised during a call; an ordinary exception, so that hypothesis finds the smallest such call."""


class Ended(BaseException):
    """Ends a test at once, past hypothesis, which would otherwise repeat what crashed or hung.

    `text` may hold what the student's code says, and so whatever it was given; `bare` never does, for tests that do not
    show what they call.
    """

    def __init__(self, outcome: Outcome, text: str, bare: str = "") -> None:
        self.outcome = outcome
        self.text = text
        self.bare = bare or text
        super().__init__(text)


@dataclass(frozen=True)
class Call:
    """One call: of the submission's function `name`, or of a probe beside it."""

    name: str
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    probe: Probe | None = None

    def describe(self) -> str:
        """Return the call as a student would read it."""
        if self.probe is not None:
            return self.probe.describe(self.args, self.kwargs)
        return describe_call(self.name, self.args, self.kwargs)

    def message(self, seed: int) -> dict[str, Any]:
        """Return the request that makes this call, for `autograder.sandbox.wire`."""
        what = {"op": "probe", "probe": self.probe.bundle()} if self.probe else {"op": "call", "name": self.name}
        return {**what, "args": self.args, "kwargs": dict(self.kwargs), "seed": seed}


class Student:
    """Stands for the submission in a hidden test.

    ``student.f(...)`` calls its function ``f``; ``student(probe, ...)`` runs a probe beside it.
    """

    def __init__(self, ask: Callable[[Call], Any]) -> None:
        self._ask = ask

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *args, **kwargs: self._ask(Call(name, args, kwargs))

    def __call__(self, probe: Probe, *args: Any, **kwargs: Any) -> Any:
        return self._ask(Call(probe.name, args, kwargs, probe))


def seed_of(secret: int, *parts: object) -> int:
    """Return a seed that follows from the grader's and `parts`, looks like no other's, and does not lead back.

    It goes to the student's process: 48 bits of a hash that is keyed by the grader's seed.
    """
    return int.from_bytes(_hash(secret, *parts)[:6], "big")


def secret_of(secret: int, *parts: object) -> int:
    """Return a secret of 128 bits that follows from the grader's seed and `parts`, which never leave the grader."""
    return int.from_bytes(_hash(secret, *parts)[:16], "big")


def _hash(*parts: object) -> bytes:
    return hashlib.sha256("/".join(map(str, parts)).encode(errors="surrogatepass")).digest()
