"""Released files take no disk per student; whatever else a student handed in stays as it is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from autograder.course.sharing import share_released_files

DATA = bytes(range(256)) * 64


@pytest.fixture
def released(tmp_path: Path) -> Path:
    folder = tmp_path / "release" / "mini"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "images.bin").write_bytes(DATA)
    (folder / "mini.ipynb").write_bytes(DATA)
    (folder / "small.txt").write_bytes(b"small")
    return folder


def handed_in(tmp_path: Path, name: str, data: bytes = DATA) -> Path:
    folder = tmp_path / "submitted" / name / "mini"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "images.bin").write_bytes(data)
    (folder / "mini.ipynb").write_bytes(DATA)
    return folder


def test_a_released_file_is_on_the_disk_once_for_all(tmp_path: Path, released: Path) -> None:
    folders = [handed_in(tmp_path, name) for name in ("anna", "ben")]

    for folder in folders * 2:  # a second time nothing is left to do
        share_released_files(folder, released, tmp_path / "place")

    files = [folder / "data" / "images.bin" for folder in folders]
    assert len({file.stat().st_ino for file in files}) == 1
    assert [file.read_bytes() for file in files] == [DATA, DATA]
    assert all(sorted(os.listdir(folder)) == ["data", "mini.ipynb"] for folder in folders)
    assert all(os.listdir(folder / "data") == ["images.bin"] for folder in folders)
    assert files[0].stat().st_mode & 0o222 == 0, "or writing to one would change all"
    assert (released / "data" / "images.bin").stat().st_nlink == 1, "the release can be made anew"


def test_what_a_student_changed_stays(tmp_path: Path, released: Path) -> None:
    other = DATA[:-1] + b"x"
    folder = handed_in(tmp_path, "anna", other)
    before = (folder / "data" / "images.bin").stat().st_ino

    share_released_files(folder, released, tmp_path / "place")

    assert (folder / "data" / "images.bin").read_bytes() == other
    assert (folder / "data" / "images.bin").stat().st_ino == before


def test_notebooks_and_small_files_are_left_alone(tmp_path: Path, released: Path) -> None:
    folder = handed_in(tmp_path, "anna")
    (folder / "small.txt").write_bytes(b"small")

    share_released_files(folder, released, tmp_path / "place")

    assert (folder / "mini.ipynb").stat().st_nlink == 1
    assert (folder / "small.txt").stat().st_nlink == 1


@pytest.mark.parametrize("what", ["a link", "a linked folder", "a named pipe", "a folder"])
def test_nothing_odd_is_followed_or_replaced(tmp_path: Path, released: Path, what: str) -> None:
    folder, elsewhere = handed_in(tmp_path, "anna"), tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "images.bin").write_bytes(DATA)
    file = folder / "data" / "images.bin"
    file.unlink()
    if what == "a link":
        file.symlink_to(elsewhere / "images.bin")
    elif what == "a linked folder":
        file.parent.rmdir()
        file.parent.symlink_to(elsewhere)
    elif what == "a named pipe":
        os.mkfifo(file)
    else:
        file.mkdir()
    before = [os.lstat(path) for path in (file, file.parent, elsewhere / "images.bin")]

    share_released_files(folder, released, tmp_path / "place")

    after = [os.lstat(path) for path in (file, file.parent, elsewhere / "images.bin")]
    assert [(s.st_ino, s.st_mode, s.st_nlink) for s in after] == [(s.st_ino, s.st_mode, s.st_nlink) for s in before]


def test_without_a_release_nothing_happens(tmp_path: Path) -> None:
    folder = handed_in(tmp_path, "anna")

    share_released_files(folder, tmp_path / "release" / "mini", tmp_path / "place")

    assert (folder / "data" / "images.bin").stat().st_nlink == 1
    assert not (tmp_path / "place").exists()
