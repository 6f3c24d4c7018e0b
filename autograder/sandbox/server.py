"""Starts the fork server. Imports nothing heavy: what needs torch happens in the processes started here."""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import site
import socket
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from autograder.errors import SandboxUnavailable
from autograder.sandbox.folders import lock, remove, remove_stale
from autograder.sandbox.lockdown import landlock_abi

PRELOAD = (
    "torch.optim",
    "torch.utils.data",
    "torch.func",
    "torchvision.datasets",
    "torchvision.transforms.v2",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "matplotlib_inline.backend_inline",
    "safetensors.torch",
)
"""What every course's notebooks may import, ready in each student's process."""


_PREFIX = "autograder-server-"
_TEMPORARY = "/var/tmp"  # in namespaces


class ForkServer:
    """A warm process that forks a locked-down one per submission; usable from several processes by its address."""

    def __init__(self, preload: Sequence[str] = PRELOAD, environment: Mapping[str, str] | None = None) -> None:
        """Prepare a server that imports `preload`, as far as it is installed, with these environment variables."""
        self._preload = preload
        self._extra = dict(environment or {})
        remove_stale(Path(tempfile.gettempdir()), _PREFIX)
        self._folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        self._lock = lock(self._folder)
        self.address = str(self._folder / "socket")
        self.scratch_root = self._folder / "scratch"
        self.config = str(_config_folder())
        self.scratch_root.mkdir()
        self._process: subprocess.Popen[bytes] | None = None
        self._lifeline: socket.socket | None = None
        self._ready = False
        self.namespaces = False
        """Whether it runs in namespaces of its own; known once it is started."""

    def __enter__(self) -> ForkServer:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Start the server; returns before its imports are done (the first `spawn` waits for them).

        Raises:
            SandboxUnavailable: there is neither Landlock nor bubblewrap, or no place for its socket.
        """
        if sys.platform != "linux":
            raise SandboxUnavailable(f"student code can be isolated on Linux only, not on {sys.platform}")
        read = readable_paths()
        config = self.config
        outer = _bubblewrap(read, str(self.scratch_root), config)
        self.namespaces = bool(outer)
        if landlock_abi() == 0 and not outer:
            raise SandboxUnavailable(
                "this kernel offers neither Landlock (Linux 5.13 or newer) nor user namespaces for bubblewrap: student "
                "code is not run"
            )
        listener = socket.socket(socket.AF_UNIX)
        try:
            listener.bind(self.address)
        except OSError as error:
            listener.close()
            raise SandboxUnavailable(
                f"no socket can be made at {self.address} ({error}): set TMPDIR to a folder with a short name"
            ) from None
        listener.listen(64)
        self._lifeline, theirs = socket.socketpair()
        settings = {
            "preload": list(self._preload),
            "read": [*read, config],
            "devices": gpu_devices(),
            "hide": [str(self.scratch_root), config, _TEMPORARY] if outer else [],
        }
        command = [
            sys.executable, "-s", "-P", "-B", "-m", "autograder.sandbox.zygote",
            str(listener.fileno()), str(theirs.fileno()), json.dumps(settings),
        ]  # fmt: skip
        self._process = subprocess.Popen(
            [*outer, *command],
            pass_fds=[listener.fileno(), theirs.fileno()],
            env={**self._extra, **_environment(config)},  # what isolation needs wins
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=(self._folder / "log").open("wb"),
            cwd="/",
            process_group=0,
        )
        listener.close()
        theirs.close()

    def wait_ready(self, timeout: float = 120) -> None:
        """Wait until the imports are done.

        Raises:
            SandboxUnavailable: the server ended instead; its last words are in the message.
        """
        assert self._lifeline is not None
        self._lifeline.settimeout(timeout)
        try:
            line = self._lifeline.makefile("rb").readline()
        except TimeoutError:
            line = b""
        if not line:
            words = (self._folder / "log").read_text(errors="replace").strip().splitlines()[-1:]
            raise SandboxUnavailable(f"the fork server did not start: {' '.join(words) or 'no message'}")
        self._ready = True
        if json.loads(line)["threads"] != 1:
            raise SandboxUnavailable("the fork server has more than one thread: forked processes could hang")

    def close(self) -> None:
        """End the server and every process it forked, and remove their files."""
        importing = not self._ready
        if self._lifeline is not None:
            importing = importing and not select.select([self._lifeline], [], [], 0)[0]
            self._lifeline.close()
        if self._process is not None:
            if importing:  # it would notice afterwards only, and has no process to end
                self._kill()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._kill()
                self._process.wait()
        remove(self._folder)
        os.close(self._lock)

    def _kill(self) -> None:
        """Kill the server, and bubblewrap's child with it: before it is set up it waits for bubblewrap, for good."""
        assert self._process is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)


def readable_paths() -> list[str]:
    """Return what student code may read: the Python installation, shared libraries, and a few harmless devices."""
    package = str(Path(__file__).resolve().parents[1])
    python = [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    prefixes = [sys.prefix, sys.base_prefix, os.path.dirname(os.path.realpath(sys.executable))]
    system = [
        "/usr/lib", "/usr/lib64", "/usr/local/lib", "/lib", "/lib64", "/usr/share", "/etc/ld.so.cache",
        "/etc/localtime", "/etc/fonts", "/dev/null", "/dev/zero", "/dev/urandom", "/dev/random",
        "/proc/cpuinfo", "/proc/meminfo", "/proc/driver/nvidia",
        "/sys/devices/system",
    ]  # fmt: skip
    paths = dict.fromkeys([package, *python, *prefixes, *site.getsitepackages(), *system])
    return [path for path in paths if path and os.path.exists(path) and path != "/"]


def gpu_devices() -> list[str]:
    """Return the device files of NVIDIA GPUs, which a student's process may use."""
    return sorted(str(path) for path in Path("/dev").glob("nvidia*"))


def _environment(config: str) -> dict[str, str]:
    threads = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    passed = {name: os.environ[name] for name in ("OPENBLAS_CORETYPE",) if name in os.environ}
    # An empty or a relative part stands for the current folder, which is a student's later on.
    libraries = [part for part in os.environ.get("LD_LIBRARY_PATH", "").split(":") if os.path.isabs(part)]
    if libraries:
        passed["LD_LIBRARY_PATH"] = ":".join(libraries)
    return {
        **threads,
        **passed,
        "PATH": "/usr/bin:/bin",
        "LOGNAME": "student",  # there is no list of users, where libraries look for a name otherwise
        "HOME": "/nonexistent",
        "LC_ALL": "C.UTF-8",
        "PYTHONHASHSEED": "0",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "MPLCONFIGDIR": config,
        "IPYTHONDIR": config,
        "TORCHDYNAMO_DISABLE": "1",
        "NBGRADER_EXECUTION": "autograde",  # nbgrader's own sign to a notebook that it runs to be graded
        "CUBLAS_WORKSPACE_CONFIG": ":4096:8",
    }


def _config_folder() -> Path:
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = base / "autograder" / "config"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _bubblewrap(read: Sequence[str], scratch: str, config: str) -> list[str]:
    """Return the command that puts the server into namespaces of its own, or nothing where that does not work."""
    program = shutil.which("bwrap")
    if program is None:
        return []
    command = [program, "--unshare-all", "--new-session", "--cap-drop", "ALL", "--dev", "/dev", "--proc", "/proc"]
    for path in ("/sys/devices/system", *(p for p in read if not p.startswith(("/dev/", "/proc/", "/sys/")))):
        command += ["--ro-bind-try", path, path]
    for device in gpu_devices():
        command += ["--dev-bind-try", device, device]
    command += ["--bind", config, config, "--bind", scratch, scratch, "--chdir", "/"]
    command += ["--tmpfs", _TEMPORARY, "--setenv", "TMPDIR", _TEMPORARY]  # for the imports of the server itself
    command += ["--remount-ro", "/dev", "--remount-ro", "/"]
    if landlock_abi() == 0:  # each process then makes a user namespace of its own, which root's number may not enter
        command += ["--unshare-user", "--uid", "1000", "--gid", "1000"]
    tried = subprocess.run([*command, sys.executable, "-S", "-c", ""], capture_output=True, env=_environment(config))
    return command if tried.returncode == 0 else []
