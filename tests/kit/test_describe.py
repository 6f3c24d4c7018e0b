"""How values look in messages, and that what a submission says cannot deceive a reader."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from autograder.course.outputs import checked_outputs
from autograder.results.model import ExerciseResult, Outcome, TestResult
from autograder.results.outputs import as_html
from autograder.student.describe import describe
from autograder.student.text import clean


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (torch.tensor(0.5), "0.5 (0-d float32 tensor)"),
        (torch.tensor([1.0, -2.0]), "[1, -2] (float32 tensor of shape (2,))"),
        (torch.zeros(3, 4), "a float32 tensor of shape (3, 4), values from 0 to 0"),
        (torch.zeros(0), "a float32 tensor of shape (0,)"),
        (nn.Sequential(nn.Linear(9, 2, bias=False), nn.Tanh()), "Sequential(Linear(9, 2, bias=False), Tanh())"),
        (nn.Dropout(0.2), "Dropout(p=0.2)"),
        (nn.LSTM(2, 3), "LSTM(2, 3)"),
        (0.1 + 0.2, "0.3"),
        ((1, [2.0, "x"]), "(1, [2, 'x'])"),
        ({"a": None}, "{'a': None}"),
    ],
)  # fmt: skip
def test_values_are_told_in_one_line(value: Any, text: str) -> None:
    assert describe(value) == text


@given(st.text(), st.integers(1, 50))
def test_cleaned_text_is_short_printable_and_one_way(text: str, limit: int) -> None:
    cleaned = clean(text, limit)

    assert len(cleaned) <= limit
    assert not any((ord(c) < 32 and c not in "\t\n") or 0x202A <= ord(c) <= 0x202E for c in cleaned)
    assert clean(cleaned, limit) == cleaned


def test_markup_in_messages_is_text() -> None:
    exercise = ExerciseResult((TestResult("test_x", Outcome.FAILED, 1.0, "<script>alert(1)</script>"),))

    assert "<script>" not in as_html("<b>f</b>", exercise)


def test_of_a_cell_s_outputs_only_text_and_pictures_pass() -> None:
    rich = {"text/html": "<script>", "image/png": "bm90IGEgcG5n", "text/plain": "\x1b[31mx"}
    raw = [
        {"output_type": "display_data", "data": rich},
        {"output_type": "execute_result", "data": {"text/plain": "1"}, "execution_count": -5},
        {"output_type": "stream", "name": "stdin", "text": "x"},
        {"output_type": "stream", "name": "stdout", "text": "10%\r99%\na\tb\u202e"},
        "nonsense",
    ]  # fmt: skip
    outputs, _ = checked_outputs(raw, 10_000)

    assert [o["output_type"] for o in outputs] == ["display_data", "execute_result", "stream"]
    assert outputs[0]["data"] == {"text/plain": "x"}
    assert outputs[1]["execution_count"] == 1
    assert outputs[2]["text"] == "99%\na    b\N{REPLACEMENT CHARACTER}"


def test_outputs_beyond_the_room_for_a_notebook_are_dropped() -> None:
    raw = [{"output_type": "stream", "name": "stdout", "text": "x" * 1000} for _ in range(50)]
    outputs, room = checked_outputs(raw, 10_000)

    assert 5 <= len(outputs) < 10
    assert 0 <= room < 1100
    assert len(checked_outputs(raw * 100, 10**9)[0]) < len(raw) * 100
