"""The gate before a release: `autograder verify`."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from traitlets.config import Config

from autograder.authoring.exercises import exercises
from autograder.authoring.gradings import grade_corpus, grade_own
from autograder.authoring.quick import Check, quick_checks
from autograder.authoring.release import release
from autograder.authoring.visible import visible_checks
from autograder.course.course import Course
from autograder.errors import CourseError, UsageError
from autograder.grading.store import Store
from autograder.running.grader import Grader
from autograder.student.language import _


def verify(
    course: Course,
    config: Config,
    assignment: str,
    grader: Grader | None,
    sample: int | None = 0,
    only: Sequence[str] = (),
) -> Iterator[Check]:
    """Yield what comes of each check of an assignment, the quick ones first.

    Args:
        course: the course.
        config: its configuration.
        assignment: which of its assignments.
        grader: grades; None for the quick checks alone.
        sample: how many right and wrong solutions of each exercise to grade besides those that are known; None for all.
        only: the exercises to look at; all when empty.

    Raises:
        UsageError: there is no exercise of such a name.
    """
    there = exercises(course, assignment)
    if unknown := [name for name in only if name not in {each.name for each in there}]:
        known = ", ".join(each.name for each in there) or "none"
        raise UsageError(f"{unknown[0]!r} is no exercise of {assignment}; there are: {known}")
    chosen = [each for each in there if each.name in only or not only]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            released = {
                language: release(course, config, assignment, language, folder / language)
                for language in course.languages()
            }
        except CourseError as error:
            yield Check(_("it can be released"), [str(error)])
            return
        before = course.release_folder(assignment)
        yield from quick_checks(
            course, assignment, chosen, [*released.values(), *([before] if before.is_dir() else [])]
        )
        if grader is not None:
            yield from grade_own(course, assignment, chosen, released, grader, folder)
            yield visible_checks(course, assignment, chosen, next(iter(released.values())))
            if sample != 0:
                store = Store.of(course.root, course.grading.store)
                yield from grade_corpus(course, assignment, chosen, grader, store, sample)
