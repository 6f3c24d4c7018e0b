"""Prints results as a table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.results.model import Change, ExerciseResult, Outcome, Status, SubmissionResult
from autograder.student.text import clean

if TYPE_CHECKING:  # both import torch in the end
    from autograder.sandbox.doctor import Finding
    from autograder.sandbox.protections import Layer

_MOST_CHANGES = 50
_STYLES = {Outcome.PASSED: "green", Outcome.FAILED: "red", Outcome.NOT_ATTEMPTED: "dim", Outcome.ERROR: "bold magenta"}


def print_table(assignment: str, results: Sequence[SubmissionResult], console: Console, seconds: float) -> None:
    """Print one line per submission: each exercise's points and status, the total, the time; then what was noticed."""
    exercises = list(dict.fromkeys(name for result in results for name in result.exercises))
    table = Table(title=assignment, title_justify="left")
    table.add_column("submission", overflow="fold")
    for name in exercises:
        table.add_column(name)
    table.add_column("points", justify="right")
    table.add_column("seconds", justify="right")
    names = _short_names(results)
    for result, name in zip(results, names, strict=True):
        cells = [_cell(result.exercises.get(name)) for name in exercises]
        total = f"{result.score:g} / {result.max_score:g}"
        if result.status is not Status.GRADED:
            total = f"{result.status}: {total}"
        table.add_row(_text(name), *cells, total, f"{result.seconds:.1f}")
    console.print(table)
    for result, name in zip(results, names, strict=True):
        for note in result.notes:
            console.print(_text(f"{name}: {note}", 400))
    if results:
        mean = seconds / len(results)
        console.print(f"{len(results)} submissions in {seconds:.1f} s ({mean:.2f} s each).")


def print_changes(changes: Sequence[Change], dry_run: bool, console: Console) -> None:
    """Print whose points differ from those in the gradebook before the run, by how much and by which tests."""
    moved = [change for change in changes if change.before is not None]
    first = len({change.student for change in changes} - {change.student for change in moved})
    said = "would change" if dry_run else "changed"
    if first:
        console.print(f"{first} of them {'have no points in the gradebook yet' if dry_run else 'for the first time'}.")
    if not moved:
        console.print(f"No points that the gradebook had {said}.")
        return
    table = Table(title=f"Points that {said}", title_justify="left")
    for head in ("student", "exercise", "before", "after", "by"):
        table.add_column(head, overflow="fold")
    for change in moved[:_MOST_CHANGES]:
        tests = ", ".join(f"{name.removeprefix('test_')} {by:+g}" for name, by in change.tests.items())
        points = f"{change.before:g}", f"{change.after:g}"
        table.add_row(_text(change.student), _text(change.exercise), *points, _text(tests, 400))
    console.print(table)
    if len(moved) > _MOST_CHANGES:
        console.print(f"{len(moved) - _MOST_CHANGES} more: --json FILE has them all.")


def print_protections(layers: Sequence[Layer], findings: Sequence[Finding], console: Console) -> None:
    """Print which protections are there, and what came of trying to get past them."""
    walls = Table(title="protections", title_justify="left")
    for head in ("protection", "here", "without it"):
        walls.add_column(head)
    for layer in layers:
        walls.add_row(layer.name, _TRIED[layer.on], "" if layer.on else layer.without)
    console.print(walls)
    table = Table(title="tried in a student's process", title_justify="left")
    for head in ("what must not work", "prevented", "what came of it", "by"):
        table.add_column(head, overflow="fold")
    for finding in findings:
        how = Text(clean(finding.how, 120))
        table.add_row(finding.attempt.what, _TRIED[finding.prevented], how, finding.attempt.by)
    console.print(table)


_TRIED = {True: Text("yes", style="green"), False: Text("no", style="bold red"), None: Text("not tried", style="dim")}


def _short_names(results: Sequence[SubmissionResult]) -> list[str]:
    """Return the students' names, or the paths without the parts they all share."""
    if all(result.student for result in results):
        return [str(result.student) for result in results]
    parts = [Path(result.submission).parts for result in results]
    while len(parts) > 1 and all(len(p) > 1 for p in parts) and len({p[0] for p in parts}) == 1:
        parts = [p[1:] for p in parts]
    while len(parts) > 1 and all(len(p) > 1 for p in parts) and len({p[-1] for p in parts}) == 1:
        parts = [p[:-1] for p in parts]
    return [str(Path(*p)) for p in parts]


def _cell(exercise: ExerciseResult | None) -> Text:
    if exercise is None:
        return Text("")
    points = f"{exercise.score:g} / {exercise.max_score:g}"
    style = _STYLES.get(exercise.status, "yellow")
    return Text(points if exercise.status is Outcome.PASSED else f"{points} {exercise.status}", style=style)


def _text(value: str, limit: int = 200) -> Text:
    return Text(clean(value, limit))  # a Text, so that markup in a file's name stays text
