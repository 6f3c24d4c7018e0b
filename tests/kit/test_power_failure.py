"""After SIGKILL at a random moment nothing is half-written, and the same command goes on where it was."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.kit.power_failure import kill_at, make_class


@pytest.mark.slow
def test_a_killed_class_run_goes_on_where_it_was(tmp_path: Path) -> None:
    """A few moments here; `make power-failure` takes fifty."""
    course = make_class(tmp_path / "class").root
    for moment in (random.Random(1).uniform(2, 6), 9.0, 12.0):
        kill_at(course, tmp_path / "work", moment)
