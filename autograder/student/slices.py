"""Placeholder."""

import ast


def fingerprint(source):
    try:
        return ast.dump(ast.parse(source))
    except SyntaxError:
        return source


from dataclasses import dataclass


@dataclass(frozen=True)
class Cell:
    source: str
    ours: bool = False
    always: bool = False
    name: str | None = None


def slices(cells, functions, beside=()):
    return {f: tuple(range(len(cells))) for f in functions}
