"""A synthetic class of any size, made from the corpus: right, wrong and odd answers in fixed shares."""

from __future__ import annotations

import copy
import json
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import nbformat
from nbformat import NotebookNode

from autograder.authoring.exercises import fill
from tests.corpus.demo_class import SYNTAX_ERROR
from tests.corpus.loader import load
from tests.kit.bench.courses import ASSIGNMENT, FUNCTIONS, with_constant

Kind = Literal["right", "wrong", "odd"]
Oddity = Literal["crashes", "endless", "syntax error", "unsolved", "half done", "no grade cells", "not JSON"]

SHARES: dict[Kind, int] = {"right": 4, "wrong": 2, "odd": 1}
"""How many of ten students hand in something of this kind that nobody else has; the other three have equal answers."""
BLOCK = 10
_ODDITIES: tuple[Oddity, ...] = (
    "crashes", "syntax error", "unsolved", "half done", "no grade cells", "not JSON", "endless"
)  # fmt: skip


@dataclass(frozen=True)
class Member:
    """A student's submission: the solution of each function, and what else is odd about it."""

    student: str
    kind: Kind
    sources: dict[str, str]
    oddity: Oddity | None = None


def members(number: int, seed: int = 0) -> Iterator[Member]:
    """Yield a class; a smaller one is the beginning of a larger one."""
    chance = random.Random(seed)
    for start in range(0, number, BLOCK):
        kinds = [kind for kind, share in SHARES.items() for _ in range(share)]
        mine = [_member(start + index, kind, start // BLOCK, chance) for index, kind in enumerate(kinds)]
        while len(mine) < BLOCK:
            like = chance.choice(mine)
            mine.append(Member(f"student{start + len(mine):04}", like.kind, like.sources, like.oddity))
        yield from mine[: number - start]


def _member(index: int, kind: Kind, block: int, chance: random.Random) -> Member:
    sources = {function: _solution(function, "wheat", index, chance) for function in FUNCTIONS}
    oddity = None
    if kind == "wrong":
        for function in chance.sample(FUNCTIONS, chance.randint(1, len(FUNCTIONS))):
            sources[function] = _solution(function, "chaff", index, chance)
    elif kind == "odd":
        oddity = _ODDITIES[block % len(_ODDITIES)]
        if oddity in ("crashes", "endless"):
            name = {"crashes": "ends_the_process", "endless": "loops_forever"}[oddity]
            (attack,) = (s for s in load(ASSIGNMENT, "l1_penalty") if (s.kind, s.name) == ("attack", name))
            sources["l1_penalty"] = with_constant(attack.source, index)
        elif oddity == "syntax error":
            sources["l1_penalty"] = f"{SYNTAX_ERROR}\n_student = {index}\n"
        elif oddity == "unsolved":
            sources = {}
        elif oddity == "half done":
            sources = {function: sources[function] for function in FUNCTIONS[::2]}
    return Member(f"student{index:04}", kind, sources, oddity)


def _solution(function: str, kind: Literal["wheat", "chaff"], index: int, chance: random.Random) -> str:
    return with_constant(chance.choice(load(ASSIGNMENT, function, kind)).source, index)


def hand_in(member: Member, release: Path, released: NotebookNode, folder: Path) -> None:
    """Write a submission as it comes back from who fetched the release: beside the notebook is all that came with it.

    A folder that is there is taken for written.
    """
    if folder.exists():
        return
    made = folder.with_name(f".{folder.name}")
    shutil.rmtree(made, ignore_errors=True)
    shutil.copytree(release, made, ignore=shutil.ignore_patterns("__pycache__"))
    notebook = fill(copy.deepcopy(released), member.sources)
    if member.oddity == "no grade cells":
        notebook.cells = [c for c in notebook.cells if not c.metadata.get("nbgrader", {}).get("grade")]
    text = json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
    if member.oddity == "not JSON":
        text = text[: len(text) // 2]
    (made / f"{ASSIGNMENT}.ipynb").write_text(text, encoding="utf-8")
    (made / "timestamp.txt").write_text("2026-11-20 12:00:00.000000 UTC")
    made.rename(folder)


def make_class(number: int, release: Path, submitted: Path) -> None:
    """Write the submissions of a class of this size that are not there yet."""
    released = nbformat.read(release / f"{ASSIGNMENT}.ipynb", as_version=4)
    for member in members(number):
        (submitted / member.student).mkdir(parents=True, exist_ok=True)
        hand_in(member, release, released, submitted / member.student / ASSIGNMENT)
