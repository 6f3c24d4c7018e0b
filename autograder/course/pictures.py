"""Says how many dots a picture has, by what its file says of itself: nothing is decoded.

A few kilobytes can unfold to a billion dots, for each of which the browser of whoever opens the page makes room.
"""

from __future__ import annotations

import base64
import struct
from functools import cached_property
from pathlib import Path

from autograder.course.folders import files_in

MAX_DOTS = 50_000_000
"""Of one picture; cameras make pictures of 12 to 48 million dots."""
MAX_ALL_DOTS = 250_000_000
"""Of all pictures that a notebook's Markdown shows, as many as those of its outputs may have."""
_MAX_FILE = 64 << 20
_MAX_BLOCKS = 500_000  # of a GIF picture, of 255 bytes each if it is not made to keep its readers busy
_MAX_SEGMENTS = 2000  # of a JPEG picture, before its size; profiles and previews take some
_MAX_SCANS = 100  # of a JPEG picture, each of which goes over all of its dots; programs write about ten


def dots(kind: str, text: str) -> int | None:
    """Return how many dots the picture in base 64 has at most; None unless it is one of that kind.

    Args:
        kind: its type, ``image/png``, ``image/jpeg`` or ``image/gif``: browsers take it for what it is.
        text: its data.
    """
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return _dots(kind, data)


class Room:
    """Room for the dots of all pictures that a notebook's Markdown shows, those in files beside it among them."""

    def __init__(self, folder: Path | None = None) -> None:
        """Make room; `folder` is the notebook's, without which no file is shown."""
        self.left = MAX_ALL_DOTS
        self._folder = folder
        self._known: dict[str, int | None] = {}

    def dots_of(self, name: str) -> int | None:
        """Return how many dots a picture in a file has, 0 where there is no file; None where it is no picture."""
        if name not in self._known:
            path = self._files.get(name)
            self._known[name] = 0 if path is None else _dots_in(path)
        return self._known[name]

    @cached_property
    def _files(self) -> dict[str, Path]:
        return {} if self._folder is None else files_in(self._folder)


def _dots_in(path: Path) -> int | None:
    """Return the dots of a picture of any kind: browsers look at what is in a file, not at its name."""
    with path.open("rb") as file:
        data = file.read(_MAX_FILE + 1)
    found = (_dots(kind, data) for kind in _READERS) if len(data) <= _MAX_FILE else ()
    return next(filter(None, found), None)


def _dots(kind: str, data: bytes) -> int | None:
    try:
        width, height = _READERS[kind](data)
    except (ValueError, LookupError, struct.error):
        return None
    return width * height or None


def _png(data: bytes) -> tuple[int, int]:
    if not data.startswith(b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR"):
        raise ValueError("no PNG")
    width, height = struct.unpack_from(">II", data, 16)
    return width, height


def _jpeg(data: bytes) -> tuple[int, int]:
    if not data.startswith(b"\xff\xd8") or data.count(b"\xff\xda") > _MAX_SCANS:
        raise ValueError("no JPEG, or one without end")
    position = 2
    for _segment in range(_MAX_SEGMENTS):
        start, mark, length = struct.unpack_from(">BBH", data, position)
        if start != 0xFF or not 0xC0 <= mark <= 0xFE or 0xD0 <= mark <= 0xDA or length < 2:
            raise ValueError("no frame where one is expected")
        if mark < 0xD0 and mark not in (0xC4, 0xC8, 0xCC):  # a frame, and neither tables nor an extension
            height, width = struct.unpack_from(">HH", data, position + 5)
            return width, height
        position += 2 + length
    raise ValueError("no frame")


def _gif(data: bytes) -> tuple[int, int]:
    """Return the size of what holds all frames: browsers enlarge the screen for them."""
    if not data.startswith((b"GIF87a", b"GIF89a")):
        raise ValueError("no GIF")
    width, height, flags = struct.unpack_from("<HHB", data, 6)
    position, blocks = 13 + _colours(flags), 0
    while data[position : position + 1] not in (b";", b""):
        if data[position] == ord(","):
            left, top, wide, high, flags = struct.unpack_from("<HHHHB", data, position + 1)
            width, height = max(width, left + wide), max(height, top + high)
            position += 11 + _colours(flags)
        elif data[position] == ord("!"):
            position += 2
        else:
            raise ValueError("no block where one is expected")
        while size := data[position]:
            position += 1 + size
            if (blocks := blocks + 1) > _MAX_BLOCKS:
                raise ValueError("a GIF in crumbs")
        position += 1
    return width, height


def _colours(flags: int) -> int:
    """Return the bytes of a table of colours."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


_READERS = {"image/png": _png, "image/jpeg": _jpeg, "image/gif": _gif}
