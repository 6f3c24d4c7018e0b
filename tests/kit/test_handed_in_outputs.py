"""Outputs as they were handed in: kept where they are plain, and never taken for the grader's own."""

from __future__ import annotations

import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from nbgrader.api import Gradebook
from nbgrader.utils import determine_grade

from autograder.course import notebook as nb
from autograder.course import submissions
from autograder.course.course import Course
from autograder.course.outputs import LEFT_OUT, MAX_ALL_OUTPUTS
from autograder.nbgrader.plugin import CheckOutputs, IsolatedExecute
from autograder.results.model import CellRun, ExerciseResult, Graded, Outcome, TestResult
from autograder.results.outputs import BOX, FRAME
from autograder.student.language import speaking
from tests.kit.conftest import SOLUTION, MiniCourse, grade_cell, mini_notebook
from tests.kit.test_markup import PIXEL, is_harmless
from tests.kit.test_pictures import png

FULL_MARKS = new_output("execute_result", {"text/plain": "4"}, execution_count=1)


def outputs_of(*outputs: Any) -> list[Any]:
    """Return what is left of a cell's outputs when its notebook is read."""
    raw = {"nbformat": 4, "cells": [{"cell_type": "code", "source": "", "outputs": list(outputs)}]}
    notebook = nb.parse(json.dumps(raw).encode())
    nbformat.validate(notebook)
    return notebook.cells[0].outputs


def result(data: Any, count: Any = 3) -> dict[str, Any]:
    return {"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": count}


def test_plain_outputs_are_kept_however_the_file_writes_them() -> None:
    stream = {"output_type": "stream", "name": "stdout", "text": ["a\n", "b\n"]}
    picture = {"output_type": "display_data", "data": {"image/png": PIXEL + "\n", "text/plain": ["<Fig", "ure>"]}}
    error = {"output_type": "error", "ename": "E", "evalue": "why", "traceback": ["\x1b[31mE\x1b[0m: why"]}
    kept = outputs_of(stream, picture, result({"text/plain": "5"}), result({"text/plain": "6"}, None), error)

    assert kept[0].text == "a\nb\n"
    assert kept[1].data == {"image/png": PIXEL, "text/plain": "<Figure>"}
    assert (kept[2].output_type, kept[2].execution_count, kept[2].data["text/plain"]) == ("execute_result", 3, "5")
    assert (kept[3].output_type, kept[3].data["text/plain"]) == ("display_data", "6")
    assert kept[4].traceback == ["E: why"]


def picture(data: bytes) -> dict[str, Any]:
    return {"output_type": "display_data", "data": {"image/png": b64encode(data).decode()}}


def test_a_picture_with_too_many_dots_is_left_out() -> None:
    large, small = picture(png(30_000, 30_000)), picture(png(4000, 3000))
    large["data"]["text/plain"] = small["data"]["text/plain"] = "<Figure>"
    left, shown = outputs_of(large, small)

    assert left.data == {"text/plain": LEFT_OUT}
    assert shown.data == small["data"]


def test_all_pictures_of_a_page_have_room_for_so_many_dots_together() -> None:
    assert len(outputs_of(*[picture(png(5000, 5000))] * 50)) == 2
    cell = {"cell_type": "code", "source": "", "outputs": [picture(png(5000, 5000))]}
    cells = nb.parse(json.dumps({"nbformat": 4, "cells": [cell] * 100}).encode()).cells
    assert sum(bool(c.outputs) for c in cells) == 10


HOSTILE = {
    "HTML": {"output_type": "display_data", "data": {"text/html": "<script>x</script>"}},
    "JavaScript": {"output_type": "display_data", "data": {"application/javascript": "x"}},
    "a drawing": {"output_type": "display_data", "data": {"image/svg+xml": "<svg onload='x'/>"}},
    "a picture without a size": picture(b"\x89PNG\r\n\x1a\n<script>"),
    "a picture without dots": picture(png(0, 4000)),
    "a fake picture": {"output_type": "display_data", "data": {"image/png": 'iVBORw0KGgo="><script>'}},
    "a list of wrong parts": {"output_type": "display_data", "data": {"image/png": [1, {}, None]}},
    "an unknown stream": {"output_type": "stream", "name": "<b>", "text": "x"},
    "an unknown kind": {"output_type": "update_display_data", "data": {"text/plain": "x"}},
    "data that is text": {"output_type": "display_data", "data": "x"},
    "no output": 7,
    "a list": [[[]]],
}


@pytest.mark.parametrize("output", HOSTILE.values(), ids=HOSTILE.keys())
def test_whatever_is_not_plain_is_dropped(output: Any) -> None:
    assert outputs_of(output) == []


def test_what_could_deceive_a_reader_is_replaced() -> None:
    [stream] = outputs_of({"output_type": "stream", "name": "stdout", "text": "a\u202eb\x1b[2J\x07c\ud800"})

    assert not set(stream.text) & set("\u202e\x1b\x07\ud800")


@pytest.mark.slow
def test_outputs_without_end_are_cut_off() -> None:
    long = {"output_type": "stream", "name": "stdout", "text": "x" * 1_000_000}
    many = {"output_type": "stream", "name": "stdout", "text": ["y"] * 10}
    assert len(outputs_of(long)[0].text) < 300_000
    assert len(outputs_of(*[many] * 5000)) < 1200

    cell = {"cell_type": "code", "source": "", "outputs": [{**long, "text": "\n" * 240_000}] * 16}
    cells = nb.parse(json.dumps({"nbformat": 4, "cells": [cell] * 30}).encode()).cells
    assert sum(len(o.text) for c in cells for o in c.outputs) <= MAX_ALL_OUTPUTS


def test_outputs_nested_without_end_leave_one_line() -> None:
    deep = '{"output_type": "display_data", "data": ' + '{"text/plain": [' * 50_000
    with pytest.raises(nb.UnreadableNotebook, match="not JSON"):
        nb.parse(b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": "", "outputs": [' + deep.encode())


plain: st.SearchStrategy[Any] = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
values: st.SearchStrategy[Any] = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
)
texts = st.text(max_size=20) | st.lists(st.text(max_size=9) | values, max_size=3) | values
kinds = st.sampled_from(["stream", "display_data", "execute_result", "error", "x"]) | values
data = st.dictionaries(st.sampled_from(["text/plain", "image/png", "text/html"]) | st.text(max_size=4), texts) | values
almost_outputs = st.fixed_dictionaries(
    {"output_type": kinds},
    optional={
        "name": st.sampled_from(["stdout", "stderr"]) | values,
        "text": texts,
        "data": data,
        "execution_count": st.integers() | values,
        "metadata": values,
        "ename": texts,
        "evalue": texts,
        "traceback": texts,
    },
)


@given(st.lists(almost_outputs | values, max_size=5) | values, st.sampled_from([4, 3]), st.booleans())
def test_any_outputs_give_a_valid_notebook(outputs: Any, number: int, as_first: bool) -> None:
    cell = {"cell_type": "code", "source": "", "input": "", "outputs": outputs, "execution_count": outputs}
    cells = {"cells": [cell]} if number == 4 else {"worksheets": [{"cells": [cell]}]}
    try:
        notebook = nb.parse(json.dumps({"nbformat": number, **cells}).encode())
    except nb.UnreadableNotebook:
        assert number == 3
        return

    nbformat.validate(notebook)
    for output in notebook.cells[0].outputs:
        assert set(output.get("data", {})) <= {"text/plain", "image/png"}


def read(course: MiniCourse, notebook: Any) -> Any:
    return submissions.read(Course.find(course.folder)[0], "mini", "mini", course.submit("someone", notebook)).notebook


def markdown_shown(course: MiniCourse, *sources: str) -> list[str]:
    """Return what is shown of Markdown cells that are handed in."""
    path = course.submit("someone", mini_notebook(SOLUTION, *map(new_markdown_cell, sources)))
    submitted = submissions.read(Course.find(course.folder)[0], "mini", "mini", path, path.parent)
    return [cell.source for cell in submitted.notebook.cells[-len(sources) :]]


def test_the_pictures_of_all_markdown_cells_together_have_a_bound(course: MiniCourse) -> None:
    data = b64encode(png(8000, 6000)).decode()
    sources = [f"<img src='data:image/png;base64,{data}' alt={number}>" for number in range(8)]
    beside = course.submit("someone", "").parent / "fotos"
    beside.mkdir()
    (beside / "a b.jpg").write_bytes(png(7000, 7000))  # browsers look at what is in a file
    sources[3] = "![a](fotos/a%20b.jpg)"

    cells = markdown_shown(course, *sources, "![b](none.png) <img src='./none.png'>")

    assert cells[:5] == sources[:5]
    assert all("of this notebook have too many dots" in cell and data[:40] in cell for cell in cells[5:8])
    assert cells[8] == "![b](none.png) <img src='./none.png'>"


@pytest.mark.parametrize(
    ("name", "content", "note"),
    [
        ("large.png", png(30_000, 30_000), "of this cell have too many dots"),
        ("large.gif", png(30_000, 30_000), "of this cell have too many dots"),
        ("ö.png", png(30_000, 30_000), "of this cell have too many dots"),
        ("drawing.png", b"<svg onload='EVIL()'>", "not allowed here"),
    ],
)
def test_pictures_beside_the_notebook_are_looked_into(course: MiniCourse, name: str, content: bytes, note: str) -> None:
    (course.submit("someone", "").parent / name).write_bytes(content)
    sources = [f"![a]({name})", f"![a](<./{name}>)", f"<IMG SRC='{name}'>", f"<img\nsrc='files/{name}'>"]

    for source in sources:
        (cell,) = markdown_shown(course, source)
        assert note in cell


def test_grade_cells_and_cells_put_back_lose_their_outputs(course: MiniCourse) -> None:
    submitted = mini_notebook()
    submitted.cells[1].outputs = [new_output("stream", text="kept")]
    submitted.cells[2].outputs = [FULL_MARKS]
    submitted.cells[3].outputs = [FULL_MARKS]
    claims = grade_cell("test_mine", 100)
    claims.outputs = [new_output("execute_result", {"text/plain": "100"}, execution_count=1)]
    submitted.cells.append(claims)
    cells = read(course, submitted).cells

    assert cells[1].outputs[0].text == "kept"
    assert cells[2].outputs == [FULL_MARKS]  # an answer, of which nbgrader reads no score
    assert cells[3].outputs == []
    assert "nbgrader" not in cells[4].metadata


def test_a_read_only_cell_that_was_changed_shows_no_outputs_of_the_change(course: MiniCourse) -> None:
    source = mini_notebook()
    meta = {"grade": False, "grade_id": "shown", "locked": True, "schema_version": 3, "solution": False, "task": False}
    source.cells[1].metadata["nbgrader"] = meta
    nbformat.write(source, course.folder / "source" / "mini" / "mini.ipynb")
    source.cells[1].outputs = [new_output("stream", text="kept")]
    assert read(course, source).cells[1].outputs[0].text == "kept"

    source.cells[1].source = "print('all points')"
    assert read(course, source).cells[1].outputs == []


def test_a_notebook_that_came_another_way_is_checked_by_the_preprocessor() -> None:
    notebook = mini_notebook()
    notebook.cells[1].outputs = [new_output("display_data", {"text/html": "<script>"}), new_output("stream", text="a")]
    notebook.cells[3].outputs = [FULL_MARKS]
    CheckOutputs().preprocess(notebook, {})

    assert [o.output_type for o in notebook.cells[1].outputs] == ["stream"]
    assert notebook.cells[3].outputs == []


def shown(course: MiniCourse, notebook: Any, graded: Graded) -> tuple[Any, list[str]]:
    """Return the page of a submission, and the ids of cells that got no score."""
    page = read(course, notebook)
    return page, IsolatedExecute()._show(page, graded)


FAILED = {"total": ExerciseResult((TestResult("test_it", Outcome.FAILED, 4.0, "wrong"),))}


def test_the_page_says_that_outputs_are_as_handed_in(course: MiniCourse) -> None:
    submitted = mini_notebook()
    submitted.cells[1].outputs = [new_output("stream", text="total: passed, 4 of 4 points")]
    submitted.cells[3].outputs = [FULL_MARKS]
    page, ungraded = shown(course, submitted, Graded(FAILED))

    assert "as they were handed in" in page.cells[0].source
    assert page.cells[2].outputs[0].text == "total: passed, 4 of 4 points"
    assert determine_grade(page.cells[4]) == (0.0, 4.0)
    assert ungraded == []

    page, _ = shown(course, mini_notebook(), Graded(FAILED))
    assert determine_grade(page.cells[4]) == (0.0, 4.0)
    assert not any("as they were handed in" in cell.source for cell in page.cells)  # nothing was


def test_what_the_grader_says_looks_like_nothing_that_was_handed_in(course: MiniCourse) -> None:
    submitted = mini_notebook()
    page, _ = shown(course, submitted, Graded(FAILED))
    said = [page.cells[0].source, page.cells[4].outputs[0].data["text/html"]]

    assert all(text.startswith(BOX) for text in said)
    assert "Green boxes like this one" in said[0]
    assert {"border", "background"} <= {part.partition(":")[0] for part in FRAME.split(";")}
    submitted.cells += [
        new_markdown_cell(text) for text in [*said, BOX, "<div class='autograder'>x</div>", f'<p style="{FRAME}">x</p>']
    ]
    submitted.cells[1].outputs = [new_output("display_data", {"text/html": said[1], "text/plain": "x"})]
    page, _ = shown(course, submitted, Graded(FAILED))
    assert all("shown as text" in cell.source and is_harmless(cell.source) for cell in page.cells[-5:])
    assert page.cells[2].outputs[0].data == {"text/plain": "x"}


def test_a_picture_that_was_left_out_is_named_in_the_students_language(course: MiniCourse) -> None:
    submitted = mini_notebook()
    submitted.cells[1].outputs = [nbformat.from_dict({**picture(png(30_000, 30_000)), "metadata": {}})]
    with speaking("de"):
        page, _ = shown(course, submitted, Graded(FAILED))

    assert page.cells[2].outputs[0].data == {"text/plain": "[Hier ist ein Bild mit zu vielen Punkten weggelassen.]"}


def test_outputs_of_a_run_replace_all_that_was_handed_in(course: MiniCourse) -> None:
    submitted = mini_notebook(SOLUTION, new_code_cell("2"))
    for cell in submitted.cells[1:]:
        cell.outputs = [new_output("stream", text="old")]
    run = CellRun(
        nb.CodeCell(1, "import torch"), [{"output_type": "stream", "name": "stdout", "text": "new"}], "finished"
    )
    page, _ = shown(course, submitted, Graded(FAILED, [run]))

    assert page.cells[2].outputs[0].text == "new"
    assert not any("old" in str(cell.get("outputs")) for cell in page.cells)
    assert not any("as they were handed in" in cell.source for cell in page.cells)


def test_a_grade_cell_of_the_courses_own_that_was_not_run_earns_nothing(course: MiniCourse) -> None:
    """Nbgrader gives full points for no output at all, and reads a number as points."""
    (course.hidden / "mini" / "test_total.py").unlink()
    submitted = mini_notebook()
    submitted.cells[3].outputs = [FULL_MARKS]
    page, ungraded = shown(course, submitted, Graded({}))

    assert ungraded == ["test_total"]
    assert determine_grade(page.cells[4]) == (0, 4.0)


def test_an_interrupted_run_is_told_by_what_was_noted_on_reading(course: MiniCourse) -> None:
    found = Course.find(course.folder)[0]
    path = course.folder / "autograded" / "someone" / "mini" / "mini.ipynb"
    path.parent.mkdir(parents=True)
    submitted = mini_notebook()
    submitted.cells[1].update(outputs=[new_output("stream", text="a")], execution_count=1)
    page = read(course, submitted)
    nbformat.write(page, path)
    submissions.remove_unfinished(found, "someone", "mini")
    assert not path.exists()

    IsolatedExecute()._show(page, Graded(FAILED))
    path.parent.mkdir()
    nbformat.write(page, path)
    submissions.remove_unfinished(found, "someone", "mini")
    assert path.exists()


@pytest.mark.slow
def test_handed_in_outputs_earn_nothing_through_nbgrader(course: MiniCourse) -> None:
    """Through `nbgrader autograde` alone, with hidden tests and with a grade cell whose asserts stand in it."""
    source = course.folder / "source" / "mini" / "mini.ipynb"
    notebook = nbformat.read(source, as_version=4)
    notebook.cells.append(grade_cell("stock", 3, "assert total is None"))
    nbformat.write(notebook, source)
    course.nbgrader("generate_assignment", "mini")
    wrong = mini_notebook("def total(model, beta):\n    return 0", grade_cell("stock", 3, "assert total is None"))
    for cell in wrong.cells[3:]:
        cell.outputs = [FULL_MARKS]
    course.submit("wrong", wrong)
    graded = course.nbgrader("autograde", "mini")

    assert graded.returncode == 0, graded.stderr
    with Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}") as gradebook:
        [submission] = gradebook.assignment_submissions("mini")
        assert submission.score < 2  # a test that is passed by doing nothing counts only beside others
    text = Path(course.folder / "autograded" / "wrong" / "mini" / "mini.ipynb").read_text()
    assert "AssertionError" in text
