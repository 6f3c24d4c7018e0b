"""Runs a notebook and shows what its visible checks say: `autograder check`.

The notebook runs as in Jupyter, with no isolation: this is for one's own.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

from autograder.check import MIME, Report, Row


class NotCheckable(Exception):
    """The notebook cannot be checked; the text is one line that says why."""


def check_notebook(path: Path, progress: Callable[[int, int], None] = lambda done, total: None) -> list[Report]:
    """Run the cells of a notebook up to the last check, and return the reports of all visible checks beside it.

    Args:
        path: the notebook; the checks are in the folder ``checks`` beside it. It is left as it is.
        progress: is told how many cells have run, of how many.

    Raises:
        NotCheckable: it is no notebook, or there are no checks.
    """
    functions = sorted(file.stem.removeprefix("test_") for file in (path.parent / "checks").glob("test_*.py"))
    if not functions:
        raise NotCheckable(f"{path}: there are no checks beside it, in {path.parent / 'checks'}")
    try:
        notebook = nbformat.read(path, as_version=4)
    except Exception as error:  # nbformat trips over what is no notebook in many ways
        reason = str(error).strip().splitlines()
        raise NotCheckable(f"{path} is no notebook ({reason[0][:120] if reason else type(error).__name__})") from None
    calls = {name: f'check("{name}")' for name in functions}
    asking = [i for i, cell in enumerate(notebook.cells) if any(call in cell.source for call in calls.values())]
    missing = [name for name, call in calls.items() if not any(call in cell.source for cell in notebook.cells)]
    cells = notebook.cells if missing else notebook.cells[: max(asking) + 1]
    added = ["from autograder.check import check", *(calls[name] for name in missing)] if missing else []
    notebook.cells = [*cells, *(nbformat.v4.new_code_cell(source) for source in added)]
    _execute(notebook, path.parent, progress)
    reports = {report.function: report for cell in notebook.cells for report in _reports(cell)}
    return [reports[name] for name in functions if name in reports]


def _execute(notebook: NotebookNode, folder: Path, progress: Callable[[int, int], None]) -> None:
    total = len(notebook.cells)
    os.environ.setdefault("MPLBACKEND", "agg")
    package = str(Path(__file__).resolve().parents[2])
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH", "")]))
    client = NotebookClient(
        notebook,
        timeout=None,
        kernel_name="python3",
        allow_errors=True,
        resources={"metadata": {"path": str(folder.resolve())}},
        on_cell_complete=lambda cell, cell_index: progress(cell_index + 1, total),
    )
    asyncio.run(client.async_execute(stderr=subprocess.DEVNULL))  # the kernel's own log


def _reports(cell: NotebookNode) -> list[Report]:
    found: list[Any] = [output.get("data", {}).get(MIME) for output in cell.get("outputs", ())]
    return [
        Report(data["function"], tuple(Row(**row) for row in data["rows"]), data["next_step"]) for data in found if data
    ]
