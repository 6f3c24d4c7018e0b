"""What the parts of the benchmark share: the folder, the size of the class, a warm or a cold cache."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tests.kit.bench.clock import command
from tests.kit.bench.courses import ASSIGNMENT, BenchCourse, answers
from tests.kit.bench.report import Results

_CACHE = "XDG_CACHE_HOME"


@dataclass
class Bench:
    """One run of the benchmark.

    Attributes:
        folder: where everything is made.
        number: submissions per class.
        stock: how many of them nbgrader alone grades.
        rounds: how often each thing is measured.
    """

    folder: Path
    number: int
    stock: int
    rounds: int
    results: Results

    @property
    def part(self) -> int:
        """A quarter of the class, for what takes too long with all of it."""
        return max(self.number // 4, self.stock)

    @cached_property
    def course(self) -> BenchCourse:
        """The class's course as it comes with the kit, its question sheets recorded."""
        return self._course("kit", self.number)

    @cached_property
    def small_course(self) -> BenchCourse:
        """The same with `part` of the class."""
        return self._course("part", self.part)

    def _course(self, name: str, number: int) -> BenchCourse:
        course = BenchCourse(self.folder / name)
        course.submit(answers(number))
        self.warm(course)
        return course

    def warm(self, course: BenchCourse) -> None:
        """Record the question sheets of a course, by grading one submission that is not kept."""
        one = str(course.submitted("student000"))
        command(["autograder", "grade", ASSIGNMENT, one], course.folder)
        course.start_afresh()

    def cache(self, name: str) -> Path:
        """Make and return a cache folder like the user's, but without anything that was computed for grading."""
        mine, folder = _users_cache(), self.folder / name
        folder.mkdir()
        for path in mine.iterdir() if mine.is_dir() else ():
            if path.name != "autograder":
                (folder / path.name).symlink_to(path)
        if (mine / "autograder" / "config").is_dir():
            shutil.copytree(mine / "autograder" / "config", folder / "autograder" / "config")
        return folder

    @contextmanager
    def own_cache(self) -> Iterator[None]:
        """Use a cache folder of our own within the block, so that what was kept on this machine does not matter."""
        before, folder = os.environ.get(_CACHE), self.cache("cache")
        os.environ[_CACHE] = str(folder)
        command(["python", "-c", "import matplotlib.pyplot"], self.folder)  # their first time
        try:
            yield
        finally:
            os.environ.pop(_CACHE)
            if before is not None:
                os.environ[_CACHE] = before

    def cold(self, name: str) -> dict[str, str]:
        """Return an environment in which nothing is recorded yet."""
        return {_CACHE: str(self.cache(name))}


def _users_cache() -> Path:
    return Path(os.environ.get(_CACHE) or Path.home() / ".cache")
