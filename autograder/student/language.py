"""The language in which students are spoken to: ``_("text")`` gives a text in it.

Texts are written in English. Their translations stand in gettext catalogues, ``<folder>/locale/<language>.po``, and in
a release, which needs nothing but Python, compiled as ``.mo``.

A hidden test's verdict is kept for students of every language. So while tests run, ``with deferring():``, ``_`` gives
data in place of words, and whoever shows it says ``worded(text)`` while speaking the student's language.
"""

from __future__ import annotations

import contextlib
import functools
import gettext
import io
import re
from collections.abc import Iterator
from contextvars import ContextVar
from pathlib import Path

from autograder.student import blocks

SOURCE_LANGUAGE = "en"
OWN = Path(__file__).resolve().parents[1]
"""The folder whose ``locale`` holds the translations of this package's own texts."""

_current: ContextVar[tuple[gettext.NullTranslations, ...] | None] = ContextVar("translations", default=())
"""The catalogues in use; None while words are put off."""


def _(text: str) -> str:
    """Return `text`, written in English, in the language of the submission that is being graded or checked.

    Put values in afterwards, ``_("{call} raised {error}").format(call=call, error=error)``: the English text as it
    stands in the source is what a translation is looked up by.
    """
    if _current.get() is not None:
        return _translated(text)
    return blocks.Deferred(text) if text and not blocks.is_deferred(text) else text


def _translated(text: str) -> str:
    catalogues = _current.get() or ()
    for translations in catalogues if text else ():  # for no text, gettext returns the catalogue's header
        if (translated := translations.gettext(text)) != text:
            return translated
    return text


def N_(text: str) -> str:
    """Return `text` as it is; marks it as one that is translated later, where it is shown, by `_`."""
    return text


@contextlib.contextmanager
def speaking(language: str, *folders: Path) -> Iterator[None]:
    """Speak `language` within the block, with the catalogues of this package and of `folders`.

    A text without a translation stays English.
    """
    found = () if language == SOURCE_LANGUAGE else tuple(catalogue(folder, language) for folder in (OWN, *folders))
    token = _current.set(found)
    try:
        yield
    finally:
        _current.reset(token)


@contextlib.contextmanager
def deferring() -> Iterator[None]:
    """Put words off within the block: there ``_`` gives a text that `worded` puts into words later.

    Such a text is data in a string, see `autograder.student.blocks`. It can be formatted, joined, put into f-strings
    and compared with an empty text; what looks at its characters, such as its length or its lines, must wait: see
    `blocks.put_off`.
    """
    token = _current.set(None)
    try:
        yield
    finally:
        _current.reset(token)


def worded(text: str) -> str:
    """Return `text` with what was put off in words, in the language that is spoken now."""
    return blocks.render(blocks.parse(text), _translated)


def languages(folder: Path) -> list[str]:
    """Return the languages that the catalogues of `folder` translate into."""
    return sorted({path.stem for path in (folder / "locale").glob("*.[pm]o")})


def only_language(folder: Path) -> str:
    """Return the language of a release: that of the only catalogue beside its checks, else English."""
    found = languages(folder)
    return found[0] if len(found) == 1 else SOURCE_LANGUAGE


def is_language(name: object) -> bool:
    """Say whether `name` can name a language, such as ``de`` or ``pt_BR``."""
    return isinstance(name, str) and re.fullmatch(r"[a-z]{2,3}(_[A-Z]{2})?", name) is not None


@functools.cache
def catalogue(folder: Path, language: str) -> gettext.NullTranslations:
    """Return the translations of `folder` into `language`; empty ones where there are none."""
    compiled, source = (folder / "locale" / f"{language}{suffix}" for suffix in (".mo", ".po"))
    if compiled.is_file():
        return gettext.GNUTranslations(io.BytesIO(compiled.read_bytes()))
    if source.is_file():
        from babel.messages.mofile import write_mo
        from babel.messages.pofile import read_po

        buffer = io.BytesIO()
        with source.open("rb") as file:
            write_mo(buffer, read_po(file, locale=language))
        buffer.seek(0)
        return gettext.GNUTranslations(buffer)
    return gettext.NullTranslations()
