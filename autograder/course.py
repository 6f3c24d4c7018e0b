"""An nbgrader course on disk, and how a submission of it becomes a `Job`."""

from __future__ import annotations

import hashlib
import logging
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from traitlets import Float, Int, List, Unicode
from traitlets.config import Config, Configurable, PyFileConfigLoader

from autograder import notebook as nb
from autograder.jobs import Job, Settings
from autograder.sandbox.lockdown import Limits
from autograder.sandbox.server import readable_paths

log = logging.getLogger(__name__)

_KEY = "autograder"  # where notes travel in a notebook's metadata, from reading it to grading it


class CourseError(Exception):
    """The course or the arguments cannot be used; the text is one line for the user."""


class Grading(Configurable):
    """How submissions are graded; set in ``nbgrader_config.py`` as ``c.Grading.<name> = value``."""

    hidden_tests = Unicode("../tests/hidden", help="The hidden tests' folder, seen from the course's folder.").tag(
        config=True
    )
    suite = List(
        Unicode(),
        ["../tests/hidden", "../reference"],
        help="The folders whose Python text decides grades: when it changes, everything is graded and computed anew.",
    ).tag(config=True)
    cell_seconds = Float(30.0, help="Wall-clock seconds for one notebook cell.").tag(config=True)
    submission_seconds = Float(600.0, help="Wall-clock seconds for one notebook, cells and tests.").tag(config=True)
    memory_mib = Int(4096, help="MiB of memory for one student's process.").tag(config=True)
    file_mib = Int(256, help="MiB of the largest file a student's process may write.").tag(config=True)
    seed = Int(0, help="The grader's seed: same submission, same suite, same seed, same grade.").tag(config=True)
    workers = Int(0, help="Submissions graded at once; 0 is one per core.").tag(config=True)

    def settings(self) -> Settings:
        """Return the settings in the engine's terms."""
        limits = Limits(memory=self.memory_mib << 20, file_size=self.file_mib << 20)
        return Settings(self.cell_seconds, self.submission_seconds, limits, self.seed)


@dataclass(frozen=True)
class Submitted:
    """A submitted notebook made ready: merged with the course's own cells, with lines about what was found."""

    notebook: NotebookNode
    notes: tuple[str, ...]
    absent: str = ""


class Course:
    """An nbgrader course and its hidden tests."""

    def __init__(self, directory: CourseDirectory, grading: Grading) -> None:
        self.directory = directory
        self.grading = grading
        self.root = Path(directory.root).resolve()
        self.hidden = (self.root / grading.hidden_tests).resolve()
        reachable = [Path(path).resolve() for path in readable_paths()]
        for secret in (self.hidden, self.root):
            if any(secret.is_relative_to(path) for path in reachable):
                raise CourseError(f"{secret} lies inside the Python installation, which student code can read: move it")

    @classmethod
    def find(cls, start: Path) -> tuple[Course, Config]:
        """Return the course in `start` or in its folder ``assignments``, else above it, and its configuration.

        Raises:
            CourseError: there is none.
        """
        above = [root for folder in (start, *start.parents) for root in (folder, folder / "assignments")]
        for root in above:
            if (root / "nbgrader_config.py").is_file():
                config = PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
                directory = CourseDirectory(config=config)
                directory.root = str(root.resolve())
                return cls(directory, Grading(config=config)), config
        raise CourseError(f"no nbgrader_config.py in {start} or above: go to the course's folder or name it (--course)")

    def assignments(self) -> list[str]:
        """Return the names of the assignments in the source folder."""
        folder = self.root / self.directory.source_directory
        return sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []

    def source_folder(self, assignment: str) -> Path:
        return Path(self.directory.format_path(self.directory.source_directory, ".", assignment))

    def submitted_folder(self, student: str, assignment: str) -> Path:
        return Path(self.directory.format_path(self.directory.submitted_directory, student, assignment))

    def students(self, assignment: str) -> list[str]:
        """Return the students who have a submission folder for the assignment, whatever is in it."""
        pattern = self.directory.format_path(
            self.directory.submitted_directory, "(?P<student_id>[^/]+)", assignment, escape=True
        )
        # A submission folder stands at a fixed depth below the place that holds them all.
        base = Path(self.directory.format_path(self.directory.submitted_directory, ".", "."))
        found = {m["student_id"] for path in base.glob("*/*") if (m := re.fullmatch(pattern, str(path)))}
        return sorted(found)

    def notebooks(self, assignment: str) -> dict[str, NotebookNode]:
        """Return the assignment's own notebooks, with solutions and tests, by name."""
        return _source_notebooks(self.source_folder(assignment))

    def exercises(self, assignment: str, name: str) -> tuple[str, ...]:
        """Return the functions of one notebook that hidden tests grade."""
        ids = nb.grade_ids(self.notebooks(assignment)[name]) if name in self.notebooks(assignment) else set()
        return tuple(f for f in _hidden_exercises(self.hidden / assignment) if f"test_{f}" in ids)

    def recognise(self, assignment: str, path: Path) -> str:
        """Return which of the assignment's notebooks the file at `path` is: by its cells' ids, else by its name."""
        known = {name: nb.grade_ids(source) for name, source in self.notebooks(assignment).items()}
        try:
            found = nb.recognise(nb.read(path), known)
        except nb.UnreadableNotebook:
            found = None
        return found or (path.stem if path.stem in known else next(iter(known)))

    def submission_paths(self, student: str, assignment: str) -> dict[str, Path]:
        """Return, for each of the assignment's notebooks, the file the student submitted for it.

        A file of the right name is taken; where there is none, a notebook of another name that holds the right cells.
        """
        folder = self.submitted_folder(student, assignment)
        known = {name: nb.grade_ids(source) for name, source in self.notebooks(assignment).items()}
        paths = {name: folder / f"{name}.ipynb" for name in known}
        missing = {name for name, path in paths.items() if not path.exists() and not path.is_symlink()}
        if missing:
            for path in sorted(folder.glob("*.ipynb")):
                if path.stem not in known:
                    try:
                        name = nb.recognise(nb.read(path), known)
                    except nb.UnreadableNotebook:
                        continue
                    if name in missing:
                        missing.remove(name)
                        paths[name] = path
        return paths

    def read(self, assignment: str, name: str, path: Path, *, renamed: bool = False) -> Submitted:
        """Read a submitted notebook and mend it: every grade cell once, with the course's own text.

        An unreadable file gives a notebook that holds the grade cells alone, so that there is a result. A file name
        other than the assignment's is worth a note, unless `renamed` says that it is expected.
        """
        source = self.notebooks(assignment).get(name)
        notes: list[str] = []
        absent = ""
        try:
            notebook = nb.read(path)
            if path.stem != name and not renamed:
                notes.append(f"The notebook is named {path.name}; it was recognised as {name}.ipynb.")
        except nb.UnreadableNotebook as error:
            notebook = nbformat.v4.new_notebook()
            absent = f"{path.name} was not graded: {error}."
            notes.append(absent)
        notebook.cells, twice = nb.without_duplicates(notebook.cells)
        if twice:
            notes.append(f"Cells stand more than once, the last of each counts: {', '.join(twice)}.")
        if source is not None:
            notes += _restore(notebook, source, {f"test_{f}" for f in self.exercises(assignment, name)}, bool(absent))
            notebook.metadata["kernelspec"] = source.metadata["kernelspec"]
        notebook.metadata[_KEY] = {"notes": notes, "absent": absent}
        return Submitted(notebook, tuple(notes), absent)

    def job(self, assignment: str, name: str, notebook: NotebookNode, folder: Path | None) -> Job:
        """Return what to grade of a notebook that `read` made; `folder` is the submission's, for its other files."""
        exercises = self.exercises(assignment, name)
        ours = {f"test_{f}" for f in exercises}
        cells = tuple(cell for cell in nb.code_cells(notebook) if cell.grade_id not in ours)
        files: dict[str, Path] = {}
        for place in (folder, self.source_folder(assignment)):  # the course's own files win
            if place is not None and place.is_dir():
                files |= {n: path for path, n in nb.unlinked_files(place)[0] if not n.endswith(".ipynb")}
        hidden = self.hidden / assignment if exercises else None
        absent = notebook.metadata.get(_KEY, {}).get("absent", "")
        ordered = tuple((path, n) for n, path in sorted(files.items()))
        suite = self.suite_digest() if exercises else ""
        return Job(cells, ordered, hidden, exercises, self.grading.settings(), absent, suite)

    def suite_digest(self) -> str:
        """Return a digest of the text that decides grades."""
        digest = hashlib.sha256()
        for folder in self.grading.suite:
            for path in sorted((self.root / folder).resolve().rglob("*.py")):
                digest.update(path.read_bytes())
        return digest.hexdigest()[:16]


def _hidden_exercises(hidden: Path) -> tuple[str, ...]:
    """Return the functions that have a hidden test module in the folder `hidden`."""
    return tuple(sorted(path.stem.removeprefix("test_") for path in hidden.glob("test_*.py")))


def notes_of(notebook: NotebookNode) -> list[str]:
    """Return the lines that `Course.read` left in a notebook."""
    return list(notebook.metadata.get(_KEY, {}).get("notes", []))


def _restore(notebook: NotebookNode, source: NotebookNode, ours: set[str], quiet: bool) -> list[str]:
    """Give locked cells the course's text again and put missing grade cells back; return lines that say so."""
    originals = {c.metadata.nbgrader.grade_id: c for c in source.cells if "nbgrader" in c.metadata}
    edited, present = [], set()
    for cell in notebook.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        original = originals.get(grade_id)
        if original is None:
            continue
        present.add(grade_id)
        if _is_locked(original):
            if cell.cell_type != original.cell_type or _visible(cell) != _visible(original):
                edited.append(grade_id)
            _copy_cell(original, cell)
    missing = [grade_id for grade_id in originals if grade_id in ours - present]
    for grade_id in missing:
        cell = nbformat.v4.new_code_cell()
        cell["id"] = f"restored-{len(notebook.cells)}"
        _copy_cell(originals[grade_id], cell)
        notebook.cells.append(cell)
    if quiet:
        return []
    lines = [f"Changed read-only cells were put back as they were: {', '.join(edited)}."] if edited else []
    return lines + ([f"Missing grade cells were put back: {', '.join(missing)}."] if missing else [])


def _is_locked(cell: NotebookNode) -> bool:
    meta = cell.metadata.nbgrader
    return not meta.solution and (meta.grade or meta.locked)


def _visible(cell: NotebookNode) -> str:
    """Return a grade cell's text as students have it: the release drops the marked hidden tests."""
    return re.split(r"### BEGIN HIDDEN TESTS", cell.source)[0].strip()


def _copy_cell(original: NotebookNode, cell: NotebookNode) -> None:
    cell["cell_type"] = original.cell_type
    cell["source"] = original.source
    if original.cell_type == "code":
        cell.setdefault("outputs", [])
        cell.setdefault("execution_count", None)
    else:
        cell.pop("outputs", None)
        cell.pop("execution_count", None)
    cell.metadata["nbgrader"] = NotebookNode(original.metadata.nbgrader)


@lru_cache(maxsize=32)
def _source_notebooks(folder: Path) -> dict[str, NotebookNode]:
    return {path.stem: nb.read(path) for path in sorted(folder.glob("*.ipynb"))} if folder.is_dir() else {}
