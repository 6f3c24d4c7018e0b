"""What a verdict depends on, as digests: equal digests, equal verdicts.

A verdict is a pure function of the cells that the function needs, the files beside them, the hidden tests and whatever
these import and read, the settings, this engine and the libraries below it.
"""

from __future__ import annotations

import ast
import configparser
import hashlib
import os
import platform
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from autograder.grading.jobs import Rerun, Task
from autograder.grading.kept import kept, kept_folder
from autograder.student.slices import fingerprint
from autograder.translation.references import Wordings

_LIBRARIES = ("torch", "torchvision", "numpy", "hypothesis", "pytest", "ipython", "safetensors", "keras", "matplotlib")
_PACKAGE = Path(__file__).resolve().parents[1]
_ROOMS = ("grading", "sandbox", "student")
"""What of this package has a part in a verdict; the others show it, keep it, or pass it on."""
_BY_NAME = frozenset({"import_module", "__import__", "run_path", "spec_from_file_location"})
_NOT_READ = frozenset({".py", ".pyc", ".po", ".mo", ".md", ".png", ".ini"})


@cache
def engine() -> str:
    """Return a digest of this package's part in a verdict and of the libraries' versions."""
    digest = hashlib.sha256()
    for path in sorted([_PACKAGE / "testing.py", *(p for room in _ROOMS for p in (_PACKAGE / room).rglob("*.py"))]):
        digest.update(path.read_bytes())
    digest.update(", ".join(f"{name} {text}" for name, text in versions().items()).encode())
    return digest.hexdigest()


@cache
def versions() -> dict[str, str]:
    """Return the versions of Python and the libraries, but for the build, which is part of the environment."""
    return {"Python": platform.python_version(), **{name: _version(name) for name in _LIBRARIES}}


def _version(library: str) -> str:
    try:
        return version(library).partition("+")[0]
    except PackageNotFoundError:
        return "none"


def digest_in(environment: str, digest: str) -> str:
    """Return the name under which is kept what came, in an environment, of the task with a digest."""
    return hashlib.sha256(f"{digest}, {environment}".encode()).hexdigest()[:40]


def digest_of(task: Task | Rerun) -> str:
    """Return a digest of all that decides what comes of a task, but for the environment it is done in."""
    parts: list[object] = [engine(), repr(task.settings), task.settings.seed]
    if isinstance(task, Task):
        parts += [task.exercise, task.suite, task.absent]
        parts += [[(fingerprint(cell.source), cell.grade_id) for cell in task.cells]]
    else:  # a traceback shows the cell as it stands there: with comments, in the release's language
        parts += [[(cell.source, cell.index) for cell in task.cells]]
    digest = hashlib.sha256(repr(parts).encode(errors="surrogateescape"))
    for path, name in task.files:
        digest.update(f"{name}\0{_content(path, *_state(path))}\0".encode(errors="surrogateescape"))
    return digest.hexdigest()[:40]


def _state(path: Path) -> tuple[int, int, int]:
    status = path.stat()
    return status.st_size, status.st_mtime_ns, status.st_ino


@lru_cache(maxsize=10_000)
def _content(path: Path, *_state: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def suite_digest(module: Path, folders: tuple[Path, ...], course: Mapping[str, object]) -> str:
    """Return a digest of all that an exercise's hidden tests are made of, but for their words.

    Args:
        module: the test module; its assignment's folder lies in the folder of all hidden tests.
        folders: those whose modules count, when they are imported from there; others are libraries.
        course: what else the course sets for all of its exercises.
    """
    hidden = module.parents[1]
    digest = hashlib.sha256(repr(sorted(course.items())).encode())
    digest.update(wordings(module, folders).behaviour.encode())
    others = {path for path in hidden.iterdir() if path.is_dir() and any(path.glob("test_*.py"))} - {module.parent}
    for path in sorted(hidden.rglob("*")):
        name = path.relative_to(hidden)
        ours = not others & set(path.parents) and not any(part.startswith(".") for part in name.parts)  # tools' caches
        if ours and path.is_file() and path.suffix not in _NOT_READ:
            digest.update(f"{name}\0{_content(path, *_state(path))}\0".encode())
    return digest.hexdigest()[:32]


def wordings(module: Path, folders: tuple[Path, ...]) -> Wordings:
    """Return the texts of an exercise's hidden tests and of what they import, and what is left without them."""
    paths = sorted(_closure(module, folders))
    return _wordings(module.parents[1], tuple((path, *_state(path)) for path in paths))


@lru_cache(maxsize=64)
def _wordings(hidden: Path, modules: tuple[tuple[Path, int, int, int], ...]) -> Wordings:
    root = os.path.commonpath([hidden, *(path for path, *_state in modules)])
    sources = {os.path.relpath(path, root): path.read_text(encoding="utf-8") for path, *_state in modules}

    def taken_apart() -> dict[str, object]:
        made = Wordings(sources)
        return {"texts": made.texts, "behaviour": made.behaviour}

    name = hashlib.sha256(repr((_package(), sources)).encode()).hexdigest()
    return Wordings.known(**kept(kept_folder("words"), name, taken_apart))


@cache
def _package() -> str:
    """Return a digest of all of this package, whose words are not the hidden tests' alone."""
    return hashlib.sha256("".join(_content(p, *_state(p)) for p in sorted(_PACKAGE.rglob("*.py"))).encode()).hexdigest()


def _closure(module: Path, folders: tuple[Path, ...]) -> set[Path]:
    """Return the test module, what it imports from `folders`, what these import, and pytest's own files above it."""
    hidden = module.parents[1]
    roots = [*python_path(hidden), hidden, module.parent]
    own = {path.name.removesuffix(".py") for root in roots for path in root.glob("*")}  # others are libraries
    counted = [*folders, hidden]
    found: set[Path] = set()
    waiting = [module, *(p for folder in (module.parent, hidden) if (p := folder / "conftest.py").is_file())]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found.add(path)
        names = set(_imported(path, *_state(path)))
        if names & _BY_NAME:  # what it imports cannot be read off: all of it counts
            return {p for folder in counted for p in folder.rglob("*.py")} | found
        names = {name for name in names if name.startswith(".") or name.partition(".")[0] in own}
        files = [p for name in names for p in _files_of(name, roots, path)]
        waiting += [p for p in files if any(p.is_relative_to(folder) for folder in counted)]
    return found


def python_path(hidden: Path) -> list[Path]:
    """Return the folders from which the hidden tests in the folder `hidden` import, besides their own."""
    settings = configparser.ConfigParser()
    settings.read(hidden / "pytest.ini")
    return [(hidden / entry).resolve() for entry in settings.get("pytest", "pythonpath", fallback="").split()]


@lru_cache(maxsize=1000)
def _imported(path: Path, *_state: int) -> tuple[str, ...]:
    """Return the dotted names that a module may import; a leading dot is the module's own package."""
    return tuple(_names(ast.parse(path.read_text(encoding="utf-8"))))


def _names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            yield base
            yield from (f"{base}.{alias.name}" if node.module else base + alias.name for alias in node.names)
        elif isinstance(node, ast.Name) and node.id in _BY_NAME:
            yield node.id
        elif isinstance(node, ast.Attribute) and node.attr in _BY_NAME:
            yield node.attr


def _files_of(name: str, roots: Iterable[Path], importer: Path) -> list[Path]:
    """Return the files that importing a module reads: its own, and those of the packages it lies in."""
    level = len(name) - len(name.lstrip("."))
    parts = name.lstrip(".").split(".") if name.lstrip(".") else []
    bases = [importer.parents[level - 1]] if level else roots
    found = []
    for base in bases:
        for count in range(len(parts) + 1):
            place = base.joinpath(*parts[:count])
            found += [p for p in (place.with_suffix(".py"), place / "__init__.py") if count and p.is_file()]
    return found
