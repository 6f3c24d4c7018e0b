"""Text that may be anything, as Markdown that shows it: apart from `markup`, which imports nbconvert for seconds."""

from __future__ import annotations

import re

from autograder.student.text import visible


def as_markdown(text: str) -> str:
    """Return one line of Markdown that shows `text`, which may be anything, as it is."""
    plain = visible(" ".join(text.split()))
    return _NOT_PLAIN.sub(lambda found: _escaped(found[0]), plain)


# Words and signs that mean nothing in Markdown and HTML wherever they stand.
_NOT_PLAIN = re.compile(r"[$\\]+|[^\w\s,;?'/%(]|_")


def _escaped(characters: str) -> str:
    """Return character references, in which Markdown sees no sign; in code where MathJax would see one."""
    references = "".join(f"&#{ord(character)};" for character in characters)
    return f"<code>{references}</code>" if characters[0] in "$\\" else references
