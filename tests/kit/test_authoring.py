"""New exercises: the page about them is followed to the letter, and the gate before a release finds what is wrong."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po, write_po

from autograder.authoring.new import new_exercise
from autograder.authoring.quick import Check
from autograder.authoring.verify import verify
from autograder.cli import main
from autograder.course.course import Course
from autograder.course.settings import find_config
from autograder.running.grader import Grader
from tests.kit.conftest import REPO, expect_refused, run

PAGE = (REPO / "docs" / "authoring.md").read_text(encoding="utf-8")
ASSIGNMENTS = sorted(path.name for path in (REPO / "assignments" / "source").iterdir())
STEP = re.compile(
    r"(?:^(?:File `(?P<file>[^`]+)`|Cell `(?P<cell>[^`]+)` of `(?P<notebook>[^`]+)`|Texts of `(?P<texts>[^`]+)`):\n\n)?"
    r"^```(?P<language>\w+)\n(?P<block>.*?)^```$",
    re.M | re.S,
)


def faults(checks: Sequence[Check]) -> dict[str, list[str]]:
    return {check.name: list(check.faults) for check in checks if check.faults}


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    course, _ = Course.find(REPO)
    with Grader(fork_server=course.grading.fork_server) as opened:
        yield opened


@pytest.mark.slow
@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_each_assignment_may_be_released(grader: Grader, assignment: str) -> None:
    """Right and wrong solutions of the corpus are graded in test_corpus.py."""
    root, config = find_config(REPO)
    config.Grading.seed = 0
    checks = list(verify(Course.at(root, config), config, assignment, grader))

    assert len(checks) == 9
    assert not faults(checks)


# The page


Done = subprocess.CompletedProcess[str]
Run = Callable[[list[str], Path], Done]


def follow(text: str, folder: Path, run: Run = run) -> Iterator[tuple[str, Done]]:
    """Do what a part of the page says, in `folder`; yield each command that was `run`, with what came of it."""
    here = folder
    for step in STEP.finditer(text):
        block = step["block"]
        if step["file"]:
            (folder / step["file"]).parent.mkdir(parents=True, exist_ok=True)
            (folder / step["file"]).write_text(block, encoding="utf-8")
        elif step["cell"]:
            path = folder / step["notebook"]
            tree = json.loads(path.read_text(encoding="utf-8"))
            (cell,) = [cell for cell in tree["cells"] if cell["id"] == step["cell"]]
            cell["source"] = block.rstrip("\n").splitlines(keepends=True)
            path.write_text(json.dumps(tree, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        elif step["texts"]:
            translate(folder / step["texts"], block)
        else:
            assert step["language"] == "bash", step[0]
            for line in block.splitlines():
                if line.startswith("cd "):
                    here = here / line.removeprefix("cd ")
                elif not line.startswith("pip "):
                    yield line, run(["bash", "-c", line], here)


def translate(path: Path, entries: str) -> None:
    """Fill in translations, as an editor of catalogues does."""
    from io import BytesIO

    with path.open("rb") as file:
        catalogue = read_po(file)
    for message in read_po(BytesIO(entries.encode()), locale="de"):
        if message.id:
            assert message.id in catalogue, message.id
            catalogue[message.id].string = message.string
    with path.open("wb") as file:
        write_po(file, catalogue, width=120, include_lineno=False)


def tree_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not {"__pycache__", ".autograder", ".hypothesis"} & set(path.parts)
    }


@pytest.mark.slow
def test_an_exercise_is_added_as_the_page_says(tmp_path: Path) -> None:
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=REPO, capture_output=True, text=True)
    for name in listed.stdout.splitlines():
        if (REPO / name).is_file():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(REPO / name, tmp_path / name)
    before = tree_of(tmp_path)
    steps, _ = PAGE.split("## A course of your own")
    ran = []
    for line, done in follow(steps, tmp_path):
        ran.append(line.split()[0])
        assert done.returncode == (1 if line == "autograder messages" else 0), line + done.stdout + done.stderr
        if line.startswith("nbgrader"):
            assert "✗" not in done.stderr

    after = tree_of(tmp_path)
    made = {"assignments/release", "assignments/gradebook.db"}
    changed = {name for name in after if after[name] != before.get(name) and not name.startswith(tuple(made))}
    assert ran == ["autograder", "mv", "mv", "mv", "autograder", "autograder", "nbgrader"]
    assert not [name for name in changed if name.startswith("autograder/")]
    assert len(changed) == 9, changed
    released = json.loads(after["assignments/release/regularization/regularization.ipynb"])
    stub = next("".join(cell["source"]) for cell in released["cells"] if cell["id"] == "label_smoothing")
    assert stub.endswith("raise NotImplementedError()")


# What is found


def fill_in(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.suffix in (".py", ".ipynb") and path.is_file():
            path.write_text(path.read_text().replace("TODO: ", ""))


@pytest.fixture
def own(tmp_path: Path) -> Course:
    """A course with one exercise, `rescale`, as `autograder new` writes it, with everything filled in."""
    (tmp_path / "lessons").mkdir()
    (text,) = [step["block"] for step in STEP.finditer(PAGE) if step["file"] == "lessons/nbgrader_config.py"]
    (tmp_path / "lessons" / "nbgrader_config.py").write_text(f"{text}c.Grading.seed = 0\n")
    course, _ = Course.find(tmp_path / "lessons")
    new_exercise(course, "week1", "rescale")
    fill_in(tmp_path)
    return course


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def add_cell(course: Course, at: int, source: str, outputs: Sequence[Any] = ()) -> None:
    path = course.source / "week1" / "week1.ipynb"
    tree = json.loads(path.read_text())
    cell = {"cell_type": "code", "id": "added", "metadata": {}, "execution_count": None, "outputs": list(outputs)}
    tree["cells"].insert(at, {**cell, "source": source})
    path.write_text(json.dumps(tree))


def add_german(course: Course) -> None:
    (course.root / "locale").mkdir()
    (course.root / "locale" / "de.po").write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n')


def add_release(course: Course, name: str, content: bytes) -> None:
    path = course.root / "release" / "week1" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def images(*records: bytes) -> bytes:
    return bytes([0, 0, 8, 3, *(len(records)).to_bytes(4), *(4).to_bytes(4), *(4).to_bytes(4)]) + b"".join(records)


def share_an_image(course: Course) -> None:
    (course.hidden / "data").mkdir()
    (course.hidden / "data" / "images").write_bytes(images(b"a" * 16, b"b" * 16))
    (course.source / "week1" / "images").write_bytes(images(b"c" * 16, b"b" * 16))


HIDDEN = "secret_tests/week1/test_rescale.py"
NOTEBOOK = "lessons/source/week1/week1.ipynb"
BREAKS: dict[str, tuple[Callable[[Course, Path], object], str, str]] = {
    "points": (
        lambda _, root: edit(root / HIDDEN, "points=3", "points=2"),
        "points agree", "cell test_rescale: it has 4 points, the hidden tests have 3",
    ),
    "points in words": (
        lambda _, root: edit(root / NOTEBOOK, "graded: 4 points", "graded: 5 points"),
        "points agree", "its text says 5",
    ),
    "no grade cell": (
        lambda _, root: edit(root / NOTEBOOK, '"test_rescale"', '"test_scale"'),
        "every part is there", "test_rescale.py grades nothing",
    ),
    "no checks": (
        lambda _, root: (root / "lessons/source/week1/checks/test_rescale.py").unlink(),
        "every part is there", "rescale has no visible checks; write ",
    ),
    "one chaff": (
        lambda _, root: (root / "known/week1/rescale/chaffs/adds_the_factor.py").unlink(),
        "every part is there", "known/week1/rescale/chaffs holds 1 of at least 2",
    ),
    "another name": (
        lambda _, root: edit(root / NOTEBOOK, "def rescale(", "def scale("),
        "every part is there", "it defines nothing of that name",
    ),
    "TODO": (
        lambda _, root: edit(root / HIDDEN, "Multiply.", "TODO"),
        "nothing is left to be filled in", "test_rescale.py: 1 × TODO",
    ),
    "solution in a cell": (
        lambda course, _: add_cell(course, 5, "def mine(values, factor):\n    return factor*values  # so\n"),
        "nothing hidden is in the release", "week1.ipynb, cell added holds code of the solution of rescale",
    ),
    "a mark": (
        lambda _, root: edit(root / NOTEBOOK, "### BEGIN HIDDEN TESTS", "### BEGIN HIDEN TESTS"),
        "every part is there", "cell test_rescale: no error is raised between",
    ),
    "a hidden test": (
        lambda course, root: shutil.copy(root / HIDDEN, course.source / "week1" / "help.py"),
        "nothing hidden is in the release", "help.py is secret_tests/week1/test_rescale.py",
    ),
    "the reference": (
        lambda course, root: add_cell(course, 5, "from model_answers.rescale import rescale"),
        "nothing hidden is in the release", "cell added imports model_answers",
    ),
    "the reference in an output": (
        lambda course, _: add_release(
            course, "week1.ipynb",
            b'{"cells": [{"id": "x", "source": "", "outputs": [{"text": ["  return values.mul(factor)"]}]}]}',
        ),
        "nothing hidden is in the release", "cell x holds code of model_answers/rescale.py",
    ),
    "an older state": (
        lambda course, _: add_release(course, ".ipynb_checkpoints/week1-checkpoint.ipynb", b"{}"),
        "nothing hidden is in the release", "is an older state of a notebook",
    ),
    "an image": (
        lambda course, _: share_an_image(course),
        "nothing hidden is in the release", "images holds data of secret_tests/data/images",
    ),
    "no translation": (
        lambda course, _: add_german(course),
        "translations are complete", "run `autograder messages`",
    ),
    "a slow cell": (
        lambda course, root: [
            add_cell(course, 2, "factors = [torch.rand(3) for _ in range(1000)]"),
            edit(root / NOTEBOOK, "return factor * values", "return factor * values + 0 * factors[0].sum()"),
        ],
        "slices of the solutions are small", "cell added: rescale needs this cell, by factors",
    ),
}  # fmt: skip


def quick(course: Course, root: Path) -> dict[str, list[str]]:
    _, config = find_config(root)
    return faults(list(verify(Course.at(root, config), config, "week1", None)))


def test_what_new_writes_passes_once_it_is_filled_in(own: Course) -> None:
    assert quick(own, own.root) == {}


@pytest.mark.parametrize("name", BREAKS)
def test_a_fault_is_told_with_its_place(own: Course, name: str) -> None:
    break_it, check, words = BREAKS[name]
    break_it(own, own.root.parent)
    found = quick(own, own.root)

    assert set(found) <= {check, "every part is there", "translations are complete"}
    assert any(words in fault for fault in found[check]), found


def test_what_a_solution_may_use_of_the_courses_cells(own: Course) -> None:
    add_cell(
        own,
        2,
        "import math\nSHIFT = torch.tensor([0.0])\nNAMES = ['a']\ndef zero():\n    return 0\nprint(SHIFT)",
    )
    notebook = own.source / "week1" / "week1.ipynb"
    edit(notebook, "return factor * values", "return factor * values + SHIFT * zero() * math.pi * len(NAMES)")

    assert quick(own, own.root) == {}


@pytest.mark.slow
def test_what_is_graded_otherwise_than_its_author_thinks_is_told(own: Course) -> None:
    root = own.root.parent
    edit(root / NOTEBOOK, "return factor * values", "return factor + values")
    edit(root / "known/week1/rescale/wheats/one_by_one.py", "value * factor", "value")
    edit(root / "known/week1/rescale/chaffs/adds_the_factor.py", "values + factor", "values * factor")
    edit(
        root / "known/week1/rescale/chaffs/changes_the_values.py",
        "    the_values_are",
        "    each_value_is_multiplied\n    the_values_are",
    )
    course, config = Course.find(own.root)
    with Grader.of(course.root, course.grading) as grader:
        found = faults(list(verify(course, config, "week1", grader, 5)))
        known = grader.counts.known
        again = faults(list(verify(course, config, "week1", grader, 0)))

    assert known == 0
    assert {name: len(lines) for name, lines in found.items()} == {
        "the solutions get full marks": 1, "right solutions pass": 1, "wrong solutions fail": 2,
        "the visible checks hold for the solutions": 1,
    }  # fmt: skip
    assert found["the solutions get full marks"][0].startswith("week1.ipynb, rescale (en): 0 of 4 points (")
    assert "it gets all 4 points" in found["wrong solutions fail"][0]
    assert "but says that it fails" in found["wrong solutions fail"][1]
    assert set(again) == {"the solutions get full marks", "the visible checks hold for the solutions"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            ", torch.tensor([3.0, -6.0])",
            ", [3.0, -6.0]",
            "could not be checked (AttributeError: 'list' object has no attr",
        ),
        ("torch.tensor([3.0, -6.0])", "torch.tensor([3.0, 6.0])", "does not hold (call: rescale("),
        ("import torch\n", "import torch\nimport nowhere\n", "checks/test_rescale.py: it cannot be run"),
    ],
)
def test_a_visible_check_that_the_solution_does_not_pass_is_told(own: Course, old: str, new: str, told: str) -> None:
    edit(own.source / "week1" / "checks" / "test_rescale.py", old, new)
    course, config = Course.find(own.root)
    with Grader.of(course.root, course.grading) as grader:
        found = faults(list(verify(course, config, "week1", grader)))

    assert set(found) == {"the visible checks hold for the solutions"}
    assert told in found["the visible checks hold for the solutions"][0]


@pytest.mark.slow
def test_an_error_of_the_hidden_tests_is_told_by_its_reason(own: Course) -> None:
    edit(own.hidden / "week1" / "test_rescale.py", "values, factor), values)", "values, factor), [values])")
    course, config = Course.find(own.root)
    with Grader.of(course.root, course.grading) as grader:
        found = faults(list(verify(course, config, "week1", grader)))

    (line,) = found["the solutions get full marks"]
    assert "the grader failed: AttributeError: 'list' object has no attribute 'shape'" in line
    assert "test_the_values_are_left_as_they_were" in line


# What `new` does not do


def test_new_overwrites_nothing(own: Course, capsys: pytest.CaptureFixture[str]) -> None:
    before = tree_of(own.root.parent)
    arguments = ["--assignment", "week1", "--course", str(own.root)]

    expect_refused(["new", "rescale", *arguments], "is there already", capsys)
    expect_refused(["new", "not a name", *arguments], "cannot name a function", capsys)
    (own.hidden / "week1" / "test_rescale.py").unlink()
    (own.root.parent / "model_answers" / "rescale.py").unlink()
    expect_refused(["new", "rescale", *arguments], "is there already", capsys)
    assert tree_of(own.root.parent).items() <= before.items()


def test_new_writes_all_or_nothing(own: Course, capsys: pytest.CaptureFixture[str]) -> None:
    """The corpus's folder, written last, is a file here."""
    root = own.root.parent
    shutil.rmtree(root / "known")
    (root / "known").write_text("")
    before, folders = tree_of(root), sorted(root.rglob("*"))

    expect_refused(["new", "shift", "--assignment", "week2", "--course", str(own.root)], "nothing was written", capsys)
    expect_refused(["new", "shift", "--assignment", "week1", "--course", str(own.root)], "nothing was written", capsys)
    assert tree_of(root) == before
    assert sorted(root.rglob("*")) == folders


def test_new_leaves_the_other_cells_as_they_are(own: Course) -> None:
    path = own.source / "week1" / "week1.ipynb"
    before = json.loads(path.read_text())["cells"]
    assert main(["new", "shift", "--assignment", "week1", "--course", str(own.root)]) == 0

    cells = json.loads(path.read_text())["cells"]
    assert cells[: len(before)] == before
    assert [cell["id"] for cell in cells[len(before) :]] == ["shift-task", "shift", "test-shift"]


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["verify", "week2"], "there is no assignment 'week2'"),
        (["verify", "week1", "--exercise", "nothing"], "'nothing' is no exercise of week1; there are: rescale"),
        (["verify", "--exercise", "rescale"], "--exercise is for one assignment"),
        (["verify", "week1", "--sample", "-1"], "--sample -1"),
        (["new", "shift", "--assignment", "../x"], "cannot name an assignment"),
        (["new", "shift", "--assignment", "week1", "--notebook", "x"], "there is no notebook 'x'"),
    ],
)
def test_what_cannot_be_used_is_refused(
    own: Course, capsys: pytest.CaptureFixture[str], arguments: list[str], line: str
) -> None:
    assert main([*arguments, "--course", str(own.root)]) == 2
    assert line in capsys.readouterr().err
