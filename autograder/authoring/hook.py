"""Warns of what is amiss in an assignment that has just been released: nbgrader's ``post_convert_hook``."""

from __future__ import annotations

from pathlib import Path

from traitlets.log import get_logger

from autograder.authoring.exercises import exercises
from autograder.authoring.quick import quick_checks
from autograder.course.course import Course
from autograder.student.language import _, speaking


def warn_of_faults(assignment: str, student: str, notebooks: list[str]) -> None:
    """Log a warning for each fault that can be found at once; nbgrader calls this in the course's folder."""
    log = get_logger()
    try:
        course, _config = Course.find(Path.cwd())
        with speaking(course.language, course.hidden):
            there = exercises(course, assignment)
            released = course.release_folder(assignment)
            checks = quick_checks(course, assignment, there, [released]) if there else []
            for line in (line for check in checks if check.faults for line in check.lines()):
                log.warning("%s", line)
            if any(check.faults for check in checks):
                log.warning("%s", _("`autograder verify {assignment}` checks all of it.").format(assignment=assignment))
    except Exception as error:  # of any kind: the release is made, and is not to be lost for a check
        log.warning("%s could not be verified: %s: %s", assignment, type(error).__name__, error)
