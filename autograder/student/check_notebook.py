"""Shows what a notebook's visible checks say: `autograder check`.

Of the notebook only the cells run that the checked functions need, as when it is graded, but with no isolation: this is
for one's own.
"""

from __future__ import annotations

import asyncio
import logging
import os
import subprocess
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode

from autograder.student.released import cells_to_slice
from autograder.student.report import MIME, Report, Row
from autograder.student.slices import slices

_silent = logging.getLogger(f"{__name__}.client")
_silent.setLevel(logging.CRITICAL)  # what it would say stands in NotCheckable


class NotCheckable(Exception):
    """The notebook cannot be checked; the text is one line that says why."""


def check_notebook(
    path: Path,
    progress: Callable[[int, int], None] = lambda done, total: None,
    only: Collection[str] | None = None,
) -> list[Report]:
    """Run the cells of a notebook that its functions need, and return the reports of all visible checks beside it.

    Args:
        path: the notebook; the checks are in the folder ``checks`` beside it. It is left as it is.
        progress: is told how many cells have run, of how many.
        only: the functions to check; None for all.

    Raises:
        NotCheckable: it is no notebook, there are no checks, or a cell ended the process it ran in.
    """
    functions = sorted(file.stem.removeprefix("test_") for file in (path.parent / "checks").glob("test_*.py"))
    if not functions:
        raise NotCheckable(f"{path}: there are no checks beside it, in {path.parent / 'checks'}")
    try:
        notebook = nbformat.read(path, as_version=4)
    except Exception as error:  # nbformat trips over what is no notebook in many ways
        reason = str(error).strip().splitlines()
        raise NotCheckable(f"{path} is no notebook ({reason[0][:120] if reason else type(error).__name__})") from None
    sources = ["from autograder.check import check", *(f'check("{function}")' for function in functions)]
    functions = [function for function in functions if only is None or function in only]
    notebook.cells = [nbformat.v4.new_code_cell(source) for source in [*_needed(notebook, functions, path), *sources]]
    _execute(notebook, path, progress)
    reports = {report.function: report for cell in notebook.cells for report in _reports(cell)}
    return [reports[name] for name in functions if name in reports]


def _needed(notebook: NotebookNode, functions: list[str], path: Path) -> list[str]:
    """Return the cells to run, as the grader chooses them: those of each function's slice, and no grade cell."""
    cells = [cell for cell in cells_to_slice(notebook) if cell.name not in {f"test_{f}" for f in functions}]
    beside = {entry.name.removesuffix(".py") for entry in path.parent.iterdir()}
    needed = set().union(*slices(cells, functions, beside).values())
    return [cells[index].source for index in sorted(needed)]


def _execute(notebook: NotebookNode, path: Path, progress: Callable[[int, int], None]) -> None:
    total = len(notebook.cells)
    package = str(Path(__file__).resolve().parents[2])
    environment = {  # the kernel's alone: other kernels of this process draw as they did
        "MPLBACKEND": "agg",
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH", "")])),
    }
    client = NotebookClient(
        notebook,
        timeout=None,
        kernel_name="python3",
        allow_errors=True,
        resources={"metadata": {"path": str(path.parent.resolve())}},
        on_cell_complete=lambda cell, cell_index: progress(cell_index + 1, total),
        log=_silent,
    )
    try:
        asyncio.run(client.async_execute(env=environment, stderr=subprocess.DEVNULL))  # the kernel's own log
    except DeadKernelError:
        raise NotCheckable(f"{path}: one of its cells ended the process that they run in") from None


def _reports(cell: NotebookNode) -> list[Report]:
    found: list[Any] = [output.get("data", {}).get(MIME) for output in cell.get("outputs", ())]
    return [
        Report(data["function"], tuple(Row(**row) for row in data["rows"]), data["next_step"]) for data in found if data
    ]
