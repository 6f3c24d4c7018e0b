"""The hidden suite against the corpus: right solutions get full points, wrong ones and attacks do not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from autograder.classroom import Grader
from autograder.course import Course
from autograder.jobs import Job, Settings
from autograder.notebook import CodeCell
from autograder.results import Outcome
from tests.corpus.loader import Solution, load
from tests.kit.conftest import REPO

SUITE = Course.find(REPO)[0].suite_digest()
FUNCTIONS = sorted({(solution.assignment, solution.function) for solution in load()})


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    """A grader with one worker per core."""
    with Grader() as opened:
        yield opened


def job(solution: Solution, seed: int = 0) -> Job:
    """Return the job of a notebook that holds nothing but the solution."""
    cell = CodeCell(0, solution.source, solution.function, solution=True)
    hidden = REPO / "tests" / "hidden" / solution.assignment
    settings = Settings(cell_seconds=10, seed=seed)
    return Job((cell,), (), hidden, (solution.function,), settings, suite=SUITE)


@pytest.mark.slow
@pytest.mark.parametrize(("assignment", "function"), FUNCTIONS, ids=[function for _, function in FUNCTIONS])
def test_the_suite_tells_right_from_wrong(grader: Grader, assignment: str, function: str) -> None:
    solutions = load(assignment, function)
    grader.start([job(solution) for solution in solutions])
    wrong = []
    for solution in solutions:
        graded = grader.result(job(solution))
        exercise = graded.exercises[function]
        full = exercise.score == exercise.max_score > 0
        if graded.errors or exercise.status is Outcome.ERROR or full != (solution.kind == "wheat"):
            messages = [test.message for test in exercise.tests if test.outcome is not Outcome.PASSED]
            wrong.append(f"{solution}: {exercise.status}, {exercise.score:g} points\n" + "\n".join(messages))

    assert not wrong, "\n\n".join(wrong)


def test_there_are_enough_solutions_to_measure_with() -> None:
    for assignment, function in FUNCTIONS:
        assert len(load(assignment, function, "wheat")) >= 8
        assert len(load(assignment, function, "chaff")) >= 20
    assert len(load(kind="attack")) >= 12
