"""What a release notes in its notebook: which cells are the course's own, so that a student's are told from them."""

from __future__ import annotations

import hashlib

from nbformat import NotebookNode

from autograder.student.slices import Cell

KEY = "autograder"
"""Where our notes stand in a notebook's metadata: those of a release, and what was found on reading a submission."""
ALWAYS = "always"
"""The tag of a course's cell that runs for every exercise, whatever its function needs."""


def note_cells(notebook: NotebookNode) -> None:
    """Note in a notebook which code cells it has now."""
    cells = [_digest(cell.source) for cell in notebook.cells if cell.cell_type == "code"]
    notebook.metadata.setdefault(KEY, NotebookNode())["cells"] = cells


def cells_to_slice(notebook: NotebookNode) -> list[Cell]:
    """Return the code cells of a notebook, whoever has worked on it since; without a note all are the student's."""
    notes = notebook.metadata.get(KEY, {})
    own = frozenset(notes.get("cells", ()))
    found = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            ours = _digest(cell.source) in own
            always = ours and ALWAYS in cell.metadata.get("tags", ())
            found.append(Cell(cell.source, ours, always, cell.metadata.get("nbgrader", {}).get("grade_id")))
    return found


def _digest(source: str) -> str:
    return hashlib.sha256(source.strip().encode()).hexdigest()[:16]
