"""How fast grading is: `make bench`. Ratios hold on any machine, seconds on this one.

    python -m tests.kit.bench [NUMBER]

Grades NUMBER (20) right submissions of ``regularization``, written in different ways, by `autograder grade`, by
`nbgrader autograde` with this kit, and by nbgrader alone, whose grade cells then hold no tests at all; measures
calls over the socket, and how long students wait for each notebook.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import sys
import tempfile
import time
from itertools import cycle
from pathlib import Path
from typing import Any
from unittest.mock import patch

import nbformat
import torch

from autograder.course.course import Course
from autograder.course.notebook import CodeCell
from autograder.course.settings import Settings
from autograder.grading.grade import grade
from autograder.grading.jobs import Job
from autograder.results.model import Outcome
from autograder.sandbox.client import Process
from autograder.sandbox.folders import scratch_folder
from autograder.sandbox.lockdown import Limits
from autograder.sandbox.server import ForkServer
from tests.corpus.loader import fill, load, own_solutions
from tests.kit.conftest import REPO, run

ASSIGNMENT = "regularization"
FUNCTIONS = tuple(sorted({solution.function for solution in load(ASSIGNMENT)}))


def main() -> None:
    """Print all measurements."""
    parser = argparse.ArgumentParser(description="Measure seconds per submission and calls per second.")
    parser.add_argument("number", nargs="?", type=int, default=20, help="how many submissions")
    number = parser.parse_args().number
    print(f"{len(os.sched_getaffinity(0))} cores, torch {torch.__version__}, Python {sys.version.split()[0]}")
    measure_calls()
    with tempfile.TemporaryDirectory() as folder:
        measure_notebooks(Path(folder) / "notebooks")
        measure_class(Path(folder) / "course", number)


def measure_calls() -> None:
    """Print the time from fork to first answer, and how many calls a process answers in a second."""
    with ForkServer() as server:
        start = time.monotonic()
        server.wait_ready()
        print(f"fork server ready after {time.monotonic() - start:.1f} s (namespaces: {server.namespaces})")
        forks, whole = [], []
        for _ in range(20):
            start = time.monotonic()
            with scratch_folder(server.scratch_root, []) as scratch:
                process = Process(server.address, scratch, Limits())
                process.wait_ready(30)
                forks.append(time.monotonic() - start)
                process.kill()
            whole.append(time.monotonic() - start)
        print(f"fork, lock-down and first answer: median {1000 * statistics.median(forks):.0f} ms of {len(forks)}")
        with scratch_folder(server.scratch_root, []) as scratch:
            process = Process(server.address, scratch, Limits())
            process.request({"op": "cell", "source": "def f(x): return x", "seed": 0}, 30)
            for what, value, count in (("a number", 1.0, 2000), ("a tensor of 100 kB", torch.ones(25_000), 1000)):
                start = time.monotonic()
                for _ in range(count):
                    process.request({"op": "call", "name": "f", "args": (value,), "kwargs": {}, "seed": 0}, 30)
                rate = count / (time.monotonic() - start)
                print(f"calls with {what} there and back: {rate:.0f} per second")
            process.kill()
        number = requests_of_a_submission(server)
        cost = statistics.median(whole) + number / rate
        print(
            f"isolation costs {cost:.2f} s per submission: one process and {number} calls, counted as with 100 kB each"
        )


def requests_of_a_submission(server: ForkServer) -> int:
    """Return how many requests grading one right submission of all functions takes."""
    count = 0
    request = Process.request

    def counted(process: Process, message: dict[str, Any], timeout: float) -> Any:
        nonlocal count
        count += 1
        return request(process, message, timeout)

    cells = tuple(CodeCell(n, load(ASSIGNMENT, f, "wheat")[0].source, f) for n, f in enumerate(FUNCTIONS))
    suite = Course.find(REPO)[0].suite_digest()
    job = Job(cells, (), REPO / "tests" / "hidden" / ASSIGNMENT, FUNCTIONS, Settings(), suite=suite)
    with patch.object(Process, "request", counted):
        graded = grade(job, server.address, server.scratch_root)
    assert all(exercise.status is Outcome.PASSED for exercise in graded.exercises.values())
    return count


def measure_notebooks(folder: Path) -> None:
    """Print how long each released notebook runs from top to bottom with the course's own solutions."""
    source = REPO / "assignments" / "source"
    for name in sorted(path.name for path in source.iterdir()):
        released = release(folder, name)
        answers = own_solutions(nbformat.read(source / name / f"{name}.ipynb", as_version=4))
        nbformat.write(fill(nbformat.read(released, as_version=4), answers), released)
        start, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        execute(["jupyter", "execute", "--inplace", released.name], released.parent)
        processor = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
        print(f"notebook {name}: {time.monotonic() - start:.0f} s, {processor:.0f} s of processor time", flush=True)


def measure_class(folder: Path, number: int) -> None:
    """Print seconds per submission for the three ways to grade the same class."""
    make_class(folder, number)
    seconds = {}
    for name, command, ours in (
        ("autograder grade", ["autograder", "grade", ASSIGNMENT], True),
        ("autograder grade, again", ["autograder", "grade", ASSIGNMENT, "--again"], True),
        ("nbgrader autograde with this kit", ["nbgrader", "autograde", ASSIGNMENT, "--force"], True),
        ("nbgrader autograde alone, without tests", ["nbgrader", "autograde", ASSIGNMENT, "--force"], False),
    ):
        configure(folder, ours)
        start = time.monotonic()
        execute(command, folder)
        seconds[name] = (time.monotonic() - start) / number
        print(f"{name}: {seconds[name]:.2f} s per submission ({number} submissions)", flush=True)
    fastest = seconds["autograder grade, again"]
    print(f"nbgrader alone takes {seconds['nbgrader autograde alone, without tests'] / fastest:.1f} times as long")


def execute(command: list[str], folder: Path) -> None:
    """Run one of the environment's programs in `folder`; end the benchmark with its output when it fails."""
    done = run([f"{sys.prefix}/bin/{command[0]}", *command[1:]], folder)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with status {done.returncode}:\n{done.stderr[-2000:]}")


def release(folder: Path, assignment: str) -> Path:
    """Make a course in `folder`, release the assignment, and return the released notebook."""
    shutil.copytree(REPO / "assignments" / "source" / assignment, folder / "source" / assignment)
    configure(folder, ours=True)
    execute(["nbgrader", "generate_assignment", assignment], folder)
    return folder / "release" / assignment / f"{assignment}.ipynb"


def make_class(folder: Path, number: int) -> None:
    """Make and release a course in `folder` with `number` submissions, all right."""
    released = nbformat.read(release(folder, ASSIGNMENT), as_version=4)
    wheats = {function: cycle(load(ASSIGNMENT, function, "wheat")) for function in FUNCTIONS}
    for index in range(number):
        target = folder / "submitted" / f"student{index:03}" / ASSIGNMENT
        target.mkdir(parents=True)
        sources = {function: next(solutions).source for function, solutions in wheats.items()}
        nbformat.write(fill(released, sources), target / f"{ASSIGNMENT}.ipynb")


def configure(folder: Path, ours: bool) -> None:
    """Write the course's configuration, with this kit or without."""
    kit = (REPO / "assignments" / "nbgrader_config.py").read_text()
    hidden, reference = str(REPO / "tests" / "hidden"), str(REPO / "reference")
    kit += f"\nc.Grading.hidden_tests = {hidden!r}\nc.Grading.suite = {[hidden, reference]!r}\n"
    (folder / "nbgrader_config.py").write_text(kit if ours else "c = get_config()\n")


if __name__ == "__main__":
    main()
