"""How a course wants its submissions graded: what ``nbgrader_config.py`` sets, and the same in the engine's terms."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from traitlets import Dict, Enum, Float, Int, List, Unicode, default
from traitlets.config import Config, Configurable, PyFileConfigLoader

from autograder.errors import CourseError
from autograder.sandbox.lockdown import Limits
from autograder.sandbox.server import PRELOAD, ForkServer, gpu_devices
from autograder.student.language import SOURCE_LANGUAGE


@dataclass(frozen=True)
class Settings:
    """What a submission may use. All times are in seconds and, where they are used, multiplied by `time_factor`.

    Those of cells and tests are allowances, see `autograder.sandbox.allowance`; `total_seconds` is by the wall.

    With `explain` false only the verdict counts: the first failing test of an exercise ends its tests, and no
    counterexample is made small.
    """

    cell_seconds: float = 30.0
    test_seconds: float = 10.0
    total_seconds: float = 600.0
    time_factor: float = 1.0
    limits: Limits = field(default_factory=Limits)
    seed: int = field(default=0, repr=False)  # a secret: not even in the text of an error
    explain: bool = True


def find_config(start: Path) -> tuple[Path, Config]:
    """Return the folder of the course in or above `start`, or in a folder ``assignments`` there, and its configuration.

    Raises:
        CourseError: there is none.
    """
    for folder in (start, *start.parents):
        for root in (folder, folder / "assignments"):
            if (root / "nbgrader_config.py").is_file():
                return root.resolve(), PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
    raise CourseError(f"no nbgrader_config.py in {start} or above: go to the course's folder or name it (--course)")


def _limit(kind: Any, value: float, what: str) -> Any:
    return kind(value, min=1 if kind is Int else 0.01, help=what).tag(config=True)


class Grading(Configurable):
    """How submissions are graded; set in ``nbgrader_config.py`` as ``c.Grading.<name> = value``."""

    hidden_tests = Unicode("../tests/hidden", help="The hidden tests' folder, seen from the course's folder.").tag(
        config=True
    )
    suite = List(
        Unicode(),
        ["../tests/hidden", "../reference"],
        help="The folders whose Python text decides grades: a change regrades the exercises whose tests import it.",
    ).tag(config=True)
    corpus = Unicode(
        "../tests/corpus",
        help="The folder of known solutions: wrong ones, by whose names `autograder report` calls what students got "
        "wrong, and right ones, all of which `autograder verify` grades. There need not be one.",
    ).tag(config=True)
    preload = List(
        Unicode(),
        help="Modules that are imported once and then ready in every student's process, besides torch, torchvision and "
        "matplotlib: what takes long to import. One that is not installed is left out.",
    ).tag(config=True)
    environment = Dict(
        key_trait=Unicode(),
        value_trait=Unicode(),
        help="Environment variables of the students' processes, set before anything is imported there.",
    ).tag(config=True)
    cell_seconds = _limit(
        Float, 30.0, "Seconds for one notebook cell. Here and for a test, waiting for a processor does not count."
    )
    test_seconds = _limit(Float, 10.0, "Seconds for the answers to one hidden test that does not state its own.")
    exercise_seconds = _limit(
        Float, 600.0, "Wall-clock seconds for one exercise, cells and tests, and for one run of a whole notebook."
    )
    time_factor = _limit(Float, 1.0, "All times are multiplied by it, also those that tests state: for slow machines.")
    memory_mib = _limit(Int, 4096, "MiB of memory for one student's process.")
    threads = _limit(Int, 256, "Threads of one student's process; it can never start another process.")
    open_files = _limit(Int, 256, "Files and pipes that one student's process may have open at once.")
    file_mib = _limit(Int, 256, "MiB of the largest file that a student's process may write.")
    disk_mib = _limit(Int, 1024, "MiB of all files that a student's process writes, together.")
    files = _limit(Int, 10_000, "Files and folders that a student's process may make.")
    output_characters = _limit(Int, 200_000, "Characters of text that one cell may print; the rest is cut off.")
    notebook_mib = _limit(Int, 128, "MiB of a submitted notebook, its outputs included.")
    extra_mib = _limit(Int, 64, "MiB of all other submitted files together; the largest beyond that are left out.")
    extra_files = _limit(Int, 1000, "How many other files a submission may hold; those beyond are left out.")
    language = Unicode(
        SOURCE_LANGUAGE,
        help="The language of releases, and of feedback on submissions that do not say theirs: en, or the name of a "
        "catalogue in the course's folder locale.",
    ).tag(config=True)
    device = Enum(
        ["auto", "cpu", "cuda"], "auto", help='"cpu" hides NVIDIA GPUs from student code, "cuda" asks for one.'
    ).tag(config=True)
    missing_protections = Enum(
        ["warn", "error"],
        help='"error" grades only where every protection is there; the default where the environment sets CI.',
    ).tag(config=True)
    outputs = Enum(
        ["handed in", "rerun"],
        "handed in",
        help="What pages show of cells that do not decide a grade: their outputs as they were handed in, or, with "
        '"rerun", those of a run of the whole notebook after the verdicts are in.',
    ).tag(config=True)
    scheduler = Unicode(
        help="The address of a Dask scheduler, such as tcp://host:8786, whose workers reach the verdicts in place of "
        "this machine; see docs/scaling.md.",
    ).tag(config=True)
    seed = Int(
        None,
        allow_none=True,
        help="The grader's seed: same submission, same suite, same seed, same grade. None is the course's own secret "
        "one, in `.autograder/seed`.",
    ).tag(config=True)
    store = Unicode(
        help="Where verdicts are kept: a folder, seen from the course's folder, also on a network file system, or a "
        "URL of fsspec's, such as s3://bucket/folder. Empty is the course's own, in `.autograder/verdicts`. Who may "
        "write there may write grades.",
    ).tag(config=True)
    workers = Int(0, min=0, help="Exercises graded at once; 0 is one per core.").tag(config=True)

    @default("missing_protections")
    def _missing_protections(self) -> str:
        return "error" if os.environ.get("CI", "").lower() in ("1", "true", "yes") else "warn"

    @property
    def strict(self) -> bool:
        return self.missing_protections == "error"

    def preloaded(self) -> list[str]:
        """Return the modules that are ready in every student's process."""
        return [*PRELOAD, *self.preload]

    def fork_server(self) -> ForkServer:
        """Return a new fork server, not yet started, as the course wants it."""
        return ForkServer(self.preloaded(), self.environment)

    def settings(self, seed: int) -> Settings:
        """Return the settings in the engine's terms, with the seed that `Course.seed` found.

        Raises:
            CourseError: the configuration asks for a GPU and there is none.
        """
        gpu = self.device != "cpu" and bool(gpu_devices())
        if self.device == "cuda" and not gpu:
            raise CourseError('c.Grading.device is "cuda", but there is no NVIDIA GPU: there are no files /dev/nvidia*')
        limits = Limits(
            memory=self.memory_mib << 20,
            # processor time cannot exceed the wall clock by much, since everything runs in one thread by default
            cpu_seconds=math.ceil(1.5 * self.exercise_seconds * self.time_factor),
            file_size=self.file_mib << 20,
            open_files=self.open_files,
            disk=self.disk_mib << 20,
            files=self.files,
            threads=self.threads,
            output=self.output_characters,
            gpu=gpu,
        )
        return Settings(
            cell_seconds=self.cell_seconds,
            test_seconds=self.test_seconds,
            total_seconds=self.exercise_seconds,
            time_factor=self.time_factor,
            limits=limits,
            seed=seed,
        )
