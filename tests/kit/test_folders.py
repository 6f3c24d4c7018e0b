"""What is in a submission's folder is found and set aside, whatever a student made of it; nothing else is touched."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course import folders
from autograder.sandbox.folders import remove

MANY, MUCH = 10, 1000


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "aside"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A submission with a notebook."""
    made = tmp_path / "submitted" / "someone" / "mini"
    made.mkdir(parents=True)
    (made / "mini.ipynb").write_text("{}")
    yield made
    remove(tmp_path)  # some of it is nested deeper than pytest's own cleaning recurses


def test_what_is_too_much_beside_the_notebook_is_set_aside(folder: Path, place: Path) -> None:
    (folder / "data").mkdir()
    for name, size in {"a.txt": 10, "data/b.txt": 20, "big.bin": 5000}.items():
        (folder / name).write_bytes(bytes(size))
    (folder / "link").symlink_to("/etc/passwd")

    folders.set_surplus_aside(folder, place, MUCH, MANY)

    assert folders.left_out(folder, place) == ["big.bin", "link"]
    assert sorted(folders.files_in(folder)) == ["a.txt", "data/b.txt", "mini.ipynb"]
    assert len([path for path in place.rglob("*-big.bin") if path.stat().st_size == 5000]) == 1


def test_the_smallest_files_stay(folder: Path, place: Path) -> None:
    for size in (3, 1, 2):
        (folder / f"{size}.txt").write_bytes(bytes(size))

    folders.set_surplus_aside(folder, place, MUCH, 2)

    assert folders.left_out(folder, place) == ["3.txt"]


def test_a_second_look_finds_what_the_first_one_said(folder: Path, place: Path) -> None:
    (folder / "link").symlink_to("/etc/passwd")
    folders.set_surplus_aside(folder, place, MUCH, MANY)
    folders.set_surplus_aside(folder, place, MUCH, MANY)

    assert folders.left_out(folder, place) == ["link"]


def test_another_submission_in_the_same_folder_starts_afresh(folder: Path, place: Path) -> None:
    (folder / "link").symlink_to("/etc/passwd")
    folders.set_surplus_aside(folder, place, MUCH, MANY)
    (folder / "mini.ipynb").write_text('{"cells": []}')

    assert folders.left_out(folder, place) == []


def test_a_notebook_that_is_a_link_stays_to_be_refused_by_name(folder: Path, place: Path) -> None:
    (folder / "mini.ipynb").unlink()
    (folder / "mini.ipynb").symlink_to("/etc/passwd")
    folders.set_surplus_aside(folder, place, MUCH, MANY)

    assert (folder / "mini.ipynb").is_symlink()
    assert folders.files_in(folder) == {}


def _link_named_left_out(folder: Path, secret: Path) -> None:
    (folder / ".left-out").symlink_to(secret.parent)
    (folder / "secret.txt").symlink_to("/etc/passwd")  # would be moved over the other one


def _folder_that_is_a_link(folder: Path, secret: Path) -> None:
    (folder / "data").symlink_to(secret.parent)


def _file_named_left_out(folder: Path, secret: Path) -> None:
    (folder / ".left-out").write_text("")
    (folder / "link").symlink_to(secret)


def _folder_in_the_way(folder: Path, secret: Path) -> None:
    (folder / ".left-out" / "link" / "deeper").mkdir(parents=True)
    (folder / "link").symlink_to(secret)


def _pipe_for_its_time(folder: Path, secret: Path) -> None:
    os.mkfifo(folder / "timestamp.txt")


def _socket(folder: Path, secret: Path) -> None:
    here = os.getcwd()
    os.chdir(folder)  # a socket's path must be short
    with socket.socket(socket.AF_UNIX) as made:
        made.bind("door")
    os.chdir(here)


def _deep_folders(folder: Path, secret: Path) -> None:
    _nested(folder, ["d"] * 1000)


def _paths_too_long_to_name(folder: Path, secret: Path) -> None:
    _nested(folder, ["d" * 255] * 20)


def _names_that_are_no_text(folder: Path, secret: Path) -> None:
    os.symlink(b"/etc/passwd", os.fsencode(folder) + b"/\xff\xfe")
    os.symlink(b"/etc/passwd", os.fsencode(folder) + b"/" + 85 * "\N{SNOWMAN}".encode())


def _nobody_may_read(folder: Path, secret: Path) -> None:
    (folder / "closed" / "inner").mkdir(parents=True)
    (folder / "closed" / "inner" / "link").symlink_to(secret)
    (folder / "closed" / "inner").chmod(0)
    (folder / "closed").chmod(0o400)
    (folder / "data.txt").write_text("x")
    (folder / "data.txt").chmod(0)


def _nested(folder: Path, names: list[str]) -> None:
    current = os.open(folder, os.O_RDONLY)
    for name in names:
        os.mkdir(name, dir_fd=current)
        inner = os.open(name, os.O_RDONLY, dir_fd=current)
        os.close(current)
        current = inner
    os.close(os.open("end.txt", os.O_CREAT | os.O_WRONLY, dir_fd=current))
    os.close(current)


HOSTILE: list[Callable[[Path, Path], None]] = [
    _link_named_left_out,
    _folder_that_is_a_link,
    _file_named_left_out,
    _folder_in_the_way,
    _pipe_for_its_time,
    _socket,
    _deep_folders,
    _paths_too_long_to_name,
    _names_that_are_no_text,
    _nobody_may_read,
]


@pytest.mark.parametrize("make", HOSTILE, ids=lambda make: make.__name__.strip("_").replace("_", " "))
def test_nothing_but_short_regular_files_stays_and_nothing_else_is_touched(
    make: Callable[[Path, Path], None], folder: Path, place: Path, tmp_path: Path
) -> None:
    secret = tmp_path / "elsewhere" / "secret.txt"
    secret.parent.mkdir()
    secret.write_text("a hidden test")
    make(folder, secret)
    before = len(folders.found_in(folder))

    folders.set_surplus_aside(folder, place, MUCH, MANY)

    left = folders.found_in(folder)
    assert all(found.size is not None for found in left)
    assert len(left) + len(folders.left_out(folder, place)) == before
    assert [path.name for path in secret.parent.iterdir()] == ["secret.txt"]
    assert secret.read_text() == "a hidden test"
    for path in folders.files_in(folder).values():
        path.read_bytes()


names = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=20).filter(
    lambda name: name not in (".", "..") and len(name.encode()) <= 255
)


@given(st.lists(st.tuples(names, st.sampled_from(["file", "link", "pipe", "folder"])), max_size=6))
def test_any_names_can_be_set_aside(tmp_path_factory: pytest.TempPathFactory, entries: list[tuple[str, str]]) -> None:
    base = tmp_path_factory.mktemp("any")
    folder = base / "submitted" / "someone" / "mini"
    folder.mkdir(parents=True)
    for name, kind in entries:
        path = folder / name
        if not os.path.lexists(path):
            {
                "file": lambda p: p.write_text("x"),
                "link": lambda p: p.symlink_to("/etc/passwd"),
                "pipe": os.mkfifo,
                "folder": lambda p: (p.mkdir(), (p / "inner").symlink_to(base)),
            }[kind](path)
    before = {found.name for found in folders.found_in(folder)}

    folders.set_surplus_aside(folder, base / "aside", MUCH, MANY)

    left = {found.name for found in folders.found_in(folder)}
    assert left | set(folders.left_out(folder, base / "aside")) == before
    assert all(found.size is not None or found.is_notebook for found in folders.found_in(folder))
