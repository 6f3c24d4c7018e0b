"""Releases an assignment into a folder of its own, by nbgrader's converter, and leaves the gradebook alone."""

from __future__ import annotations

import contextlib
import copy
import io
import logging
from pathlib import Path

from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from autograder.course.course import Course
from autograder.errors import CourseError


def release(course: Course, config: Config, assignment: str, language: str, folder: Path) -> Path:
    """Release an assignment in a language, and return the folder that holds it.

    Raises:
        CourseError: nbgrader cannot release it.
    """
    mine = copy.deepcopy(config)
    mine.Grading.language = language
    mine.CourseDirectory.root = str(course.root)
    mine.CourseDirectory.assignment_id = assignment
    mine.CourseDirectory.release_directory = str(folder)
    converter = mine.GenerateAssignment
    converter.no_database = True
    converter.preprocessors = [name for name in converter.preprocessors if not name.endswith(".SaveCells")]
    converter.post_convert_hook = None
    said = io.StringIO()
    log = logging.Logger("release", logging.ERROR)
    log.addHandler(logging.StreamHandler(said))
    try:
        with contextlib.redirect_stderr(said):
            GenerateAssignment(coursedir=CourseDirectory(config=mine), config=mine, log=log).start()
    except (NbGraderException, SystemExit) as error:
        lines = said.getvalue().strip().splitlines()
        raise CourseError(f"nbgrader cannot release {assignment}: {lines[-1] if lines else error}") from None
    return folder / assignment
