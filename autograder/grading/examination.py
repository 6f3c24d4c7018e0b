"""Puts the hidden tests' questions to one submission, within their time, and turns what happens into outcomes.

A test whose questions stand on a sheet gets them answered in one go (`Examination.replay`); any other asks them one by
one (`Examination.ask`), as the pytest plugin's fixture `student`.
"""

from __future__ import annotations

import contextlib
import inspect
import time
from collections.abc import Sequence
from typing import Any

import torch
from hypothesis.errors import UnsatisfiedAssumption

from autograder.course.settings import Settings
from autograder.grading.calibration import Judge
from autograder.grading.calls import Call, Ended, Student, StudentFailure, seed_of
from autograder.grading.sheets import DrawnBefore, Example, Recorder, Sheet, digest_of_answers, is_request_of
from autograder.grading.submission import Crashed, Submission, TimedOut
from autograder.grading.suite import HiddenTest
from autograder.results.model import CellRun, Outcome, Raised
from autograder.sandbox import wire
from autograder.sandbox.allowance import Allowance
from autograder.student.language import _
from autograder.student.text import clean

_SLOWER = 10.0  # than a right solution may a test be, once another one has timed out
_LEAST_SECONDS = 0.25
_GIVE_UP = 3  # timeouts in a row
_MAX_BYTES = 512 << 20  # of all answers of one test, which are kept until they are judged


class Patience:
    """How long to wait for each test of an exercise.

    An endless loop would take all of each test's time. So after a timeout the others get only so much more than a right
    solution takes, and after three in a row the rest is not asked any more.
    """

    def __init__(self) -> None:
        self._timeouts = 0
        self._ever = False

    def seconds(self, allowed: float, usual: float | None) -> float:
        """Return the seconds for the next test, 0 for none, from what it may take and what a right solution takes."""
        if self._timeouts >= _GIVE_UP:
            return 0.0
        if not self._ever:
            return allowed
        return allowed / 4 if usual is None else min(allowed, max(_LEAST_SECONDS, _SLOWER * usual))

    def saw(self, outcome: Outcome) -> None:
        """Note how a test ended."""
        timed_out = outcome is Outcome.TIMED_OUT
        self._timeouts = self._timeouts + 1 if timed_out else 0
        self._ever |= timed_out


class Examination:
    """One submission under the tests of one exercise."""

    def __init__(self, submission: Submission, exercise: str, settings: Settings) -> None:
        self.student = Student(self.ask)
        self.patience = Patience()
        self.recorder: Recorder | None = None
        self.failure: tuple[Exception, str] | None = None
        """The latest example that failed, and its call, in case time runs out while a smaller one is looked for."""
        self._submission = submission
        self._exercise = exercise
        self._settings = settings
        self._test = ""
        self._allowance = submission.allow(0.0)
        self._until = 0.0
        self._calls = 0
        self._last: tuple[Call, bytes] | None = None
        self._script: _Script | None = None

    def begin(self, test: HiddenTest, usual: float | None = None) -> None:
        """Start the clock for a test; `usual` are the seconds that a right solution takes, where they are known.

        Raises:
            Ended: the exercise has had its time.
        """
        seconds = self.patience.seconds(self.seconds_for(test), usual)
        if not seconds:
            raise Ended(Outcome.TIMED_OUT, _("Not asked any more, since earlier tests did not finish."))
        try:
            self._submission.make_ready()  # replaying cells after a crash must not cost this test its time
        except TimedOut:
            raise Ended(Outcome.TIMED_OUT, _("Not asked any more, since earlier tests did not finish.")) from None
        self._test = test.name
        self._allowance = self._submission.allow(seconds)
        self._until = time.monotonic() + seconds
        self.failure = None
        self.begin_example()

    def begin_example(self) -> None:
        """Start an example: what it is seeded with does not depend on the examples before it."""
        self._calls = 0
        self._last = None
        torch.default_generator.manual_seed(seed_of(self._settings.seed, self._test))  # for what a test draws itself

    def end(self) -> None:
        """End a test.

        Raises:
            Ended: what it did left too much of something behind.
        """
        try:
            self._submission.check()
        except Crashed as error:
            raise Ended(Outcome.CRASHED, _("After this test {what}.").format(what=error)) from None

    def seconds_for(self, test: HiddenTest) -> float:
        """Return how long answers to a test may take, whatever happened before it."""
        return float(test.mark["seconds"] or self._settings.test_seconds) * self._settings.time_factor

    @property
    def seconds_allowed(self) -> float:
        """How long the answers to the current test may take in all."""
        return self._allowance.seconds

    @property
    def seconds(self) -> float:
        """How long the submission has taken for its answers in the current test."""
        return self._allowance.spent

    @property
    def last_call(self) -> str:
        """The latest call in words, as it was when it was made."""
        if self._last is None:
            return ""
        call, raw = self._last
        try:
            message = wire.decode_request(raw)
        except wire.WireError:  # it holds a handle
            return call.describe()
        return Call(call.name, message["args"], message["kwargs"], call.probe).describe()

    def note(self, error: Exception) -> None:
        """Remember a failing example."""
        self.failure = (error, self.last_call)

    def replay(self, test: HiddenTest, sheet: Sheet, judge: Judge) -> None:
        """Put a sheet's questions and judge the answers.

        Raises:
            Ended, StudentFailure, AssertionError: as the test itself would.
        """
        self.begin(test, sheet.seconds)
        script = self._script = _Script(self._submission, sheet.requests, self._allowance)
        try:
            script.read()
            for index, recorded in enumerate(sheet.recorded):
                self.begin_example()
                script.begin(recorded.questions)
                if sheet.passes(index, answers := script.digest()):
                    continue
                self._run(test, sheet.example(index), judge)
                if answers and not script.was_left:  # else others counted as well, or some are missing
                    sheet.has_passed(index, answers)
            script.finish()
            self.end()
        except BaseException:
            sheet.forget()
            raise
        finally:
            self._script = None

    def _run(self, test: HiddenTest, example: Example, judge: Judge) -> None:
        fixtures = {"student": self.student, "judged": judge}
        wanted = _parameters(test)
        given = {name: value for name, value in fixtures.items() if name in wanted}
        missing = wanted - fixtures.keys() - example.arguments.keys()
        drawn = {name: DrawnBefore(example.draws) for name in missing}
        with contextlib.suppress(UnsatisfiedAssumption):
            test.function(**given, **example.arguments, **drawn)

    def ask(self, call: Call) -> Any:
        """Return the answer to a call, which was made already when it stands on the sheet that is replayed.

        Raises:
            StudentFailure: the submission's code raised an error.
            Ended: it did what ends the test.
        """
        self._calls += 1
        try:
            if self._script is not None and (known := self._script.next(call)) is not None:
                self._last = (call, known)
                return self._submission.value(self._script.answer())
            return self._ask_now(call)
        except (Raised, Crashed, TimedOut) as error:
            raise self._of(error, self.last_call) from None

    def _encoded(self, call: Call) -> bytes:
        return wire.encode_request(call.message(seed_of(self._settings.seed, self._test, self._calls)))

    def _ask_now(self, call: Call) -> Any:
        raw = self._encoded(call)
        self._last = (call, raw)
        if self.recorder is not None:
            self.recorder.asked(raw)
        over = self._submission.is_over(self._allowance)
        if self.failure is not None and (over or time.monotonic() >= self._until):  # no smaller one is looked for
            raise Ended(Outcome.FAILED, "")
        if over:
            text = _("The test took longer than {seconds:g} s in all.")
            raise Ended(Outcome.TIMED_OUT, text.format(seconds=self._allowance.seconds))
        self._submission.send([raw], self._allowance)
        [reply] = self._submission.replies(1, self._allowance)
        if self.recorder is not None:
            self.recorder.answered(reply)
        return self._submission.value(reply)

    def _of(self, error: Exception, call: str) -> BaseException:
        """Return what an error means for the test; `call` is the call in words."""
        if isinstance(error, Raised):
            return self._of_raised(error, call)
        if isinstance(error, Crashed):
            return Ended(Outcome.CRASHED, f"{call}: {error}.", _("A call ended the process."))
        if self.failure is not None:
            return Ended(Outcome.FAILED, "")
        text = _("{call} did not finish within {seconds:g} s.")
        return Ended(
            Outcome.TIMED_OUT,
            *(text.format(call=words, seconds=self._allowance.seconds) for words in (call, _("A call"))),
        )

    def _of_raised(self, error: Raised, call: str) -> BaseException:
        if "Undefined" in error.bases:
            # The name comes from the student's process, where anything could be put in its place: only ours is shown.
            called = self._last[0].name if self._last and not self._last[0].probe else ""
            return self._undefined(error.text if error.text in (self._exercise, called) else "")
        if "NotImplementedError" in error.bases:
            text = _("{function} is not written yet: it raises NotImplementedError.")
            return Ended(Outcome.NOT_ATTEMPTED, text.format(function=self._exercise))
        if "PermissionError" in error.bases:
            text = _("{call} tried something that is not allowed: {error}")
            bare = _("A call tried something that is not allowed.")
            return Ended(Outcome.BLOCKED, text.format(call=call, error=_shown(error)), bare)
        if "MemoryError" in error.bases:
            text = _("{call} ran out of memory.")
            return Ended(Outcome.CRASHED, *(text.format(call=words) for words in (call, _("A call"))))
        return StudentFailure(_("{call} raised {error}").format(call=call, error=_shown(error)))

    def _undefined(self, name: str) -> Ended:
        run = self._submission.run_of(self._exercise)
        if run is None or run.ending == "finished":
            if name:
                text = _("The notebook defines no {name}.").format(name=name)
            else:
                text = _("The notebook does not define a function that is asked for.")
            return Ended(Outcome.NOT_ATTEMPTED, text)
        return Ended(*_of_cell(run, name or self._exercise))


class _Script:
    """The questions of a test that are sent together, and their answers."""

    def __init__(self, submission: Submission, requests: Sequence[bytes], allowance: Allowance) -> None:
        self.was_left = False
        """Whether a question was asked that is not among those of the example."""
        self._submission = submission
        self._requests = requests
        self._allowance = allowance
        self._replies: list[wire.Reply] = []
        self._end: Exception | None = None
        self._next = 0
        self._until = 0

    def read(self) -> None:
        """Send all questions and read the answers, as many as there are."""
        try:
            if not self._requests:
                return
            self._submission.send(self._requests, self._allowance)
            room = _MAX_BYTES
            for reply in self._submission.replies(len(self._requests), self._allowance):
                self._replies.append(reply)
                room -= len(reply.text) + len(reply.blob)
                if room < 0:
                    self._submission.stop()
                    raise Crashed(_("the process answered in a way that is not allowed"))
        except (Crashed, TimedOut) as error:
            self._end = error

    def begin(self, questions: int) -> None:
        """Go on with the questions of another example, which are so many."""
        self.was_left = False
        self._next, self._until = self._until, self._until + questions

    def digest(self) -> str:
        """Return a digest of the answers to the example, empty when some are missing."""
        return digest_of_answers(self._replies[self._next : self._until]) if self._until <= len(self._replies) else ""

    def next(self, call: Call) -> bytes | None:
        """Return the next question of the example if that is `call`; None when the call must be made now instead.

        From then on the example's other questions must be, too.
        """
        if (
            not self.was_left
            and self._next < self._until
            and is_request_of(call, request := self._requests[self._next])
        ):
            self._next += 1
            return request
        self.was_left = True
        return None

    def answer(self) -> wire.Reply:
        """Return the answer to the question that `next` gave, or raise what came in its place."""
        if self._next <= len(self._replies):
            return self._replies[self._next - 1]
        assert self._end is not None
        raise self._end

    def finish(self) -> None:
        """See that all questions were answered, also those that nobody needed.

        Raises:
            Ended: they were not.
        """
        if isinstance(self._end, TimedOut):
            raise Ended(Outcome.TIMED_OUT, str(self._end))
        if self._end is not None:
            raise Ended(Outcome.CRASHED, _("After this test {what}.").format(what=self._end))


def _parameters(test: HiddenTest) -> set[str]:
    """Return the parameters that need a value."""
    parameters = inspect.signature(test.function).parameters.values()
    return {p.name for p in parameters if p.default is p.empty and p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)}


def _of_cell(run: CellRun, name: str) -> tuple[Outcome, str]:
    """Explain why `name` is missing when the cell that should define it did not finish."""
    if run.ending == "crashed":
        return Outcome.CRASHED, _("The cell of {name} ended the process: {how}.").format(name=name, how=run.text)
    if run.ending == "timed out":
        return Outcome.TIMED_OUT, _("The cell of {name} gave {what}.").format(name=name, what=run.text)
    assert run.error is not None
    if "PermissionError" in run.error.bases:
        text = _("The cell of {name} tried something that is not allowed: {error}")
        return Outcome.BLOCKED, text.format(name=name, error=_shown(run.error))
    text = _("The cell of {name} raised {error}, so there is no {name}.")
    return Outcome.FAILED, text.format(name=name, error=_shown(run.error))


def _shown(error: Raised) -> str:
    return clean(f"{error.type_name}: {error.text}".splitlines()[0] if error.text else error.type_name, 300)
