"""The hidden suite against the corpus: right solutions get full points, wrong ones do not."""

from __future__ import annotations

import dataclasses
import importlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.grading.jobs import Work
from autograder.grading.kept import kept_folder
from autograder.results.model import Outcome
from autograder.running.grader import Grader
from tests.corpus.loader import Solution, load
from tests.corpus.measure import COURSE, IN_FULL, measure, problems, unneeded, work_of
from tests.corpus.whole import differences

FUNCTIONS = sorted({(solution.assignment, solution.function) for solution in load()})


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    """A grader with one worker per core."""
    with Grader(fork_server=COURSE.grading.fork_server) as opened:
        yield opened


@pytest.mark.slow
@pytest.mark.parametrize(("assignment", "function"), FUNCTIONS, ids=[function for _, function in FUNCTIONS])
def test_the_suite_tells_right_from_wrong(grader: Grader, assignment: str, function: str) -> None:
    """One seed, every third right and every eighth wrong solution here; `make corpus` takes all, under twenty."""
    solutions = [*load(assignment, function, "wheat")[::3], *load(assignment, function, "chaff")[::8]]
    found = problems(measure(grader, solutions, [0]))

    assert not found, "\n\n".join(found)


@pytest.mark.slow
def test_where_only_the_verdict_counts_the_first_failure_ends_it(grader: Grader) -> None:
    chaff = next(solution for solution in load(function="l1_penalty", kind="chaff") if solution.name == "squares")
    outcomes = [test.outcome for test in grader.grade(work_of(chaff, seed=IN_FULL)).exercises["l1_penalty"].tests]

    assert outcomes[0] is Outcome.FAILED
    assert set(outcomes[1:]) == {Outcome.NOT_ATTEMPTED}


@pytest.mark.slow
def test_doing_nothing_earns_nothing(grader: Grader) -> None:
    jobs = {
        f"{function}: {body}": work_of(
            Solution(
                name="nothing",
                source=f"def {function}(*args, **how):\n    {body}",
                summary="",
                assignment=assignment,
                function=function,
                kind="chaff",
                path=Path(),
            )
        )
        for assignment, function in FUNCTIONS
        for body in ("return None", "return args[0]" if function != "build_regularized_model" else "return 0.0")
    }
    asked = dict(zip(jobs, grader.start(jobs.values()), strict=True))
    earned = {name: grader.result(job).exercises[name.partition(":")[0]].score for name, job in asked.items()}

    assert earned == dict.fromkeys(jobs, 0.0)


@pytest.mark.slow
def test_a_slice_gets_the_verdict_of_the_whole_notebook(grader: Grader) -> None:
    """A few here; `make corpus` takes all."""
    found = differences(grader, load()[41::160])

    assert not found, "\n".join(found)


@pytest.mark.slow
def test_a_verdict_does_not_depend_on_who_was_graded_before(tmp_path: Path) -> None:
    """Each of two orders starts with nothing kept: no sheet, and no answers that have passed."""
    function = "l2_penalty"
    solutions = [*load(function=function, kind="wheat")[:4], *load(function=function, kind="chaff")[::10]]
    found: list[dict[str, list[Outcome]]] = []
    with Grader(1, fork_server=COURSE.grading.fork_server) as one:
        for order in (solutions, solutions[::-1]):
            suite = f"{tmp_path} {len(found)}"
            outcomes = {}
            for solution in order:
                task = dataclasses.replace(work_of(solution, seed=0).tasks[function], suite=suite)
                result = one.grade(Work({function: task})).exercises[function]
                outcomes[solution.name] = [test.outcome for test in result.tests]
            found.append(outcomes)
            shutil.rmtree(kept_folder(suite))

    assert found[0] == found[1]
    assert len(set(map(str, found[0].values()))) > 2


def test_every_chaff_names_tests_that_exist() -> None:
    for assignment, function in FUNCTIONS:
        module = importlib.import_module(f"tests.hidden.{assignment}.test_{function}")
        for chaff in load(assignment, function, "chaff"):
            assert chaff.fails | chaff.may_fail, chaff
            assert all(hasattr(module, f"test_{name}") for name in chaff.fails | chaff.may_fail), chaff


def test_a_chaff_or_a_reason_stands_for_every_hidden_test() -> None:
    assert not [text for assignment, function in FUNCTIONS for text in unneeded(assignment, function)]


def test_there_are_enough_solutions_to_measure_with() -> None:
    for assignment, function in FUNCTIONS:
        assert len(load(assignment, function, "wheat")) >= 8
        assert len(load(assignment, function, "chaff")) >= 20
