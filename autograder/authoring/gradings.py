"""Grades what an author knows the result of: solutions and stubs of the course, right and wrong ones of the corpus."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat

from autograder.authoring.exercises import Exercise, fill, own_solutions
from autograder.authoring.quick import Check
from autograder.course import submissions
from autograder.course.cell import CodeCell
from autograder.course.course import Course
from autograder.course.settings import Settings
from autograder.course.solutions import Solution, read_solution
from autograder.grading.digests import digest_of, suite_digest, wordings
from autograder.grading.jobs import Task, Work
from autograder.grading.store import Store
from autograder.grading.tasks import Tasks
from autograder.results.model import ExerciseResult, Graded, Outcome
from autograder.results.wording import in_words
from autograder.running.grader import Grader
from autograder.student.language import _

KNOWN_SEED = 0
"""The corpus says which tests a wrong solution fails under known questions."""


def grade_own(
    course: Course,
    assignment: str,
    exercises: Sequence[Exercise],
    released: Mapping[str, Path],
    grader: Grader,
    folder: Path,
) -> list[Check]:
    """Grade the course's own solutions, and its stubs, in each language.

    Args:
        course: the course.
        assignment: which of its assignments.
        exercises: those to look at.
        released: the folder of its release, by language.
        grader: what grades.
        folder: where notebooks can be put.
    """
    tasks, work = Tasks(course, assignment), {}
    names = {exercise.name for exercise in exercises}
    for language, release in released.items():
        for name, source in course.notebooks(assignment).items():
            stub = nbformat.read(release / f"{name}.ipynb", as_version=4)
            solved = fill(stub, own_solutions(source))
            for kind, notebook in (("solution", solved), ("stub", stub)):
                path = folder / f"{name}.ipynb"
                nbformat.write(notebook, path)
                submitted = submissions.read(course, assignment, name, path)
                found = tasks.of(name, submitted.notebook, None).tasks
                work[language, name, kind] = Work({n: task for n, task in found.items() if n in names})
    asked = grader.start(work.values())
    points = {each.name: each.grade.metadata.nbgrader.points for each in exercises if each.grade is not None}
    faults: dict[str, list[str]] = {"solution": [], "stub": []}
    for (language, name, kind), each in zip(work, asked, strict=True):
        graded = in_words(grader.result(each))
        for exercise, result in graded.exercises.items():
            full = result.score == result.max_score == points[exercise]
            if _is_faulty(graded, result) or (kind == "solution" and not full) or (kind == "stub" and result.score):
                place = f"{name}.ipynb, {exercise} ({language})"
                faults[kind].append(_told(place, graded, result, points[exercise]))
    in_all = ", ".join(released)
    return [
        Check(_("the solutions get full marks"), faults["solution"], in_all),
        Check(_("the stubs get nothing"), faults["stub"], in_all),
    ]


@dataclass(frozen=True)
class _Graded:
    """A file of the corpus with what there is to grade of it."""

    exercise: str
    solution: Solution
    path: Path
    right: bool
    work: Work


def grade_corpus(
    course: Course, assignment: str, exercises: Sequence[Exercise], grader: Grader, store: Store, sample: int | None
) -> list[Check]:
    """Grade right and wrong solutions: those whose verdicts are kept, and of each exercise a few more.

    Args:
        course: the course.
        assignment: which of its assignments.
        exercises: those to look at.
        grader: what grades.
        store: where its verdicts are kept.
        sample: how many right and how many wrong ones of each exercise are to be graded anew; all for None.
    """
    chosen, known = [], 0
    everything = [each for exercise in exercises for each in _corpus_of(course, exercise)]
    count: dict[tuple[str, bool], int] = {}
    for each in sorted(everything, key=lambda each: hashlib.sha256(each.path.name.encode()).digest()):
        task = each.work.tasks[each.exercise]
        kind = (each.exercise, each.right)
        if store.verdict(digest_of(task), wordings(task.module, task.folders)) is not None:
            known += 1
        elif sample is None or count.get(kind, 0) < sample:
            count[kind] = count.get(kind, 0) + 1
        else:
            continue
        chosen.append(each)
    chosen.sort(key=lambda each: each.path)
    asked = grader.start(each.work for each in chosen)
    found: dict[bool, list[str]] = {True: [], False: []}
    for each, of_it in zip(chosen, asked, strict=True):
        graded = in_words(grader.result(of_it))
        if fault := _misjudged(each, graded):
            found[each.right].append(fault)
    return [
        Check(name, found[right], _so_many(assignment, chosen, everything, right))
        for name, right in ((_("right solutions pass"), True), (_("wrong solutions fail"), False))
    ]


def _so_many(assignment: str, chosen: Sequence[_Graded], everything: Sequence[_Graded], right: bool) -> str:
    graded, there = (sum(each.right is right for each in part) for part in (chosen, everything))
    if graded == there:
        return _("all {count}").format(count=there)
    text = _("{graded} of {count}; `autograder verify {assignment} --all` takes the others, too")
    return text.format(graded=graded, count=there, assignment=assignment)


def _corpus_of(course: Course, exercise: Exercise) -> Iterator[_Graded]:
    if not exercise.hidden.is_file():
        return
    settings = dataclasses.replace(course.settings(), seed=KNOWN_SEED)
    suite = suite_digest(exercise.hidden, tuple(course.suite_folders), course.process_settings)
    for right, paths in ((True, exercise.wheats), (False, exercise.chaffs)):
        for path in paths:
            try:
                solution = read_solution(path)
            except ValueError:
                continue  # told of as a part that is amiss
            work = solution_work(course, exercise.hidden, solution.source, suite, settings)
            yield _Graded(exercise.name, solution, path, right, work)


def solution_work(course: Course, module: Path, source: str, suite: str, settings: Settings) -> Work:
    """Return what to grade of a notebook that holds nothing but a solution.

    Args:
        course: the course.
        module: the exercise's hidden tests.
        source: the solution.
        suite: the digest of the hidden tests.
        settings: what the solution may use.
    """
    function = module.stem.removeprefix("test_")
    cell = CodeCell(0, source, function, solution=True)
    return Work({function: Task(function, (cell,), (), module, suite, tuple(course.suite_folders), settings)})


def _misjudged(each: _Graded, graded: Graded) -> str:
    """Return what is wrong with how a solution was judged; an empty text where nothing is."""
    result = graded.exercises[each.exercise]
    full = result.score == result.max_score > 0
    failing = {test.name.removeprefix("test_") for test in result.tests if test.outcome is not Outcome.PASSED}
    place = f"{each.exercise}/{each.path.parent.name}/{each.path.name}"
    if _is_faulty(graded, result) or (each.right and not full):
        return _told(place, graded, result, result.max_score)
    if each.right:
        return ""
    if full:
        text = _("{place}: it gets all {points:g} points; write a hidden test that it fails, or remove it")
        return text.format(place=place, points=result.max_score)
    fails, may_fail = each.solution.fails, each.solution.may_fail
    if (fails or may_fail) and not fails <= failing <= fails | may_fail:
        text = _("{place}: it fails {found}, but says that it fails {said}; correct its docstring or the tests")
        said = ", ".join(sorted(fails | may_fail))
        return text.format(place=place, found=", ".join(sorted(failing)), said=said)
    return ""


def _is_faulty(graded: Graded, result: ExerciseResult) -> bool:
    return bool(graded.errors) or result.status is Outcome.ERROR


def _told(place: str, graded: Graded, result: ExerciseResult, points: float) -> str:
    if graded.errors:
        return _("{place}: the grader failed: {error}").format(place=place, error=_reason(graded.errors[0])[:300])
    first = next((test for test in result.tests if test.outcome is not Outcome.PASSED), None)
    told = " ".join(first.message.split())[:200] if first else ""
    text = _("{place}: {score:g} of {points:g} points ({told}); correct the solution or the hidden tests")
    return text.format(place=place, score=result.score, points=points, told=told)


def _reason(error: str) -> str:
    """Return what an error says, in a line: of a report by pytest only the lines that it marks with an E."""
    lines = error.splitlines()
    marked = [line.removeprefix("E") for line in lines if line.startswith("E ")]
    return " ".join(" ".join(marked or lines).split())
