"""A class run on a Dask cluster of real processes: a scheduler, workers that come, refuse and are killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook

from autograder.cli import main
from tests.kit.bench.clock import fork_servers
from tests.kit.conftest import SOLUTION, MiniCourse, mini_notebook
from tests.kit.dask_cluster import Cluster, wait_for

# A slow cell, so that the run has a middle, and answers that get all, some and no points.
SLOW = "import time; time.sleep(0.7)\n"
SOLUTIONS = {
    "ada": SOLUTION,
    "bob": SOLUTION.replace("model.parameters()", "[model.weight]"),
    "cleo": "def total(model, beta):\n    return 1 / 0\n",
    "dan": f"{SOLUTION}\n_ = 1",
    "eve": SOLUTION.replace("p.abs()", "p"),
    "fay": f"{SOLUTION}\n_ = 2",
}
_WRONG = """
import importlib.metadata
_version = importlib.metadata.version
importlib.metadata.version = lambda name: "0.0.1" if name == "hypothesis" else _version(name)
"""


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    folder = tmp_path / "cluster"
    folder.mkdir()
    made = Cluster(folder)
    yield made
    made.close()


def released(root: Path) -> MiniCourse:
    """Return a released course to which the class has handed in."""
    course = MiniCourse(root)
    assert course.nbgrader("generate_assignment", "mini").returncode == 0
    for student, solution in SOLUTIONS.items():
        course.submit(student, mini_notebook(SLOW + solution))
    return course


def gradebook(course: MiniCourse) -> dict[str, tuple[float, list[str]]]:
    """Return what the gradebook says of each student: the points, and the comments on the grade cells."""
    with Gradebook(f"sqlite:///{course.folder}/gradebook.db") as opened:
        found: dict[str, tuple[float, list[str]]] = {}
        for submission in opened.assignment_submissions("mini"):
            assert submission.student_id not in found
            outputs = [comment.comment or "" for notebook in submission.notebooks for comment in notebook.comments]
            found[submission.student_id] = (submission.score, outputs)
        return found


def read_json(path: Path) -> Any:
    """Return the results of a run, but for how long things took and where."""
    results = json.loads(path.read_text())["submissions"]
    return {entry["student"]: (entry["status"], entry["exercises"]) for entry in results}


@pytest.mark.slow
def test_a_class_is_graded_on_a_cluster_as_on_one_machine(cluster: Cluster, tmp_path: Path) -> None:
    """One worker is killed in the middle, one comes late, one has a wrong library: nothing is lost or there twice."""
    (tmp_path / "wrong").mkdir()
    (tmp_path / "wrong" / "sitecustomize.py").write_text(_WRONG)
    killed = cluster.worker()
    cluster.worker(PYTHONPATH=str(tmp_path / "wrong"))
    course = released(tmp_path / "far")
    verdicts = course.folder / ".autograder" / "verdicts"
    program = [f"{sys.prefix}/bin/autograder", "grade", "mini", "--scheduler", cluster.address, "--json", "far.json"]
    environment = {**os.environ, "PATH": f"{sys.prefix}/bin{os.pathsep}{os.environ['PATH']}"}
    environment.pop("CI", None)
    run = subprocess.Popen(
        program, cwd=course.root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    wait_for(lambda: len(list(verdicts.glob("*.json"))) >= 1 or run.poll() is not None)
    late = cluster.worker()
    wait_for(lambda: len(list(verdicts.glob("*.json"))) >= 2 or run.poll() is not None)
    killed.send_signal(signal.SIGKILL)
    output, _ = run.communicate(timeout=120)

    assert run.returncode == 0, output
    assert "hypothesis 0.0.1 in the place of" in output
    assert "it is gone, and what it was at is given to others" in output
    assert "6 verdicts asked for, 6 different, 0 of them known before" in output
    assert "6 reached with torch" in output
    assert len(list(verdicts.glob("*.json"))) == 6
    wait_for(lambda: not fork_servers(late.pid))  # the run's have ended, the worker is still there
    wait_for(lambda: not list(cluster.file.parent.glob("worker-3/**/test_total.py")))  # nor is the suite
    assert late.poll() is None

    near = released(tmp_path / "near")
    done = near.autograder("grade", "mini", "--json", "near.json")
    assert done.returncode == 0, done.stderr
    assert read_json(course.root / "far.json") == read_json(near.root / "near.json")
    assert gradebook(course) == gradebook(near)
    assert set(gradebook(course)) == set(SOLUTIONS)


@pytest.mark.slow
def test_where_no_worker_has_what_is_demanded_nothing_is_graded(
    cluster: Cluster, course: MiniCourse, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "sitecustomize.py").write_text(_WRONG)
    cluster.worker(PYTHONPATH=str(tmp_path))
    wait_for(lambda: b"Registered to" in (cluster.file.parent / "log-1").read_bytes())
    path = course.submit("ada", mini_notebook())

    arguments = ["grade", "mini", str(path), "--scheduler", cluster.address, "--course", str(course.folder)]
    assert main(arguments) == 1
    assert "nothing was graded: no worker of" in capsys.readouterr().err
