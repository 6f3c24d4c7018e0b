"""What a grading process does. The main process imports this too, so that torch and pytest are imported at need."""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.grading.jobs import Rerun, Task, Verdict
from autograder.results.model import CellRun
from autograder.student.language import deferring

if TYPE_CHECKING:
    from autograder.running.rerun import Staged


def end_with_parent() -> None:
    """See that this grading process does not outlive the one that started it, however that one ends."""
    parent = multiprocessing.parent_process()
    if parent is not None:

        def wait() -> None:
            multiprocessing.connection.wait([parent.sentinel])
            os._exit(1)

        threading.Thread(target=wait, daemon=True).start()


def work(task: Task | Rerun, address: str, scratch_root: Path, staged: Staged | None) -> Verdict | list[CellRun]:
    """Return what comes of a task, whose cells run at the fork server that listens at `address`."""
    if isinstance(task, Rerun):
        from autograder.running.rerun import rerun

        with deferring():
            return rerun(task.cells, task.files, task.settings, address, scratch_root, staged)
    from autograder.grading.grade import grade

    return grade(task, address, scratch_root)
