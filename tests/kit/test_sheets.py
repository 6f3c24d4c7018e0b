"""What is noted of a test's examples, for whoever is asked the same again."""

from __future__ import annotations

import contextlib

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
    assert len(sheet.requests) == len(sheet.examples()) == finished
    assert all(len(example.draws) == 1 for example in sheet.examples())


def test_an_example_whose_assumption_does_not_hold_is_kept() -> None:
    recorder = Recorder()
    with contextlib.suppress(UnsatisfiedAssumption), recorder.example({"n": 1}):
        recorder.asked(b"")
        recorder.answered(Reply(b"null", b""))
        raise UnsatisfiedAssumption
    sheet = recorder.sheet(1.0)

    assert sheet is not None
    assert [example.arguments for example in sheet.examples()] == [{"n": 1}]


ASKS_ON = """
from autograder.testing import expect, graded


@graded(points=4)
def test_what_is_asked_depends_on_the_first_answer(student):
    \"\"\"Whoever does not answer 1 at once has to answer 2.\"\"\"
    if student.total(0, 0) != 1:
        expect(student.total(1, 0) == 2, got="another number", expected="2")
"""


@pytest.mark.parametrize("first_seen", ["return 1", "return 0 if model == 0 else 2"])
def test_who_answers_a_sheet_alike_passes_only_when_nothing_else_was_asked(course: MiniCourse, first_seen: str) -> None:
    (course.hidden / "mini" / "test_total.py").write_text(ASKS_ON)
    found, _ = Course.find(course.folder)
    bodies = [first_seen, "return 0 if model == 0 else 2", "return 0", "return 1", "return 0 if model < 1 else 2"]
    with Grader(1) as grader:
        scores = []
        for number, body in enumerate(bodies):
            path = course.submit(f"student{number}", mini_notebook(f"def total(model, beta):\n    {body}\n"))
            work = Tasks(found, "mini").of("mini", submissions.read(found, "mini", "mini", path).notebook, None)
            scores.append(grader.result(work).exercises["total"].score)

    assert scores == [4, 4, 0, 4, 4]
