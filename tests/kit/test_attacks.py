"""No attack of the corpus succeeds, and each one's line in the result says what happened."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.attack import run_kit
from tests.corpus.loader import load_attacks

GROUPS = ("tampering", "reading", "writing", "leaving", "exhausting", "crashing", "deceiving", "malformed")


def test_every_attack_says_what_must_come_of_it() -> None:
    attacks = load_attacks()

    assert {attack.group for attack in attacks} == set(GROUPS)
    assert len(attacks) >= 60
    assert len({attack.name for attack in attacks}) == len(attacks)
    words = {"failed", "not attempted", "blocked", "crashed", "timed out"}
    for attack in attacks:
        assert attack.function is None or (attack.outcomes and attack.outcomes <= words), attack.name
        assert attack.points in ("full", "some", "none"), attack.name
        assert attack.status in ("graded", "unreadable"), attack.name


@pytest.mark.slow
def test_no_attack_succeeds(tmp_path: Path) -> None:
    """Every fourth one here; `make attacks` takes all."""
    reports = run_kit(load_attacks()[::4], tmp_path)
    wrong = [f"{r.attack.group}/{r.attack.name}: {'; '.join([*r.harms, *r.surprises])}" for r in reports]

    assert not [line for line, r in zip(wrong, reports, strict=True) if r.harms or r.surprises]
