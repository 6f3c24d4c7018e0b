"""What goes to a grading process and what comes back: plain data, free of torch and pytest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograder.course.cell import CodeCell
from autograder.course.settings import Settings
from autograder.results.model import ExerciseResult
from autograder.student.language import SOURCE_LANGUAGE


@dataclass(frozen=True)
class Task:
    """One exercise of one submission; equal tasks have equal verdicts.

    Attributes:
        exercise: the function to grade.
        cells: the code cells that it needs, in order; none of them holds a test of ours.
        files: the files to put beside them, and their names there.
        module: its hidden tests.
        suite: a digest of these and of all that they import or read; another one makes another task.
        folders: whose modules count, when hidden tests import them.
        absent: why there is nothing to run, in words for the student; empty when there is.
    """

    exercise: str
    cells: tuple[CodeCell, ...]
    files: tuple[tuple[Path, str], ...]
    module: Path
    suite: str
    folders: tuple[Path, ...]
    settings: Settings
    absent: str = ""


@dataclass(frozen=True)
class Verdict:
    """What came of a `Task`; `errors` are the grader's own faults, `warnings` what else the instructor should know."""

    result: ExerciseResult
    seconds: float = 0.0
    errors: Sequence[str] = field(default=())
    warnings: Sequence[str] = field(default=())


@dataclass(frozen=True)
class Rerun:
    """A whole notebook to run, for its outputs, and for the scores of grade cells that hold tests of their own.

    Attributes:
        shared: the course's own cells and files with which every such notebook begins, to be run once for all of them.
    """

    cells: tuple[CodeCell, ...]
    files: tuple[tuple[Path, str], ...]
    settings: Settings
    shared: Shared


@dataclass(frozen=True)
class Shared:
    """Cells of the course's own, and its files beside them."""

    cells: tuple[CodeCell, ...]
    files: tuple[tuple[Path, str], ...]


@dataclass(frozen=True)
class Work:
    """All that one submitted notebook asks for.

    Attributes:
        tasks: by exercise.
        rerun: the whole notebook, where it is to be run as well.
        language: what its messages are worded in.
    """

    tasks: Mapping[str, Task]
    rerun: Rerun | None = None
    language: str = SOURCE_LANGUAGE
