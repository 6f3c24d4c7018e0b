"""The benchmark's pure parts; what it measures is measured by `make bench`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograder.running.grader import Counts
from autograder.student.slices import fingerprint
from tests.corpus.loader import load
from tests.kit.bench.class_mix import members
from tests.kit.bench.clock import Processes, descendants, measured
from tests.kit.bench.courses import ASSIGNMENT, FUNCTIONS, answers, counts_in, some
from tests.kit.bench.report import Figure, Goal, Results, Row, table

OPTIONS = {"number": 12, "stock": 3, "rounds": 3}


def row(goal: Goal | None = None, unit: str = "s", processor: Figure | None = None) -> Row:
    return Row("grading", Figure.of([2.0, 1.0, 4.0]), unit, "by hand", goal, "10 s", processor, raw={"wall": [2, 1, 4]})


def test_no_two_students_answer_a_function_alike() -> None:
    number = 2 * max(len(load(ASSIGNMENT, function, "wheat")) for function in FUNCTIONS) + 1

    students = answers(number)

    assert len(students) == number
    for function in FUNCTIONS:
        assert len({fingerprint(sources[function]) for sources in students.values()}) == number


def test_the_first_students_have_the_corpus_solutions_as_they_are() -> None:
    wheats = load(ASSIGNMENT, FUNCTIONS[0], "wheat")

    students = list(answers(len(wheats)).values())

    assert [sources[FUNCTIONS[0]] for sources in students] == [wheat.source for wheat in wheats]


@pytest.mark.parametrize(("number", "expected"), [(3, [0, 4, 8]), (12, list(range(12))), (50, list(range(12)))])
def test_some_students_are_evenly_spaced(number: int, expected: list[int]) -> None:
    assert list(some(answers(12), number)) == [f"student{index:03}" for index in expected]


def test_counts_are_read_from_the_line_that_is_printed() -> None:
    printed = f"not all protections are there\n{Counts(72, 71, 60)}.\n┏━━━┓\n"

    assert counts_in(printed) == Counts(72, 71, 60)


def test_without_a_line_of_counts_there_is_an_error() -> None:
    with pytest.raises(ValueError, match="nothing was graded"):
        counts_in("autograder: nothing was graded")


def test_a_ratio_has_the_range_of_all_pairs() -> None:
    assert Figure.of([8.0, 10.0, 12.0]) / Figure.of([1.0, 2.0, 4.0]) == Figure(5.0, 2.0, 12.0)


@pytest.mark.parametrize(
    ("goal", "reached"),
    [
        (Goal("≥", 2), "yes"),
        (Goal("≥", 2.1), "**no**"),
        (Goal("≤", 2), "yes"),
        (Goal("≤", 1.5), "**no**"),
        (Goal("=", 2), "yes"),
        (Goal("=", 1), "**no**"),
        (None, ""),
    ],
)
def test_the_median_decides_whether_a_goal_is_reached(goal: Goal | None, reached: str) -> None:
    assert row(goal).reached == reached


def test_the_table_has_a_line_for_each_row() -> None:
    lines = table([row(Goal("≤", 0.05), processor=Figure.of([3.25])), row(unit="")]).splitlines()

    assert lines[0] == "| what | before the redesign | now: median (min–max) | to reach | reached |"
    assert lines[2] == "| grading | 10 s | 2 (1–4) s; 3.25 s of processor time | ≤ 0.05 s | **no** |"
    assert lines[3] == "| grading | 10 s | 2 (1–4) |  |  |"


def test_results_are_written_as_numbers_as_a_page_and_as_a_chart(tmp_path: Path) -> None:
    bars = {"autograder grade": Figure.of([1.0, 1.5]), "nbgrader autograde alone": Figure.of([15.0])}

    Results(OPTIONS, [row(Goal("≤", 3))], bars).write(tmp_path)

    written = json.loads((tmp_path / "performance.json").read_text())
    assert written["options"] == OPTIONS
    assert written["rows"][0]["raw"] == {"wall": [2, 1, 4]}
    assert written["rows"][0]["reached"] == "yes"
    assert "| grading | 10 s | 2 (1–4) s | ≤ 3 s | yes |" in (tmp_path / "performance.md").read_text()
    assert (tmp_path / "performance.png").read_bytes().startswith(b"\x89PNG")


def test_processor_time_of_a_process_that_has_ended_is_counted() -> None:
    import subprocess
    import sys

    with measured() as cost:
        subprocess.run([sys.executable, "-S", "-c", "import time\nwhile time.process_time() < 0.3: pass"], check=True)

    assert 0.25 < cost.processor < 2
    assert cost.wall > 0.25


def test_what_is_noted_is_that_of_grading_and_of_the_command_only() -> None:
    import subprocess
    import sys

    child = "import subprocess, sys; subprocess.run([sys.executable, '-S', '-c', 'print(); input()'])"
    with subprocess.Popen([sys.executable, "-S", "-c", child], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        parent.stdout.readline()  # the process that it starts is there
        processes = Processes()
        processes(parent.pid)

        assert list(descendants(parent.pid).values()) == [parent.pid]
        assert processes.peak == 0
        assert list(processes.seconds()) == ["the command itself"]
        assert 0 <= processes.seconds()["the command itself"] < 2
        parent.communicate(b"\n")


def test_a_larger_class_begins_with_the_smaller_one_and_keeps_the_shares() -> None:
    small, large = list(members(30)), list(members(100))

    assert large[:30] == small
    assert len({member.student for member in large}) == 100
    different = {repr((member.sources, member.oddity)) for member in large if member.oddity is None}
    assert len(different) == 60  # 70 less those that are odd
    assert {member.oddity for member in large} >= {"crashes", "endless", "not JSON", None}
