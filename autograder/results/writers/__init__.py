"""Writes results in the formats that other programs read: one module for each, all from the same model."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from autograder.results.model import Report, to_json
from autograder.results.writers.ctrf import to_ctrf
from autograder.results.writers.gradescope import to_gradescope
from autograder.results.writers.junit import to_junit
from autograder.results.writers.spreadsheet import to_csv
from autograder.results.writers.summary import to_markdown


def _json_text(make: Callable[[Report], object]) -> Callable[[Report], str]:
    return lambda report: json.dumps(make(report), ensure_ascii=False, indent=1) + "\n"


WRITERS: Mapping[str, Callable[[Report], str]] = {
    "json": _json_text(to_json),
    "junit": to_junit,
    "ctrf": _json_text(to_ctrf),
    "gradescope": _json_text(to_gradescope),
    "csv": to_csv,
    "markdown": to_markdown,
}
"""A function for each format, by the name that the command line gives it."""
