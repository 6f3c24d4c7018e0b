"""Whole notebooks run again after a stage: the same outputs as by themselves, and the same walls around each."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from autograder.course.cell import CodeCell
from autograder.course.settings import Settings
from autograder.errors import ServerLost
from autograder.results.model import CellRun
from autograder.running.rerun import Stage, Staged, rerun
from autograder.sandbox.client import Process
from autograder.sandbox.doctor import ATTEMPTS, try_all
from autograder.sandbox.folders import scratch_folder
from autograder.sandbox.lockdown import Limits
from autograder.sandbox.server import ForkServer
from tests.kit.bench.clock import descendants
from tests.kit.conftest import REPO

COURSE = (
    "import os, random\nimport matplotlib.pyplot as plt\nimport numpy as np\nimport torch\nfrom tqdm.auto import tqdm\n"
    "for _ in tqdm(range(3), bar_format='{n}'): pass\nnames = open('names.txt')\nnames.readline()",
    "os.makedirs('made/empty')\nprint('a course file', file=open('made/file.txt', 'w'))\n"
    "weights = torch.randn(3, requires_grad=True)\n(weights ** 2).sum().backward()\nplt.plot([1, 2])\nweights",
)
STUDENT = (
    "random.random(), np.random.rand(), torch.randn(2)",
    "plt.plot([1, 3]); plt.title('mine'); plt.show()",
    "print(open('made/file.txt').read(), sorted(os.listdir('made')), sorted(os.listdir()), names.read())",
    "len(In), sorted(Out), Out[2] is weights, get_ipython().execution_count, weights.grad",
    "for _ in tqdm(range(3), bar_format='{n}'): pass\n1 / 0",
    "import helper\nhelper.answer",
)


def notebook(student: Sequence[str] = STUDENT, course: Sequence[str] = COURSE) -> list[CodeCell]:
    """Return the cells of a notebook that begins with the course's."""
    given = [CodeCell(2 * i, source) for i, source in enumerate(course)]
    own = [CodeCell(20 + i, source, f"f{i}", solution=True) for i, source in enumerate(student)]
    return [*given, *own]


@pytest.fixture
def given(tmp_path: Path) -> list[tuple[Path, str]]:
    """The course's file beside the notebook."""
    (tmp_path / "names.txt").write_text("first\nsecond\n")
    return [(tmp_path / "names.txt", "names.txt")]


@pytest.fixture
def files(tmp_path: Path, given: list[tuple[Path, str]]) -> list[tuple[Path, str]]:
    """What a student has beside the notebook."""
    (tmp_path / "helper.py").write_text("answer = 42\n")
    return [*given, (tmp_path / "helper.py", "helper.py")]


@pytest.fixture
def stage(server: ForkServer, given: list[tuple[Path, str]]) -> Iterator[Stage]:
    """A stage that has run the course's cells."""
    with Stage(notebook()[:2], given, Settings(), server.address, server.scratch_root) as opened:
        yield opened


Rerun = Callable[[Sequence[str]], list[CellRun]]


@pytest.fixture
def after(server: ForkServer, stage: Stage, files: list[tuple[Path, str]]) -> Rerun:
    """Run a student's cells after the stage."""

    def run(student: Sequence[str]) -> list[CellRun]:
        assert stage.staged is not None, stage.obstacle
        return rerun(notebook(student), files, Settings(), "", server.scratch_root, stage.staged)

    return run


def shown(run: CellRun) -> Any:
    return run.cell, run.ending, run.outputs, run.error and str(run.error)


def text(run: CellRun) -> str:
    return "".join(output.get("text", "") for output in run.outputs)


def test_outputs_after_a_stage_are_those_of_a_plain_run(
    server: ForkServer, after: Rerun, files: list[tuple[Path, str]]
) -> None:
    plain = rerun(notebook(), files, Settings(), server.address, server.scratch_root)
    staged = after(STUDENT)

    assert [run.ending for run in plain] == ["finished"] * 6 + ["raised", "finished"]
    assert "image/png" in plain[3].outputs[0]["data"]
    assert text(plain[4]).startswith("a course file\n ['empty', 'file.txt'] ['helper.py', 'made', 'names.txt'] second")
    assert list(map(shown, staged)) == list(map(shown, plain))


def test_students_after_one_stage_do_not_see_each_other(after: Rerun) -> None:
    leave = "weights.data.zero_(); os.remove('made/file.txt'); open('left.txt', 'w').close(); names.read()"
    look = "print(weights.sum().item() != 0, sorted(os.listdir()), sorted(os.listdir('made')), names.read())"
    assert after([leave, look])[-1].outputs[0]["text"].startswith("False")

    assert after([look])[-1].outputs[0]["text"] == (
        "True ['helper.py', 'made', 'names.txt'] ['empty', 'file.txt'] second\n\n"
    )


def test_a_student_who_crashes_does_not_end_the_stage(after: Rerun) -> None:
    crashed = after(["mine = 5", "os._exit(3)", "print(mine, weights.shape)"])

    assert [run.ending for run in crashed[2:]] == ["finished", "crashed", "finished"]
    assert text(crashed[-1]) == "5 torch.Size([3])\n"
    assert after(["print(1)"])[-1].ending == "finished"


def test_a_notebook_that_begins_otherwise_is_run_whole(stage: Stage, files: list[tuple[Path, str]]) -> None:
    assert stage.staged is not None
    edited = notebook()
    edited[1] = CodeCell(2, "weights = None")
    moved = [CodeCell(cell.index + 1, cell.source) for cell in notebook()]

    assert stage.staged.fits(notebook(), files)
    assert not stage.staged.fits(edited, files)
    assert stage.staged.fits(moved, files)  # a cell's seed follows from its text, not from its place
    assert not stage.staged.fits(notebook()[:1], files)
    for name in ("made", "made/file.txt", "made/file.txt/x"):
        assert not stage.staged.fits(notebook(), [*files, (files[0][0], name)])
    assert stage.staged.fits(notebook(), [*files, (files[0][0], "made/other.txt")])


def test_where_the_stage_is_gone_the_notebook_is_run_whole(server: ForkServer, given: list[tuple[Path, str]]) -> None:
    cells = notebook(["print(1)"], ["a = 1"])
    gone = Staged(str(Path(server.address).with_name("gone")), (CellRun(cells[0], [], "finished"),), frozenset(), ())

    assert text(rerun(cells, given, Settings(), server.address, server.scratch_root, gone)[-1]) == "1\n"


OBSTACLES = {
    "raises": ("1 / 0", "ZeroDivisionError"),
    "crashes": ("import os\nos._exit(3)", "exit code 3"),
    "hangs": ("while True: pass", "too long"),
    "takes too much memory": ("x = bytearray(8 << 30)", "MemoryError"),
    "leaves a thread": ("import threading, time\nthreading.Thread(target=time.sleep, args=(60,)).start()", "threads"),
    "uses more threads": (
        "import torch\ntorch.set_num_threads(2)\ntorch.randn(500, 500) @ torch.randn(500, 500)",
        "th",
    ),
    "leaves a file open": ("f = open('x', 'w')", "open"),
    "leaves a pipe": ("import os\nr, w = os.pipe()", "open"),
    "shares memory": ("import mmap\nm = mmap.mmap(-1, 4096)", "share"),
    "changes its folder": ("import os\nos.mkdir('x')\nos.chdir('x')", "folder"),
    "forks": ("import os\nos.fork()", "PermissionError"),
    "starts a program": ("import subprocess\nsubprocess.run(['/bin/true'])", "PermissionError"),
    "reads the repository": (f"open({str(REPO / 'README.md')!r})", "PermissionError|FileNotFoundError"),
    "opens a socket": ("import socket\nsocket.socket()", "PermissionError"),
}


@pytest.mark.slow
@pytest.mark.parametrize(("source", "reason"), OBSTACLES.values(), ids=OBSTACLES.keys())
def test_where_the_courses_cells_cannot_be_shared_there_is_no_stage(
    server: ForkServer, source: str, reason: str
) -> None:
    before = sorted(server.scratch_root.parent.rglob("*"))
    with Stage([CodeCell(0, source)], [], Settings(cell_seconds=2), server.address, server.scratch_root) as stage:
        assert stage.staged is None
        assert any(word in stage.obstacle for word in reason.split("|")), stage.obstacle
    assert sorted(server.scratch_root.parent.rglob("*")) == before


def wait_for(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 10
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()


@pytest.mark.parametrize("end", ["close", "the client dies", "the stage is killed"])
def test_a_stage_leaves_no_process_and_no_file(server: ForkServer, end: str) -> None:
    assert server._process is not None
    top, root = server._process.pid, server.scratch_root.parent
    processes, files = descendants(top), sorted(root.rglob("*"))
    stage = Stage([CodeCell(0, "a = 1")], [], Settings(), server.address, server.scratch_root).__enter__()
    assert stage.staged is not None
    assert stage._process is not None
    with scratch_folder(server.scratch_root, []) as folder:
        student = Process(stage.staged.address, folder, Limits())
        student.wait_ready(20)
        assert len(descendants(top)) == len(processes) + 2
        if end == "the client dies":
            stage._process._control.close()
        elif end == "the stage is killed":
            stage._process.kill()
        else:
            stage.close()
        with pytest.raises(ServerLost):
            student.request({"op": "cell", "source": "while True: pass", "seed": 0}, 10)
    stage.close()

    assert wait_for(lambda: descendants(top) == processes)
    assert sorted(root.rglob("*")) == files


@pytest.mark.slow
def test_a_stage_ends_with_the_fork_server() -> None:
    with ForkServer(preload=[]) as server:
        server.wait_ready()
        assert server._process is not None
        top = server._process.pid
        itself = max([top, *descendants(top)])  # it was started last, by bubblewrap where that is there
        stage = Stage([CodeCell(0, "a = 1")], [], Settings(), server.address, server.scratch_root).__enter__()
        staged = stage.staged
        assert staged is not None
        below = descendants(top)
        os.kill(itself, signal.SIGKILL)

        assert wait_for(lambda: not staged.is_open())
        assert wait_for(lambda: not any(map(is_running, below)))
        stage.close()


def is_running(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


@pytest.mark.slow
def test_everything_the_doctor_tries_is_prevented_after_a_stage(server: ForkServer, stage: Stage) -> None:
    assert stage.staged is not None
    findings = try_all(server, stage.staged.address)

    names_seen = {f.attempt.what for f in findings if f.prevented is False}
    by_namespaces_alone = {a.what for a in ATTEMPTS if a.by == "namespaces"}
    assert names_seen == (set() if server.namespaces else by_namespaces_alone)
    assert sum(f.prevented is True for f in findings) >= len(ATTEMPTS) - 4


STAGE_IS = "open({folder!r} + '/names.txt')", "import os; os.listdir({folder!r})", "open({folder!r} + '/new', 'w')"


@pytest.mark.parametrize("source", [*STAGE_IS, "import os; os.kill(os.getppid(), 9)", "import os; os.fork()"])
def test_a_student_cannot_reach_the_stage(after: Rerun, stage: Stage, source: str) -> None:
    assert stage.staged is not None
    folder = str(stage.staged.left[0][0].parent)

    assert after([source.format(folder=folder)])[-1].ending == "raised"
    assert stage.staged.is_open()
