"""The summary on top of nbgrader's pages, what is folded away, and formulas without a network."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.course.notebook import check_outputs
from autograder.nbgrader.mathml import as_mathml
from autograder.nbgrader.pages import FeedbackExporter, exercise_of
from autograder.results.model import ExerciseResult, Outcome, TestResult
from autograder.results.outputs import ABOUT, EXERCISE, exercise_outputs, next_step
from autograder.student.language import speaking
from tests.kit.conftest import REPO, grade_cell, solution_cell
from tests.kit.test_markup import page_of

WRONG = ExerciseResult(
    (
        TestResult("test_a", Outcome.PASSED, 1.0),
        TestResult("test_left_as_it_was", Outcome.FAILED, 1.0, "It earns nothing by itself."),
        TestResult("test_b", Outcome.FAILED, 2.0, "no\n  hint: Do <b>this</b>.", hint="Do <b>this</b>."),
    )
)


def page(exercise: ExerciseResult = WRONG, language: str = "en", score: float | None = None, **resources: Any) -> str:
    """Return the feedback page of a notebook with one exercise."""
    grade = grade_cell()
    with speaking(language):
        grade["outputs"] = [nbformat.from_dict(output) for output in exercise_outputs("total", exercise)]
    if score is not None:
        grade.metadata.nbgrader["score"] = score
    about = new_markdown_cell("About this submission", metadata={ABOUT: {"language": language}})
    lecture = [new_markdown_cell("# Lecture"), new_markdown_cell("$a < b$")]
    notebook = new_notebook(cells=[about, *lecture, solution_cell("x = 1"), grade, new_markdown_cell("The end")])
    known = {"notebook": "mini", "score": 1.5, "max_score": 4, "late_penalty": 0, **resources}
    return FeedbackExporter().from_notebook_node(notebook, {"nbgrader": known})[0]


class Text(HTMLParser):
    """Takes the text of a page apart: what is folded away, and what is seen at once."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen = self.folded = ""
        self._depth = 0
        self._in_style = self._in_title = False
        self.feed(page[page.index("<body") :])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._depth += tag == "details"
        self._in_title |= tag == "summary"

    def handle_endtag(self, tag: str) -> None:
        self._depth -= tag == "details"
        self._in_title &= tag != "summary"

    def handle_data(self, data: str) -> None:
        if self._depth and not self._in_title:
            self.folded += data
        else:
            self.seen += data


def words(text: str) -> str:
    return " ".join(text.split())


def test_the_page_begins_with_the_exercises_and_their_next_steps() -> None:
    text = words(Text(page()).seen)

    assert text.startswith(
        "mini: 1.5 / 4 points Results total 1 / 4 points ✗ failed Next step: Do <b>this</b>. About this submission"
    )
    assert '<a href="#test_total"><code>total</code></a>' in page()
    assert re.search(r'<section[^>]* id="test_total"', page())


def test_it_speaks_the_language_of_the_submission() -> None:
    german = page(language="de")

    assert '<html lang="de">' in german
    assert "Ergebnisse total 1 / 4 Punkte ✗ nicht bestanden Nächster Schritt:" in words(Text(german).seen)


def test_what_is_neither_graded_nor_an_answer_is_folded_away() -> None:
    text = Text(page())

    assert "Not graded, before total (cells: 2)" in text.seen
    assert "Not graded, at the end (cells: 1)" in text.seen
    assert "Lecture" in text.folded
    assert "The end" in text.folded
    assert "Hidden tests: 4 points" in text.folded  # the grade cell's own text
    assert "x = 1" in text.seen
    assert "total: failed, 1 of 4 points" in text.seen


def test_points_are_those_of_the_gradebook() -> None:
    text = words(Text(page(score=3.5, late_penalty=2)).seen)

    assert "total 3.5 / 4 points graded by your instructor" in text
    assert "Points lost for handing in late: 2" in text
    assert "total 1 / 4 points ✗ failed" in words(Text(page(score=1.0)).seen)


def test_a_cell_that_an_instructor_grades_is_named_as_well() -> None:
    meta = {"grade": True, "solution": True, "grade_id": "<i>essay</i>", "points": 5, "comment": "*Good.*"}
    shown = page_of(new_markdown_cell("My answer", metadata={"nbgrader": meta}), "our feedback")

    assert "<i>essay" not in shown
    assert "<i>essay</i> 0 / 5 points graded by your instructor Comment" in words(Text(shown).seen)
    assert "<em>Good.</em>" in shown


def test_nothing_that_was_handed_in_passes_for_a_result() -> None:
    forged = {"name": "total", "outcome": "passed", "sign": "", "word": "passed", "points": 4.0, "next": ""}
    handed_in = grade_cell()
    handed_in["outputs"] = [new_output("display_data", {EXERCISE: forged, "text/plain": "x"})]
    notebook = new_notebook(cells=[handed_in])
    check_outputs(notebook)
    assert exercise_of(notebook.cells[0]) is None

    other = new_code_cell("", outputs=[new_output("display_data", {EXERCISE: forged})])
    answer = solution_cell("")
    answer["outputs"] = other.outputs
    assert [exercise_of(cell) for cell in (other, answer)] == [None, None]


@pytest.mark.parametrize("outcome", list(Outcome))
def test_there_is_one_thing_to_do_next(outcome: Outcome) -> None:
    step = next_step(ExerciseResult((TestResult("test_a_b", outcome, 1.0, "student's words"),)))

    assert (step == "") == (outcome is Outcome.PASSED)
    assert "student's words" not in step
    assert outcome is not Outcome.FAILED or step == "See to this: a b."


def test_the_page_loads_nothing() -> None:
    assert not re.search(r"<script|<link|@import|url\(|src=\"http", page())


@pytest.mark.parametrize(
    "path", sorted((REPO / "assignments" / "source").glob("*/*.ipynb")), ids=lambda path: path.stem
)
def test_the_courses_own_formulas_are_mathml(path: Path) -> None:
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            for double, single in re.findall(r"\$\$(.+?)\$\$|(?<!\$)\$([^$]+?)\$(?!\$)", cell.source, re.S):
                assert as_mathml(double or single, bool(double)).startswith("<math "), cell.source


def test_formulas_hold_no_markup_of_their_own() -> None:
    for tex in (r"\text{<img src=x onerror=EVIL()>}", "a < b", r"\text{&lt;script&gt;}", r"x & \mathrm{<b>}"):
        shown = as_mathml(tex, False)
        assert not re.search(r"<(?!/?m[a-z]+[ />]|/?code>)", shown), shown
    assert "\u2211" in as_mathml(r"\sum", False)


@pytest.mark.parametrize("tex", ["{" * 3000, "x_a_b", r"\frac", r"\nosuchcommand x", r"\begin{array}", "x" * 6000])
def test_a_formula_that_is_not_understood_is_shown_as_it_was_written(tex: str) -> None:
    assert as_mathml(tex, True) == f"<code>{tex}</code>"


def test_links_and_styles_of_formulas_are_left_out() -> None:
    for tex in (r"\href{javascript:EVIL()}{x}", r"\style{position:fixed}{x}", r"\class{a}{x}", r"\color{red}{x}"):
        assert not re.search(r"<m[^>]*(?:href|style|class|color)=", as_mathml(tex, False))
