"""Measures the hidden suite: which right solutions it accepts, and which of its tests rejects which wrong one.

    python -m tests.corpus.measure [--seeds 20] [--only FUNCTION ...] [--write] [--accept]

Grades every wheat and every chaff of the corpus under each of the grader's seeds and prints a table. Under the first
two seeds it looks at every test; under the others only the verdict counts, so the first failing test ends a chaff's
grading. Verdicts are kept by their digests, so an interrupted run goes on where it was. It exits with
1 when the suite falls short:

- a right solution does not get full points, or a wrong one does, under any seed;
- a chaff fails other tests than its file says (`Fails:` under every seed, `May fail:` depending on what is drawn);
- a hidden test is the only one to reject no chaff at all, and `reasons.toml` does not say why it stays.

``--write`` writes docs/corpus.md, docs/feedback.md and build/feedback-gallery.md; ``--accept`` writes the observed
failures into the chaffs' files, to be read and judged by you before you commit them.
"""

from __future__ import annotations

import argparse
import ast
import functools
import re
import statistics
import sys
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from autograder.authoring.gradings import solution_work
from autograder.course.course import Course
from autograder.course.settings import Settings
from autograder.files import write_text
from autograder.grading.digests import suite_digest
from autograder.grading.jobs import Work
from autograder.grading.kept import kept_folder
from autograder.grading.store import Store
from autograder.results.model import ExerciseResult, Graded, Outcome
from autograder.results.wording import in_words
from autograder.running.grader import Grader
from tests.corpus.loader import ROOT, Solution, load

REPO = ROOT.parents[1]
REASONS = ROOT / "reasons.toml"
COURSE = Course.find(REPO)[0]
COURSE.grading.seed = 0  # the corpus says what fails under known questions
FOLDERS = tuple(COURSE.suite_folders)


IN_FULL = 2
"""Under so many seeds every test of a chaff is run; under the others the first failing one ends it."""


def work_of(solution: Solution, seed: int = 0) -> Work:
    """Return what to grade of a notebook that holds nothing but the solution."""
    module = REPO / "tests" / "hidden" / solution.assignment / f"test_{solution.function}.py"
    settings = Settings(cell_seconds=10, seed=seed, explain=seed < IN_FULL)
    return solution_work(COURSE, module, solution.source, _suite(module), settings)


@functools.cache
def _suite(module: Path) -> str:
    return suite_digest(module, FOLDERS, COURSE.process_settings)


@dataclass(frozen=True)
class Record:
    """What came of one solution, seed by seed."""

    solution: Solution
    graded: dict[int, Graded]

    @property
    def results(self) -> dict[int, ExerciseResult]:
        return {seed: graded.exercises[self.solution.function] for seed, graded in self.graded.items()}

    @property
    def failing(self) -> dict[int, frozenset[str]]:
        """The tests that rejected it, by seed (those graded in full), without the ``test_`` in front."""
        return {
            seed: frozenset(_short(t.name) for t in result.tests if t.outcome is not Outcome.PASSED)
            for seed, result in self.results.items()
            if seed < IN_FULL
        }

    @property
    def always(self) -> frozenset[str]:
        return frozenset.intersection(*self.failing.values())

    @property
    def ever(self) -> frozenset[str]:
        return frozenset.union(*self.failing.values())

    def full(self, seed: int) -> bool:
        """Say whether it got all points."""
        return self.results[seed].score == self.results[seed].max_score > 0

    @property
    def accepted(self) -> bool:
        return all(self.full(seed) for seed in self.graded)

    @property
    def rejected(self) -> bool:
        return not any(self.full(seed) for seed in self.graded)


def measure(grader: Grader, solutions: Sequence[Solution], seeds: Iterable[int]) -> list[Record]:
    """Grade `solutions` under each of `seeds`."""
    places = [(solution, seed) for seed in seeds for solution in solutions]
    asked = grader.start(work_of(*place) for place in places)
    graded: dict[Solution, dict[int, Graded]] = {solution: {} for solution in solutions}
    for (solution, seed), each in track(list(zip(places, asked, strict=True)), "grading", transient=True):
        graded[solution][seed] = in_words(grader.result(each))
    return [Record(solution, by_seed) for solution, by_seed in graded.items()]


def problems(records: Sequence[Record]) -> list[str]:
    """Return what falls short, one text each: a solution misjudged, or a chaff that fails other tests than it says."""
    return [*_misjudged(records), *_unexpected(records)]


def _misjudged(records: Sequence[Record]) -> list[str]:
    found = []
    for record in records:
        right = record.solution.kind == "wheat"
        for seed, result in record.results.items():
            faulty = record.graded[seed].errors or result.status is Outcome.ERROR
            if faulty or record.full(seed) != right:
                messages = [t.message for t in result.tests if t.outcome is not Outcome.PASSED]
                text = (
                    f"{record.solution}, seed {seed}: {result.status}, {result.score:g} of {result.max_score:g} points"
                )
                found.append("\n".join([text, *messages, *record.graded[seed].errors]))
    return found


def _unexpected(records: Sequence[Record]) -> list[str]:
    found = []
    for record in records:
        solution = record.solution
        if solution.kind != "chaff":
            continue
        differences = {
            "fails unexpectedly": record.ever - solution.fails - solution.may_fail,
            "does not fail (under every seed)": solution.fails - record.always,
        }
        found += [f"{solution} {what}: {', '.join(sorted(names))}" for what, names in differences.items() if names]
    return found


def unneeded(assignment: str, function: str) -> list[str]:
    """Return the hidden tests of a function that no chaff needs, going by what the chaffs' files say they fail."""
    stays = tomllib.loads(REASONS.read_text(encoding="utf-8")).get(function, {})
    module = (REPO / "tests" / "hidden" / assignment / f"test_{function}.py").read_text(encoding="utf-8")
    names = [node.name for node in ast.parse(module).body if isinstance(node, ast.FunctionDef)]
    tests = [_short(name) for name in names if name.startswith("test_")]
    killed = {
        next(iter(chaff.fails)): chaff.name
        for chaff in load(assignment, function, "chaff")
        if len(chaff.fails) == 1 and not chaff.may_fail
    }
    found = [
        f"{function}: {test} is the only test to reject no chaff, and has no reason to stay"
        for test in tests
        if test not in killed and test not in stays
    ]
    found += [
        f"{function}: {test} needs no reason to stay, since it alone rejects {killed[test]}"
        for test in stays
        if test in killed
    ]
    return found + [
        f"{function}: reasons.toml names {test}, which does not exist" for test in stays if test not in tests
    ]


def sole_killers(records: Sequence[Record], function: str) -> dict[str, list[str]]:
    """Return, for each hidden test of the function, the chaffs that nothing else rejects under any seed."""
    mine = [record for record in records if record.solution.function == function]
    tests = [_short(test.name) for test in next(iter(mine[0].results.values())).tests]
    return {
        test: [r.solution.name for r in mine if r.solution.kind == "chaff" and r.ever == r.always == {test}]
        for test in tests
    }


def summary(records: Sequence[Record]) -> list[list[str]]:
    """Return the table: a row of cells for each function and one for all."""
    rows = []
    for function in [*_functions(records), "all"]:
        mine = [r for r in records if function in (r.solution.function, "all")]
        wheats = [r for r in mine if r.solution.kind == "wheat"]
        chaffs = [r for r in mine if r.solution.kind == "chaff"]
        functions = _functions(records) if function == "all" else [function]
        sole = [killed for f in functions for killed in sole_killers(records, f).values()]
        seconds = [graded.seconds for r in wheats for graded in r.graded.values()]
        rows.append(
            [
                function,
                f"{sum(r.accepted for r in wheats)} of {len(wheats)}",
                f"{sum(r.rejected for r in chaffs)} of {len(chaffs)}",
                f"{sum(bool(killed) for killed in sole)} of {len(sole)}",
                f"{sum(r.ever == r.always for r in chaffs)} of {len(chaffs)}",
                f"{statistics.fmean(seconds or [0.0]):.1f}",
            ]
        )
    return rows


HEADS = [
    "function",
    "right solutions accepted",
    "wrong ones rejected",
    "tests that alone reject one",
    "wrong ones that fail the same tests under two seeds",
    "seconds per right solution",
]


def corpus_page(records: Sequence[Record], seeds: int) -> str:
    """Return docs/corpus.md: the table, and which test rejects which chaff."""
    reasons = tomllib.loads(REASONS.read_text(encoding="utf-8"))
    lines = [
        "# What the hidden suite accepts and rejects",
        "",
        f"Made by `python -m tests.corpus.measure --seeds {seeds} --write`: {seeds} seeds of the grader.",
        "",
    ]
    lines += ["| " + " | ".join(HEADS) + " |", "|" + "---|" * len(HEADS)]
    lines += ["| " + " | ".join(row) + " |" for row in summary(records)]
    lines += [
        "",
        "Below, for each hidden test: the chaffs it rejects, **those that it alone rejects**, (those that it rejects",
    ]
    lines += ["under some seeds only), or why it stays although others reject the same."]
    for function in _functions(records):
        lines += ["", f"## {function}", "", "| hidden test | rejects |", "|---|---|"]
        for test, sole in sole_killers(records, function).items():
            chaffs = [r for r in records if r.solution.function == function and r.solution.kind == "chaff"]
            shared = [r.solution.name for r in chaffs if test in r.always and r.solution.name not in sole]
            some = [r.solution.name for r in chaffs if test in r.ever - r.always]
            names = [f"**{name}**" for name in sole] + shared + [f"({name})" for name in some]
            why = f" *Stays: {reasons[function][test]}*" if test in reasons.get(function, {}) else ""
            lines.append(f"| {test} | {', '.join(names)}{why} |")
    return "\n".join([*lines, ""])


def gallery(records: Sequence[Record]) -> str:
    """Return what each chaff's author would read, thousands of lines."""
    lines = [
        "# What students read",
        "",
        "For each wrong solution of the corpus, by the grader's seed 0: its points and the messages of the tests it",
        "fails, as they stand in the grade cell.",
    ]
    for function in _functions(records):
        lines += ["", f"## {function}"]
        for record in _chaffs(records, function):
            result = record.results[min(record.results)]
            lines += ["", f"### {record.solution.name} ({result.score:g} of {result.max_score:g})", ""]
            lines += [record.solution.summary, "", *_feedback(record)]
    return "\n".join([*lines, ""])


def examples(records: Sequence[Record]) -> str:
    """Return docs/feedback.md: for each function, one wrong solution and what its author would read."""
    lines = [
        "# What students read",
        "",
        "One wrong solution of each function, and what stands in its grade cell. `make corpus` makes this page, and",
        "`build/feedback-gallery.md` with all wrong solutions of the corpus.",
    ]
    for function in _functions(records):
        told = [record for record in _chaffs(records, function) if "hint:" in "".join(_feedback(record))]
        record = min(told, key=lambda record: len(record.solution.source) + len("".join(_feedback(record))))
        result = record.results[min(record.results)]
        code = ast.parse(record.solution.source).body[1:]
        lines += ["", f"## {function}", "", record.solution.summary, "", "```python"]
        lines += ["\n\n".join(ast.unparse(node) for node in code if not isinstance(node, (ast.Import, ast.ImportFrom)))]
        lines += ["```", "", f"{result.score:g} of {result.max_score:g} points:", "", *_feedback(record)]
    return "\n".join([*lines, ""])


def _chaffs(records: Sequence[Record], function: str) -> list[Record]:
    return [r for r in records if r.solution.function == function and r.solution.kind == "chaff"]


def _feedback(record: Record) -> list[str]:
    lines = ["```text"]
    for test in record.results[min(record.results)].tests:
        if test.outcome is not Outcome.PASSED:
            lines.append(f"✗ {_short(test.name).replace('_', ' ')} ({test.outcome}, -{test.max_points:g})")
            lines += [f"    {line}" for line in test.message.splitlines()]
    return [*lines, "```"]


def accept(record: Record) -> None:
    """Write the observed failures into the chaff's file."""
    solution = record.solution
    sections = [("Fails", record.always), ("May fail", record.ever - record.always)]
    listed = "".join(
        f"\n{title}:\n" + "".join(f"    {t}\n" for t in sorted(tests)) for title, tests in sections if tests
    )
    text = re.sub(r'\A""".*?"""', lambda _: f'"""{solution.summary}\n{listed}"""', solution.source, flags=re.DOTALL)
    write_text(solution.path, text)


def _short(test: str) -> str:
    return test.removeprefix("test_")


def _functions(records: Sequence[Record]) -> list[str]:
    return list(dict.fromkeys(record.solution.function for record in records))


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure the hidden suite against the corpus.")
    parser.add_argument("--seeds", type=int, default=20, help="how many of the grader's seeds (default 20)")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="functions or solutions; all when left out")
    parser.add_argument("--write", action="store_true", help="write the pages in docs/")
    parser.add_argument("--accept", action="store_true", help="write the observed failures into the chaffs' files")
    arguments = parser.parse_args()
    if arguments.accept and arguments.seeds < IN_FULL:
        parser.error(f"--accept needs at least {IN_FULL} seeds: one shows not what a solution may fail as well")
    only = set(arguments.only or ())
    solutions = [s for s in load() if s.kind != "attack" and (not only or only & {s.function, s.name})]
    if unknown := only - {name for s in solutions for name in (s.function, s.name)}:
        parser.error(f"no function or solution is called {', '.join(sorted(unknown))}")
    with Grader(store=Store(kept_folder("corpus")), fork_server=COURSE.grading.fork_server) as grader:
        records = measure(grader, solutions, range(arguments.seeds))
    table = Table(title=f"The hidden suite against the corpus, {arguments.seeds} seeds")
    for head in HEADS:
        table.add_column(head)
    for row in summary(records):
        table.add_row(*row)
    Console().print(table)
    if arguments.accept:
        for record in records:
            if record.solution.kind == "chaff":
                accept(record)
    if arguments.write:
        write_text(REPO / "docs" / "corpus.md", corpus_page(records, arguments.seeds))
        write_text(REPO / "docs" / "feedback.md", examples(records))
        (REPO / "build").mkdir(exist_ok=True)
        write_text(REPO / "build" / "feedback-gallery.md", gallery(records))
    functions = dict.fromkeys((s.assignment, s.function) for s in solutions)
    found = problems(records) + [text for pair in functions for text in unneeded(*pair)]
    print("\n\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
