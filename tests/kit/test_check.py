"""Visible checks: what a student sees in the notebook and in a terminal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import torch

from autograder.check import check, is_written, run
from autograder.nbgrader.release import STUDENT_KIT
from autograder.student.check_notebook import check_notebook
from autograder.student.released import note_cells
from autograder.student.report import MIME, Report
from tests.kit.conftest import REPO

CHECKS = '''
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from autograder.testing import expect_close, graded, probe


def tiny():
    model = nn.Linear(1, 1)
    with torch.no_grad():
        model.weight.fill_(2)
        model.bias.fill_(-3)
    return model


@graded(hint="Add the biases.")
def test_value(student):
    """Weights and biases count."""
    expect_close(student.penalty(tiny(), 0.1), torch.tensor(0.5))


@probe("the gradient of penalty({model}, {beta})")
def gradient(student, model, beta):
    student.penalty(model, beta).backward()
    return model.bias.grad


@graded(hint="Do not use .item().")
@given(beta=st.sampled_from([1.0, 2.0, 0.5]))
def test_gradient(student, beta):
    """The gradient is beta times the sign."""
    expect_close(student(gradient, tiny(), beta), torch.tensor([-beta]))
'''
RIGHT = "def penalty(model, beta):\n    return beta * sum(p.abs().sum() for p in model.parameters())\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with checks, which is the working folder too."""
    (tmp_path / "checks").mkdir()
    (tmp_path / "checks" / "test_penalty.py").write_text(CHECKS)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    return tmp_path


def report(folder: Path, source: str) -> Report:
    """Return what the checks say of a notebook with `source`."""
    namespace: dict = {"torch": torch}
    exec(source, namespace)
    return run(folder / "checks" / "test_penalty.py", namespace)


def test_a_right_function_holds_and_is_not_called_finished(folder: Path) -> None:
    found = report(folder, RIGHT)

    assert [row.state for row in found.rows] == ["holds", "holds"]
    assert "2 of 2 checks hold" in str(found)
    assert "The hidden tests look at more" in found.next_step
    assert "passed" not in str(found)


def test_a_wrong_one_is_shown_by_its_smallest_counterexample(folder: Path) -> None:
    found = report(folder, "def penalty(model, beta):\n    return beta * model.weight.abs().sum()\n")

    first = found.rows[0]
    assert first.state == "does not hold"
    assert first.details == (
        "call:     penalty(Linear(1, 1) with weight = [[2]], bias = [-3], 0.1)",
        "expected: 0.5 (0-d float32 tensor)",
        "got:      0.2 (0-d float32 tensor)",
    )
    assert found.next_step == "Next: Add the biases."


def test_an_error_of_the_students_code_is_shown_as_such(folder: Path) -> None:
    found = report(folder, "def penalty(model, beta):\n    return torch.nrm(model)\n")

    assert [row.state for row in found.rows] == ["does not hold", "does not hold"]
    assert "AttributeError: module 'torch' has no attribute 'nrm'" in str(found)


@pytest.mark.parametrize("source", ["", "def penalty(model, beta):\n    raise NotImplementedError()\n"])
def test_what_is_not_attempted_is_not_wrong(folder: Path, source: str) -> None:
    found = report(folder, source)

    assert {row.state for row in found.rows} == {"not attempted"}
    assert "✗" not in str(found)
    assert "penalty: not attempted yet" in str(found)


def test_a_check_that_breaks_is_not_the_students_fault(folder: Path) -> None:
    (folder / "checks" / "test_penalty.py").write_text('def test_it(student):\n    """It works."""\n    1 / 0\n')
    assert [row.state for row in report(folder, RIGHT).rows] == ["could not be checked"]


def test_a_check_changes_neither_random_numbers_nor_arguments_nor_output(folder: Path, capsys) -> None:
    torch.manual_seed(3)
    expected = torch.rand(2)
    torch.manual_seed(3)
    found = report(
        folder,
        "def penalty(model, beta):\n    print('noise')\n    model.weight.data.zero_()\n    return torch.rand(())\n",
    )

    assert torch.equal(torch.rand(2), expected)
    assert capsys.readouterr().out == ""
    assert not found.holds


def test_markup_in_a_students_values_stays_text(folder: Path) -> None:
    found = report(folder, "def penalty(model, beta):\n    raise ValueError('<script>alert(1)</script>')\n")

    assert "<script>" not in found._repr_html_()
    assert "&lt;script&gt;" in found._repr_html_()


def test_unknown_functions_are_named_with_those_there_are(folder: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"test_penlty.py. Checks are there for: penalty"):
        check("penlty")


def test_nothing_is_checked_while_grading(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    check("penalty")
    assert capsys.readouterr().out == ""


def test_validation_fails_when_a_check_does_not_hold(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    with pytest.raises(AssertionError, match="penalty: not attempted yet"):
        check("penalty")


def test_is_written_tells_a_stub_from_a_function(capsys) -> None:
    def stub(x):
        raise NotImplementedError()

    assert not is_written(stub, 1)
    assert "stub is not attempted yet" in capsys.readouterr().out
    assert is_written(abs, 1)


def notebook(folder: Path, *sources: str) -> Path:
    """Write a notebook of code cells and return its path."""
    path = folder / "work.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(s) for s in sources]), path)
    return path


def run_check(path: Path) -> subprocess.CompletedProcess[str]:
    """Run `autograder check`."""
    command = [sys.executable, "-m", "autograder", "check", str(path)]
    return subprocess.run(command, capture_output=True, text=True, cwd=path.parent, timeout=120, env=dict(os.environ))


def test_the_command_starts_from_what_a_release_holds_of_this_package(tmp_path: Path) -> None:
    for name in STUDENT_KIT:
        target = tmp_path / "autograder" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((REPO / "autograder" / name).read_bytes())
    command = [sys.executable, "-S", "-m", "autograder", "check", "--help"]  # -S: not the package installed here
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=60)

    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_the_terminal_shows_the_checks_of_a_notebook(folder: Path) -> None:
    path = notebook(folder, "from autograder.check import check", RIGHT, 'check("penalty")', "1 / 0")
    before = path.read_bytes()
    done = run_check(path)

    assert (done.returncode, done.stderr) == (0, "")
    assert "penalty: 2 of 2 checks hold" in done.stdout
    assert path.read_bytes() == before


@pytest.mark.slow
def test_checking_a_notebook_changes_nothing_for_other_kernels_of_this_process(folder: Path) -> None:
    before = dict(os.environ)
    (found,) = check_notebook(notebook(folder, "from autograder.check import check", RIGHT))

    assert [row.state for row in found.rows] == ["holds", "holds"]
    assert dict(os.environ) == before


@pytest.mark.slow
def test_the_terminal_checks_what_the_notebook_does_not(folder: Path) -> None:
    done = run_check(
        notebook(folder, "import torch", "raise ValueError()", "def penalty(m, b): return torch.tensor(1.0)")
    )

    assert done.returncode == 1
    assert "penalty: 0 of 2 checks hold" in done.stdout


@pytest.mark.slow
def test_the_terminal_runs_what_a_function_needs_of_the_courses_cells(folder: Path) -> None:
    needed, plot = "scale = 1.0", "from pathlib import Path\nPath('ran').touch()"
    body = "    return scale * beta * sum(p.abs().sum() for p in model.parameters())"
    path = notebook(folder, needed, plot, "def penalty(model, beta): ...")
    released = nbformat.read(path, as_version=4)
    note_cells(released)
    released.cells[2].source = f"def penalty(model, beta):\n{body}"
    nbformat.write(released, path)

    assert "2 of 2 checks hold" in run_check(path).stdout
    assert not (folder / "ran").exists()

    released.cells[1].source += "  # the student's, now"
    nbformat.write(released, path)
    assert "2 of 2 checks hold" in run_check(path).stdout
    assert (folder / "ran").exists()


@pytest.mark.slow
def test_a_cell_that_ends_its_process_gives_one_line(folder: Path) -> None:
    done = run_check(notebook(folder, "import os", "os._exit(3)", RIGHT))

    assert done.returncode == 2
    assert "one of its cells ended the process" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [("none.ipynb", None, "no such file"), ("text.ipynb", "hello", "is no notebook"), ("a/b.ipynb", "{}", "no checks")],
)
def test_what_cannot_be_checked_gives_one_line(folder: Path, name: str, text: str | None, words: str) -> None:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    if text is not None:
        path.write_text(text)
    done = run_check(path)

    assert done.returncode == 2
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_report_in_a_notebook_carries_its_data(folder: Path) -> None:
    bundle = report(folder, RIGHT)._repr_mimebundle_()

    assert json.loads(json.dumps(bundle[MIME]))["function"] == "penalty"
    assert "<table>" in bundle["text/html"]


@pytest.mark.parametrize(
    "module", sorted((REPO / "assignments" / "source").glob("*/checks/test_*.py")), ids=lambda p: p.stem
)
def test_every_visible_check_belongs_to_a_graded_function(module: Path) -> None:
    assert (REPO / "tests" / "hidden" / module.parents[1].name / module.name).is_file()
