"""From a cell's text to what it does, whatever the text: magics, commands, nonsense, or far too much of it."""

from __future__ import annotations

import ast
import contextlib
import functools
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from autograder.student import python
from autograder.student.names import Everything, Step
from autograder.student.reader import Reader

MAX_CHARACTERS = 200_000
"""A longer cell is not read: it counts as one that may do anything."""
MAX_MAGIC_CHARACTERS = 20_000
MAX_MAGICS = 50
"""IPython reads a cell anew for each of its magics, so their number is limited, and the size of a cell with any."""


@dataclass(frozen=True)
class Facts:
    """What is known of a cell by itself.

    Attributes:
        steps: its statements.
        reads: the names whose values matter to it; `now` are those of them that matter only while it runs.
        fills: the names of which it only sets items, so that it does not matter what else is in them.
        effect: it has an effect that no name stands for.
        everything: it may reach any name.
    """

    steps: tuple[Step, ...] = ()
    reads: frozenset[str] = frozenset()
    now: frozenset[str] = frozenset()
    fills: frozenset[str] = frozenset()
    effect: bool = False
    everything: bool = False

    def renamed(self, names: Mapping[str, str]) -> Facts:
        """Return the same with other names for some."""
        reads, now, fills = (frozenset(names.get(n, n) for n in each) for each in (self.reads, self.now, self.fills))
        return Facts(tuple(step.renamed(names) for step in self.steps), reads, now, fills, self.effect, self.everything)


@functools.lru_cache(maxsize=256)
def read_cell(source: str, ours: bool) -> Facts:
    """Return what the cell does; `ours` says that it is the course's own, which never counts as reflection.

    A cell that is no Python does nothing, since IPython runs none of it; that it does not is worth knowing, though, so
    a student's has an effect.
    """
    try:
        text, tree, magics = _parsed(source)
    except (SyntaxError, ValueError):
        return Facts(effect=True)
    except (Everything, RecursionError, MemoryError, RuntimeError):
        return Facts(everything=not ours)
    try:
        reader = Reader(text, tree, trusted=ours)
    except (Everything, SyntaxError, ValueError, RecursionError, MemoryError):  # some of it may run before an error
        return Facts(everything=not ours)
    reads, now = frozenset(reader.reads), frozenset(reader.now)
    return Facts(tuple(reader.steps), reads, now, frozenset(reader.fills), magics)


@functools.lru_cache(maxsize=256)
def fingerprint(source: str) -> str:
    """Return a digest that is the same for cells that do the same and differ only in comments and layout."""
    return hashlib.sha256(_essence(source).encode("utf-8", "surrogatepass")).hexdigest()


def _essence(source: str) -> str:
    if _is_rewritten(source):
        return "text " + source
    try:
        return "tree " + ast.dump(ast.parse(_as_python(source)[0]))
    except (Everything, SyntaxError, ValueError, RecursionError, MemoryError, RuntimeError):
        return "text " + source


def _parsed(source: str) -> tuple[str, ast.Module, bool]:
    """Return a cell as Python with the code of its magics, the tree of that, and whether there were any.

    Raises:
        SyntaxError, ValueError: IPython would not run any of it.
        Everything: a magic may reach any name, or the cell is too large.
    """
    text, magics = _as_python(source)
    tree = ast.parse(text)
    if magics:
        text = ast.unparse(ast.fix_missing_locations(_Magics().visit(tree)))
        tree = ast.parse(text)
    return text, tree, magics


def _as_python(source: str) -> tuple[str, bool]:
    """Return a cell as IPython runs it, and whether there are magics or commands in it.

    Raises:
        SyntaxError, ValueError: IPython would not run any of it.
        Everything: a magic may reach any name, or the cell is too large.
    """
    if len(source) > MAX_CHARACTERS:
        raise Everything("size")
    with contextlib.suppress(SyntaxError):
        ast.parse(source)
        if not _is_rewritten(source):
            return source, False
    magics = re.findall(r"(?m)^\s*[%!?,;/]|\?\s*$|=\s*[%!]", source)
    if len(source) > MAX_MAGIC_CHARACTERS or len(magics) > MAX_MAGICS or "get_ipython" in source:
        if magics:
            raise Everything("magics")
        raise SyntaxError("no Python")
    from IPython.core.inputtransformer2 import TransformerManager

    return TransformerManager().transform_cell(source), bool(magics)


def _is_rewritten(source: str) -> bool:
    """Say whether IPython may change a cell although it is Python: one that looks as if it were pasted from elsewhere.

    It takes indentation away that the first line has, and prompts, also where they are part of a text.
    """
    begin = len(source) - len(source.lstrip())
    _first, _, rest = source[begin:].partition("\n")
    return source[:begin].rpartition("\n")[2] != "" or re.match(r">>>|\.\.\.|In \[|\s*\.{3,}:", rest) is not None


class _Magics(ast.NodeTransformer):
    """Puts in the place of magics and commands the code that they run."""

    def visit_Expr(self, node: ast.Expr) -> ast.AST | list[ast.stmt]:
        return node if (magic := _magic(node.value)) is None else _code(*magic)

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        if (magic := _magic(node.value)) is not None:
            match _code(*magic):
                case [ast.Expr(value=value)]:
                    node.value = value
                case _:
                    node.value = ast.List([], ast.Load())
        return node


def _magic(node: ast.expr) -> tuple[str, list[str]] | None:
    """Return the method of IPython's shell that a line was turned into, and its arguments."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Call(func=ast.Name(id="get_ipython")), attr=method), args=arguments):
            return method, [ast.literal_eval(argument) for argument in arguments]
    return None


def _code(method: str, arguments: list[str]) -> list[ast.stmt]:
    """Return the statements that a magic or a command runs in the notebook.

    Raises:
        Everything: that cannot be told.
    """
    *name, line = arguments[:2]
    code = ""
    if method == "run_cell_magic" and name[0] in python.CELL_MAGICS:
        code = arguments[2]
        if name[0] == "capture":
            code += "".join(f"\n{word} = []" for word in line.split() if word.isidentifier())
        elif not re.fullmatch(_OPTIONS, line):
            raise Everything(line)
    elif method == "run_line_magic" and name[0] in python.LINE_MAGICS:
        code = re.sub(f"^{_OPTIONS}", "", line)
        if re.search(r"[{$]", line):  # IPython puts values of names there
            raise Everything(line)
    elif method == "run_cell_magic" or (name and name[0] not in python.OTHER_MAGICS) or re.search(r"[{$]", line):
        raise Everything(line)
    text, _ = _as_python(code)
    return [_Magics().visit(statement) for statement in ast.parse(text).body] or [ast.Pass()]


_OPTIONS = r"\s*(-[a-z]+\s*\d*\s*)*"
