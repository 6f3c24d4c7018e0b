"""Proves slices: in its whole notebook a solution gets the verdict, test by test, that it gets in its slice.

    python -m tests.corpus.whole [--every N] [--only FUNCTION ...]

Puts every wheat, chaff and attack that is a solution into the released notebook, grades what the slicer takes of it and
the whole, and compares the outcomes of all tests. In the whole, the course's cells have names of their own where they
would take over one that the student's code above them has bound. It exits with 1 when one differs. Running whole
notebooks takes long: about ten seconds for each solution, so hours for all. Verdicts are kept, and an interrupted run
goes on where it was.
"""

from __future__ import annotations

import argparse
import copy
import dataclasses
import functools
import sys
from collections.abc import Sequence

from nbformat import NotebookNode
from nbgrader.preprocessors import ClearSolutions
from rich.progress import track

from autograder.authoring.exercises import fill
from autograder.course import notebook as nb
from autograder.grading.jobs import Task, Work
from autograder.grading.kept import kept_folder
from autograder.grading.store import Store
from autograder.grading.tasks import Tasks
from autograder.results.model import ExerciseResult
from autograder.running.grader import Grader
from autograder.student.language import SOURCE_LANGUAGE
from autograder.student.slices import Cell
from tests.corpus.loader import Solution, load
from tests.corpus.measure import COURSE
from tests.corpus.names import with_names_of_its_own


def both(solution: Solution) -> tuple[Task, Task]:
    """Return the task of a solution in the slice of its notebook, and in the whole of it."""
    notebook = fill(_released(solution.assignment), {solution.function: solution.source})
    tasks = _tasks(solution.assignment)
    task = tasks.of(solution.assignment, notebook, None).tasks[solution.function]
    ours = {f"test_{f}" for f in COURSE.exercises(solution.assignment, solution.assignment)}
    everything = [cell for cell in nb.code_cells(notebook) if cell.grade_id not in ours]
    own = COURSE.own_cells(solution.assignment, solution.assignment, SOURCE_LANGUAGE)
    texts = with_names_of_its_own([Cell(cell.source, cell.source.strip() in own) for cell in everything])
    cells = (dataclasses.replace(cell, source=text) for cell, text in zip(everything, texts, strict=True))
    return task, dataclasses.replace(task, cells=tuple(cells))


@functools.cache
def _released(assignment: str) -> NotebookNode:
    source = copy.deepcopy(COURSE.notebooks(assignment)[assignment])
    released, _ = ClearSolutions().preprocess(source, {})
    return released


@functools.cache
def _tasks(assignment: str) -> Tasks:
    return Tasks(COURSE, assignment)


def differences(grader: Grader, solutions: Sequence[Solution]) -> list[str]:
    """Return a line for each solution whose verdict in its slice is another than in the whole notebook."""
    work = {s: [Work({s.function: task}) for task in both(s)] for s in solutions}
    asked = iter(grader.start(each for pair in work.values() for each in pair))
    found = []
    for solution in track(work, "comparing", transient=True):
        alone, whole = (_outcomes(grader.result(next(asked)).exercises[solution.function]) for _ in range(2))
        if alone != whole:
            differing = [name for name in alone.keys() | whole.keys() if alone.get(name) != whole.get(name)]
            told = "; ".join(f"{n}: {alone.get(n)} in the slice, {whole.get(n)} in the whole" for n in differing)
            found.append(f"{solution}: {told}")
    return found


def _outcomes(result: ExerciseResult) -> dict[str, str]:
    return {test.name: str(test.outcome) for test in result.tests}


def main() -> int:
    parser = argparse.ArgumentParser(description="Compare slices with whole notebooks.")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="take every Nth solution (default: all)")
    parser.add_argument("--only", nargs="+", metavar="FUNCTION", help="functions to compare; all when left out")
    arguments = parser.parse_args()
    solutions = [s for s in load() if not arguments.only or s.function in arguments.only][:: arguments.every]
    with Grader(store=Store(kept_folder("corpus")), fork_server=COURSE.grading.fork_server) as grader:
        found = differences(grader, solutions)
    print("\n".join([*found, f"{len(solutions) - len(found)} of {len(solutions)} verdicts are the same."]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
