"""Texts that are not in words yet: data inside a string, which survives f-strings, joins and concatenation.

A block stands for a text in whatever language it will be read. It begins, separates its parts and ends with characters
that Unicode keeps for internal use (noncharacters), so that no real text holds them; `autograder.student.text.clean`
and the sandbox's wire take them out of what student code says. The first part is the block's kind:

    text, template                                      the template as it is
    format, template, field, value, field, value, ...   the template with its fields' values, which may hold blocks
    any other name, text, text, ...                     a function made by `put_off`, of texts that may hold blocks

What is read here never raises: a block that makes no sense is shown as the texts in it.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import Formatter
from typing import Any

from autograder.student.text import MARKS, clean

OPEN, NEXT, CLOSE = tuple(MARKS)
TEXT, FORMAT = "text", "format"
_ANY_MARK = re.compile(f"([{MARKS}])")
_MAX_DEPTH = 32  # far more than any message has; what is nested deeper is no message of ours
_CONVERSIONS: dict[str, Callable[[str], str]] = {"": str, "s": str, "r": repr, "a": ascii}
_put_off: dict[str, Callable[..., str]] = {}


@dataclass(frozen=True)
class Block:
    """A parsed block; each part is a sequence of characters and further blocks."""

    parts: tuple[Tree, ...]

    @property
    def kind(self) -> str:
        return plain(self.parts[0]) or ""


Tree = tuple["str | Block", ...]
"""A parsed text."""


def block(kind: str, *parts: str) -> str:
    """Return a block as text."""
    return f"{OPEN}{NEXT.join((kind, *parts))}{CLOSE}"


def is_deferred(text: str) -> bool:
    """Say whether `text` holds a block."""
    return OPEN in text


def parse(text: str) -> Tree:
    """Return what `text` is made of. Marks out of place become replacement characters."""
    stack: list[list[list[str | Block]]] = [[[]]]
    for piece in _ANY_MARK.split(text):
        if piece == OPEN and len(stack) <= _MAX_DEPTH:
            stack.append([[]])
        elif piece == NEXT and len(stack) > 1:
            stack[-1].append([])
        elif piece == CLOSE and len(stack) > 1:
            done = Block(tuple(map(tuple, stack.pop())))
            stack[-1][-1].append(done)
        elif piece:
            stack[-1][-1].append(_ANY_MARK.sub("\N{REPLACEMENT CHARACTER}", piece))
    for unclosed in stack[1:]:
        stack[0][0] += ["\N{REPLACEMENT CHARACTER}", *itertools.chain.from_iterable(unclosed)]
    return tuple(stack[0][0])


def unparse(tree: Tree) -> str:
    """Return the text that `parse` makes `tree` of."""
    return "".join(p if isinstance(p, str) else block(*map(unparse, p.parts)) for p in tree)


def plain(tree: Tree) -> str | None:
    """Return the text of a tree without blocks, None for one with blocks."""
    return None if any(isinstance(piece, Block) for piece in tree) else "".join(map(str, tree))


def render(tree: Tree, translated: Callable[[str], str]) -> str:
    """Return `tree` in words, each template as `translated` gives it."""
    return "".join(piece if isinstance(piece, str) else _words(piece, translated) for piece in tree)


def _words(found: Block, translated: Callable[[str], str]) -> str:
    template = plain(found.parts[1]) if len(found.parts) > 1 else None
    if found.kind == TEXT and template is not None and len(found.parts) == 2:
        return translated(template)
    texts = [render(part, translated) for part in found.parts[1:]]
    if found.kind == FORMAT and template is not None and len(texts) % 2:
        values = dict(zip(texts[1::2], texts[2::2], strict=True))
        ways = (_filled(text, values) for text in (translated(template), template))
        return next((words for words in ways if words is not None), " ".join(texts))
    try:
        return _put_off[found.kind](*texts)
    except (LookupError, TypeError, ValueError, OverflowError):  # no such function, or not of such texts
        return " ".join(texts)


def with_templates(tree: Tree, change: Callable[[Tree], Tree]) -> Tree:
    """Return `tree` with `change(template)` in the place of each template."""
    return tuple(piece if isinstance(piece, str) else _with_templates(piece, change) for piece in tree)


def _with_templates(found: Block, change: Callable[[Tree], Tree]) -> Block:
    kind, *parts = found.parts
    first = [change(parts.pop(0))] if parts and found.kind in (TEXT, FORMAT) else []
    return Block((kind, *first, *(with_templates(part, change) for part in parts)))


def put_off(function: Callable[..., str]) -> Callable[..., str]:
    """Make a function of texts one that waits until they are in words, where one of them holds blocks.

    Its module must be imported where texts are put into words, and its name must be its own.
    """
    _put_off[function.__name__] = function

    @functools.wraps(function)
    def now_or_later(*texts: str) -> str:
        return block(function.__name__, *texts) if any(map(is_deferred, texts)) else function(*texts)

    return now_or_later


@put_off
def formatted(text: str, conversion: str, spec: str) -> str:
    """Return `text` as a field of `str.format` with this conversion and specification has it."""
    return format(_CONVERSIONS[conversion](text), spec)


@put_off
def quoted(text: str) -> str:
    """Return `text` in quotation marks, as a value."""
    return clean(repr(text))


@put_off
def first_line(text: str) -> str:
    """Return the first line of `text`."""
    return next(iter(text.splitlines()), "")


class Deferred(str):
    """A text as a block, whose `format` makes a block that keeps the values beside the template."""

    _template: str

    def __new__(cls, template: str) -> Deferred:
        """Defer `template`, which holds no block."""
        self = super().__new__(cls, block(TEXT, template))
        self._template = template
        return self

    def __reduce__(self) -> tuple[Any, ...]:  # the block is all that others need
        return str, (str(self),)

    def format(self, *args: Any, **kwargs: Any) -> str:
        """Format each value at once, as the template's field says, and keep them by field."""
        values: dict[str, str] = {}
        for field in fields(self._template):
            if field.expression is not None and field.expression not in values:
                values[field.expression] = _value(field, args, kwargs)
        return block(FORMAT, self._template, *itertools.chain.from_iterable(values.items()))


@dataclass(frozen=True)
class Field:
    """Characters of a template and the field after them, if one is there (`expression` is None otherwise)."""

    before: str
    name: str = ""
    conversion: str = ""
    spec: str = ""
    expression: str | None = None


@functools.cache
def fields(template: str) -> tuple[Field, ...]:
    """Return what a template of `str.format` is made of. Fields without a name get their numbers.

    Raises:
        ValueError: it is no such template.
    """
    return tuple(_fields(template, itertools.count()))


def _fields(template: str, numbers: Iterator[int]) -> Iterator[Field]:
    for before, name, spec, conversion in Formatter().parse(template):
        if name is None:
            yield Field(before)
            continue
        if not name or name[0] in ".[":
            name = f"{next(numbers)}{name}"
        inner = _fields(spec or "", numbers)
        spec = "".join(f"{f.before}{{{f.expression}}}" if f.expression is not None else f.before for f in inner)
        expression = name + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "")
        yield Field(before, name, conversion or "", spec, expression)


def _value(field: Field, args: Sequence[Any], kwargs: Mapping[str, Any]) -> str:
    value, _ = Formatter().get_field(field.name, args, kwargs)
    if isinstance(value, str) and is_deferred(value) and (field.conversion or field.spec):
        return formatted(value, field.conversion, field.spec.format(*args, **kwargs))
    return f"{{{field.expression}}}".format(*args, **kwargs)


def _filled(template: str, values: Mapping[str, str]) -> str | None:
    """Return `template` with these values, None where it has a field that has none."""
    try:
        return "".join(f.before + ("" if f.expression is None else values[f.expression]) for f in fields(template))
    except (ValueError, KeyError):
        return None
