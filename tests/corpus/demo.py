"""The demo: release the assignments, grade a small class through nbgrader, write feedback and reports, print the table.

    python -m tests.corpus.demo [FOLDER]

Works on a copy of the course in FOLDER (``demo/`` by default). Ends with status 1 when a grade is not what it should
be, so that it is a test of the whole kit as well.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.corpus.demo_class import FUNCTIONS, STUDENTS, Expected, make_submissions

REPO = Path(__file__).resolve().parents[2]


def main() -> int:
    """Run the demo and return its exit status."""
    parser = argparse.ArgumentParser(description="Grade a small class of submissions of every kind.")
    parser.add_argument("folder", nargs="?", type=Path, default=REPO / "demo", help="where the demo's course is made")
    folder = parser.parse_args().folder.absolute()
    console = Console()
    start = time.monotonic()
    steps = Steps(console, 3 * len(FUNCTIONS))
    prepare(folder, steps)
    grading = time.monotonic()
    results = {}
    for assignment in FUNCTIONS:
        steps.begin(f"grading {assignment}: {sum(assignment in s.work for s in STUDENTS)} submissions")
        results[assignment] = grade(folder, assignment)
    grading = time.monotonic() - grading
    for assignment in FUNCTIONS:
        steps.begin(f"writing feedback and a report on {assignment}")
        run(folder, "nbgrader", "generate_feedback", assignment)
        run(folder, "autograder", "report", assignment)
    print_class(console, results)
    console.print(
        f"\nGraded in {grading:.0f} s; {time.monotonic() - start:.0f} s in all, with release and feedback.\n\n"
        f"Four things worth looking at:\n"
        f"  1. what emma gets back, who was wrong in typical ways; in a browser:\n"
        f"     {(folder / 'feedback/emma/regularization/regularization.html').as_uri()}\n"
        f"  2. what their instructor sees of the class:\n"
        f"     {(folder / 'report-regularization.html').as_uri()}\n"
        f"  3. what students work with; write a function and run the check below it:\n"
        f"     {sys.prefix}/bin/jupyter lab {folder}/release/regularization/regularization.ipynb\n"
        f"  4. whose points a change would change; change a hidden test first, say tests/hidden/regularization/"
        f"test_l1_penalty.py:\n"
        f"     {sys.prefix}/bin/autograder grade regularization --dry-run --course {folder}\n",
        soft_wrap=True,
        highlight=False,
    )
    surprises = differences(results)
    for line in surprises:
        console.print(f"[red]not as it should be:[/] {line}")
    return 1 if surprises else 0


class Steps:
    """Says which step of how many begins, and when."""

    def __init__(self, console: Console, number: int) -> None:
        self._console, self._number, self._begun, self._start = console, number, 0, time.monotonic()

    def begin(self, what: str) -> None:
        """Say that the next step begins."""
        self._begun += 1
        seconds = time.monotonic() - self._start
        self._console.print(f"[{self._begun}/{self._number}, {seconds:3.0f} s] {what} …", markup=False, highlight=False)


def prepare(folder: Path, steps: Steps) -> None:
    """Copy the course to `folder`, release its assignments, and write the class's submissions."""
    if folder.exists():
        if not (folder / "nbgrader_config.py").is_file():
            sys.exit(f"{folder} exists and is no course of the demo's: remove it or name another folder")
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    config = (REPO / "assignments" / "nbgrader_config.py").read_text()
    hidden, reference = str(REPO / "tests" / "hidden"), str(REPO / "reference")
    config += f"\nc.Grading.hidden_tests = {hidden!r}\nc.Grading.suite = {[hidden, reference]!r}\n"
    config += f"c.Grading.corpus = {str(REPO / 'tests' / 'corpus')!r}\n"
    config += "c.Grading.seed = 0\n"  # the same questions in every demo: what comes of it is compared
    config += "c.Grading.missing_protections = 'warn'\n"  # a demo shall run anywhere, also in continuous integration
    (folder / "nbgrader_config.py").write_text(config)
    shutil.copytree(REPO / "assignments" / "locale", folder / "locale")
    for assignment in FUNCTIONS:
        steps.begin(f"releasing {assignment}")
        shutil.copytree(REPO / "assignments" / "source" / assignment, folder / "source" / assignment)
        run(folder, "nbgrader", "generate_assignment", assignment)
    (folder / "submitted").mkdir()
    make_submissions(folder / "release", folder / "submitted")


def grade(folder: Path, assignment: str) -> dict[str, Any]:
    """Grade the class's submissions of one assignment; return each student's result in the JSON schema."""
    report = folder / f"{assignment}.json"
    run(folder, "autograder", "grade", assignment, "--json", str(report))
    return {entry["student"]: entry for entry in json.loads(report.read_text())["submissions"]}


def run(folder: Path, program: str, *arguments: str) -> None:
    """Run one of the environment's programs in `folder`; end the demo with its output when it fails.

    Of `autograder` the progress is shown, which it writes to standard error.
    """
    environment = {**os.environ, "PATH": f"{sys.prefix}/bin{os.pathsep}{os.environ.get('PATH', '')}"}
    command = [f"{sys.prefix}/bin/{program}", *arguments]
    errors = None if program == "autograder" else subprocess.PIPE
    done = subprocess.run(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with status {done.returncode}:\n{done.stdout}\n{done.stderr or ''}")


def print_class(console: Console, results: dict[str, dict[str, Any]]) -> None:
    """Print a table student by exercise for each assignment."""
    for assignment, functions in FUNCTIONS.items():
        table = Table("student", title=f"{assignment}: points and status", title_justify="left")
        for function in functions:
            table.add_column(function, overflow="fold")
        for student in STUDENTS:
            if assignment in student.work:
                found = results[assignment].get(student.name, {"exercises": {}})["exercises"]
                table.add_row(student.name, *(_cell(found.get(function)) for function in functions))
        console.print(table)
    for student in STUDENTS:
        console.print(f"[bold]{student.name}[/]: {student.description}", soft_wrap=True, highlight=False)


def _cell(exercise: dict[str, Any] | None) -> str:
    if exercise is None:
        return ""
    color = {"passed": "green", "failed": "red", "not attempted": "dim"}.get(exercise["status"], "yellow")
    return f"[{color}]{exercise['score']:g} {exercise['status']}[/]"


def differences(results: dict[str, dict[str, Any]]) -> list[str]:
    """Return a line for each exercise whose status or score is not what the class's description says."""
    lines = []
    for student in STUDENTS:
        for assignment in student.work:
            exercises = results[assignment].get(student.name, {}).get("exercises", {})
            for function, expected in student.expected(assignment).items():
                got = exercises.get(function)
                if got is None or not _fits(got, expected):
                    lines.append(f"{student.name}, {function}: {got and (got['status'], got['score'])}, not {expected}")
    return lines


def _fits(got: dict[str, Any], expected: Expected) -> bool:
    score = "full" if got["score"] == got["max_score"] else "zero" if got["score"] == 0 else "partial"
    return got["status"] in expected.status and score in expected.score


if __name__ == "__main__":
    sys.exit(main())
