"""A summary in Markdown (GitHub's), for the page of a CI job or for a student: tables, then what the tests say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from autograder.course.escape import as_markdown
from autograder.results.model import ExerciseResult, Report, Status, SubmissionResult
from autograder.results.wording import OUTCOMES, sign
from autograder.results.writers.common import name_of, plain
from autograder.student.language import N_, _
from autograder.translation.texts import title

LIMIT = 1_000_000
"""Bytes of a summary; GitHub shows none that is larger than 1 MiB."""

_STATUSES = {Status.UNREADABLE: N_("unreadable"), Status.ERROR: N_("error")}


def to_markdown(report: Report) -> str:
    """Return the results as Markdown; submissions that do not fit into `LIMIT` are counted in its last line.

    No text of a submission is Markdown here: what stands in tables and headings is written in character references,
    and messages stand in blocks of code.
    """
    written = f"# {as_markdown(report.assignment)}\n"
    several = len(report.submissions) > 1
    room = LIMIT - len(written.encode()) - 1000  # for the last line
    parts = [*([_overview(report)] if several else []), *map(_section, report.submissions)]
    for number, part in enumerate(parts):
        room -= len(part.encode())
        if room < 0:
            left = len(report.submissions) - max(0, number - several)
            return written + "\n" + _("{count} more submissions do not fit here.").format(count=left) + "\n"
        written += part
    return written


def _overview(report: Report) -> str:
    names = list(dict.fromkeys(name for result in report.submissions for name in result.exercises))
    rows = []
    for result in report.submissions:
        cells = [_brief(result.exercises.get(name)) for name in names]
        rows.append([as_markdown(name_of(result)), *cells, _points(result.score, result.max_score)])
    return _table([_("submission"), *map(as_markdown, names), _("points")], rows)


def _section(result: SubmissionResult) -> str:
    status = f" ({_(_STATUSES[result.status])})" if result.status in _STATUSES else ""
    parts = [f"\n## {as_markdown(name_of(result))}: {_points(result.score, result.max_score)}{status}\n"]
    if result.notes:
        parts.append("\n" + "".join(f"- {as_markdown(note)}\n" for note in result.notes))
    rows = [
        [as_markdown(text) for text in (name, _(title(test.name)), f"{sign(test.outcome)} {_(OUTCOMES[test.outcome])}")]
        + [_points(test.points, test.max_points)]
        for name, exercise in result.exercises.items()
        for test in exercise.tests
    ]
    if rows:
        parts.append(_table([_("exercise"), _("test"), _("outcome"), _("points")], rows))
    return "".join([*parts, *_messages(result)])


def _messages(result: SubmissionResult) -> Iterator[str]:
    for name, exercise in result.exercises.items():
        for test in exercise.tests:
            if test.message:
                yield f"\n**{as_markdown(name)}**, {as_markdown(_(title(test.name)))}:\n\n{_block(test.message)}\n"


def _block(text: str) -> str:
    text = plain(text)
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence}text\n{text}\n{fence}"


def _table(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * (len(heads) - 1) + ["---:"], *rows]
    return "\n" + "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _brief(exercise: ExerciseResult | None) -> str:
    return "" if exercise is None else f"{sign(exercise.status)} {_points(exercise.score, exercise.max_score)}"


def _points(points: float, max_points: float) -> str:
    return f"{points:g} / {max_points:g}"
