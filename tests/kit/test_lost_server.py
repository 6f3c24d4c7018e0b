"""Where the process that starts students' processes ends, nobody loses a point by it; nor by what a neighbour does."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable

import pytest

from autograder.course import submissions
from autograder.course.course import Course
from autograder.grading.jobs import Work
from autograder.grading.tasks import Tasks
from autograder.results.model import Graded, Outcome, Status
from autograder.running.classroom import Entry, grade_class
from autograder.running.grader import Asked, Grader
from tests.kit.bench.clock import fork_servers
from tests.kit.conftest import MiniCourse, mini_notebook
from tests.kit.dask_cluster import wait_for


@pytest.mark.slow
def test_a_server_that_ends_is_replaced_and_what_it_was_at_graded_again(course: MiniCourse) -> None:
    found, _ = Course.find(course.folder)
    works = []
    for index in range(4):
        solution = f"def total(m, b):\n    return b * sum(p.abs().sum() for p in m.parameters())\n_ = {index}"
        path = course.submit(f"student{index}", mini_notebook(solution))
        submitted = submissions.read(found, "mini", "mini", path)
        works.append(Tasks(found, "mini").of("mini", submitted.notebook, None))
    before = fork_servers(os.getpid())
    with Grader(1) as grader:
        first, *others = grader.start(works)
        graded: list[Graded] = [grader.result(first)]
        for pid in fork_servers(os.getpid()) - before:
            os.kill(pid, signal.SIGKILL)
        graded += [grader.result(asked) for asked in others]

    assert [each.exercises["total"].status for each in graded] == [Outcome.PASSED] * 4
    assert not any(each.errors for each in graded)
    wait_for(lambda: fork_servers(os.getpid()) == before, 10)  # what was killed takes a moment to go


class Judged:
    """Stands for a grader that is not asked for anything here."""

    def __init__(self) -> None:
        self.asked: list[Work] = []

    def start(self, work: Iterable[Work]) -> list[Asked]:
        self.asked = list(work)
        return [Asked({}, None, each.language) for each in self.asked]

    def result(self, _asked: object) -> Graded:
        return Graded({})


@pytest.mark.parametrize("broken", ["set_surplus_aside", "submission_paths", "read"])
def test_what_goes_wrong_with_one_submission_is_that_ones(
    course: MiniCourse, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    for student in ("adam", "bad", "zoe"):
        course.submit(student, mini_notebook())
    original = getattr(submissions, broken)

    def fail_for_one(*arguments: object) -> object:
        if any("bad" in str(argument) for argument in arguments[1:]):
            raise OSError(36, "File name too long")
        return original(*arguments)

    monkeypatch.setattr(submissions, broken, fail_for_one)
    found, _ = Course.find(course.folder)
    recorded: list[Entry] = []
    grader = Judged()
    results = grade_class(found, "mini", ["adam", "bad", "zoe"], grader, recorded.extend)  # type: ignore[arg-type]

    assert [result.status for result in results] == [Status.GRADED, Status.UNREADABLE, Status.GRADED]
    assert "mini.ipynb was not graded: File name too long." in results[1].notes
    assert [entry.student for entry in recorded] == ["adam", "bad", "zoe"]
    assert grader.asked[1].tasks["total"].absent
