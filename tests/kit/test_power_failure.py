"""After SIGKILL at a random moment nothing is half-written, and the same command goes on where it was."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import pytest

from tests.kit.power_failure import kill_at, make_class


@pytest.mark.slow
def test_a_killed_class_run_goes_on_where_it_was() -> None:
    """A few moments here; `make power-failure` takes fifty."""
    with tempfile.TemporaryDirectory() as folder:  # a short name, since sockets are made below it
        course = make_class(Path(folder) / "class").root
        for moment in (random.Random(1).uniform(2, 6), 9.0, 12.0):
            kill_at(course, Path(folder) / "work", moment)
