"""Judging training runs: the statistics, the rule, and the committed calibrations."""

from __future__ import annotations

import json
import random
import statistics
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from scipy import stats

from autograder.files import write_json
from autograder.grading import calibrate as cal
from autograder.grading import kept
from autograder.grading.calibration import (
    RUNS,
    Calibration,
    Experiment,
    Judge,
    Scores,
    Side,
    Thresholds,
    environment,
    judge,
    read_calibration,
)
from autograder.grading.environment import torch_build
from autograder.grading.kept import kept_folder
from autograder.testing import Mismatch
from tests.hidden.augmentation.calibration import AUGMENTED_TRAINING
from tests.hidden.mnist_hands_on.calibration import COMPARISON
from tests.hidden.regularization.calibration import BUILT_MODEL

RULE = Thresholds((0.1,), (0.05,))


def draws(mean: float, spread: float, count: int = 40, seed: int = 0) -> list[Scores]:
    generator = random.Random(seed)
    return [(generator.gauss(mean, spread),) for _ in range(count)]


@pytest.mark.parametrize(("first", "passed", "runs"), [(0.16, True, 1), (0.04, False, 1), (0.12, True, 5)])
def test_a_clear_first_run_decides_alone(first: float, passed: bool, runs: int) -> None:
    verdict = judge(RULE, lambda i: (first if i == 0 else 0.11,))

    assert (verdict.passed, verdict.runs) == (passed, runs)


def test_an_unclear_first_run_leaves_it_to_the_mean() -> None:
    assert not judge(RULE, lambda i: (0.14 if i == 0 else 0.08,)).passed
    assert judge(RULE, lambda i: (0.07 if i == 0 else 0.12,)).passed


def test_every_side_has_to_hold() -> None:
    both = Thresholds((0.1, 0.0), (0.05, 0.05))

    assert judge(both, lambda i: (0.5, 0.2)).passed
    assert not judge(both, lambda i: (0.5, -0.2)).passed


@pytest.mark.slow
@pytest.mark.parametrize("runs", [1, RUNS])
@pytest.mark.parametrize("side", [-1, 1])
def test_bounds_hold_with_the_stated_confidence(runs: int, side: int) -> None:
    """In 95 % of samples the bound lies beyond the true quantile: of 100 samples, 85 and more (1 in 10,000)."""
    rate = 0.001
    quantile = side * stats.norm.isf(rate) / runs**0.5
    bounds = [cal.bound([x for (x,) in draws(0, 1, 20, seed)], rate, runs, side) for seed in range(100)]

    assert sum(side * bound >= side * quantile for bound in bounds) >= 85


@pytest.mark.parametrize("runs", [1, RUNS])
def test_a_chance_and_its_bound_are_each_others_inverse(runs: int) -> None:
    sample = [x for (x,) in draws(0.3, 0.1)]
    limit = cal.bound(sample, 0.002, runs, -1)

    assert cal.chance_beyond(sample, limit, runs, -1) == pytest.approx(0.002, rel=1e-3)


def test_thresholds_keep_both_error_rates_on_new_runs() -> None:
    limits = cal.thresholds(["effect"], {"right": draws(0.3, 0.04)}, {"wrong": draws(0.0, 0.04, seed=1)})
    right, wrong = draws(0.3, 0.04, 50_000, 2), draws(0.0, 0.04, 50_000, 3)

    assert statistics.fmean(not verdict.passed for verdict in cal.verdicts(limits, right)) <= cal.RIGHT_FAILS
    assert statistics.fmean(verdict.passed for verdict in cal.verdicts(limits, wrong)) <= cal.WRONG_PASSES
    assert cal.fails_at_most(limits, draws(0.3, 0.04)) <= cal.RIGHT_FAILS
    assert cal.passes_at_most(limits, draws(0.0, 0.04, seed=1)) <= cal.WRONG_PASSES


def test_what_cannot_be_told_apart_is_named() -> None:
    with pytest.raises(cal.NotSeparable, match=r"'weak' .* from 'none'"):
        cal.thresholds(["effect"], {"weak": draws(0.02, 0.04)}, {"none": draws(0.0, 0.04)})


def experiment(folder: Path, **changes: object) -> Experiment:
    """Return an experiment whose runs cost nothing: the baseline scores 0 and the reference 0.3, and some noise."""

    def noisy(mean: float, salt: int) -> Callable[[int], Scores]:
        return lambda seed: (random.Random(10 * seed + salt).gauss(mean, 0.02),)

    return replace(
        Experiment(
            name="toy",
            file=folder / "calibration.json",
            recipe="none",
            probes=(),
            sides=(Side("effect", "an effect of {:.3f}", "Try harder."),),
            effect=lambda scores, plain: (scores[0] - plain[0],),
            baseline=noisy(0.0, 0),
            control=noisy(0.3, 1),
            right={"good": noisy(0.3, 2)},
            wrong={"bad": noisy(0.0, 3)},
        ),
        **changes,
    )


def calibrated(of: Experiment) -> Calibration:
    """Calibrate `of` and write what was found where the judge looks for it."""
    seeds = range(cal.FIRST_SEED, cal.FIRST_SEED + 40)
    scores = {
        group: {n: [run(s) for s in seeds] for n, run in found.items()} for group, found in cal.groups(of).items()
    }
    found = cal.calibrated(of, [of.baseline(seed) for seed in seeds], scores)
    write_json(of.file, {"experiments": {of.name: cal.as_json(found)}})
    return found


def test_a_calibration_is_read_as_it_was_written(tmp_path: Path) -> None:
    toy = experiment(tmp_path)
    written, read = calibrated(toy), read_calibration(toy)

    assert read.thresholds == written.thresholds
    assert read.environment == environment()


def test_the_judge_passes_right_and_rejects_wrong_with_a_hint(tmp_path: Path) -> None:
    toy, told = experiment(tmp_path), []
    calibrated(toy)
    judged = Judge(0, tmp_path / "kept", told.append)

    judged(toy, toy.right["good"])
    with pytest.raises(Mismatch, match="at least an effect of") as failure:
        judged(toy, toy.wrong["bad"])
    assert failure.value.hint == "Try harder."
    assert told == []


def test_another_environment_is_worth_a_warning(tmp_path: Path) -> None:
    toy, told = experiment(tmp_path), []
    calibrated(toy)
    text = toy.file.read_text().replace(environment()["torch"], "1.0.0")
    toy.file.write_text(text)
    Judge(0, None, told.append)(toy, toy.right["good"])

    assert len(told) == 1
    assert "torch 1.0.0" in told[0]


@pytest.mark.parametrize(
    ("name", "then", "told_of"),
    [
        ("torch", "{release}.99", False),  # another patch release
        ("torch", "{release}.0+{build}", False),
        ("torch", "{release}.0+another", True),
        ("processor", "x86_64 AnotherMaker AVX", True),
        ("processor", None, False),  # a calibration from before this was noted
    ],
)
def test_builds_and_processors_are_told_apart(tmp_path: Path, name: str, then: str | None, told_of: bool) -> None:
    toy, told = experiment(tmp_path), []
    calibrated(toy)
    release, _, build = torch_build().partition("+")
    found = json.loads(toy.file.read_text())
    for entry in found["experiments"].values():
        if then is None:
            del entry["environment"][name]
        else:
            entry["environment"][name] = then.format(release=release.rpartition(".")[0], build=build)
    toy.file.write_text(json.dumps(found))
    Judge(0, None, told.append)(toy, toy.right["good"])

    assert bool(told) == told_of


def test_machines_of_another_kind_keep_values_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    here = kept_folder("suite")
    monkeypatch.setattr(kept, "environment", lambda: "torch 1.0.0, another processor")

    assert kept_folder("suite") != here


def test_a_baseline_with_other_numbers_gives_no_verdict(tmp_path: Path) -> None:
    toy = experiment(tmp_path)
    calibrated(toy)
    drifted = replace(toy, baseline=lambda seed: (toy.baseline(seed)[0] - 0.2,))

    with pytest.raises(RuntimeError, match="standard errors from the calibrated ones"):
        Judge(0, None, print)(drifted, toy.right["good"])


def test_a_reference_that_fails_gives_no_verdict(tmp_path: Path) -> None:
    toy = experiment(tmp_path)
    calibrated(toy)

    with pytest.raises(RuntimeError, match="reference solution does not pass"):
        Judge(0, None, print)(replace(toy, control=toy.wrong["bad"]), toy.right["good"])


def test_without_a_calibration_of_this_recipe_there_is_no_verdict(tmp_path: Path) -> None:
    toy = experiment(tmp_path)
    with pytest.raises(RuntimeError, match="not calibrated"):
        Judge(0, None, print)(toy, toy.right["good"])
    calibrated(toy)
    with pytest.raises(RuntimeError, match="has changed"):
        Judge(0, None, print)(replace(toy, recipe="another"), toy.right["good"])


@pytest.mark.slow
def test_a_calibration_is_written_whole_and_goes_on_where_it_was(tmp_path: Path) -> None:
    """As the command does it, in worker processes, with an experiment in a course of its own."""
    module = tmp_path / "hidden" / "toy" / "calibration.py"
    module.parent.mkdir(parents=True)
    module.write_text(TOY)
    paths = cal.calibrate(module, 10, 2, tmp_path / "kept")
    runs = sorted((tmp_path / "kept").iterdir())

    assert [path.name for path in paths] == ["calibration.json", "calibration.md", "calibration.png"]
    assert "Counted: 0 of 2" in paths[1].read_text()
    assert len(runs) == 3 * 10
    before = [path.stat().st_mtime_ns for path in runs]
    cal.calibrate(module, 10, 2, tmp_path / "kept")
    assert [path.stat().st_mtime_ns for path in runs] == before


TOY = """
from pathlib import Path
import random
from autograder.grading.calibration import Experiment, Side

def noisy(mean):
    return lambda seed: (random.Random(seed).gauss(mean, 0.01) + random.Random(-seed).gauss(0, 0.01),)

EXPERIMENTS = [
    Experiment(
        "toy", Path(__file__).with_suffix(".json"), "none", (), (Side("effect", "{:.3f}"),),
        lambda scores, plain: (scores[0] - plain[0] + plain[0] / 10,), noisy(0.0), noisy(1.0),
        right={"good": noisy(1.0)}, wrong={"bad": noisy(0.0)},
    )
]
"""


@pytest.mark.parametrize("committed", [BUILT_MODEL, AUGMENTED_TRAINING, COMPARISON], ids=lambda e: e.name)
@pytest.mark.slow
def test_the_committed_calibration_belongs_to_the_code_and_keeps_its_rates(committed: Experiment) -> None:
    found = read_calibration(committed)
    effects = {group: {n: [tuple(e) for e in runs] for n, runs in m.items()} for group, m in found.effects.items()}

    assert {group: set(names) for group, names in cal.groups(committed).items()} == {
        g: set(m) for g, m in effects.items()
    }
    assert all(len(runs) >= 40 for members in effects.values() for runs in members.values())
    assert (
        cal.thresholds([side.name for side in committed.sides], effects["right"], effects["wrong"]) == found.thresholds
    )
    assert max(cal.fails_at_most(found.thresholds, runs) for runs in effects["right"].values()) <= cal.RIGHT_FAILS
    assert max(cal.passes_at_most(found.thresholds, runs) for runs in effects["wrong"].values()) <= cal.WRONG_PASSES
