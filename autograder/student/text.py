"""Makes text from submissions safe to show."""

from __future__ import annotations

import re

_COLORS = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")  # and other terminal commands of that form
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def clean(text: str, limit: int = 200) -> str:
    """Return `text` without control, direction and surrogate characters, at most `limit` characters long.

    What a submission says reaches terminals and web pages; these characters could deceive the reader there.
    """
    text = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", _COLORS.sub("", text[: 4 * limit]))
    return text if len(text) <= limit else text[: limit - 1] + "…"
