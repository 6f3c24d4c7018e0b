"""How many dots pictures have, as another reader sees it, and what is no picture."""

from __future__ import annotations

import io
import struct
import time
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from autograder.course.pictures import dots

KINDS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF"}


def coded(data: bytes) -> str:
    return b64encode(data).decode()


def png(width: int, height: int) -> bytes:
    """Return the beginning of a PNG picture."""
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height) + b"\1\0\0\0\0"


def made(kind: str, width: int, height: int, **options: object) -> bytes:
    """Return a picture as a program makes it."""
    file = io.BytesIO()
    Image.new("L", (width, height)).save(file, KINDS[kind], **options)
    return file.getvalue()


@pytest.mark.parametrize("kind", KINDS)
@given(width=st.integers(1, 300), height=st.integers(1, 300))
def test_dots_are_counted_without_decoding(kind: str, width: int, height: int) -> None:
    assert dots(kind, coded(made(kind, width, height))) == width * height


def test_pictures_of_many_frames_and_scans_are_read() -> None:
    frames = [Image.new("L", (20, 10), shade) for shade in (0, 100, 200)]

    assert dots("image/gif", coded(made("image/gif", 20, 10, save_all=True, append_images=frames))) == 200
    assert (
        dots("image/jpeg", coded(made("image/jpeg", 20, 10, progressive=True, comment=b"\xff\xc0", exif=b"x"))) == 200
    )


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_none_has_no_dots(kind: str) -> None:
    picture = made(kind, 30, 20)
    others = [made(other, 30, 20) for other in KINDS if other != kind]

    for data in (b"", picture[:8], b"\0" + picture, picture[:2] + b"\0" + picture[2:], *others):
        assert dots(kind, coded(data)) is None
    assert dots(kind, coded(picture) + "!") is None
    assert dots("image/webp", coded(picture)) is None


def test_what_is_hidden_behind_a_small_size_counts() -> None:
    frame = b"," + struct.pack("<HHHHB", 5, 6, 30_000, 20_000, 0) + b"\2\1\0\0"
    gif = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + bytes(6) + b"!\xfe\1,\0"
    sizes = struct.pack(">BHHB", 8, 20_000, 30_000, 1) + b"\1\x11\0"
    small = b"\xff\xc0" + sizes.replace(struct.pack(">HH", 20_000, 30_000), struct.pack(">HH", 1, 1))
    jpeg = b"\xff\xd8\xff\xe1" + struct.pack(">H", len(small) + 2) + small
    jpeg += b"\xff\xc2" + struct.pack(">H", len(sizes) + 2) + sizes

    assert dots("image/gif", coded(gif + frame + b";")) == 30_005 * 20_006
    assert dots("image/jpeg", coded(jpeg)) == 600_000_000
    assert dots("image/jpeg", coded(jpeg + b"\xff\xda" * 1000)) is None  # each scan goes over all of it
    assert dots("image/png", coded(png(30_000, 30_000))) == 900_000_000
    assert dots("image/png", coded(png(0, 30_000))) is None


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("image/gif", b"GIF89a" + bytes(7) + b"!\xfe" + b"\1x" * 20_000_000),
        ("image/gif", b"GIF89a" + bytes(7) + b"!\xfe\1x\0" * 10_000_000),
        ("image/jpeg", b"\xff\xd8" + b"\xff\xfe\0\2" * 10_000_000),
    ],
    ids=["crumbs", "comments", "segments"],
)
def test_no_picture_takes_long(kind: str, data: bytes) -> None:
    start = time.process_time()

    assert dots(kind, coded(data)) is None
    assert time.process_time() - start < 2


@given(st.binary(max_size=40), st.sampled_from(list(KINDS)), st.integers(0, 30))
def test_nothing_stops_it(data: bytes, kind: str, kept: int) -> None:
    count = dots(kind, coded(made(kind, 3, 2)[:kept] + data))

    assert count is None or count > 0
