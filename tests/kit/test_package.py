"""What is given away: a wheel and an sdist that hold the engine and no secret, and a wheel that works."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.kit.conftest import REPO, MiniCourse, mini_notebook, run
from tests.kit.test_authoring import PAGE, Run, fill_in, follow, tree_of

TAKEN_ALONG = {
    "CHANGELOG.md", "CITATION.cff", "DATA-LICENCE.md", "LICENSE", "MANIFEST.in", "PKG-INFO", "README.md",
    "pyproject.toml", "setup.cfg",
}  # fmt: skip


def tracked(*folders: str) -> list[str]:
    """Return what git knows below these folders; in a copy without git, what is there."""
    listed = subprocess.run(["git", "ls-files", *folders], cwd=REPO, capture_output=True, text=True).stdout.split("\n")
    files = listed[:-1] or [str(p.relative_to(REPO)) for folder in folders for p in (REPO / folder).rglob("*.*")]
    return [file for file in files if "__pycache__" not in file]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The wheel and the sdist, built from a copy that holds a seed as well."""
    copy, made = tmp_path_factory.mktemp("copy") / "kit", tmp_path_factory.mktemp("made")
    unneeded = shutil.ignore_patterns(".venv*", ".git", "build", "demo", "*.egg-info", "__pycache__", "data")
    shutil.copytree(REPO, copy, ignore=unneeded)
    (copy / "assignments" / ".autograder").mkdir(exist_ok=True)
    (copy / "assignments" / ".autograder" / "seed").write_text("1")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(made), str(copy)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(made.glob("*.whl")), next(made.glob("*.tar.gz"))


@pytest.mark.slow
def test_wheel_and_sdist_hold_the_engine_and_no_secret(built: tuple[Path, Path]) -> None:
    engine = set(tracked("autograder"))
    wheel = {name for name in zipfile.ZipFile(built[0]).namelist() if ".dist-info/" not in name}
    with tarfile.open(built[1]) as archive:
        sdist = {member.name.partition("/")[2] for member in archive.getmembers() if member.isfile()}
    sdist = {name for name in sdist if ".egg-info/" not in name}

    assert engine <= wheel | {"autograder/py.typed"}
    assert wheel == engine | {"autograder/py.typed"}
    assert sdist - engine - {"autograder/py.typed"} == TAKEN_ALONG
    assert engine <= sdist


@pytest.fixture
def home() -> Iterator[Path]:
    """An environment with the libraries of this one, as hard links, and without this package."""
    (REPO / "build").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=REPO / "build") as folder:  # hard links stay within a file system
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
        ours = shutil.ignore_patterns("__editable__*", "autograder-*")
        libraries = sysconfig.get_path("purelib", vars={"base": folder})
        shutil.copytree(
            sysconfig.get_path("purelib"), libraries, ignore=ours, copy_function=os.link, dirs_exist_ok=True
        )
        yield Path(folder)


@pytest.fixture
def installed(built: tuple[Path, Path], home: Path) -> Run:
    """Install the wheel there; gives what runs a command in that environment, in a folder."""
    run_there = partial(run, home=home)
    done = run_there(["python", "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", str(built[0])], home)
    assert done.returncode == 0, done.stdout + done.stderr
    return run_there


@pytest.mark.slow
def test_the_installed_wheel_releases_and_grades(installed: Run, course: MiniCourse, home: Path) -> None:
    def output(*command: str) -> str:
        done = installed(list(command), course.folder)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    where = output("python", "-c", "import autograder; print(autograder.__version__, autograder.__file__)").split()
    assert Path(where[1]).is_relative_to(home)
    assert output("autograder", "--version").split() == ["autograder", where[0]]
    (course.folder / "source" / "mini" / "checks").mkdir()
    output("python", "-m", "nbgrader", "generate_assignment", "mini")
    assert (course.folder / "release" / "mini" / "autograder" / "student" / "report.py").is_file()
    path = course.submit("anna", mini_notebook())
    output("autograder", "grade", "mini", str(path), "--json", "results.json")
    (result,) = json.loads((course.folder / "results.json").read_text())["submissions"]
    assert result["score"] == 4, json.dumps(result)


@pytest.mark.slow
def test_with_the_installed_wheel_a_course_of_ones_own_is_made_as_the_page_says(installed: Run, tmp_path: Path) -> None:
    _, steps = PAGE.split("## A course of your own")
    told = dict(follow(steps, tmp_path, installed))
    new, checked = told.values()
    assert (new.returncode, checked.returncode) == (0, 1), new.stderr + checked.stderr
    lines = checked.stdout.splitlines()
    assert {line.split(":")[0] for line in lines if "✗" in line} == {"  ✗ nothing is left to be filled in"}
    assert "  ✓ wrong solutions fail (all 2)" in lines
    folders = {name.split("/")[0] for name in tree_of(tmp_path)}
    assert folders == {"lessons", "secret_tests", "model_answers", "known"}

    course = tmp_path / "lessons"
    released = installed(["python", "-m", "nbgrader", "generate_assignment", "week1"], course)
    assert released.returncode == 0, released.stderr
    assert "TODO" in released.stderr
    assert "autograder verify week1" in released.stderr
    fill_in(tmp_path)
    verified = installed(["autograder", "verify", "week1", "--quick"], course)
    assert verified.returncode == 0, verified.stdout + verified.stderr
