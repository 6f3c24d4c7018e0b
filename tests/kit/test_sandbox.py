"""What student code can and cannot do in its process."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.course.cell import CodeCell
from autograder.errors import ServerLost
from autograder.grading.jobs import Settings
from autograder.running.rerun import Stage
from autograder.sandbox import lockdown
from autograder.sandbox import server as server_module
from autograder.sandbox.client import Process, ProcessEnded, Timeout
from autograder.sandbox.folders import scratch_folder
from autograder.sandbox.lockdown import Limits, Paths
from autograder.sandbox.server import ForkServer
from tests.corpus.traces import processes_at
from tests.kit.conftest import REPO

Run = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module", params=["bubblewrap", "plain", "stage"])
def place(request: pytest.FixtureRequest, server: ForkServer) -> Iterator[tuple[str, Path]]:
    """Where processes are forked: the fork server as it starts here, one without bubblewrap around it, and a stage."""
    if request.param == "bubblewrap":
        if not server.namespaces:
            pytest.skip("bubblewrap is not installed or not allowed here")
        yield server.address, server.scratch_root
    elif request.param == "stage":
        with Stage([CodeCell(0, "a = 1")], [], Settings(), server.address, server.scratch_root) as stage:
            assert stage.staged is not None, stage.obstacle
            yield stage.staged.address, server.scratch_root
    else:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(server_module, "_bubblewrap", lambda *_: [])
            with ForkServer(preload=["torch.utils.data"]) as plain:
                plain.wait_ready()
                yield plain.address, plain.scratch_root


@pytest.fixture
def run(place: tuple[str, Path]) -> Iterator[Run]:
    """Run one cell in a fresh process and return the reply."""
    address, scratch_root = place
    with scratch_folder(scratch_root, []) as folder:
        process = Process(address, folder, Limits(memory=1 << 30))
        yield lambda source, seconds=20.0: process.request({"op": "cell", "source": source, "seed": 0}, seconds)
        process.kill()


FORBIDDEN = {
    "list the repository": f"import os; os.listdir({str(REPO)!r})",
    "read the reference": f"open({str(REPO / 'reference' / '__init__.py')!r})",
    "read a hidden test": f"open({str(REPO / 'tests' / 'hidden' / 'strategies.py')!r})",
    "import the reference": "import reference",
    "read the password file": "open('/etc/passwd')",
    "read the home folder": f"import os; os.listdir({str(Path.home())!r})",
    "list other submissions": "import os; os.listdir('..')",
    "see the parent's environment": "import os; open(f'/proc/{os.getppid()}/environ')",
    "read the parent's memory": "import os; open(f'/proc/{os.getppid()}/mem', 'rb')",
    "write to site-packages": "import torch; open(torch.__file__, 'a')",
    "write to /tmp": "open('/tmp/escaped', 'w')",
    "open a TCP socket": "import socket; socket.socket()",
    "open a UDP socket": "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
    "open a Unix socket": "import socket; socket.socket(socket.AF_UNIX)",
    "fork": "import os; os.fork()",
    "start a program": "import subprocess; subprocess.run(['/bin/true'])",
    "use the shell": "!ls",
    "use multiprocessing": "import multiprocessing as m; m.get_context('fork').Process(target=print).start()",
    "kill its parent": "import os; os.kill(os.getppid(), 9)",
    "kill everybody": "import os; os.kill(-1, 9)",
    "change a mode": "import os; os.chmod('.', 0o777)",
    "make a link": "import os; os.symlink('/etc/passwd', 'link')",
    "raise its limits": "import resource as r; r.setrlimit(r.RLIMIT_NOFILE, (10**6, 10**6))",
    "become another user": "import os; os.setuid(12345)",
    "send a file to another process": "import socket; socket.send_fds(socket.socketpair()[0], [b'x'], [0])",
    "start a thread with files of its own": (
        "import ctypes; assert ctypes.CDLL(None, use_errno=True).syscall(436, 1000, 1001, 2) == 0, ctypes.get_errno()"
    ),
    "take 100 GB": "import torch; torch.ones(25 * 10**9)",
    "take memory bit by bit": "x = []\nwhile True: x.append(bytearray(10**7))",
    "write a huge file": "f = open('big', 'wb')\nfor _ in range(400): f.write(bytes(1 << 20)); f.flush()",
    "ask a question": "input()",
}


@pytest.mark.parametrize("source", FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_student_code_cannot(run: Run, source: str) -> None:
    with contextlib.suppress(ProcessEnded):  # as good: the kernel ended the process
        assert run(source)["error"] is not None


WHERE_A_GPU_IS_ALLOWED = """
import os, socket

own = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
own.bind("\\0name")
own.listen(1)
for attempt in (
    own.accept,
    lambda: socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET).connect("\\0name"),
    lambda: socket.socket(socket.AF_INET, socket.SOCK_SEQPACKET),
    lambda: socket.socket(socket.AF_UNIX, socket.SOCK_STREAM),
    lambda: socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM),
    socket.socket,
    os.fork,
):
    try:
        attempt()
    except PermissionError:
        continue
    raise AssertionError(f"{attempt} got through")
"""


def test_where_a_gpu_is_allowed_a_socket_can_be_made_that_nobody_reaches(server: ForkServer) -> None:
    with scratch_folder(server.scratch_root, []) as folder:
        process = Process(server.address, folder, Limits(memory=1 << 30, gpu=True))
        reply = process.request({"op": "cell", "source": WHERE_A_GPU_IS_ALLOWED, "seed": 0}, 20.0)
        process.kill()
    assert reply["error"] is None


ALLOWED = {
    "ask for a name": "import getpass; getpass.getuser()",
    "use threads": "import threading; t = threading.Thread(target=int); t.start(); t.join()",
    "await": "import asyncio\nawait asyncio.sleep(0)",
    "write where it is": "open('mine.txt', 'w').write('x'); assert open('mine.txt').read() == 'x'",
    "make temporary files": "import tempfile; tempfile.NamedTemporaryFile().write(b'x')",
    "train with two threads": "import torch; torch.set_num_threads(2); torch.randn(400, 400) @ torch.randn(400, 400)",
    "load data": "import torch; from torch.utils.data import *\nlist(DataLoader(TensorDataset(torch.ones(4, 1)), 2))",
    "save and load": "import torch; torch.save({'a': torch.ones(2)}, 'm.pt'); torch.load('m.pt')",
    "compile": "import torch; torch.compile(lambda x: x + 1)(torch.ones(2))",
    "use magics": "%timeit -n1 -r1 1 + 1",
    "import from beside the notebook": "open('helper.py', 'w').write('a = 1')\nfrom helper import a",
}


@pytest.mark.parametrize("source", ALLOWED.values(), ids=ALLOWED.keys())
def test_student_code_can(run: Run, source: str) -> None:
    assert run(source)["error"] is None


def test_the_environment_holds_nothing_of_the_graders(run: Run) -> None:
    text = run("import os; print('PYTEST_CURRENT_TEST' in os.environ, len(os.listdir('/proc/self/fd')))")["outputs"][0]

    assert "PYTEST_CURRENT_TEST" in os.environ
    assert text["text"] == "False 5\n"  # three standard streams, the connection, and the listing itself


def test_a_timeout_kills_the_process(run: Run) -> None:
    with pytest.raises(Timeout):
        run("while True: pass", 0.3)
    with pytest.raises(ProcessEnded):
        run("1 + 1")


def test_outputs_are_captured_as_a_notebook_has_them(run: Run) -> None:
    outputs = run("import sys; print('a'); print('b', file=sys.stderr); display(3); 1 / 0\n")["outputs"]

    kinds = [(o["output_type"], o.get("name")) for o in outputs]
    assert kinds == [("stream", "stdout"), ("stream", "stderr"), ("display_data", None), ("error", None)]


def test_plots_are_captured_with_and_without_show(server: ForkServer) -> None:
    draw = "import matplotlib.pyplot as plt; plt.plot([1, 2])"
    with scratch_folder(server.scratch_root, []) as folder:
        process = Process(server.address, folder, Limits())
        replies = [
            process.request({"op": "cell", "source": source, "seed": 0}, 30)
            for source in (f"{draw}; plt.show()", f"{draw};", f"%matplotlib inline\n{draw};")
        ]
        process.kill()

    for reply in replies:
        images = [o["data"]["image/png"] for o in reply["outputs"] if o["output_type"] == "display_data"]
        assert len(images) == 1
        assert images[0].startswith("iVBOR")


def test_a_flood_of_output_is_cut_off(run: Run) -> None:
    outputs = run("for _ in range(10**5): print('x' * 100)")["outputs"]

    assert len(outputs[0]["text"]) < 300_000
    assert "cut off" in outputs[0]["text"]


@pytest.mark.slow
def test_closing_the_server_leaves_no_process_and_no_file() -> None:
    with ForkServer(preload=[]) as short:
        short.wait_ready()
        folder = Path(short.address).parent
        with scratch_folder(short.scratch_root, []) as scratch:
            process = Process(short.address, scratch, Limits())
            process.request({"op": "hello"}, 20)
    assert not folder.exists()
    with pytest.raises(ServerLost):
        process.request({"op": "hello"}, 5)
    with pytest.raises(ServerLost):
        Process(short.address, scratch, Limits())


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("bwrap") is None, reason="bubblewrap's start is what is interrupted")
def test_a_server_that_is_closed_while_it_starts_leaves_no_process() -> None:
    """Bubblewrap's child waits for bubblewrap before it is set up: killed alone, bubblewrap would leave it for good."""
    roots = []
    for milliseconds in range(24):
        server = ForkServer(preload=[])
        server.start()
        time.sleep(milliseconds / 3000)
        roots.append(server.scratch_root)
        server.close()

    until = time.monotonic() + 10  # one that is set up notices by itself, after its imports
    while (left := [line for root in roots for line in processes_at(root)]) and time.monotonic() < until:
        time.sleep(0.1)
    assert not left


@pytest.mark.slow
def test_a_students_library_is_not_loaded_in_the_place_of_the_graders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", ":lib:")
    (tmp_path / "libseccomp.so.2").write_text("what a student calls so")
    with ForkServer(preload=[]) as server:
        server.wait_ready()
        with scratch_folder(server.scratch_root, [(tmp_path / "libseccomp.so.2", "libseccomp.so.2")]) as scratch:
            process = Process(server.address, scratch, Limits())
            source = "import os, socket; print(os.environ.get('LD_LIBRARY_PATH')); socket.socket()"
            reply = process.request({"op": "cell", "source": source, "seed": 0}, 20)
            process.kill()

    assert reply["outputs"][0]["text"] == "None\n"
    assert reply["error"]["type"] == "PermissionError"


def test_a_process_that_is_not_locked_down_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for broken in ("_seccomp", "_landlock"):
        with monkeypatch.context() as patch:
            for layer in ("_set_limits", "_drop_capabilities", "_landlock", "_own_mounts", "_seccomp"):
                patch.setattr(lockdown, layer, lambda *_: None)
            patch.setattr(lockdown, "landlock_abi", lambda: 1)
            works = {"_seccomp": (lockdown.os, "listdir"), "_landlock": (lockdown.socket, "socket")}[broken]
            patch.setattr(*works, refuse)
            with pytest.raises(lockdown.LockdownError, match="could be had"):
                lockdown.lock_down(Limits(), Paths())


def refuse(*_: object) -> None:
    raise PermissionError
