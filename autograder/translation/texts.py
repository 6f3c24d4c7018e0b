"""Finds the texts for people in notebooks, Markdown and Python files, and puts translations in their place.

Every function here takes a `Lookup`, which gets each text and gives what is to stand there. One that notes what it was
asked for extracts the texts; one that looks them up in a catalogue translates them: so both always see the same texts.
"""

from __future__ import annotations

import ast
import copy
import inspect
import io
import re
import tokenize
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbformat import NotebookNode

Lookup = Callable[[str], str]

_REGION = re.compile(r"^[ \t]*### BEGIN (SOLUTION|HIDDEN TESTS|MARK SCHEME).*?^[ \t]*### END \1[^\n]*$", re.M | re.S)
_LITERAL = re.compile(r"([A-Za-z]{0,2})(\"\"\"|'''|\"|')(.*)\2", re.S)
_NOT_FOR_PEOPLE = re.compile(r"\{[^{}]*\}|\$[^$]*\$|\\n|`[^`]*`")
_WORD = re.compile(r"[^\W\d_]{2,}")
_LABELS = frozenset({"label", "title", "xlabel", "ylabel", "desc", "set_title", "set_xlabel", "set_ylabel", "suptitle"})
_SENTENCE = re.compile(r"\s\S.*[.?]\Z", re.S)
_DOCSTRING = "docstring"
_NO_LABELS = frozenset({"loc", "linestyle", "ls", "cmap", "mode", "textcoords", "xycoords"})


def notebook(source: NotebookNode, lookup: Lookup) -> NotebookNode:
    """Return a copy of a notebook in which each text is what `lookup` gives for it.

    Solutions and hidden tests, in their regions, stay as they are.
    """
    translated = copy.deepcopy(source)
    for cell in translated.cells:
        if cell.cell_type == "markdown" and cell.metadata.get("nbgrader", {}).get("solution"):
            continue  # a written answer: the release holds an empty one
        if cell.cell_type == "markdown":
            cell["source"] = _outside_regions(cell.source, lambda text: markdown(text, lookup))
        elif cell.cell_type == "code":
            cell["source"] = code(cell.source, lookup)
    return translated


def markdown(text: str, lookup: Lookup) -> str:
    """Return Markdown in which each paragraph is what `lookup` gives for it; formulas without words stay."""
    parts = re.split(r"(\n[ \t]*\n\s*?(?=\S|[ \t]{4}|$))", text)
    paragraphs: list[str] = []
    for i in range(0, len(parts), 2):
        if paragraphs and paragraphs[-1].count("$$") % 2:  # a formula may hold empty lines
            paragraphs[-1] += parts[i - 1] + parts[i]
        else:
            paragraphs += [*parts[max(i - 1, 0) : i], parts[i]]
    return "".join(_kept_around(p, lookup) if _has_words(p) else p for p in paragraphs)


def _has_words(paragraph: str) -> bool:
    if r"\text" in paragraph:
        return True
    bare = re.sub(r"\$\$.*?\$\$|\$[^$]*\$|`[^`]*`|\[[^\]]*\]\(http[^)]*\)|<[^>]*>", "", paragraph, flags=re.S)
    return _WORD.search(bare) is not None


def _kept_around(text: str, lookup: Lookup) -> str:
    """Look up `text` without the white space around it, which stays."""
    bare = text.strip("\n")
    return text.replace(bare, lookup(bare), 1) if bare else text


def _outside_regions(text: str, change: Callable[[str], str]) -> str:
    parts, end = [], 0
    for region in _REGION.finditer(text):
        parts += [change(text[end : region.start()]), region.group()]
        end = region.end()
    return "".join([*parts, change(text[end:])])


@dataclass(frozen=True)
class _Part:
    """A comment or a string in a piece of code, by where it stands."""

    start: int
    end: int
    text: str
    context: str = ""


def code(text: str, lookup: Lookup) -> str:
    """Return Python code in which comments and strings for people are what `lookup` gives for them.

    A string is for people when it holds words with a space between them, or labels something. Code that is not Python
    alone, such as with magics, stays as it is.
    """
    regions = [(region.start(), region.end()) for region in _REGION.finditer(text)]
    try:
        parts = list(_parts(text))
    except (tokenize.TokenError, SyntaxError):
        return text
    for part in reversed(parts):
        if any(start <= part.start < end for start, end in regions):
            continue
        new = _new_comment(text, part, lookup) if part.text.startswith("#") else _new_string(text, part, lookup)
        text = text[: part.start] + new + text[part.end :]
    return text


def _parts(text: str) -> Iterator[_Part]:
    lines = text.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    block: list[tokenize.TokenInfo] = []  # comments on lines of their own, one below the other
    depth, opened = 0, None
    fstring_start = getattr(tokenize, "FSTRING_START", None)  # from Python 3.12 on, a literal of several tokens
    fstring_end = getattr(tokenize, "FSTRING_END", None)

    def part(first: tokenize.TokenInfo, last: tokenize.TokenInfo, context: str = "") -> _Part:
        start, end = starts[first.start[0] - 1] + first.start[1], starts[last.end[0] - 1] + last.end[1]
        return _Part(start, end, text[start:end], context)

    def finished() -> Iterator[_Part]:
        if block:
            yield part(block[0], block[-1])
            block.clear()

    for i, token in enumerate(tokens):
        if token.type == tokenize.COMMENT and token.string.startswith("###"):  # nbgrader's marks
            yield from finished()
        elif token.type == tokenize.COMMENT:
            alone = not token.line[: token.start[1]].strip()
            follows = block and alone and token.start == (block[-1].start[0] + 1, block[-1].start[1])
            if not follows:
                yield from finished()
            block.append(token)
            if not alone:
                yield from finished()
        elif token.type not in (tokenize.NL, tokenize.INDENT, tokenize.DEDENT):
            yield from finished()
        if fstring_start is not None and token.type == fstring_start:
            depth += 1
            opened = opened or (i, token)
        elif fstring_end is not None and token.type == fstring_end:
            depth -= 1
            if depth == 0 and opened is not None:
                yield part(opened[1], token, _context(tokens, opened[0]))
                opened = None
        elif token.type == tokenize.STRING and depth == 0:
            yield part(token, token, _context(tokens, i))
    yield from finished()


def _context(tokens: list[tokenize.TokenInfo], i: int) -> str:
    """Return the keyword or function whose value or first argument the string at `i` is, or that it is a docstring."""
    if i >= 2 and tokens[i - 1].string in ("=", "(") and tokens[i - 2].type == tokenize.NAME:
        return tokens[i - 2].string
    passed_over = (tokenize.NL, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT)
    before = next((token.type for token in reversed(tokens[:i]) if token.type not in passed_over), tokenize.NEWLINE)
    return _DOCSTRING if before == tokenize.NEWLINE else ""


def _new_comment(text: str, part: _Part, lookup: Lookup) -> str:
    lines = [line.strip() for line in part.text.splitlines()]
    words = "\n".join(line.lstrip("#").removeprefix(" ") for line in lines)
    if not _WORD.search(words) or words.startswith(("noqa", "type:")):
        return part.text
    indent = " " * (part.start - (text.rfind("\n", 0, part.start) + 1))
    return f"\n{indent}".join(f"# {line}".rstrip() for line in lookup(words).splitlines())


def _new_string(text: str, part: _Part, lookup: Lookup) -> str:
    match = _LITERAL.fullmatch(part.text)
    if match is None or not _is_for_people(match[3], part.context):
        return part.text
    prefix, quote, inner = match.groups()
    if part.context != _DOCSTRING or len(quote) == 1:
        return f"{prefix}{quote}{lookup(inner)}{quote}"
    indent = " " * (part.start - (text.rfind("\n", 0, part.start) + 1))
    ending = re.search(r"\n[ \t]*$", inner)
    new = "\n".join(f"{indent}{line}".rstrip() for line in lookup(inspect.cleandoc(inner)).splitlines()).strip()
    return f"{prefix}{quote}{new}{ending.group() if ending else ''}{quote}"


def _is_for_people(inner: str, context: str) -> bool:
    bare = _NOT_FOR_PEOPLE.sub("", inner)
    if not _WORD.search(bare) or context in _NO_LABELS:
        return False
    return context in _LABELS or re.search(r"\S\s+\S", _NOT_FOR_PEOPLE.sub("0", inner)) is not None


# ---------------------------------------------------------------- Python modules: tests and this package


def module_texts(source: str, tests: bool = False, titles: bool = False) -> Iterator[str]:
    """Yield the texts for students in a Python module.

    They are what is marked by ``_("...")`` and ``N_("...")``, and in tests what `autograder.testing` shows: sentences,
    hints, expected values in words, named mistakes, the templates of probes and what probes return; in a module of
    `tests` also every other string that is a sentence; with `titles` the tests' names as well.
    """
    tree = ast.parse(source)
    inside = {id(part) for node in ast.walk(tree) for part in _docstring_and_parts(node)}
    constants = {
        target.id: value
        for node in tree.body
        if isinstance(node, ast.Assign) and (value := _constant(node.value, {}))
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield from (ast.get_docstring(node) or "").splitlines()[:1]
            if titles:
                yield title(node.name)
        if isinstance(node, ast.FunctionDef) and any(_called(d) == "probe" for d in node.decorator_list):
            for inner in [part for statement in node.body for part in ast.walk(statement)]:
                if id(inner) not in inside and " " in (text := _constant(inner, constants)):
                    yield text  # what a probe says in words is shown as what came back
        if (
            tests
            and id(node) not in inside
            and isinstance(node, ast.Constant)
            and _SENTENCE.search(_constant(node, {}))
        ):
            yield _constant(node, {})
        if isinstance(node, ast.Call):
            found = node.args[:1] if _called(node) in ("_", "N_", "probe") else []
            for keyword in node.keywords:
                if keyword.arg in ("hint", "expected", "got"):
                    found.append(keyword.value)
                elif keyword.arg == "mistakes" and isinstance(keyword.value, ast.Dict):
                    found += [key for key in keyword.value.keys if key is not None]
            for argument in found:
                yield from _constants(argument, constants)


def _docstring_and_parts(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what in `node` is no string by itself: its docstring, or the parts of an f-string."""
    if isinstance(node, ast.JoinedStr):
        yield from node.values
    if isinstance(node, (ast.Module, ast.FunctionDef, ast.ClassDef)) and node.body:
        first = node.body[0]
        if isinstance(first, ast.Expr):
            yield first.value


def _called(node: ast.expr) -> str:
    return node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""


def title(test_name: str) -> str:
    """Return a test's name in words."""
    return test_name.removeprefix("test_").replace("_", " ")


def _constants(node: ast.expr, names: dict[str, str]) -> list[str]:
    if isinstance(node, ast.IfExp):
        return _constants(node.body, names) + _constants(node.orelse, names)
    return [value] if (value := _constant(node, names)) and _WORD.search(value) else []


def _constant(node: ast.AST, names: dict[str, str]) -> str:
    if isinstance(node, ast.Name):
        return names.get(node.id, "")
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
