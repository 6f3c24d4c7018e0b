"""Row 1: the ways to grade the same class."""

from __future__ import annotations

from collections.abc import Callable

from tests.kit.bench.bench import Bench
from tests.kit.bench.clock import Cost, Done
from tests.kit.bench.courses import NO_TESTS, TESTS_IN_THE_CELL, BenchCourse, answers, some
from tests.kit.bench.report import Figure, Goal, Row

DEFAULT = "autograder grade"
COLD = "autograder grade, first time ever"
RERUN = 'autograder grade, outputs = "rerun"'
CELLS = "nbgrader autograde alone, no tests"
TESTS = "nbgrader autograde alone, tests in grade cells"

_OBSTACLE = (
    "most of the processor time goes into the calls that the hidden tests ask for (the rows on processor time say what "
    "kind of process takes how much); two workers on two cores slow each other down (the same rows, with 1 worker and "
    "with 2), while nbgrader alone has both to itself; and nbgrader converts each notebook in every way to grade"
)

_SAME = "right submissions of all six exercises, each in another style, all of which get full points"


def measure(bench: Bench) -> list[Row]:
    """Measure seconds per submission of each way, and their ratios."""
    course, number, rounds = bench.course, bench.number, bench.rounds
    costs = {COLD: _repeated(course, lambda: course.grade(environment=bench.cold("cold")), number, 1)}
    costs[DEFAULT] = _repeated(course, course.grade, number, rounds)
    part = bench.small_course
    part.configure('c.Grading.outputs = "rerun"')
    costs[RERUN] = _repeated(part, part.grade, bench.part, rounds)
    part.configure()
    few = some(answers(number), bench.stock)
    for name, folder, text in ((CELLS, "cells", NO_TESTS), (TESTS, "tests", TESTS_IN_THE_CELL)):
        alone = BenchCourse(bench.folder / folder, text)
        alone.submit(few)
        costs[name] = _repeated(alone, alone.autograde, len(few), rounds)
    hows = {
        DEFAULT: f"{number} {_SAME}; no verdict is kept, the hidden tests' question sheets are",
        COLD: "the same once, with nothing kept: sheets are recorded and the baseline of the training test is trained",
        RERUN: f'{bench.part} of these with `c.Grading.outputs = "rerun"`: whole notebooks are run after the verdicts',
        CELLS: f"{len(few)} of these, evenly spaced, by stock nbgrader with a comment in each grade cell",
        TESTS: "the same, each grade cell runs the very hidden tests of its function in the kernel, as many examples, "
        "functions called directly, one training run",
    }
    rows = [_row(name, costs[name], how) for name, how in hows.items()]
    bench.results.bars |= {row.what.removesuffix(", seconds per submission"): row.figure for row in rows}
    return rows + _ratios({name: Figure.of([cost.wall for cost in found]) for name, found in costs.items()})


def _repeated(course: BenchCourse, grade: Callable[[], Done], number: int, rounds: int) -> list[Cost]:
    """Return what each of so many rounds cost per submission."""
    costs = []
    for _ in range(rounds):
        course.start_afresh()
        costs.append(grade().cost / number)
        print(f"    {costs[-1].wall:.2f} s per submission, {costs[-1].processor:.2f} s of processor time", flush=True)
    return costs


def _row(name: str, costs: list[Cost], how: str) -> Row:
    walls, processors = [cost.wall for cost in costs], [cost.processor for cost in costs]
    raw = {"wall": walls, "processor": processors}
    what = f"{name}, seconds per submission"
    return Row(what, Figure.of(walls), "s", how, processor=Figure.of(processors), raw=raw)


def _ratios(walls: dict[str, Figure]) -> list[Row]:
    kit = "1.3 × (it always ran the whole notebook)"
    return [
        Row(
            f"{slow}, over {fast}",
            walls[slow] / walls[fast],
            "×",
            "the one's seconds per submission over the other's; the range is that of all pairs of rounds",
            Goal("≥", least),
            before,
            obstacle=_OBSTACLE,
        )
        for slow, fast, least, before in (
            (CELLS, DEFAULT, 10, kit),
            (CELLS, RERUN, 2, kit),
            (TESTS, DEFAULT, 10, "not measured"),
        )
    ]
