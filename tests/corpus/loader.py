"""Finds the solutions of this corpus and puts them into notebooks. Runs none of them."""

from __future__ import annotations

import ast
import copy
import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from nbformat import NotebookNode

Kind = Literal["wheat", "chaff", "attack"]

ROOT = Path(__file__).resolve().parent
_FOLDERS: dict[Kind, str] = {"wheat": "wheats", "chaff": "chaffs"}


@dataclass(frozen=True)
class Solution:
    """The text of one solution cell, for one function.

    Attributes:
        summary: what is unusual about a wheat, what is wrong with a chaff, or what an attack tries.
        fails: the hidden tests that a chaff fails, without the ``test_`` in front.
        may_fail: those that it fails or not, depending on what the tests draw at random.
    """

    name: str
    assignment: str
    function: str
    kind: Kind
    path: Path
    source: str
    summary: str
    fails: frozenset[str] = frozenset()
    may_fail: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return f"{self.function}/{self.kind}/{self.name}"


def load(assignment: str | None = None, function: str | None = None, kind: Kind | None = None) -> list[Solution]:
    """Return the solutions in a fixed order, of one assignment, function or kind when these are given."""
    wanted = {"assignment": assignment, "function": function, "kind": kind}
    return [
        solution
        for solution in _all()
        if all(value is None or getattr(solution, name) == value for name, value in wanted.items())
    ]


def fill(notebook: NotebookNode, sources: Mapping[str, str]) -> NotebookNode:
    """Return a copy of a released notebook with `sources`, by function, in its solution cells.

    Raises:
        KeyError: the notebook has no solution cell of that name.
    """
    filled = copy.deepcopy(notebook)
    cells = {}
    for cell in filled.cells:
        nbgrader = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and nbgrader.get("solution"):
            cells[nbgrader["grade_id"]] = cell
    for function, source in sources.items():
        cells[function].source = source.rstrip("\n")
    return filled


@functools.cache
def _all() -> tuple[Solution, ...]:
    return tuple(_found())


def _found() -> Iterator[Solution]:
    assignments = {}
    for folder in sorted(ROOT.glob("*/*/")):
        assignment, function = folder.parent.name, folder.name
        for kind, name in _FOLDERS.items():
            for path in sorted((folder / name).glob("*.py")):
                assignments[function] = assignment
                source, summary, lists = _read(path)
                fails, may_fail = lists.get("Fails", frozenset()), lists.get("May fail", frozenset())
                yield Solution(path.stem, assignment, function, kind, path, source, summary, fails, may_fail)
    for path in sorted((ROOT / "attacks").glob("*.py")):
        source, summary, _ = _read(path)
        function, _, summary = summary.partition(": ")
        yield Solution(path.stem, assignments[function], function, "attack", path, source, summary)


def _read(path: Path) -> tuple[str, str, dict[str, frozenset[str]]]:
    """Return a file's text, its docstring's first line, and the lists of names below, by their titles."""
    source = path.read_text(encoding="utf-8")
    text = ast.get_docstring(ast.parse(source))
    if not text:
        raise ValueError(f"{path} does not start with a docstring")
    summary, *rest = text.splitlines()
    lists: dict[str, set[str]] = {}
    names: set[str] = set()
    for line in filter(None, map(str.strip, rest)):
        if line.endswith(":"):
            names = lists.setdefault(line.removesuffix(":"), set())
        else:
            names.add(line)
    if unknown := lists.keys() - {"Fails", "May fail"}:
        raise ValueError(f"{path}: unknown lists in the docstring: {', '.join(unknown)}")
    return source, summary, {title: frozenset(found) for title, found in lists.items()}
