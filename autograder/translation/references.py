"""Refers to the texts of the hidden suite by number, so that a text may be put differently and nothing is graded anew.

A verdict depends on what the tests do, not on their words. `Wordings` takes a set of modules apart into the two: their
`behaviour`, to be digested into what a verdict is kept under, and their texts, to which a kept message refers by
number. While the behaviour is the same, so are the numbers, and a message that is shown later has the words of that
time.

Which strings are texts is told by where they stand: the sentence of a test, what is marked by ``_`` and ``N_``, what
the functions in `_SHOWN` show, the keys of `mistakes`, a `hint`. One that is taken for a text wrongly would leave a
changed test unnoticed, so in doubt a string is behaviour: a test is then graded anew without need.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

from autograder.student import blocks
from autograder.student.language import OWN

_REFERENCE = "reference"
_DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
_SHOWN = {  # arguments that are shown and decide nothing, by function: names, and which of those without a name
    "_": ((), slice(0, 1)),
    "N_": ((), slice(0, 1)),
    "probe": (("template",), slice(0, 1)),
    "graded": (("hint",), slice(0)),
    "expect": (("got", "expected", "hint"), slice(0)),
    "Mismatch": (("hint",), slice(0)),
    "Side": (("text", "hint", "harm"), slice(1, 4)),
}
_SHOWN_BY_CHECKS = (("hint",), slice(0))  # of functions named expect_...


class Wordings:
    """The texts of a set of modules, each with a number, and what is left of the modules without them.

    Attributes:
        behaviour: a digest of the modules without comments, layout and texts. Of a text, the fields in braces are left,
            since their values are made while a test runs, and which texts are the same.
        texts: the texts by number, as `autograder.student.language._` gets them.
    """

    def __init__(self, sources: Mapping[str, str]) -> None:
        """Take modules apart, given as source texts by name.

        Raises:
            SyntaxError: one is no Python.
        """
        modules = {name: _Module(sources[name]) for name in sorted(sources)}
        # A string that also stands elsewhere may come from there, and then must not take part in what is changed here.
        elsewhere = _engine_strings().union(*(module.other_strings() for module in modules.values()))
        found = dict.fromkeys(text for module in modules.values() for text in module.texts())
        self._set(tuple(text for text in found if text not in elsewhere))
        left = "\n".join(f"{name}: {module.without(self._blank)}" for name, module in modules.items())
        self.behaviour = hashlib.sha256(left.encode(errors="surrogatepass")).hexdigest()

    @classmethod
    def known(cls, texts: Sequence[str], behaviour: str) -> Wordings:
        """Return what was made of modules before, from its two attributes."""
        wordings = cls.__new__(cls)
        wordings._set(tuple(texts))
        wordings.behaviour = behaviour
        return wordings

    def _set(self, texts: tuple[str, ...]) -> None:
        self.texts = texts
        self._numbers = {text: number for number, text in enumerate(texts)}

    def _blank(self, text: str) -> tuple[object, ...]:
        if text not in self._numbers:
            return ("text", text)
        return ("text", self._numbers[text], *_fields(text))

    def packed(self, text: str) -> str:
        """Return a text that is not in words yet with numbers in the place of templates; other templates stay."""

        def number(template: blocks.Tree) -> blocks.Tree:
            known = self._numbers.get(blocks.plain(template) or "")
            return template if known is None else (blocks.Block(((_REFERENCE,), (str(known),))),)

        return _changed(text, number)

    def unpacked(self, text: str) -> str:
        """Return what `packed` was given, with the texts as they are now.

        Raises:
            LookupError: it was packed by modules of another behaviour.
            ValueError: it was damaged.
        """

        def current(template: blocks.Tree) -> blocks.Tree:
            match template:
                case (blocks.Block(((str(kind),), (str(number),))),) if kind == _REFERENCE:
                    return (self.texts[int(number)],)
            return template

        return _changed(text, current)


def _changed(text: str, change: Callable[[blocks.Tree], blocks.Tree]) -> str:
    return blocks.unparse(blocks.with_templates(blocks.parse(text), change)) if blocks.is_deferred(text) else text


def _fields(template: str) -> tuple[str, ...]:
    try:
        return tuple(sorted({f.expression for f in blocks.fields(template) if f.expression is not None}))
    except ValueError:
        return ("no template",)


class _Module(ast.NodeVisitor):
    """One module, and where its texts stand."""

    def __init__(self, source: str) -> None:
        self._tree = ast.parse(source)
        self._places: dict[ast.Constant, str] = {}  # in the order in which they are found
        self._remarks: set[ast.Constant] = set()  # docstrings that nobody is shown
        self.visit(self._tree)

    def texts(self) -> Iterator[str]:
        """Yield the texts, as often as they stand there."""
        yield from self._places.values()

    def other_strings(self) -> set[str]:
        """Return every string that is no text."""
        known = self._places.keys() | self._remarks
        nodes = (node for node in ast.walk(self._tree) if isinstance(node, ast.Constant) and node not in known)
        return {node.value for node in nodes if isinstance(node.value, str)}

    def without(self, blank: Callable[[str], tuple[object, ...]]) -> str:
        """Return the module as a text, with ``blank(text)`` in the place of each text. It is of no use afterwards."""
        for node, text in self._places.items():
            node.value = blank(text)  # type: ignore[assignment]
        for node in self._remarks:
            node.value = ""
        return ast.dump(self._tree)

    def visit(self, node: ast.AST) -> None:
        if isinstance(node, _DOCUMENTED):
            decorators = getattr(node, "decorator_list", [])
            if any(_called(decorator) == "probe" for decorator in decorators):
                for decorator in decorators:  # the rest of it runs beside the student's code
                    self.visit(decorator)
                return
            self._see_docstring(node)
        elif isinstance(node, ast.Call):
            self._see_call(node)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = {target.id.lower() for target in targets if isinstance(target, ast.Name)}
            if "mistakes" in names:
                self._see_keys(node.value)
            elif "hint" in names:
                self._see(node.value)
        self.generic_visit(node)

    def _see_docstring(self, node: ast.AST) -> None:
        match node:
            case ast.FunctionDef(name=str(name), body=[ast.Expr(ast.Constant(str(text)) as constant), *_]):
                if name.startswith("test_") and text.strip():
                    self._places[constant] = text.strip().splitlines()[0]
                else:
                    self._remarks.add(constant)
            case ast.Module(body=[ast.Expr(ast.Constant(str()) as constant), *_]):
                self._remarks.add(constant)
            case ast.ClassDef(body=[ast.Expr(ast.Constant(str()) as constant), *_]):
                self._remarks.add(constant)

    def _see_call(self, node: ast.Call) -> None:
        name = _called(node)
        checks = name.startswith("expect_")
        names, places = _SHOWN.get(name, _SHOWN_BY_CHECKS if checks else ((), slice(0)))
        for argument in [*node.args[places], *(k.value for k in node.keywords if k.arg in names)]:
            self._see(argument)
        for keyword in node.keywords:
            if checks and keyword.arg == "mistakes":
                self._see_keys(keyword.value)

    def _see_keys(self, node: ast.expr | None) -> None:
        match node:
            case ast.Dict(keys):
                for key in keys:
                    self._see(key)
            case ast.BinOp(left, ast.BitOr(), right):
                self._see_keys(left)
                self._see_keys(right)

    def _see(self, node: ast.expr | None) -> None:
        match node:
            case ast.Constant(str(text)) if text.strip():
                self._places[node] = text
            case ast.IfExp(_, body, otherwise):
                self._see(body)
                self._see(otherwise)


def _called(node: ast.expr) -> str:
    return node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""


@cache
def _engine_strings() -> frozenset[str]:
    """Return every string in the modules of this package that have texts: one of those is not the suite's alone."""
    sources = (path.read_text(encoding="utf-8") for path in sorted(OWN.rglob("*.py")))
    trees = [ast.parse(source) for source in sources if "autograder.student.language" in source]
    constants = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return frozenset(node.value for node in constants if isinstance(node.value, str))
