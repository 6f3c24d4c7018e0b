"""The fork server's loop: whatever happens to its processes, in whatever order, it serves the others."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.sandbox import watch
from autograder.sandbox.lockdown import Limits
from autograder.sandbox.zygote import Server

SECONDS = 20.0


class Played(Server):
    """A server whose processes end when they are told to, and do nothing else."""

    def _become_student(self, data: socket.socket, scratch: str, limits: Limits) -> None:
        os.closerange(3, data.fileno())  # it has its clients' ends as well, since those are in this process too
        os.closerange(data.fileno() + 1, 4096)
        with contextlib.suppress(OSError):
            os._exit(3 if data.recv(1) else 0)
        os._exit(4)


class Client:
    """One who has a process forked."""

    def __init__(self, server: Played, address: str, scratch: str, request: bytes | None = None) -> None:
        self.control = socket.socket(socket.AF_UNIX)
        self.control.connect(address)
        self.data, theirs = socket.socketpair()
        if request is None:
            request = json.dumps({"scratch": scratch, "limits": dataclasses.asdict(Limits())}).encode()
        socket.send_fds(self.control, [request], [theirs.fileno()])
        theirs.close()
        server.serve_once()

    def close(self) -> None:
        self.control.close()
        self.data.close()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[Played, str, str]]:
    """A server in this process, its address, and a folder for its processes."""
    address, scratch = str(tmp_path / "socket"), tmp_path / "scratch"
    scratch.mkdir()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen(64)
        lifeline, other = socket.socketpair()
        server = Played(listener, lifeline, None, {})
        yield server, address, str(scratch)
        lifeline.close()
        other.close()


def answer(server: Played, client: Client) -> dict[str, Any]:
    """Let the server work until it has an answer for the client."""
    client.control.settimeout(0.01)
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(TimeoutError):
            return dict(json.loads(client.control.recv(4096)))
        server.serve_once()
    raise AssertionError("no answer")


ACTIONS = {
    "ask for a look": lambda client: client.control.sendall(b"look\n"),
    "ask for its usage": lambda client: client.control.sendall(b"usage\n"),
    "ask to kill": lambda client: client.control.sendall(b"kill\n"),
    "say nonsense": lambda client: client.control.sendall(b"\xff" * 100),
    "hang up": lambda client: client.control.close(),
    "let the process end": lambda client: client.data.sendall(b"x"),
    "close the process's end": lambda client: client.data.close(),
}
steps = st.lists(st.tuples(st.integers(0, 2), st.sampled_from([*ACTIONS, "serve"])), max_size=12)


@pytest.mark.slow
@given(steps=steps)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_of_events_leaves_it_serving(place: tuple[Played, str, str], steps: list[tuple[int, str]]) -> None:
    server, address, scratch = place
    honest = Client(server, address, scratch)
    others = [Client(server, address, scratch) for _ in range(3)]

    for number, action in steps:
        if action == "serve":
            server.serve_once()
        else:
            with contextlib.suppress(OSError):  # this client, or its process, is gone already
                ACTIONS[action](others[number])
    for client in others:
        client.close()

    honest.control.sendall(b"look\n")
    assert "well" in answer(server, honest)
    honest.data.sendall(b"x")
    assert answer(server, honest) == {"exit": 3, "why": None}
    deadline = time.monotonic() + SECONDS
    while server.children:
        server.serve_once()
        assert time.monotonic() < deadline
    honest.close()


@pytest.mark.parametrize(
    "request_", [b"", b"\xff", b"[]", b"{}", b'{"scratch": 1, "limits": {"memory": 1, "surprise": 2}}'], ids=repr
)
def test_a_request_that_is_none_is_let_go(place: tuple[Played, str, str], request_: bytes) -> None:
    server, address, scratch = place
    honest = Client(server, address, scratch)
    broken = Client(server, address, scratch, request_ or b" ")

    assert broken.control.recv(10) == b""
    honest.data.sendall(b"x")
    assert answer(server, honest)["exit"] == 3
    broken.close()
    honest.close()


def test_a_process_that_cannot_be_watched_costs_itself_only(
    place: tuple[Played, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    server, address, scratch = place
    honest, other = Client(server, address, scratch), Client(server, address, scratch + "/other")
    excess = watch.excess

    def broken(pid: int, folder: str, limits: Limits) -> Any:
        if folder.endswith("other"):
            raise OSError(36, "File name too long")
        return excess(pid, folder, limits)

    monkeypatch.setattr(watch, "excess", broken)
    other.control.sendall(b"look\n")

    assert answer(server, other) == {"exit": -9, "why": None}
    honest.control.sendall(b"look\n")
    assert "well" in answer(server, honest)
    honest.data.close()
    assert answer(server, honest)["exit"] == 0
    other.close()
    honest.close()


def test_who_asks_for_usage_again_and_again_has_nobody_looked_at(
    place: tuple[Played, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    server, address, scratch = place
    client = Client(server, address, scratch)
    server.serve_once()
    looks: list[int] = []
    monkeypatch.setattr(watch, "excess", lambda pid, folder, limits: looks.append(pid))
    monkeypatch.setattr(watch, "INTERVAL", SECONDS)  # the server's own look is not due
    for child in server.children:
        child.next_look = time.monotonic() + SECONDS

    for _ in range(20):
        client.control.sendall(b"usage\n")
        assert answer(server, client)["well"]["processor"] >= 0
    assert not looks
    client.control.sendall(b"look\n")
    assert "well" in answer(server, client)
    assert len(looks) == 1
    client.data.close()
    answer(server, client)
    client.close()
