"""The answers of a class to each exercise, as they are compared: read from what was handed in, nothing is run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from nbformat import NotebookNode

from autograder.course import notebook as nb
from autograder.course.course import Course
from autograder.grading.tasks import slices_of
from autograder.report.alike import MOST_CHARACTERS, normalised
from autograder.results.model import SubmissionResult
from autograder.student.language import SOURCE_LANGUAGE
from autograder.student.released import KEY


def answers_of(course: Course, assignment: str, results: Iterable[SubmissionResult]) -> dict[str, dict[str, str]]:
    """Return what the students wrote for each exercise, normalised, by exercise and student.

    It is what the exercise needs of the notebook but for the course's own cells, so an answer that is still as it was
    released is empty. A notebook that cannot be read is left out, and so is an answer too long to be compared.
    """
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for result in results:
        try:
            notebook = nb.read(Path(result.submission), course.grading.notebook_mib << 20)
        except nb.UnreadableNotebook:
            continue
        for exercise, answer in _written(course, assignment, result.notebook, notebook).items():
            found[exercise][str(result.student)] = answer
    return dict(found)


def own_answers(course: Course, assignment: str) -> dict[str, set[str]]:
    """Return what the course itself has for each exercise: its solution, in the languages of its releases."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for language in {SOURCE_LANGUAGE, course.language}:
        for name, notebook in course.notebooks(assignment, language).items():
            for exercise, answer in _written(course, assignment, name, notebook).items():
                found[exercise].add(answer)
    return dict(found)


def _written(course: Course, assignment: str, name: str, notebook: NotebookNode) -> dict[str, str]:
    source = course.notebooks(assignment).get(name)
    if source is None:
        return {}
    said = notebook.metadata.get(KEY, {}).get("language")
    language = said if said in course.languages() else course.language
    own = course.own_cells(assignment, name, language)
    notebook.cells, _twice = nb.without_duplicates(notebook.cells)
    cells = [cell for cell in nb.code_cells(notebook) if not cell.grade or cell.solution]
    functions = [cell.grade_id for cell in nb.code_cells(source) if cell.solution and cell.grade_id]
    texts = {
        function: "\n".join(cell.source for cell in needed if cell.source.strip() not in own)
        for function, needed in slices_of(course, assignment, name, cells, language, functions).items()
    }
    return {function: normalised(text) for function, text in texts.items() if len(text) <= MOST_CHARACTERS}
