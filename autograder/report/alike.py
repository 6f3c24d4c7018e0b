"""Answers that are equal or nearly so: a list to look at, since equal answers have many reasons.

Compared is what an answer does: its code without comments, docstrings and layout, with variables by numbers, as a
sequence of tokens. RapidFuzz compares these: it is maintained, comes as wheels for every platform, and its `cdist`
compares a class of 1,000 in seconds, since a cutoff ends most comparisons early. copydetect was the other choice; its
fingerprints are runs of 25 tokens, as long as many of these functions are, and it reads files of its own.
"""

from __future__ import annotations

import ast
import io
import tokenize
from array import array
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import Indel
from rapidfuzz.process import cdist

NEAR = 0.9
"""The share of equal tokens from which on two answers are nearly equal."""
MOST_CHARACTERS = 50_000
"""Longer answers are not compared: nobody writes one by hand, and a class of them would take days."""
FEWEST_TOKENS = 60
"""Shorter answers are not compared: of some six lines everybody writes the same."""
MOST_OF_A_CLASS = 0.25
"""Where more than this share of an exercise's answers would be listed, many write alike, and they are not listed..."""
SMALL_CLASS = 12
"""... but with fewer answers than this they always are."""


@dataclass(frozen=True)
class Alike:
    """Students whose answers to an exercise are equal, or two groups of such whose answers are nearly equal."""

    students: Sequence[str]
    share: float
    tokens: int
    code: str


@dataclass(frozen=True)
class Found:
    """What came of comparing the answers to one exercise.

    Attributes:
        compared: how many answers were compared.
        short: how many were too short for that.
        own: how many are, or nearly are, what the course itself has: the released text or its solution.
        alike: the list, the most alike first.
        many: how many answers are like another one, where that are so many that they are not listed.
    """

    compared: int
    short: int
    own: int
    alike: Sequence[Alike]
    many: int = 0


def compare(answers: Mapping[str, str], known: Collection[str]) -> Found:
    """Compare the normalised answers to one exercise, by student; what is near to a `known` one is not listed."""
    tokens = {code: tokens_of(code) for code in {*answers.values(), *known}}
    groups: defaultdict[str, list[str]] = defaultdict(list)
    short = 0
    for student, code in answers.items():
        if len(tokens[code]) < FEWEST_TOKENS:
            short += 1
        else:
            groups[code].append(student)
    compared = sum(map(len, groups.values()))
    numbers = _as_numbers([tokens[code] for code in [*groups, *known]])
    ours, theirs = numbers[: len(groups)], numbers[len(groups) :]
    if theirs and ours:  # two that are both near to the course's own are alike for that reason
        far = np.all(_shares(ours, theirs) < NEAR, axis=1)
        kept = [code for code, is_far in zip(groups, far, strict=True) if is_far]
    else:
        kept = list(groups)
    chosen = {code: own for code, own in zip(groups, ours, strict=True) if code in set(kept)}
    equal = [Alike(sorted(groups[code]), 1.0, len(tokens[code]), code) for code in kept if len(groups[code]) > 1]
    near = []
    if len(chosen) > 1:
        shares = _shares([*chosen.values()], [*chosen.values()])
        for first, second in np.argwhere(np.triu(shares, 1) >= NEAR).tolist():
            students, code = sorted(groups[kept[first]] + groups[kept[second]]), kept[first]
            near.append(Alike(students, float(shares[first, second]), len(tokens[code]), code))
    found = _unless_many(equal + near, compared)
    if found is None:  # then those that are quite equal, unless these are many as well
        found = _unless_many(equal, compared)
    involved = {student for alike in equal + near for student in alike.students}
    many = len(involved) if len(involved) > len({s for alike in found or () for s in alike.students}) else 0
    own = compared - sum(len(groups[code]) for code in kept)
    return Found(compared, short, own, sorted(found or (), key=lambda a: (-a.share, -a.tokens, a.students)), many)


def _unless_many(found: list[Alike], compared: int) -> list[Alike] | None:
    involved = {student for alike in found for student in alike.students}
    return None if compared >= SMALL_CLASS and len(involved) > MOST_OF_A_CLASS * compared else found


def _shares(first: Sequence[array[int]], second: Sequence[array[int]]) -> np.ndarray:
    return cdist(first, second, scorer=Indel.normalized_similarity, score_cutoff=NEAR, dtype=np.float32, workers=-1)


def _as_numbers(codes: Sequence[Sequence[str]]) -> list[array[int]]:
    """Return codes, given as tokens, with a number for each token, which is what is compared fastest."""
    numbers: dict[str, int] = {}
    return [array("Q", [numbers.setdefault(token, len(numbers)) for token in code]) for code in codes]


def tokens_of(code: str) -> list[str]:
    """Return the tokens of normalised code; its words where it is no Python."""
    left_out = (tokenize.NEWLINE, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)
    try:
        found = tokenize.generate_tokens(io.StringIO(code).readline)
        return [token.string for token in found if token.type not in left_out]
    except (tokenize.TokenError, SyntaxError):
        return code.split()


def normalised(source: str) -> str:
    """Return code without comments, docstrings and layout, with variables by numbers; if it is no Python, its lines."""
    try:
        tree = ast.parse(source)
        for node in ast.walk(tree):
            if isinstance(node, (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                node.body[:] = [part for part in node.body if not _is_text(part)] or [ast.Pass()]
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                node.returns = None
        return ast.unparse(_Numbered(tree).visit(tree))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return "\n".join(line.strip() for line in source.splitlines() if line.strip())


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


class _Numbered(ast.NodeTransformer):
    """Names the variables and parameters of a piece of code by the order in which they come."""

    def __init__(self, tree: ast.Module) -> None:
        bound = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        self._bound = bound | {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
        self._names: dict[str, str] = {}

    def visit_Name(self, node: ast.Name) -> ast.Name:
        node.id = self._new(node.id)
        return node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.arg = self._new(node.arg)
        node.annotation = None
        return node

    def _new(self, name: str) -> str:
        return self._names.setdefault(name, f"v{len(self._names) + 1}") if name in self._bound else name
