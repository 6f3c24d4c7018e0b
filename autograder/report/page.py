"""The report on a graded class: all that is on the page, and the page itself."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from autograder.course.solutions import Solution
from autograder.report import plots
from autograder.report.alike import FEWEST_TOKENS, MOST_OF_A_CLASS, NEAR, SMALL_CLASS, Found
from autograder.report.items import FEWEST_EACH, FEWEST_STUDENTS, Item, items_of
from autograder.report.misconceptions import Misconception, by_hint, by_name
from autograder.results.model import ExerciseResult, Outcome, Status, SubmissionResult
from autograder.results.wording import OUTCOMES, sign
from autograder.student.language import SOURCE_LANGUAGE, _
from autograder.translation.texts import title

MOST_ALIKE = 30
"""So many lines of answers that are alike are on the page, for each exercise."""
MOST_HINTS = 10
MOST_SLOW = 5
_FAULTS = (Outcome.ERROR, Outcome.TIMED_OUT, Outcome.CRASHED, Outcome.BLOCKED)
_TEMPLATES = Path(__file__).parent / "templates"
_SHARED = Path(__file__).parents[1] / "nbgrader" / "templates"


@dataclass(frozen=True)
class Link:
    """A student, and where the feedback page is; empty where there is none."""

    student: str
    address: str


@dataclass(frozen=True)
class Fault:
    """Something an instructor should look at: of a student, in an exercise or (empty) in the whole submission."""

    student: str
    exercise: str
    word: str
    text: str


@dataclass(frozen=True)
class Class:
    """What a report is made of.

    Attributes:
        results: of all submissions, each with its student.
        alike: what came of comparing the answers, by exercise.
        mistakes: the wrong solutions that the course knows, by exercise.
        feedback: each student's feedback pages, as far as there are any.
        waiting: students who handed in and are not graded yet.
        private: names that no example may hold.
        graded: when, in seconds since 1970.
    """

    assignment: str
    results: Sequence[SubmissionResult]
    alike: Mapping[str, Found]
    mistakes: Mapping[str, Sequence[Solution]]
    feedback: Mapping[str, Sequence[Path]]
    waiting: Sequence[str]
    private: Collection[str]
    graded: float


def report_page(about: Class, path: Path, language: str) -> str:
    """Return the page that is to stand at `path`, in the language that is spoken now, which is `language`."""
    environment = Environment(
        loader=FileSystemLoader([_TEMPLATES, _SHARED]), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.globals["_"] = _
    environment.filters["percent"] = lambda share: f"{100 * share:.0f} %"
    return environment.get_template("report.html.j2").render(
        language=language, source_language=SOURCE_LANGUAGE, **_contents(about, path)
    )


def _contents(about: Class, path: Path) -> dict[str, Any]:
    answers: dict[str, dict[str, ExerciseResult]] = {}
    unreadable = {str(r.student) for r in about.results if r.status is Status.UNREADABLE}
    for result in about.results:
        if result.status is not Status.UNREADABLE:
            answers.setdefault(str(result.student), {}).update(result.exercises)
    scores, most = _scores(about.results)
    shares = [score / most for score in scores.values()] if most else []
    counts = plots.counts_of(shares)
    items = items_of(answers)
    words = [_("passed"), _("failed"), _("not attempted"), _("stopped: blocked, crashed or timed out")]
    private = {*about.private, *scores}
    links = {student: Link(student, _address(about.feedback.get(student, ()), path)) for student in scores}
    return {
        "assignment": about.assignment,
        "graded": time.strftime("%Y-%m-%d %H:%M", time.localtime(about.graded)),
        "students": len(scores),
        "unreadable": len(unreadable),
        "waiting": about.waiting,
        "most": most,
        "middle": _middle(list(scores.values())),
        "bins": [(f"{10 * n}–{10 * n + 10} %", count) for n, count in enumerate(counts)],
        "histogram": Markup(plots.histogram(counts, _("share of the points in %"), _("students"))),
        "outcomes": Markup(plots.outcomes(items, words, _("students"))) if items else "",
        "kinds": words,
        "items": [(item, _parts(item), [(test, _(title(test.name))) for test in item.tests]) for item in items],
        "fewest": (FEWEST_STUDENTS, FEWEST_EACH),
        "misconceptions": [(item, *_misconceptions(about, answers, item, private)) for item in items],
        "has_corpus": any(about.mistakes.values()),
        "alike": [(name, found, found.alike[:MOST_ALIKE]) for name, found in about.alike.items()],
        "alike_rule": (f"{100 * NEAR:.0f} %", FEWEST_TOKENS, f"{100 * MOST_OF_A_CLASS:.0f} %", SMALL_CLASS),
        "links": links,
        "scores": scores,
        "seconds": _middle([result.seconds for result in about.results]),
        "slow": sorted(about.results, key=lambda result: -result.seconds)[:MOST_SLOW],
        "faults": list(_faults(about.results)),
    }


def _scores(results: Sequence[SubmissionResult]) -> tuple[dict[str, float], float]:
    """Return each student's points in all notebooks, by name, and how many there are at most."""
    scores: dict[str, float] = {}
    most: dict[str, float] = {}
    for result in results:
        scores[str(result.student)] = scores.get(str(result.student), 0.0) + result.score
        most[result.notebook] = max(most.get(result.notebook, 0.0), result.max_score)
    return dict(sorted(scores.items())), sum(most.values())


def _middle(values: Sequence[float]) -> dict[str, float]:
    low, median, high = statistics.quantiles(values, n=4, method="inclusive") if len(values) > 1 else [*values] * 3
    return {"low": low, "median": median, "high": high, "mean": statistics.fmean(values), "most": max(values)}


def _parts(item: Item) -> list[int]:
    return [sum(item.outcomes.get(outcome, 0) for outcome in outcomes) for outcomes in plots.KINDS.values()]


def _misconceptions(
    about: Class, answers: Mapping[str, Mapping[str, ExerciseResult]], item: Item, private: Collection[str]
) -> tuple[list[Misconception], list[Misconception]]:
    named = by_name(answers, item.name, about.mistakes.get(item.name, ()), private)
    return named, by_hint(answers, item.name, private)[:MOST_HINTS]


def _address(pages: Sequence[Path], path: Path) -> str:
    there = next((page for page in pages if page.is_file()), None)
    return quote(os.path.relpath(there, path.parent), errors="surrogateescape") if there else ""


def _faults(results: Sequence[SubmissionResult]) -> list[Fault]:
    """Return what was no plain right or wrong: the grader's own faults first, then what students should mend."""
    found = []
    for result in results:
        student = str(result.student)
        if result.status is Status.UNREADABLE:
            found.append((1, Fault(student, "", _("unreadable"), " ".join(result.notes))))
        elif result.notes:
            found.append((3, Fault(student, "", _("noticed"), " ".join(result.notes))))
        if result.status is Status.ERROR and not result.exercises:
            found.append((0, Fault(student, "", _("error"), "")))
        for name, exercise in result.exercises.items():
            for test in exercise.tests:
                if test.outcome in _FAULTS:  # the first of an exercise tells
                    word = f"{sign(test.outcome)} {_(OUTCOMES[test.outcome])}"
                    text = test.message.splitlines()[-1].strip() if test.message else ""
                    found.append((0 if test.outcome is Outcome.ERROR else 2, Fault(student, name, word, text)))
                    break
    return [fault for _rank, fault in sorted(found, key=lambda ranked: (ranked[0], ranked[1].student))]
