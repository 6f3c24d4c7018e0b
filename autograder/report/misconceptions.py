"""What a class misunderstood: by the wrong solutions that the course knows, and by the hints that were given."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.course.solutions import Solution, read_solution
from autograder.report.items import Answers
from autograder.results.model import ExerciseResult, Outcome, TestResult

log = logging.getLogger(__name__)

MOST_NAMES = 3
"""Where more of the course's wrong solutions fail just like an answer, that tells nothing of it."""

_LABEL = re.compile(r"\s*[^:]*:\s*")
_STUDENTS_WORDS = re.compile(r"'[^']*'|\"[^\"]*\"|<[^>]*>|(?<=\w): .*")


@dataclass(frozen=True)
class Misconception:
    """Something that students of one exercise got wrong.

    Attributes:
        names: what it is called; several where the failed tests do not tell these apart. Empty for a hint.
        text: what it is, in words: a line for each name, or the hint.
        students: how many.
        example: the message of one of the failed tests, which says nothing of its student.
    """

    exercise: str
    names: Sequence[str]
    text: Sequence[str]
    students: int
    example: str


def known_mistakes(corpus: Path, assignment: str, exercise: str) -> list[Solution]:
    """Return the wrong solutions of an exercise that the course's corpus holds; none where there is no such folder."""
    found = []
    for path in sorted((corpus / assignment / exercise / "chaffs").glob("*.py")):
        try:
            found.append(read_solution(path))
        except (OSError, ValueError) as error:
            log.warning("%s is left out of the report: %s", path, error)
    return [solution for solution in found if solution.fails]


def by_name(
    answers: Answers, exercise: str, mistakes: Sequence[Solution], private: Collection[str]
) -> list[Misconception]:
    """Return which of the known `mistakes` the failed tests of an exercise look like, the most frequent first.

    Args:
        answers: of the class.
        exercise: the exercise's name.
        mistakes: the wrong solutions that are known.
        private: names that no example may hold.
    """
    students: Counter[tuple[Solution, ...]] = Counter()
    tests: dict[tuple[Solution, ...], list[TestResult]] = {}
    for result in _failed(answers, exercise):
        if like := _like(result, mistakes):
            students[like] += 1
            shared = frozenset.intersection(*(solution.fails for solution in like))
            tests.setdefault(like, []).extend(
                test for test in result.tests if not test.passed and test.name.removeprefix("test_") in shared
            )
    return [
        Misconception(
            exercise,
            [solution.name.replace("_", " ") for solution in like],
            [solution.summary for solution in like],
            count,
            example(tests[like], private),
        )
        for like, count in students.most_common()
    ]


def by_hint(answers: Answers, exercise: str, private: Collection[str]) -> list[Misconception]:
    """Return the hints that students of an exercise were given, the most frequent first."""
    students: Counter[str] = Counter()
    tests: dict[str, list[TestResult]] = {}
    for result in _failed(answers, exercise):
        given = [test for test in result.tests if test.hint and not test.passed]
        students.update({test.hint for test in given})
        for test in given:
            tests.setdefault(test.hint, []).append(test)
    return [
        Misconception(exercise, (), [hint], count, example(tests[hint], private))
        for hint, count in students.most_common()
    ]


def _failed(answers: Answers, exercise: str) -> Iterable[ExerciseResult]:
    found = (exercises[exercise] for exercises in answers.values() if exercise in exercises)
    return [result for result in found if result.status is Outcome.FAILED]


def _like(result: ExerciseResult, mistakes: Sequence[Solution]) -> tuple[Solution, ...]:
    """Return the mistakes that fail just these tests; of those that may or may not fail some, the nearest."""
    failed = {test.name.removeprefix("test_") for test in result.tests if not test.passed}
    fitting = [m for m in mistakes if m.fails <= failed <= m.fails | m.may_fail]
    nearest = max((len(m.fails) for m in fitting), default=0)
    found = tuple(m for m in fitting if len(m.fails) == nearest)
    return found if len(found) <= MOST_NAMES else ()


def example(tests: Sequence[TestResult], private: Collection[str]) -> str:
    """Return a message, the shortest that most students share, without anything that could tell whose it is.

    A message that holds one of the `private` names is not taken. What one student's code alone said in its own words,
    the text of an error, a string or the name of a class, is left out; where two said the same, it tells of nobody.
    """
    told = [name for name in private if len(name) > 1 and not (name.isdigit() and len(name) < 4)]  # 12 is not a name
    names = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in told) or r"(?!)", re.I)
    hinted = [test for test in tests if test.hint] or tests  # they say most
    counts = Counter((test.message, test.hint) for test in hinted if test.message and not names.search(test.message))
    if not counts:
        return ""
    (message, hint), count = min(counts.items(), key=lambda found: (-min(found[1], 2), len(found[0][0])))
    return message if count > 1 else _without_students_words(message, hint)


def _without_students_words(message: str, hint: str) -> str:
    sentence, *lines = message.splitlines()
    if len(lines) < 3:  # no call, what is expected and what came, but what the code raised
        return sentence
    kept = [line if hint and line.endswith(hint) else _without_words(line) for line in lines[2:]]
    return "\n".join([sentence, *lines[:2], *kept])


def _without_words(line: str) -> str:
    label = found[0] if (found := _LABEL.match(line)) else ""
    return label + _STUDENTS_WORDS.sub("…", line.removeprefix(label))
