"""Grades solutions by people who know nothing but the task: which wrong ones pass, and which right ones do not.

    python -m tests.corpus.strangers FOLDER ... [--only FUNCTION ...] [--verbose]

A FOLDER holds ``<function>/right/<name>.py`` and ``<function>/wrong/<name>.py``, each the text of a solution cell that
begins with a docstring: what is special about it, or what sentence of the task it breaks. Prints a table by function,
then each one that was misjudged and why it is what it is. Exits with 1 when there is one. What is in this corpus was
written by people who know the hidden tests; how strict they are is told by those who do not.
"""

from __future__ import annotations

import argparse
import ast
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from autograder.results.model import Outcome
from autograder.running.grader import Grader
from tests.corpus.loader import Kind, Solution, load
from tests.corpus.measure import COURSE, Record, measure

KINDS: dict[str, Kind] = {"right": "wheat", "wrong": "chaff"}


def solutions_in(folder: Path, only: Sequence[str] = ()) -> list[Solution]:
    """Return the solutions in a folder, those of functions in `only` if there are any."""
    assignments = {solution.function: solution.assignment for solution in load()}
    found = []
    for path in sorted(folder.glob("*/*/*.py")):
        function, label = path.parts[-3:-1]
        if label in KINDS and function in assignments and (not only or function in only):
            source = path.read_text(encoding="utf-8")
            found.append(
                Solution(
                    name=f"{folder.name}/{path.stem}",
                    source=source,
                    summary=ast.get_docstring(ast.parse(source)) or "",
                    assignment=assignments[function],
                    function=function,
                    kind=KINDS[label],
                    path=path,
                )
            )
    return found


def table(records: Sequence[Record]) -> Table:
    """Return how many of each kind were accepted, by function."""
    made = Table("function", "right", "accepted", "wrong", "rejected")
    rows = sorted({record.solution.function for record in records})
    for function in [*rows, "all"]:
        mine = [record for record in records if function in ("all", record.solution.function)]
        right = [record for record in mine if record.solution.kind == "wheat"]
        wrong = [record for record in mine if record.solution.kind == "chaff"]
        counts = (len(right), sum(r.accepted for r in right), len(wrong), sum(r.rejected for r in wrong))
        made.add_row(function, *map(str, counts))
    return made


def misjudged(records: Sequence[Record]) -> list[Record]:
    """Return the wrong ones that got all points and the right ones that did not."""
    return [r for r in records if not (r.accepted if r.solution.kind == "wheat" else r.rejected)]


def main() -> int:
    parser = argparse.ArgumentParser(description="Grade solutions by others.")
    parser.add_argument("folder", nargs="+", type=Path, help="holds <function>/{right,wrong}/<name>.py")
    parser.add_argument("--only", nargs="+", default=[], metavar="FUNCTION", help="functions to grade; all by default")
    parser.add_argument("--verbose", action="store_true", help="say of the rejected wrong ones what they failed")
    arguments = parser.parse_args()
    solutions = [s for folder in arguments.folder for s in solutions_in(folder, arguments.only)]
    with Grader(fork_server=COURSE.grading.fork_server) as grader:
        records = measure(grader, solutions, [0])
    console = Console(soft_wrap=True, highlight=False, markup=False)
    console.print(table(records))
    wrong = misjudged(records)
    for record in records if arguments.verbose else wrong:
        result = record.results[0]
        console.print(f"\n{record.solution}: {result.status}, {result.score:g} of {result.max_score:g}")
        console.print(f"  {record.solution.path}: {record.solution.summary}")
        for test in result.tests:
            if test.outcome is not Outcome.PASSED:
                console.print(f"  {test.name}: {test.message}")
        for error in record.graded[0].errors:
            console.print(f"  the grader's own fault: {error}")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
