"""Diagrams as SVG that is put into a page: its colours and texts are the page's, and hatching tells areas apart.

Matplotlib draws them. What it writes as colours stands for the page's variables, so that dark mode and print need no
diagrams of their own.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from autograder.report.items import Item
from autograder.results.model import Outcome

BINS = 10
KINDS: dict[str, tuple[Outcome, ...]] = {
    "passed": (Outcome.PASSED,),
    "failed": (Outcome.FAILED,),
    "open": (Outcome.NOT_ATTEMPTED,),
    "ended": (Outcome.BLOCKED, Outcome.CRASHED, Outcome.TIMED_OUT),
}
"""What a bar of an exercise is made of; the page has a colour for each."""
_HATCHES = {"passed": "", "failed": "///", "open": "..", "ended": "xxx"}
_INK = "#010100"
_COLORS = {"passed": "#010101", "failed": "#010102", "open": "#010103", "ended": "#010104"}
_WIDTH = 5.0  # inches, at which the texts can still be read on a narrow screen


def counts_of(shares: Sequence[float]) -> list[int]:
    """Return how many of the shares, from 0 to 1, fall into each of `BINS` equal steps; 1 falls into the last."""
    counts = [0] * BINS
    for share in shares:
        counts[min(int(share * BINS + 1e-9), BINS - 1)] += 1
    return counts


def histogram(counts: Sequence[int], x_label: str, y_label: str) -> str:
    """Return a diagram of how many students have which share of the points."""
    with matplotlib.rc_context(_STYLE):
        figure = Figure(figsize=(_WIDTH, 2.7), layout="constrained")
        axes = figure.subplots()
        bars = axes.bar(
            [10 * n + 5 for n in range(BINS)], counts, width=9, color=_COLORS["passed"], edgecolor=_INK, linewidth=0.8
        )
        axes.bar_label(bars, [str(count) if count else "" for count in counts], padding=1)
        axes.set(xlabel=x_label, ylabel=y_label, xticks=range(0, 101, 20), xlim=(0, 100))
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
        axes.margins(y=0.15)
        return _svg(figure, axes, "scores")


def outcomes(items: Sequence[Item], labels: Sequence[str], x_label: str) -> str:
    """Return a diagram of what came of each exercise; `labels` are those of the parts of its bars, as in `KINDS`."""
    with matplotlib.rc_context(_STYLE):
        figure = Figure(figsize=(_WIDTH, 1.7 + 0.55 * len(items)), layout="constrained")
        axes = figure.subplots()
        for place, item in enumerate(items):
            start = 0
            for kind, outcomes_of in KINDS.items():
                count = sum(item.outcomes.get(outcome, 0) for outcome in outcomes_of)
                axes.barh(
                    place, count, left=start, height=0.45, color=_COLORS[kind], edgecolor=_INK, hatch=_HATCHES[kind],
                    linewidth=0.8, label=labels[list(KINDS).index(kind)] if place == 0 else None,
                )  # fmt: skip
                start += count
            axes.text(0, place - 0.3, item.name, va="bottom")
        axes.set(xlabel=x_label, yticks=[], ylim=(len(items) - 0.6, -0.85))
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.spines["left"].set_visible(False)
        figure.legend(loc="outside upper left", ncols=1, frameon=False)
        return _svg(figure, axes, "exercises")


_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",  # texts stay texts, in the page's own font
    "svg.hashsalt": "report",
    "font.family": "sans-serif",
    "font.size": 11,
    "hatch.linewidth": 0.8,
    "text.color": _INK,
    "axes.labelcolor": _INK,
    "axes.edgecolor": _INK,
    "xtick.color": _INK,
    "ytick.color": _INK,
}


def _svg(figure: Figure, axes: Axes, name: str) -> str:
    """Return the figure as an element of a page, whose ids begin with `name`, since another one has the same."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.patch.set_visible(False)
    written = io.StringIO()
    figure.savefig(
        written, format="svg", transparent=True, metadata=dict.fromkeys(("Date", "Creator", "Format", "Type"))
    )
    text = written.getvalue()
    text = text[text.index("<svg") :].strip()
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.S)
    text = re.sub(r'(\bid="|url\(#|href="#)', rf"\1{name}-", text)
    text = text.replace(_INK, "currentColor")
    for kind, color in _COLORS.items():
        text = text.replace(color, f"var(--{kind})")
    return re.sub(r'(<svg[^>]*?) width="[^"]*"', r'\1 aria-hidden="true" focusable="false"', text, count=1).replace(
        ' height="', ' data-height="', 1
    )
