"""Looks for what the hidden suite misses: right solutions, changed in one place, held against the reference.

    python -m tests.corpus.differential [--only FUNCTION ...] [--every N] [--at-most N]

Each wheat is another program. Cosmic Ray's operators change it in one place, and so does forgetting: a line, a call or
an argument is left out. Whether a mutant still does what the reference does is asked of `oracles`, in states that no
hidden test has drawn, and apart from the suite. Only a mutant that differs is graded, those first that differ in the
fewest facts: one that passes is wrong and was not caught, unless `equivalent_mutants.toml` says why it is right.
Exits with 1 when there is such a one. Verdicts are kept, so that an interrupted run goes on where it was.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib
import os
import pickle
import resource
import select
import signal
import sys
import time
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import torch
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

from autograder.grading.kept import kept_folder
from autograder.grading.store import Store
from autograder.running.grader import Grader
from tests.corpus.loader import Solution, load
from tests.corpus.measure import COURSE, IN_FULL, REPO, measure
from tests.corpus.mutate import EQUIVALENT
from tests.corpus.oracles import ORACLES, Facts, facts_of, same

SECONDS = 60  # for all facts of one mutant; an endless loop ends there
SEED = IN_FULL  # under it only the verdict counts


def mutants(wheat: Solution) -> Iterator[tuple[str, str]]:
    """Yield mutants of a solution, each with the operator's name."""
    seen = {ast.unparse(ast.parse(wheat.source))}
    for name, source in (*_by_cosmic_ray(wheat.source), *_by_forgetting(wheat.source)):
        try:
            text = ast.unparse(ast.parse(source))
        except SyntaxError:
            continue
        if text not in seen:
            seen.add(text)
            yield name, source


def _by_cosmic_ray(source: str) -> Iterator[tuple[str, str]]:
    for name in operator_names():
        if "Variable" in name:  # these two need to be told which variables
            continue
        operator, occurrence = get_operator(name)(), 0
        while (mutant := mutate_code(source, operator, occurrence)) is not None:
            occurrence += 1
            yield name, mutant


class _Forget(ast.NodeTransformer):
    """Leaves out the line, call or argument with a number."""

    def __init__(self, number: int) -> None:
        self.left = number

    def _now(self) -> bool:
        self.left -= 1
        return self.left == -1

    def generic_visit(self, node: ast.AST) -> ast.AST:
        body = getattr(node, "body", None)
        if isinstance(body, list) and not isinstance(node, ast.Module) and len(body) > 1:
            for place, line in enumerate(body):
                if not isinstance(line, (ast.FunctionDef, ast.Return)) and self._now():
                    del body[place]
                    return node
        return super().generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        for arguments in (node.keywords, node.args if len(node.args) > 1 else []):
            for place in range(len(arguments)):
                if self._now():
                    del arguments[place]
                    return node
        if isinstance(node.func, ast.Attribute) and not isinstance(node.func.value, ast.Name) and self._now():
            return node.func.value
        if node.args and self._now():
            return node.args[0]
        return super().generic_visit(node)


def _by_forgetting(source: str) -> Iterator[tuple[str, str]]:
    tree, number = ast.parse(source), 0
    while True:
        forget = _Forget(number)
        mutant = forget.visit(copy.deepcopy(tree))
        if forget.left >= 0:
            return
        yield "forgotten", ast.unparse(ast.fix_missing_locations(mutant))
        number += 1


def differing(function: str, source: str, reference: Facts) -> list[str] | None:
    """Return the facts in which a solution differs from the reference, in a process of its own; None if it hangs."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            quiet = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(quiet, stream)
            resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
            names: dict[str, Any] = {"__name__": "submission"}
            try:
                exec(compile(source, "submission", "exec"), names)
                found = facts_of(ORACLES[function], names[function])
            except Exception:
                found = {}
            different = [name for name, fact in reference.items() if not same(found.get(name, "an error"), fact)]
            os.write(writing, pickle.dumps(different)[:60_000])
        finally:
            os._exit(0)
    os.close(writing)
    try:
        parts, end = b"", time.monotonic() + 2 * SECONDS
        while select.select([reading], [], [], max(0.0, end - time.monotonic()))[0]:
            part = os.read(reading, 65_536)
            if not part:
                break
            parts += part
        return pickle.loads(parts) if parts else None
    finally:
        os.close(reading)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def reference_facts(function: str, wheats: list[Solution]) -> tuple[Facts, set[str]]:
    """Return the reference's facts but for those in which a right solution differs, and these facts' names."""
    path = next(path for path in (REPO / "reference").glob("*.py") if f"\ndef {function}(" in path.read_text("utf-8"))
    right = getattr(importlib.import_module(f"reference.{path.stem}"), function)
    facts = facts_of(ORACLES[function], right)
    free = {name for wheat in wheats for name in differing(function, wheat.source, facts) or ()}
    return {name: fact for name, fact in facts.items() if name not in free}, free


def search(function: str, every: int, at_most: int, grader: Grader) -> tuple[str, list[str]]:
    """Return a line of counts, and the mutants of one function that differ and pass."""
    wheats = load(None, function, "wheat")
    reference, free = reference_facts(function, wheats)
    made, equal, broken, hanging = 0, 0, 0, 0
    differ: list[tuple[int, Solution, list[str]]] = []
    for wheat in wheats:
        for number, (operator, source) in enumerate(mutants(wheat)):
            if number % every:
                continue
            made += 1
            names = differing(function, source, reference)
            if names is None:
                hanging += 1
            elif not names:
                equal += 1
            elif 2 * len(names) > len(reference):
                broken += 1
            else:
                title = f"{wheat.name}: {_change(wheat.source, source)}"
                mutant = replace(wheat, name=title, kind="chaff", source=source, summary=operator)
                differ.append((len(names), mutant, names))
    differ.sort(key=lambda each: each[0])
    asked = differ[:at_most]
    records = measure(grader, [mutant for _count, mutant, _names in asked], [SEED])
    passed = {record.solution.name for record in records if record.full(SEED)}
    reasons = tomllib.loads(EQUIVALENT.read_text("utf-8")).get(function, [])
    explained = {change for entry in reasons for change in entry["mutants"]}
    found = [
        f"{mutant.name}\n    differs in {', '.join(names[:3])}"
        for _count, mutant, names in asked
        if mutant.name in passed - explained
    ]
    counts = (
        f"{function}: {made} mutants of {len(wheats)} right solutions; {equal} do what the reference does, "
        f"{hanging} hang, {broken} are wrong in more than half of {len(reference)} facts ({len(free)} more are "
        f"free); of {len(differ)} others {len(asked)} were graded, {len(asked) - len(passed)} rejected, "
        f"{len(passed & explained)} passed and explained, {len(found)} passed"
    )
    return counts, found


def _change(before: str, after: str) -> str:
    """Return the first line of the normalized text that changes: ``before => after``."""
    old, new = (ast.unparse(ast.parse(text)).splitlines() for text in (before, after))
    first = next(
        (n for n, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), min(len(old), len(new))
    )
    ends = [lines[first].strip() if first < len(lines) else "" for lines in (old, new)]
    return " => ".join(ends)


def main() -> int:
    parser = argparse.ArgumentParser(description="Look for what the hidden suite misses.")
    parser.add_argument("--only", nargs="+", metavar="FUNCTION", default=list(ORACLES), choices=list(ORACLES))
    parser.add_argument("--every", type=int, default=1, help="take every so many-th mutant of a solution only")
    parser.add_argument("--at-most", type=int, default=10_000, help="grade no more mutants of a function than these")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    passed = 0
    with Grader(store=Store(kept_folder("mutants")), fork_server=COURSE.grading.fork_server) as grader:
        for function in arguments.only:
            counts, found = search(function, arguments.every, arguments.at_most, grader)
            print(counts, *[f"  passes: {text}" for text in found], sep="\n", flush=True)
            passed += len(found)
    return 1 if passed else 0


if __name__ == "__main__":
    sys.exit(main())
