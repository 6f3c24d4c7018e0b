"""What students hand in: found, read without trusting it, and mended."""

from __future__ import annotations

import json
import logging
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.course import folders, sharing
from autograder.course import notebook as nb
from autograder.course.course import Course
from autograder.course.folders import files_in
from autograder.course.markup import GONE_NOTE, disarm, page_ids
from autograder.course.pictures import Room
from autograder.course.state import state_folder
from autograder.student.language import _, speaking
from autograder.student.released import KEY
from autograder.student.text import clean

log = logging.getLogger(__name__)

_MAX_MARKDOWN = 500_000  # characters of all Markdown cells, each of which is rendered once to see what is in it
_NOTEBOOK = re.compile(r"\.ipynb(\.txt|\.json)?$", re.IGNORECASE)  # what browsers and mail programs make of names
_MAX_NOTEBOOKS = 20  # of other names, to look through for the right cells


@dataclass(frozen=True)
class Submitted:
    """A submitted notebook made ready: merged with the course's own cells, with lines about what was found."""

    notebook: NotebookNode
    notes: tuple[str, ...]
    absent: str = ""


def recognise(course: Course, assignment: str, path: Path) -> str:
    """Return which of the assignment's notebooks the file at `path` is: by its cells' ids, else by its name."""
    known = {name: nb.grade_ids(source) for name, source in course.notebooks(assignment).items()}
    try:
        found = nb.recognise(_parsed(course, path), known)
    except nb.UnreadableNotebook:
        found = None
    return found or (path.stem if path.stem in known else next(iter(known)))


def submission_paths(course: Course, student: str, assignment: str) -> dict[str, Path]:
    """Return, for each of the assignment's notebooks, the file the student submitted for it.

    A file of the right name is taken; where there is none, a notebook of another name that holds the right cells, or
    the only one that cannot be read, so that its student learns why.
    """
    folder = course.submitted_folder(student, assignment)
    known = {name: nb.grade_ids(source) for name, source in course.notebooks(assignment).items()}
    paths = {name: folder / f"{name}.ipynb" for name in known}
    missing = {name for name, path in paths.items() if not path.exists() and not path.is_symlink()}
    if missing:
        files = [path for name, path in files_in(folder).items() if _NOTEBOOK.search(name)]
        others = sorted(set(files) - set(paths.values()), key=lambda path: (len(path.parts), path))
        unreadable = []
        for path in others[:_MAX_NOTEBOOKS]:
            if missing:
                try:
                    name = nb.recognise(_parsed(course, path), known)
                except nb.UnreadableNotebook:
                    unreadable.append(path)
                    continue
                if name in missing:
                    missing.remove(name)
                    paths[name] = path
        if len(missing) == len(unreadable) == 1:
            paths[missing.pop()] = unreadable[0]
    return paths


def remove_unfinished(course: Course, student: str, assignment: str) -> None:
    """Remove an autograded folder that an interrupted run left half-made.

    nbgrader takes any such folder for done and would never grade that student.
    """
    folder = Path(course.directory.format_path(course.directory.autograded_directory, student, assignment))
    if folder.is_dir() and not all(_is_graded(folder / f"{name}.ipynb") for name in course.notebooks(assignment)):
        log.warning("%s was not finished and is made anew", folder)
        shutil.rmtree(folder)


def set_surplus_aside(course: Course, folder: Path) -> None:
    """Move links, special files and what is too much out of a submission's folder, before anybody reads it.

    nbgrader would copy what a link points to, which can be any file of the grader's, into the folders that go back
    to the student.
    """
    if not folder.is_dir():
        return
    place = _aside(course)
    folders.set_surplus_aside(folder, place, course.grading.extra_mib << 20, course.grading.extra_files)
    try:
        course.directory.get_existing_timestamp(str(folder))
    except (Exception, SystemExit):  # nbgrader ends the whole run where the file of that name holds no time
        folders.set_aside(folder, place, "timestamp.txt")
    for page in (f"{name}.html" for name in course.notebooks(folder.name)):
        if (folder / page).is_dir():  # nbgrader copies it to where the feedback page is to stand
            folders.set_aside(folder, place, page)
    share_released_files(course, folder)


def share_released_files(course: Course, folder: Path) -> None:
    """Let what is a released file in a student's folder, of whichever step, take no disk, see `sharing`."""
    sharing.share_released_files(folder, course.release_folder(folder.name), state_folder(course.root) / "released")


def _aside(course: Course) -> Path:
    return state_folder(course.root) / "left-out"


def read(course: Course, assignment: str, name: str, path: Path, folder: Path | None = None) -> Submitted:
    """Read a submitted notebook and mend it: every grade cell once, with the course's own text.

    An unreadable file gives a notebook that holds the grade cells alone, so that there is a result. What was found
    is said in notes.

    Args:
        course: the course.
        assignment: which of its assignments was handed in.
        name: which of the assignment's notebooks.
        path: the file.
        folder: the submission's; None for a file that stands for itself: then neither its name nor what is beside it
            matters.
    """
    language, absent = course.language, ""
    with speaking(language):
        try:
            notebook = _parsed(course, path)
            said = notebook.metadata.get(KEY, {}).get("language")
            language = said if said in course.languages() else language
        except nb.UnreadableNotebook as error:
            notebook = nbformat.v4.new_notebook()
            text = _("{file} was not graded: {reason}.")
            absent = text.format(file=path.name, reason=f"{error}{_archives(path.parent) if folder else ''}")
    with speaking(language):
        return _mended(course, assignment, name, path, notebook, language, absent, folder)


def unreadable(course: Course, assignment: str, name: str, error: Exception) -> Submitted:
    """Return what stands for a notebook that could not even be looked at: the grade cells alone, and a note why."""
    with speaking(course.language):
        reason = clean(str(getattr(error, "strerror", None) or error or type(error).__name__).splitlines()[0], 200)
        absent = _("{file} was not graded: {reason}.").format(file=f"{name}.ipynb", reason=reason)
        empty = nbformat.v4.new_notebook()
        return _mended(course, assignment, name, Path(f"{name}.ipynb"), empty, course.language, absent, None)


def _mended(
    course: Course,
    assignment: str,
    name: str,
    path: Path,
    notebook: NotebookNode,
    language: str,
    absent: str,
    folder: Path | None,
) -> Submitted:
    source = course.notebooks(assignment, language).get(name)
    notes = [absent] if absent else []
    if path.stem != name and folder is not None and not absent:
        text = _("The notebook is named {file}; it was recognised as {name}.ipynb.")
        notes.append(text.format(file=path.name, name=name))
    if folder is not None and folder.is_dir() and (left_out := folders.left_out(folder, _aside(course))):
        text = _("Links and files that are too large or too many were left out: {files}.")
        notes.append(text.format(files=", ".join(left_out)))
    notebook.cells, twice = nb.without_duplicates(notebook.cells)
    if source is not None:
        graded = {f"test_{f}" for f in course.exercises(assignment, name)}
        notes += _restore(notebook, source, graded, twice, bool(absent))
        notebook.metadata["kernelspec"] = source.metadata["kernelspec"]
        if _disarm(notebook, source, folder):
            notes.append(_("HTML that is not allowed here is shown as text, and so are raw cells."))
    nb.forget_scores(notebook)
    notes = [clean(note, 600) for note in notes]
    notebook.metadata[KEY] = {"notes": notes, "absent": clean(absent, 600), "language": language}
    return Submitted(notebook, tuple(notes), clean(absent, 600))


def _parsed(course: Course, path: Path) -> NotebookNode:
    return nb.read(path, course.grading.notebook_mib << 20)


def notes_of(notebook: NotebookNode) -> list[str]:
    """Return the lines that `submissions.read` left in a notebook."""
    return list(notebook.metadata.get(KEY, {}).get("notes", []))


def _archives(folder: Path) -> str:
    """Return a hint when a folder without the notebook holds an archive, which may hold it."""
    found = sorted(path.name for path in folder.glob("*") if path.suffix in (".zip", ".gz", ".tar", ".7z", ".rar"))
    text = _("; archives are not opened, so hand in the notebook itself and not {file}")
    return text.format(file=found[0]) if found else ""


def _restore(
    notebook: NotebookNode, source: NotebookNode, ours: set[str], twice: Sequence[str], quiet: bool
) -> list[str]:
    """Give cells the course's metadata, locked ones its text too, and put missing grade cells back.

    Return lines that say so; of the ids that stood `twice`, those that the course knows.
    """
    originals = {c.metadata.nbgrader.grade_id: c for c in source.cells if "nbgrader" in c.metadata}
    edited, retyped, present = [], [], set()
    for cell in notebook.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        original = originals.get(grade_id)
        if original is None:
            cell.metadata.pop("nbgrader", None)  # not ours, whatever it says of points
            continue
        present.add(grade_id)
        if _is_locked(original):
            if cell.cell_type != original.cell_type or _visible(cell) != _visible(original):
                edited.append(grade_id)
                nb.without_outputs(cell)  # they came of another text
            _copy_cell(original, cell, original.source)
        else:
            if cell.cell_type != original.cell_type:
                retyped.append(grade_id)
            _copy_cell(original, cell, cell.source)
    missing = [grade_id for grade_id in originals if grade_id in ours - present]
    for grade_id in missing:
        cell = nbformat.v4.new_code_cell()
        cell["id"] = f"restored-{len(notebook.cells)}"
        _copy_cell(originals[grade_id], cell, originals[grade_id].source)
        notebook.cells.append(cell)
    if quiet:
        return []
    found = {
        _("Cells stand more than once, the last of each counts"): [name for name in twice if name in originals],
        _("Changed read-only cells were put back as they were"): edited,
        _("Cells had another type and were read as they should be"): retyped,
        _("Missing grade cells were put back"): missing,
    }
    return [f"{what}: {', '.join(names)}." for what, names in found.items() if names]


def _disarm(notebook: NotebookNode, source: NotebookNode, folder: Path | None) -> bool:
    """Make what the student wrote safe to show, and leave the course's own cells as they are; say if one was not."""
    ours = {cell.source: cell for cell in source.cells if cell.cell_type == "markdown"}
    ids, room = page_ids(source), Room(folder)
    left, any_disarmed = _MAX_MARKDOWN, False
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and cell.source in ours:
            cell.pop("attachments", None)
            if "attachments" in ours[cell.source]:
                cell["attachments"] = ours[cell.source].attachments
        elif cell.cell_type != "code":
            left -= len(cell.source)
            if left < 0:
                cell["source"] = _(GONE_NOTE)
            any_disarmed |= disarm(cell, ids, room)
    return any_disarmed


def _is_locked(cell: NotebookNode) -> bool:
    meta = cell.metadata.nbgrader
    return not meta.solution and (meta.grade or meta.locked)


def _visible(cell: NotebookNode) -> str:
    """Return a grade cell's text as students have it: the release drops the marked hidden tests."""
    return re.split(r"### BEGIN HIDDEN TESTS", cell.source)[0].strip()


def _copy_cell(original: NotebookNode, cell: NotebookNode, source: str) -> None:
    cell["cell_type"] = original.cell_type
    cell["source"] = source
    if original.cell_type == "code":
        cell.setdefault("outputs", [])
        cell.setdefault("execution_count", None)
    else:
        cell.pop("outputs", None)
        cell.pop("execution_count", None)
    cell.metadata["nbgrader"] = NotebookNode(original.metadata.nbgrader)


def _is_graded(path: Path) -> bool:
    """Say whether an autograded notebook is whole and was graded: nbgrader writes it before that as well.

    What `submissions.read` noted in it stays there until it is graded.
    """
    try:
        return KEY not in json.loads(path.read_bytes())["metadata"]
    except (OSError, ValueError, LookupError, TypeError):
        return False
