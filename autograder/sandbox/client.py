"""The grader's side of the sandbox: talks to one student's process."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import logging
import os
import shutil
import socket
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from autograder.sandbox import wire
from autograder.sandbox.lockdown import Limits

log = logging.getLogger(__name__)


class ProcessEnded(Exception):
    """The student's process is gone: `exit_code` is its status, negative for a signal, None when it was killed."""

    def __init__(self, exit_code: int | None) -> None:
        self.exit_code = exit_code
        super().__init__(f"the process ended with status {exit_code}")


class Timeout(Exception):
    """No whole answer within the limit; the process was killed."""


class Process:
    """One student's process."""

    def __init__(self, address: str, scratch: Path, limits: Limits) -> None:
        """Fork a process whose working folder is `scratch`, at the fork server that listens at `address`."""
        self._control = socket.socket(socket.AF_UNIX)
        self._control.connect(address)
        self._data, theirs = socket.socketpair()
        request = json.dumps({"scratch": str(scratch), "limits": dataclasses.asdict(limits)}).encode()
        socket.send_fds(self._control, [request], [theirs.fileno()])
        theirs.close()
        self._nonce = int.from_bytes(os.urandom(7), "big")
        self.alive = True

    def request(self, message: dict[str, Any], timeout: float) -> Any:
        """Send one request and return the decoded answer.

        Raises:
            Timeout: there was none within `timeout` seconds.
            ProcessEnded: the process died or answered outside the format, and was killed.
        """
        if not self.alive:
            raise ProcessEnded(None)
        self._nonce += 1
        deadline = time.monotonic() + timeout
        try:
            wire.send_request(self._data, self._nonce, message, timeout)
            return wire.receive_reply(self._data, self._nonce, deadline)
        except TimeoutError:
            self.kill()
            raise Timeout from None
        except (wire.WireError, ValueError) as error:
            log.info("killed a process that sent %s", error)
            self.kill()
            raise ProcessEnded(None) from None
        except (wire.Disconnected, ConnectionError, OSError):
            code = self._exit_code()
            self.kill()
            raise ProcessEnded(code) from None

    def _exit_code(self) -> int | None:
        # A process may close its end and live on; then there is no status to wait for.
        self._control.settimeout(1.0)
        try:
            line = self._control.recv(4096)
            return json.loads(line)["exit"] if line else None
        except (OSError, ValueError, KeyError):
            return None

    def kill(self) -> None:
        """End the process and wait until it is gone."""
        if self.alive:
            self.alive = False
            with contextlib.suppress(OSError):
                self._control.sendall(b"kill\n")
                self._control.settimeout(5)
                while self._control.recv(4096):
                    pass
            self._data.close()
            self._control.close()


@contextlib.contextmanager
def scratch_folder(root: Path, files: Sequence[tuple[Path, str]]) -> Iterator[Path]:
    """Make a folder below `root` holding copies of `files` (path, name within), and remove it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="s-", dir=root))
    try:
        for path, name in files:
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
