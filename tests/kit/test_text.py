"""Which characters of what students write are shown, and which could deceive a reader."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from autograder.course import notebook as nb
from autograder.course.escape import as_markdown
from autograder.course.markup import disarm, is_harmless
from autograder.student.text import MARKS, clean, visible

UNSEEN = "\N{REPLACEMENT CHARACTER}"
FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0\ufe00\ufe0f\U0001d159\U000e0100\U000e01ef"


def test_every_character_without_a_shape_is_replaced() -> None:
    """Of all that Unicode knows: controls, formats, surrogates, separators of lines, fillers and selectors."""
    kinds = ("Cc", "Cf", "Cs", "Zl", "Zp")
    hidden = [c for c in map(chr, range(0x110000)) if unicodedata.category(c) in kinds and c not in "\t\n\r"]

    assert [c for c in [*hidden, *FILLERS, *MARKS] if visible(f"a{c}b") != f"a{UNSEEN}b"] == []
    assert [c for c in [*hidden, *FILLERS, *MARKS, "\r"] if UNSEEN not in clean(f"a{c}b")] == []


@pytest.mark.parametrize(
    "text",
    [
        "Straße, naïve, e\u0301, ∑ᵢ|wᵢ| → ✓ ✗ …\tx\n\r\n",
        "👩\u200d🔬 👨\u200d👩\u200d👧 🏳\ufe0f\u200d🌈 ❤\ufe0f\u200d🔥 👍🏽 ⚠\ufe0f 1\ufe0f\u20e3 🇩🇪",
        "می\u200cخواهم क्\u200dष שָׁלוֹם สวัสดีครับ น้ำ Tiếng Việt",
        "█▓░ ──┼── ⣿⠀⡇",
    ],
)
def test_what_people_write_stays(text: str) -> None:
    assert visible(text) == text
    assert is_harmless(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u200db", f"a{UNSEEN}b"),
        ("👩\u200d", f"👩{UNSEEN}"),
        ("l\ufe0f1", f"l{UNSEEN}1"),
        ("👍\ufe0f\ufe0f", f"👍\ufe0f{UNSEEN}"),
        ("1\ufe0f0 points", f"1{UNSEEN}0 points"),
        ("o\u200cther", f"o{UNSEEN}ther"),
        ("x" + "\u0336" * 4, "x" + "\u0336" * 4),
        ("x" + "\u0336" * 400 + "y", "x" + "\u0336" * 4 + UNSEEN + "y"),
    ],
)
def test_what_hides_among_it_does_not(text: str, shown: str) -> None:
    assert visible(text) == shown
    assert visible(shown) == shown


_ODD = st.sampled_from(
    ["\u200d", "\ufe0f", "\u20e3", "\u0301", "❤", "👩", "1", "a", "ی", "\u200c", "\u202e", "\n", " ", "`"]
)


@given(st.lists(_ODD, max_size=300).map("".join))
@example("❤" * 199 + "❤\ufe0f\u200d❤" * 3 + "<b x>")
@example("x \ufe0f\u200d👩")
def test_all_places_agree_on_it(text: str) -> None:
    """In a cell's source, in Markdown, and in one line of a note."""
    shown = visible(text)
    cell = nb.parse(
        nb.json.dumps({"nbformat": 4, "cells": [{"cell_type": "markdown", "source": text}]}).encode()
    ).cells[0]

    assert visible(shown) == shown
    assert cell.source == shown
    assert is_harmless(as_markdown(text))
    disarm(cell)
    assert is_harmless(cell.source)
    assert "cannot even be shown" not in cell.source
