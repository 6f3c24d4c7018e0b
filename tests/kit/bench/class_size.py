"""Measure what a class costs as it grows: `make bench-class`.

    python -m tests.kit.bench.class_size --folder FOLDER [--sizes N…] [--stock N] [--known] [--write] [--grade-with …]

For each size a class of right, wrong and odd answers is made, graded until half of it is in the gradebook, interrupted
and continued; graded once more with nothing changed; recorded anew with all verdicts known; and graded after a test of
one exercise was changed. What was measured is kept in FOLDER, so that the same command goes on where it was ended. Run
it on a quiet machine.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from autograder.files import write_json, write_text
from autograder.grading.digests import digest_in, digest_of, wordings
from autograder.grading.environment import environment
from autograder.grading.jobs import Task, Verdict
from autograder.grading.store import Store
from autograder.grading.suite import load as load_tests
from autograder.results.model import ExerciseResult, Outcome, TestResult
from tests.corpus.traces import take_orphans
from tests.kit.bench.class_mix import make_class
from tests.kit.bench.clock import command
from tests.kit.bench.courses import ASSIGNMENT, NO_TESTS, BenchCourse, answers, counts_in
from tests.kit.bench.report import machine, versions
from tests.kit.conftest import REPO

Figures = dict[str, float]
_CONSTANT = "\n_CLASS_SIZE = {}\n"
_INTERRUPTED = (0, 130, -signal.SIGINT)  # 0 and the last where the run was as good as over already
_LOOK_SECONDS = 0.5


class Watch:
    """Looks at a running grader: its largest memory; and interrupts it once so many students are recorded."""

    def __init__(self, gradebook: Path, until: int | None = None) -> None:
        self.peak_mb = 0.0
        self._gradebook = gradebook
        self._until = until
        self._next = 0.0

    def __call__(self, pid: int) -> None:
        """Look, twice a second."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _LOOK_SECONDS
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{pid}/status").read_text().splitlines():
                if line.startswith("VmHWM:"):
                    self.peak_mb = max(self.peak_mb, int(line.split()[1]) / 1e3)
        if self._until is not None and recorded(self._gradebook) >= self._until:
            self._until = None
            os.kill(pid, signal.SIGINT)


def recorded(gradebook: Path) -> int:
    """Return how many notebooks have a score for each exercise."""
    query = "SELECT COUNT(*) FROM (SELECT 1 FROM grade GROUP BY notebook_id HAVING COUNT(*) = COUNT(auto_score))"
    try:
        with contextlib.closing(sqlite3.connect(f"file:{gradebook}?mode=ro", uri=True)) as database:
            return int(database.execute(query).fetchone()[0])
    except sqlite3.OperationalError:  # it is being written
        return 0


class SizedClass:
    """A class of one size, and what was measured of it so far."""

    def __init__(self, folder: Path, size: int, known: bool, grade_with: Sequence[str] = ()) -> None:
        self.size = size
        self._command = ["autograder", "grade", ASSIGNMENT, *grade_with]
        self._path = folder / f"class-{size}.json"
        self.figures: dict[str, Figures] = json.loads(self._path.read_text()) if self._path.is_file() else {}
        self._known = known
        suite = folder / f"suite-{size}"
        if not suite.is_dir():
            _copy_suite(suite)
        self._module = suite / "tests" / "hidden" / ASSIGNMENT / "test_l1_penalty.py"
        self.course = BenchCourse(folder / f"class-{size}", root=suite)

    def measure(self) -> None:
        """Take the steps that were not taken yet."""
        steps: list[tuple[str, Callable[[], Figures]]] = [
            ("made", self._make),
            ("first half", self._first_half),
            ("second half", self._grade),
            ("nothing changed", self._grade),
            ("verdicts known", self._record_anew),
            ("a test changed", self._change_a_test),
        ]
        for name, step in steps:
            if name not in self.figures:
                print(f"{self.size}, {name} …", flush=True)
                self.figures[name] = step()
                write_json(self._path, self.figures)
            print(f"{self.size}, {name}: {_in_words(self.figures[name])}", flush=True)

    def _make(self) -> Figures:
        release = self.course.folder / "release" / ASSIGNMENT
        make_class(self.size, release, self.course.folder / "submitted")
        if self._known:
            self._make_up_verdicts()
        else:
            one = str(self.course.submitted("student0000"))
            command(["autograder", "grade", ASSIGNMENT, one], self.course.folder)  # records the question sheets
            self.course.start_afresh()
        return {"bytes": _bytes_below(self.course.folder / "submitted")}

    def _grade(self, until: int | None = None) -> Figures:
        watch = Watch(self.course.folder / "gradebook.db", until)
        statuses = (0,) if until is None else _INTERRUPTED
        done = command(self._command, self.course.folder, statuses=statuses, watch=watch)
        folder = self.course.folder
        figures = {
            **{name: value for name, value in asdict(done.cost).items() if name in ("wall", "processor")},
            "memory": watch.peak_mb,
            "recorded": recorded(folder / "gradebook.db"),
            "gradebook": (folder / "gradebook.db").stat().st_size / 1e6,
            "store": _bytes_below(folder / ".autograder") / 1e6,
            "autograded": _bytes_below(folder / "autograded") / 1e6,
        }
        with contextlib.suppress(ValueError):  # an interrupted run prints none
            figures |= {name: float(value) for name, value in asdict(counts_in(done.output)).items()}
        return figures

    def _first_half(self) -> Figures:
        self.course.start_afresh(keep_verdicts=self._known)  # an attempt that was ended may have come this far
        figures = self._grade(until=self.size // 2)
        if figures["recorded"] == self.size >= 100:  # a smaller one may be as good as over by then
            sys.exit(f"the run was to be interrupted at {self.size // 2} submissions, and graded all {self.size}")
        return figures

    def _record_anew(self) -> Figures:
        self.course.start_afresh(keep_verdicts=True)
        return self._grade()

    def _change_a_test(self) -> Figures:
        self._module.write_text(self._module.read_text().replace(_CONSTANT.format(1), _CONSTANT.format(2)))
        return self._grade()

    def _make_up_verdicts(self) -> None:
        """Keep a verdict for every task, as if it had been graded: to measure what a class costs beyond them."""
        store = Store(self.course.folder / ".autograder" / "verdicts")
        results: dict[str, ExerciseResult] = {}
        for path in sorted((self.course.folder / "submitted").iterdir()):
            for task in self.course.work(path.name).tasks.values():
                if task.exercise not in results:
                    results[task.exercise] = _made_up(task)
                verdict = Verdict(results[task.exercise], 0.0)
                name = digest_in(environment(), digest_of(task))
                store.put_verdict(name, verdict, wordings(task.module, task.folders))


def _made_up(task: Task) -> ExerciseResult:
    tests = load_tests(task.module, task.settings.seed)
    return ExerciseResult(tuple(TestResult(test.name, Outcome.PASSED, test.mark["points"]) for test in tests))


def _copy_suite(suite: Path) -> None:
    """Make hidden tests of its own for a class, one of which may be changed."""
    ignore = shutil.ignore_patterns("__pycache__", ".*")
    made = suite.with_name(f"{suite.name}-unfinished")
    shutil.rmtree(made, ignore_errors=True)
    shutil.copytree(REPO / "tests" / "hidden", made / "tests" / "hidden", ignore=ignore)
    shutil.copy(REPO / "tests" / "__init__.py", made / "tests")
    shutil.copytree(REPO / "reference", made / "reference", ignore=ignore)
    module = made / "tests" / "hidden" / ASSIGNMENT / "test_l1_penalty.py"
    module.write_text(module.read_text() + _CONSTANT.format(1))
    made.rename(suite)


def _bytes_below(folder: Path) -> float:
    """Return the bytes of the files below a folder; one that has several names counts once."""
    states = [path.lstat() for path in folder.rglob("*") if not path.is_dir()]
    return float(sum({(state.st_dev, state.st_ino): state.st_size for state in states}.values()))


def measure_stock(folder: Path, number: int) -> Figures:
    """Measure nbgrader alone, for some right submissions."""
    path = folder / f"stock-{number}.json"
    if not path.is_file():
        course = BenchCourse(folder / "stock", NO_TESTS)
        course.submit(answers(number))
        course.start_afresh()
        cost = course.autograde().cost
        write_json(path, {"number": number, "wall": cost.wall, "processor": cost.processor})
    found: Figures = json.loads(path.read_text())
    return found


def table(classes: Mapping[int, Mapping[str, Figures]]) -> str:
    """Return what was measured as a table, a row for each size and step."""
    lines = [
        "| submissions | step | seconds each | processor seconds each | verdicts anew | grader's memory, MB | "
        "gradebook, MB | verdicts and notes, MB |",
        "| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for size, figures in classes.items():
        for name, found in figures.items():
            if name == "made":
                continue
            anew = f"{found['different'] - found['known']:.0f}" if "different" in found else ""
            numbers = [f"{found['wall'] / size:.3g}", f"{found['processor'] / size:.3g}", anew]
            numbers += [f"{found[key]:.3g}" for key in ("memory", "gradebook", "store")]
            lines.append(f"| {size} | {name} | {' | '.join(numbers)} |")
    return "\n".join(lines)


def page(classes: Mapping[int, Mapping[str, Figures]], stock: Figures | None) -> str:
    """Return the page of `docs`."""
    head = ", ".join([*machine().values(), *(f"{name} {text}" for name, text in versions().items())])
    lines = ["# What a class costs as it grows", "", f"Measured by `make bench-class`: {head}.", "", table(classes), ""]
    lines += ["![Seconds per submission by the size of the class](class-size.png)", ""]
    if stock is not None:
        each, largest = stock["wall"] / stock["number"], max(classes)
        lines += [
            f"nbgrader alone, without any tests, took {each:.3g} s for each of {stock['number']:.0f} right "
            f"submissions. A class of {largest} would take it {each * largest / 3600:.1f} h: that is extrapolated.",
            "",
        ]
    lines += [
        "Of ten students four hand in right solutions, two wrong ones, one something odd (a crash, an endless loop, a "
        "syntax error, nothing solved, half solved, grade cells deleted, no JSON), and three the same as one of these. "
        "Each submission comes with all that was fetched: the data and the check package. *First half* is interrupted "
        "once half of the class is in the gradebook; its seconds and those of *second half* are divided by the whole "
        "class, and add up. *Verdicts known* records all of it anew: what a class costs beyond its verdicts.",
    ]
    return "\n".join([*lines, ""])


def draw(classes: Mapping[int, Mapping[str, Figures]], path: Path) -> None:
    """Draw the processor seconds per submission of each step by the size of the class."""
    import matplotlib.pyplot as plt

    figure, ax = plt.subplots(figsize=(7, 4), layout="constrained")
    steps = list(dict.fromkeys(name for figures in classes.values() for name in figures if name != "made"))
    for name in steps:
        sizes = [size for size, figures in classes.items() if name in figures]
        ax.plot(sizes, [classes[size][name]["processor"] / size for size in sizes], marker="o", label=name)
    ax.set(xscale="log", yscale="log", xlabel="submissions", ylabel="processor seconds per submission")
    ax.grid(alpha=0.4)
    ax.legend()
    figure.savefig(path, dpi=120)
    plt.close(figure)


def _in_words(figures: Figures) -> str:
    return ", ".join(f"{name} {value:.4g}" for name, value in figures.items())


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.kit.bench.class_size", description="Measure what a class costs as it grows."
    )
    parser.add_argument("--folder", type=Path, required=True, help="where classes and figures are kept")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10, 100, 1000], metavar="N")
    parser.add_argument("--stock", type=int, default=20, help="how many nbgrader alone grades, 0 for none (default 20)")
    parser.add_argument("--known", action="store_true", help="make up all verdicts: only what comes beyond is measured")
    parser.add_argument("--write", action="store_true", help="write docs/class-size.md, .json and .png")
    more = "further arguments of autograder grade, such as those that choose where it grades; use a folder for each"
    parser.add_argument("--grade-with", nargs=argparse.REMAINDER, default=[], metavar="ARGUMENT", help=more)
    options = parser.parse_args(arguments)
    if options.write and options.known:
        sys.exit("what was measured with made-up verdicts is nothing for docs: leave out --write or --known")
    take_orphans()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where a shell started this in its background
    options.folder.mkdir(parents=True, exist_ok=True)
    folder = options.folder.resolve()
    classes: dict[int, dict[str, Figures]] = {}
    for size in options.sizes:
        sized = SizedClass(folder, size, options.known, options.grade_with)
        sized.measure()
        classes[size] = sized.figures
    stock = measure_stock(folder, options.stock) if options.stock else None
    print(f"\n{table(classes)}")
    if options.write:
        docs = REPO / "docs"
        found: dict[str, Any] = {"machine": machine(), "versions": versions(), "classes": classes, "stock": stock}
        write_json(docs / "class-size.json", found)
        write_text(docs / "class-size.md", page(classes, stock))
        draw(classes, docs / "class-size.png")
        print(f"\nWritten to {docs}: class-size.json, .md and .png")


if __name__ == "__main__":
    main()
