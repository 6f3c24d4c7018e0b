"""The hidden tests of one exercise, collected by pytest, to be run with it or called without."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from autograder.testing import graded

hypothesis.settings.register_profile(
    "grading",
    max_examples=40,
    database=None,
    deadline=None,
    derandomize=False,  # pytest's --hypothesis-seed carries the grader's seed
    report_multiple_bugs=False,
    suppress_health_check=list(hypothesis.HealthCheck),
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate, hypothesis.Phase.shrink],
    print_blob=False,
)

FIXTURES = frozenset({"student", "judged"})
"""The fixtures that the grader gives a hidden test."""
_DEFAULTS = graded(points=0.0).mark.kwargs


class HiddenTestsBroken(RuntimeError):
    """The hidden tests could not be run at all; the grader's fault."""


@dataclass(frozen=True)
class HiddenTest:
    """One hidden test.

    Attributes:
        name: as pytest has it, with parameters.
        mark: the arguments of `autograder.testing.graded`.
        sentence: the first line of its docstring.
        function: what one example runs.
        arguments: what pytest's ``parametrize`` gives it.
        draws: whether hypothesis draws its examples.
        plain: whether it needs nothing of pytest but our own fixtures, so that it can be called without.
    """

    name: str
    node: str
    mark: Mapping[str, Any]
    sentence: str
    function: Callable[..., None]
    arguments: Mapping[str, Any]
    draws: bool
    plain: bool


@functools.lru_cache(maxsize=64)
def load(module: Path, seed: int) -> tuple[HiddenTest, ...]:
    """Return the tests of a module, in their order.

    Raises:
        HiddenTestsBroken: pytest cannot collect them.
    """
    collector = _Collector()
    code = run(module.parent, seed, [str(module), "--collect-only"], collector)
    if code is not pytest.ExitCode.OK or not collector.items:
        raise HiddenTestsBroken("\n".join(collector.errors) or f"pytest ended with {code!r} on {module}")
    return tuple(_hidden_test(item) for item in collector.items)


def run(hidden: Path, seed: int, arguments: list[str], plugin: object) -> int | pytest.ExitCode:
    """Run pytest in this process on tests of an assignment's folder of hidden tests."""
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # the machine's plugins must not change a grade
    return pytest.main([*_options(hidden, seed), *arguments], plugins=[plugin])


def mark_of(item: pytest.Item) -> dict[str, Any]:
    """Return what `autograder.testing.graded` says of a test."""
    mark = item.get_closest_marker("graded")
    return {**_DEFAULTS, **(mark.kwargs if mark else {})}


def sentence_of(item: pytest.Item) -> str:
    """Return the first line of a test's docstring."""
    doc = getattr(getattr(item, "function", None), "__doc__", None) or ""
    return doc.strip().splitlines()[0] if doc.strip() else ""


class Configured:
    """The part of a pytest plugin that every run of hidden tests needs."""

    def __init__(self) -> None:
        self.errors: list[str] = []

    def pytest_configure(self, config: pytest.Config) -> None:
        config.addinivalue_line(
            "markers", "graded(points, shows, hint, seconds, idle, false_alarm): a hidden test and what it is worth"
        )
        for path in config.getini("pythonpath"):  # pytest takes it back at its end, but tests may import later
            if str(path) not in sys.path:
                sys.path.insert(0, str(path))
        hypothesis.settings.load_profile("grading")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.errors.append(str(report.longrepr))


class _Collector(Configured):
    def __init__(self) -> None:
        super().__init__()
        self.items: list[pytest.Item] = []

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self.items = list(session.items)


def _hidden_test(item: pytest.Item) -> HiddenTest:
    function = getattr(item, "obj", None)
    inner = getattr(getattr(function, "hypothesis", None), "inner_test", None)
    inner = getattr(inner, "__autograder_inner__", inner)
    given = dict(item.callspec.params) if hasattr(item, "callspec") else {}
    others = set(getattr(item, "fixturenames", ())) - FIXTURES - set(given)
    plain = type(item) is pytest.Function and item.cls is None and not others
    return HiddenTest(
        item.name,
        item.nodeid,
        mark_of(item),
        sentence_of(item),
        inner or function or _nothing,
        given,
        inner is not None,
        plain,
    )


def _nothing(**_: Any) -> None:
    raise HiddenTestsBroken("this test cannot be called without pytest")


def _options(hidden: Path, seed: int) -> list[str]:
    configuration = hidden.parent / "pytest.ini"
    return [
        f"--rootdir={hidden.parent}",
        *(["-c", str(configuration)] if configuration.exists() else ["-c", os.devnull]),
        "--import-mode=importlib",
        f"--hypothesis-seed={seed}",
        "-p", "_hypothesis_pytestplugin",
        "-p", "no:terminal",
        "-p", "no:cacheprovider",
        "-p", "no:faulthandler",
        "-p", "no:logging",
        "-p", "no:unraisableexception",  # collects garbage several times, 0.6 s a run
        "-p", "no:threadexception",
        "-W", "ignore",
    ]  # fmt: skip
