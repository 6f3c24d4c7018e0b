"""What is noted of a test's examples, for whoever is asked the same again."""

from __future__ import annotations

import contextlib

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.errors import UnsatisfiedAssumption

from autograder.grading.sheets import Recorder
from autograder.sandbox.wire import Reply


def test_an_example_that_is_given_up_while_it_draws_is_left_out() -> None:
    """Hypothesis ends some in the middle, so there is nothing to judge, and not all that they would draw."""
    recorder, begun, finished = Recorder(), 0, 0

    @settings(max_examples=60, derandomize=True, database=None)
    @given(sizes=st.lists(st.sampled_from([8, 16, 5]), min_size=1, max_size=3), data=st.data())
    def ask(sizes: list[int], data: st.DataObject) -> None:
        nonlocal begun, finished
        begun += 1
        with recorder.example({"sizes": sizes, "data": data}) as arguments:
            recorder.asked(b"")
            recorder.answered(Reply(b"null", b""))
            arguments["data"].draw(st.integers(0, len(sizes) - 1))
        finished += 1

    ask()
    sheet = recorder.sheet(1.0)

    assert begun > finished
    assert sheet is not None
    assert len(sheet.requests) == len(sheet.examples()) == finished
    assert all(len(example.draws) == 1 for example in sheet.examples())


def test_an_example_whose_assumption_does_not_hold_is_kept() -> None:
    recorder = Recorder()
    with contextlib.suppress(UnsatisfiedAssumption), recorder.example({"n": 1}):
        recorder.asked(b"")
        recorder.answered(Reply(b"null", b""))
        raise UnsatisfiedAssumption
    sheet = recorder.sheet(1.0)

    assert sheet is not None
    assert [example.arguments for example in sheet.examples()] == [{"n": 1}]
