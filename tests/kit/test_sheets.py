"""What is noted of a test's examples, for whoever is asked the same again."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.errors import UnsatisfiedAssumption

from autograder.course import submissions
from autograder.course.course import Course
from autograder.grading.sheets import Recorder
from autograder.grading.tasks import Tasks
from autograder.running.grader import Grader
from autograder.sandbox.wire import Reply
from tests.kit.conftest import MiniCourse, mini_notebook


@pytest.mark.slow
def test_an_example_that_is_given_up_while_it_draws_is_left_out() -> None:
    """Hypothesis ends some in the middle, so there is nothing to judge, and not all that they would draw."""
    recorder, begun, finished = Recorder(), 0, 0

    @settings(max_examples=60, derandomize=True, database=None)
    @given(sizes=st.lists(st.sampled_from([8, 16, 5]), min_size=1, max_size=3), data=st.data())
    def ask(sizes: list[int], data: st.DataObject) -> None:
        nonlocal begun, finished
        begun += 1
        with recorder.example({"sizes": sizes, "data": data}) as arguments:
            recorder.asked(b"")
            recorder.answered(Reply(b"null", b""))
            arguments["data"].draw(st.integers(0, len(sizes) - 1))
        finished += 1

    ask()
    sheet = recorder.sheet(1.0)

    assert begun > finished
    assert sheet is not None
    assert len(sheet.requests) == len(sheet.recorded) == finished
    assert all(len(sheet.example(index).draws) == 1 for index in range(finished))


def test_an_example_whose_assumption_does_not_hold_is_kept() -> None:
    recorder = Recorder()
    with contextlib.suppress(UnsatisfiedAssumption), recorder.example({"n": 1}):
        recorder.asked(b"")
        recorder.answered(Reply(b"null", b""))
        raise UnsatisfiedAssumption
    sheet = recorder.sheet(1.0)

    assert sheet is not None
    assert [sheet.example(index).arguments for index in range(len(sheet.recorded))] == [{"n": 1}]


MANY_NAMES = """
import copy
import itertools
import math

import numpy
import torch

from autograder.testing import probe

ONE, TWO, THREE = 1, 2, 3


@probe()
def of_many_names(student):
    return [math.pi, torch.ones(ONE), numpy.ones(TWO), copy.copy(THREE), list(itertools.repeat(0, THREE))]


print(of_many_names.bundle()["key"])
"""


@pytest.mark.slow
def test_what_one_process_has_recorded_another_asks(tmp_path: Path) -> None:
    """Python's sets have another order in each; a question is known again by its probe's key."""
    path = tmp_path / "many_names.py"
    path.write_text(MANY_NAMES)
    runs = [
        subprocess.run(
            [sys.executable, path],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=True,
        )
        for seed in ("1", "2")
    ]
    assert len({run.stdout for run in runs}) == 1


ASKS_ON = """
from autograder.testing import expect, graded


@graded(points=4)
def test_what_is_asked_depends_on_the_first_answer(student):
    \"\"\"Whoever does not answer 1 at once has to answer 2.\"\"\"
    if student.total(0, 0) != 1:
        expect(student.total(1, 0) == 2, got="another number", expected="2")
"""

ASKS_ON_IN_EACH_EXAMPLE = """
from hypothesis import given
from hypothesis import strategies as st

from autograder.testing import expect, graded


@graded(points=4)
@given(n=st.sampled_from([0, 5]))
def test_what_is_asked_depends_on_the_first_answer(student, n):
    \"\"\"Whoever does not answer 1 at once has to answer 2.\"\"\"
    if student.total(n, 0) != 1:
        expect(student.total(n + 1, 0) == 2, got="another number", expected="2")
"""


@pytest.mark.slow
@pytest.mark.parametrize("hidden_tests", [ASKS_ON, ASKS_ON_IN_EACH_EXAMPLE], ids=["one example", "several examples"])
@pytest.mark.parametrize("first_seen", ["return 1", "return 0 if model == 0 else 2"])
def test_who_answers_a_sheet_alike_passes_only_when_nothing_else_was_asked(
    course: MiniCourse, first_seen: str, hidden_tests: str
) -> None:
    (course.hidden / "mini" / "test_total.py").write_text(hidden_tests)
    found, _ = Course.find(course.folder)
    bodies = [first_seen, "return 0 if model == 0 else 2", "return 0", "return 1", "return 0 if model < 1 else 2"]
    with Grader(1) as grader:
        scores = []
        for number, body in enumerate(bodies):
            path = course.submit(f"student{number}", mini_notebook(f"def total(model, beta):\n    {body}\n"))
            work = Tasks(found, "mini").of("mini", submissions.read(found, "mini", "mini", path).notebook, None)
            scores.append(grader.grade(work).exercises["total"].score)

    assert scores == [4, 4, 0, 4, 4]
