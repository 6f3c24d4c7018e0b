"""Calibrates experiments: trains right and wrong solutions over many seeds, and sets thresholds with known error rates.

The method. For each solution and side, the effects of n runs under different seeds are taken as a sample from a normal
distribution. The exact one-sided tolerance bound for such a sample (noncentral t; Hahn and Meeker, "Statistical
Intervals", 1991) says, with 95 % confidence, beyond which value a single run, or a mean of `RUNS` runs, lies with
a given probability. From these bounds:

- `needed` lies between the highest bound of the wrong solutions and the lowest of the right ones. Each wrong solution
  has to fail on one side only, the one with the most room.
- `clear` is so large that a decision by the first run alone is as safe as one by the mean.

A right solution fails when any side of either decision fails, a wrong one passes only when all sides do. So the error
rates that are reported are sums of bounds for right solutions, and the smallest over sides for wrong ones.
"""

from __future__ import annotations

import configparser
import datetime
import importlib.util
import math
import multiprocessing
import statistics
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Any

import numpy as np
import torch
from rich.progress import track
from scipy import optimize, stats

from autograder.files import write_json, write_text
from autograder.grading.calibration import (
    FIRST_SEED,
    RUNS,
    Calibration,
    Experiment,
    Scores,
    Thresholds,
    Verdict,
    environment,
    judge,
    kept,
)

RIGHT_FAILS = 1e-3
WRONG_PASSES = 1e-2
CONFIDENCE = 0.95

Effects = Mapping[str, Mapping[str, Sequence[Scores]]]


class NotSeparable(Exception):
    """No threshold keeps both error rates; the text names the solutions that are too close."""


def calibrate(module: Path, seeds: int, workers: int, store: Path) -> list[Path]:
    """Calibrate the ``EXPERIMENTS`` of a module and write what was found beside it.

    Args:
        module: an assignment's ``calibration.py``, in its folder of hidden tests.
        seeds: how many runs each solution gets.
        workers: how many runs go on at once.
        store: a folder where finished runs are kept, so that an interrupted calibration can go on.

    Returns:
        The files that were written: numbers (JSON), report (Markdown), plot (PNG).

    Raises:
        NotSeparable: no threshold keeps the error rates; nothing is written.
    """
    experiments = _load(module)
    solutions = [
        (number, group, name)
        for number, experiment in enumerate(experiments)
        for group, name in [("", "baseline"), *((g, n) for g, members in groups(experiment).items() for n in members)]
    ]
    scores: dict[tuple[int, str, str], dict[int, Scores]] = {solution: {} for solution in solutions}
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        futures = {
            pool.submit(_train, module, store, *solution, FIRST_SEED + i): (solution, i)
            for i in range(seeds)
            for solution in solutions
        }
        for future in track(as_completed(futures), "training", total=len(futures)):
            solution, i = futures[future]
            scores[solution][i] = tuple(future.result())
    found = []
    for number, experiment in enumerate(experiments):
        runs = {key: [scores[key][i] for i in range(seeds)] for key in solutions if key[0] == number}
        members = {g: {n: runs[number, g, n] for n in names} for g, names in groups(experiment).items()}
        found.append((experiment, calibrated(experiment, runs[number, "", "baseline"], members)))
    paths = [module.with_suffix(suffix) for suffix in (".json", ".md", ".png")]
    write_json(paths[0], {"experiments": {e.name: as_json(c) for e, c in found}})
    lines = [f"# Calibration of {module.parent.name}", "", _HOW.format(seeds=seeds, assignment=module.parent.name), ""]
    write_text(
        paths[1], "\n".join([*lines, *(line for pair in found for line in report(*pair)), "![](calibration.png)", ""])
    )
    plot(found, paths[2])
    return paths


_HOW = """\
Written by `autograder calibrate {assignment} --seeds {seeds}`; the docstring of `autograder/grading/calibrate.py`
has the method. Every solution is trained under the same seeds as the plain baseline, and the differences are what is
judged. Error rates are upper bounds at 95 % confidence for a normal distribution; what was counted on the
calibration's own runs, in groups of five as in grading, stands beside them with an exact binomial bound. Few runs mean
quick grading."""


def _load(module: Path) -> list[Experiment]:
    settings = configparser.ConfigParser()
    settings.read(module.parents[1] / "pytest.ini")
    for entry in settings.get("pytest", "pythonpath", fallback="").split():
        folder = str((module.parents[1] / entry).resolve())
        if folder not in sys.path:
            sys.path.insert(0, folder)
    spec = importlib.util.spec_from_file_location(f"calibration_of_{module.parent.name}", module)
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = loaded
    spec.loader.exec_module(loaded)
    return list(loaded.EXPERIMENTS)


_loaded: dict[Path, list[Experiment]] = {}


def _train(module: Path, store: Path, number: int, group: str, name: str, seed: int) -> Scores:
    """Train one solution in a worker process."""
    torch.set_num_threads(1)
    if module not in _loaded:
        _loaded[module] = _load(module)
    experiment = _loaded[module][number]
    run = groups(experiment)[group][name] if group else experiment.baseline
    key = f"{experiment.name}, {experiment.fingerprint}, {group} {name}, seed {seed}"
    return tuple(kept(store, key, lambda: run(seed)))


def groups(experiment: Experiment) -> dict[str, dict[str, Callable[[int], Scores]]]:
    """Return what is trained, by group and name."""
    elsewhere = {name: run for name, (run, _) in experiment.elsewhere.items()}
    return {"right": dict(experiment.right), "wrong": dict(experiment.wrong), "elsewhere": elsewhere}


def calibrated(
    experiment: Experiment, baseline: Sequence[Scores], scores: Mapping[str, Mapping[str, Sequence[Scores]]]
) -> Calibration:
    """Return the calibration that follows from the runs.

    Args:
        experiment: what was run.
        baseline: the baseline's scores, seed by seed.
        scores: the solutions' scores by group and name, under the same seeds.

    Raises:
        NotSeparable: right and wrong solutions are too close.
    """
    effects = {
        group: {
            name: [
                tuple(round(e, 5) for e in experiment.effect(run, plain))
                for run, plain in zip(runs, baseline, strict=True)
            ]
            for name, runs in members.items()
        }
        for group, members in scores.items()
    }
    names = [side.name for side in experiment.sides]
    limits = thresholds(names, effects["right"], effects["wrong"])
    today = datetime.date.today().isoformat()
    return Calibration(experiment.fingerprint, today, environment(), limits, baseline, effects)


def thresholds(
    sides: Sequence[str], right: Mapping[str, Sequence[Scores]], wrong: Mapping[str, Sequence[Scores]]
) -> Thresholds:
    """Return thresholds that keep both error rates; see the module's text.

    Raises:
        NotSeparable: there are none.
    """
    each_right = RIGHT_FAILS / (2 * len(sides))  # two decisions on every side share the rate
    each_wrong = WRONG_PASSES / 2
    highest, highest_first = [], []
    for side in range(len(sides)):
        samples = {name: [e[side] for e in runs] for name, runs in right.items()}
        highest.append(min((bound(x, each_right, RUNS, -1), name) for name, x in samples.items()))
        highest_first.append(min(bound(x, each_right, 1, -1) for x in samples.values()))
    lowest = [(-math.inf, "")] * len(sides)
    lowest_first = [-math.inf] * len(sides)
    for name, runs in wrong.items():
        needs = [bound([e[side] for e in runs], each_wrong, RUNS, +1) for side in range(len(sides))]
        side = max(range(len(sides)), key=lambda s: (highest[s][0] - needs[s]) / _spread(right, s))
        lowest[side] = max(lowest[side], (needs[side], name))
        lowest_first[side] = max(lowest_first[side], bound([e[side] for e in runs], each_wrong, 1, +1))
    needed, clear = [], []
    for side, title in enumerate(sides):
        (top, good), (bottom, bad) = highest[side], lowest[side]
        if bottom > top:
            raise NotSeparable(
                f"{title}: no threshold tells {good!r} (right, needs one of at most {top:.3f}) from {bad!r} "
                f"(wrong, needs one of at least {bottom:.3f}): change the recipe, or what counts as right"
            )
        middle = top if math.isinf(bottom) else (top + bottom) / 2
        needed.append(round(middle, 3))
        margin = max(needed[-1] - highest_first[side], lowest_first[side] - needed[-1], 0.0)
        clear.append(math.ceil(margin * 1000) / 1000)
    return Thresholds(tuple(needed), tuple(clear))


def bound(sample: Sequence[float], rate: float, runs: int, side: int) -> float:
    """Return what the mean of `runs` runs goes beyond with probability `rate` at most, with the stated confidence.

    Args:
        sample: the effects of single runs.
        rate: a probability below one half.
        runs: how many runs are averaged.
        side: -1 for the bound below, +1 for the one above.
    """
    n, mean, spread = len(sample), statistics.fmean(sample), statistics.stdev(sample)
    shift = math.sqrt(n / runs) * stats.norm.isf(rate)
    factor = optimize.brentq(lambda t: _noncentral_t(t, n - 1, shift) - CONFIDENCE, -100.0, 10 * shift + 100.0)
    return mean + side * factor / math.sqrt(n) * spread


def chance_beyond(sample: Sequence[float], limit: float, runs: int, side: int) -> float:
    """Return an upper bound, with the stated confidence, of the chance that a mean of `runs` runs lies past `limit`.

    Args:
        sample: the effects of single runs.
        limit: the threshold.
        runs: how many runs are averaged.
        side: -1 for the chance of lying below, +1 for that of lying above.
    """
    n, mean, spread = len(sample), statistics.fmean(sample), statistics.stdev(sample)
    if spread < 1e-9:
        return float(side * (mean - limit) >= 0)
    observed = math.sqrt(n) * side * (limit - mean) / spread
    reach = 10 * abs(observed) + 100.0
    shift = optimize.brentq(lambda d: _noncentral_t(observed, n - 1, d) - CONFIDENCE, -reach, reach)
    return float(stats.norm.sf(shift * math.sqrt(runs / n)))


def _noncentral_t(t: float, freedom: int, shift: float) -> float:
    """Return the cumulative distribution of the noncentral t, where scipy's own gives no number far from the centre.

    It is the mean of Φ(t·u - shift) over u, the root of a chi-square variable divided by its degrees of freedom.
    """
    quantiles = (np.arange(2000) + 0.5) / 2000
    u = stats.chi.ppf(quantiles, freedom) / math.sqrt(freedom)
    return float(stats.norm.cdf(t * u - shift).mean())


def fails_at_most(limits: Thresholds, runs: Sequence[Scores]) -> float:
    """Return an upper bound of the rate at which a solution with these effects fails."""
    chances = 0.0
    for side, (needed, clear) in enumerate(zip(limits.needed, limits.clear, strict=True)):
        sample = [effect[side] for effect in runs]
        chances += chance_beyond(sample, needed - clear, 1, -1) + chance_beyond(sample, needed, RUNS, -1)
    return min(1.0, chances)


def passes_at_most(limits: Thresholds, runs: Sequence[Scores]) -> float:
    """Return an upper bound of the rate at which a solution with these effects passes."""
    sides = []
    for side, (needed, clear) in enumerate(zip(limits.needed, limits.clear, strict=True)):
        sample = [effect[side] for effect in runs]
        sides.append(chance_beyond(sample, needed + clear, 1, +1) + chance_beyond(sample, needed, RUNS, +1))
    return min(1.0, *sides)


def verdicts(limits: Thresholds, runs: Sequence[Scores]) -> list[Verdict]:
    """Return what the rule says of the calibration's own runs, `RUNS` at a time."""
    starts = range(0, len(runs) - RUNS + 1, RUNS)
    return [judge(limits, lambda i, start=start: tuple(runs[start + i])) for start in starts]  # type: ignore[misc]


def counted(outcomes: Iterable[bool]) -> str:
    """Return how many of `outcomes` are true and the exact (Clopper-Pearson) upper bound of their rate."""
    flags = list(outcomes)
    interval = stats.binomtest(sum(flags), len(flags), alternative="less").proportion_ci(CONFIDENCE, method="exact")
    return f"{sum(flags)} of {len(flags)} (rate at most {interval.high:.2%})"


def report(experiment: Experiment, calibration: Calibration) -> list[str]:
    """Return the calibration of one experiment as lines of Markdown."""
    limits = calibration.thresholds
    said = ", ".join(f"{name} {value}" for name, value in calibration.environment.items())
    lines = [f"## {experiment.name}", "", f"{experiment.recipe}.", f"{len(calibration.baseline)} seeds, {said}."]
    lines += ["", "| side | passes from | one run decides when it is this far from there |", "|---|---|---|"]
    for side, needed, clear in zip(experiment.sides, limits.needed, limits.clear, strict=True):
        lines.append(f"| {side.name} | {needed:+.3f} | {clear:.3f} |")
    failed, passed = [], []
    for name, sample in calibration.effects["right"].items():
        failed.append((fails_at_most(limits, sample), name))
    for name, sample in calibration.effects["wrong"].items():
        passed.append((passes_at_most(limits, sample), name))
    misjudged = {
        "right": counted(not v.passed for s in calibration.effects["right"].values() for v in verdicts(limits, s)),
        "wrong": counted(v.passed for s in calibration.effects["wrong"].values() for v in verdicts(limits, s)),
    }
    lines += [
        "",
        f"- A right solution fails at most once in {_once_in(max(failed)[0])} ({max(failed)[1]}; the mean over all of "
        f"them is once in {_once_in(statistics.fmean(rate for rate, _ in failed))}). Counted: {misjudged['right']}.",
        f"- A wrong solution passes at most once in {_once_in(max(passed)[0])} ({max(passed)[1]}; the mean is once in "
        f"{_once_in(statistics.fmean(rate for rate, _ in passed))}). Counted: {misjudged['wrong']}.",
    ]
    heads = " | ".join(f"{side.name}: mean (sd)" for side in experiment.sides)
    lines += [
        "",
        f"| solution | {heads} | passes | runs | error rate at most |",
        "|---|" + "---|" * (len(limits.needed) + 3),
    ]
    for group, title in (("right", "right"), ("wrong", "wrong"), ("elsewhere", "not decided here")):
        for name, sample in calibration.effects[group].items():
            outcomes = verdicts(limits, sample)
            numbers = " | ".join(
                f"{statistics.fmean(x):+.3f} ({statistics.stdev(x):.3f})" for x in zip(*sample, strict=True)
            )
            share = f"{sum(v.passed for v in outcomes)} of {len(outcomes)}"
            rate = {"right": fails_at_most, "wrong": passes_at_most}.get(group)
            error = f"{rate(limits, sample):.1e}" if rate else f"– ({experiment.elsewhere[name][1]})"
            runs = statistics.fmean(v.runs for v in outcomes)
            lines.append(f"| {title}: {name} | {numbers} | {share} | {runs:.1f} | {error} |")
    return [*lines, ""]


def plot(experiments: Sequence[tuple[Experiment, Calibration]], path: Path) -> None:
    """Draw every run's effect: a line of dots per solution, a column per side, the threshold across."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    rows = [sum(len(members) for members in c.effects.values()) for _, c in experiments]
    columns = max(len(e.sides) for e, _ in experiments)
    figure = Figure(figsize=(2.5 + 4.2 * columns, 1.2 * len(rows) + 0.21 * sum(rows)), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots(len(rows), columns, squeeze=False, height_ratios=rows)
    looks = {"right": ("o", "#0072B2"), "wrong": ("x", "#D55E00"), "elsewhere": ("|", "0.45")}
    for line, (experiment, calibration) in zip(axes, experiments, strict=True):
        solutions = [(group, name) for group, members in calibration.effects.items() for name in members]
        for column, ax in enumerate(line):
            if column >= len(experiment.sides):
                ax.set_visible(False)
                continue
            for y, (group, name) in enumerate(solutions):
                values = [effect[column] for effect in calibration.effects[group][name]]
                marker, colour = looks[group]
                ax.plot(values, [y] * len(values), marker, color=colour, markersize=4, alpha=0.6)
            needed, clear = calibration.thresholds.needed[column], calibration.thresholds.clear[column]
            ax.axvline(needed, color="black", linewidth=1)
            ax.axvspan(needed - clear, needed + clear, color="0.9", zorder=0)
            ax.set_yticks(range(len(solutions)), [name for _, name in solutions] if column == 0 else [])
            ax.invert_yaxis()
            ax.set_title(f"{experiment.name}: {experiment.sides[column].name}", fontsize=10)
    figure.supxlabel(
        "effect of one run: o right, x wrong, | not decided here; line: threshold; grey: five runs decide", fontsize=9
    )
    figure.savefig(path, dpi=90, metadata={"Software": None})


def as_json(calibration: Calibration) -> dict[str, Any]:
    """Return the calibration as `read_calibration` reads it."""
    return {
        "fingerprint": calibration.fingerprint,
        "date": calibration.date,
        "environment": dict(calibration.environment),
        "needed": list(calibration.thresholds.needed),
        "clear": list(calibration.thresholds.clear),
        "baseline": [[round(score, 5) for score in scores] for scores in calibration.baseline],
        "effects": {group: dict(members) for group, members in calibration.effects.items()},
    }


def _spread(right: Mapping[str, Sequence[Scores]], side: int) -> float:
    """Return a typical standard deviation of a side, to compare room between sides."""
    return max(1e-6, statistics.fmean(statistics.stdev([e[side] for e in runs]) for runs in right.values()))


def _once_in(rate: float) -> str:
    return f"{1 / rate:,.0f}" if rate > 1e-12 else "a trillion"
