"""Kills a class run at random moments and looks at what is left: `make power-failure`.

    python -m tests.kit.power_failure [--moments 50] [--seed 0]

Each time, a class is graded by `autograder grade` and the grader is ended by SIGKILL at a random moment. Then the
gradebook must open, hold no grade but whole and right ones, and no process may be left; the same command must finish
the rest, without grading again what was done, and leave no file of the killed run.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import re
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.corpus.traces import processes_at, scores
from tests.kit.conftest import SOLUTION, MiniCourse, mini_notebook

WRONG = "def total(model, beta):\n    return beta * model.weight.abs().sum()"
EXPECTED = {f"student{n}": 4.0 if n % 2 else 2.0 for n in range(6)}


def make_class(root: Path) -> MiniCourse:
    """Make a released course with submissions, each one different."""
    course = MiniCourse(root)
    made = course.nbgrader("generate_assignment", "mini")
    if made.returncode != 0:
        sys.exit(made.stderr)
    for name, score in EXPECTED.items():
        course.submit(name, mini_notebook(f"{SOLUTION if score == 4.0 else WRONG}\n\nname = {name!r}"))
    return course


def kill_at(course: Path, work: Path, moment: float) -> str:
    """Grade a fresh copy of `course`, kill the grader after `moment` seconds, grade again; return what was seen.

    Raises:
        AssertionError: something was not as it should be.
    """
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(course, work)
    command = [f"{sys.prefix}/bin/autograder", "grade", "mini"]
    temporary = work / "t"  # of its own, to tell its processes from those of other graders on this machine
    temporary.mkdir()
    environment = {**os.environ, "TMPDIR": str(temporary)}
    environment.pop("CI", None)
    run = subprocess.Popen(command, cwd=work, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(moment)
    finished = run.poll() is not None
    run.send_signal(signal.SIGKILL)
    run.wait()
    with contextlib.closing(sqlite3.connect(work / "assignments" / "gradebook.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    recorded = _recorded(work)
    for name, score in recorded.items():
        assert score is None or score == EXPECTED[name], f"half-written: {name} has {score}"
    left = processes_at(work)
    end = time.monotonic() + 60.0  # one that was just starting must first get as far as to see that it is alone
    while left and time.monotonic() < end:
        time.sleep(0.05)
        left = processes_at(work)
    assert not left, f"outlived the grader: {left}"
    store = work / "assignments" / ".autograder" / "verdicts"
    kept = {path: path.stat().st_ino for path in store.glob("*.json")}
    again = subprocess.run(command, cwd=work, env=environment, capture_output=True, text=True, timeout=600)
    assert again.returncode == 0, again.stderr
    assert _recorded(work) == EXPECTED
    assert kept == {path: path.stat().st_ino for path in kept}, "a kept result was made again"
    said = re.search(r"(\d+) verdicts asked for, (\d+) different, (\d+) of them known", again.stdout)
    assert said is not None
    assert int(said[3]) == len(kept), again.stdout
    assert len(list(store.glob("*.json"))) == len(EXPECTED)
    done = sum(score is not None for score in recorded.values())
    return f"{moment:5.2f} s: {len(kept)} graded, {done} recorded" + (", already finished" if finished else "")


def duration(course: Path, work: Path) -> float:
    """Return how many seconds a class run takes that nobody disturbs."""
    shutil.copytree(course, work)
    start = time.monotonic()
    subprocess.run([f"{sys.prefix}/bin/autograder", "grade", "mini"], cwd=work, capture_output=True, check=True)
    return time.monotonic() - start


def _recorded(work: Path) -> dict[str, float | None]:
    found = scores(work / "assignments")
    return {name: found[name]["test_total"] if name in found else None for name in EXPECTED}


def main() -> None:
    """Print what was seen at each moment."""
    parser = argparse.ArgumentParser(description="Kill a class run at random moments.")
    parser.add_argument("--moments", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    with tempfile.TemporaryDirectory() as folder:
        course = make_class(Path(folder) / "class").root
        whole = duration(course, Path(folder) / "work")
        seconds = []
        for _ in range(arguments.moments):
            start = time.monotonic()
            print(kill_at(course, Path(folder) / "work", chance.uniform(0.0, whole)), flush=True)
            seconds.append(time.monotonic() - start)
    print(f"{arguments.moments} moments between 0 and {whole:.1f} s, {statistics.fmean(seconds):.1f} s each: all well.")


if __name__ == "__main__":
    main()
