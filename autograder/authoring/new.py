"""Writes a new exercise, whole: `autograder new`.

What is written is a small exercise that can be graded as it stands. Its author puts another one in its place, part by
part; what is to be replaced says TODO.
"""

from __future__ import annotations

import contextlib
import json
import keyword
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from importlib.resources import files as files_of
from pathlib import Path
from typing import Any

from autograder.course.course import Course
from autograder.errors import UsageError
from autograder.grading.digests import python_path

_POINTS = 4
_CHAFFS = {"adds_the_factor.py": "chaff_adds.txt", "changes_the_values.py": "chaff_changes.txt"}


def new_exercise(course: Course, assignment: str, name: str, notebook: str | None = None) -> list[Path]:
    """Write an exercise, and its assignment where there is none, all of it or nothing; return the files.

    Args:
        course: the course.
        assignment: the assignment's name.
        name: the function's name.
        notebook: which of the assignment's notebooks gets it; needed where there are several.

    Raises:
        UsageError: something of it is there already, or it cannot be told where a part belongs.
    """
    if not name.isidentifier() or keyword.iskeyword(name) or name.startswith("_"):
        raise UsageError(f"{name!r} cannot name a function that is graded")
    if not re.fullmatch(r"[A-Za-z][\w-]*", assignment):
        raise UsageError(f"{assignment!r} cannot name an assignment: take letters, digits, - and _")
    path = _notebook(course, assignment, notebook)
    reference = _reference_folder(course) / f"{name}.py"
    changes = {"EXERCISE": name}
    files: dict[Path, str] = {}
    files |= _pytest_settings(course, reference.parent)
    changes["REFERENCE"] = _module_name(course, reference, files)
    written = {
        reference: "reference.txt",
        course.hidden / assignment / f"test_{name}.py": "hidden.txt",
        path.parent / "checks" / f"test_{name}.py": "checks.txt",
        course.corpus / assignment / name / "wheats" / "one_by_one.py": "wheat.txt",
        **{course.corpus / assignment / name / "chaffs" / file: text for file, text in _CHAFFS.items()},
    }
    files |= {target: _template(template, changes) for target, template in written.items()}
    if not path.is_file():
        requirements = path.parent / "requirements.txt"
        if not requirements.is_file():
            files[requirements] = _template("requirements.txt", {})
    if there := [target for target in files if target.exists() or target.is_symlink()]:
        raise UsageError(f"{there[0]} is there already; nothing was written")
    before = path.read_text(encoding="utf-8") if path.is_file() else None
    _write(files, path, before, _with_cells(before, path, name, changes))
    return [path, *files]


def _notebook(course: Course, assignment: str, name: str | None) -> Path:
    folder = course.source_folder(assignment)
    there = sorted(path.stem for path in folder.glob("*.ipynb"))
    if name is None:
        if len(there) > 1 and assignment not in there:
            raise UsageError(f"{folder} holds several notebooks; --notebook says which: {', '.join(there)}")
        name = assignment if assignment in there or not there else there[0]
    elif name not in there and there:
        raise UsageError(f"there is no notebook {name!r} in {folder}; there are: {', '.join(there)}")
    return folder / f"{name}.ipynb"


def _reference_folder(course: Course) -> Path:
    """Return the folder for references: the first whose text decides grades besides the hidden tests'."""
    for folder in course.suite_folders:
        if folder != course.hidden and not course.hidden.is_relative_to(folder):
            return folder
    raise UsageError("c.Grading.suite names no folder for references besides that of the hidden tests: add one to it")


def _pytest_settings(course: Course, references: Path) -> dict[Path, str]:
    """Return pytest's settings for hidden tests, where there are none, by which they find the references."""
    if (course.hidden / "pytest.ini").exists():
        return {}
    where = Path(os.path.relpath(references.parent, course.hidden)).as_posix()
    text = f"[pytest]\n# hidden tests import {references.name!r} from there\npythonpath = {where}\n"
    return {course.hidden / "pytest.ini": text}


def _module_name(course: Course, reference: Path, files: Mapping[Path, str]) -> str:
    roots = python_path(course.hidden) or [reference.parents[1]]
    for root in roots if course.hidden / "pytest.ini" not in files else [reference.parents[1]]:
        if reference.is_relative_to(root):
            return ".".join(reference.relative_to(root).with_suffix("").parts)
    settings = course.hidden / "pytest.ini"
    raise UsageError(f"hidden tests cannot import {reference}: name a folder above it as pythonpath in {settings}")


def _template(name: str, changes: Mapping[str, str]) -> str:
    text = files_of("autograder.authoring").joinpath("templates", name).read_text(encoding="utf-8")
    for old, new in changes.items():
        text = text.replace(old, new)
    return text


def _with_cells(before: str | None, path: Path, name: str, changes: Mapping[str, str]) -> str:
    """Return the notebook's text with the exercise's cells at its end."""
    if before is None:
        setup = [_cell("markdown", "title", f"# {path.stem}"), _cell("code", "setup", _template("setup.txt", {}))]
        kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
        metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
        tree: dict[str, Any] = {"cells": setup, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    else:
        try:
            tree = json.loads(before)
            taken = {cell.get("metadata", {}).get("nbgrader", {}).get("grade_id") for cell in tree["cells"]}
            ids = {cell.get("id") for cell in tree["cells"]}
        except (ValueError, LookupError, AttributeError, TypeError):
            raise UsageError(f"{path} is no notebook of format 4") from None
        if found := {name, f"test_{name}"} & taken:
            raise UsageError(f"{path} has a cell {min(found)!r} already; nothing was written")
        if found := {f"{name}-task", name, f"test-{name}"} & ids:
            raise UsageError(f"{path} has a cell with the id {min(found)!r} already; nothing was written")
    flags = {"schema_version": 3, "task": False}
    solution = {"grade": False, "grade_id": name, "locked": False, **flags, "solution": True}
    grade = {"grade": True, "grade_id": f"test_{name}", "locked": True, "points": _POINTS, **flags, "solution": False}
    tree["cells"] += [
        _cell("markdown", f"{name}-task", _template("task.md", changes)),
        _cell("code", name, _template("solution.txt", changes), solution),
        _cell("code", f"test-{name}", _template("grade.txt", changes), grade),
    ]
    return json.dumps(tree, ensure_ascii=False, indent=1) + "\n"


def _cell(kind: str, cell_id: str, text: str, nbgrader: Mapping[str, Any] | None = None) -> dict[str, Any]:
    metadata = {"nbgrader": dict(sorted(nbgrader.items()))} if nbgrader else {}
    cell: dict[str, Any] = {"cell_type": kind, "id": cell_id, "metadata": metadata}
    if kind == "code":
        cell |= {"execution_count": None, "outputs": []}
    return {**cell, "source": text.rstrip("\n").splitlines(keepends=True)}


def _write(files: Mapping[Path, str], notebook: Path, before: str | None, text: str) -> None:
    """Write new files and the notebook, or nothing of it; the notebook last, since without it nothing else counts."""
    with contextlib.ExitStack() as undo:
        try:
            for path, content in files.items():
                _add(path, content, undo)
            if before is None:
                _add(notebook, text, undo)
            else:
                with _temporary(notebook, text) as temporary:
                    if notebook.read_text(encoding="utf-8") != before:
                        raise UsageError(f"{notebook} was changed meanwhile; nothing was written")
                    os.replace(temporary, notebook)
        except OSError as error:
            place, why = error.filename2 or error.filename, error.strerror
            raise UsageError(f"{place} cannot be written: {why}; nothing was written") from None
        undo.pop_all()


def _add(path: Path, content: str, undo: contextlib.ExitStack) -> None:
    """Write a file that is not there yet, with the folders above it, and note how to take it back."""
    for folder in reversed([folder for folder in path.parents if not folder.exists()]):
        folder.mkdir()
        undo.callback(folder.rmdir)
    with _temporary(path, content) as temporary:
        os.link(temporary, path)  # fails where somebody has made one meanwhile
    undo.callback(path.unlink)


@contextlib.contextmanager
def _temporary(path: Path, content: str) -> Iterator[str]:
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(content)
        os.chmod(name, 0o644)
        yield name
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)
