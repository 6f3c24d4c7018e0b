"""Makes text from submissions safe to show."""

from __future__ import annotations

import re

MARKS = "\ufdd0\ufdd1\ufdd2"
"""What texts that are not in words yet are marked by, see `autograder.student.blocks`: no text of others holds them."""

_COLORS = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")  # and other terminal commands of that form
_MARK = re.compile(f"[{MARKS}]")

# Controls, surrogates, noncharacters, and all that Unicode calls a format character or lets programs show as nothing:
# direction marks, fillers, selectors, joiners, tags.
_DECEPTIVE = (
    r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5"
    r"\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0"
    r"\ufff0-\ufffb\ufffe\uffff\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d159"
    r"\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# Marks that any letter can take; piled up they reach into the lines above and below.
_MARKS_ON_LETTERS = (
    r"\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0e31-\u0e3a\u0e47-\u0e4e\u0eb1-\u0ebc"
    r"\u0ec8-\u0ece\u0f71-\u0f84\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u302a-\u302f\ufe20-\ufe2f"
)
_EMOJI = r"©®\u203c\u2049\u2122\u2139\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_JOINING = r"\u0620-\u06ff\u0750-\u077f\u08a0-\u08ff\u0900-\u0dff"  # letters whose scripts need joiners
_HARMLESS = (
    rf"(?<=[{_EMOJI}])[\ufe0e\ufe0f]|(?<=[0-9#*])\ufe0f(?=\u20e3)|(?<=[{_EMOJI}])\u200d(?=[{_EMOJI}])"
    rf"|(?<=[{_EMOJI}]\ufe0f)\u200d(?=[{_EMOJI}])|(?<=[{_JOINING}])[\u200c\u200d](?=[{_JOINING}])"
)
_UNSEEN = re.compile(
    rf"(?=[{_DECEPTIVE}{_MARKS_ON_LETTERS}])"  # only for speed
    rf"(?:{_HARMLESS}|([{_DECEPTIVE}]|(?<=[{_MARKS_ON_LETTERS}]{{4}})[{_MARKS_ON_LETTERS}]+))"
)


def visible(text: str) -> str:
    """Return `text` with a replacement character for each that nobody sees, or that is seen elsewhere; lines stay.

    Such characters could deceive whoever reads it, on a page as well as on a terminal. Those that an emoji is made of,
    or a word in a script that needs them, are left.
    """
    return _UNSEEN.sub(lambda found: "\N{REPLACEMENT CHARACTER}" if found[1] else found[0], text)


def clean(text: str, limit: int = 200) -> str:
    """Return `text` as `visible` does, in lines without carriage returns, at most `limit` characters long."""
    text = visible(_COLORS.sub("", text[: 4 * limit])).replace("\r", "\N{REPLACEMENT CHARACTER}")
    return text if len(text) <= limit else text[: limit - 1] + "…"


def without_marks(text: str) -> str:
    """Return `text` without `MARKS`, so that it cannot pass for one that is not in words yet."""
    return _MARK.sub("\N{REPLACEMENT CHARACTER}", text)
