"""Which formulas are typeset."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course.formulas import are_plain
from tests.kit.conftest import REPO


@pytest.mark.parametrize(
    "path", sorted((REPO / "assignments" / "source").glob("*/*.ipynb")), ids=lambda path: path.stem
)
def test_the_courses_own_formulas_are_plain(path: Path) -> None:
    """Students copy and change them."""
    for cell in nbformat.read(path, as_version=4).cells:
        assert cell.cell_type != "markdown" or are_plain(re.sub(r"\\\\(?=[()\[\]])", r"\\", cell.source)), cell.source


PLAIN = [
    r"no formula, though it says \href and \def, costs 5 $ and lies in C:\Users\test",
    r"\(x\) and \[ y \], \begin{align*} a &= b\\c &= d \\[1.5em] e \end{align*}",
    r"$a\\href$",
    r"$\{x\}\,\;\:\!\ \|\_\%\&\#\$$",
]
OTHERS = [
    r"$\href{x}{y}$", r"\(\def\x{y}\)", r"\[\rule{9em}{9em}\]", r"\begin{align}\raise9em{x}\end{align}",
    r"$\\\href{x}{y}$", "$\\kern%\n-9em x$", r"$x$ \let\a\b $y$", r"$x\\[-9em]y$", r"$x\\ * [99em]y$",
    r"\begin{CD}x\end{CD}", r"$\begin{align}x\end {verbatim}$", r"$\begin x$", "$" + r"\!{}" * 41 + "$", r"$\Sum$",
]  # fmt: skip


@pytest.mark.parametrize("text", PLAIN)
def test_plain_formulas_are_typeset(text: str) -> None:
    assert are_plain(text)


@pytest.mark.parametrize("text", OTHERS)
def test_other_formulas_are_not(text: str) -> None:
    assert not are_plain(text)


@given(st.sampled_from(OTHERS), st.text("a {}\n\\\\$x&"), st.text("a {}\n\\\\$x&"))
def test_nothing_around_them_hides_them(text: str, before: str, after: str) -> None:
    assert not are_plain(f"{before} {text} {after}")
