"""A code cell of a notebook, in a module that a grading process can import without all of nbformat."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CodeCell:
    """A code cell: where it stands in the notebook, what it holds, and what nbgrader knows of it."""

    index: int
    source: str
    grade_id: str | None = None
    grade: bool = False
    solution: bool = False
