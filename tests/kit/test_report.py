"""The instructor's report on a class: what is on it, what is not, and its parts by themselves."""

from __future__ import annotations

import random
import re
import time
from pathlib import Path

import pytest

from autograder.cli import main
from autograder.course.course import Course
from autograder.course.solutions import Solution
from autograder.report.alike import FEWEST_TOKENS, compare, normalised, tokens_of
from autograder.report.answers import answers_of
from autograder.report.items import item_rest
from autograder.report.misconceptions import by_name, example, known_mistakes
from autograder.report.page import Class, report_page
from autograder.report.plots import counts_of
from autograder.results.model import ExerciseResult, Outcome, TestResult
from autograder.student.language import speaking
from tests.kit.conftest import REPO, MiniCourse, expect_refused, mini_notebook
from tests.kit.made_class import LONG, hand_in, make_class


def page_of(course: MiniCourse) -> str:
    assert main(["report", "mini", "--course", str(course.folder)]) == 0
    return (course.folder / "report-mini.html").read_text()


def failed(message: str, hint: str = "", name: str = "test_a") -> TestResult:
    return TestResult(name, Outcome.FAILED, 1.0, message, hint=hint)


def shown(got: str) -> str:
    return f"Sentence.\n  call:     f(1)\n  expected: 2\n  got:      {got}\n  hint:     Look: 'there'."


@pytest.mark.slow
def test_a_class_is_put_on_one_page(course: MiniCourse) -> None:
    make_class(course)
    page = page_of(course)

    assert '<html lang="en">' in page
    assert '<b>7 of 31</b>: <b lang="en">biases left out</b>' in page
    assert "Penalises the weights only" in page
    assert re.search(r"<b>equal</b>:\s*student00,\s*<a href=\"feedback/student01/mini/mini.html\">", page)
    assert "Handed in, and not graded yet: waiting." in page
    assert "not graded: it is not JSON." in page
    assert "timed out</b> <code>total</code>" in page
    assert "! error</b> <code>total</code>" in page
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", page)
    assert "<script" not in page
    assert "Zoe" not in page
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_it_is_in_the_language_that_is_spoken_and_needs_neither_corpus_nor_feedback(course: MiniCourse) -> None:
    about = Class("mini", hand_in(course, 8), {}, {}, {}, [], (), 0.0)
    with speaking("de"):
        page = report_page(about, course.folder / "report.html", "de")

    assert '<html lang="de">' in page
    assert "Fehlvorstellungen" in page
    assert "zu wenige" in page
    assert "Die Namen sind die der falschen Lösungen" not in page
    assert "Biases count." in page
    assert "I am Zoe" not in page


def test_it_says_that_misconceptions_have_english_names_where_the_rest_is_not_english(course: MiniCourse) -> None:
    known = Solution("biases_left_out", "", "Penalises the weights only.", frozenset({"a"}))
    about = Class("mini", hand_in(course, 8), {}, {"total": [known]}, {}, [], (), 0.0)
    pages = {}
    for language in ("en", "de"):
        with speaking(language):
            pages[language] = " ".join(report_page(about, course.folder / "report.html", language).split())

    assert "many do, none is.</p>" in pages["en"].replace(" </p>", "</p>")
    assert "Sie sind auf Englisch" in pages["de"]


def test_what_cannot_be_reported_is_said_in_a_line(
    course: MiniCourse, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--course", str(course.folder)]
    expect_refused(["report", "mini", *where], "nothing of mini is graded yet", capsys)
    expect_refused(["report", "maxi", *where], "there is no assignment 'maxi'", capsys)
    nowhere = str(tmp_path / "no" / "such.html")
    expect_refused(["report", "mini", "--output", nowhere, *where], "does not exist", capsys)
    assert not list(course.folder.glob("*.html"))


def test_an_item_separates_strong_from_weak_or_it_is_not_known() -> None:
    rest = [float(n) for n in range(40)]
    strong = [n >= 20 for n in range(40)]

    assert item_rest([float(s) for s in strong], rest, strong) == pytest.approx(0.866, abs=0.01)
    assert item_rest([float(not s) for s in strong], rest, [not s for s in strong]) == pytest.approx(-0.866, abs=0.01)
    assert item_rest([1.0] * 19, rest[:19], [True] * 19) is None
    assert item_rest([float(n > 3) for n in range(40)], rest, [n > 3 for n in range(40)]) is None  # 4 failed
    assert item_rest([float(s) for s in strong], [1.0] * 40, strong) is None


def test_shares_are_counted_in_steps() -> None:
    assert counts_of([0.0, 0.05, 0.1, 0.3, 0.7, 0.95, 1.0]) == [2, 1, 0, 1, 0, 0, 0, 1, 0, 2]


def test_an_example_tells_nothing_of_its_student() -> None:
    alone = example([failed(shown("'I am Ann', <AnnsNet>, Oops: by Ann"), "Look: 'there'.")], ())

    assert "Ann" not in alone
    assert "expected: 2" in alone
    assert alone.endswith("hint:     Look: 'there'.")
    assert example([failed(shown("1 by anna")), failed(shown("1 by anna"))], {"Anna"}) == ""
    assert example([failed(shown("22222")), failed(shown("22222")), failed(shown("1"))], {"2"}) == shown("22222")
    assert example([failed("Sentence.\n  f(1) raised Anna: Anna")], ()) == "Sentence."


def test_answers_are_called_by_the_mistake_whose_tests_they_fail() -> None:
    def answer(*names: str) -> dict[str, ExerciseResult]:
        tests = [failed("m", name=f"test_{n}") for n in names]
        return {"f": ExerciseResult([*tests, TestResult("test_z", Outcome.PASSED, 1.0)])}

    mistakes = [
        Solution("half", "", "A factor.", frozenset("a")),
        Solution("noisy", "", "By chance.", frozenset("a"), frozenset("b")),
        Solution("other", "", "Else.", frozenset("ab")),
        *(Solution(f"many{n}", "", "Many.", frozenset("c")) for n in range(4)),
    ]
    answers = {"1": answer("a"), "2": answer("a", "b"), "3": answer("a", "b"), "4": answer("c"), "5": answer("a", "d")}
    found = by_name(answers, "f", mistakes, ())

    assert [(m.names, m.students) for m in found] == [(["other"], 2), (["half", "noisy"], 1)]


def test_the_course_s_own_corpus_is_read(tmp_path: Path) -> None:
    names = {solution.name for solution in known_mistakes(REPO / "tests" / "corpus", "regularization", "l1_penalty")}

    assert "biases_left_out" in names
    assert known_mistakes(tmp_path, "regularization", "l1_penalty") == []


def test_comments_layout_and_names_make_no_difference() -> None:
    one = normalised("def f(x, y=1):\n    'Doc.'\n    total = x  # by Ann\n    return total + y\n")

    assert one == normalised("def f(a: int,\n      b=1) -> int:\n    s = a\n    return (s + b)\n")
    assert one != normalised("def f(x, y=1):\n    total = x\n    return total - y\n")
    assert normalised("def f(:\n  # no Python\n") == "def f(:\n# no Python"


def test_alike_are_only_those_that_stand_out() -> None:
    code = {n: normalised(LONG.format(name=n, variable=n, factor=1.0)) for n in "ab"}
    near = normalised(LONG.format(name="c", variable="c", factor=2.0))
    other = normalised("def total(m, b):\n" + "".join(f"    x{n} = m.f{n}({n}) * {n} + b\n" for n in range(12)))
    assert len(tokens_of(other)) > FEWEST_TOKENS

    found = compare({**code, "c": near, "d": other, "e": "def total(m, b):\n    return b"}, ())
    assert [(alike.students, alike.share == 1) for alike in found.alike] == [
        (["a", "b"], True),
        (["a", "b", "c"], False),
    ]
    assert (found.compared, found.short, found.own, found.many) == (4, 1, 0, 0)

    known = compare({**code, "c": near, "d": other}, {code["a"]})
    assert (list(known.alike), known.own) == ([], 3)

    class_of_alikes = compare({f"s{n}": near for n in range(20)} | {"d": other}, ())
    assert (list(class_of_alikes.alike), class_of_alikes.many) == ([], 20)


def test_many_answers_are_compared_in_seconds() -> None:
    drawn = random.Random(0)
    lines = [
        f"    x{n} = torch.{name}(model, {n}) * beta" for n, name in enumerate("abs sum norm exp log add".split() * 9)
    ]
    answers = {f"s{n}": "def f(model, beta):\n" + "\n".join(drawn.sample(lines, 20)) for n in range(300)}
    answers["s1"] = answers["s0"]
    start = time.process_time()
    found = compare(answers, ())

    assert time.process_time() - start < 10
    assert ["s0", "s1"] in [alike.students for alike in found.alike]


@pytest.mark.slow
def test_an_answer_too_long_to_be_compared_is_left_out(course: MiniCourse) -> None:
    results = hand_in(course, 4)
    long = mini_notebook("def total(model, beta):\n    return 0\n\n\n" + "x = 1\n" * 30_000)
    course.submit(str(results[0].student), long)
    start = time.process_time()

    found = answers_of(Course.find(course.folder)[0], "mini", results)

    assert str(results[1].student) in found["total"]
    assert str(results[0].student) not in found["total"]
    assert time.process_time() - start < 10


@pytest.mark.slow
def test_a_graded_class_is_reported(course: MiniCourse) -> None:
    course.submit("anna", mini_notebook("def total(model, beta):\n    return beta * model.weight.abs().sum()"))
    course.submit("bert", mini_notebook())
    assert course.nbgrader("generate_assignment", "mini").returncode == 0
    assert course.autograder("grade", "mini").returncode == 0
    done = course.autograder("report", "mini")
    page = (course.folder / "report-mini.html").read_text()

    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().endswith("report-mini.html")
    assert "anna" in page
    assert "1 of 2" in page
