"""CSV with a row for each test, and what every CSV file of ours needs: no cell acts as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from autograder.results.model import Report
from autograder.results.writers.common import plain, tests_of

_FORMULAS = tuple("=+-@＝＋－＠")  # with their full-width forms, which spreadsheets read as the same


def csv_text(rows: Iterable[Sequence[str | float | None]]) -> str:
    """Return `rows` as CSV (RFC 4180).

    A text that a spreadsheet would take for a formula begins with an apostrophe there.
    """
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerows([_cell(value) if isinstance(value, str) else value for value in row] for row in rows)
    return file.getvalue()


def to_csv(report: Report) -> str:
    """Return a row for each test of each submission, below one of headings."""
    rows: list[Sequence[str | float | None]] = [
        (
            "assignment",
            "student",
            "submission",
            "status",
            "exercise",
            "test",
            "outcome",
            "points",
            "max_points",
            "message",
        )
    ]
    for result in report.submissions:
        for exercise, test in tests_of(result):
            submission = (report.assignment, result.student, result.submission, str(result.status))
            points = (float(test.points), float(test.max_points))
            rows.append((*submission, exercise, test.name, str(test.outcome), *points, test.message))
    return csv_text(rows)


def _cell(text: str) -> str:
    text = plain(text)
    bare = text.strip()
    return f"'{text}" if bare.startswith(_FORMULAS) and len(bare) > 1 else text  # a dash alone is a text
