"""The command line: results, files, and one clear line for everything that cannot be used."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograder.cli import main
from autograder.student.released import KEY
from tests.kit.conftest import MiniCourse, expect_refused, mini_notebook


@pytest.mark.slow
def test_grading_notebooks_without_a_gradebook(course: MiniCourse, tmp_path: Path) -> None:
    right = course.submit("a", mini_notebook())
    broken = course.submit("b", "{")
    first = course.autograder("grade", "mini", str(right), str(broken), "--json", "one.json")
    again = course.autograder("grade", "mini", str(right), str(broken), "--json", "two.json")

    assert (first.returncode, again.returncode) == (0, 0), first.stderr
    one, two = (json.loads((tmp_path / name).read_text()) for name in ("one.json", "two.json"))
    assert (one["schema"], one["assignment"]) == (1, "mini")
    assert [s["submission"] for s in one["submissions"]] == [str(right), str(broken)]
    assert [s["status"] for s in one["submissions"]] == ["graded", "unreadable"]
    assert [s["score"] for s in one["submissions"]] == [4.0, 0.0]
    test = one["submissions"][0]["exercises"]["total"]["tests"][0]
    assert test == {
        "name": "test_the_value_is_right",
        "outcome": "passed",
        "points": 2.0,
        "max_points": 2.0,
        "message": "",
    }
    for submission in one["submissions"] + two["submissions"]:
        del submission["seconds"]
    assert one == two
    assert not (course.folder / "gradebook.db").exists()


@pytest.mark.slow
@pytest.mark.parametrize("order", [("de", "en"), ("en", "de")])
def test_each_is_told_in_the_language_of_the_release_whoever_answered_first(
    course: MiniCourse, tmp_path: Path, order: tuple[str, str]
) -> None:
    """The verdict is the same and kept once; how it was put for the one must not reach the other."""
    (course.folder / "locale").mkdir()
    (course.folder / "locale" / "de.po").write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n')
    answers = {
        "def total(model, beta):\n    return beta * model.weight.abs().sum()": ("expected: 3 (", "erwartet: 3 ("),
        "def total(model, beta):\n    raise ValueError": ("raised ValueError", "löste ValueError aus"),
        "import os\nos._exit(0)": ("ended the process", "hat den Prozess beendet"),
    }
    said = {}
    for language in order:
        notebooks = [mini_notebook(answer) for answer in answers]
        for notebook in notebooks:
            notebook.metadata[KEY] = {"language": language}
        paths = [str(course.submit(f"{language}{number}", n)) for number, n in enumerate(notebooks)]
        done = course.autograder("grade", "mini", *paths, "--json", f"{language}.json")
        assert done.returncode == 0, done.stderr
        found = json.loads((tmp_path / f"{language}.json").read_text())["submissions"]
        said[language] = [s["exercises"]["total"]["tests"][0]["message"] for s in found]

    assert len(list((course.folder / ".autograder" / "verdicts").glob("*.json"))) == len(answers)
    for (english, german), told, erzählt in zip(answers.values(), said["en"], said["de"], strict=True):
        assert english in told
        assert german in erzählt
        assert english not in erzählt


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["grade", "nothing"], "there is no assignment 'nothing'"),
        (["grade", "mini", "absent.ipynb"], "absent.ipynb: no such file"),
        (["grade", "mini", "--json", "no/such/folder/x.json"], "does not exist"),
        (["grade", "mini", "--course", "/usr"], "no nbgrader_config.py"),
        (["grade", "mini"], "nobody submitted mini"),
        (["calibrate", "mini"], "mini has no training to calibrate"),
    ],
)
def test_unusable_arguments_give_one_line_and_status_2(
    course: MiniCourse,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    line: str,
) -> None:
    monkeypatch.chdir(course.root)

    expect_refused(arguments, line, capsys)


@pytest.mark.slow
def test_an_assignment_that_is_not_released_is_named(
    course: MiniCourse, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(course.root)
    course.submit("a", mini_notebook())

    assert main(["grade", "mini"]) == 2
    assert "nbgrader generate_assignment mini" in capsys.readouterr().err
