"""JUnit XML, which CI servers show: a suite for each submission, a case for each test."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from autograder.results.model import Outcome, Report, SubmissionResult, TestResult
from autograder.results.writers.common import name_of, notes_of, plain, tests_of

# The others are errors, which JUnit tells from failures: the test came to no answer that could be judged.
_FAILURES = (Outcome.FAILED, Outcome.NOT_ATTEMPTED)


def to_junit(report: Report) -> str:
    """Return the results as JUnit XML, in the form that Jenkins' schema describes."""
    root = ET.Element("testsuites", {"name": plain(report.assignment), **_counts(report.submissions)})
    root.set("time", _seconds(report.seconds))
    for result in report.submissions:
        _add_suite(root, report.assignment, result)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _add_suite(root: ET.Element, assignment: str, result: SubmissionResult) -> None:
    suite = ET.SubElement(root, "testsuite", {"name": name_of(result), **_counts([result])})
    suite.set("time", _seconds(result.seconds))
    properties = ET.SubElement(suite, "properties")
    known = {"status": str(result.status), "score": f"{result.score:g}", "max_score": f"{result.max_score:g}"}
    for name, value in known.items():
        ET.SubElement(properties, "property", name=name, value=value)
    for exercise, test in tests_of(result):
        name = ".".join(filter(None, (assignment, exercise)))
        case = ET.SubElement(suite, "testcase", classname=plain(name), name=plain(test.name))
        if not test.passed:
            _add_fault(case, test)
    if result.notes:
        ET.SubElement(suite, "system-out").text = notes_of(result)


def _add_fault(case: ET.Element, test: TestResult) -> None:
    message = plain(test.message)
    fault = ET.SubElement(case, "failure" if test.outcome in _FAILURES else "error", type=str(test.outcome))
    fault.set("message", message.partition("\n")[0])
    fault.text = message


def _counts(results: Sequence[SubmissionResult]) -> dict[str, str]:
    outcomes = [test.outcome for result in results for _, test in tests_of(result)]
    failures = sum(outcome in _FAILURES for outcome in outcomes)
    errors = len(outcomes) - failures - outcomes.count(Outcome.PASSED)
    return {"tests": str(len(outcomes)), "failures": str(failures), "errors": str(errors)}


def _seconds(seconds: float) -> str:
    return f"{seconds:.3f}"
