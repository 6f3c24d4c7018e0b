"""Writes files whole or not at all, so that a run that is ended leaves nothing half-written."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Any


def try_writing(path: Path) -> None:
    """See that `path` could be written now, without touching what is there.

    Raises:
        OSError: it could not.
    """
    with contextlib.suppress(FileNotFoundError):
        path.lstat()  # its name may be too long
    descriptor, temporary = _temporary(path)
    os.close(descriptor)
    os.unlink(temporary)


def write_json(path: Path, value: Any) -> None:
    """Write `value` as JSON, whole or not at all."""
    write_text(path, json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def write_text(path: Path, text: str) -> None:
    """Write `text`, whole or not at all."""
    write_bytes(path, text.encode("utf-8", "backslashreplace"))  # names that are no text


def write_bytes(path: Path, raw: bytes) -> None:
    """Write `raw`, whole or not at all."""
    write_parts(path, [raw])


def write_parts(path: Path, parts: Iterable[bytes]) -> None:
    """Write `parts` one after the other, whole or not at all; they need not all be there at once."""
    descriptor, temporary = _temporary(path)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(parts)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def _temporary(path: Path) -> tuple[int, Path]:
    """Make a file beside `path`, which may be read by whom the umask says, as any other file that one writes."""
    temporary = path.with_name(f".{path.name[:100]}-{secrets.token_hex(8)}")
    return os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666), temporary
