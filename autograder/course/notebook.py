"""Reads a submitted notebook without trusting it, and finds its cells by their nbgrader ids."""

from __future__ import annotations

import base64
import json
import logging
import os
import re
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_notebook

from autograder.course.cell import CodeCell
from autograder.course.outputs import MAX_ALL_OUTPUTS, saved_count, saved_outputs
from autograder.student.language import _, is_language
from autograder.student.released import ALWAYS, KEY
from autograder.student.text import visible

MAX_BYTES = 128 << 20
MAX_CELLS = 2000
MAX_PARTS = 5_000_000
"""Values in a notebook's JSON: a file of 100 MB that is all ``{},`` would become gigabytes in memory."""


class UnreadableNotebook(Exception):
    """The file is no notebook that can be graded; the text says why, in one line."""


def read(path: Path, max_bytes: int = MAX_BYTES) -> NotebookNode:
    """Return the notebook in `path`, in format 4, with every cell well-formed.

    Nothing but the cells' types, sources and nbgrader metadata, outputs of plain text and PNG pictures, and the
    notebook's kernel and language is kept.

    Raises:
        UnreadableNotebook: the file is missing, a link, too large, not JSON, or not a notebook.
    """
    return parse(_regular_bytes(path, max_bytes))


def parse(raw: bytes) -> NotebookNode:
    """Return the notebook in `raw`; see `read`."""
    if sum(map(raw.count, (b",", b"[", b"{"))) > MAX_PARTS:
        raise UnreadableNotebook(_("it has too many parts: clear its outputs"))
    try:
        tree = json.loads(_text(raw))
    except (ValueError, RecursionError) as error:
        raise UnreadableNotebook(_("it is not JSON ({error})").format(error=_first_line(error))) from None
    if not isinstance(tree, dict) or not ("nbformat" in tree or "cells" in tree):
        raise UnreadableNotebook(_("it is JSON but not a notebook"))
    if str(tree.get("nbformat", 4)) != "4":  # also "4", or none, when it was written by a program
        tree = _upgraded(tree)
    cells = tree.get("cells")
    if not isinstance(cells, list):
        raise UnreadableNotebook(_("it has no list of cells"))
    if len(cells) > MAX_CELLS:
        raise UnreadableNotebook(_("it has more than {count} cells").format(count=MAX_CELLS))
    notebook = new_notebook(cells=_clean_cells(cells))
    kernel = _dict(_dict(tree.get("metadata")).get("kernelspec"))
    notebook.metadata["kernelspec"] = NotebookNode(
        name=str(kernel.get("name", "python3")),
        display_name=str(kernel.get("display_name", "Python 3")),
        language=str(kernel.get("language", "python")),
    )
    language = _dict(_dict(tree.get("metadata")).get(KEY)).get("language")
    if is_language(language):
        notebook.metadata[KEY] = NotebookNode(language=language)
    notebook.nbformat_minor = 5
    return notebook


def _text(raw: bytes) -> str:
    """Decode a file as an editor would: as its first bytes say, else as UTF-8, else one byte a character."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", "replace")
    if raw[:3] == b"\xef\xbb\xbf":
        return raw.decode("utf-8-sig", "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def code_cells(notebook: NotebookNode) -> list[CodeCell]:
    """Return the notebook's code cells in order."""
    found = []
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            meta = cell.metadata.get("nbgrader", {})
            found.append(
                CodeCell(index, cell.source, meta.get("grade_id"), bool(meta.get("grade")), bool(meta.get("solution")))
            )
    return found


def without_outputs(cell: NotebookNode) -> None:
    """Clear what a code cell shows as having come of it."""
    if cell.cell_type == "code":
        cell["outputs"] = []
        cell["execution_count"] = None


def forget_scores(notebook: NotebookNode) -> None:
    """Clear the outputs of the cells in whose outputs nbgrader looks for a score: only the grader may write there."""
    for cell in notebook.cells:
        if is_scored_by_outputs(cell):
            without_outputs(cell)


def is_scored_by_outputs(cell: NotebookNode) -> bool:
    """Say whether nbgrader reads a cell's score from its outputs; it leaves a cell with an answer to a person."""
    meta = cell.metadata.get("nbgrader", {})
    return bool(cell.cell_type == "code" and meta.get("grade") and not meta.get("solution"))


def grade_ids(notebook: NotebookNode) -> set[str]:
    """Return the nbgrader ids of all cells of `notebook`."""
    ids = {cell.metadata.get("nbgrader", {}).get("grade_id") for cell in notebook.cells}
    return {name for name in ids if name}


def recognise(notebook: NotebookNode, ids_by_name: dict[str, set[str]]) -> str | None:
    """Return which of several notebooks, given by their cells' ids, `notebook` is; None when no id matches."""
    shared = {name: len(ids & grade_ids(notebook)) for name, ids in ids_by_name.items()}
    best = max(shared, key=lambda name: shared[name], default=None)
    return best if best is not None and shared[best] > 0 else None


def _regular_bytes(path: Path, max_bytes: int) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        raise UnreadableNotebook(_("the file is missing")) from None
    except OSError as error:
        reason = _("it is a symbolic link") if path.is_symlink() else str(error.strerror)
        raise UnreadableNotebook(reason) from None
    try:
        status = os.fstat(descriptor)
        if stat.S_ISDIR(status.st_mode):
            raise UnreadableNotebook(_("it is a folder"))
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableNotebook(_("it is not a regular file"))
        if status.st_size > max_bytes:
            text = _("it is larger than {limit} MiB: clear its outputs")
            raise UnreadableNotebook(text.format(limit=max_bytes >> 20))
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(max_bytes)
    finally:
        os.close(descriptor)


def _upgraded(tree: dict[str, Any]) -> dict[str, Any]:
    try:
        logging.getLogger("traitlets").setLevel(logging.CRITICAL)
        return dict(nbformat.reads(json.dumps(tree), as_version=4))
    except Exception as error:  # any kind: nbformat trips over malformed old notebooks in many ways
        text = _("its format {number} cannot be read ({error})")
        raise UnreadableNotebook(text.format(number=tree["nbformat"], error=_first_line(error))) from None


_TYPES = ("code", "markdown", "raw")


def check_outputs(notebook: NotebookNode) -> None:
    """Check the outputs of a notebook that was not read by `read`, in place."""
    room = MAX_ALL_OUTPUTS
    for cell in notebook.cells:
        room = _keep_outputs(cell, cell, room)


def _keep_outputs(cell: NotebookNode, raw: dict[str, Any], room: int) -> int:
    """Give a code cell those outputs of `raw` that may be shown and fit into `room`; return the room that is left."""
    if cell.cell_type == "code":
        outputs, room = saved_outputs(raw.get("outputs"), room)
        cell["outputs"] = [from_dict(output) for output in outputs]
        cell["execution_count"] = saved_count(raw.get("execution_count"))
    return room


def _clean_cells(cells: list[Any]) -> list[NotebookNode]:
    clean, room = [], MAX_ALL_OUTPUTS
    for index, raw in enumerate(cells):
        cell = _clean_cell(raw, index)
        if cell is not None:
            room = _keep_outputs(cell, raw, room)
            clean.append(cell)
    return clean


def _clean_cell(cell: Any, index: int) -> NotebookNode | None:
    cell = _dict(cell)
    kind = cell.get("cell_type")
    source = cell.get("source", "")
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    if kind not in _TYPES or not isinstance(source, str):
        return None
    text = visible(source.replace("\f", ""))  # on a page a program could look like another one
    clean = NotebookNode(id=f"cell-{index}", cell_type=kind, metadata=NotebookNode(), source=text)
    if kind == "code":
        clean |= {"outputs": [], "execution_count": None}
    if kind == "markdown" and (pictures := _attachments(cell.get("attachments"))):
        clean["attachments"] = pictures
    meta = _dict(_dict(cell.get("metadata")).get("nbgrader"))
    if isinstance(meta.get("grade_id"), str) and re.fullmatch(r"[\w-]{1,100}", meta["grade_id"]):
        clean.metadata["nbgrader"] = NotebookNode(_nbgrader_metadata(meta, clean.cell_type))
    if ALWAYS in _list(_dict(cell.get("metadata")).get("tags")):
        clean.metadata["tags"] = [ALWAYS]
    return clean


def _attachments(raw: Any) -> dict[str, dict[str, str]]:
    """Return the pictures pasted into a Markdown cell; written answers may need them."""
    kept = {}
    for name, bundle in _dict(raw).items():
        pictures = {kind: data for kind, data in _dict(bundle).items() if _is_picture(kind, data)}
        if pictures:
            kept[str(name)] = pictures
    return kept


def _is_picture(kind: str, data: Any) -> bool:
    try:
        return isinstance(data, str) and base64.b64decode(data, validate=True).startswith(_PICTURES[kind])
    except (KeyError, ValueError):
        return False


_PICTURES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff", "image/gif": b"GIF8"}


def _nbgrader_metadata(meta: dict[str, Any], cell_type: str) -> dict[str, Any]:
    """Return well-formed metadata of schema version 3 from whatever a submission carries."""
    points = meta.get("points", 0)
    flags = {name: bool(meta.get(name, False)) for name in ("grade", "solution", "locked", "task")}
    result: dict[str, Any] = {"grade_id": meta["grade_id"], "schema_version": 3, "cell_type": cell_type, **flags}
    if flags["grade"] or flags["task"]:
        usable = isinstance(points, (int, float)) and not isinstance(points, bool) and 0 <= points < 1e6
        result["points"] = points if usable else 0
    return result


def without_duplicates(cells: Iterable[NotebookNode]) -> tuple[list[NotebookNode], list[str]]:
    """Return the cells with each nbgrader id on its last holder only, and the ids that stood on several.

    The last one wins, as it does when the cells run: a later definition replaces an earlier one.
    """
    cells = list(cells)
    last = {cell.metadata.nbgrader.grade_id: i for i, cell in enumerate(cells) if "nbgrader" in cell.metadata}
    twice = []
    for i, cell in enumerate(cells):
        if "nbgrader" in cell.metadata and last[cell.metadata.nbgrader.grade_id] != i:
            twice.append(cell.metadata.nbgrader.grade_id)
            del cell.metadata["nbgrader"]
    return cells, sorted(set(twice))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _first_line(error: BaseException) -> str:
    text = str(error).strip().splitlines()
    return (text[0] if text else type(error).__name__)[:120]
