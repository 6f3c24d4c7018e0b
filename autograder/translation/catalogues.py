"""Keeps the catalogues of translations in step with the texts: `autograder messages`."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment
from jinja2.ext import extract_from_ast

from autograder.files import write_text
from autograder.student.language import OWN, catalogue
from autograder.translation import texts as translate

_FIELD = re.compile(r"\{[^{}]*\}")
_FORMULA = re.compile(r"\$\$.*?\$\$|\$[^$]*\$", re.S)
_WIDTH = 120


@dataclass(frozen=True)
class Domain:
    """A folder whose ``locale`` holds catalogues, and the texts in it, each with the file it stands in."""

    folder: Path
    texts: tuple[tuple[str, str], ...]


def domains(course: Path, source: Path, hidden: Path) -> list[Domain]:
    """Return the places whose texts students read: this package, the hidden tests, and the course itself.

    Args:
        course: the course's folder.
        source: the folder of its assignments' sources.
        hidden: the folder of all hidden tests.
    """
    return [
        Domain(OWN, (*_of_modules(sorted(OWN.rglob("*.py")), OWN), *_of_templates(sorted(OWN.rglob("*.j2")), OWN))),
        Domain(hidden, tuple(_of_modules(sorted(hidden.rglob("*.py")), hidden, titles=True, tests=True))),
        Domain(course, tuple(_of_sources(source))),
    ]


def _of_modules(paths: Iterable[Path], root: Path, **what: bool) -> Iterator[tuple[str, str]]:
    for path in paths:
        name = str(path.relative_to(root))
        yield from ((text, name) for text in translate.module_texts(path.read_text(encoding="utf-8"), **what))


def _of_templates(paths: Iterable[Path], root: Path) -> Iterator[tuple[str, str]]:
    environment = Environment(autoescape=True)
    for path in paths:
        found = extract_from_ast(environment.parse(path.read_text(encoding="utf-8")), ("_",))
        yield from ((text, str(path.relative_to(root))) for _line, _function, text in found if isinstance(text, str))


def _of_sources(source: Path) -> Iterator[tuple[str, str]]:
    for folder in sorted(path for path in source.iterdir() if path.is_dir()):
        texts: list[tuple[str, str]] = []

        def note(text: str, name: str, found: list[tuple[str, str]] = texts) -> str:
            found.append((text, name))
            return text

        for path in sorted(folder.glob("*.ipynb")):
            where = f"{folder.name}/{path.name}"
            notebook = nbformat.read(path, as_version=4)
            translate.notebook(notebook, lambda text, where=where: note(text, where))  # type: ignore[misc]
        for path in sorted(folder.glob("*.md")):
            where = f"{folder.name}/{path.name}"
            translate.markdown(path.read_text(encoding="utf-8"), lambda text, where=where: note(text, where))  # type: ignore[misc]
        yield from texts
        yield from _of_modules(sorted((folder / "checks").glob("*.py")), folder.parent, tests=True)


def update(domain: Domain, language: str) -> Path:
    """Bring the catalogue of `domain` up to date, keeping what is translated; return its path."""
    path = domain.folder / "locale" / f"{language}.po"
    new = Catalog(locale=language, project=domain.folder.name, fuzzy=False)
    old = _read(path, language)
    for text, name in domain.texts:
        known = old.get(text)
        new.add(text, known.string if known else "", locations=[(name, None)])  # type: ignore[list-item]
    if old.creation_date:
        new.creation_date, new.revision_date = old.creation_date, old.creation_date
    buffer = io.BytesIO()
    write_po(buffer, new, width=_WIDTH, include_lineno=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = buffer.getvalue().decode().splitlines(keepends=True)
    write_text(path, "".join(line for line in lines if not line.startswith('"Generated-By: ')))  # babel's version
    return path


def faults(domain: Domain, language: str) -> list[str]:
    """Return a line for each text that has no translation, or one that does not fit, and for each that is gone."""
    path = domain.folder / "locale" / f"{language}.po"
    known = {str(m.id): str(m.string) for m in _read(path, language) if m.id}
    wanted = dict(domain.texts)
    found = [f"{path}: not translated ({wanted[text]}): {text[:100]!r}" for text in wanted if not known.get(text)]
    found += [f"{path}: stands nowhere any more: {text[:100]!r}" for text in known if text not in wanted]
    for text, translation in known.items():
        if translation and _fields(text) != _fields(translation):
            found.append(f"{path}: other fields in braces than in {text[:100]!r}: {translation[:100]!r}")
    return found


def _fields(text: str) -> list[str]:
    return sorted(_FIELD.findall(_FORMULA.sub("", text)))


def compiled(texts: Iterable[str], language: str, *folders: Path) -> bytes:
    """Return a compiled catalogue of just these texts, from the catalogues of `folders`."""
    result = Catalog(locale=language)
    for text in dict.fromkeys(texts):
        for folder in folders:
            if (translated := catalogue(folder, language).gettext(text)) != text:
                result.add(text, translated)
                break
    buffer = io.BytesIO()
    write_mo(buffer, result)
    return buffer.getvalue()


def _read(path: Path, language: str) -> Catalog:
    if not path.is_file():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)
