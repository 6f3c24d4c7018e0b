"""Judging training runs against a baseline, by thresholds whose error rates are known.

What training gives varies from seed to seed, so a threshold means something only beside the two distributions it stands
between: that of right solutions and that of wrong ones. ``autograder calibrate`` measures both over many seeds and
writes the thresholds (see `autograder.grading.calibrate`); the fixture ``judged`` applies them:

    def test_it_overfits_less_than_the_plain_model(student, judged):
        judged(EXPERIMENT, lambda seed: train(student, seed))

A submission and the baseline are trained under the same seed, and only the difference counts. One run decides when it
is clear, else the mean of a fixed number of runs does; there is no third try. Before the first verdict the grader
checks itself: its baseline must give the calibrated numbers, and its own right solution must pass.
"""

from __future__ import annotations

import hashlib
import json
import math
import platform
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import torch

from autograder.grading.calls import secret_of
from autograder.grading.environment import processor, torch_build
from autograder.grading.kept import kept
from autograder.student.language import _
from autograder.testing import Mismatch, Probe, Text

Scores = tuple[float, ...]
"""What a training run is judged by, for example accuracies from 0 to 1: in each run as many numbers, in one order."""
Run = Callable[[int], Scores]
"""A function from a run's seed, which nothing in the student's process may know, to its scores; see `seed_to_send`."""
RUNS = 5
"""How many runs are averaged when the first one is not clear."""
FIRST_SEED = 1_000_000
"""Calibration's runs have the seeds from here on."""

_GRADING = 1 << 128  # and grading's from here on, so that nobody is judged by the runs that set the thresholds
_CANARY = 4.5  # standard errors; with 40 calibration seeds a false alarm comes once in 20,000 environments


def seed_to_send(seed: int) -> int:
    """Return a seed for the student's process in the run with `seed`, to which it does not lead back.

    Args:
        seed: the run's, which stays on the grader's side.

    Returns:
        a number from 0 to 2³¹ - 1, which fits every generator, also numpy's.
    """
    return int.from_bytes(hashlib.sha256(f"sent, {seed}".encode()).digest()[:4], "big") >> 1


@dataclass(frozen=True)
class Side:
    """One number that a run is judged by, the better the larger.

    Attributes:
        name: a word for tables.
        text: what students read, with the number, in the unit of the scores, in braces, for example ``"the test
            accuracy {:+.3f}"``.
        hint: the probable misconception when this side fails.
        harm: the one when it fails by far, so that even the first run alone would tell; empty for `hint`.
    """

    name: str
    text: str
    hint: str = ""
    harm: str = ""


@dataclass(frozen=True)
class Experiment:
    """A training run, and the right and wrong solutions by which it is calibrated.

    A test that judges by an experiment without a calibration that fits it ends as the grader's own error.

    Attributes:
        name: what is trained, as the report calls it.
        file: the committed calibration.
        recipe: what decides the result besides the code: sizes, epochs, noise.
        probes: the code that trains; its text is part of what a calibration holds for.
        sides: what is judged.
        effect: gives one number per side from a run's scores and the baseline's under the same seed.
        baseline: the baseline's scores in the run with a seed.
        control: a right solution's scores, the grader's check of itself.
        right: right solutions by name; each must pass.
        wrong: wrong solutions by name; each must fail.
        elsewhere: what this experiment does not decide, by name, with the reason; measured and reported only.
    """

    name: str
    file: Path
    recipe: str
    probes: tuple[Probe, ...]
    sides: tuple[Side, ...]
    effect: Callable[[Scores, Scores], Scores]
    baseline: Run
    control: Run
    right: Mapping[str, Run] = field(default_factory=dict)
    wrong: Mapping[str, Run] = field(default_factory=dict)
    elsewhere: Mapping[str, tuple[Run, str]] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """A short text that changes when the recipe or the code that trains does."""
        sources = [str(probe.bundle()["sources"]) for probe in self.probes]
        return hashlib.sha256("".join([self.recipe, *sources]).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Thresholds:
    """What passes, one number per side.

    Attributes:
        needed: the smallest effect that passes.
        clear: a first run this far above `needed` on every side, or below it on any, decides alone.
    """

    needed: Scores
    clear: Scores

    def pass_(self, effect: Scores, margin: int = 0) -> bool:
        """Say whether `effect` reaches what is needed, plus `margin` times what is clear, on every side."""
        return all(e >= n + margin * c for e, n, c in zip(effect, self.needed, self.clear, strict=True))


@dataclass(frozen=True)
class Verdict:
    """What came of a submission's runs; `effect` is their mean."""

    passed: bool
    effect: Scores
    runs: int


def judge(thresholds: Thresholds, effects: Callable[[int], Scores]) -> Verdict:
    """Judge by the first run when it is clear, else by the mean of `RUNS` runs; `effects` gives the i-th run's."""
    seen = [effects(0)]
    if not thresholds.pass_(seen[0], 1) and thresholds.pass_(seen[0], -1):
        seen += [effects(i) for i in range(1, RUNS)]
    mean = tuple(statistics.fmean(side) for side in zip(*seen, strict=True))
    return Verdict(thresholds.pass_(mean), mean, len(seen))


@dataclass(frozen=True)
class Calibration:
    """What `autograder calibrate` found for one experiment.

    Attributes:
        fingerprint: the experiment's, as it was.
        date: ISO date.
        environment: versions and machine, see `environment`.
        thresholds: what passes.
        baseline: the baseline's scores, run by run.
        effects: by group (right, wrong, elsewhere) and name, run by run.
    """

    fingerprint: str
    date: str
    environment: Mapping[str, str]
    thresholds: Thresholds
    baseline: Sequence[Scores]
    effects: Mapping[str, Mapping[str, Sequence[Scores]]]

    def canary(self, baseline: Sequence[Scores]) -> float:
        """Return how many standard errors the mean of `baseline` lies from the calibrated one, at most over scores."""
        worst = 0.0
        for here, there in zip(zip(*baseline, strict=True), zip(*self.baseline, strict=True), strict=True):
            error = statistics.stdev(there) * math.sqrt(1 / len(here) + 1 / len(there))
            worst = max(worst, abs(statistics.fmean(here) - statistics.fmean(there)) / max(error, 1e-9))
        return worst


def environment() -> dict[str, str]:
    """Return what may change the numbers of a training run: library versions, processor, device."""
    device = torch.cuda.get_device_name() if torch.cuda.is_available() else "cpu"
    return {
        "torch": torch_build(),
        "torchvision": version("torchvision"),
        "machine": platform.machine(),
        "processor": processor(),
        "device": device,
    }


def read_calibration(experiment: Experiment) -> Calibration:
    """Return the committed calibration of `experiment`.

    Raises:
        RuntimeError: there is none, or it belongs to another recipe.
    """
    try:
        entry = json.loads(experiment.file.read_text(encoding="utf-8"))["experiments"][experiment.name]
    except (OSError, ValueError, KeyError) as error:
        raise RuntimeError(f"{experiment.name} is not calibrated ({error!r}): run `autograder calibrate`") from None
    calibration = Calibration(
        entry["fingerprint"],
        entry["date"],
        entry["environment"],
        Thresholds(tuple(entry["needed"]), tuple(entry["clear"])),
        entry["baseline"],
        entry["effects"],
    )
    if calibration.fingerprint != experiment.fingerprint:
        raise RuntimeError(f"the training of {experiment.name} has changed: run `autograder calibrate`")
    return calibration


class Judge:
    """The fixture ``judged``: raises `Mismatch` unless a submission's training has the effect that is needed."""

    def __init__(self, seed: int, store: Path | None, warn: Callable[[str], None]) -> None:
        """Judge under the grader's `seed`; keep the baseline's numbers in `store`; tell the instructor by `warn`."""
        self._seeds = [_GRADING + secret_of(seed, "run", i) for i in range(RUNS)]
        self._store = store
        self._warn = warn

    def __call__(self, experiment: Experiment, run: Run) -> None:
        """Train by `run`, a function from a seed to scores, and judge.

        Raises:
            Mismatch: the effect is too small.
            RuntimeError: the grader's own numbers are off, so there is no verdict.
        """
        calibration = read_calibration(experiment)
        self._check_ourselves(experiment, calibration)
        verdict = judge(calibration.thresholds, lambda i: self._effect(experiment, run, i))
        if not verdict.passed:
            raise _mismatch(experiment, calibration.thresholds, verdict)

    def _effect(self, experiment: Experiment, run: Run, i: int) -> Scores:
        return experiment.effect(run(self._seeds[i]), self._baseline(experiment, i))

    def _baseline(self, experiment: Experiment, i: int) -> Scores:
        seed = self._seeds[i]
        key = f"{experiment.name}, baseline, {experiment.fingerprint}, run {secret_of(seed, 'kept'):x}"
        return tuple(kept(self._store, key, lambda: experiment.baseline(seed)))

    def _check_ourselves(self, experiment: Experiment, calibration: Calibration) -> None:
        thresholds, name = calibration.thresholds, experiment.name
        key = f"{name}, check, {experiment.fingerprint}, {thresholds}, run {secret_of(self._seeds[0], 'kept'):x}"
        distance, control = kept(self._store, key, lambda: self._own_numbers(experiment, calibration))
        then, now = calibration.environment, environment()
        told = f"calibrated on {calibration.date} with {_said(then)}; here it is {_said(now)}"
        if distance > _CANARY:
            raise RuntimeError(
                f"{name}: the baseline's numbers are {distance:.1f} standard errors from the calibrated ones ({told}): "
                "run `autograder calibrate`"
            )
        if not control:
            raise RuntimeError(f"{name}: the reference solution does not pass its own test ({told})")
        if any(_differ(then[name], now[name]) for name in then.keys() & now.keys()):
            self._warn(
                f"{name} is judged by thresholds that were {told}. The baseline's numbers agree with the calibrated "
                "ones and the reference passes. `autograder calibrate` makes thresholds for this environment."
            )

    def _own_numbers(self, experiment: Experiment, calibration: Calibration) -> tuple[float, bool]:
        distance = calibration.canary([self._baseline(experiment, i) for i in range(RUNS)])
        verdict = judge(calibration.thresholds, lambda i: self._effect(experiment, experiment.control, i))
        return distance, verdict.passed


def _mismatch(experiment: Experiment, thresholds: Thresholds, verdict: Verdict) -> Mismatch:
    sides = list(zip(experiment.sides, verdict.effect, thresholds.needed, thresholds.clear, strict=True))
    failing = [side for side in sides if side[1] < side[2]]
    got = ", ".join(_(side.text).format(effect) for side, effect, _needed, _clear in failing)
    expected = ", ".join(_(side.text).format(needed) for side, _effect, needed, _clear in failing)
    side, effect, needed, clear = failing[0]
    hint = side.harm if side.harm and effect < needed - clear else side.hint
    runs = _("one run") if verdict.runs == 1 else _("the mean of {count} runs").format(count=verdict.runs)
    return Mismatch(Text(f"{got} ({runs})"), Text(_("at least {effects}").format(effects=expected)), hint)


def _differ(then: str, now: str) -> bool:
    """Say whether two versions, or other parts of an environment, may give other numbers.

    A library's patch release does not, and a calibration may not say of which build it was.
    """
    (release, _, build), (other, _, its) = then.partition("+"), now.partition("+")
    return release.split(".")[:2] != other.split(".")[:2] or bool(build and its and build != its)


def _said(where: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {value}" for name, value in where.items())
