"""Files of results in every format: each is read by the format's own schema, or by a reader that knows no writer."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import junitparser
import pytest
import xmlschema
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from autograder.results import model
from autograder.results.destinations import Destination
from autograder.results.model import ExerciseResult, Outcome, Report, Status, SubmissionResult
from autograder.results.writers import WRITERS
from autograder.results.writers.spreadsheet import csv_text
from autograder.results.writers.summary import LIMIT
from autograder.student.language import speaking
from tests.kit.conftest import REPO, MiniCourse, expect_refused, mini_notebook

SCHEMAS = Path(__file__).parent / "schemas"
OWN = json.loads((Path(model.__file__).parent / "schema.json").read_bytes())
CTRF = json.loads((SCHEMAS / "ctrf.json").read_bytes())
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]")
JUNIT = xmlschema.XMLSchema(SCHEMAS / "junit-10.xsd")

HEAD = "import os, torch\ndef total(model, beta):\n"
KINDS = {  # what the exercise of a submission comes to, and a solution that does
    "passed": HEAD + "    return beta * sum(p.abs().sum() for p in model.parameters())",
    "failed": HEAD + "    return beta * model.weight.abs().sum()",
    "not attempted": HEAD + "    raise NotImplementedError()",
    "blocked": HEAD + "    import socket; socket.socket()",
    "crashed": HEAD + "    os._exit(0)",
    "timed out": HEAD + "    while True: pass",
    "error": HEAD + "    return beta * sum(p.abs().sum() for p in model.parameters())",
}
FAULTY = '''
from autograder.testing import graded

@graded(points=1)
def test_that_the_grader_cannot_run(student):
    """Nobody can say."""
    raise KeyError("SECRET")
'''

texts = st.text(st.characters(codec=None, exclude_categories=[]), max_size=30) | st.sampled_from(
    [
        "\x00\x1b[31mred",
        "]]>&<x/>",
        "\ud800",
        "\ufffe\uffff",
        "=1+1",
        " \t@SUM(A1)",
        "a\r\nb\rc",
        "|`\n```\n# x",
        "\ufdd0",
    ]
)
tests = st.builds(
    model.TestResult,
    name=texts.filter(bool),
    outcome=st.sampled_from(Outcome),
    max_points=st.floats(0, 100),
    message=texts,
    earned=st.none() | st.floats(0, 100),
)
exercises = st.dictionaries(texts.filter(bool), st.builds(ExerciseResult, st.lists(tests, max_size=2)), max_size=2)
submissions = st.builds(
    SubmissionResult,
    submission=texts,
    student=st.none() | texts,
    status=st.sampled_from(Status),
    exercises=exercises,
    seconds=st.floats(0, 1e5),
    notes=st.lists(texts, max_size=2),
)
reports = st.builds(
    Report, st.just("mini"), st.lists(submissions, max_size=2), start=st.floats(0, 2e9), seconds=st.floats(0, 1e5)
)


def written(report: Report, form: str) -> str:
    """Return what stands in the file that is written."""
    return WRITERS[form](report).encode("utf-8", "backslashreplace").decode()


def check_own(text: str) -> dict[str, Any]:
    """Return a file of our own form, read and compared with its schema."""
    found = json.loads(text, parse_constant=pytest.fail)
    jsonschema.Draft202012Validator(OWN).validate(found)
    return found


def check_ctrf(text: str) -> dict[str, Any]:
    """Return a CTRF document, compared with CTRF's schema and with its own counts."""
    found = json.loads(text, parse_constant=pytest.fail)
    jsonschema.Draft7Validator(CTRF, format_checker=jsonschema.FormatChecker()).validate(found)
    summary, statuses = found["results"]["summary"], [test["status"] for test in found["results"]["tests"]]
    assert summary["tests"] == len(statuses)
    assert all(summary[s] == statuses.count(s) for s in ("passed", "failed", "skipped", "pending", "other"))
    return found


def check_junit(text: str) -> list[junitparser.TestSuite]:
    """Return the suites of a JUnit file, compared with Jenkins' schema and with its own counts."""
    JUNIT.validate(text)
    found = junitparser.JUnitXml.fromstring(text.encode())
    for suite in found:
        cases, faults = list(suite), [type(fault) for case in suite for fault in case.result]
        counted = (len(cases), faults.count(junitparser.Failure), faults.count(junitparser.Error))
        assert (suite.tests, suite.failures, suite.errors) == counted
    assert (found.tests, found.failures, found.errors) == tuple(
        sum(getattr(suite, count) for suite in found) for count in ("tests", "failures", "errors")
    )
    return list(found)


GRADESCOPE = {  # https://gradescope-autograders.readthedocs.io/en/latest/specs/, as far as it is used
    "type": "object",
    "properties": {
        "score": {"type": "number"},
        "execution_time": {"type": "integer", "minimum": 0},
        "output": {"type": "string"},
        "output_format": {"const": "text"},
        "test_output_format": {"const": "text"},
        "test_name_format": {"const": "text"},
        "visibility": {"const": "visible"},
        "stdout_visibility": {"const": "hidden"},
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "score": {"type": "number"},
                    "max_score": {"type": "number"},
                    "status": {"enum": ["passed", "failed"]},
                    "name": {"type": "string", "minLength": 1},
                    "output": {"type": "string"},
                    "visibility": {"const": "visible"},
                },
                "required": ["score", "max_score", "name"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["score", "tests"],
    "additionalProperties": False,
}


def check_gradescope(text: str) -> dict[str, Any]:
    """Return a ``results.json``, compared with the fields that Gradescope documents."""
    found = json.loads(text, parse_constant=pytest.fail)
    jsonschema.Draft202012Validator(GRADESCOPE).validate(found)
    return found


def check_csv(text: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file; none of their cells is a formula."""
    assert not CONTROLS.search(text)
    rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    for row in rows:
        assert None not in row
        assert None not in row.values()
        assert not any(re.match(r"\s*[=+\-@＝＋－＠]\s*\S", cell) for cell in row.values())
    return rows


def check_markdown(text: str) -> str:
    """Return a summary as HTML, rendered as GitHub does; it holds only the tags that the summary is made of."""
    assert not CONTROLS.search(text)
    page = MarkdownIt("commonmark", {"html": True}).enable("table").render(text)
    tags = re.findall(r"<[^>]*>", page)
    ours = (
        r"</?(?:h1|h2|p|ul|li|table|thead|tbody|tr|th|td|strong|pre|code)"
        r'(?: class="language-text"| style="text-align:right")?>'
    )
    assert [tag for tag in tags if not re.fullmatch(ours, tag)] == []
    root = ET.fromstring(f"<page>{page}</page>")
    for table in root.iter("table"):
        assert len({len(row) for row in table.iter("tr")}) == 1
    return page


READERS: dict[str, Callable[[str], Any]] = {
    "json": check_own,
    "ctrf": check_ctrf,
    "junit": check_junit,
    "gradescope": check_gradescope,
    "csv": check_csv,
    "markdown": check_markdown,
}


@pytest.mark.parametrize("form", WRITERS)
@given(report=reports)
@settings(max_examples=60, deadline=None)
def test_no_text_of_a_submission_breaks_a_format(form: str, report: Report) -> None:
    READERS[form](written(report, form))


def test_the_schema_is_one_itself_and_refuses_what_it_does_not_know() -> None:
    jsonschema.Draft202012Validator.check_schema(OWN)
    assert OWN["properties"]["schema"]["const"] == model.SCHEMA
    found = json.loads(written(one(), "json"))
    found["submissions"][0]["grade"] = "A"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(OWN).validate(found)


def one(message: str = "It is wrong.", outcome: Outcome = Outcome.FAILED, **changes: Any) -> Report:
    """Return the results of one submission with one exercise of two tests."""
    done = (
        model.TestResult("test_it", outcome, 2.0, message),
        model.TestResult("test_that", Outcome.PASSED, 1.0),
    )
    result = SubmissionResult("some/mini.ipynb", "alice", "mini", Status.GRADED, {"total": ExerciseResult(done)}, 1.5)
    return Report("mini", [dataclasses.replace(result, **changes)], 1_700_000_000.0, 2.0)


def test_what_a_junit_reader_sees() -> None:
    (suite,) = check_junit(written(one("It is wrong.\n  got: 1", notes=["The file has another name."]), "junit"))
    wrong, right = suite

    assert (suite.name, suite.time, suite.tests, suite.failures, suite.errors) == ("alice/mini.ipynb", 1.5, 2, 1, 0)
    assert {p.name: p.value for p in suite.properties()} == {"status": "graded", "score": "1", "max_score": "3"}
    assert (wrong.classname, wrong.name, right.is_passed) == ("mini.total", "test_it", True)
    assert (wrong.result[0].type, wrong.result[0].message) == ("failed", "It is wrong.")
    assert wrong.result[0].text == "It is wrong.\n  got: 1"
    assert [out.text for out in suite.iterchildren(junitparser.SystemOut)] == ["The file has another name."]


@pytest.mark.parametrize("outcome", [o for o in Outcome if o is not Outcome.PASSED])
def test_nothing_but_a_pass_looks_like_one(outcome: Outcome) -> None:
    report = one(outcome=outcome)

    assert [case.is_passed for case in check_junit(written(report, "junit"))[0]] == [False, True]
    assert check_ctrf(written(report, "ctrf"))["results"]["summary"]["passed"] == 1
    assert check_ctrf(written(report, "ctrf"))["results"]["tests"][0]["rawStatus"] == outcome
    assert [t.get("status") == "passed" for t in check_gradescope(written(report, "gradescope"))["tests"]] == [
        False,
        True,
    ]


@pytest.mark.parametrize("status", [Status.UNREADABLE, Status.ERROR])
def test_a_submission_without_results_does_not_vanish(status: Status) -> None:
    report = one(status=status, exercises={}, notes=["It is no notebook."])

    for form in ("junit", "ctrf", "csv", "markdown", "gradescope"):
        READERS[form](written(report, form))
        assert "It is no notebook." in written(report, form).replace("&#46;", ".")
    assert [case.is_passed for case in check_junit(written(report, "junit"))[0]] == [False]


def test_gradescope_gets_the_points_and_no_paths_or_markup() -> None:
    found = check_gradescope(written(one("<b>x</b>", notes=["Seen."]), "gradescope"))

    assert (found["score"], sum(test["max_score"] for test in found["tests"])) == (1.0, 3.0)
    assert [test["name"] for test in found["tests"]] == ["total: it", "total: that"]
    assert found["output"] == "Seen."
    assert "mini.ipynb" not in str(found)


def test_gradescope_says_when_the_grader_was_at_fault() -> None:
    with speaking("de"):
        found = json.loads(written(one(outcome=Outcome.ERROR, status=Status.ERROR), "gradescope"))

    assert "nicht endgültig" in found["output"]


def test_formulas_are_texts_and_numbers_stay_numbers() -> None:
    (row, _) = check_csv(written(one("=HYPERLINK(1)", student="@alice", submission="-1.ipynb"), "csv"))

    assert (row["message"], row["student"], row["submission"]) == ("'=HYPERLINK(1)", "'@alice", "'-1.ipynb")
    assert (row["points"], row["max_points"], row["outcome"]) == ("0.0", "2.0", "failed")
    assert csv_text([["-", "", None, -1.5, "\t=1"]]) == "-,,,-1.5,'\t=1\r\n"


def test_a_summary_shows_tables_and_messages_as_they_are() -> None:
    message = "a | b\n```\n<script>x</script>\n# no heading\n[x](y) https://x.y"
    (result,) = one(message, student="<i>*eve*|</i>").submissions
    page = check_markdown(written(Report("mini", [result, *one().submissions]), "markdown"))
    rows = [["".join(cell.itertext()) for cell in row] for row in ET.fromstring(f"<page>{page}</page>").iter("tr")]

    assert rows[:3] == [
        ["submission", "total", "points"],
        ["<i>*eve*|</i>/mini.ipynb", "✗ 1 / 3", "1 / 3"],
        ["alice/mini.ipynb", "✗ 1 / 3", "1 / 3"],
    ]
    assert rows[3:5] == [["exercise", "test", "outcome", "points"], ["total", "it", "✗ failed", "0 / 2"]]
    (block, _) = ET.fromstring(f"<page>{page}</page>").iter("pre")
    assert "".join(block.itertext()) == message + "\n"


def test_a_summary_is_never_larger_than_github_shows() -> None:
    (result,) = one("x" * 10_000).submissions
    text = written(Report("mini", [result] * 500), "markdown")

    assert len(text.encode()) <= LIMIT
    shown = text.count("\n## ")
    assert 50 < shown < 500
    assert text.endswith(f"\n{500 - shown} more submissions do not fit here.\n")
    check_markdown(text)


def test_summaries_speak_the_language() -> None:
    with speaking("de", REPO / "tests" / "hidden"):
        text = written(one(), "markdown")

    assert "| Aufgabe | Test | Ergebnis | Punkte |" in text
    assert "nicht bestanden" in text


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--report", "junit"], "--report junit: write FORMAT=FILE"),
        (["--report", "xml=x"], "there is no format 'xml'; there are: json, junit, ctrf, gradescope, csv, markdown"),
        (["--report", "csv=no/such/x.csv"], "does not exist"),
        (["--report", "csv=-"], "standard output has the table"),
        (["--json", "-"], "standard output has the table"),
        (["--report", "csv=assignments"], "is no file"),
        (["--report", "csv=/dev/null"], "is no file"),
        (["--report", "csv=loop/x"], "loop"),
        (["--report", "csv=" + "x" * 256], "cannot be written: File name too long"),
        (["--report", "csv=/proc/x.csv"], "cannot be written"),
        (["--report", "csv=x", "--json", "./x"], "x is named twice"),
        (["--report", "gradescope=x"], "gradescope takes the results of one submission"),
    ],
)
def test_a_file_that_cannot_be_written_is_said_before_grading(
    course: MiniCourse,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    line: str,
) -> None:
    monkeypatch.chdir(course.root)
    (course.root / "loop").symlink_to("loop")
    course.submit("a", mini_notebook())
    before = sorted(course.root.iterdir())

    expect_refused(["grade", "mini", *arguments], line, capsys)
    assert sorted(course.root.iterdir()) == before


def test_a_file_is_written_whole_or_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError("no space left")

    path, link = tmp_path / "results.csv", tmp_path / "link.csv"
    link.symlink_to(path)
    Destination("csv", link).write(one("first"))
    monkeypatch.setattr("os.replace", fail)
    with pytest.raises(OSError, match="no space left"):
        Destination("csv", path).write(one("second"))

    assert link.is_symlink()
    assert "first" in path.read_text()
    assert sorted(tmp_path.iterdir()) == [link, path]


@pytest.mark.slow
def test_real_results_of_every_outcome_in_every_format(course: MiniCourse) -> None:
    """Graded for real, by way of the command; what students may get holds nothing of the hidden tests."""
    (course.hidden / "faulty").mkdir()
    source = course.folder / "source" / "faulty"
    source.mkdir()
    (course.hidden / "faulty" / "test_total.py").write_text(FAULTY)
    (source / "mini.ipynb").write_bytes((course.folder / "source" / "mini" / "mini.ipynb").read_bytes())
    paths = {kind: str(course.submit(kind, mini_notebook(solution))) for kind, solution in KINDS.items()}
    paths["unreadable"] = str(course.submit("unreadable", "{"))
    faulty = [paths.pop("error")]
    found: dict[str, Outcome] = {}
    for assignment, notebooks in (("mini", list(paths.values())), ("faulty", faulty)):
        asked = [f"--report={form}={assignment}.{form}" for form in WRITERS if form != "gradescope"]
        done = course.autograder("grade", assignment, *notebooks, *asked)
        assert done.returncode == 0, done.stderr
        read = {
            form: READERS[form]((course.root / f"{assignment}.{form}").read_text())
            for form in WRITERS
            if form != "gradescope"
        }
        for submission in read["json"]["submissions"]:
            found[submission["submission"]] = submission["exercises"]["total"]["status"]
        tests = sum(len(e["tests"]) for s in read["json"]["submissions"] for e in s["exercises"].values())
        others = sum(s["status"] != "graded" for s in read["json"]["submissions"])
        assert len(read["csv"]) == len(read["ctrf"]["results"]["tests"]) == tests + others
        assert "SECRET" not in str(read)
    assert found == {**{path: kind for kind, path in paths.items()}, faulty[0]: "error"} | {
        paths["unreadable"]: "not attempted"
    }

    done = course.autograder("grade", "mini", paths["failed"], "--report=gradescope=g.json", "--report=markdown=s.md")
    assert done.returncode == 0, done.stderr
    assert check_gradescope((course.root / "g.json").read_text())["score"] == 2.0


@pytest.mark.slow
def test_what_students_may_get_holds_no_hidden_input_and_no_source(course: MiniCourse) -> None:
    """Not even where a submission says in its errors what it was called with."""
    tells = HEAD + "    raise ValueError(f'LEAK{model.weight.shape}{beta}')"
    path = str(course.submit("tells", mini_notebook(tells)))
    done = course.autograder("grade", "mini", path, *(f"--report={form}=r.{form}" for form in WRITERS))
    assert done.returncode == 0, done.stderr

    source = [line.strip() for line in (course.hidden / "mini" / "test_total.py").read_text().splitlines()]
    code = [line for line in source if re.search(r"student\.|student\(|import |expect|nn\.|=", line)]
    assert len(code) > 10
    for form in WRITERS:
        text = READERS[form]((course.root / f"r.{form}").read_text())
        assert not [line for line in code if line in str(text)]
    told = {t["name"]: t["output"] for t in check_gradescope((course.root / "r.gradescope").read_text())["tests"]}
    assert "LEAK" in told["total: the value is right"]  # which says that it shows its counterexample
    assert told["total: the gradient flows"] == "The gradient reaches every parameter."
    assert told["total: secret"] == "A hidden test failed."
    page = check_markdown((course.root / "r.markdown").read_text())
    assert page.count("LEAK") == told["total: the value is right"].count("LEAK")
