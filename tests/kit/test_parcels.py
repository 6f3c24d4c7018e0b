"""What travels to and from the workers of a cluster: data by content, without the seed, and nothing that acts."""

from __future__ import annotations

import dataclasses
import json
import os
import pickle
from pathlib import Path
from typing import Any

import pytest

from autograder.course.cell import CodeCell
from autograder.course.settings import Settings
from autograder.grading.jobs import Rerun, Shared, Task, Verdict
from autograder.results.model import CellRun, ExerciseResult, Outcome, Raised, TestResult
from autograder.running.parcels import (
    Archive,
    Failed,
    Refused,
    answer_of,
    failure,
    job_of,
    pack,
    refusal,
    task_of,
    unpack,
    value_of,
)
from autograder.sandbox.lockdown import Limits
from autograder.student.language import _, deferring

SEED = 987654321
SETTINGS = Settings(test_seconds=2.5, limits=Limits(memory=1 << 30), seed=SEED)
CELLS = (CodeCell(2, "def f(x):\n    return '\ud800'", "f", solution=True), CodeCell(3, "f(1)"))
VERDICT = Verdict(
    ExerciseResult((TestResult("test_a", Outcome.PASSED, 2.0), TestResult("test_b", Outcome.FAILED, 1.0, "no", 0.5))),
    1.5,
    ("broken",),
    ("slow",),
)


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """A small suite of two folders in a package."""
    for name in ("tests/hidden/a/test_f.py", "tests/hidden/data/images.gz", "tests/__init__.py", "reference/good.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    for name in ("tests/hidden/.cache/x", "tests/hidden/__pycache__/x.pyc", "tests/other.py", "secret.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path


def packed(suite: Path) -> Archive:
    return pack([suite / "tests" / "hidden", suite / "reference"])


def task(suite: Path) -> Task:
    (suite / "data.txt").write_text("numbers")
    module = suite / "tests" / "hidden" / "a" / "test_f.py"
    return Task("f", CELLS, ((suite / "data.txt", "in/data.txt"),), module, "digest", (suite,), SETTINGS, "it is not")


def test_an_archive_holds_the_suite_and_nothing_else(suite: Path, tmp_path: Path) -> None:
    there = tmp_path / "there"
    unpack(packed(suite), there)

    assert {str(path.relative_to(there)) for path in there.rglob("*") if path.is_file()} == {
        "tests/__init__.py",
        "tests/hidden/a/test_f.py",
        "tests/hidden/data/images.gz",
        "reference/good.py",
    }
    assert (there / "reference" / "good.py").read_text() == "reference/good.py"


def test_equal_suites_have_equal_archives_and_others_have_not(suite: Path) -> None:
    before = packed(suite)
    os.utime(suite / "reference" / "good.py", (1, 1))
    assert packed(suite) == before

    (suite / "reference" / "good.py").write_text("another")
    assert packed(suite).digest != before.digest


def test_an_archive_that_is_not_what_its_digest_says_is_refused(suite: Path, tmp_path: Path) -> None:
    before = packed(suite)
    (suite / "reference" / "good.py").write_text("another")

    with pytest.raises(ValueError, match="digest"):
        unpack(dataclasses.replace(packed(suite), digest=before.digest), tmp_path / "there")
    assert not (tmp_path / "there").exists()


def test_a_job_is_the_task_but_for_the_seed(suite: Path) -> None:
    mine = task(suite)
    job, contents = job_of(mine, suite)
    assert str(SEED) not in job
    assert str(suite) not in job
    assert list(contents.values()) == [b"numbers"]

    found = task_of(job, lambda digest: Path("/files", digest), Path("/there"), SEED)
    files = ((Path("/files", next(iter(contents))), "in/data.txt"),)
    module = Path("/there/tests/hidden/a/test_f.py")
    assert found == dataclasses.replace(mine, files=files, module=module, folders=())


def test_a_whole_notebook_is_a_job_as_well() -> None:
    mine = Rerun(CELLS, (), SETTINGS, Shared(CELLS[:1], ()))
    job, _contents = job_of(mine, Path("/"))

    assert task_of(job, Path, Path("/there"), SEED) == dataclasses.replace(mine, shared=Shared((), ()))


def test_an_answer_is_the_verdict_with_messages_that_are_not_in_words_yet(suite: Path) -> None:
    with deferring():
        message = _("the process has ended")
    tests = (*VERDICT.result.tests, TestResult("test_c", Outcome.CRASHED, 1.0, message))
    verdict = dataclasses.replace(VERDICT, result=ExerciseResult(tests))

    assert value_of(answer_of(verdict, "here"), task(suite)) == (verdict, "here")


def test_an_answer_is_what_came_of_cells() -> None:
    mine = Rerun(CELLS, (), SETTINGS, Shared((), ()))
    run = CellRun(
        CELLS[0], [{"output_type": "stream", "name": "stdout", "text": "x"}], "raised", Raised("E", ["E"], "n")
    )

    [found], where = value_of(answer_of([run], "here"), mine)  # type: ignore[misc]
    assert (found.cell, found.outputs, found.ending, where) == (run.cell, run.outputs, run.ending, "here")


def test_a_refusal_and_a_fault_are_said_as_texts(suite: Path) -> None:
    assert value_of(refusal("tcp://a", "no Landlock"), task(suite)) == Refused("tcp://a", "no Landlock")
    with pytest.raises(Failed, match="KeyError: 'x'"):
        value_of(failure(KeyError("x")), task(suite))


def changed(**changes: Any) -> bytes:
    """Return the answer with some of the verdict's data changed."""
    answer = json.loads(answer_of(VERDICT, "here"))
    return json.dumps({**answer, "verdict": {**answer["verdict"], **changes}}).encode()


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(pickle.dumps(VERDICT), id="a pickle"),
        pytest.param(VERDICT, id="an object"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"[" * 100_000, id="nested too deeply"),
        pytest.param(b"{}", id="no known kind"),
        pytest.param(answer_of([], "here"), id="of another task"),
        pytest.param(changed(tests=[["test_a", "wonderful", 2.0, "", None, ""]]), id="no such outcome"),
        pytest.param(changed(tests=[["test_a", "passed", "2", "", None, ""]]), id="points that are a text"),
        pytest.param(changed(tests=[["test_a", "passed", float("inf"), "", None, ""]]), id="endless points"),
        pytest.param(changed(tests=[["test_a", "passed", 2.0, {}, None, ""]]), id="a message that is no text"),
        pytest.param(changed(seconds=None), id="no seconds"),
        pytest.param(changed(warnings=[1]), id="a warning that is no text"),
    ],
)
def test_any_other_answer_is_a_fault(suite: Path, answer: object) -> None:
    with pytest.raises(Failed, match="cannot be used"):
        value_of(answer, task(suite))
