"""Verdicts are kept and found again, for equal tasks and no others."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.cli import main
from autograder.course.cell import CodeCell
from autograder.course.settings import Settings
from autograder.errors import CourseError
from autograder.grading.digests import digest_of, suite_digest, wordings
from autograder.grading.jobs import Rerun, Shared, Task, Verdict
from autograder.grading.places import Remote
from autograder.grading.store import Size, Store
from autograder.results.model import CellRun, ExerciseResult, Outcome, Raised, TestResult
from autograder.translation.references import Wordings
from tests.kit.conftest import REPO, MiniCourse

CELL = CodeCell(2, "def f(x):\n    return x", "f", solution=True)
TASK = Task("f", (CELL,), (), Path("/hidden/a/test_f.py"), "1", (), Settings())
TESTS = (TestResult("test_a", Outcome.PASSED, 2.0), TestResult("test_b", Outcome.FAILED, 1.0, "no\n  hint: ß"))
VERDICT = Verdict(ExerciseResult(TESTS), 1.5, warnings=("slow",))
WORDS = Wordings({})


def test_what_is_put_in_comes_out_again(tmp_path: Path) -> None:
    store = Store(tmp_path / "new")
    assert store.verdict("d", WORDS) is None
    store.put_verdict("d", VERDICT, WORDS)

    assert store.verdict("d", WORDS) == VERDICT


def test_what_cells_showed_is_kept_as_well(tmp_path: Path) -> None:
    store, task = Store(tmp_path), Rerun((CELL,), (), Settings(), Shared((), ()))
    run = CellRun(CELL, [{"output_type": "stream", "name": "stdout", "text": "x"}], "raised", Raised("E", ["E"], "no"))
    store.put_runs("d", [run])

    [found] = store.runs("d", task) or []
    assert (found.cell, found.outputs, found.ending) == (run.cell, run.outputs, run.ending)
    assert found.error is not None
    assert (found.error.type_name, found.error.bases, found.error.text) == ("E", {"E"}, "no")


def test_whether_something_was_handed_in_since_the_last_verdict(tmp_path: Path) -> None:
    store, notebook = Store(tmp_path / "new"), tmp_path / "a.ipynb"
    notebook.touch()
    assert not store.is_newer_than([notebook])
    store.put_verdict("d", VERDICT, WORDS)
    os.utime(tmp_path / "new", (2e9, 2e9))
    assert store.is_newer_than([notebook])

    os.utime(tmp_path / "new", (1e9, 1e9))
    os.utime(notebook, (1, 1))  # as a copy that keeps its time
    assert not store.is_newer_than([notebook])


@pytest.mark.slow
def test_grading_processes_import_neither_nbgrader_nor_nbformat() -> None:
    """Together they take longer to import than torch does, and every run waits for it."""
    code = "import sys, autograder.grading.grade, autograder.running.process, autograder.running.rerun\n"
    code += "print({'nbgrader', 'nbformat', 'nbconvert'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "set()\n"


@pytest.mark.parametrize(
    "change",
    [
        {"suite": "2"},
        {"settings": Settings(seed=1)},
        {"settings": Settings(test_seconds=1)},
        {"cells": (dataclasses.replace(CELL, source="def f(x):\n    return -x"),)},
        {"cells": (CELL, CodeCell(3, "f = None"))},
        {"cells": (dataclasses.replace(CELL, grade_id=None),)},
        {"exercise": "g"},
        {"absent": "it is not JSON"},
    ],
)
def test_another_task_has_another_digest(change: dict[str, object]) -> None:
    assert digest_of(dataclasses.replace(TASK, **change)) != digest_of(TASK)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        {"source": "def f(x):  # my way\n\n    return (x)"},
        {"index": 7},
    ],
)
def test_layout_comments_and_place_make_no_difference(change: dict[str, object]) -> None:
    cell = dataclasses.replace(CELL, **change)  # type: ignore[arg-type]

    assert digest_of(dataclasses.replace(TASK, cells=(cell,))) == digest_of(TASK)


def test_what_a_notebook_shows_is_shown_to_nobody_whose_comments_are_others() -> None:
    """A traceback holds lines of the cell: another student's, or those of a release in another language."""

    def digest(source: str) -> str:
        return digest_of(Rerun((CodeCell(0, source),), (), Settings(), Shared((), ())))

    assert digest("1 / 0  # here it fails") != digest("1 / 0  # hier geht es schief")


def test_a_file_beside_the_notebook_counts_by_name_and_content(tmp_path: Path) -> None:
    for name, text in (("a.txt", "a"), ("b.txt", "b"), ("c.txt", "a")):
        (tmp_path / name).write_text(text)

    def digest(file: str, name: str) -> str:
        return digest_of(dataclasses.replace(TASK, files=((tmp_path / file, name),)))

    assert digest("a.txt", "data.txt") == digest("c.txt", "data.txt") != digest("b.txt", "data.txt")
    assert digest("a.txt", "data.txt") != digest("a.txt", "other.txt")
    before = digest("a.txt", "data.txt")
    (tmp_path / "a.txt").write_text("A")
    assert digest("a.txt", "data.txt") != before


def test_the_graders_own_faults_are_not_kept(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put_verdict("d", Verdict(ExerciseResult((TestResult("test_a", Outcome.ERROR, 2.0),))), WORDS)
    store.put_verdict("d", dataclasses.replace(VERDICT, errors=("broken",)), WORDS)

    assert store.verdict("d", WORDS) is None


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda text: text[:40], id="cut off"),
        pytest.param(lambda text: text.replace("failed", "passed"), id="another outcome"),
        pytest.param(lambda text: text.replace("2.0", "3.0"), id="other points"),
        pytest.param(lambda text: text.replace('"d"', '"e"'), id="of another task"),
        pytest.param(lambda text: "[" * 100_000, id="nested too deeply"),
        pytest.param(lambda text: "[]", id="something else"),
        pytest.param(lambda text: "", id="nothing"),
    ],
)
def test_a_damaged_file_is_made_anew(tmp_path: Path, damage: Callable[[str], str]) -> None:
    store = Store(tmp_path)
    store.put_verdict("d", VERDICT, WORDS)
    [path] = tmp_path.iterdir()
    whole = path.read_text()
    path.write_text(damage(whole))
    assert path.read_text() != whole

    assert store.verdict("d", WORDS) is None
    store.put_verdict("d", VERDICT, WORDS)
    assert store.verdict("d", WORDS) == VERDICT


def test_a_verdict_under_the_name_of_another_task_is_not_used(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put_verdict("d", VERDICT, WORDS)
    (tmp_path / "d.json").rename(tmp_path / "e.json")

    assert store.verdict("e", WORDS) is None


@pytest.fixture(params=["folder", "file", "memory"])
def shared(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """What `c.Grading.store` may be set to."""
    names = {"folder": "shared", "file": f"file://{tmp_path}/shared", "memory": f"memory://{tmp_path.name}"}
    return names[request.param]


def test_a_shared_store_is_a_folder_or_what_fsspec_reaches(tmp_path: Path, shared: str) -> None:
    store = Store.of(tmp_path, shared)
    assert store.size() == Size(0, 0, 0.0)
    assert store.verdict("d", WORDS) is None
    store.put_verdict("d", VERDICT, WORDS)
    store.put_verdict("e", VERDICT, WORDS)

    assert Store.of(tmp_path, shared).verdict("d", WORDS) == VERDICT
    size = store.size()
    assert size.results == 2
    assert size.bytes > 200
    assert abs(size.oldest - time.time()) < 60
    assert store.prune() == 0
    assert store.prune(days=-1) == 2
    assert store.size().results == 0


def test_only_what_nobody_asked_for_is_pruned(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for name in ("asked for", "not asked for"):
        store.put_verdict(name, VERDICT, WORDS)
        os.utime(tmp_path / f"{name}.json", (1e9, 1e9))
    (tmp_path / ".half-written").touch()
    (tmp_path / ".left").touch()
    os.utime(tmp_path / ".left", (1e9, 1e9))
    store.verdict("asked for", WORDS)

    assert store.prune() == 2
    assert {path.name for path in tmp_path.iterdir()} == {"asked for.json", ".half-written"}


def test_where_files_grow_as_they_are_written_they_get_their_names_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with ``sftp://``, here with fsspec's own view of a folder."""
    from fsspec.implementations.local import LocalFileSystem

    written = []
    pipe = LocalFileSystem.pipe_file
    monkeypatch.setattr(
        LocalFileSystem, "pipe_file", lambda system, path, raw: written.append(path) or pipe(system, path, raw)
    )
    store = Store(Remote(f"file://{tmp_path}/shared"))
    store.put_verdict("d", VERDICT, WORDS)

    assert store.verdict("d", WORDS) == VERDICT
    assert "/.d.json-" in written[0]
    assert [path.name for path in (tmp_path / "shared").iterdir()] == ["d.json"]


def test_a_store_that_cannot_be_reached_is_no_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from fsspec.implementations.memory import MemoryFileSystem

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("no route to host")  # as drivers raise errors of their own

    monkeypatch.setattr(MemoryFileSystem, "cat_file", fail)
    monkeypatch.setattr(MemoryFileSystem, "pipe_file", fail)
    store = Store.of(tmp_path, "memory://away")

    assert store.verdict("d", WORDS) is None
    assert "no route to host" in caplog.text
    with pytest.raises(OSError, match="no route to host"):
        store.put_verdict("d", VERDICT, WORDS)


def test_storage_without_its_driver_is_refused_in_a_line(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="nosuchthing"):
        Store.of(tmp_path, "nosuchthing://bucket/folder")


@pytest.mark.slow
@pytest.mark.parametrize("remote", [False, True], ids=["folder", "fsspec"])
def test_two_processes_may_write_at_once_and_a_third_reads_whole_verdicts(tmp_path: Path, remote: bool) -> None:
    program = f"""
import sys
from pathlib import Path
from autograder.grading.places import Folder, Remote
from tests.kit.test_store import Store, VERDICT, WORDS
store = Store({f"Remote('file://{tmp_path}/shared')" if remote else f"Folder(Path({str(tmp_path)!r}, 'shared'))"})
for turn in range(40):
    for name in "abcde":
        store.put_verdict(name, VERDICT, WORDS)
"""
    store = Store(tmp_path / "shared")
    writers = [subprocess.Popen([sys.executable, "-c", program], cwd=REPO) for _ in range(2)]
    read = 0
    while any(writer.poll() is None for writer in writers):
        for name in "abcde":
            found = json_of(tmp_path / "shared" / f"{name}.json")
            read += found is not None
            assert found is None or store.verdict(name, WORDS) == VERDICT
    assert [writer.returncode for writer in writers] == [0, 0]
    assert read
    assert {path.name for path in (tmp_path / "shared").iterdir()} == {f"{name}.json" for name in "abcde"}


def json_of(path: Path) -> object:
    """Return what a file holds, None when it is not there; fails on one that is half-written."""
    try:
        return json.loads(path.read_text())
    except FileNotFoundError:
        return None


def test_the_command_says_how_big_the_store_is_and_prunes_it(
    course: MiniCourse, capsys: pytest.CaptureFixture[str]
) -> None:
    with (course.folder / "nbgrader_config.py").open("a") as config:
        config.write("c.Grading.store = 'shared'\n")
    store = Store(course.folder / "shared")
    store.put_verdict("d", VERDICT, WORDS)

    def said(*arguments: str) -> str:
        assert main(["store", *arguments, "--course", str(course.folder)]) == 0
        return capsys.readouterr().out

    assert said() == f"Results in {course.folder / 'shared'}: 1 (0.0 MiB), the longest unused for 0 days.\n"
    assert said("--prune").startswith("Removed: 0.\n")
    assert said("--prune", "0").endswith(f"Removed: 1.\nResults in {course.folder / 'shared'}: 0 (0.0 MiB).\n")


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """A folder of hidden tests of two assignments, with a reference, helpers and data; returns the repository."""
    files = {
        "tests/hidden/pytest.ini": "[pytest]\npythonpath = ../..\n",
        "tests/hidden/a/test_f.py": (
            "from reference.good import f\nfrom tests.hidden.helpers import check\n"
            "@graded(points=1, hint='Add.')\ndef test_one(student):\n    'It adds.'\n    check(f, 1)\n"
        ),
        "tests/hidden/a/test_g.py": "def test_one(student):\n    pass\n",
        "tests/hidden/a/limits.json": "{}",
        "tests/hidden/b/test_h.py": "import reference\n",
        "tests/hidden/helpers.py": "from reference import tools\ndef check(f, x): pass\n",
        "tests/hidden/data/images": "0",
        "tests/hidden/locale/de.po": "",
        "reference/__init__.py": "",
        "reference/good.py": "def f(x): return x\n",
        "reference/tools.py": "",
        "reference/other.py": "",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def digests(repository: Path) -> tuple[str, str, str]:
    """Return the digests of the three exercises' hidden tests."""
    folders = (repository / "tests" / "hidden", repository / "reference")
    modules = (repository / "tests" / "hidden" / name for name in ("a/test_f.py", "a/test_g.py", "b/test_h.py"))
    f, g, h = (suite_digest(module, folders, {}) for module in modules)
    return f, g, h


@pytest.mark.parametrize(
    ("name", "text", "changed"),
    [
        pytest.param("tests/hidden/a/test_f.py", "def test_one(student): pass", "f", id="a test: its own exercise"),
        pytest.param("tests/hidden/helpers.py", "def check(f, x): assert f", "f", id="what a test imports"),
        pytest.param("reference/good.py", "def f(x): return -x", "f", id="the reference it imports"),
        pytest.param("reference/tools.py", "X = 1", "f", id="what that imports"),
        pytest.param("reference/__init__.py", "X = 1", "fh", id="a package that is imported"),
        pytest.param("reference/other.py", "X = 1", "", id="what nobody imports"),
        pytest.param("tests/hidden/a/limits.json", "[]", "fg", id="data of an assignment"),
        pytest.param("tests/hidden/data/images", "1", "fgh", id="data of all"),
        pytest.param("tests/hidden/conftest.py", "X = 1", "fgh", id="pytest's own file"),
        pytest.param("tests/hidden/locale/de.po", "msgid", "", id="a translation"),
        pytest.param("tests/hidden/a/notes.md", "x", "", id="notes"),
    ],
)
def test_a_change_concerns_the_exercises_that_it_can_change(suite: Path, name: str, text: str, changed: str) -> None:
    before = digests(suite)
    (suite / name).write_text(text)
    after = digests(suite)

    assert {exercise for exercise, a, b in zip("fgh", before, after, strict=True) if a != b} == set(changed)


def test_where_modules_are_imported_by_name_all_of_them_count(suite: Path) -> None:
    path = suite / "tests" / "hidden" / "a" / "test_f.py"
    path.write_text("import importlib\nimportlib.import_module('reference.other')\n")
    before = digests(suite)
    (suite / "reference" / "other.py").write_text("X = 1")

    assert digests(suite)[0] != before[0]


def test_other_words_make_no_other_verdict_and_are_shown(suite: Path, tmp_path: Path) -> None:
    from autograder.student.language import _, deferring, worded

    module = suite / "tests" / "hidden" / "a" / "test_f.py"
    folders = (suite / "tests" / "hidden", suite / "reference")
    store, before = Store(tmp_path / "store"), digests(suite)
    with deferring():
        message = f"{_('It adds.')}\n  {_('Add.')}"
    verdict = Verdict(ExerciseResult((TestResult("test_one", Outcome.FAILED, 1.0, message),)))
    store.put_verdict("d", verdict, wordings(module, folders))
    module.write_text(module.read_text().replace("It adds.", "It adds up.").replace("'Add.'", "'Add all.'"))

    assert digests(suite) == before
    found = store.verdict("d", wordings(module, folders))
    assert found is not None
    assert worded(found.result.tests[0].message) == "It adds up.\n  Add all."
