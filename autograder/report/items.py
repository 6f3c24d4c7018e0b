"""How hard the exercises and tests were for a class, and whether they separate strong students from weak ones."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograder.results.model import ExerciseResult, Outcome, TestResult

FEWEST_STUDENTS = 20
FEWEST_EACH = 5
"""A discrimination is given from so many students on, of whom so many got all points and so many did not."""

Answers = Mapping[str, Mapping[str, ExerciseResult]]
"""What came of each exercise, by student and by the exercise's name."""


@dataclass(frozen=True)
class Item:
    """An exercise or a test, over all students it was decided for: not those of whom the grader itself was at fault.

    Attributes:
        outcomes: how many students had which.
        discrimination: see `item_rest`; None where there are too few students.
    """

    name: str
    outcomes: Mapping[Outcome, int]
    discrimination: float | None
    tests: Sequence[Item] = ()

    @property
    def students(self) -> int:
        return sum(self.outcomes.values())

    @property
    def passed(self) -> int:
        return self.outcomes.get(Outcome.PASSED, 0)

    @property
    def rate(self) -> float:
        """The share of students who passed."""
        return self.passed / self.students if self.students else 0.0


def items_of(answers: Answers) -> list[Item]:
    """Return the exercises in the order of the results, each with its tests."""
    names = dict.fromkeys(name for exercises in answers.values() for name in exercises)
    return [_exercise(answers, name) for name in names]


def _exercise(answers: Answers, name: str) -> Item:
    mine = {student: exercises[name] for student, exercises in answers.items() if name in exercises}
    rest = {
        student: sum(exercise.score for other, exercise in answers[student].items() if other != name)
        for student in mine
    }
    decided = {student: found for student, found in mine.items() if found.status is not Outcome.ERROR}
    tests: dict[str, dict[str, TestResult]] = {}
    for student, found in mine.items():
        for test in found.tests:
            if test.outcome is not Outcome.ERROR:
                tests.setdefault(test.name, {})[student] = test
    alone = all(len(answers[student]) == 1 for student in mine)
    found_tests = []
    for test_name, by in tests.items():
        # Tests of one exercise fail together, so the other exercises tell more of a student, where there are any.
        others = {student: mine[student].score - test.points for student, test in by.items()} if alone else rest
        reached = [test.points for test in by.values()]
        passed = [test.passed for test in by.values()]
        outcomes = Counter(test.outcome for test in by.values())
        found_tests.append(Item(test_name, outcomes, item_rest(reached, [others[s] for s in by], passed)))
    scores = [found.score for found in decided.values()]
    passed = [found.status is Outcome.PASSED for found in decided.values()]
    # With one exercise there is no rest.
    discrimination = None if alone else item_rest(scores, [rest[student] for student in decided], passed)
    return Item(name, Counter(found.status for found in decided.values()), discrimination, found_tests)


def item_rest(item: Sequence[float], rest: Sequence[float], passed: Sequence[bool]) -> float | None:
    """Return the correlation of the points in an item with the points in everything else, None for too few students.

    This is the corrected item-total correlation of classical test theory, Pearson's r of the item and the total
    without the item: S. Henrysson, "Correction of item-total correlations in item analysis", Psychometrika 28 (1963),
    211-218. Without the correction an item would correlate with itself. Below `FEWEST_STUDENTS` its standard error,
    about 1/sqrt(n), is as large as what is to be told apart, and so it is where nearly all or nearly none passed.
    """
    right = sum(passed)
    if len(item) < FEWEST_STUDENTS or min(right, len(item) - right) < FEWEST_EACH:
        return None
    try:
        return statistics.correlation(item, rest)
    except statistics.StatisticsError:  # all are the same
        return None
