"""The grader's side of the sandbox: talks to one student's process."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import logging
import os
import signal
import socket
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from autograder.errors import SandboxUnavailable, ServerLost
from autograder.sandbox import wire
from autograder.sandbox.allowance import Allowance, Usage
from autograder.sandbox.lockdown import Limits
from autograder.student.language import _, worded

log = logging.getLogger(__name__)

_PATIENCE = 60.0
"""Seconds after which a server that does not answer counts as lost: far more than its slowest look takes."""

_SIGNALS = {int(number): f"signal {int(number)} ({number.name})" for number in signal.Signals}


class ProcessEnded(Exception):
    """The student's process is gone: the text says how, in words for the student."""


class Timeout(Exception):
    """No whole answer within the limit; the process was killed."""


class Process:
    """One student's process."""

    def __init__(self, address: str, scratch: Path, limits: Limits, listener: socket.socket | None = None) -> None:
        """Fork a process whose working folder is `scratch`, at the fork server that listens at `address`.

        With a `listener` it is a stage, which will fork processes for those who connect there.

        Raises:
            ServerLost: nobody listens there any more.
        """
        self._address = address
        self._control = socket.socket(socket.AF_UNIX)
        self._data, theirs = socket.socketpair()
        request = json.dumps({"scratch": str(scratch), "limits": dataclasses.asdict(limits)}).encode()
        sent = [theirs] if listener is None else [theirs, listener]
        try:
            self._control.connect(address)
            socket.send_fds(self._control, [request], [end.fileno() for end in sent])
        except OSError:
            self._control.close()
            self._data.close()
            raise ServerLost(address) from None
        finally:
            theirs.close()
        self._nonce = int.from_bytes(os.urandom(7), "big")
        self.waiting = 0
        """How many requests were sent and not answered yet."""
        self.alive = True
        self.usage = Usage()
        """What it had had at the latest look."""

    def wait_ready(self, timeout: float) -> None:
        """Wait until the process is locked down.

        Raises:
            SandboxUnavailable: it could not be, and was not used.
            ServerLost: the server ended, or forked none in time.
        """
        try:
            reply = self.request({"op": "hello"}, timeout)
        except ProcessEnded as error:  # no student code has run yet, so this is our fault
            raise SandboxUnavailable(f"a student's process could not be started: {worded(str(error))}") from None
        except Timeout:
            raise ServerLost(self._address) from None
        if reply:
            self.kill()
            raise SandboxUnavailable(f"a student's process could not be locked down: {reply['error']['text']}")

    def request(self, message: dict[str, Any], seconds: float) -> Any:
        """Send one request and return the decoded answer.

        Raises:
            Timeout: there was none within `seconds`, see `Allowance`.
            ProcessEnded: the process died or answered outside the format, and was killed.
            ServerLost: the process ended with the server, or that cannot say how it ended or what it is waiting for.
        """
        allowance = Allowance(seconds)
        self.send([wire.encode_request(message)], allowance)
        [reply] = self.replies(1, allowance)
        return self.decode(reply)

    def send(self, requests: Sequence[bytes], allowance: Allowance) -> None:
        """Send encoded requests, whose answers `replies` gives in their order; raises as `request` does."""
        with self._watched(), allowance.running(self) as left:
            wire.send_requests(self._data, self._nonce + self.waiting + 1, requests, left)
        self.waiting += len(requests)

    def replies(self, count: int, allowance: Allowance) -> Iterator[wire.Reply]:
        """Read the next answers, which are so many. Raises as `request` does."""
        with self._watched(), allowance.running(self) as left:
            for reply in wire.receive_replies(self._data, self._nonce + 1, count, left):
                self._nonce, self.waiting = self._nonce + 1, self.waiting - 1
                yield reply

    def decode(self, reply: wire.Reply) -> Any:
        """Return an answer's value. Raises as `request` does: a process that answers outside the format is killed."""
        with self._watched():
            return reply.decode()

    @contextlib.contextmanager
    def _watched(self) -> Iterator[None]:
        """Kill the process when the block fails, and say in the error how it ended."""
        if not self.alive:
            raise ProcessEnded(_("the process has ended"))
        try:
            yield
        except TimeoutError:
            self.kill()
            raise Timeout from None
        except ServerLost:
            self.kill()
            raise
        except wire.WireError as error:
            log.info("killed a process that sent %s", error)
            self.kill()
            raise ProcessEnded(_("the process answered in a way that is not allowed")) from None
        except (wire.Disconnected, OSError):
            try:
                how = self._how_it_ended()
            finally:
                self.kill()
            raise ProcessEnded(how) from None

    def check(self) -> None:
        """See that the process has not too much of anything, now and not at the server's next look.

        Raises:
            ProcessEnded: it had, and was ended.
            ServerLost: the server ended or does not answer.
        """
        if self.alive:
            self._ask(b"look\n")

    def measure(self) -> Usage:
        """Return what the process has had so far.

        That is cheap, unlike a look: whoever waits asks again and again, and would keep the server from others.

        Raises:
            ProcessEnded: it has ended.
            ServerLost: the server ended or does not answer.
        """
        return self._ask(b"usage\n")

    def _ask(self, question: bytes) -> Usage:
        line = self._answer(question)
        if not line.startswith(_WELL):
            self.kill()
            raise ProcessEnded(_ending(line))
        try:
            self.usage = Usage(**json.loads(line)["well"])
        except (ValueError, TypeError):
            raise ServerLost(self._address) from None
        return self.usage

    def _answer(self, question: bytes) -> bytes:
        """Ask the server about the process, and return its line."""
        with contextlib.suppress(OSError):  # it may have sent its last words about the process already
            self._control.sendall(question)
        return self._line(_PATIENCE)

    def _line(self, seconds: float) -> bytes:
        """Return the server's next line; raises `ServerLost` when there is none within `seconds`."""
        self._control.settimeout(seconds)
        try:
            line = self._control.recv(4096)
        except OSError:
            line = b""
        if not line:
            raise ServerLost(self._address)
        return line

    def _how_it_ended(self) -> str:
        try:
            line = self._line(1.0)
        except ServerLost:  # a process may close its end and live on; then there is no status to wait for
            line = self._answer(b"look\n")
        return _ending(line)

    def finish(self, timeout: float = 2.0) -> None:
        """Let the process end by itself, as it does when its connection ends, and see that it has."""
        if self.alive:
            with contextlib.suppress(OSError):
                self._data.shutdown(socket.SHUT_RDWR)
                self._control.settimeout(timeout)
                self._control.recv(4096)
        self.kill()

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


_WELL = b'{"well": '


def _ending(line: bytes) -> str:
    """Say in words how a process ended, from the server's line about it."""
    try:
        ending = json.loads(line)
        code, why = int(ending["exit"]), ending["why"]
        if why is not None:
            return _(str(why[0])).format(int(why[1]))
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError):
        return _("the process was ended because it broke the connection")
    if code < 0:
        name = _SIGNALS.get(-code, f"signal {-code}")
        return _("the process was killed by {signal}").format(signal=name)
    return _("the process ended itself with exit code {code}").format(code=code)
