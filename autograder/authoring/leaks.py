"""Finds in a release what students must not get: solutions, hidden tests, references, the grader's own data.

Code is compared function by function, without comments and layout, so that a copy is found wherever it stands: in a
cell, in what a cell has put out, in a file, in a text. Data is compared record by record.
"""

from __future__ import annotations

import ast
import functools
import gzip
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.course.course import Course
from autograder.student.language import OWN, _

_MARKS = re.compile(r"### (BEGIN|END) (SOLUTION|HIDDEN TESTS|MARK SCHEME)")
_SOLUTION = re.compile(r"^[ \t]*### BEGIN SOLUTION[^\n]*\n(.*?)^[ \t]*### END SOLUTION", re.M | re.S)
_COMMENT = re.compile(r"(^|\s)#.*")
_FEWEST = 16
"""Characters without white space of a piece of code: a shorter one says nothing and may stand anywhere."""
_LEAST_BYTES = 16
"""A smaller record of data, such as a label, is no secret."""
_TEXT_BYTES = 16 << 20


@dataclass(frozen=True)
class Secrets:
    """What a release must not hold.

    Attributes:
        code: pieces of code, line by line, each with where it is from.
        records: digests of pieces of data, each with the file it is from.
        files: digests of whole files, with their names.
        packages: the names under which hidden tests and references are imported.
    """

    code: Mapping[str, str]
    records: Mapping[bytes, str]
    files: Mapping[bytes, str]
    packages: frozenset[str]


def secrets(course: Course, assignment: str) -> Secrets:
    """Return what no release of an assignment may hold."""
    code: dict[str, str] = {}
    for name, notebook in course.notebooks(assignment).items():
        for cell in notebook.cells:
            meta = cell.metadata.get("nbgrader", {})
            if meta.get("solution") and cell.cell_type == "code":
                where = _("the solution of {name} in {file}").format(name=meta.grade_id, file=f"{name}.ipynb")
                for region in _SOLUTION.findall(cell.source) or [cell.source]:
                    _note(code, region, where)
    folders = list(dict.fromkeys([course.hidden, *course.suite_folders]))
    records: dict[bytes, str] = {}
    files: dict[bytes, str] = {}
    for folder in folders:
        for path in sorted(p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
            name = str(path.relative_to(folder.parent))
            if path.suffix == ".py":
                text = path.read_text(encoding="utf-8")
                for piece in _functions(text, tests_only=path.name.startswith("test_")):
                    _note(code, piece, name)
                if len(text.strip()) >= _FEWEST:
                    files[_digest(path.read_bytes())] = name
            elif path.suffix not in (".po", ".ini"):
                records |= dict.fromkeys(_records(path), name)
    return Secrets(code, records, files, frozenset(folder.name for folder in folders))


def leaks(folder: Path, kept_back: Secrets) -> list[str]:
    """Return a line for each thing in the folder of a release that must not be there."""
    found: list[str] = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.relative_to(folder)
        raw = path.read_bytes()
        if ".ipynb_checkpoints" in name.parts:
            found.append(_("{file} is an older state of a notebook: remove it").format(file=name))
        if name.parts[0] == OWN.name and _is_ours(name, raw):
            continue
        if (source := kept_back.files.get(_digest(raw))) is not None:
            found.append(
                _("{file} is {source}: remove it from the assignment's folder").format(file=name, source=source)
            )
            continue
        if (of := next((kept_back.records[r] for r in _records(path) if r in kept_back.records), None)) is not None:
            found.append(_("{file} holds data of {source}: take other data").format(file=name, source=of))
        if path.suffix == ".ipynb":
            found += _in_notebook(name, raw, kept_back)
        elif len(raw) <= _TEXT_BYTES and b"\0" not in raw[:4096]:
            found += _in_text(str(name), raw.decode("utf-8", "replace"), kept_back)
    return list(dict.fromkeys(found))


def _in_notebook(name: Path, raw: bytes, kept_back: Secrets) -> Iterator[str]:
    tree = json.loads(raw)
    for index, cell in enumerate(tree.get("cells", [])):
        where = _("{file}, cell {cell}").format(file=name, cell=cell.get("id", index))
        if cell.get("outputs") or cell.get("execution_count") is not None:
            text = _("{place} has outputs, which may show what is hidden: clear them, and release again")
            yield text.format(place=where)
        for text in _texts(cell):
            yield from _in_text(where, text, kept_back)
    for text in _texts(tree.get("metadata", {})):
        yield from _in_text(str(name), text, kept_back)


def _texts(value: Any) -> Iterator[str]:
    """Yield every text in a notebook's JSON, of which a list of lines is one."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and all(isinstance(item, str) for item in value):
        yield "".join(value)
    elif isinstance(value, (list, dict)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)


def _in_text(where: str, text: str, kept_back: Secrets) -> Iterator[str]:
    if mark := _MARKS.search(text):
        yield _("{place} holds {mark}: nbgrader takes out only what stands between two whole marks").format(
            place=where, mark=mark.group()
        )
    for package in sorted(kept_back.packages):
        name = rf"([\w.]+\.)?{re.escape(package)}(\.[\w.]+)?"
        if re.search(rf"^\s*(from {name} import|import {name}\s*$)", text, re.M):
            yield _("{place} imports {package}, which students do not get: leave it out").format(
                place=where, package=package
            )
    forms = {f"\n{form}\n" for form in _forms(text)}
    for piece, source in kept_back.code.items():
        if any(piece in form for form in forms):
            yield _("{place} holds code of {source}: leave it out").format(place=where, source=source)


def _note(code: dict[str, str], text: str, where: str) -> None:
    for form in _forms(text):
        if len(re.sub(r"\s", "", form)) >= _FEWEST:
            code.setdefault(f"\n{form}\n", where)


def _functions(text: str, tests_only: bool) -> Iterator[str]:
    """Yield the body of each function of a module, without its docstring.

    Probes are left out, which students may read, and in a module of tests what makes their inputs: visible checks may
    make theirs the same way.
    """
    lines = text.splitlines()
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        if tests_only and not node.name.startswith("test_"):
            continue
        if any(isinstance(d, ast.Call) and ast.unparse(d.func).endswith("probe") for d in node.decorator_list):
            continue
        body = node.body[1:] if ast.get_docstring(node) is not None else node.body
        if body:
            yield "\n".join(lines[body[0].lineno - 1 : body[-1].end_lineno])


@functools.lru_cache(maxsize=4096)
def _forms(text: str) -> tuple[str, ...]:
    """Return a text line by line, without comments, blank lines and indents: as it stands, and as Python writes it."""
    raw = _lines(text)
    try:
        tree = ast.parse(_undented(text))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return (raw,)
    return tuple(dict.fromkeys([raw, _lines(ast.unparse(tree))]))


def _undented(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    indent = min((len(line) - len(line.lstrip()) for line in lines), default=0)
    return "\n".join(line[indent:] for line in text.splitlines())


def _lines(text: str) -> str:
    lines = (_COMMENT.sub("", line).strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _is_ours(name: Path, raw: bytes) -> bool:
    """Say whether a file in the folder of this package is one of its own."""
    ours = OWN.joinpath(*name.parts[1:])
    return ours.is_file() and ours.read_bytes() == raw


def _records(path: Path) -> frozenset[bytes]:
    status = path.stat()
    return _records_of(path, status.st_size, status.st_mtime_ns)


@functools.lru_cache(maxsize=1024)
def _records_of(path: Path, *_state: int) -> frozenset[bytes]:
    """Return digests of a file of data and, if it is in the format IDX, of each of its records, packed or not."""
    raw = path.read_bytes()
    if path.suffix == ".gz":
        try:
            raw = gzip.decompress(raw)
        except (OSError, EOFError):
            return frozenset()
    if len(raw) < _LEAST_BYTES:
        return frozenset()
    found = {_digest(raw)}
    dimensions = raw[3]
    if raw[:3] == b"\0\0\x08" and 2 <= dimensions <= 4 and len(raw) > 4 + 4 * dimensions:
        sizes = [int.from_bytes(raw[4 + 4 * i : 8 + 4 * i]) for i in range(dimensions)]
        size = functools.reduce(lambda a, b: a * b, sizes[1:], 1)
        if size >= _LEAST_BYTES:
            body = memoryview(raw)[4 + 4 * dimensions :]
            found |= {_digest(body[at : at + size]) for at in range(0, len(body), size)}
    return frozenset(found)


def _digest(raw: bytes | memoryview) -> bytes:
    return hashlib.sha256(raw).digest()
