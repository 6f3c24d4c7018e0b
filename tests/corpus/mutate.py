"""Mutation testing of the hidden suite: the reference, changed in one place, handed in as a student's solution.

    python -m tests.corpus.mutate [--only FUNCTION ...]

Cosmic Ray's operators make the mutants of each function in `reference/`, and the hidden tests grade them. What
survives is equivalent, in what the task asks for, and then stands in `equivalent_mutants.toml` with the reason; or it
is a hole in the suite. Exits with 1 when there is a survivor without a reason, or a reason without a survivor.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import sys
import tomllib
from collections.abc import Iterator

from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

from autograder.running.grader import Grader
from tests.corpus.loader import ROOT, Solution, load
from tests.corpus.measure import COURSE, IN_FULL, REPO, measure

SEED = IN_FULL  # the first of the seeds under which only the verdict counts
EQUIVALENT = ROOT / "equivalent_mutants.toml"


def mutants(assignment: str, function: str) -> Iterator[Solution]:
    """Yield the mutants of one reference function, each named by the line that changes: ``before => after``."""
    path = next(path for path in (REPO / "reference").glob("*.py") if f"\ndef {function}(" in path.read_text("utf-8"))
    source = path.read_text("utf-8")
    lines = _lines_of(ast.parse(source), function)
    seen = {source}
    for name in operator_names():
        if "Variable" in name:  # these two need to be told which variables
            continue
        operator, occurrence = get_operator(name)(), 0
        while (mutant := mutate_code(source, operator, occurrence)) is not None:
            occurrence += 1
            if mutant not in seen and (change := _change(source, mutant, lines)):
                seen.add(mutant)
                yield Solution(
                    name=change,
                    source=mutant,
                    summary=name,
                    assignment=assignment,
                    function=function,
                    kind="chaff",
                    path=path,
                )


def _lines_of(tree: ast.Module, function: str) -> set[int]:
    """Return the lines of the function and of the module's constants."""
    nodes = [n for n in tree.body if isinstance(n, ast.Assign) or getattr(n, "name", "") == function]
    return {line for node in nodes for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)}


def _change(source: str, mutant: str, lines: set[int]) -> str:
    before, after = source.splitlines(), mutant.splitlines()
    for tag, i, j, k, m in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            old, new = (" ".join(line.strip() for line in part) for part in (before[i:j], after[k:m]))
            return f"{old} => {new}" if i + 1 in lines else ""
    return ""


def main() -> int:
    parser = argparse.ArgumentParser(description="Mutation testing of the hidden suite.")
    parser.add_argument("--only", nargs="+", metavar="FUNCTION", help="functions to mutate; all when left out")
    arguments = parser.parse_args()
    reasons = tomllib.loads(EQUIVALENT.read_text("utf-8"))
    functions = sorted({(s.assignment, s.function) for s in load() if s.function in (arguments.only or s.function)})
    faults = 0
    with Grader(fork_server=COURSE.grading.fork_server) as grader:
        for assignment, function in functions:
            explained = {change for entry in reasons.get(function, []) for change in entry["mutants"]}
            records = measure(grader, list(mutants(assignment, function)), [SEED])
            survivors = {record.solution.name for record in records if record.full(SEED)}
            killed, equivalent = len(records) - len(survivors), len(survivors & explained)
            print(f"{function}: {killed} of {len(records)} mutants rejected, {equivalent} equivalent")
            for title, names in (
                ("survives", survivors - explained),
                ("explained, but rejected or gone", explained - survivors),
            ):
                for name in sorted(names):
                    faults += 1
                    print(f"  {title}: {name}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
