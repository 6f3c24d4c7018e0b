"""The demo is a test of the whole kit: every submission's grade is what it should be."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.kit.conftest import REPO, run


@pytest.mark.slow
def test_every_submission_of_the_demo_gets_the_grade_it_should(tmp_path: Path) -> None:
    done = run([sys.executable, "-m", "tests.corpus.demo", str(tmp_path / "demo")], REPO)

    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "demo" / "feedback" / "emma" / "regularization" / "regularization.html").is_file()
