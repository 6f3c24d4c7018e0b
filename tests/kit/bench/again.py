"""Row 4: a class that was graded before, and what changes something."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

from autograder.running.grader import Counts
from tests.kit.bench.bench import Bench
from tests.kit.bench.clock import Cost, command
from tests.kit.bench.courses import BenchCourse, answers, counts_in, with_constant
from tests.kit.bench.report import Figure, Goal, Row
from tests.kit.conftest import REPO

AGAIN = "autograder grade, nothing changed"
_CLASS = 100
_CONSTANT = "\n_BENCHMARK = {}\n"
_OBSTACLE = (
    "about half of a run of this size is importing nbgrader, whose gradebook is looked at, and what it brings; the "
    "rest is reading notebooks and computing what their verdicts are kept under. In a class of 1,000 a submission "
    "takes less (class-size.md)"
)


def measure(bench: Bench) -> list[Row]:
    """Measure second runs: with nothing changed, and with a test, a submission or a hint changed."""
    course, module, students = _course(bench)
    number, rounds, whole = bench.part, bench.rounds, max(_CLASS, bench.part)
    course.submit({f"copy{index:03}": students[f"student{index % number:03}"] for index in range(whole - number)})
    course.grade()
    again = [_again(course, [f"{AGAIN}: verdicts"]) for _ in range(rounds)]
    walls = [cost.wall / whole for cost, _, _ in again]
    bench.results.bars[AGAIN] = Figure.of(walls)
    start_up = [command(["autograder", "--help"], course.folder).cost.wall for _ in range(rounds)]
    rows = [
        Row(
            f"{AGAIN}, seconds per submission",
            Figure.of(walls),
            "s",
            f"the second run on {whole} submissions, {number} of them different, start-up included",
            Goal("≤", 0.05),
            "–",
            Figure.of([cost.processor / whole for cost, _, _ in again]),
            f"{Figure.of(start_up).median:.2g} s of each run pass before nbgrader is imported",
            _OBSTACLE,
            {"wall": walls, "start": start_up},
        ),
        Row("start of the program", Figure.of(start_up), "s", "`autograder --help`", raw={"wall": start_up}),
    ]

    def change_test() -> None:
        module.write_text(module.read_text().replace(_CONSTANT.format(1), _CONSTANT.format(2)))

    def change_function() -> None:
        mine = students["student001"]
        course.submit({"student001": {**mine, "l1_penalty": with_constant(mine["l1_penalty"], -1)}})

    def change_hint() -> None:
        module.write_text(re.sub(r'hint="', 'hint="Look again. ', module.read_text(), count=1))

    changes: list[tuple[str, Callable[[], None], int, str, str]] = [
        ("a constant in `test_l1_penalty.py`", change_test, number, "all", "of l1_penalty"),
        ("one student's `l1_penalty`", change_function, 1, "that notebook", "of l1_penalty"),
        ("the wording of a hint", change_hint, 0, "all", ""),
    ]
    for what, change, expected, before, of in changes:
        known = course.digests()
        change()
        exercises = sorted({f for (s, f), digest in course.digests().items() if digest != known[s, f]})
        rows.append(_row(what, _again(course, exercises), expected, before, of))
    return rows


def _course(bench: Bench) -> tuple[BenchCourse, Path, dict[str, dict[str, str]]]:
    """Return a course with hidden tests of its own, which may be edited, its test module, and its students."""
    root = bench.folder / "suite"
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(REPO / "tests" / "hidden", root / "tests" / "hidden", ignore=ignore)
    shutil.copy(REPO / "tests" / "__init__.py", root / "tests")
    shutil.copytree(REPO / "reference", root / "reference", ignore=ignore)
    module = root / "tests" / "hidden" / "regularization" / "test_l1_penalty.py"
    module.write_text(module.read_text() + _CONSTANT.format(1))
    course = BenchCourse(bench.folder / "again", root=root)
    students = answers(bench.part)
    course.submit(students)
    bench.warm(course)
    return course, module, students


def _again(course: BenchCourse, exercises: list[str]) -> tuple[Cost, Counts, list[str]]:
    done = course.grade()
    counts = counts_in(done.output)
    print(f"    {', '.join(exercises) or 'nothing'}: {counts}; {done.cost.wall:.1f} s", flush=True)
    return done.cost, counts, exercises


def _row(what: str, found: tuple[Cost, Counts, list[str]], expected: int, before: str, of: str) -> Row:
    cost, counts, exercises = found
    anew = counts.different - counts.known
    named = f"of {', '.join(exercises)}" if exercises else ""
    if named != of:  # others than those that the change is about
        anew = max(anew, expected + 1)
    remark = f"{named}{', ' if named else ''}{cost.wall:.3g} s in all"
    how = f"`autograder grade` of the graded class after {what} was changed; the counts are those it prints"
    raw = {"wall": cost.wall, "asked": counts.asked, "different": counts.different, "known": counts.known}
    title = f"verdicts anew after {what} was changed"
    return Row(title, Figure.of([anew]), "", how, Goal("=", expected), before, remark=remark, raw=raw)
