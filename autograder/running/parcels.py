"""What travels between the machine that a class run is started on and those that reach its verdicts: data by content.

The suite is an archive with a digest, a job is JSON that names files by their digests, and an answer is JSON as well.
"""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import os
import tarfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.course.cell import CodeCell
from autograder.course.settings import Settings
from autograder.grading.forms import runs_data, runs_of, verdict_data, verdict_of
from autograder.grading.jobs import Rerun, Shared, Task, Verdict
from autograder.results.model import CellRun
from autograder.sandbox.lockdown import Limits
from autograder.translation.references import Wordings

_LEFT_OUT = frozenset({".pyc", ".md", ".png", ".po", ".mo"})
_AS_THEY_ARE = Wordings({})
"""Messages travel as they are; it is a store that keeps them by the numbers of their texts."""


@dataclass(frozen=True)
class Archive:
    """Folders as one file, the same bytes for the same content.

    Attributes:
        root: the folder above them all, from which its names count.
        digest: of the content.
        raw: the content, compressed.
    """

    root: Path
    digest: str
    raw: bytes


def pack(folders: Sequence[Path]) -> Archive:
    """Return an archive of all that hidden tests can import or read, which lies in `folders`."""
    root = Path(os.path.commonpath(folders))
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for path in sorted(set(_contents(root, folders))):
            entry = tarfile.TarInfo(str(path.relative_to(root)))
            entry.size = path.stat().st_size
            with path.open("rb") as file:
                tar.addfile(entry, file)
    raw = buffer.getvalue()
    return Archive(root, hashlib.sha256(raw).hexdigest(), zlib.compress(raw))


def unpack(archive: Archive, folder: Path) -> None:
    """Put an archive's files into a folder.

    Raises:
        ValueError: it is not what its digest says.
    """
    raw = zlib.decompress(archive.raw)
    if hashlib.sha256(raw).hexdigest() != archive.digest:
        raise ValueError("the archive of hidden tests does not have the digest that it should have")
    with tarfile.open(fileobj=io.BytesIO(raw)) as tar:
        tar.extractall(folder, filter="data")


def _contents(root: Path, folders: Sequence[Path]) -> Iterator[Path]:
    for folder in folders:
        for above in folder.parents:  # what makes a package of the folders between
            if above.is_relative_to(root) and (above / "__init__.py").is_file():
                yield above / "__init__.py"
        for path in folder.rglob("*"):
            hidden = any(part.startswith(".") or part == "__pycache__" for part in path.relative_to(folder).parts)
            if not hidden and path.suffix not in _LEFT_OUT and path.is_file():
                yield path


def job_of(task: Task | Rerun, root: Path) -> tuple[str, dict[str, bytes]]:
    """Return a task as JSON, and the files that it names, by their digests.

    The seed is not in it: it goes with the suite. Nor is a `Rerun`'s share: each notebook is run whole.
    """
    contents: dict[str, bytes] = {}
    files = []
    for path, name in task.files:
        raw = path.read_bytes()
        digest = hashlib.sha256(raw).hexdigest()
        contents[digest] = raw
        files.append((digest, name))
    settings = dataclasses.asdict(task.settings)
    del settings["seed"]
    job: dict[str, Any] = {"cells": [dataclasses.astuple(cell) for cell in task.cells], "files": files}
    job["settings"] = settings
    if isinstance(task, Task):
        module = str(task.module.relative_to(root))
        job |= {"exercise": task.exercise, "module": module, "suite": task.suite, "absent": task.absent}
    return json.dumps(job), contents


def task_of(job: str, file_of: Callable[[str], Path], root: Path, seed: int) -> Task | Rerun:
    """Return the task that `job_of` made this of.

    Args:
        job: the JSON.
        file_of: gives the path of the file with a digest.
        root: where the suite was unpacked.
        seed: the course's.
    """
    found = json.loads(job)
    cells = tuple(CodeCell(*cell) for cell in found["cells"])
    files = tuple((file_of(digest), name) for digest, name in found["files"])
    limits = Limits(**found["settings"].pop("limits"))
    settings = Settings(**found["settings"], limits=limits, seed=seed)
    if "exercise" not in found:
        return Rerun(cells, files, settings, Shared((), ()))
    return Task(found["exercise"], cells, files, root / found["module"], found["suite"], (), settings, found["absent"])


@dataclass(frozen=True)
class Refused:
    """A worker takes no work, or none any more."""

    worker: str
    why: str


class Failed(RuntimeError):
    """What went wrong on a worker, by the grader's own fault."""


def answer_of(value: Verdict | Sequence[CellRun], environment: str) -> bytes:
    """Return what came of a task as JSON."""
    if isinstance(value, Verdict):
        data = {**verdict_data(value, _AS_THEY_ARE), "errors": list(value.errors)}
        return _json({"environment": environment, "verdict": data})
    return _json({"environment": environment, "runs": runs_data(value)})


def failure(error: BaseException) -> bytes:
    """Return an error as JSON: as a text, since an error as such could hold anything."""
    return _json({"failure": f"{type(error).__name__}: {error}"})


def refusal(worker: str, why: str) -> bytes:
    """Return that a worker takes no work any more, as JSON."""
    return _json({"worker": worker, "refusal": why})


def value_of(answer: object, task: Task | Rerun) -> tuple[Any, str] | Refused:
    """Return what came of a task, and in which environment.

    Raises:
        Failed: it went wrong there, or the answer is none.
    """
    try:
        if not isinstance(answer, bytes):
            raise TypeError("it is no JSON")
        found = json.loads(answer)
        match found:
            case {"failure": str(text)}:
                raise Failed(text)
            case {"refusal": str(why), "worker": str(worker)}:
                return Refused(worker, why)
            case {"environment": str(where), "verdict": verdict} if isinstance(task, Task):
                errors = tuple(map(str, verdict["errors"]))
                return dataclasses.replace(verdict_of(verdict, _AS_THEY_ARE), errors=errors), where
            case {"environment": str(where), "runs": runs} if isinstance(task, Rerun):
                return runs_of(runs, task), where
        raise ValueError("it is of unknown kind")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise Failed(f"an answer of a worker's cannot be used: {error}") from None


def _json(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
