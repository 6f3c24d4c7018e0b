"""From a submitted notebook to what is to be graded: one task for each exercise, with the cells that it needs."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from nbformat import NotebookNode

from autograder.course import notebook as nb
from autograder.course.cell import CodeCell
from autograder.course.course import Course
from autograder.course.folders import files_in
from autograder.grading.digests import suite_digest
from autograder.grading.jobs import Rerun, Shared, Task, Work
from autograder.student.language import SOURCE_LANGUAGE
from autograder.student.released import KEY
from autograder.student.slices import Cell, slices


class Tasks:
    """Makes the tasks of one assignment's submissions; what they all share is looked at once."""

    def __init__(self, course: Course, assignment: str) -> None:
        self._course = course
        self._assignment = assignment
        self._settings = course.settings()
        self._suites: dict[str, str] = {}
        self._own_files = _files(course.source_folder(assignment))

    def of(self, name: str, notebook: NotebookNode, folder: Path | None) -> Work:
        """Return what to grade of a notebook that `submissions.read` made.

        Args:
            name: which of the assignment's notebooks it is.
            notebook: the notebook.
            folder: the submission's, whose other files cells can read; the course's own of the same name win.
        """
        exercises = self._course.exercises(self._assignment, name)
        ours = {f"test_{f}" for f in exercises}
        files = {**(_files(folder) if folder is not None else {}), **self._own_files}
        ordered = tuple((path, n) for n, path in sorted(files.items()))
        found = notebook.metadata.get(KEY, {})
        absent, language = found.get("absent", ""), found.get("language", SOURCE_LANGUAGE)
        cells = cells_of_students(self._course, self._assignment, name, notebook)
        needed = slices_of(self._course, self._assignment, name, cells, language, exercises, files)
        tasks, folders = {}, tuple(self._course.suite_folders)
        for exercise in exercises:
            module = self._course.hidden / self._assignment / f"test_{exercise}.py"
            mine, suite = needed[exercise], self._suite(module)
            tasks[exercise] = Task(exercise, mine, ordered, module, suite, folders, self._settings, absent)
        scored = any(nb.is_scored_by_outputs(c) and c.metadata.nbgrader.grade_id not in ours for c in notebook.cells)
        rerun = scored or self._course.grading.outputs == "rerun"
        whole = Rerun(cells, ordered, self._settings, self._shared(name, language)) if rerun and not absent else None
        return Work(tasks, whole, language)

    def _shared(self, name: str, language: str) -> Shared:
        cells = nb.code_cells(self._course.notebooks(self._assignment, language)[name])
        before = itertools.takewhile(lambda cell: not (cell.solution or cell.grade), cells)
        return Shared(tuple(before), tuple((path, n) for n, path in sorted(self._own_files.items())))

    def _suite(self, module: Path) -> str:
        if module.stem not in self._suites:
            course = self._course
            self._suites[module.stem] = suite_digest(module, tuple(course.suite_folders), course.process_settings)
        return self._suites[module.stem]


def cells_of_students(course: Course, assignment: str, name: str, notebook: NotebookNode) -> tuple[CodeCell, ...]:
    """Return the code cells of a notebook that may run: all but the grade cells of ours."""
    ours = {f"test_{f}" for f in course.exercises(assignment, name)}
    return tuple(cell for cell in nb.code_cells(notebook) if cell.grade_id not in ours)


def slices_of(
    course: Course,
    assignment: str,
    name: str,
    cells: Sequence[CodeCell],
    language: str,
    functions: Sequence[str],
    files: Iterable[str] = (),
) -> dict[str, tuple[CodeCell, ...]]:
    """Return for each of the `functions` those of a notebook's `cells` that it needs, with `files` beside them."""
    own = course.own_cells(assignment, name, language)
    needed = slices([_cell(cell, own) for cell in cells], functions, {_module_name(n) for n in files})
    return {function: tuple(cells[index] for index in needed[function]) for function in functions}


def _cell(cell: CodeCell, own: Mapping[str, bool]) -> Cell:
    """Return a cell as the slicer takes it; `own` holds the texts of the course's."""
    text = cell.source.strip()
    return Cell(cell.source, text in own, own.get(text, False), cell.grade_id)


def _module_name(file: str) -> str:
    return Path(file).parts[0].removesuffix(".py")


def _files(folder: Path) -> dict[str, Path]:
    """Return the files of a folder that are put beside the cells, by their names there."""
    return {name: path for name, path in files_in(folder).items() if not name.endswith(".ipynb")}
