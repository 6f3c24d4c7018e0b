"""Odd submissions hurt nobody, and a class in which something goes wrong is made smaller."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_notebook

from autograder.sandbox import folders
from tests.corpus.classroom import NEIGHBOURS, REPO
from tests.kit.conftest import grade_cell, solution_cell
from tests.kit.fuzz_submissions import Round, Violation, draw_round, fuzz, own_folder, reduced, smallest
from tests.kit.odd_submissions import FAULTS, SPARING, Kind, Part, Submission, draw, solutions, write


def _released() -> NotebookNode:
    return new_notebook(cells=[cell for f in NEIGHBOURS for cell in (solution_cell("", f), grade_cell(f"test_{f}"))])


@pytest.mark.slow
def test_nothing_goes_wrong_in_a_small_round() -> None:
    """One of four odd submissions here; `make fuzz-submissions` takes an hour."""
    report = fuzz(minutes=5, seed=3, size=4, rounds=1, reduce=False)

    assert report.rounds == 1
    assert report.violations == []


_HOLDS_A_FOLDER = """
from tests.kit.fuzz_submissions import own_folder

with own_folder() as folder:
    (folder / "closed").mkdir(mode=0)
    print(folder, flush=True)
    input()
"""


@pytest.mark.slow
def test_what_a_killed_fuzz_has_left_is_removed_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(folders, "_STALE_SECONDS", -1.0)
    (tmp_path / "somebody-elses").mkdir()
    command = [sys.executable, "-c", _HOLDS_A_FOLDER]
    with subprocess.Popen(command, cwd=REPO, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        theirs = Path(other.stdout.readline().strip())
        with own_folder():
            assert theirs.is_dir()
        other.kill()
        other.wait()

    with own_folder() as mine:
        assert {path.name for path in tmp_path.iterdir()} == {mine.name, "somebody-elses"}
    assert [path.name for path in tmp_path.iterdir()] == ["somebody-elses"]


def test_a_seed_says_what_is_handed_in() -> None:
    round_ = draw_round("7/0", 20)

    assert round_ == draw_round("7/0", 20)
    assert round_ != draw_round("7/1", 20)
    assert Round.from_json(round_.to_json()) == round_


def test_a_submission_is_the_same_whatever_was_written_before(tmp_path: Path) -> None:
    released = _released()
    faults = [[Part("tree", "wrong_values", 9 * seed + number) for number in range(8)] for seed in range(30)]
    submissions = [Submission(f"s{number}", tuple(parts)) for number, parts in enumerate(faults)]

    def written(student: Submission, attempt: str) -> bytes | None:
        folder = tmp_path / attempt / student.student / "regularization"
        folder.parent.mkdir(parents=True)
        write(student, released, folder)
        notebook = folder / "regularization.ipynb"
        return notebook.read_bytes() if notebook.is_file() and not notebook.is_symlink() else None

    assert [written(s, "one") for s in submissions] == [written(s, "two") for s in reversed(submissions)][::-1]


def test_each_fault_can_be_put_into_a_submission(tmp_path: Path) -> None:
    notebook = _released()
    for kind, faults in FAULTS.items():
        for name in faults:
            for seed in range(2):
                folder = tmp_path / f"{kind}-{name}-{seed}" / "mini"
                folder.parent.mkdir()
                write(Submission("s", (Part(kind, name, seed),)), notebook, folder)

    assert {f"{kind} {name}" for kind, faults in FAULTS.items() for name in faults} >= SPARING


def test_no_part_is_written_through_what_another_has_made(tmp_path: Path) -> None:
    folder = tmp_path / "student" / "mini"
    folder.parent.mkdir()
    kinds: list[Kind] = ["place", "beside"]
    parts = [Part(kind, name, seed) for seed in range(4) for kind in kinds for name in FAULTS[kind]]
    random.Random(0).shuffle(parts)

    write(Submission("student", tuple(parts)), _released(), folder)  # would wait at the first pipe

    assert [path.name for path in folder.parent.iterdir()] == ["mini"]
    assert [path.name for path in tmp_path.iterdir()] == ["student"]


def test_what_may_earn_points_is_known() -> None:
    drawn = [draw("s", random.Random(seed)) for seed in range(200)]

    assert 30 < sum(submission.must_be_full for submission in drawn) < 90
    assert any(not submission.may_earn("l1_penalty") for submission in drawn)
    cheat = next(name for name, s in solutions().items() if s.kind == "attack" and s.function == "l1_penalty")
    assert not Submission("s", (Part("answer", cheat, 0),)).may_earn("l1_penalty")


def test_a_round_is_made_as_small_as_it_goes() -> None:
    round_ = draw_round("0/0", 20)
    culprit = round_.submissions[13]
    found = Violation("file /tmp/EVIL12: left")

    def grade(tried: Round) -> list[Violation]:
        parts = {part for submission in tried.submissions for part in submission.parts}
        return [Violation("file /tmp/EVIL7: left")] if culprit.parts[0] in parts else []

    assert reduced(round_, found, grade).submissions == (Submission(culprit.student, culprit.parts[:1]),)
    assert smallest(range(50), lambda some: 7 in some and 31 in some) == [7, 31]
