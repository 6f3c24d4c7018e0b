"""Makes text from submissions safe to show."""

from __future__ import annotations

import re

MARKS = "\ufdd0\ufdd1\ufdd2"
"""What texts that are not in words yet are marked by, see `autograder.student.blocks`: no text of others holds them."""

_COLORS = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")  # and other terminal commands of that form
_CONTROL = re.compile(rf"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff{MARKS}]")
_MARK = re.compile(f"[{MARKS}]")


def clean(text: str, limit: int = 200) -> str:
    """Return `text` without control, direction and surrogate characters, at most `limit` characters long.

    What a submission says reaches terminals and web pages; these characters could deceive the reader there.
    """
    text = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", _COLORS.sub("", text[: 4 * limit]))
    return text if len(text) <= limit else text[: limit - 1] + "…"


def without_marks(text: str) -> str:
    """Return `text` without `MARKS`, so that it cannot pass for one that is not in words yet."""
    return _MARK.sub("\N{REPLACEMENT CHARACTER}", text)
