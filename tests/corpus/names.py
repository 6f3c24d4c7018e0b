"""Gives the course's cells names of their own where they would take a student's, as the slicer has it."""

from __future__ import annotations

import ast
from collections.abc import Collection, Sequence

from autograder.student.cells import read_cell
from autograder.student.slices import Cell


class Renamed(ast.NodeTransformer):
    """Renames variables, functions and classes."""

    def __init__(self, names: Collection[str]) -> None:
        self._names = names

    def generic_visit(self, node: ast.AST) -> ast.AST:
        for field in ("id", "name", "arg"):
            if getattr(node, field, None) in self._names:
                setattr(node, field, f"{getattr(node, field)}_of_the_course")
        if isinstance(node, (ast.Global, ast.Nonlocal)):
            node.names = [f"{name}_of_the_course" if name in self._names else name for name in node.names]
        return super().generic_visit(node)


def with_names_of_its_own(cells: Sequence[Cell]) -> list[str]:
    """Return the cells' texts, in which names that the course takes from a student above are others from there on."""
    bound = [{name for step in read_cell(cell.source, cell.ours).steps for name in step.binds} for cell in cells]
    texts = []
    for index, cell in enumerate(cells):
        taken = {
            name
            for name in set().union(*bound)
            if any(not cells[i].ours and name in bound[i] for i in range(index))
            and not any(not cells[i].ours and name in bound[i] for i in range(index, len(cells)))
            and any(
                cells[i].ours and name in bound[i]
                for i in range(max(i for i in range(index) if not cells[i].ours and name in bound[i]), index + 1)
            )
        }
        texts.append(ast.unparse(Renamed(taken).visit(ast.parse(cell.source))) if taken else cell.source)
    return texts
