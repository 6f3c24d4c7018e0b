"""What nbgrader runs in place of its own execution, set through its options by `autograder.nbgrader.configure`.

`SubmissionExporter` reads a submitted notebook and mends it; `CheckOutputs` stands where nbgrader would clear all
outputs, and nbgrader restores the cells as always; `IsolatedExecute` runs them in the sandbox and writes outputs, and
into each grade cell of ours a message and a score; `SaveGrades` reads the scores from there. `set_surplus_aside` goes
first, over the folder.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades

from autograder.course import submissions
from autograder.course.course import Course, course_of
from autograder.course.escape import as_markdown
from autograder.course.notebook import check_outputs, forget_scores, is_scored_by_outputs, without_outputs
from autograder.course.outputs import LEFT_OUT, error_output
from autograder.grading.tasks import Tasks
from autograder.results.model import CellRun, Graded, Outcome
from autograder.results.outputs import ABOUT, BOX, cell_outputs, exercise_outputs
from autograder.results.wording import in_words
from autograder.running.grader import Grader
from autograder.student.language import _, speaking
from autograder.student.released import KEY

log = logging.getLogger(__name__)

_LANGUAGES = ("python", "python3", "")


class SubmissionExporter(NotebookExporter):
    """Reads submitted notebooks safely, also missing and malformed ones, before nbgrader restores their cells."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._tasks: dict[str, Tasks] = {}
        self._add_missing()

    def tasks(self, assignment: str) -> Tasks:
        """Return what makes the tasks of an assignment, which looks at the hidden tests once for all submissions.

        nbgrader makes an exporter for each of its runs, so the next one sees tests that were changed meanwhile.
        """
        given: Tasks | None = getattr(self.parent, "tasks", None)
        if given is not None:
            return given
        if assignment not in self._tasks:
            self._tasks[assignment] = Tasks(course_of(self), assignment)
        return self._tasks[assignment]

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Convert a notebook file; a submitted one is read by `submissions.read`."""
        known = (resources or {}).get("nbgrader", {})
        course = course_of(self)
        folder = course.submitted_folder(known.get("student", ""), known.get("assignment", "")) if known else None
        path = Path(filename)
        if folder is None or path.absolute().parent != folder.absolute():
            return super().from_filename(filename, resources, **kw)
        name = known["notebook"]
        paths = submissions.submission_paths(course, known["student"], known["assignment"])
        submitted = submissions.read(course, known["assignment"], name, paths.get(name, path), folder)
        for note in submitted.notes:
            self.log.warning("%s, %s: %s", known["student"], known["assignment"], note)
        resources = ResourcesDict(**(resources or {}))
        resources["metadata"] = ResourcesDict(name=name, path=str(folder))
        return self.from_notebook_node(submitted.notebook, resources, **kw)

    def _add_missing(self) -> None:
        """Add to what is converted the notebooks that students did not submit, or submitted under another name.

        nbgrader passes over a folder without a matching notebook, and its student would get no result at all.
        """
        directory, assignments = getattr(self.parent, "coursedir", None), getattr(self.parent, "assignments", None)
        if directory is None or assignments is None or directory.notebook_id != "*":
            return
        if getattr(self.parent, "names_all_notebooks", False):
            return
        course = course_of(self)
        names = list(course.notebooks(directory.assignment_id))
        wanted = course.students(directory.assignment_id) if directory.student_id == "*" else [directory.student_id]
        for student in wanted:
            folder = course.submitted_folder(student, directory.assignment_id)
            if names and folder.is_dir():
                assignments[str(folder)] = sorted(str(folder / f"{name}.ipynb") for name in names)
                submissions.remove_unfinished(course, student, directory.assignment_id)


class CheckOutputs(NbGraderPreprocessor):
    """Keeps handed-in outputs, where nbgrader would clear them, but none that could act on a page or earn points.

    `SubmissionExporter` has checked them before; this holds for a notebook that came another way as well.
    """

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """Drop outputs other than plain text and PNG pictures, and all outputs of cells that get a score."""
        check_outputs(nb)
        forget_scores(nb)
        return nb, resources


class IsolatedExecute(NbGraderPreprocessor):
    """Runs a notebook's cells in the sandbox and grades the exercises that have hidden tests."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """Fill in the outputs of every code cell; `SaveAutoGrades` takes the scores from them."""
        known = resources["nbgrader"]
        course = course_of(self)
        language = nb.metadata.get("kernelspec", {}).get("language", "")
        if language.lower() not in _LANGUAGES:
            raise ValueError(f"the notebook's language is {language}; this grader isolates Python only")
        folder = course.submitted_folder(known["student"], known["assignment"])
        exporter = self.parent
        assert isinstance(exporter, SubmissionExporter)
        work = exporter.tasks(known["assignment"]).of(known["notebook"], nb, folder)
        graded = Grader.shared(course.root, course.grading).grade(work)
        with speaking(work.language, course.hidden):
            ungraded = self._show(nb, in_words(graded))
        nb.cells[0].metadata[ABOUT] = {"language": work.language}
        for error in [*graded.errors, *(f"{name} was not run" for name in ungraded)]:
            self.log.error("%s, %s: the grader's own fault: %s", known["student"], known["assignment"], error)
        faults = [f"test_{n}" for n, e in graded.exercises.items() if e.status is Outcome.ERROR]
        resources["autograder_errors"] = [*faults, *ungraded]
        return nb, resources

    def _show(self, nb: NotebookNode, graded: Graded) -> list[str]:
        """Put the outputs of its cells, the results of its exercises and notes about it into the notebook.

        Where cells were run for their outputs, those take the place of all that were handed in. Returns the ids of
        cells that ask for a score and got none.
        """
        notes = [
            _("Green boxes like this one, here and below grade cells, are the grader's; all else is as handed in."),
            *submissions.notes_of(nb),
        ]
        if graded.runs:
            _show_runs(nb, graded.runs)
        elif any(cell.get("outputs") for cell in nb.cells):
            notes.append(_("Outputs are shown as they were handed in; those of the grade cells are the grader's own."))
        _name_left_out(nb)
        ungraded = _show_exercises(nb, graded)
        text = "\n".join(f"- {as_markdown(note)}" for note in notes)
        text = f"{BOX}\n\n**{_('About this submission')}**\n\n{text}\n\n</div>"
        nb.cells.insert(0, nbformat.v4.new_markdown_cell(text))
        nb.metadata.pop(KEY, None)
        return ungraded


def _show_runs(nb: NotebookNode, runs: Sequence[CellRun]) -> None:
    for cell in nb.cells:
        without_outputs(cell)
    for run in runs:
        cell = nb.cells[run.cell.index]
        cell["outputs"] = [nbformat.from_dict(output) for output in cell_outputs(run)]
        cell["execution_count"] = run.cell.index + 1


def _name_left_out(nb: NotebookNode) -> None:
    """Say in the student's language where a picture was left out."""
    for data in (output.get("data", {}) for cell in nb.cells for output in cell.get("outputs", [])):
        if data.get("text/plain") == LEFT_OUT:
            data["text/plain"] = _(LEFT_OUT)


def _show_exercises(nb: NotebookNode, graded: Graded) -> list[str]:
    """Fill in the grade cells of ours; return the ids of others that nothing was run for, and let them earn nothing.

    nbgrader gives a grade cell without outputs full points, and takes a number that stands there for the points.
    """
    ungraded = []
    has_run = {run.cell.index for run in graded.runs}
    for index, cell in enumerate(nb.cells):
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        exercise = graded.exercises.get(grade_id.removeprefix("test_"))
        if exercise is not None and grade_id.startswith("test_"):
            cell["source"] = cell.source.split("### BEGIN HIDDEN TESTS")[0].rstrip()
            cell["outputs"] = [nbformat.from_dict(o) for o in exercise_outputs(grade_id[5:], exercise)]
            cell["execution_count"] = 1
        elif is_scored_by_outputs(cell) and index not in has_run:
            without_outputs(cell)
            cell["outputs"] = [nbformat.from_dict(error_output("NotRun", _("The grader did not run this cell.")))]
            ungraded.append(grade_id)
    return ungraded


class SaveGrades(SaveAutoGrades):
    """Saves a notebook's scores in one transaction, so that no gradebook ever holds some of them only.

    Where the grader itself was at fault it asks for a manual grade, so that nobody gets 0 points for that.
    """

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """Save the scores that stand in the grade cells."""
        known = resources["nbgrader"]
        self.notebook_id, self.assignment_id = known["notebook"], known["assignment"]
        self.student_id, self.db_url = known["student"], known["db_url"]
        self.gradebook = Gradebook(self.db_url)
        with self.gradebook, self.gradebook.engine.connect() as connection, connection.begin():
            # nbgrader commits after each cell; a session that joins our transaction leaves that to us
            self.gradebook.db.remove()
            self.gradebook.db.configure(bind=connection, join_transaction_mode="rollback_only")
            super(SaveAutoGrades, self).preprocess(nb, resources)
            for grade_id in resources.get("autograder_errors", ()):
                grade = self.gradebook.find_grade(grade_id, self.notebook_id, self.assignment_id, self.student_id)
                grade.needs_manual_grade = True
            self.gradebook.db.commit()
        return nb, resources


def set_surplus_aside(assignment: str, student: str, notebooks: list[str]) -> None:
    """See `submissions.set_surplus_aside`; nbgrader's `pre_convert_hook`, which it calls in the course's folder."""
    course, _ = Course.find(Path.cwd())
    for folder in {Path(name).parent for name in notebooks}:
        submissions.set_surplus_aside(course, folder)


def share_released_files(assignment: str, student: str, notebooks: list[str]) -> None:
    """See `submissions.share_released_files`: nbgrader's `post_convert_hook` of whatever it makes of a submission."""
    course, _ = Course.find(Path.cwd())
    directory = course.directory
    for folder in {Path(name).absolute().parent for name in notebooks}:
        for step in (directory.autograded_directory, directory.feedback_directory):
            submissions.share_released_files(course, Path(directory.format_path(step, folder.parent.name, folder.name)))
