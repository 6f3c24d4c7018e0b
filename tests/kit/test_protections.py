"""The protections are stated, tried for real, and missing ones can be made an error."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from autograder.course.settings import Grading, Settings
from autograder.grading.jobs import Task, Work
from autograder.running import machine
from autograder.running.grader import Grader
from autograder.sandbox import server as server_module
from autograder.sandbox.doctor import ATTEMPTS, Attempt, try_all
from autograder.sandbox.lockdown import Limits
from autograder.sandbox.protections import in_one_line, layers
from autograder.sandbox.server import ForkServer, SandboxUnavailable
from tests.kit.conftest import REPO, run

BIN = f"{sys.prefix}/bin"


@pytest.mark.slow
def test_everything_the_doctor_tries_is_prevented(server: ForkServer) -> None:
    findings = try_all(server)

    names_seen = {f.attempt.what for f in findings if f.prevented is False}
    by_namespaces_alone = {a.what for a in ATTEMPTS if a.by == "namespaces"}
    assert names_seen == (set() if server.namespaces else by_namespaces_alone)
    assert sum(f.prevented is True for f in findings) >= len(ATTEMPTS) - 4


def test_a_folder_whose_name_is_too_long_for_sockets_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / ("n" * 100)))
    (tmp_path / ("n" * 100)).mkdir()
    with pytest.raises(SandboxUnavailable, match=r"nnn.*: set TMPDIR to a folder with a short name"), ForkServer():
        pass


@pytest.mark.slow
def test_the_doctor_sees_what_is_not_prevented(server: ForkServer, monkeypatch: pytest.MonkeyPatch) -> None:
    harmless = [
        Attempt("adding up", "1 + 1", "nothing"),
        Attempt("large files", "open('big', 'wb').write(bytes(2 << 20))", "RLIMIT_FSIZE", Limits(file_size=4 << 20)),
        Attempt("the impossible", "1 / 0", "arithmetic"),
    ]
    monkeypatch.setattr("autograder.sandbox.doctor.ATTEMPTS", harmless)

    assert [finding.prevented for finding in try_all(server)] == [False, False, None]


@pytest.mark.slow
def test_without_landlock_namespaces_stand_in(server: ForkServer) -> None:
    if not server.namespaces:
        pytest.skip("bubblewrap is not installed or not allowed here")
    done = run([sys.executable, "-m", "tests.kit.without_landlock", f"{BIN}/autograder", "doctor"], REPO)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "namespaces stand in for it" in " ".join(done.stdout.split())
    assert " no " in done.stdout


def test_without_any_protection_nothing_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "landlock_abi", lambda: 0)
    monkeypatch.setattr(server_module, "_bubblewrap", lambda *_: [])

    with pytest.raises(SandboxUnavailable, match="neither Landlock"):
        ForkServer().start()


def test_missing_protections_can_be_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    found = layers(namespaces=False)
    monkeypatch.setattr(machine, "layers", lambda _: found)

    assert "Missing: namespaces" in in_one_line(found)
    task = Task("f", (), (), REPO / "test_f.py", "", (), Settings())
    with pytest.raises(SandboxUnavailable, match="namespaces"):
        Grader(strict=True).start([Work({"f": task})])


def test_in_continuous_integration_missing_protections_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    assert not Grading().strict
    monkeypatch.setenv("CI", "true")
    assert Grading().strict
    assert not Grading(missing_protections="warn").strict


def test_the_documented_limits_are_those_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    grading = Grading()
    rows = [
        f"| `{n}` | `{getattr(grading, n)!r}` | {t.help} |" for n, t in Grading.class_own_traits(config=True).items()
    ]
    documented = [line for line in (REPO / "docs" / "security.md").read_text().splitlines() if line.startswith("| `")]

    assert documented == rows
