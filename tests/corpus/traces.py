"""What an attack may leave: in what goes back to students, on the machine, and in the gradebook."""

from __future__ import annotations

import base64
import contextlib
import ctypes
import hashlib
import html.parser
import io
import json
import os
import re
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from PIL import Image

from autograder.course.markup import is_harmless
from autograder.results.outputs import BOX

_PR_SET_CHILD_SUBREAPER = 36


def handed_on(folder: Path, assignment: str, student: str) -> list[str]:
    """Return what reaches a student or an instructor that must not: secrets, active markup, control characters."""
    found = []
    notebook = folder / "autograded" / student / assignment / f"{assignment}.ipynb"
    page = folder / "feedback" / student / assignment / f"{assignment}.html"
    if notebook.is_file() and not notebook.is_symlink():
        with contextlib.suppress(ValueError, LookupError):
            tree = json.loads(notebook.read_bytes())
            if LEAKED.search(_said(tree)):
                found.append("a secret reached the student")
            cells = [c for c in tree["cells"][_graders_own(tree["cells"][0]) :] if c["cell_type"] != "code"]
            if any(c["cell_type"] == "raw" or not _harmless(c) for c in cells):
                found.append("active markup in the graded notebook")
    if page.is_file() and not page.is_symlink():
        text = page.read_text(errors="replace")
        parser = _ActiveMarkup(page.parent)
        parser.feed(text)
        if parser.found:
            found.append(f"active markup in the feedback page: {parser.found[0]}")
        if CONTROL.search(text):
            found.append("control characters in the feedback page")
    for folder_ in (folder / "autograded" / student, folder / "feedback" / student):
        for path in folder_.rglob("*"):
            if path.is_symlink() or (path.is_file() and b"root:x:0:0" in path.read_bytes()[:100_000]):
                found.append("a link, or what it pointed to, was handed on")
    return found


LEAKED = re.compile(r"LEAKED (?![\"'+{])")
CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f\u2028-\u202e"
    r"\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff]|[\u0300-\u0489]{9}|[a-zA-Z][\u200d\ufe0f]"
)
"""What a reader does not see, or would see in a wrong place."""


def _said(notebook: dict[str, Any]) -> str:
    """Return what the outputs of a notebook say, without the lines of source in tracebacks."""
    parts = []
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            parts += ["".join(output.get("text", "")), output.get("evalue", ""), output.get("ename", "")]
            parts += ["".join(value) for value in output.get("data", {}).values() if isinstance(value, (str, list))]
    return "\n".join(parts)


def _graders_own(cell: dict[str, Any]) -> bool:
    return "".join(cell["source"]).startswith(BOX)


def _harmless(cell: dict[str, Any]) -> bool:
    return is_harmless("".join(cell["source"]), cell.get("attachments", {}))


_LEAVING = re.compile(
    r"\\(rule|raise|lower|[rl]lap|math[rlc]lap|smash|[hm]skip|m?kern|hspace|move|Space|renew|new|g?def|let|Declare|label"
    r"|tag|f?color|Huge|enclose|\\ *\[)|(\\!){100}"
)
_PAGES_OWN = re.compile(r"(?i)top|toc|notebook(-container)?|comment-.*|test_.*")
_MAX_DOTS = 100_000_000
_MAX_ALL_DOTS = 600_000_000
Image.MAX_IMAGE_PIXELS = None  # it is only asked for its size


class _ActiveMarkup(html.parser.HTMLParser):
    """Finds markup with EVIL in it that a browser would act upon, and pictures that would fill its memory.

    `folder` is the page's, in which pictures stand that it does not hold.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.found: list[str] = []
        self._folder = folder
        self._dots = 0
        self._inside = ""
        self._in_code = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag
        self._in_code += tag in ("code", "pre")
        for name, value in attrs:
            if name == "src" and value and tag == "img":
                dots = _dots(value, self._folder)
                self._dots += dots
                if dots > _MAX_DOTS or self._dots > _MAX_ALL_DOTS:
                    self.found.append("a picture that fills the memory")
            if name == "id" and re.fullmatch(r"h[1-6]", tag) and _PAGES_OWN.fullmatch(value or ""):
                self.found.append(f"<{tag} id={value}>")
            if value and "evil" in value.lower():
                active = name.startswith("on") or name in ("src", "style", "srcdoc", "action", "formaction")
                active |= name == "href" and not value.lower().startswith(("https://", "http://", "mailto:", "#"))
                if active:
                    self.found.append(f"<{tag} {name}>")
                elif tag in ("meta", "base", "link", "object", "embed"):
                    self.found.append(f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""
        self._in_code -= tag in ("code", "pre")

    def handle_data(self, data: str) -> None:
        if "EVIL" in data and not self._in_code and (formula := _LEAVING.search(data)):
            self.found.append(formula[0][:20])
        if self._inside in ("script", "style", "title", "iframe") and "EVIL" in data:
            self.found.append(f"<{self._inside}>")


def _dots(address: str, folder: Path) -> int:
    """Return how many dots a picture has, as a decoder of its own reads it."""
    try:
        if address.startswith("data:"):
            picture = Image.open(io.BytesIO(base64.b64decode(address.partition(",")[2])))
        else:
            picture = Image.open(folder / unquote(address))
    except (OSError, ValueError):
        return 0
    frames = [tile[1] for tile in picture.tile if tile[1]]
    return max([picture.width * picture.height, *(frame[2] * frame[3] for frame in frames)])


_MUST_STAY = {
    "triggers in the gradebook": "SELECT * FROM sqlite_master WHERE type = 'trigger'",
    "points in the gradebook": "SELECT name, max_score FROM grade_cells JOIN base_cell USING (id) ORDER BY name",
}


def take_orphans() -> None:
    """Become the parent of what is started from here on and loses its own, so that it can be told from others'."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)


def traces(folder: Path, honest: Sequence[str]) -> dict[str, str]:
    """Return what an attack may have left, by name: files and processes called EVIL, and digests of what must stay.

    A fork server counts as left when its own parent has ended and this process has taken its place (`take_orphans`).
    """
    found = {}
    own = [folder / part for part in ("submitted", "autograded", "feedback")]  # what was handed in is theirs
    own += [folder / ".autograder" / "left-out" / path.name for path in own[0].iterdir() if path.name not in honest]
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            words = (process / "cmdline").read_bytes() + (process / "comm").read_bytes()
            state, parent = (process / "stat").read_text().rpartition(")")[2].split()[:2]
            left = b"EVIL" in words or (int(parent) == os.getpid() and b"autograder.sandbox.zygote" in words)
            if left and state != "Z":
                found[f"process {process.name} {words[:60]!r}"] = "lives"
    home = Path.home()
    shallow = [Path(name) for name in ("/tmp", "/dev/shm", "/var/tmp")] + [home, home / ".config", folder.parent]
    deep = [home / ".ipython", home / ".jupyter", home / ".local", Path(sys.prefix) / "lib", folder]
    for path in [p for place in shallow for p in place.glob("*")] + [p for place in deep for p in _walk(place)]:
        if "EVIL" in path.name and not any(path.is_relative_to(place) for place in own):
            found[f"file {path}"] = "left"
    for place in ["source", "release", "nbgrader_config.py", *(f"submitted/{name}" for name in honest)]:
        found[place] = _digest(folder / place)
    with contextlib.closing(sqlite3.connect(folder / "gradebook.db")) as database:
        for what, query in _MUST_STAY.items():
            found[what] = str(database.execute(query).fetchall())
    return found


def processes_at(folder: Path) -> list[str]:
    """Return the command lines of processes that work in `folder` or were told of it."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            words = (process / "cmdline").read_bytes().decode(errors="replace")
            if os.readlink(process / "cwd").startswith(str(folder)) or str(folder) in words:
                found.append(words[:100])
    return found


def _walk(place: Path) -> Iterator[Path]:
    for directory, folders, names in os.walk(place):
        for name in [*folders, *names]:
            yield Path(directory, name)


def _digest(place: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted([place, *place.rglob("*")]):
        digest.update(str(path).encode())
        digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()


def scores(folder: Path) -> dict[str, dict[str, float | None]]:
    """Return what stands in the gradebook: the points by student and grade cell, None for those without."""
    query = """
        SELECT submitted_assignment.student_id, base_cell.name, grade.auto_score, grade.manual_score
        FROM grade JOIN base_cell ON grade.cell_id = base_cell.id
        JOIN submitted_notebook ON grade.notebook_id = submitted_notebook.id
        JOIN submitted_assignment ON submitted_notebook.assignment_id = submitted_assignment.id"""
    found: dict[str, dict[str, float | None]] = {}
    with contextlib.closing(sqlite3.connect(folder / "gradebook.db")) as database:
        for student, cell, automatic, manual in database.execute(query):
            found.setdefault(student, {})[cell] = automatic if manual is None else manual
    return found
