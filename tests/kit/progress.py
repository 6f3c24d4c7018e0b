"""Shows what is being tested where several processes test: a line for each module, when its last test is over."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest


class Modules:
    """Counts the tests of each module, and tells about a module that is done and about each failure at once."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._waiting: Counter[str] = Counter()
        self._seconds: Counter[str] = Counter()
        self._tests: Counter[str] = Counter()

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, node: Any, ids: Sequence[str]) -> None:
        """Take the tests of the first process that knows them: all know the same."""
        if not self._tests:
            self._tests.update(name.partition("::")[0] for name in ids)
            self._waiting.update(self._tests)

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: Any) -> tuple[str, str, str] | None:
        """Count as always, and show no letters."""
        if not self._tests or hasattr(report, "wasxfail"):
            return None
        if report.when == "call" or report.skipped:
            return report.outcome, "", ""
        return "error" if report.failed else "", "", ""

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Note that a part of a test is over."""
        if not self._tests:
            return
        module = report.nodeid.partition("::")[0]
        self._seconds[module] += report.duration
        if report.failed:
            self._write(f"FAILED {report.nodeid}")
        if report.when == "teardown":
            self._waiting[module] -= 1
            if not self._waiting[module]:
                left = sum(count > 0 for count in self._waiting.values())
                self._write(
                    f"{self._tests[module]:5} tests, {self._seconds[module]:4.0f} s: {Path(module).name} – "
                    f"{_sentence(self._config.rootpath / module)} ({left} more to go)"
                )

    def _write(self, line: str) -> None:
        terminal = self._config.pluginmanager.get_plugin("terminalreporter")
        terminal.ensure_newline()
        terminal.write_line(line)


def _sentence(module: Path) -> str:
    """Return the first line of a module's docstring."""
    return (ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or "").partition("\n")[0].rstrip(".")
