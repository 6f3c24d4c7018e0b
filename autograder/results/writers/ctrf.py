"""The Common Test Report Format (CTRF, https://ctrf.io), which many CI tools show."""

from __future__ import annotations

from collections import Counter
from typing import Any

from autograder.results.model import Outcome, Report, SubmissionResult, TestResult
from autograder.results.writers.common import name_of, plain, tests_of

_VERSION = "0.0.0"  # of CTRF's specification

# "skipped" would leave a CI run green in which nobody attempted anything.
_STATUSES = {Outcome.PASSED: "passed", Outcome.ERROR: "other"}


def to_ctrf(report: Report) -> dict[str, Any]:
    """Return the results as a CTRF document, with our own outcome of each test as its raw status."""
    tests = [
        _test(report.assignment, result, exercise, test)
        for result in report.submissions
        for exercise, test in tests_of(result)
    ]
    counts = Counter(test["status"] for test in tests)
    start = round(1000 * report.start)
    summary = {
        "tests": len(tests),
        **{status: counts[status] for status in ("passed", "failed", "skipped", "pending", "other")},
        "suites": len(report.submissions),
        "start": start,
        "stop": start + round(1000 * report.seconds),
    }
    return {
        "reportFormat": "CTRF",
        "specVersion": _VERSION,
        "generatedBy": "autograder",
        "results": {"tool": {"name": "autograder"}, "summary": summary, "tests": tests},
    }


def _test(assignment: str, result: SubmissionResult, exercise: str, test: TestResult) -> dict[str, Any]:
    suite = [assignment, name_of(result), *filter(None, (exercise,))]
    message = {"message": plain(test.message)} if test.message else {}
    return {
        "name": plain(test.name),
        "status": _STATUSES.get(test.outcome, "failed"),
        "rawStatus": str(test.outcome),
        "duration": 0,  # required, and not known for one test: its answers may have been known before
        "suite": [plain(part) for part in suite],
        **message,
        "extra": {"points": float(test.points), "max_points": float(test.max_points)},
    }
