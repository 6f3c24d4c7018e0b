"""What a process has too much of is seen, however it hides it, and at a cost that does not grow with it."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from autograder.sandbox import watch
from autograder.sandbox.client import Process, ProcessEnded
from autograder.sandbox.folders import scratch_folder
from autograder.sandbox.lockdown import Limits
from autograder.sandbox.server import ForkServer

LIMITS = Limits(disk=8 << 20, files=200, threads=20)

IN_A_DEEP_FOLDER = "import os\nfor _ in range({}): os.mkdir('d' * {}); os.chdir('d' * {})\n"
DELETED = "f = open('x', 'wb+'); os.remove('x'); f.write(bytes({} << 20)); f.flush()\n"

TOO_MUCH = {
    "files": ("for i in range(300): open(f'{i}', 'w').close()", "more than 200 files"),
    "files in one folder more": ("import os\nos.mkdir('d')\nfor i in range(300): os.mkdir(f'd/{i}')", "more than 200"),
    "disk": ("open('x', 'wb').write(bytes(9 << 20))", "more than 8 MiB"),
    "disk without a name": ("import os\n" + DELETED.format(9), "more than 8 MiB"),
    "disk, mapped only": (
        f"import os, mmap\n{DELETED.format(9)}m = mmap.mmap(f.fileno(), 9 << 20); f.close()",
        "more than 8 MiB",
    ),
    "threads": (
        "import threading as t, time\nfor _ in range(30): t.Thread(target=time.sleep, args=(9,), daemon=True).start()",
        "more than 20 threads",
    ),
    "folders within folders": (IN_A_DEEP_FOLDER.format(70, 1, 1), "nested folders"),
    "a path too long to name": (IN_A_DEEP_FOLDER.format(18, 250, 250) + "open('e' * 250, 'w')", "cannot be read"),
    "a file with a path too long to name": (
        IN_A_DEEP_FOLDER.format(16, 250, 250) + "open('e' * 250, 'w').close()\nos.chdir('.')",
        "cannot be read",
    ),
    "mappings with long names": (
        IN_A_DEEP_FOLDER.format(8, 250, 250) + "f = open('x', 'wb+'); f.write(bytes(4096)); f.flush()\n"
        "import ctypes\nl = ctypes.CDLL(None)\nl.mmap.restype = ctypes.c_void_p\n"
        "l.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]\n"
        "for _ in range(4000): l.mmap(None, 4096, 1, 1, f.fileno(), 0)",
        "too many pieces of memory",
    ),
}


@pytest.mark.parametrize(("source", "why"), TOO_MUCH.values(), ids=TOO_MUCH.keys())
def test_too_much_ends_the_process(server: ForkServer, source: str, why: str) -> None:
    with scratch_folder(server.scratch_root, []) as folder:
        process = Process(server.address, folder, LIMITS)
        with pytest.raises(ProcessEnded, match=why):
            run(process, source)
        process.kill()


def run(process: Process, source: str) -> None:
    """Run a cell and have the server look at what it leaves."""
    process.request({"op": "cell", "source": source, "seed": 0}, 30)
    process.check()


def test_files_are_seen_after_the_first_thread_has_ended(server: ForkServer) -> None:
    source = (
        "import ctypes, os, platform, threading, time\n"
        "def fill():\n    global f\n    time.sleep(0.3)\n    "
        + DELETED.format(9).replace("; ", "\n    ").rstrip()
        + "\n"
        "    time.sleep(60)\n"
        "threading.Thread(target=fill).start()\n"
        "ctypes.CDLL(None).syscall({'x86_64': 60, 'aarch64': 93}[platform.machine()], 0)"
    )
    with scratch_folder(server.scratch_root, []) as folder:
        process = Process(server.address, folder, LIMITS)
        with pytest.raises(ProcessEnded, match="more than 8 MiB"):
            run(process, source)
        process.kill()


@pytest.mark.slow
def test_looks_at_one_process_leave_most_of_the_servers_time_to_others(server: ForkServer) -> None:
    limits = Limits(files=20_000)
    with scratch_folder(server.scratch_root, []) as folder, scratch_folder(server.scratch_root, []) as other:
        busy, honest = Process(server.address, folder, limits), Process(server.address, other, LIMITS)
        source = "for i in range(15_000): open(f'{i}', 'w').close()"
        run(busy, source)
        waits = []
        for _ in range(20):
            start = time.monotonic()
            honest.check()
            waits.append(time.monotonic() - start)
        busy.kill()
        honest.kill()

    assert sorted(waits)[10] < 0.05  # seconds; a look at so many files takes about as long


def test_the_list_of_mappings_is_read_of_those_only_who_make_files(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    course_file = tmp_path / "course.txt"
    course_file.write_text("x")
    read: list[str] = []
    monkeypatch.setattr(watch, "_maps", lambda thread: read.append(thread) or b"")

    with scratch_folder(tmp_path, [(course_file, "deep/in/course.txt")]) as folder:
        assert watch.excess(os.getpid(), str(folder), LIMITS) is None
        (folder / "deep/in/course.txt").write_text("more")
        assert watch.excess(os.getpid(), str(folder), LIMITS) is None
        assert not read
        (folder / "deep/in/own").touch()
        (folder / "deep/in/own").unlink()
        assert watch.excess(os.getpid(), str(folder), LIMITS) is None
        assert len(read) == 1


def test_no_process_makes_a_file_that_never_has_a_name_or_sets_a_time_back(server: ForkServer) -> None:
    source = (
        "import errno, os, tempfile\n"
        "caught = []\n"
        "try: os.open('.', os.O_TMPFILE | os.O_RDWR)\n"
        "except OSError as error: caught.append(error.errno)\n"
        "try: os.utime('.', ns=(0, 0))\n"
        "except OSError as error: caught.append(error.errno)\n"
        "with tempfile.TemporaryFile() as file: file.write(b'as ever')\n"
        "assert caught == [errno.EOPNOTSUPP, errno.EPERM], caught\n"
    )
    with scratch_folder(server.scratch_root, []) as folder:
        process = Process(server.address, folder, LIMITS)
        reply = process.request({"op": "cell", "source": source, "seed": 0}, 30)
        process.kill()
    assert reply["error"] is None
