"""Finds the solutions of this corpus. Runs none of them."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from autograder.course import solutions

Kind = Literal["wheat", "chaff", "attack"]
_KEYS = frozenset({"Outcome", "Says", "Harms", "Status", "Points"})

ROOT = Path(__file__).resolve().parent
_FOLDERS: dict[Kind, str] = {"wheat": "wheats", "chaff": "chaffs"}


@dataclass(frozen=True, kw_only=True)
class Solution(solutions.Solution):
    """The text of one solution cell, for one function, and where it stands; an attack's summary is what it tries."""

    assignment: str
    function: str
    kind: Kind
    path: Path

    def __str__(self) -> str:
        return f"{self.function}/{self.kind}/{self.name}"


@dataclass(frozen=True)
class Attack:
    """Something that must not succeed: the text of a solution cell, or a whole submission.

    Attributes:
        function: the exercise in whose place it stands, None when the file makes a whole submission.
        outcomes: the exercise's status, one of these.
        says: what its message must contain.
        harms: other exercises of the notebook that may lose points by it.
        status, points: of a whole submission, its status and how many of the points (``full``, ``some``, ``none``).
    """

    name: str
    group: str
    path: Path
    source: str
    summary: str
    function: str | None
    assignment: str
    outcomes: frozenset[str] = frozenset()
    says: str = ""
    harms: frozenset[str] = frozenset()
    status: str = "graded"
    points: str = "none"


def load_attacks() -> list[Attack]:
    """Return all attacks, by group and name."""
    return [_attack(path) for path in sorted((ROOT / "attacks").glob("*/*.py"))]


def _attack(path: Path) -> Attack:
    source = path.read_text(encoding="utf-8")
    text = ast.get_docstring(ast.parse(source))
    if not text:
        raise ValueError(f"{path} does not start with a docstring")
    summary, *rest = text.splitlines()
    target, _, summary = summary.partition(": ")
    keys = dict(line.split(": ", 1) for line in filter(None, map(str.strip, rest)))
    if unknown := keys.keys() - _KEYS:
        raise ValueError(f"{path}: unknown keys in the docstring: {', '.join(unknown)}")
    names, _, _ = keys.get("Harms", "").partition(" because")
    function = None if target == "notebook" else target
    return Attack(
        name=path.stem,
        group=path.parent.name,
        path=path,
        source=source,
        summary=summary,
        function=function,
        assignment=_assignments().get(target, "regularization"),
        outcomes=frozenset(filter(None, keys.get("Outcome", "").split(" or "))),
        says=keys.get("Says", ""),
        harms=frozenset(filter(None, names.replace(",", " ").split())),
        status=keys.get("Status", "graded"),
        points=keys.get("Points", "none"),
    )


@functools.cache
def _assignments() -> dict[str, str]:
    """Return the assignment that each function of the corpus belongs to."""
    return {folder.name: folder.parent.name for folder in ROOT.glob("*/*/") if folder.parent.name != "attacks"}


def load(assignment: str | None = None, function: str | None = None, kind: Kind | None = None) -> list[Solution]:
    """Return the solutions in a fixed order, of one assignment, function or kind when these are given."""
    wanted = {"assignment": assignment, "function": function, "kind": kind}
    return [
        solution
        for solution in _all()
        if all(value is None or getattr(solution, name) == value for name, value in wanted.items())
    ]


@functools.cache
def _all() -> tuple[Solution, ...]:
    return tuple(_found())


def _found() -> Iterator[Solution]:
    for folder in sorted(ROOT.glob("*/*/")):
        assignment, function = folder.parent.name, folder.name
        for kind, name in _FOLDERS.items():
            for path in sorted((folder / name).glob("*.py")):
                found = vars(solutions.read_solution(path))
                yield Solution(**found, assignment=assignment, function=function, kind=kind, path=path)
    for attack in load_attacks():
        if attack.function is not None:
            yield Solution(
                name=attack.name,
                source=attack.source,
                summary=attack.summary,
                assignment=attack.assignment,
                function=attack.function,
                kind="attack",
                path=attack.path,
            )
