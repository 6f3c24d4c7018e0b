"""Draws odd submissions: faults of the notebook, files beside it, and cells of the corpus, in any mixture.

A submission is a list of parts, each with a seed of its own, so that it can be written down, made again, and made
smaller by leaving parts out. Nothing here runs a cell.
"""

from __future__ import annotations

import contextlib
import copy
import functools
import gzip
import json
import os
import random
import re
import stat
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from nbformat import NotebookNode

from tests.corpus.classroom import NEIGHBOURS, maker_of
from tests.corpus.loader import Solution, load, load_attacks

Random = random.Random
Kind = Literal["answer", "body", "corpus", "tree", "text", "place", "beside"]
Tree = dict[str, Any]
ASSIGNMENT = "regularization"
NOTEBOOK = f"{ASSIGNMENT}.ipynb"
NAMES = ("", "", "", "_müller", " ann-sophie", ".x", "+1", "@uni.example", "-o'neil")  # ends of students' names


@dataclass(frozen=True)
class Part:
    """One thing that is odd about a submission; its seed decides what its kind and name leave open."""

    kind: Kind
    name: str
    seed: int

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"

    @property
    def chance(self) -> Random:
        """Draws the same for the same part, whatever else there is."""
        return random.Random(f"{self.kind} {self.name} {self.seed}")


@dataclass(frozen=True)
class Submission:
    """What a student hands in."""

    student: str
    parts: tuple[Part, ...]

    def may_earn(self, function: str) -> bool:
        """Say whether something in it may be worth points: a solution that is right or wrong, but no cheat."""
        answers = [solutions()[part.name] for part in self.parts if part.kind in ("answer", "body")]
        return any(answer.kind != "attack" and answer.function == function for answer in answers)

    @property
    def must_be_full(self) -> bool:
        """Say whether it is right, and whatever else there is costs no points."""
        answers = [solutions()[part.name] for part in self.parts if part.kind == "answer"]
        others = [part for part in self.parts if part.kind != "answer"]
        right = sorted(a.function for a in answers if a.kind == "wheat") == sorted(NEIGHBOURS) and len(answers) == 2
        return right and all(str(part) in SPARING for part in others)


@functools.cache
def solutions() -> dict[str, Solution]:
    """Return all solutions of the cheap functions and all attacks of one cell, by name."""
    return {str(s): s for s in load() if s.kind == "attack" or s.function in NEIGHBOURS}


@functools.cache
def _makers() -> dict[str, Callable[[Tree, Path], None]]:
    light = (a for a in load_attacks() if a.function is None and not re.search(r"megabytes|million|5000", a.name))
    return {attack.name: maker_of(attack) for attack in light}


# ---------------------------------------------------------------- drawing


def draw(student: str, chance: Random) -> Submission:
    """Draw a submission; a quarter are right and have only faults that cost nothing."""
    careful = chance.random() < 0.25
    parts = [_answer(function, careful, chance) for function in NEIGHBOURS]
    if not careful:
        for _ in range(chance.choice((0, 0, 0, 1, 2))):
            parts.append(_part("body", chance.choice(sorted(solutions())), chance))
        if chance.random() < 0.25:
            parts.append(_part("corpus", chance.choice(sorted(_makers())), chance))
    for kind, counts in _COUNTS.items():
        names = [name for name in FAULTS[kind] if not careful or f"{kind} {name}" in SPARING]
        count = chance.choice(counts)
        parts += [_part(kind, chance.choice(names), chance) for _ in range(min(count, 1 if careful else count))]
    return Submission(student, tuple(parts))


_COUNTS: dict[Kind, tuple[int, ...]] = {
    "tree": (0, 1, 1, 2, 4), "text": (0, 0, 0, 0, 1, 2), "place": (0, 0, 0, 1), "beside": (0, 1, 1, 2, 3)
}  # fmt: skip


def _answer(function: str, careful: bool, chance: Random) -> Part:
    kind = "wheat" if careful else chance.choices(("wheat", "chaff", "attack"), (5, 2, 3))[0]
    names = [str(s) for s in solutions().values() if s.kind == kind and s.function == function]
    return _part("answer", chance.choice(names), chance)


def _part(kind: Kind, name: str, chance: Random) -> Part:
    return Part(kind, name, chance.randrange(10**9))


# ---------------------------------------------------------------- writing


def write(submission: Submission, released: NotebookNode, folder: Path) -> None:
    """Make the submission in `folder`, which must not exist yet."""
    folder.mkdir(parents=True)
    tree: Any = json.loads(json.dumps(released))
    by_kind: dict[Kind, list[Part]] = {}
    for part in submission.parts:
        by_kind.setdefault(part.kind, []).append(part)
    for part in by_kind.get("answer", []):
        _cell_of(tree, solutions()[part.name].function)["source"] = solutions()[part.name].source
    for part in by_kind.get("body", []):
        _mix_in(tree, solutions()[part.name].source, part.chance)
    for part in by_kind.get("corpus", []):
        _put(folder, functools.partial(_makers()[part.name], tree))
        tree = _tree_in(folder) or tree
    for part in by_kind.get("tree", []):
        FAULTS["tree"][part.name](tree, part.chance)
    raw = _bytes_of(tree)
    for part in by_kind.get("text", []):
        raw = FAULTS["text"][part.name](raw, part.chance)
    if "tree" in by_kind or "text" in by_kind:  # else the file stays as the corpus made it
        with contextlib.suppress(FileNotFoundError, IsADirectoryError):
            (folder / NOTEBOOK).unlink()
    for part in by_kind.get("place", []):
        _put(folder, functools.partial(FAULTS["place"][part.name], raw=raw, chance=part.chance))
    if "place" not in by_kind:
        _put(folder, lambda place: (place / NOTEBOOK).write_bytes(raw))
    for part in by_kind.get("beside", []):
        _put(folder, functools.partial(FAULTS["beside"][part.name], chance=part.chance))


def _put(folder: Path, make: Callable[[Path], Any]) -> None:
    """Add what `make` puts into a folder, as far as these names are free.

    It is made in an empty folder, since there might be links and pipes in this one, which nobody must write through.
    """
    with tempfile.TemporaryDirectory(dir=folder.parent) as place:
        make(Path(place))
        for name in sorted(os.listdir(os.fsencode(place))):
            new = os.path.join(os.fsencode(folder), name)
            if not os.path.lexists(new):
                os.rename(os.path.join(os.fsencode(place), name), new)


def _tree_in(folder: Path) -> Tree | None:
    made = folder / NOTEBOOK
    if made.is_symlink() or not made.is_file() or made.stat().st_size > 1 << 20:
        return None
    try:
        tree = json.loads(made.read_bytes())
    except (ValueError, RecursionError):
        return None
    return tree if isinstance(tree, dict) else None


def _bytes_of(tree: Any) -> bytes:
    text = json.dumps(tree, indent=1, ensure_ascii=False)
    text = re.sub(r'"@deep (\d+)"', lambda m: "[" * int(m[1]) + "]" * int(m[1]), text)  # deeper than dumps can go
    text = re.sub(r'"@digits (\d+)"', lambda m: "9" * int(m[1]), text)
    return text.encode("utf-8", "surrogatepass")


def _cell_of(tree: Tree, grade_id: str) -> Tree:
    return next(c for c in tree["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == grade_id)


ENDINGS = (
    "", "1/0", "raise SystemExit", "%%bash\nls", "!ls; echo EVIL", "import os; os._exit(0)", "del l1_penalty",
    "return", "while True: pass", "(", "'''", "await x", "\x00", "%timeit 1", "input()", "print('x' * 10**7)",
    "globals().clear()", "?", "l1_penalty??", "%run torch.py", "%load_ext EVIL", "from torch import *",
    "#" + "x" * 100_000, "(" * 300, "+".join("1" * 5000), "-" * 20_000 + "1", "'\ud83d'", "# \u202e\u2066", "\\",
    "\t \n  x", "%%html\n<script>EVIL</script>", "%reset -f", "__builtins__ = None", "def l1_penalty(): ...",
    "l1_penalty = add_dropout = None", "get_ipython().kernel", "import sys; sys.modules.clear()",
    "import torch; torch.set_num_threads(64)", "raise BaseException('EVIL')", "yield 1", "class l1_penalty: pass", "@",
    "f'{'", "x: int = y = 1", "nonlocal x", "from __future__ import braces", "lambda: (yield)", "\r\r\n", "\f",
    "async def l1_penalty(*_): pass", "import autograder, reference", "\N{ZERO WIDTH SPACE}", "% time", "exit",
)  # fmt: skip


def _mix_in(tree: Tree, source: str, chance: Random) -> None:
    """Put a cell's text somewhere into the notebook: whole or cut, once or often, alone or with another's."""
    if chance.random() < 0.2:
        source = source[: chance.randrange(len(source))]
    if chance.random() < 0.4:
        source = f"{source}\n{chance.choice(ENDINGS)}"
    if chance.random() < 0.1:
        source = f"{source}\n\n" * chance.choice((2, 20))
    cells = tree["cells"]
    where = chance.choice(cells)
    how = chance.choice(("after", "before", "cells", "cells", "instead", "markdown"))
    if how in ("cells", "markdown"):
        kind = "code" if how == "cells" else how
        new: Tree = {"cell_type": kind, "metadata": {}, "source": source, "id": f"new{chance.randrange(99)}"}
        if kind == "code":
            new |= {"outputs": [], "execution_count": None}
        for _ in range(chance.choice((1, 1, 3))):
            cells.insert(chance.randrange(len(cells) + 1), dict(new))
    elif how == "instead":
        where["source"] = source
    else:
        where["source"] = "\n".join([where["source"], source] if how == "after" else [source, where["source"]])


# ---------------------------------------------------------------- faults

FAULTS: dict[Kind, dict[str, Callable[..., Any]]] = {"tree": {}, "text": {}, "place": {}, "beside": {}}
SPARING: set[str] = set()
"""Faults that cost a right solution no point."""


def _fault(kind: Kind, spares: bool) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def add(function: Callable[..., Any]) -> Callable[..., Any]:
        name = function.__name__.strip("_")
        FAULTS[kind][name] = function
        if spares:
            SPARING.add(f"{kind} {name}")
        return function

    return add


JUNK: tuple[Any, ...] = (
    None, True, False, -1, 0, 1.5, float("nan"), float("inf"), 10**30, "", "x", "\ud83d", "\x00\x1b[2J", [], {}, [[]],
    "<script>EVIL</script>", {"a": None}, ["x", 1, None], "9" * 5000, "@digits 6000", "@deep 300", "@deep 30000",
    {"__proto__": {}}, "../../EVIL", "python3", "code", 4, [{}] * 50, {"": ""},
)  # fmt: skip


_READABLE = tuple(value for value in JUNK if value not in ("@digits 6000", "@deep 30000"))  # by a parser of JSON


def _junk(chance: Random, values: tuple[Any, ...] = JUNK) -> Any:
    """Return one of the values, of its own: the next fault may change it."""
    return copy.deepcopy(chance.choice(values))


def _cells(tree: Tree) -> list[Tree]:
    cells = tree.get("cells")
    return [cell for cell in cells if isinstance(cell, dict)] if isinstance(cells, list) else []


def _fields(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every container with each key in it, from the outermost on."""
    waiting = [value]
    while waiting:
        found = waiting.pop(0)
        for key in list(found) if isinstance(found, dict) else range(len(found)):
            yield found, key
            if isinstance(found[key], (dict, list)):
                waiting.append(found[key])


def _some_field(tree: Tree, chance: Random) -> tuple[Any, Any] | None:
    found = [field for field, _ in zip(_fields(tree), range(3000), strict=False)]
    return chance.choice(found) if found else None


def _meta(cell: Tree) -> Tree:
    meta = cell.get("metadata")
    nbgrader = meta.get("nbgrader") if isinstance(meta, dict) else None
    return nbgrader if isinstance(nbgrader, dict) else {}


def _shuffled_cells(tree: Tree) -> list[Tree] | None:
    return tree["cells"] if isinstance(tree.get("cells"), list) else None


@_fault("tree", spares=False)
def _wrong_values(tree: Tree, chance: Random) -> None:
    for _ in range(chance.choice((1, 2, 5))):
        if field := _some_field(tree, chance):
            field[0][field[1]] = _junk(chance)


@_fault("tree", spares=False)
def _missing_values(tree: Tree, chance: Random) -> None:
    for _ in range(chance.choice((1, 2, 5))):
        if field := _some_field(tree, chance):
            del field[0][field[1]]


@_fault("tree", spares=False)
def _swapped_values(tree: Tree, chance: Random) -> None:
    if (one := _some_field(tree, chance)) and (other := _some_field(tree, chance)):
        a, b = json.dumps(one[0][one[1]]), json.dumps(other[0][other[1]])  # texts, lest one comes to hold itself
        other[0][other[1]], one[0][one[1]] = json.loads(a), json.loads(b)


@_fault("tree", spares=False)
def _wrong_grading_metadata(tree: Tree, chance: Random) -> None:
    for cell in _cells(tree):
        if chance.random() < 0.5:
            key = chance.choice(("grade_id", "grade", "solution", "locked", "task", "points", "schema_version", "x"))
            _meta(cell)[key] = _junk(chance)


@_fault("tree", spares=False)
def _duplicate_grade_ids(tree: Tree, chance: Random) -> None:
    ids = [_meta(cell).get("grade_id") for cell in _cells(tree)] or [None]
    for cell in _cells(tree):
        if chance.random() < 0.5 and _meta(cell):
            _meta(cell)["grade_id"] = chance.choice(ids)


@_fault("tree", spares=False)
def _fewer_cells(tree: Tree, chance: Random) -> None:
    if cells := _shuffled_cells(tree):
        for _ in range(chance.choice((1, 2, len(cells)))):
            if cells:
                del cells[chance.randrange(len(cells))]


@_fault("tree", spares=False)
def _split_cells(tree: Tree, chance: Random) -> None:
    for cell in _cells(tree):
        source = cell.get("source")
        if chance.random() < 0.5 and isinstance(source, str) and "\n" in source:
            at = chance.choice([m.start() for m in re.finditer("\n", source)])
            new = {**cell, "source": source[at + 1 :], "id": "split"}
            if chance.random() < 0.5:
                new["metadata"] = {}
            cell["source"] = source[:at]
            tree["cells"].insert(tree["cells"].index(cell) + chance.choice((0, 1)), new)


@_fault("tree", spares=False)
def _merged_cells(tree: Tree, chance: Random) -> None:
    if len(cells := _cells(tree)) > 1:
        one, other = chance.sample(cells, 2)
        one["source"] = f"{one.get('source')}\n{other.get('source')}"
        tree["cells"].remove(other)


@_fault("tree", spares=False)
def _wrong_cell_types(tree: Tree, chance: Random) -> None:
    for cell in _cells(tree):
        if chance.random() < 0.4:
            cell["cell_type"] = chance.choice(("markdown", "raw", "code", "heading", "html", "", None, 1, ["code"]))


@_fault("tree", spares=False)
def _another_format(tree: Tree, chance: Random) -> None:
    tree["nbformat"] = chance.choice((1, 2, 3, 5, 99, -4, "3", None, 4.0, "@digits 30", [], 3.5))
    tree["nbformat_minor"] = chance.choice((0, 5, 99, -1, None, "x"))
    if chance.random() < 0.5:
        cells = [{**c, "input": c.get("source"), "language": "python", "prompt_number": 1} for c in _cells(tree)]
        tree["worksheets"] = chance.choice(([{"cells": cells}], [{"cells": cells}] * 3, [], [None], {"cells": cells}))
        if chance.random() < 0.7:
            tree.pop("cells", None)


@_fault("tree", spares=False)
def _no_grading_metadata(tree: Tree, chance: Random) -> None:
    for cell in _cells(tree):
        cell["metadata"] = {}


@_fault("tree", spares=False)
def _outputs_beyond_the_limit(tree: Tree, chance: Random) -> None:
    tree["x"] = "x" * (20 << 20)


@_fault("tree", spares=False)
def _endings(tree: Tree, chance: Random) -> None:
    for cell in _cells(tree):
        if chance.random() < 0.5:
            cell["source"] = f"{cell.get('source')}\n{chance.choice(ENDINGS)}"


@_fault("tree", spares=True)
def _every_cell_twice(tree: Tree, chance: Random) -> None:
    if isinstance(cells := tree.get("cells"), list):
        cells += json.loads(json.dumps(cells))


@_fault("tree", spares=True)
def _shuffled(tree: Tree, chance: Random) -> None:
    if cells := _shuffled_cells(tree):
        chance.shuffle(cells)


@_fault("tree", spares=True)
def _odd_cell_ids(tree: Tree, chance: Random) -> None:
    for cell in _cells(tree):
        cell["id"] = chance.choice(("x", "", None, "x" * 500, "<b>EVIL</b>", 1, "\ud83d", "a b", []))


@_fault("tree", spares=True)
def _no_grade_cells(tree: Tree, chance: Random) -> None:
    for cell in _cells(tree):
        if _meta(cell).get("grade") and isinstance(tree.get("cells"), list):
            tree["cells"].remove(cell)


@_fault("tree", spares=True)
def _changed_grade_cells(tree: Tree, chance: Random) -> None:
    for cell in _cells(tree):
        if _meta(cell).get("grade") is True:
            cell["source"] = chance.choice(("", "10.0", "assert True", "1/0", *ENDINGS))
            cell["cell_type"] = chance.choice(("code", "markdown", "raw"))
            _meta(cell)["points"] = chance.choice((500, -1, None, "x", float("nan"), 1e300))


@_fault("tree", spares=True)
def _odd_notebook_metadata(tree: Tree, chance: Random) -> None:
    keys = ("kernelspec", "language_info", "title", "authors", "widgets", "celltoolbar", "name", "x", "toc", "nbgrader")
    tree["metadata"] = {key: _junk(chance, _READABLE) for key in chance.sample(keys, 4)}


@_fault("tree", spares=True)
def _cells_that_are_none(tree: Tree, chance: Random) -> None:
    if isinstance(cells := tree.get("cells"), list):
        for _ in range(3):
            cells.insert(
                chance.randrange(len(cells) + 1), chance.choice((None, 1, "x", [], {}, [None], True, {"a": 1}))
            )


@_fault("tree", spares=True)
def _odd_outputs(tree: Tree, chance: Random) -> None:
    texts = (
        "LEAKED",
        "<script>EVIL</script>",
        "\x1b[2J\x07",
        "\u202e",
        "x\r" * 999,
        "10.0",
        "a\b" * 99,
        "\ud83d",
        ["x", 1],
        None,
    )
    data: Any = [
        {kind: chance.choice(texts)} for kind in ("text/plain", "text/html", "image/png", "image/svg+xml", "x")
    ]
    kinds = ("stream", "display_data", "execute_result", "error", "pyout", None, 7)
    for cell in _cells(tree):
        cell["outputs"] = [
            {
                "output_type": chance.choice(kinds), "name": chance.choice(("stdout", "stderr", "x", None)),
                "text": chance.choice(texts), "data": chance.choice([*data, None, []]),
                "metadata": chance.choice(({}, None)), "ename": chance.choice(texts), "evalue": chance.choice(texts),
                "traceback": chance.choice(([], None, "x", [1])),
                "execution_count": chance.choice((None, 1, -1, "x", 1e30, "@digits 50")),
            }
            for _ in range(chance.choice((0, 1, 5)))
        ]  # fmt: skip
        cell["execution_count"] = chance.choice((None, 1, -5, "x", 10**30))


@_fault("tree", spares=True)
def _outputs_of_megabytes(tree: Tree, chance: Random) -> None:
    for cell in _cells(tree)[:2]:
        text: Any = chance.choice(("x" * (3 << 20), "x\n" * (1 << 20), ["y"] * 300_000, "\x1b[31m" * 300_000))
        cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": text}]


@_fault("tree", spares=True)
def _odd_markdown(tree: Tree, chance: Random) -> None:
    texts = (
        "<script>EVIL</script>", "[x](javascript:EVIL)", "![x](attachment:a.png)", "$\\def\\EVIL{}$", "# " * 9000,
        "[" * 20_000, "> " * 5000 + "x", "*" * 50_000, "<div style='EVIL'>", "`" * 9999, "|a|\n|-|\n" * 500,
        "\x00\u202e\u200b", "&" * 9999, "<!-- EVIL", "<style>*{EVIL}</style>", "<img src=x onerror=EVIL>",
        "<a href='data:text/html,EVIL'>x</a>", "- " * 3000, "<svg onload=EVIL>",
        "```{=html}\n<script>EVIL</script>\n```", "<iframe srcdoc='EVIL'>", "\ud83d", "e" + "\u0301" * 99,
    )  # fmt: skip
    if isinstance(cells := tree.get("cells"), list):
        for _ in range(3):
            files = chance.choice(
                ({}, None, {"a.png": {"image/png": "x"}}, {"EVIL": None}, {"a.png": {"text/html": "EVIL"}})
            )
            kind, place = chance.choice(("markdown", "markdown", "raw")), chance.randrange(len(cells) + 1)
            cell = {"cell_type": kind, "metadata": {}, "source": chance.choice(texts) + chance.choice(texts)}
            cells.insert(place, {**cell, "attachments": files})


@_fault("tree", spares=True)
def _sources_as_lists(tree: Tree, chance: Random) -> None:
    for cell in _cells(tree):
        if isinstance(source := cell.get("source"), str):
            cell["source"] = [*source.splitlines(keepends=True), *chance.choice(([], [None], [1], [[]], [{}]))]


@_fault("tree", spares=True)
def _unused_metadata(tree: Tree, chance: Random) -> None:
    for cell in _cells(tree):
        if isinstance(cell.get("metadata"), dict):
            cell["metadata"] |= {
                key: _junk(chance, _READABLE) for key in ("tags", "name", "slideshow", "jupyter", "\ud83d")
            }


@_fault("tree", spares=True)
def _halves_of_characters(tree: Tree, chance: Random) -> None:
    for cell in _cells(tree):
        if isinstance(cell.get("source"), str):
            cell["source"] += "\n# " + chance.choice(("\ud83d", "\ude00", "\udfff\ud800"))


@_fault("tree", spares=True)
def _comments(tree: Tree, chance: Random) -> None:
    texts = (
        "\u202e\u2066 EVIL",
        "\x1b[2J",
        "\x00",
        "<script>EVIL</script>",
        "LEAKED",
        "\f",
        "x" * 50_000,
        "\N{HANGUL FILLER}",
        "\x85",
    )
    for cell in _cells(tree):
        if isinstance(cell.get("source"), str):
            cell["source"] += f"\n# {chance.choice(texts)}"


# ---------------------------------------------------------------- the file's bytes


@_fault("text", spares=False)
def _cut_off(raw: bytes, chance: Random) -> bytes:
    return raw[: chance.choice((0, 1, 2, 10, chance.randrange(len(raw) + 1), max(0, len(raw) - 2)))]


@_fault("text", spares=False)
def _other_bytes(raw: bytes, chance: Random) -> bytes:
    changed = bytearray(raw)
    for _ in range(chance.choice((1, 3, 30))):
        if changed:
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


@_fault("text", spares=False)
def _more_bytes(raw: bytes, chance: Random) -> bytes:
    at = chance.choice((0, chance.randrange(len(raw) + 1), len(raw)))
    more = (
        b"\x00",
        b"\xff",
        b",",
        b"}",
        b'"',
        b"NaN",
        b"\xed\xa0\x80",
        b"\x1a",
        b"<<<<<<< HEAD\n",
        b"//",
        b"\\",
        b"[" * 5000,
    )
    return raw[:at] + chance.choice(more) + raw[at:]


@_fault("text", spares=False)
def _shuffled_lines(raw: bytes, chance: Random) -> bytes:
    lines = raw.split(b"\n")
    at = chance.randrange(len(lines))
    return b"\n".join(
        chance.choice((lines[at:] + lines[:at], lines[:at] + lines[at + 1 :], lines + lines, lines[:at] * 2))
    )


@_fault("text", spares=False)
def _another_encoding(raw: bytes, chance: Random) -> bytes:
    names = ("utf-32", "utf-16-le", "utf-16-be", "utf-7", "cp037", "shift_jis", "latin-1")
    return raw.decode("utf-8", "replace").encode(chance.choice(names), "replace")


@_fault("text", spares=False)
def _something_else(raw: bytes, chance: Random) -> bytes:
    values = (
        b"null",
        b"[]",
        b"{}",
        b"3",
        b'"x"',
        b'{"cells": []}',
        b'{"cells": {}, "nbformat": 4}',
        b"NaN",
        b'{"nbformat": 3}',
    )
    return chance.choice(
        (*values, b"", bytes(len(raw)), gzip.compress(raw), b"[" * 100_000, b"9" * 10_000, b"{" * 99_999)
    )


@_fault("text", spares=False)
def _python_for_json(raw: bytes, chance: Random) -> bytes:
    return raw.replace(
        *chance.choice(((b'"', b"'"), (b"null", b"None"), (b"true", b"True"), (b"]", b",]"), (b"\\n", b"\n")))
    )


@_fault("text", spares=True)
def _byte_order_mark(raw: bytes, chance: Random) -> bytes:
    return b"\xef\xbb\xbf" + raw


@_fault("text", spares=True)
def _utf_16(raw: bytes, chance: Random) -> bytes:
    return raw.decode("utf-8", "replace").encode("utf-16")


@_fault("text", spares=True)
def _windows_line_ends(raw: bytes, chance: Random) -> bytes:
    return raw.replace(b"\n", b"\r\n") + b"\r\n \t\r\n"


@_fault("text", spares=True)
def _keys_twice(raw: bytes, chance: Random) -> bytes:
    return b'{"cells": 1, "nbformat": 2, "metadata": [], ' + raw.lstrip()[1:] if raw.lstrip()[:1] == b"{" else raw


# ---------------------------------------------------------------- what stands in the notebook's place


@_fault("place", spares=True)
def _another_name(folder: Path, raw: bytes, chance: Random) -> None:
    names = (
        "regularization (1).ipynb", "REGULARIZATION.ipynb", "Übung.ipynb", "regularization.ipynb.txt", "a\nb.ipynb",
        "-rf.ipynb", "\u202eEVIL.ipynb", "'\"$(touch EVIL).ipynb", "%s{x}.ipynb", "x" * 249 + ".ipynb", " .ipynb",
        ".x.ipynb", "\x1b[2J.ipynb", "a b;c&d.ipynb", "<b>EVIL</b>.ipynb".replace("/", ""), "{student_id}.ipynb",
        "*.ipynb", "[a].ipynb", "test_l1_penalty.ipynb", "\udcff\udcfe.ipynb",
    )  # fmt: skip
    (folder / chance.choice(names)).write_bytes(raw)


@_fault("place", spares=True)
def _some_folders_deeper(folder: Path, raw: bytes, chance: Random) -> None:
    inner = folder / chance.choice(("x", "a/b/c", "regularization", "ü\n", ".x", "-x/[a]", "\udcff"))
    inner.mkdir(parents=True)
    (inner / NOTEBOOK).write_bytes(raw)


@_fault("place", spares=True)
def _with_copies(folder: Path, raw: bytes, chance: Random) -> None:
    (folder / NOTEBOOK).write_bytes(raw)
    for name in ("a.ipynb", "regularization (1).ipynb", "Regularization.ipynb", "x/regularization.ipynb", "b.ipynb"):
        if chance.random() < 0.6:
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(
                chance.choice((raw, b"", b"{", raw[: len(raw) // 2], raw.replace(b"return", b"1/0")))
            )


@_fault("place", spares=True)
def _two_names_for_one_file(folder: Path, raw: bytes, chance: Random) -> None:
    (folder / NOTEBOOK).write_bytes(raw)
    (folder / "b.ipynb").hardlink_to(folder / NOTEBOOK)


@_fault("place", spares=True)
def _another_time(folder: Path, raw: bytes, chance: Random) -> None:
    (folder / NOTEBOOK).write_bytes(raw)
    when = chance.choice((-1, 0, 1 << 33, 1 << 40))
    with contextlib.suppress(OSError):
        os.utime(folder / NOTEBOOK, (when, when))


@_fault("place", spares=False)
def _not_a_file(folder: Path, raw: bytes, chance: Random) -> None:
    path = folder / NOTEBOOK
    kind = chance.choice(("folder", "full folder", "pipe", "socket", "link", "link", "link", "nothing", "closed"))
    if kind.endswith("folder"):
        path.mkdir()
        if kind == "full folder":
            (path / NOTEBOOK).write_bytes(raw)
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "socket":
        os.mknod(path, stat.S_IFSOCK | 0o600)
    elif kind == "link":
        (folder / "real.ipynb").write_bytes(raw)
        path.symlink_to(
            chance.choice(("real.ipynb", "/etc/passwd", NOTEBOOK, "nothing", "/dev/zero", ".", "../..", "/proc/1/mem"))
        )
    elif kind == "closed":
        path.write_bytes(raw)
        path.chmod(0)


@_fault("place", spares=False)
def _several_halves(folder: Path, raw: bytes, chance: Random) -> None:
    for number in range(chance.choice((2, 25))):
        (folder / f"{number}.ipynb").write_bytes(
            raw[: chance.randrange(len(raw) + 1)] if chance.random() < 0.8 else raw
        )


# ---------------------------------------------------------------- files beside it

_TARGETS = (
    "/etc/passwd", "/etc", "../../../gradebook.db", "../../../source",
    "../../aaa_honest/regularization/regularization.ipynb", "/proc/self/environ", "/dev/zero", ".", "..", "../..",
    NOTEBOOK, "nothing", "x" * 4000, "/proc/self/fd/0", "/", "loop",
)  # fmt: skip
_NAMES: tuple[bytes, ...] = (
    b"l\xf6sung.txt", b"\xff\xfe.csv", b"x" * 255, b"--help", b" ", b"...", b"*", b"\x80.ipynb", b"a\nb",
    b"\x1b[2J.txt", b"-", "\u202eEVIL.txt".encode(), b"EVIL", b"'\"$(touch EVIL)`touch EVIL`", b"%s{x}{0}", b"CON",
    b"a\\b", b"\r", b"[x]", b"~", b"<img src=x onerror=EVIL>", b"{student_id}", "e\u0301".encode() * 60, b"index.html",
    b"regularization.html", b"\x7f",
)  # fmt: skip
_TIMES = (
    b"", b"yesterday", b"\xff\xfe", b"9999999999-01-01", b"0001-01-01 00:00:00 UTC", b"2026-13-45", b"x" * 9999,
    b"\x00", b"2026-01-01 00:00:00 +99:99", b"9" * 500, b"2026-01-01\n\n\n", b"9999-12-31 23:59:59 -2300",
)  # fmt: skip
_KIT = (
    ".left-out", ".autograder", "autograded", "feedback", "release", "source", "submitted", "gradebook.db",
    "nbgrader_config.py", "conftest.py", "pytest.ini", "sitecustomize.py", "names.json", ".ipynb_checkpoints", ".git",
    "regularization", "data", "regularization.html", "requirements.txt", "autograder", "jupyter_config.py", ".env",
    "ipython_config.py", "startup",
)  # fmt: skip
_MODULES = (
    "torch", "numpy", "random", "reference", "autograder", "copy", "json", "types", "inspect", "struct", "hypothesis",
    "pytest", "safetensors", "IPython", "matplotlib", "torchvision", "io", "os", "sys", "collections", "typing",
    "math", "encodings", "tests",
)  # fmt: skip


@_fault("beside", spares=True)
def _links(folder: Path, chance: Random) -> None:
    for number in range(chance.choice((1, 4))):
        (folder / f"link{number}").symlink_to(chance.choice(_TARGETS))
    (folder / "loop").symlink_to("other")
    (folder / "other").symlink_to("loop")
    (folder / "x.ipynb").symlink_to(chance.choice(_TARGETS))


@_fault("beside", spares=True)
def _pipes_and_sockets(folder: Path, chance: Random) -> None:
    inner = folder / chance.choice((".", "pipes", "pipes/deeper"))
    inner.mkdir(parents=True, exist_ok=True)
    os.mkfifo(inner / chance.choice(("pipe", "pipe.txt", "p.ipynb", "pipe.zip")))
    os.mknod(inner / "socket", stat.S_IFSOCK | 0o600)
    with contextlib.suppress(OSError):  # only for root
        os.mknod(inner / "null", stat.S_IFCHR | 0o666, os.makedev(1, 3))


@_fault("beside", spares=True)
def _large_files(folder: Path, chance: Random) -> None:
    for number, size in enumerate(chance.sample((1 << 20, 3 << 20, 5 << 20, 1 << 33, 1 << 40), 2)):
        with (folder / f"large{number}.bin").open("wb") as file:
            file.truncate(size)


@_fault("beside", spares=True)
def _deep_folders(folder: Path, chance: Random) -> None:
    name, depth = chance.choice((("d", 33), ("d", 31), ("d", 400), ("d" * 255, 3), ("d" * 255, 20), ("ü" * 100, 6)))
    current = os.open(folder, os.O_RDONLY)
    for _ in range(depth):
        with contextlib.suppress(FileExistsError):
            os.mkdir(name, dir_fd=current)
        inner = os.open(name, os.O_RDONLY, dir_fd=current)
        os.close(current)
        current = inner
    os.close(os.open("EVIL.txt", os.O_CREAT | os.O_WRONLY, dir_fd=current))
    os.close(current)


@_fault("beside", spares=True)
def _odd_names(folder: Path, chance: Random) -> None:
    for name in chance.sample(_NAMES, 5):
        path = os.path.join(os.fsencode(folder), name)
        if chance.random() < 0.3:
            os.mkdir(path)
            path = os.path.join(path, chance.choice(_NAMES))
        with open(path, "wb") as file:
            file.write(chance.choice((b"text", b"", b"<script>EVIL</script>", b"\xff")))


@_fault("beside", spares=True)
def _names_of_modules(folder: Path, chance: Random) -> None:
    for name in chance.sample(_MODULES, 4):
        (folder / f"{name}.py").write_text(f"print('my first attempts at {name}')\n")


@_fault("beside", spares=False)
def _modules_that_lie(folder: Path, chance: Random) -> None:
    texts = (
        "def __getattr__(name):\n    return lambda *a, **k: True\n",
        "raise SystemExit",
        "while True: pass",
        "import os; os._exit(0)",
    )
    for name in chance.sample(_MODULES, 6):
        path = folder / chance.choice(
            (f"{name}.py", f"{name}/__init__.py", f"{name}.so", f"__pycache__/{name}.cpython-311.pyc")
        )
        path.parent.mkdir(exist_ok=True)
        path.write_text(chance.choice(texts))


@_fault("beside", spares=True)
def _closed(folder: Path, chance: Random) -> None:
    closed = folder / "data" / "closed"
    inner = closed / "inner"
    inner.mkdir(parents=True)
    for number, mode in enumerate((0, 0o200, 0o4777, 0o1000)):
        (inner / f"{number}.txt").write_text("x")
        (inner / f"{number}.txt").chmod(mode)
    inner.chmod(chance.choice((0, 0o400, 0o300, 0o7777)))
    closed.chmod(chance.choice((0, 0o400, 0o100, 0o1777)))


@_fault("beside", spares=True)
def _names_of_the_kit(folder: Path, chance: Random) -> None:
    for name in chance.sample(_KIT, 3):
        how = chance.choice(("file", "folder", "link", "pipe"))
        if how == "file":
            (folder / name).write_text(chance.choice(("EVIL", "{}", "c = get_config()\nc.EVIL = 1\n", "")))
        elif how == "folder":
            (folder / name / "regularization").mkdir(parents=True)
            (folder / name / "regularization" / NOTEBOOK).write_text("{}")
        elif how == "link":
            (folder / name).symlink_to(chance.choice(_TARGETS))
        else:
            os.mkfifo(folder / name)


@_fault("beside", spares=True)
def _odd_timestamps(folder: Path, chance: Random) -> None:
    path = folder / "timestamp.txt"
    how = chance.choice(("file", "file", "file", "folder", "link", "pipe"))
    if how == "file":
        path.write_bytes(chance.choice(_TIMES))
    elif how == "folder":
        path.mkdir()
    elif how == "link":
        path.symlink_to(chance.choice(_TARGETS))
    else:
        os.mkfifo(path)


@_fault("beside", spares=True)
def _many_files(folder: Path, chance: Random) -> None:
    (folder / "many").mkdir()
    for number in range(chance.choice((99, 101, 300))):
        (folder / "many" / f"{number:04}.txt").write_text(f"{number}\n")
    for number in range(chance.choice((0, 100))):
        (folder / "many" / f"folder{number}").mkdir()


@_fault("beside", spares=True)
def _archives(folder: Path, chance: Random) -> None:
    with zipfile.ZipFile(
        folder / chance.choice(("homework.zip", "x.7z", "y.ipynb.zip")), "w", zipfile.ZIP_DEFLATED
    ) as archive:
        for name in ("../../EVIL.py", "/tmp/EVIL.txt", NOTEBOOK):
            archive.writestr(name, "EVIL")


@_fault("beside", spares=True)
def _web_pages(folder: Path, chance: Random) -> None:
    for name in ("index.html", "regularization.html", "x.svg", "custom.css", "feedback.html"):
        (folder / name).write_text("<script>EVIL</script>")


@_fault("beside", spares=True)
def _times_of_files(folder: Path, chance: Random) -> None:
    path = folder / "from_the_future.txt"
    path.write_text("x")
    with contextlib.suppress(OSError):
        when = chance.choice((-(1 << 31), 1 << 33, 1 << 36))
        os.utime(path, (when, when))
