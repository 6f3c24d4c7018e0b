"""What can be said of an assignment without grading anything: in a second or two."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.exercises import Exercise, cell_names, points_of, without_sentence
from autograder.authoring.leaks import leaks, secrets
from autograder.course.cell import CodeCell
from autograder.course.course import Course
from autograder.course.solutions import read_solution
from autograder.grading.tasks import cells_of_students, slices_of
from autograder.student.cells import read_cell
from autograder.student.language import SOURCE_LANGUAGE, _, languages
from autograder.student.names import Step
from autograder.translation.catalogues import domains, faults

_TODO = re.compile(r"\bTODO\b.*")
_RAISES = re.compile(r"^### BEGIN HIDDEN TESTS\n(?:.*\n)*?\s*raise .*\n(?:.*\n)*?### END HIDDEN TESTS", re.M)
_SHOWN = 3
"""Of how many faults of one kind a check tells; the others it counts."""


@dataclass(frozen=True)
class Check:
    """What came of one check.

    Attributes:
        name: what holds where there are no faults.
        faults: a line for each, which says what is wrong, where, and what to do.
        note: what else is to be known.
    """

    name: str
    faults: Sequence[str] = ()
    note: str = ""

    def lines(self) -> list[str]:
        """Return the check in a line, or in a line for each fault."""
        if not self.faults:
            return [f"✓ {self.name}" + (f" ({self.note})" if self.note else "")]
        return [f"✗ {self.name}: {fault}" for fault in self.faults]


def quick_checks(
    course: Course, assignment: str, exercises: Sequence[Exercise], releases: Sequence[Path]
) -> list[Check]:
    """Return what can be checked at once.

    Args:
        course: the course.
        assignment: which of its assignments.
        exercises: those to look at.
        releases: folders that hold the assignment as it is, or was, released.
    """
    return [
        Check(_("every part is there"), [fault for each in exercises for fault in _missing(course, each)]),
        Check(_("nothing is left to be filled in"), _left_to_do(course, assignment, exercises)),
        Check(_("points agree"), [fault for each in exercises for fault in _points(each)]),
        Check(_("nothing hidden is in the release"), _leaks(course, assignment, releases)),
        _translations(course),
        Check(_("slices of the solutions are small"), _large_slices(course, assignment, exercises)),
    ]


def _missing(course: Course, exercise: Exercise) -> list[str]:
    name, found = exercise.name, []
    if exercise.grade is None:
        found.append(
            _("{path} grades nothing: no notebook has a grade cell with the id test_{name}; add one").format(
                path=_short(course, exercise.hidden), name=name
            )
        )
    elif not _RAISES.search(exercise.grade.source):
        text = _(
            "{notebook}.ipynb, cell test_{name}: no error is raised between ### BEGIN HIDDEN TESTS and ### END HIDDEN "
            "TESTS; write one, or nbgrader alone gives everybody the points"
        )
        found.append(text.format(notebook=exercise.notebook, name=name))
    if exercise.solution is None:
        found.append(_("no notebook has a solution cell with the id {name}; add one").format(name=name))
    elif not _defines(exercise.solution.source, name):
        text = _("{notebook}.ipynb, cell {name}: it defines nothing of that name; rename the function or the cell")
        found.append(text.format(notebook=exercise.notebook, name=name))
    elif "### BEGIN SOLUTION" not in exercise.solution.source:
        text = _("{notebook}.ipynb, cell {name}: no solution stands between ### BEGIN SOLUTION and ### END SOLUTION")
        found.append(text.format(notebook=exercise.notebook, name=name))
    for path, what in ((exercise.hidden, _("hidden tests")), (exercise.checks, _("visible checks"))):
        if not path.is_file():
            text = _("{name} has no {what}; write {path}")
            found.append(text.format(name=name, what=what, path=_short(course, path)))
    if exercise.hidden.is_file():
        for test in without_sentence(exercise.hidden):
            text = _("{path}, {test}: it has no docstring of one line, which students read when it fails; write one")
            found.append(text.format(path=_short(course, exercise.hidden), test=test))
    for paths, fewest, folder in ((exercise.wheats, 1, "wheats"), (exercise.chaffs, 2, "chaffs")):
        if len(paths) < fewest:
            text = _("{path} holds {count} of at least {fewest} solutions; write them")
            place = _short(course, exercise.corpus / folder)
            found.append(text.format(path=place, count=len(paths), fewest=fewest))
        for path in paths:
            try:
                read_solution(path)
            except ValueError as error:
                found.append(str(error))
    return found


def _defines(source: str, name: str) -> bool:
    """Say whether a cell binds a function or class of that name, or is not to be read as Python."""
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except SyntaxError:
        return True
    stored = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return name in stored | {node.name for node in nodes if isinstance(node, (ast.FunctionDef, ast.ClassDef))}


def _left_to_do(course: Course, assignment: str, exercises: Sequence[Exercise]) -> list[str]:
    texts = {}
    for name, notebook in course.notebooks(assignment).items():
        names = cell_names(course.source_folder(assignment) / f"{name}.ipynb")
        for cell, known_as in zip(notebook.cells, names, strict=False):
            texts[_("{file}, cell {cell}").format(file=f"{name}.ipynb", cell=known_as)] = cell.source
    paths = [path for each in exercises for path in (each.hidden, each.checks, *each.wheats, *each.chaffs)]
    paths += [path for folder in course.suite_folders for path in folder.glob("*.py")]
    texts |= {_short(course, path): path.read_text(encoding="utf-8") for path in paths if path.is_file()}
    found = []
    for where, text in texts.items():
        if left := _TODO.findall(text):
            line = _("{place}: {count} × TODO, first {text!r}; write what belongs there")
            found.append(line.format(place=where, count=len(left), text=left[0].strip(' "')[:70]))
    return found


def _points(exercise: Exercise) -> list[str]:
    if exercise.grade is None or not exercise.hidden.is_file():
        return []
    cell, tests = float(exercise.grade.metadata.nbgrader.points), points_of(exercise.hidden)
    where = _("{file}, cell {cell}").format(file=f"{exercise.notebook}.ipynb", cell=f"test_{exercise.name}")
    found = []
    if tests is not None and abs(cell - tests) > 1e-9:
        text = _("{place}: it has {cell:g} points, the hidden tests have {tests:g}; change one of them")
        found.append(text.format(place=where, cell=cell, tests=tests))
    said = re.search(r"(\d+(?:\.\d+)?) points?\b", exercise.grade.source)
    if said and float(said[1]) != cell:
        text = _("{place}: its text says {said} points, it has {cell:g}; change the text")
        found.append(text.format(place=where, said=said[1], cell=cell))
    return found


def _leaks(course: Course, assignment: str, releases: Sequence[Path]) -> list[str]:
    kept_back = secrets(course, assignment)
    return list(dict.fromkeys(line for folder in releases for line in leaks(folder, kept_back)))


def _translations(course: Course) -> Check:
    known = languages(course.root)
    found: list[str] = []
    for domain in domains(course.root, course.source, course.hidden)[1:]:  # the first is this package's own
        for language in known:
            lines = faults(domain, language)
            found += lines[:_SHOWN]
            if len(lines) > _SHOWN:
                path = domain.folder / "locale" / f"{language}.po"
                found.append(_("{path}: {count} more").format(path=path, count=len(lines) - _SHOWN))
    if found:
        found.append(_("run `autograder messages` and translate what is empty then"))
    return Check(_("translations are complete"), found, ", ".join([SOURCE_LANGUAGE, *known]))


def _large_slices(course: Course, assignment: str, exercises: Sequence[Exercise]) -> list[str]:
    found = []
    names = {exercise.name for exercise in exercises}
    for name, notebook in course.notebooks(assignment).items():
        known_as = cell_names(course.source_folder(assignment) / f"{name}.ipynb")
        cells = cells_of_students(course, assignment, name, notebook)
        own = course.own_cells(assignment, name, SOURCE_LANGUAGE)
        everything = course.exercises(assignment, name)
        asked = [exercise for exercise in everything if exercise in names]
        for exercise, needed in slices_of(course, assignment, name, cells, SOURCE_LANGUAGE, asked).items():
            for cell, through in _strays(needed, own, exercise, everything):
                text = _(
                    "{place}: {exercise} needs this cell, by {names}; give the function what it needs as an "
                    "argument, or tag the cell `always` if each exercise is to run it"
                )
                where = _("{file}, cell {cell}").format(file=f"{name}.ipynb", cell=known_as[cell.index])
                found.append(text.format(place=where, exercise=exercise, names=", ".join(sorted(through))))
    return found


def _strays(
    cells: Sequence[CodeCell], own: dict[str, bool], exercise: str, exercises: Sequence[str]
) -> list[tuple[CodeCell, set[str]]]:
    """Return the cells of a slice that are there by accident, each with the names that brought it there.

    At home in a slice are the student's own cells, and those of the course that import or define what these need, or
    bind it to something that costs nothing. One that computes is not, nor is another exercise's.
    """
    course = [cell for cell in cells if cell.source.strip() in own]
    strays = [(c, {str(c.grade_id)}) for c in cells if c.grade_id in exercises and c.grade_id != exercise]
    wanted: set[str] = set()
    for cell in cells:
        if cell not in course:
            wanted |= read_cell(cell.source, False).reads
    left = [cell for cell in course if not own[cell.source.strip()]]
    while True:
        home = [cell for cell in left if _made_for(cell, wanted)]
        if not home:
            break
        for cell in home:
            left.remove(cell)
            for step in _made_for(cell, wanted):
                wanted |= step.held | step.callees | step.given | step.later
    for cell in left:
        steps = read_cell(cell.source, True).steps
        changed = {name for step in steps for name in step.changed}
        strays.append((cell, changed & wanted or changed))
    return strays


def _made_for(cell: CodeCell, wanted: set[str]) -> list[Step]:
    """Return the statements of a course's cell that bind what is wanted without computing anything."""
    cheap = {"import", "function", "plain", "alias"}
    literal = _bound_to_literals(cell.source)
    return [
        step
        for step in read_cell(cell.source, True).steps
        if step.binds & wanted and (step.kind in cheap or step.binds <= literal)
    ]


def _bound_to_literals(source: str) -> set[str]:
    """Return the names that a cell binds to values that it writes down, such as a list or ``torch.tensor([1.0])``."""
    found: set[str] = set()
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return found
    for node in body:
        if isinstance(node, ast.Assign) and all(_is_written_down(call) for call in _calls(node.value)):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return found


def _calls(value: ast.expr) -> list[ast.expr]:
    kinds = (ast.Call, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
    return [node for node in ast.walk(value) if isinstance(node, kinds)]


def _is_written_down(value: ast.expr) -> bool:
    if not isinstance(value, ast.Call) or not isinstance(value.func, ast.Attribute):
        return False
    try:
        for argument in [*value.args, *(keyword.value for keyword in value.keywords)]:
            ast.literal_eval(argument)
    except ValueError:
        return False
    return True


def _short(course: Course, path: Path) -> str:
    """Return a path as seen from the folder that holds the course's."""
    return str(path.relative_to(course.root.parent)) if path.is_relative_to(course.root.parent) else str(path)
