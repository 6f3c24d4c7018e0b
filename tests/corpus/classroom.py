"""A small course, a class that hands in, and what is there once it was graded: for attacks and for fuzzing."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from tests.corpus.loader import ROOT, Attack
from tests.corpus.traces import CONTROL, LEAKED, handed_on, scores, traces

REPO = ROOT.parents[1]
BIN = f"{sys.prefix}/bin"
NEIGHBOURS = ("l1_penalty", "add_dropout")
"""What every attacker also hands in, solved right, as far as it is not what is attacked: cheap to grade."""
NO_RESULT = "no result"


def make_course(
    folder: Path,
    assignment: str,
    functions: Sequence[str],
    asserts: Mapping[str, str] | None = None,
    settings: str = "c.Grading.cell_seconds = 10\nc.Grading.seed = 0\n",
) -> NotebookNode:
    """Make and release a course whose notebook holds the graded cells of `functions` alone; return the notebook.

    Args:
        folder: becomes the course's.
        assignment: where the exercises are from.
        functions: which of them.
        asserts: what stands in the grade cells of a course that nbgrader grades alone; None when this kit grades it.
        settings: what the kit's configuration says besides.
    """
    source = nbformat.read(REPO / "assignments" / "source" / assignment / f"{assignment}.ipynb", as_version=4)
    wanted = {name for f in functions for name in (f, f"test_{f}")}
    source.cells = [c for c in source.cells if c.metadata.get("nbgrader", {}).get("grade_id") in wanted]
    for cell in source.cells:
        function = cell.metadata.nbgrader.grade_id.removeprefix("test_")
        if asserts is not None and cell.metadata.nbgrader.grade:
            cell.source = f"### BEGIN HIDDEN TESTS\n{asserts[function]}### END HIDDEN TESTS"
    target = folder / "source" / assignment
    target.mkdir(parents=True)
    nbformat.write(source, target / f"{assignment}.ipynb")
    kit = (REPO / "assignments" / "nbgrader_config.py").read_text()
    hidden, reference = str(REPO / "tests" / "hidden"), str(REPO / "reference")
    kit += f"\nc.Grading.hidden_tests = {hidden!r}\nc.Grading.suite = {[hidden, reference]!r}\n"
    kit += f"c.Grading.missing_protections = 'warn'\n{settings}"
    (folder / "nbgrader_config.py").write_text(kit if asserts is None else "c = get_config()\n")
    run([f"{BIN}/nbgrader", "generate_assignment", assignment], folder)
    return nbformat.read(folder / "release" / assignment / f"{assignment}.ipynb", as_version=4)


def maker_of(attack: Attack) -> Callable[[dict[str, Any], Path], None]:
    """Return the function that makes a whole submission of an attack: it writes into a folder and runs no cell."""
    spec = importlib.util.spec_from_file_location(attack.name, attack.path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    make: Callable[[dict[str, Any], Path], None] = module.make
    return make


@dataclass(frozen=True)
class Graded:
    """What there is after a class was graded.

    Attributes:
        harms: what befell everybody: what was left or changed, points that honest students lost, a run that failed.
        results: the entries of the class run's JSON, by student; none when it failed.
        recorded: what stands in the gradebook, by student and grade cell.
        said: what the commands printed.
        seconds: how long `autograder grade` took.
    """

    harms: Sequence[str]
    results: Mapping[str, dict[str, Any]]
    recorded: Mapping[str, Mapping[str, float | None]]
    said: str
    seconds: float


def grade_class(
    folder: Path,
    assignment: str,
    honest: Sequence[str],
    functions: Iterable[str],
    timeout: float = 3000,
    temporary: Path | None = None,
) -> Graded:
    """Grade what is handed in at the course in `folder`, make feedback, and look at what there is then.

    Args:
        folder: the course's.
        assignment: which of its assignments.
        honest: students whose submissions must stay as they are and get all points.
        functions: the exercises in which these are to get them.
        timeout: seconds that each of the two commands may take.
        temporary: where they put temporary files, in place of the machine's folder for these.

    Raises:
        TimeoutExpired: one took longer.
    """
    before = traces(folder, honest)
    start = time.monotonic()
    grade = [f"{BIN}/autograder", "grade", assignment, "--json", str(folder / "results.json")]
    done = run(grade, folder, False, timeout, temporary)
    seconds = time.monotonic() - start
    feedback = run([f"{BIN}/nbgrader", "generate_feedback", assignment], folder, False, timeout, temporary)
    wait_for_ends()
    after = traces(folder, honest)
    changed = sorted(name for name in after.keys() | before.keys() if after.get(name) != before.get(name))
    changed = [name for name in changed if name in after or not name.startswith("process ")]
    harms = [f"{name}: {after.get(name, 'gone')}" for name in changed]
    said = done.stdout + done.stderr + feedback.stdout + feedback.stderr
    if done.returncode != 0 or feedback.returncode != 0:
        words = "\n".join(re.findall(r".*Error.*|.*ERROR.*", feedback.stderr) or [feedback.stderr])
        words = (done.stderr + words)[-2000:]
        harms.append(f"the run ended with {done.returncode}, feedback with {feedback.returncode}: {words}")
        return Graded(harms, {}, {}, said, seconds)
    if CONTROL.search(done.stdout + done.stderr):
        harms.append("control characters on the terminal")
    results = {entry["student"]: entry for entry in json.loads((folder / "results.json").read_text())["submissions"]}
    for student in honest:
        for name in functions:
            exercise = results[student]["exercises"][name]
            if exercise["score"] != exercise["max_score"]:
                harms.append(f"{student} lost points in {name}")
    return Graded(harms, results, scores(folder), said, seconds)


def harms_by(folder: Path, assignment: str, student: str, graded: Graded) -> list[str]:
    """Return what one submission did, its points left aside: `NO_RESULT` alone where there is none."""
    entry = graded.results.get(student)
    if entry is None or None in graded.recorded.get(student, {"": None}).values():
        return [NO_RESULT]
    harms = handed_on(folder, assignment, student)
    if LEAKED.search(json.dumps(entry, ensure_ascii=False)):
        harms.append("a secret stands in the result")
    if CONTROL.search(json.dumps({**entry, "submission": ""}, ensure_ascii=False)):  # the path is as it was given
        harms.append("control characters in the result")
    return harms


def wait_for_ends() -> None:
    """Wait a moment: what outlives a run by more than this was left behind."""
    time.sleep(1.0)


def run(
    command: list[str], folder: Path, check: bool = True, timeout: float = 3000, temporary: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command in `folder`; end this program where it fails, unless `check` is false."""
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    if temporary is not None:
        environment["TMPDIR"] = str(temporary)
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=timeout)
    if check and done.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with status {done.returncode}:\n{done.stdout}\n{done.stderr}")
    return done
