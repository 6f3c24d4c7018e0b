"""A class run: previewed, narrowed, interrupted, and what it says of itself."""

from __future__ import annotations

import io
import json
import os
import pickle
import signal
import subprocess
import sys
import time
import weakref
from concurrent.futures import Future
from pathlib import Path

import nbformat
import pytest
from rich.console import Console

from autograder.course import submissions
from autograder.course.course import Course
from autograder.course.settings import Settings
from autograder.grading.jobs import Task, Verdict, Work
from autograder.grading.tasks import Tasks
from autograder.results.last_run import LastRun
from autograder.results.model import ExerciseResult, Outcome, Status, SubmissionResult, TestResult
from autograder.running.classroom import ReadNotebook
from autograder.running.grader import Counts, Grader, Progress
from autograder.running.view import watched
from tests.corpus.traces import scores
from tests.kit.conftest import SOLUTION, MiniCourse, mini_notebook

WRONG = "def total(model, beta):\n    return beta * model.weight.abs().sum()"


def points(course: MiniCourse) -> dict[str, float | None]:
    return {student: cells["test_total"] for student, cells in scores(course.folder).items()}


@pytest.mark.slow
def test_a_change_is_previewed_narrowed_and_then_said(course: MiniCourse) -> None:
    assert course.nbgrader("generate_assignment", "mini").returncode == 0
    for student, solution in (("anna", SOLUTION), ("bert", WRONG), ("cleo", WRONG)):
        course.submit(student, mini_notebook(solution))
    first = course.autograder("grade", "mini")
    assert first.returncode == 0, first.stderr
    assert "3 of them for the first time." in first.stdout
    assert "3 verdicts asked for, 2 different, 0 of them known before" in first.stdout
    before = points(course)
    assert before == {"anna": 4, "bert": 2, "cleo": 2}

    hidden = course.hidden / "mini" / "test_total.py"
    hidden.write_text(hidden.read_text().replace("points=2", "points=3"))
    preview = course.autograder("grade", "mini", "--dry-run", "--json", "preview.json")
    assert preview.returncode == 0, preview.stderr
    changes = json.loads((course.root / "preview.json").read_text())["changes"]
    assert changes == [
        {"student": "anna", "notebook": "mini", "exercise": "total", "before": 4.0, "after": 5.0,
         "tests": {"test_the_value_is_right": 1.0}}
    ]  # fmt: skip
    assert "would change" in preview.stdout
    assert points(course) == before

    hidden.write_text(hidden.read_text().replace("points=3", "points=2"))
    for student in ("bert", "cleo"):
        course.submit(student, mini_notebook(SOLUTION))
    narrowed = course.autograder("grade", "mini", "--only", "bert")
    assert narrowed.returncode == 0, narrowed.stderr
    assert points(course) == {"anna": 4, "bert": 4, "cleo": 2}
    assert "bert" in narrowed.stdout.partition("Points that changed")[2]
    assert "anna" not in narrowed.stdout

    quiet = course.autograder("grade", "mini", "--quiet")
    assert (quiet.returncode, quiet.stdout) == (0, "")
    assert points(course) == {"anna": 4, "bert": 4, "cleo": 4}
    same = course.autograder("grade", "mini", "--dry-run")
    assert "No points that the gradebook had would change." in same.stdout


@pytest.mark.slow
def test_an_interrupted_run_says_what_is_in_and_the_next_one_goes_on(course: MiniCourse) -> None:
    assert course.nbgrader("generate_assignment", "mini").returncode == 0
    course.submit("anna", mini_notebook())
    course.submit("zeno", mini_notebook("import time\ntime.sleep(20)\n" + SOLUTION))
    command = [f"{sys.prefix}/bin/autograder", "grade", "mini"]
    environment = {name: value for name, value in os.environ.items() if name != "CI"}
    environment["PATH"] = f"{sys.prefix}/bin{os.pathsep}{environment['PATH']}"
    run = subprocess.Popen(
        command, cwd=course.root, env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    )
    end = time.monotonic() + 120
    graded = course.folder / "autograded" / "anna" / "mini" / "mini.ipynb"
    while not graded.exists() and time.monotonic() < end:
        time.sleep(0.1)
    time.sleep(1)
    run.send_signal(signal.SIGINT)
    _, said = run.communicate(timeout=60)

    assert run.returncode == 130
    assert "interrupted: 1 of 2 submissions are in the gradebook" in said
    assert "Traceback" not in said
    again = course.autograder("grade", "mini")
    assert again.returncode == 0, again.stderr
    assert points(course) == {"anna": 4, "zeno": 4}
    assert "0 of them known before" not in again.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--only", "nobody"], "'nobody'"),
        (["--exercise", "nothing"], "'nothing'"),
        (["some.ipynb", "--dry-run"], "for a class"),
    ],
)
def test_what_cannot_be_narrowed_is_said_in_a_line(course: MiniCourse, arguments: list[str], line: str) -> None:
    course.submit("anna", mini_notebook())
    (course.root / "some.ipynb").touch()
    assert course.nbgrader("generate_assignment", "mini").returncode == 0
    done = course.autograder("grade", "mini", *arguments)

    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("autograder: ")
    assert line in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


def result(student: str, *earned: float) -> SubmissionResult:
    tests = [TestResult(f"test_{n}", Outcome.PASSED if by else Outcome.FAILED, 1.0) for n, by in enumerate(earned)]
    return SubmissionResult("x.ipynb", student, "mini", Status.GRADED, {"total": ExerciseResult(tests)})


class Handing:
    """Gives a future in place of working on a task."""

    def __init__(self) -> None:
        self.future: Future[Verdict] = Future()

    def submit(self, task: object, kept: object) -> Future[Verdict]:
        return self.future


def test_a_grader_holds_no_task_that_is_done() -> None:
    task, workers = Task("total", (), (), Path("test_total.py"), "", (), Settings()), Handing()
    there = weakref.ref(task)
    grader = Grader(workers)  # type: ignore[arg-type]
    [asked] = grader.start([Work({"total": task})])
    del task
    assert there() is not None  # it may have to be started again

    workers.future.set_result(Verdict(ExerciseResult([])))
    assert there() is None
    assert grader.result(asked).exercises == {"total": ExerciseResult([])}


def test_equal_results_of_tests_are_held_once() -> None:
    """As a hundred thousand come from other processes in a large class, and nearly all of them are equal ones."""
    anna, bert = (pickle.loads(pickle.dumps(result("anna", 1, 0))).exercises["total"].tests for _ in range(2))

    assert anna == bert == result("anna", 1, 0).exercises["total"].tests
    assert [id(test) for test in anna] == [id(test) for test in bert]


def test_a_change_names_its_tests_only_where_the_gradebook_holds_what_the_last_run_recorded(tmp_path: Path) -> None:
    LastRun(tmp_path, "mini").write([result("anna", 1, 0), result("bert", 1, 1)])
    last = LastRun(tmp_path, "mini")
    recorded = {("anna", "mini"): {"total": 1.0}, ("bert", "mini"): {"total": 0.5}}
    found = last.changes(recorded, [result("anna", 0, 1), result("bert", 0, 1), result("cleo", 1, 1)])

    assert [(change.student, change.before, change.after, change.tests) for change in found] == [
        ("bert", 0.5, 1.0, {}),
        ("cleo", None, 2.0, {}),
    ]
    moved = last.changes({("anna", "mini"): {"total": 1.0}}, [result("anna", 1, 1)])
    assert [change.tests for change in moved] == [{"test_1": 1.0}]


def test_what_the_last_run_left_broken_is_not_compared(tmp_path: Path) -> None:
    LastRun(tmp_path, "mini").write([result("anna", 1)])
    path = tmp_path / ".autograder" / "results-mini.jsonl"
    path.write_text(path.read_text().replace('"passed"', '"unheard of"'))

    assert LastRun(tmp_path, "mini").exercise("anna", "mini", "total") is None


def test_the_view_says_how_far_the_run_is() -> None:
    progress = Progress((10, 6), 1, [True, False, False], [1])
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=120)
    with watched(["anna", "[red]bert", "cleo"], lambda: progress, Counts(12, 10, 2), lambda: 1, console):
        time.sleep(0.5)
    shown = out.getvalue()

    assert "6 of 10 different ones (2 known before)" in shown
    assert "1 of 3 graded, 1 in the gradebook" in shown
    assert "[red]bert" in shown
    assert "1 verdicts failed by the grader's own fault" in shown


def test_a_class_run_keeps_no_notebooks(course: MiniCourse) -> None:
    """What the grader holds of each submission does not grow with its outputs; the digest tells notebooks apart."""
    entries, works, found = [], [], Course.find(course.folder)[0]
    tasks = Tasks(found, "mini")
    for text in ("", "x" * 1_000_000):
        notebook = mini_notebook(SOLUTION)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs = [nbformat.v4.new_output("stream", text=text)]
        path = course.submit("anna", notebook)
        submitted = submissions.read(found, "mini", "mini", path, path.parent)
        works.append(tasks.of("mini", submitted.notebook, path.parent))
        entries.append(ReadNotebook.of("anna", path, "mini", submitted, works[-1]))

    for small, large in (entries, works):
        assert len(pickle.dumps(large)) - len(pickle.dumps(small)) < 100
    assert entries[0].digest != entries[1].digest
