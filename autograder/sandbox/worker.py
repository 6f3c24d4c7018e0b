"""What runs in a student's process: it locks itself down, then runs cells and answers calls until it is killed.

Everything here shares memory with hostile code and may be altered by it. No verdict and no secret passes through.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import random
import signal
import socket
import stat
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterable, Sequence
from types import FunctionType
from typing import Any, NoReturn

import numpy as np
import torch

from autograder.sandbox import wire
from autograder.sandbox.lockdown import Limits, Paths, lock_down
from autograder.sandbox.shell import CellShell

LOCKDOWN_FAILED = 71
_PR_SET_PDEATHSIG = 1


class Functions:
    """The submission's top-level names, as attributes; the first argument of a probe."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        object.__setattr__(self, "_namespace", namespace)

    def __getattr__(self, name: str) -> Any:
        try:
            return self._namespace[name]
        except KeyError:
            raise Undefined(name) from None


class Undefined(Exception):
    """The submission does not define this name."""


def main(
    connection: socket.socket, shell: CellShell, scratch: str, limits: Limits, paths: Paths, held: Sequence[int] = ()
) -> NoReturn:
    """Lock down and serve `connection`; never returns.

    `held` are the descriptors of files that cells before the fork left open to read.
    """
    left = [number for number in held if is_open_to_read(number)]  # matplotlib closes its fonts on forking

    def lock() -> None:
        for number in left:
            _reopen(number)
        lock_down(limits, paths)

    shell.max_output = limits.output
    live(connection, left, scratch, lock, lambda: serve(connection, shell))


def live(
    connection: socket.socket, keep: Iterable[int], scratch: str, lock: Callable[[], None], work: Callable[[], object]
) -> NoReturn:
    """Settle in `scratch`, `lock` down and do the `work`; of what is open only `connection` and `keep` stay so.

    Ends with the process that forked this one. Where locking down fails, says so in answer to the first request.
    """
    status = LOCKDOWN_FAILED
    try:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        _keep_only([connection.fileno(), *keep])
        os.environ.update(HOME=scratch, TMPDIR=scratch, TMP=scratch, TEMP=scratch)
        tempfile.tempdir = scratch  # cached from before the fork
        try:
            lock()
            os.chdir(scratch)  # only now: nothing that locks down may be loaded from there
            if "" not in sys.path:
                sys.path.insert(0, "")  # as in a notebook, files beside it can be imported
        except Exception as error:  # say why; no student code has run, and none will
            nonce, _ = wire.receive_requests(connection)
            wire.send_reply(connection, nonce, {"error": _error(error)}, lambda _: (0, ""))
            raise
        status = 70
        work()
    except (wire.Disconnected, ConnectionError):
        status = 0
    finally:
        os._exit(status)


def _keep_only(numbers: Iterable[int]) -> None:
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    start = 3
    for keep in sorted(numbers):
        os.closerange(start, keep)
        start = keep + 1
    os.closerange(start, 65536)


def is_open_to_read(number: int) -> bool:
    """Say whether a descriptor is a file's that can be opened anew in a forked process."""
    try:
        mode = fcntl.fcntl(number, fcntl.F_GETFL) & os.O_ACCMODE
        return mode == os.O_RDONLY and stat.S_ISREG(os.fstat(number).st_mode)
    except OSError:
        return False


def _reopen(number: int) -> None:
    """Open a file anew under its number: what is forked from one process would share the place it has read up to."""
    own = os.open(f"/proc/self/fd/{number}", os.O_RDONLY | os.O_CLOEXEC)
    os.lseek(own, os.lseek(number, 0, os.SEEK_CUR), os.SEEK_SET)
    os.dup2(own, number, inheritable=False)
    os.close(own)


def serve(connection: socket.socket, shell: CellShell) -> int:
    """Run cells and answer calls until a stage is asked to open, and return the number of that request."""
    objects: dict[int, Any] = {}
    probes: dict[str, Any] = {}
    functions = Functions(shell.user_ns)
    numbers = iter(range(1, 1 << 60))

    def keep(value: Any) -> tuple[int, str]:
        number = next(numbers)
        objects[number] = value
        return number, type(value).__qualname__

    while True:
        nonce, requests = wire.receive_requests(connection)
        requests.reverse()
        while requests:
            try:
                request = wire.decode_request(requests.pop(), objects.__getitem__)
                if request["op"] == "open":
                    return nonce
                reply = _answer(request, shell, functions, probes)
            except BaseException as error:
                reply = {"error": _error(error)}
            try:
                wire.send_reply(connection, nonce, reply, keep)
            except Exception as error:  # hostile objects can make encoding fail in any way; nothing was sent yet
                wire.send_reply(connection, nonce, {"error": _error(error)}, keep)
            nonce += 1


def _answer(request: dict[str, Any], shell: CellShell, functions: Functions, probes: dict[str, Any]) -> dict[str, Any]:
    if request["op"] == "hello":
        return {}
    if request["op"] == "cell":
        _seed(request["seed"])
        outputs, error = shell.run(request["source"])
        return {"outputs": outputs, "error": _error(error) if error else None}
    shell.silence()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        target, first = _target(request, functions, probes)
        _seed(request["seed"])
        return {"value": target(*first, *request["args"], **request["kwargs"])}


def _target(request: dict[str, Any], functions: Functions, probes: dict[str, Any]) -> tuple[Any, tuple[Any, ...]]:
    if request["op"] == "probe":
        return _load_probe(request["probe"], probes), (functions,)
    return getattr(functions, request["name"]), ()


def _load_probe(bundle: dict[str, Any], probes: dict[str, Any]) -> FunctionType:
    key = bundle["key"]
    if key not in probes:
        namespace: dict[str, Any] = {"__name__": "probe", **bundle["constants"]}
        for name, (module, attribute) in bundle["imports"].items():
            # torch.optim and its like are attributes of modules that are loaded already
            imported = __import__(module, fromlist=["_"])
            namespace[name] = imported if attribute is None else getattr(imported, attribute)
        for source in bundle["sources"].values():
            exec(compile(source, f"<{bundle['name']}>", "exec"), namespace)
        probes[key] = namespace[bundle["name"]]
    return probes[key]


def _seed(seed: int) -> None:
    """Make what follows reproducible: the same submission and suite give the same grade."""
    torch.default_generator.manual_seed(seed)  # torch.manual_seed would record a stack trace each time, for CUDA
    if torch.cuda.is_initialized():
        torch.cuda.manual_seed_all(seed)
    random.seed(seed)
    np.random.seed(seed % (1 << 32))


def _error(error: BaseException) -> dict[str, Any]:
    kind = type(error)
    try:
        text = str(error)[:2000]
    except Exception:
        text = "(an error whose text cannot be shown)"
    bases = [base.__name__ for base in kind.__mro__ if base.__module__ in ("builtins", __name__)]
    return {"type": str(kind.__name__)[:200], "bases": bases, "text": text}
