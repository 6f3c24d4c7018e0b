"""Grades odd submissions, class by class, and looks at what came of them: `make fuzz-submissions`.

    python -m tests.kit.fuzz_submissions [--minutes 60] [--seed 0] [--repeat FILE]

In each round a class of odd submissions (`odd_submissions`) and honest students is graded by `autograder grade` and
`nbgrader generate_feedback`. Both must end well and in time, everybody must get a result and a page, honest students
all their points, nobody points for a cheat; nothing may be left, nothing secret or active be handed on. A round in
which something went wrong is made smaller until every part of it matters, and written to build/fuzz-submissions, from
where ``--repeat`` grades it again. Exits with 1 when there was one.

The submissions are never run but by `autograder grade`, in its sandbox.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import string
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import nbformat
from nbformat import NotebookNode
from rich.console import Console
from rich.table import Table

from autograder.authoring.exercises import fill
from autograder.files import write_json
from autograder.sandbox.folders import temporary_folder
from tests.corpus.classroom import NEIGHBOURS, NO_RESULT, REPO, Graded, grade_class, harms_by, make_course
from tests.corpus.loader import load
from tests.corpus.traces import processes_at, take_orphans
from tests.kit.odd_submissions import ASSIGNMENT, NAMES, Part, Submission, draw, write

T = TypeVar("T")
SAVED = REPO / "build" / "fuzz-submissions"
HONEST = ("aaa_honest", "hhh_honest", "ppp_honest", "zzz_honest")
EXERCISE_SECONDS = 20.0
SETTINGS = f"""\
c.Grading.cell_seconds = 3
c.Grading.seed = 0
c.Grading.test_seconds = 3
c.Grading.exercise_seconds = {EXERCISE_SECONDS}
c.Grading.memory_mib = 1536
c.Grading.disk_mib = 64
c.Grading.file_mib = 32
c.Grading.files = 1000
c.Grading.notebook_mib = 16
c.Grading.extra_mib = 4
c.Grading.extra_files = 100
"""
_PREFIX = "autograder-fuzz-"
START = 90.0  # seconds: for processes that import torch, on a machine that does other things as well
BESIDES = 15.0  # seconds for each exercise, page or run of a notebook: ending a process, starting another, converting
TRIES = 40  # rounds that are graded to make one smaller


@dataclass(frozen=True)
class Round:
    """A class: its odd submissions, what its honest students hand in, and how it is graded."""

    seed: str
    submissions: tuple[Submission, ...]
    rerun: bool

    @property
    def seconds(self) -> float:
        """How long it may take at most, by its limits."""
        tasks = (len(self.submissions) + len(HONEST)) * (len(NEIGHBOURS) + self.rerun)
        return START + tasks * (EXERCISE_SECONDS + BESIDES) / len(os.sched_getaffinity(0))

    def to_json(self) -> dict[str, Any]:
        """Return what `from_json` makes it from again."""
        return asdict(self)

    @classmethod
    def from_json(cls, tree: dict[str, Any]) -> Round:
        """Return what `to_json` was given."""
        submissions = [
            Submission(s["student"], tuple(Part(**part) for part in s["parts"])) for s in tree["submissions"]
        ]
        return cls(tree["seed"], tuple(submissions), tree["rerun"])


@dataclass(frozen=True)
class Violation:
    """Something that must not be; `student` is empty when it is not known who did it."""

    text: str
    student: str = ""

    @property
    def kind(self) -> str:
        """The words that stay the same when it happens again."""
        return " ".join(re.findall(r"[a-z]+", re.sub(r"\S*[/\d]\S*", "", self.text.lower()))[:7])

    def __str__(self) -> str:
        return f"{self.student}: {self.text}" if self.student else self.text


@dataclass
class Report:
    """What was graded, and which files hold the rounds in which something went wrong."""

    rounds: int = 0
    submissions: int = 0
    honest: int = 0
    seconds: float = 0.0
    longest: float = 0.0
    parts: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)

    def count(self, round_: Round, graded: Graded | None) -> None:
        """Add a round that was graded."""
        self.rounds += 1
        self.submissions += len(round_.submissions)
        self.honest += len(HONEST)
        self.parts.update(
            str(part) if part.kind not in ("answer", "body") else part.kind
            for s in round_.submissions
            for part in s.parts
        )
        if graded is not None:
            self.longest = max(self.longest, graded.seconds)
            for student, entry in graded.results.items():
                if student not in HONEST:
                    self.outcomes.update([entry["status"], *(e["status"] for e in entry["exercises"].values())])

    def print(self) -> None:
        """Print tables of it."""
        table = Table(title="fuzzed submissions")
        for head in ("rounds", "odd submissions", "honest ones", "seconds", "longest class run", "violations"):
            table.add_column(head)
        numbers = [
            self.rounds,
            self.submissions,
            self.honest,
            f"{self.seconds:.0f}",
            f"{self.longest:.0f} s",
            len(self.violations),
        ]
        table.add_row(*map(str, numbers))
        Console().print(table)
        for title, counts in (("handed in", self.parts), ("came of it", self.outcomes)):
            print(f"{title}: " + ", ".join(f"{name} {count}" for name, count in sorted(counts.items())))


# ---------------------------------------------------------------- rounds


def own_folder() -> AbstractContextManager[Path]:
    """Make a folder for as long as the block lasts; what a fuzz that was killed has left is removed before."""
    return temporary_folder(Path(tempfile.gettempdir()), _PREFIX)


def draw_round(seed: str, size: int) -> Round:
    """Draw a class of `size` odd submissions, of which one in four is graded with whole notebooks run again."""
    chance = random.Random(seed)
    students = [f"{string.ascii_lowercase[n * 26 // size]}{n}{chance.choice(NAMES)}" for n in range(size)]
    return Round(seed, tuple(draw(student, chance) for student in students), chance.random() < 0.25)


class Course:
    """A released course, of which every round gets a copy."""

    def __init__(self, folder: Path) -> None:
        self._template = folder / "template"
        self.released = make_course(self._template, ASSIGNMENT, NEIGHBOURS, settings=SETTINGS)

    def grade(self, round_: Round) -> tuple[list[Violation], Graded | None]:
        """Hand in and grade a class; return what must not be, and what came of it unless it took too long."""
        with own_folder() as work:
            folder, temporary = work / "course", work / "t"
            temporary.mkdir()
            shutil.copytree(self._template, folder)
            if round_.rerun:
                with (folder / "nbgrader_config.py").open("a") as file:
                    file.write("c.Grading.outputs = 'rerun'\n")
            for student, notebook in zip(HONEST, _honest(self.released, round_.seed), strict=True):
                target = folder / "submitted" / student / ASSIGNMENT
                target.mkdir(parents=True)
                nbformat.write(notebook, target / f"{ASSIGNMENT}.ipynb")
            for submission in round_.submissions:
                write(submission, self.released, folder / "submitted" / submission.student / ASSIGNMENT)
            try:
                graded = grade_class(folder, ASSIGNMENT, HONEST, NEIGHBOURS, round_.seconds, temporary)
            except subprocess.TimeoutExpired:
                return [Violation(f"the round took longer than the limits allow, {round_.seconds:.0f} s")], None
            left = [
                path.name for path in temporary.iterdir() if not path.name.startswith("torchinductor_")
            ]  # torch's own
            return list(_violations(folder, round_, graded, left)), graded


def _honest(released: NotebookNode, seed: str) -> Iterator[NotebookNode]:
    chance = random.Random(f"honest {seed}")
    for _ in HONEST:
        yield fill(released, {f: chance.choice(load(function=f, kind="wheat")).source for f in NEIGHBOURS})


def _violations(folder: Path, round_: Round, graded: Graded, left: Sequence[str]) -> Iterator[Violation]:
    yield from map(Violation, graded.harms)
    yield from (Violation(f"a temporary file was left: {name}") for name in left)
    yield from (Violation(f"a process was left: {words}") for words in processes_at(folder.parent))
    if found := re.search(r"Traceback \(most recent call last\)[\s\S]*", graded.said):
        yield Violation(f"a traceback: {found[0][-1500:]}")
    if not graded.results:
        return
    for submission in round_.submissions:
        for text in _harms(folder, submission, graded):
            yield Violation(text, submission.student)
    for student in HONEST:
        for text in harms_by(folder, ASSIGNMENT, student, graded):
            yield Violation(f"an honest student: {text}")


def _harms(folder: Path, submission: Submission, graded: Graded) -> Iterator[str]:
    student = submission.student
    harms = harms_by(folder, ASSIGNMENT, student, graded)
    yield from harms
    if NO_RESULT in harms:
        return
    entry = graded.results[student]
    if not (folder / "feedback" / student / ASSIGNMENT / f"{ASSIGNMENT}.html").is_file():
        yield "no feedback"
    if entry["seconds"] > len(NEIGHBOURS) * (EXERCISE_SECONDS + BESIDES):
        yield f"took longer than the limits allow: {entry['seconds']} s"
    if entry["status"] == "error":
        tests = [t for e in entry["exercises"].values() for t in e["tests"] if t["outcome"] == "error"]
        yield f"the grader found itself at fault: {tests[:1]}"
    for name, exercise in entry["exercises"].items():
        recorded = graded.recorded[student][f"test_{name}"]
        if recorded != exercise["score"]:
            yield f"another score in the gradebook for {name}: {recorded}, not {exercise['score']}"
        if exercise["score"] > 0 and not submission.may_earn(name):
            yield f"earned points by a cheat in {name}: {exercise['score']}"
        if exercise["score"] < exercise["max_score"] and submission.must_be_full:
            lost = [test for test in exercise["tests"] if test["points"] < test["max_points"]]
            yield f"a right answer lost points, {exercise['status']}, in {name}: {entry['notes']} {lost[:1]}"


# ---------------------------------------------------------------- making a round smaller


def reduced(round_: Round, violation: Violation, grade: Callable[[Round], Sequence[Violation]]) -> Round:
    """Return a part of the round in which the same still goes wrong, and each part of which matters for that."""
    tries = iter(range(TRIES))

    def goes_wrong(smaller: Round) -> bool:
        if next(tries, None) is None:
            return False
        return violation.kind in {found.kind for found in grade(smaller)}

    def of(pairs: Sequence[tuple[str, Part]]) -> Round:
        """Return the round with these parts alone; a student without any hands in nothing."""
        mine: dict[str, list[Part]] = {}
        for student, part in pairs:
            mine.setdefault(student, []).append(part)
        return Round(round_.seed, tuple(Submission(s, tuple(parts)) for s, parts in mine.items()), round_.rerun)

    students = [s for s in round_.submissions if s.student == violation.student] or list(round_.submissions)
    if not goes_wrong(Round(round_.seed, tuple(students), round_.rerun)):
        students = list(round_.submissions)
    students = smallest(students, lambda some: goes_wrong(Round(round_.seed, tuple(some), round_.rerun)))
    pairs = [(s.student, part) for s in students for part in s.parts]
    return of(smallest(pairs, lambda some: goes_wrong(of(some))))


def smallest(items: Sequence[T], goes_wrong: Callable[[Sequence[T]], bool]) -> list[T]:
    """Leave out ever smaller runs of items while it still goes wrong without them."""
    items = list(items)
    size = len(items) // 2
    while size:
        start = 0
        while start < len(items) and len(items) > 1:
            fewer = items[:start] + items[start + size :]
            if fewer and goes_wrong(fewer):
                items = fewer
            else:
                start += size
        size //= 2
    return items


# ---------------------------------------------------------------- all of it


def fuzz(minutes: float, seed: int, size: int = 20, rounds: int | None = None, reduce: bool = True) -> Report:
    """Grade rounds for about so many minutes, or so many `rounds`."""
    take_orphans()
    start = time.monotonic()
    report = Report()
    with own_folder() as folder:
        course = Course(folder)
        while time.monotonic() - start < 60 * minutes and report.rounds != rounds:
            round_ = draw_round(f"{seed}/{report.rounds}", size)
            violations, graded = course.grade(round_)
            report.count(round_, graded)
            seconds = graded.seconds if graded else round_.seconds
            print(f"round {round_.seed}: {seconds:.0f} s, {len(violations)} violations", flush=True)
            for kind in dict.fromkeys(violation.kind for violation in violations):
                violation = next(v for v in violations if v.kind == kind)
                path = _save(round_, violation)  # as it is, in case that this program is ended before it is smaller
                report.violations.append(f"{violation}\n    python -m tests.kit.fuzz_submissions --repeat {path}")
                print(report.violations[-1], flush=True)
                if reduce:
                    _save(reduced(round_, violation, lambda r: course.grade(r)[0]), violation)
    report.seconds = time.monotonic() - start
    return report


def _save(round_: Round, violation: Violation) -> Path:
    SAVED.mkdir(parents=True, exist_ok=True)
    path = SAVED / f"{round_.seed.replace('/', '-')}-{violation.kind.replace(' ', '-')}.json"
    write_json(path, {"violation": str(violation), **round_.to_json()})
    return path.relative_to(REPO)


def _repeat(path: Path) -> int:
    take_orphans()
    round_ = Round.from_json(json.loads(path.read_bytes()))
    for submission in round_.submissions:
        print(submission.student, *submission.parts, sep="\n    ")
    with own_folder() as folder:
        violations, _ = Course(folder).grade(round_)
    print("\n".join(map(str, violations)) or "nothing went wrong")
    return 1 if violations else 0


def main() -> int:
    """Fuzz, print tables, and return the exit status."""
    parser = argparse.ArgumentParser(description="Grade odd submissions and look at what came of them.")
    parser.add_argument("--minutes", type=float, default=60, help="for about how long")
    parser.add_argument("--seed", type=int, default=0, help="which submissions")
    parser.add_argument("--repeat", type=Path, metavar="FILE", help="grade again a round that was saved")
    arguments = parser.parse_args()
    if arguments.repeat:
        return _repeat(arguments.repeat)
    report = fuzz(arguments.minutes, arguments.seed)
    report.print()
    print(*report.violations, sep="\n")
    return 1 if report.violations else 0


if __name__ == "__main__":
    sys.exit(main())
