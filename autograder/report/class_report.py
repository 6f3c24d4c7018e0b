"""Makes the report on a class from what class runs left in the course's folder."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from nbgrader.api import Gradebook

from autograder.course.course import Course
from autograder.errors import UsageError
from autograder.files import write_text
from autograder.nbgrader.recording import recorded_points
from autograder.report.alike import Found, compare
from autograder.report.answers import answers_of, own_answers
from autograder.report.misconceptions import known_mistakes
from autograder.report.page import Class, report_page
from autograder.results.last_run import LastRun
from autograder.results.model import SubmissionResult
from autograder.student.language import speaking


def write_report(course: Course, assignment: str, path: Path) -> None:
    """Write the report on an assignment to `path`, whole or not at all.

    Raises:
        UsageError: nothing of the assignment is graded.
    """
    last = LastRun(course.root, assignment)
    if not last.results:
        raise UsageError(f"nothing of {assignment} is graded yet: run `autograder grade {assignment}`")
    recorded = recorded_points(course, assignment)
    # who was taken out of the gradebook is not in the class any more
    results = [result for result in last.results if (str(result.student), result.notebook) in recorded]
    if not results:
        raise UsageError(f"the gradebook has no grades of {assignment}: run `autograder grade {assignment}`")
    corpus = course.corpus
    exercises = sorted({name for result in results for name in result.exercises})
    with speaking(course.language, course.hidden, corpus):
        about = Class(
            assignment,
            results,
            _alike(course, assignment, results),
            {name: known_mistakes(corpus, assignment, name) for name in exercises},
            _feedback(course, assignment, results),
            sorted(set(course.students(assignment)) - {str(result.student) for result in results}),
            _names(course),
            last.written,
        )
        write_text(path, report_page(about, path, course.language))


def _alike(course: Course, assignment: str, results: list[SubmissionResult]) -> dict[str, Found]:
    own = own_answers(course, assignment)
    found = answers_of(course, assignment, results)
    return {exercise: compare(answers, own.get(exercise, ())) for exercise, answers in sorted(found.items())}


def _feedback(course: Course, assignment: str, results: list[SubmissionResult]) -> dict[str, list[Path]]:
    pages: defaultdict[str, list[Path]] = defaultdict(list)
    directory = course.directory
    for result in results:
        folder = Path(directory.format_path(directory.feedback_directory, str(result.student), assignment))
        pages[str(result.student)].append(folder / f"{result.notebook}.html")
    return pages


def _names(course: Course) -> set[str]:
    """Return what the gradebook calls its students, each part of it by itself too."""
    with Gradebook(course.directory.db_url, course.directory.course_id) as gradebook:
        known = [(s.id, s.first_name, s.last_name, s.email) for s in gradebook.students]
    texts = [text for names in known for text in names if text]
    return {part for text in texts for part in (text, *text.split())}
