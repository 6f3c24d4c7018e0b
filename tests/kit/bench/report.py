"""The benchmark's results: figures, the table, the files in `docs`."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from autograder.files import write_json

_LIBRARIES = ("torch", "torchvision", "hypothesis", "pytest", "nbgrader", "nbclient", "ipykernel", "keras", "numpy")
_INTRODUCTION = """\
# How fast grading is

Measured on {date} by `make bench` in one run on one machine: {machine}. Everything in the column *now* was measured
side by side there; *before the redesign* was measured earlier, on another, slower machine, so compare its ratios, not
its seconds."""
_AGAIN = """\
## Run it again

    make bench

takes {number} submissions, {stock} of them for nbgrader alone, and {rounds} rounds of each, and writes this file,
`performance.json` with every single number, and `performance.png`. On a quiet machine only: nothing else may run.
`.venv/bin/python -m tests.kit.bench --help` says how to measure a part of it or a class of another size.

What classes of 10, 100 and 1,000 cost, interrupted, continued, regraded: [class-size.md](class-size.md). On several
machines: [scaling.md](scaling.md)."""


@dataclass(frozen=True)
class Figure:
    """A median, and the range of what it was measured from."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Figure:
        return cls(statistics.median(values), min(values), max(values))

    def __truediv__(self, other: Figure) -> Figure:
        return Figure(self.median / other.median, self.low / other.high, self.high / other.low)

    def __str__(self) -> str:
        if self.low == self.high:
            return _number(self.median)
        return f"{_number(self.median)} ({_number(self.low)}–{_number(self.high)})"


@dataclass(frozen=True)
class Goal:
    """What is to be reached."""

    sign: Literal["≥", "≤", "="]
    value: float

    def reached(self, value: float) -> bool:
        """Say whether `value` is good enough."""
        return {"≥": value >= self.value, "≤": value <= self.value, "=": value == self.value}[self.sign]

    def __str__(self) -> str:
        return f"{self.sign} {_number(self.value)}"


@dataclass(frozen=True)
class Row:
    """A line of the table.

    Attributes:
        what: what was measured.
        figure: what came of it, in `unit`.
        how: one line on how.
        processor: seconds of processor time, where the figure is seconds on the clock.
        before: what it was before the redesign.
        remark: stands behind the figure.
        obstacle: what stands in the way of the goal, where it is not reached.
        raw: every single number.
    """

    what: str
    figure: Figure
    unit: str
    how: str
    goal: Goal | None = None
    before: str = ""
    processor: Figure | None = None
    remark: str = ""
    obstacle: str = ""
    raw: Mapping[str, Any] = field(default_factory=dict)

    @property
    def now(self) -> str:
        processor = f"; {self.processor} s of processor time" if self.processor else ""
        return f"{self.figure} {self.unit}".rstrip() + processor + (f"; {self.remark}" if self.remark else "")

    @property
    def to_reach(self) -> str:
        return f"{self.goal} {self.unit}".rstrip() if self.goal else ""

    @property
    def is_reached(self) -> bool:
        return self.goal is None or self.goal.reached(self.figure.median)

    @property
    def reached(self) -> str:
        if self.goal is None:
            return ""
        return "yes" if self.is_reached else "**no**"


@dataclass
class Results:
    """All rows, and the bars of the chart: seconds per submission by the way to grade."""

    options: Mapping[str, Any]
    rows: list[Row] = field(default_factory=list)
    bars: dict[str, Figure] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        """Write ``performance.json``, ``performance.md`` and, where there are bars, ``performance.png``."""
        rows = [{**asdict(row), "goal": row.to_reach, "reached": row.reached.strip("*")} for row in self.rows]
        bars = {name: asdict(figure) for name, figure in self.bars.items()}
        about = {"date": date.today().isoformat(), "machine": machine(), "versions": versions()}
        write_json(folder / "performance.json", {**about, "options": dict(self.options), "rows": rows, "chart": bars})
        (folder / "performance.md").write_text(self.markdown(), encoding="utf-8")
        if self.bars:
            draw(self.bars, folder / "performance.png")

    def markdown(self) -> str:
        """Return the page for `docs`."""
        introduction = _INTRODUCTION.format(date=date.today().isoformat(), machine=", ".join(machine().values()))
        parts = [introduction, "with " + ", ".join(f"{name} {text}" for name, text in versions().items()) + "."]
        if self.bars:
            parts.append("![Seconds per submission of the ways to grade the same class](performance.png)")
        parts += [table(self.rows), "## How it was measured", "\n".join(f"- {r.what}: {r.how}." for r in self.rows)]
        if obstacles := [f"- {r.what}: {r.obstacle}." for r in self.rows if r.obstacle and not r.is_reached]:
            parts += ["## What stands in the way of the rest", "\n".join(obstacles)]
        return "\n\n".join([*parts, _AGAIN.format(**self.options)]) + "\n"


def table(rows: Sequence[Row]) -> str:
    """Return the rows as a table in Markdown."""
    head = ["what", "before the redesign", "now: median (min–max)", "to reach", "reached"]
    lines = [head, ["---"] * len(head), *([r.what, r.before, r.now, r.to_reach, r.reached] for r in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def draw(bars: Mapping[str, Figure], path: Path) -> None:
    """Draw the ways to grade as horizontal bars on a logarithmic scale, legible without colours."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    names, figures = list(bars), list(bars.values())
    values = [figure.median for figure in figures]
    errors = [[f.median - f.low for f in figures], [f.high - f.median for f in figures]]
    figure, ax = plt.subplots(figsize=(9, 0.9 + 0.55 * len(bars)), layout="constrained")
    looks = {"facecolor": "0.75", "edgecolor": "black"}
    drawn = ax.barh(names, values, xerr=errors, capsize=3, **looks)
    for bar, name in zip(drawn, names, strict=True):
        bar.set_hatch("" if name.startswith("autograder") else "///")
    for index, (value, high) in enumerate(zip(values, (f.high for f in figures), strict=True)):
        ax.annotate(f"{_number(value)} s", (high, index), xytext=(6, 0), textcoords="offset points", va="center")
    ax.set(xscale="log", xlim=(min(values) / 2, max(f.high for f in figures) * 3))
    ax.set_xlabel("seconds per submission (logarithmic); hatched: nbgrader alone")
    ax.invert_yaxis()
    ax.grid(axis="x", alpha=0.4)
    ax.set_axisbelow(True)
    figure.savefig(path, dpi=120)
    plt.close(figure)


def machine() -> dict[str, str]:
    """Return what the machine is."""
    information = Path("/proc/cpuinfo").read_text().splitlines()
    names = [line.partition(":")[2].strip() for line in information if line.startswith("model name")]
    memory = int(Path("/proc/meminfo").read_text().split()[1]) >> 20
    return {
        "processor": names[0] if names else platform.machine(),
        "cores": f"{len(os.sched_getaffinity(0))} cores",
        "memory": f"{memory} GiB",
        "system": f"Linux {platform.release()}",
    }


def versions() -> dict[str, str]:
    """Return the versions of what has a part in the numbers."""
    return {"Python": platform.python_version(), **{name: version(name) for name in _LIBRARIES}}


def _number(value: float) -> str:
    """Return a number with three digits, or all of them before the point."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"
