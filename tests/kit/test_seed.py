"""The secret seed: one for each course, kept, shown nowhere, and out of reach of student code."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from autograder.cli import main
from autograder.course.cell import CodeCell
from autograder.course.course import Course
from autograder.course.settings import Grading, Settings
from autograder.course.state import secret_seed, seed_file, state_folder, where_the_seed_is
from autograder.errors import CourseError
from autograder.files import write_json
from autograder.grading.calibration import FIRST_SEED, Experiment, Judge, Side, environment, seed_to_send
from autograder.grading.calls import secret_of, seed_of
from autograder.grading.jobs import Rerun, Shared
from autograder.grading.sheets import sheets_folder
from autograder.grading.submission import Submission
from autograder.sandbox.server import ForkServer
from tests.kit.conftest import MiniCourse, mini_notebook

SECRET = 0xC0FFEE0123456789ABCDEF42DEADBEEF


def test_each_course_has_a_seed_of_its_own_and_keeps_it(tmp_path: Path) -> None:
    seeds = {}
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        seeds[name] = secret_seed(tmp_path / name)
        assert secret_seed(tmp_path / name) == seeds[name]
        assert stat.S_IMODE(seed_file(tmp_path / name).stat().st_mode) == 0o600
        assert {path.name for path in (tmp_path / name / ".autograder").iterdir()} == {".gitignore", "seed"}

    assert seeds["one"] != seeds["two"]
    assert min(seeds.values()) > 1 << 100


def test_processes_that_start_at_once_agree_on_the_seed(tmp_path: Path) -> None:
    program = "import sys; from pathlib import Path; from autograder.course.state import secret_seed as s; "
    program += "input(); print(s(Path(sys.argv[1])))"
    command = [sys.executable, "-c", program, str(tmp_path)]
    started = [subprocess.Popen(command, stdin=-1, stdout=-1, text=True) for _number in range(4)]
    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(lambda each: each.communicate("\n")[0], started))
    assert len(found) == 1

    assert found == {f"{secret_seed(tmp_path)}\n"}


def test_git_leaves_out_what_the_kit_keeps(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    secret_seed(tmp_path)
    state = subprocess.run(["git", "-C", tmp_path, "status", "--porcelain"], capture_output=True, text=True, check=True)
    assert state.stdout == ""

    own = state_folder(tmp_path) / ".gitignore"
    own.write_text("verdicts\n")
    state_folder(tmp_path)
    assert own.read_text() == "verdicts\n"


@pytest.mark.parametrize("text", ["", "12\n", "c0ffee" * 6, "é" * 32, f"{SECRET:032x}\n{SECRET:032x}\n"])
def test_a_seed_that_is_none_is_said_and_left_as_it_is(tmp_path: Path, text: str) -> None:
    seed_file(tmp_path).parent.mkdir()
    seed_file(tmp_path).write_text(text)
    with pytest.raises(CourseError, match=r"seed does not hold a seed .* put it back from a backup") as raised:
        secret_seed(tmp_path)

    assert "\n" not in str(raised.value)
    assert not text or text not in str(raised.value)
    assert seed_file(tmp_path).read_text() == text


def test_a_seed_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    seed_file(tmp_path).mkdir(parents=True)
    with pytest.raises(CourseError, match=r"can neither be read nor made \(Is a directory\)"):
        secret_seed(tmp_path)


def test_without_a_place_for_a_seed_nothing_is_graded(tmp_path: Path) -> None:
    (tmp_path / ".autograder").write_text("in its way")
    with pytest.raises(
        CourseError, match=r"can neither be .* made .*: release or grade once as somebody who"
    ) as raised:
        secret_seed(tmp_path)

    assert "\n" not in str(raised.value)


def test_a_seed_that_is_set_wins(course: MiniCourse) -> None:
    found, _ = Course.find(course.folder)
    assert (found.grading.seed, found.settings().seed) == (0, 0)
    assert not seed_file(found.root).exists()
    found.grading.seed = None
    assert found.settings().seed == secret_seed(found.root)

    assert Grading().seed is None


def test_an_instructor_is_told_where_the_seed_is_and_not_what_it_is(tmp_path: Path) -> None:
    assert f"is set in {tmp_path / 'nbgrader_config.py'}" in where_the_seed_is(tmp_path, is_set=True)
    assert f"first release or grading, in {seed_file(tmp_path)}" in where_the_seed_is(tmp_path, is_set=False)
    assert not seed_file(tmp_path).exists()
    seed = secret_seed(tmp_path)
    said = where_the_seed_is(tmp_path, is_set=False)

    assert f"is in {seed_file(tmp_path)}. Keep it, back it up" in said
    assert not in_any_form(seed, said)


@pytest.mark.slow
def test_the_doctor_says_where_the_seed_is(course: MiniCourse) -> None:
    done = course.autograder("doctor")

    assert f"is set in {course.folder / 'nbgrader_config.py'}" in done.stdout


def in_any_form(seed: int, text: str) -> bool:
    """Say whether a text holds the seed."""
    return any(form in text.lower() for form in (str(seed), f"{seed:x}", f"{seed:032x}"))


@pytest.mark.slow
def test_the_seed_is_in_no_release_and_in_nothing_that_comes_of_grading(course: MiniCourse, tmp_path: Path) -> None:
    config = course.folder / "nbgrader_config.py"
    config.write_text(config.read_text() + "c.Grading.seed = None\n")
    assert course.nbgrader("generate_assignment", "mini").returncode == 0
    seed = int(seed_file(course.folder).read_text(), 16)
    for name, answer in {"right": None, "wrong": "def total(model, beta):\n    return 1\n"}.items():
        course.submit(name, mini_notebook(*([answer] if answer else [])))
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    command = [sys.prefix + "/bin/autograder", "grade", "mini", "--json", "results.json"]
    graded = subprocess.run(command, cwd=course.root, env=environment, capture_output=True, text=True, timeout=400)
    assert graded.returncode == 0, graded.stderr
    assert course.nbgrader("generate_feedback", "mini").returncode == 0

    assert not in_any_form(seed, graded.stdout + graded.stderr)
    assert (tmp_path / "results.json").is_file()
    seen = [path for path in tmp_path.rglob("*") if path != seed_file(course.folder)]
    assert not [path for path in seen if in_any_form(seed, path.name)]
    assert any(path.name.startswith("sheets-") for path in seen)
    raw = {str(seed).encode(), f"{seed:032x}".encode(), seed.to_bytes(16, "big"), seed.to_bytes(16, "little")}
    assert not [path for path in seen if path.is_file() and any(form in path.read_bytes() for form in raw)]


SEARCHES = """
import gc, sys

PARTS = {parts}

def told(value):
    if isinstance(value, int):
        return value == (PARTS[0] << 64) + PARTS[1]
    text = value if isinstance(value, str) else repr(value)
    return str((PARTS[0] << 64) + PARTS[1]) in text or "{{:x}}".format((PARTS[0] << 64) + PARTS[1]) in text

def total(model, beta):
    frame, seen = sys._getframe(), []
    while frame is not None:
        seen += [*frame.f_locals.values(), *frame.f_globals.values()]
        frame = frame.f_back
    for thing in gc.get_objects():
        seen += gc.get_referents(thing)
    found = [value for value in seen if isinstance(value, (int, str, bytes)) and told(value)]
    raise ValueError("LEAKED" if found else f"nothing among {{len(seen) > 10_000}} things")
"""


@pytest.mark.slow
def test_student_code_finds_no_seed_in_its_process(graded_mini: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.course.course.Course.seed", lambda _course: SECRET)
    source = SEARCHES.format(parts=[SECRET >> 64, SECRET & (1 << 64) - 1])
    messages = [test.message for test in graded_mini(source).exercises["total"].tests]

    assert any("nothing among True things" in message for message in messages), messages
    assert not any("LEAKED" in message for message in messages)


def test_what_follows_from_the_seed_does_not_tell_it() -> None:
    settings = Settings(seed=SECRET)
    task = Rerun((), (), settings, Shared((), ()))
    shown = [repr(settings), repr(task), str(sheets_folder("suite", SECRET)), str(seed_of(SECRET, "cell", "x"))]

    assert not [text for text in shown if in_any_form(SECRET, text)]
    assert seed_of(SECRET, "cell", "x") != seed_of(SECRET + 1, "cell", "x")
    assert sheets_folder("suite", SECRET) != sheets_folder("suite", SECRET + 1)
    assert seed_of(SECRET, "run", 0) < 1 << 48
    assert secret_of(SECRET, "run", 0) != secret_of(SECRET, "run", 1)


def test_grading_trains_under_seeds_that_calibration_never_uses(tmp_path: Path) -> None:
    numbers = {"needed": [0.5], "clear": [1.0], "baseline": [[0.0], [0.1]], "effects": {}}
    toy = Experiment(
        name="toy",
        file=tmp_path / "calibration.json",
        recipe="none",
        probes=(),
        sides=(Side("effect", "{:.3f}"),),
        effect=lambda scores, plain: (scores[0] - plain[0],),
        baseline=lambda seed: (0.0,),
        control=lambda seed: (2.0,),
    )
    entry = {**numbers, "fingerprint": toy.fingerprint, "date": "", "environment": environment()}
    write_json(toy.file, {"experiments": {"toy": entry}})
    seen: list[int] = []

    def unclear(seed: int) -> tuple[float, ...]:
        seen.append(seed)
        return (0.6,)

    for seed in (0, 1, 199_999, 200_000, SECRET):
        Judge(seed, tmp_path / "kept", print)(toy, unclear)

    assert len(set(seen)) == len(seen) == 25
    assert min(seen) > FIRST_SEED << 64
    assert all(seed_to_send(each) < 1 << 31 for each in seen)
    kept = "".join(path.read_text() for path in (tmp_path / "kept").iterdir())
    assert not any(in_any_form(seed, kept) for seed in seen)


def test_a_broken_seed_ends_the_command_with_one_line(course: MiniCourse, capsys: pytest.CaptureFixture[str]) -> None:
    config = course.folder / "nbgrader_config.py"
    config.write_text(config.read_text() + "c.Grading.seed = None\n")
    seed_file(course.folder).parent.mkdir()
    seed_file(course.folder).write_text("no seed")
    path = course.submit("a", mini_notebook())

    assert main(["grade", "mini", str(path), "--course", str(course.folder)]) == 2
    said = capsys.readouterr().err.strip().splitlines()[-1]
    assert said.startswith("autograder: ")
    assert "does not hold a seed" in said


def test_comments_and_layout_do_not_change_what_a_cell_draws(server: ForkServer) -> None:
    texts = ("import torch; print(torch.rand(1))", "# mine\nimport torch\n\nprint( torch.rand(1) )")
    drawn = []
    for text in (*texts, texts[0].replace("rand", "randn")):
        with Submission(server.address, server.scratch_root, [CodeCell(0, text)], [], Settings()) as submission:
            drawn.append(submission.run_cells()[0].outputs)

    assert drawn[0] == drawn[1] != drawn[2]


def test_files_can_be_read_by_whom_the_umask_says(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_json(tmp_path / "results.json", {})
    finally:
        os.umask(before)

    assert stat.S_IMODE((tmp_path / "results.json").stat().st_mode) == 0o640
    assert [path.name for path in tmp_path.iterdir()] == ["results.json"]
