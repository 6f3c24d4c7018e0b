"""The files of a corpus of solutions, right and wrong ones: what their docstrings say."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Solution:
    """A file of the corpus.

    Attributes:
        summary: its docstring's first line: what is unusual about a right solution, what a wrong one got wrong.
        fails: the hidden tests that a wrong one fails, without the ``test_`` in front.
        may_fail: those that it fails or not, depending on what the tests draw.
    """

    name: str
    source: str
    summary: str
    fails: frozenset[str] = frozenset()
    may_fail: frozenset[str] = frozenset()


def read_solution(path: Path) -> Solution:
    """Read a file of the corpus, of which nothing is run.

    Raises:
        ValueError: it is no Python, or does not say what it is an example of.
    """
    source = path.read_text(encoding="utf-8")
    text = ast.get_docstring(ast.parse(source))
    if not text:
        raise ValueError(f"{path} does not start with a docstring")
    summary, *rest = text.splitlines()
    lists: dict[str, set[str]] = {}
    names: set[str] = set()
    for line in filter(None, map(str.strip, rest)):
        if line.endswith(":"):
            names = lists.setdefault(line.removesuffix(":"), set())
        else:
            names.add(line)
    if unknown := lists.keys() - {"Fails", "May fail"}:
        raise ValueError(f"{path}: unknown lists in the docstring: {', '.join(unknown)}")
    fails, may_fail = (frozenset(lists.get(title, ())) for title in ("Fails", "May fail"))
    return Solution(path.stem, source, summary, fails, may_fail)
