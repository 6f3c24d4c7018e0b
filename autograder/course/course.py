"""An nbgrader course on disk: where things are, and what its notebooks are."""

from __future__ import annotations

import copy
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import ClearHiddenTests, ClearSolutions
from traitlets.config import Config

from autograder.course import notebook as nb
from autograder.course.settings import Grading, Settings, find_config
from autograder.course.state import seed_of
from autograder.errors import CourseError
from autograder.sandbox.server import readable_paths
from autograder.student.language import SOURCE_LANGUAGE, catalogue, languages
from autograder.student.released import ALWAYS
from autograder.translation import texts as translate


class Course:
    """An nbgrader course and its hidden tests."""

    def __init__(self, directory: CourseDirectory, grading: Grading) -> None:
        self.directory = directory
        self.grading = grading
        self.root = Path(directory.root).resolve()
        self.hidden = (self.root / grading.hidden_tests).resolve()
        reachable = [Path(path).resolve() for path in readable_paths()]
        for secret in (self.hidden, self.root):
            if any(secret.is_relative_to(path) for path in reachable):
                raise CourseError(f"{secret} lies inside the Python installation, which student code can read: move it")

    @classmethod
    def find(cls, start: Path) -> tuple[Course, Config]:
        """Return the course in `start` or near it and its configuration; see `find_config`."""
        root, config = find_config(start)
        return cls.at(root, config), config

    @classmethod
    def at(cls, root: Path, config: Config) -> Course:
        """Return the course in the folder `root`, with its configuration, as `find_config` gives both."""
        directory = CourseDirectory(config=config)
        directory.root = str(root)
        return cls(directory, Grading(config=config))

    def assignments(self) -> list[str]:
        """Return the names of the assignments in the source folder."""
        return sorted(path.name for path in self.source.iterdir() if path.is_dir()) if self.source.is_dir() else []

    @property
    def source(self) -> Path:
        """The folder of its assignments' sources."""
        return self.root / self.directory.source_directory

    def source_folder(self, assignment: str) -> Path:
        return Path(self.directory.format_path(self.directory.source_directory, ".", assignment))

    def release_folder(self, assignment: str) -> Path:
        return Path(self.directory.format_path(self.directory.release_directory, ".", assignment))

    def submitted_folder(self, student: str, assignment: str) -> Path:
        return Path(self.directory.format_path(self.directory.submitted_directory, student, assignment))

    def students(self, assignment: str) -> list[str]:
        """Return the students who have a submission folder for the assignment, whatever is in it."""
        pattern = self.directory.format_path(
            self.directory.submitted_directory, "(?P<student_id>[^/]+)", assignment, escape=True
        )
        # A submission folder stands at a fixed depth below the place that holds them all.
        base = Path(self.directory.format_path(self.directory.submitted_directory, ".", "."))
        found = {m["student_id"] for path in base.glob("*/*") if (m := re.fullmatch(pattern, str(path)))}
        return sorted(found)

    def notebooks(self, assignment: str, language: str = SOURCE_LANGUAGE) -> dict[str, NotebookNode]:
        """Return the assignment's own notebooks, with solutions and tests, by name."""
        return _source_notebooks(self.source_folder(assignment), self.root, language)

    def own_cells(self, assignment: str, name: str, language: str) -> dict[str, bool]:
        """Return the texts of a notebook's code cells as they are released, each with whether it is always to run.

        Texts are without white space around them; those of solution cells are what students start from.
        """
        return _released_cells(self.source_folder(assignment), self.root, language, name)

    def seed(self) -> int:
        """Return the seed that is set for the course, else its own secret one, which is made the first time.

        Raises:
            CourseError: it cannot be made or read.
        """
        return seed_of(self.root, self.grading.seed)

    def settings(self) -> Settings:
        """Return the settings in the engine's terms.

        Raises:
            CourseError: something that they ask for is not there.
        """
        return self.grading.settings(self.seed())

    def languages(self) -> list[str]:
        """Return the languages that notebooks can be released in."""
        return [SOURCE_LANGUAGE, *languages(self.root)]

    @property
    def language(self) -> str:
        """The language set for the course.

        Raises:
            CourseError: there is no such translation.
        """
        if self.grading.language not in self.languages():
            known = ", ".join(self.languages())
            raise CourseError(
                f"c.Grading.language is {self.grading.language!r}, but {self.root / 'locale'} has no catalogue of that "
                f"name; there are: {known}"
            )
        return self.grading.language

    def exercises(self, assignment: str, name: str) -> tuple[str, ...]:
        """Return the functions of one notebook that hidden tests grade."""
        ids = nb.grade_ids(self.notebooks(assignment)[name]) if name in self.notebooks(assignment) else set()
        return tuple(f for f in _hidden_exercises(self.hidden / assignment) if f"test_{f}" in ids)

    @property
    def corpus(self) -> Path:
        """The folder of known solutions, right and wrong ones; there need not be one."""
        return (self.root / self.grading.corpus).resolve()

    @property
    def suite_folders(self) -> list[Path]:
        """The folders whose Python text decides grades."""
        return [(self.root / folder).resolve() for folder in self.grading.suite]

    @property
    def process_settings(self) -> dict[str, object]:
        """What the students' processes are started with, as far as it can change what they answer."""
        return {"preload": list(self.grading.preload), "environment": sorted(self.grading.environment.items())}


def _hidden_exercises(hidden: Path) -> tuple[str, ...]:
    """Return the functions that have a hidden test module in the folder `hidden`."""
    return tuple(sorted(path.stem.removeprefix("test_") for path in hidden.glob("test_*.py")))


@lru_cache(maxsize=32)
def _source_notebooks(folder: Path, root: Path, language: str) -> dict[str, NotebookNode]:
    if language != SOURCE_LANGUAGE:
        lookup = catalogue(root, language).gettext
        sources = _source_notebooks(folder, root, SOURCE_LANGUAGE).items()
        return {name: translate.notebook(source, lookup) for name, source in sources}
    return {path.stem: nb.read(path) for path in sorted(folder.glob("*.ipynb"))} if folder.is_dir() else {}


@lru_cache(maxsize=32)
def _released_cells(folder: Path, root: Path, language: str, name: str) -> dict[str, bool]:
    source = _source_notebooks(folder, root, language).get(name)
    if source is None:
        return {}
    released, _ = ClearSolutions().preprocess(copy.deepcopy(source), {})
    released, _ = ClearHiddenTests().preprocess(released, {})
    cells = (cell for cell in released.cells if cell.cell_type == "code")
    return {cell.source.strip(): ALWAYS in cell.metadata.get("tags", ()) for cell in cells}


def course_of(part: Any) -> Course:
    """Return the course that an nbgrader converter's exporter or preprocessor works for."""
    while part is not None:
        directory = getattr(part, "coursedir", None)
        if isinstance(directory, CourseDirectory):
            return Course(directory, Grading(config=part.config))
        part = part.parent
    raise RuntimeError("this class works inside nbgrader's converters only")
