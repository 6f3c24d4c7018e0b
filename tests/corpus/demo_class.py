"""A small class for a demonstration: who submits what, and what should come of it.

    python -m tests.corpus.demo_class RELEASE_DIR SUBMITTED_DIR

writes its submissions. The solutions among them that attack the grader must be run by the grader only.
"""

from __future__ import annotations

import argparse
import ast
import copy
import json
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import nbformat
from nbformat import NotebookNode

from autograder.authoring.exercises import fill

from .loader import Solution, load

FUNCTIONS: dict[str, tuple[str, ...]] = {
    "regularization": (
        "l1_penalty",
        "l2_penalty",
        "l2_optimizer",
        "add_dropout",
        "add_batchnorm",
        "build_regularized_model",
    ),
    "augmentation": ("augment",),
    "mnist_hands_on": ("compare",),
    "regularization_keras": ("l1_dense", "l2_dense", "build_regularized_keras_model"),
}
"""The exercises of each assignment that the class knows; others stay as released."""

Damage = Literal["grade cell deleted", "cells duplicated", "grade cell edited", "not JSON", "no notebook"]

SYNTAX_ERROR = """\
def l1_penalty(model, beta)
    return beta * sum(p.abs().sum() for p in model.parameters()
"""


@dataclass(frozen=True)
class Expected:
    """What should come of one exercise: a status out of `status`, a score out of ``full``, ``partial`` and ``zero``."""

    status: frozenset[str]
    score: frozenset[str]


def _expected(status: str, *score: str) -> Expected:
    return Expected(frozenset({status}), frozenset(score))


PASSED = _expected("passed", "full")
WRONG = _expected("failed", "partial", "zero")
RAISES = _expected("failed", "zero")
NOT_ATTEMPTED = _expected("not attempted", "zero")
BLOCKED = _expected("blocked", "zero")
CRASHED = _expected("crashed", "zero")
TIMED_OUT = _expected("timed out", "zero")


@dataclass(frozen=True)
class Student:
    """One member of the class.

    Attributes:
        name: the student's id in the gradebook.
        description: what the submission is an example of.
        work: for each submitted assignment, ``kind/name`` of the solution to each function that was attempted. An
            assignment that is not there was not handed in.
        unlike_the_kind: what should come of exercises for which `expected` would guess wrong from the solution's kind.
        typed: cells that hold a text of their own in place of a solution of the corpus, by function.
        damage: what is wrong with all notebooks of this student.
    """

    name: str
    description: str
    work: Mapping[str, Mapping[str, str]]
    unlike_the_kind: Mapping[str, Expected] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    damage: Damage | None = None

    def solution(self, assignment: str, function: str) -> Solution | None:
        """Return the solution this student submits; None when not attempted or typed by hand."""
        reference = self.work.get(assignment, {}).get(function)
        if reference is None:
            return None
        kind, name = reference.split("/")
        found = [s for s in load(assignment, function) if (s.kind, s.name) == (kind, name)]
        if not found:
            raise KeyError(f"{self.name}: the corpus has no {reference} of {function}")
        return found[0]

    def expected(self, assignment: str) -> dict[str, Expected]:
        """Return what should come of each exercise of an assignment that was handed in."""
        return {function: self._expected(assignment, function) for function in FUNCTIONS[assignment]}

    def _expected(self, assignment: str, function: str) -> Expected:
        if function in self.unlike_the_kind:
            return self.unlike_the_kind[function]
        solution = self.solution(assignment, function)
        if solution is None or self.damage in ("not JSON", "no notebook"):
            return NOT_ATTEMPTED
        return PASSED if solution.kind == "wheat" else WRONG


def _regularization(
    l1_penalty: str,
    add_dropout: str,
    build_regularized_model: str,
    l2_penalty: str = "wheat/sum_of_generator",
    l2_optimizer: str = "wheat/adam",
    add_batchnorm: str = "wheat/rebuilt_sequential",
) -> dict[str, str]:
    return {
        "l1_penalty": l1_penalty,
        "l2_penalty": l2_penalty,
        "l2_optimizer": l2_optimizer,
        "add_dropout": add_dropout,
        "add_batchnorm": add_batchnorm,
        "build_regularized_model": build_regularized_model,
    }


def _keras(l1_dense: str, l2_dense: str, build_regularized_keras_model: str) -> dict[str, str]:
    return {
        "l1_dense": l1_dense,
        "l2_dense": l2_dense,
        "build_regularized_keras_model": build_regularized_keras_model,
    }


_RIGHT = _regularization("wheat/sum_of_generator", "wheat/rebuilt_sequential", "wheat/flat_sequential")
_RIGHT_AUGMENT = {"augment": "wheat/v2_random_affine"}

STUDENTS: list[Student] = [
    Student(
        "ada",
        "right, in the plain way",
        {
            "regularization": _RIGHT,
            "augmentation": {"augment": "wheat/pad_and_crop"},
            "mnist_hands_on": {"compare": "wheat/helpers_and_adam"},
            "regularization_keras": _keras(
                "wheat/one_regularizer_for_both", "wheat/own_regularizer_class", "wheat/sequential"
            ),
        },
    ),
    Student(
        "bela",
        "right, in another way: one long vector, hooks, batch norm as well, affine matrices",
        {
            "regularization": _regularization(
                "wheat/cat_of_flattened",
                "wheat/forward_hooks",
                "wheat/batch_norm_and_dropout",
                "wheat/stack_of_sums",
                "wheat/two_groups",
                "wheat/forward_hooks",
            ),
            "augmentation": {"augment": "wheat/affine_grid"},
        },
    ),
    Student(
        "carla",
        "right, with classes of her own for everything",
        {
            "regularization": _regularization(
                "wheat/own_autograd_function",
                "wheat/own_bernoulli_module",
                "wheat/own_dropout_module",
                "wheat/own_autograd_function",
                "wheat/written_by_hand",
                "wheat/own_module",
            ),
            "augmentation": {"augment": "wheat/shift_and_noise"},
        },
    ),
    Student(
        "dimitri",
        "right, with torch's helpers throughout; handed in the first assignment only",
        {
            "regularization": _regularization(
                "wheat/parameters_to_vector", "wheat/subclass_of_sequential", "wheat/named_layers"
            )
        },
    ),
    Student(
        "emma",
        "wrong in typical ways: biases left out, a factor 1/2, AdamW, dropout on the output or nowhere, flips, "
        "no eval(), a softmax",
        {
            "regularization": _regularization(
                "chaff/biases_left_out",
                "chaff/dropout_on_output",
                "chaff/no_dropout",
                "chaff/half",
                "chaff/adamw",
                "chaff/after_the_activation",
            ),
            "augmentation": {"augment": "chaff/flips"},
            "mnist_hands_on": {"compare": "chaff/no_eval"},
            "regularization_keras": _keras("chaff/bias_left_out", "chaff/half", "chaff/softmax_output"),
        },
    ),
    Student(
        "farid",
        "wrong in typical ways: no absolute value, dropout in eval mode, a softmax, one shift for the whole batch",
        {
            "regularization": _regularization(
                "chaff/no_abs",
                "chaff/active_in_eval",
                "chaff/softmax_output",
                "chaff/norm_not_squared",
                "chaff/decay_forgotten",
                "chaff/momentum_of_keras",
            ),
            "augmentation": {"augment": "chaff/transform_called_once"},
        },
    ),
    Student(
        "greta",
        "wrong in typical ways: cut off with .item(), keep probability, batch norm alone, changed in place",
        {
            "regularization": _regularization(
                "chaff/detached_with_item", "chaff/keep_probability", "chaff/only_batch_norm"
            ),
            "augmentation": {"augment": "chaff/in_place"},
        },
    ),
    Student(
        "hugo",
        "the slide's line, which raises; a list thrown away; p ignored; the generator seeded again",
        {
            "regularization": _regularization("chaff/norm_of_generator", "chaff/unchanged_copy", "chaff/ignores_p"),
            "augmentation": {"augment": "chaff/reseeds_generator"},
        },
        unlike_the_kind={"l1_penalty": RAISES},
    ),
    Student("ines", "handed in every notebook as released", {assignment: {} for assignment in FUNCTIONS}),
    Student(
        "jan",
        "did half of the first assignment and handed in no other",
        {"regularization": {"l1_penalty": "wheat/loop_from_number", "add_dropout": "wheat/wrapped_activation"}},
    ),
    Student(
        "kira",
        "a syntax error in one cell, the others right",
        {"regularization": {name: ref for name, ref in _RIGHT.items() if name != "l1_penalty"}},
        typed={"l1_penalty": SYNTAX_ERROR},
        unlike_the_kind={"l1_penalty": RAISES},
    ),
    Student(
        "liam",
        "one function ends the process, the others are right",
        {"regularization": {**_RIGHT, "l1_penalty": "attack/ends_the_process"}, "augmentation": _RIGHT_AUGMENT},
        unlike_the_kind={"l1_penalty": CRASHED},
    ),
    Student(
        "mona",
        "one function never returns, the others are right",
        {"regularization": {**_RIGHT, "l1_penalty": "attack/loops_forever"}},
        unlike_the_kind={"l1_penalty": TIMED_OUT},
    ),
    Student(
        "nils",
        "cheats: comparisons patched, with an object equal to everything, and the grader's answers forged",
        {
            "regularization": _regularization("attack/always_equal", "attack/forges_replies", "wheat/flat_sequential"),
            "augmentation": _RIGHT_AUGMENT,
        },
        unlike_the_kind={"add_dropout": CRASHED, "build_regularized_model": WRONG},  # what is patched breaks it
    ),
    Student(
        "olga",
        "cheats: looks for other submissions on disk and sends the test images away",
        {
            "regularization": {"l1_penalty": "attack/lists_the_folder_above"},
            "augmentation": {"augment": "attack/opens_a_socket"},
        },
        unlike_the_kind={"l1_penalty": BLOCKED, "augment": BLOCKED},
    ),
    Student(
        "paul",
        "cheats: prints what the grader would, kills the process that started it, starts a program",
        {
            "regularization": {
                "l1_penalty": "attack/imitates_the_graders_messages",
                "add_dropout": "attack/kills_its_parent",
            },
            "augmentation": {"augment": "attack/starts_a_program"},
        },
        unlike_the_kind={"add_dropout": BLOCKED, "augment": BLOCKED},
    ),
    Student(
        "quentin",
        "right, but deleted the grade cells",
        {"regularization": _RIGHT, "augmentation": _RIGHT_AUGMENT},
        damage="grade cell deleted",
    ),
    Student(
        "rosa",
        "right, but every graded cell is there twice; the copies further down hold the answers",
        {"regularization": _RIGHT, "augmentation": _RIGHT_AUGMENT},
        damage="cells duplicated",
    ),
    Student(
        "samir",
        "wrong, with grade cells that claim 500 points",
        {
            "regularization": _regularization("chaff/squares", "chaff/fresh_weights", "chaff/class_indices"),
            "augmentation": {"augment": "chaff/identical_copy"},
        },
        damage="grade cell edited",
    ),
    Student(
        "tara",
        "handed in a file that is no notebook",
        {"regularization": _RIGHT, "augmentation": _RIGHT_AUGMENT},
        damage="not JSON",
    ),
    Student(
        "uwe",
        "handed in a folder without the notebook",
        {"regularization": {}, "augmentation": {}},
        damage="no notebook",
    ),
]


def make_submissions(release_dir: Path, submitted_dir: Path) -> None:
    """Write every student's submissions, each folder whole or not at all; earlier ones are replaced.

    The folders named ``data`` are left out: the grader supplies the data.

    Raises:
        FileNotFoundError: `release_dir` lacks an assignment's notebook.
        KeyError: a released notebook lacks an exercise.
    """
    for student in STUDENTS:
        for assignment in student.work:
            released = release_dir / assignment / f"{assignment}.ipynb"
            if not released.is_file():
                raise FileNotFoundError(f"there is no {released}: release the assignment first")
            target = submitted_dir / student.name / assignment
            target.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=submitted_dir, prefix=".") as temporary:
                folder = Path(temporary) / assignment
                _write(student, assignment, released, folder)
                if target.exists():
                    target.rename(Path(temporary) / "old")
                folder.rename(target)


def _write(student: Student, assignment: str, released: Path, folder: Path) -> None:
    if student.damage == "no notebook":
        folder.mkdir()
        return
    shutil.copytree(released.parent, folder, ignore=shutil.ignore_patterns("data", ".*", "__pycache__"))
    text = notebook_text(student, assignment, nbformat.read(released, as_version=4))
    (folder / released.name).write_text(text, encoding="utf-8")


def notebook_text(student: Student, assignment: str, released: NotebookNode) -> str:
    """Return the notebook file that this student hands in, made from the released notebook."""
    solutions = {function: student.solution(assignment, function) for function in student.work[assignment]}
    sources = {function: _code(solution.source) for function, solution in solutions.items() if solution is not None}
    typed = {function: text for function, text in student.typed.items() if function in FUNCTIONS[assignment]}
    notebook = fill(released, {**sources, **typed})
    if student.damage in _DAMAGES:
        _DAMAGES[student.damage](notebook, released)
    text = json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
    return text[: len(text) // 2] if student.damage == "not JSON" else text


def _code(source: str) -> str:
    """Return a solution without its docstring, in which the corpus says what is wrong: no student hands that in."""
    docstring = ast.parse(source).body[0]
    return "".join(source.splitlines(keepends=True)[docstring.end_lineno :]).lstrip("\n")


def _delete_grade_cells(notebook: NotebookNode, released: NotebookNode) -> None:
    notebook.cells = [cell for cell in notebook.cells if not _graded(cell)]


def _duplicate_cells(notebook: NotebookNode, released: NotebookNode) -> None:
    originals = {_grade_id(cell): cell for cell in released.cells if _grade_id(cell)}
    cells = []
    for cell in notebook.cells:
        if _grade_id(cell):
            cells.append(copy.deepcopy(originals[_grade_id(cell)]))
        cells.append(cell)
    notebook.cells = cells


def _edit_grade_cells(notebook: NotebookNode, released: NotebookNode) -> None:
    for cell in filter(_graded, notebook.cells):
        cell.source = "print('all tests passed: 500/500')\n"
        cell.metadata["nbgrader"]["points"] = 500
        cell.metadata["nbgrader"]["locked"] = False


_DAMAGES: dict[str, Callable[[NotebookNode, NotebookNode], None]] = {
    "grade cell deleted": _delete_grade_cells,
    "cells duplicated": _duplicate_cells,
    "grade cell edited": _edit_grade_cells,
}


def _grade_id(cell: NotebookNode) -> str | None:
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def _graded(cell: NotebookNode) -> bool:
    nbgrader = cell.metadata.get("nbgrader", {})
    return bool(cell.cell_type == "code" and nbgrader.get("grade") and not nbgrader.get("solution"))


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the demonstration class's submissions.")
    parser.add_argument("release_dir", type=Path, help="the course's release folder")
    parser.add_argument("submitted_dir", type=Path, help="the course's submitted folder")
    arguments = parser.parse_args()
    make_submissions(arguments.release_dir, arguments.submitted_dir)


if __name__ == "__main__":
    main()
