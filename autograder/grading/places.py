"""Where a store keeps its files: a folder, which may lie on a network file system, or storage that fsspec reaches.

Many processes on many machines may write at once. A file appears whole or not at all, and one that is written twice
holds the same thing both times, so nobody waits for anybody.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from autograder.errors import CourseError
from autograder.files import write_bytes

_WHOLE = frozenset({"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "oci", "oss", "memory"})
"""Storage of objects, where what is put is there whole or not at all; elsewhere a file gets its name when it is."""
_TIMES = ("LastModified", "last_modified", "updated", "mtime", "created")


@dataclass(frozen=True)
class File:
    """One file of a place; `time` says in seconds since 1970 when it was last used, or written where that is kept."""

    name: str
    size: int
    time: float


class Place(Protocol):
    """Files by name; all methods raise `OSError` when the place cannot be reached."""

    def read(self, name: str) -> bytes:
        """Return a file's content; raise `FileNotFoundError` when there is none."""

    def write(self, name: str, raw: bytes) -> None:
        """Write a file, whole or not at all."""

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""

    def files(self) -> Iterator[File]:
        """Yield what is there, also what was left half-written."""

    def changed(self) -> float:
        """Return when a file was last added, 0 where that cannot be said at once."""


class Folder:
    """A folder, made when something is put there; reading a file marks it as used."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __str__(self) -> str:
        return str(self._path)

    def read(self, name: str) -> bytes:
        path = self._path / name
        raw = path.read_bytes()
        with contextlib.suppress(OSError):  # somebody else's, which we may only read
            os.utime(path)
        return raw

    def write(self, name: str, raw: bytes) -> None:
        self._path.mkdir(parents=True, exist_ok=True)
        write_bytes(self._path / name, raw)

    def remove(self, name: str) -> None:
        (self._path / name).unlink(missing_ok=True)

    def files(self) -> Iterator[File]:
        if self._path.is_dir():
            with os.scandir(self._path) as entries:
                for entry in entries:
                    with contextlib.suppress(FileNotFoundError):  # somebody removed it just now
                        if entry.is_file(follow_symlinks=False):
                            status = entry.stat()
                            yield File(entry.name, status.st_size, status.st_mtime)

    def changed(self) -> float:
        return self._path.stat().st_mtime


class Remote:
    """A folder in storage that fsspec reaches, such as ``s3://bucket/folder``; credentials are fsspec's own matter."""

    def __init__(self, url: str) -> None:
        """Look for the driver; nothing is connected to yet.

        Raises:
            CourseError: fsspec, or what it needs for this kind of storage, is not installed.
        """
        try:
            import fsspec

            self._system, path = fsspec.url_to_fs(url, use_listings_cache=False)
        except (ImportError, ValueError) as error:
            raise CourseError(f"c.Grading.store is {url}, which cannot be used here: {error}") from None
        self._url = url
        self._path = path.rstrip("/")
        self._whole = urlsplit(url).scheme in _WHOLE

    def __str__(self) -> str:
        return self._url

    def read(self, name: str) -> bytes:
        with _as_os_errors():
            return bytes(self._system.cat_file(f"{self._path}/{name}"))

    def write(self, name: str, raw: bytes) -> None:
        with _as_os_errors():
            if self._whole:
                self._system.pipe_file(f"{self._path}/{name}", raw)
                return
            temporary = f"{self._path}/.{name}-{secrets.token_hex(8)}"
            self._system.makedirs(self._path, exist_ok=True)
            self._system.pipe_file(temporary, raw)
            self._system.mv(temporary, f"{self._path}/{name}")

    def remove(self, name: str) -> None:
        with _as_os_errors(), contextlib.suppress(FileNotFoundError):
            self._system.rm_file(f"{self._path}/{name}")

    def files(self) -> Iterator[File]:
        with _as_os_errors():
            try:
                found = self._system.ls(self._path, detail=True)
            except FileNotFoundError:
                return
        for entry in found:
            if entry["type"] == "file":
                yield File(entry["name"].rpartition("/")[2], entry["size"] or 0, _time(entry))

    def changed(self) -> float:
        return 0.0


def place_of(text: str, root: Path) -> Place:
    """Return what ``c.Grading.store`` names: a URL of fsspec's, or a folder, seen from the course's folder `root`.

    Raises:
        CourseError: it cannot be used here.
    """
    scheme, separator, rest = text.partition("://")
    if not separator:
        return Folder(root / text)
    return Folder(root / rest) if scheme in ("file", "local") else Remote(text)


def _time(entry: dict[str, Any]) -> float:
    """Return when a file was written, as its storage says it; 0 where it does not."""
    value = next((entry[key] for key in _TIMES if entry.get(key)), 0.0)
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return value.timestamp() if isinstance(value, datetime) else float(value)


@contextlib.contextmanager
def _as_os_errors() -> Iterator[None]:
    """Turn what a driver raises, each errors of its own, into `OSError`."""
    try:
        yield
    except OSError:
        raise
    except Exception as error:
        raise OSError(f"{type(error).__name__}: {error}") from error
