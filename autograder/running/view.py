"""Shows how far a class run is: a live view in a terminal, a line now and then in a log."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence

from rich.console import Console
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from autograder.running.grader import Counts, Progress
from autograder.student.text import clean

_LINE_SECONDS = 30.0
_REFRESHES = 4.0  # in a second
_MOST_NAMES = 8


@contextlib.contextmanager
def watched(
    students: Sequence[str],
    progress: Callable[[], Progress],
    counts: Counts,
    recorded: Callable[[], int],
    console: Console,
) -> Iterator[None]:
    """Show on `console`, within the block, how far the grading of the `students` is, one for each notebook.

    `recorded` says how many students stand in the gradebook with their results.
    """
    start = time.monotonic()

    def view() -> _View:
        return _View(students, progress(), counts, recorded(), time.monotonic() - start)

    if console.is_terminal:
        with Live(
            get_renderable=lambda: view().table(), console=console, refresh_per_second=_REFRESHES, transient=True
        ):
            yield
        return
    over = threading.Event()

    def write_lines() -> None:
        while not over.wait(_LINE_SECONDS):
            console.print(view().line(), soft_wrap=True)

    writer = threading.Thread(target=write_lines, daemon=True)
    writer.start()
    try:
        yield
    finally:
        over.set()
        writer.join()


class _View:
    """One look at the run."""

    def __init__(
        self, students: Sequence[str], progress: Progress, counts: Counts, recorded: int, seconds: float
    ) -> None:
        unfinished = {s for s, finished in zip(students, progress.finished, strict=True) if not finished}
        self._submissions = len(set(students))
        self._finished = self._submissions - len(unfinished)
        self._recorded = recorded
        self._verdicts, self._done = progress.verdicts
        self._counts = counts
        self._faults = progress.faults
        self._running = list(dict.fromkeys(students[number] for number in progress.running))
        self._seconds = seconds

    def table(self) -> Table:
        """Return what a terminal shows."""
        grid = Table.grid(padding=(0, 2))
        grid.add_row(
            "verdicts", ProgressBar(total=max(self._verdicts, 1), completed=self._done, width=40), self._of_verdicts()
        )
        grid.add_row(
            "submissions",
            ProgressBar(total=max(self._submissions, 1), completed=self._finished, width=40),
            f"{self._finished} of {self._submissions} graded, {self._recorded} in the gradebook",
        )
        grid.add_row("", Text(self._names(), overflow="ellipsis", no_wrap=True), self._pace())
        if self._faults:
            grid.add_row("", Text(self._of_faults(), style="bold magenta"), "")
        return grid

    def line(self) -> str:
        """Return what a log gets."""
        parts = [
            f"{self._finished} of {self._submissions} submissions graded, {self._recorded} in the gradebook",
            f"verdicts: {self._of_verdicts()}",
            self._pace(),
            *([self._of_faults()] if self._faults else []),
        ]
        return "; ".join(part for part in parts if part)

    def _of_verdicts(self) -> str:
        return f"{self._done} of {self._verdicts} different ones ({self._counts.known} known before)"

    def _pace(self) -> str:
        new, left = self._done - self._counts.known, self._verdicts - self._done
        if new <= 0 or not left:
            return ""
        rate = new / self._seconds
        return f"{rate:.2g} verdicts per second, about {_span(left / rate)} left"

    def _of_faults(self) -> str:
        return f"{self._faults} verdicts failed by the grader's own fault"

    def _names(self) -> str:
        shown = [clean(name, 40) for name in self._running[:_MOST_NAMES]]
        more = len(self._running) - len(shown)
        return ", ".join([*shown, *([f"{more} more"] if more else [])])


def _span(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
