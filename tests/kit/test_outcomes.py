"""What each kind of submission gets: outcome, points and words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from autograder.results.model import Outcome
from tests.kit.conftest import SOLUTION, mini_notebook, new_code_cell

HEAD = "import os, torch\ndef total(model, beta):\n"
P, F, N, B, C, T = "passed", "failed", "not attempted", "blocked", "crashed", "timed out"


@pytest.mark.parametrize(
    ("solution", "outcomes"),
    [
        pytest.param(SOLUTION, [P, P, P], id="right"),
        pytest.param("total = lambda m, b: b * torch.cat([p.flatten() for p in m.parameters()]).norm(1)", [P, P, P],
                     id="right, another way"),
        pytest.param(HEAD + "    return beta * model.weight.abs().sum()", [F, P, P], id="biases left out"),
        pytest.param(HEAD + "    return beta * sum(p.abs().sum().item() for p in model.parameters())", [F, F, F],
                     id="a float"),
        pytest.param(HEAD + "    pass", [F, F, F], id="nothing returned"),
        pytest.param(HEAD + "    raise NotImplementedError()", [N, N, N], id="stub"),
        pytest.param("something_else = 1", [N, N, N], id="another name"),
        pytest.param("def total(model, beta:\n", [F, F, F], id="syntax error"),
        pytest.param("def total(m, b):\n    return 0\nraise ValueError('late')", [F, F, F], id="defined, then raised"),
        pytest.param(HEAD + "    os._exit(0)", [C, C, C], id="exits"),
        pytest.param("import os\nos._exit(0)\n" + SOLUTION, [C, C, C], id="cell exits"),
        pytest.param(HEAD + "    import ctypes; ctypes.string_at(0)", [C, C, C], id="segmentation fault"),
        pytest.param(HEAD + "    import sys; sys.exit(0)", [F, F, F], id="SystemExit"),
        pytest.param(HEAD + "    raise KeyboardInterrupt", [F, F, F], id="KeyboardInterrupt"),
        pytest.param(HEAD + "    import socket; socket.socket()", [B, B, B], id="network"),
        pytest.param(HEAD + "    import subprocess; subprocess.run(['ls'])", [B, B, B], id="another program"),
        pytest.param(HEAD + "    import pytest; pytest.skip('no')", [F, F, F], id="skips"),
        pytest.param(HEAD + "    import hypothesis; hypothesis.assume(False)", [F, F, F], id="assumes"),
        pytest.param(HEAD + "    return torch.tensor(float('nan'), requires_grad=True)", [F, F, F], id="NaN"),
        pytest.param(HEAD + "    return torch.zeros(0, requires_grad=True)", [F, F, F], id="empty"),
        pytest.param(HEAD + "    return [[[]]] * 3 + [{}]", [F, F, F], id="not a tensor"),
    ],
)  # fmt: skip
def test_outcome(graded_mini: Callable[..., Any], solution: str, outcomes: list[str]) -> None:
    graded = graded_mini(solution)

    assert [str(test.outcome) for test in graded.exercises["total"].tests] == outcomes
    assert graded.errors == ()


@pytest.mark.slow
def test_an_endless_loop_costs_its_exercise_and_ends(graded_mini: Callable[..., Any]) -> None:
    graded = graded_mini(HEAD + "    while True: pass")

    assert graded.exercises["total"].status is Outcome.TIMED_OUT
    assert graded.exercises["total"].score == 0


def test_the_message_holds_call_expected_got_and_hint(graded_mini: Callable[..., Any]) -> None:
    tests = graded_mini(HEAD + "    return beta * model.weight.abs().sum()").exercises["total"].tests

    assert tests[0].message.splitlines() == [
        "The value is beta times the sum of all |p|.",
        "  call:     total(Linear(1, 1) with weight = [[-1]], bias = [2], 1)",
        "  expected: 3 (0-d float32 tensor)",
        "  got:      1 (0-d float32 tensor)",
        "  hint:     The biases are left out.",
    ]


def test_a_test_shows_no_more_than_it_says(graded_mini: Callable[..., Any]) -> None:
    _, sentence, nothing = graded_mini(HEAD + "    return None").exercises["total"].tests

    assert sentence.message == "The gradient reaches every parameter."
    assert nothing.message == "A hidden test failed."


@pytest.mark.parametrize("error", ["PermissionError", "ValueError", "MemoryError", "NotImplementedError", "SystemExit"])
def test_hidden_inputs_are_not_told_in_the_words_of_an_error(graded_mini: Callable[..., Any], error: str) -> None:
    _, sentence, nothing = graded_mini(HEAD + f"    raise {error}('LEAK ' + repr(model))").exercises["total"].tests

    assert "LEAK" not in sentence.message + nothing.message
    assert "Linear" not in sentence.message + nothing.message


def test_a_name_that_student_code_makes_up_is_not_shown(graded_mini: Callable[..., Any]) -> None:
    made_up = "class Undefined(Exception): __module__ = 'autograder.sandbox.worker'\n"
    graded = graded_mini(made_up + HEAD + "    raise Undefined('LEAK')")

    assert graded.exercises["total"].status is Outcome.NOT_ATTEMPTED
    assert "LEAK" not in str(graded.exercises)


def test_what_student_code_prints_during_calls_is_not_shown(graded_mini: Callable[..., Any]) -> None:
    graded = graded_mini(HEAD + "    print('LEAK', model.weight)\n    return 'x'")

    assert "LEAK" not in str(graded.exercises)
    assert all("LEAK" not in str(run.outputs) for run in graded.runs)


def test_one_failing_cell_does_not_stop_the_next(graded_mini: Callable[..., Any]) -> None:
    notebook = mini_notebook()
    notebook.cells.insert(1, new_code_cell("1 / 0"))
    graded = graded_mini(notebook, rerun=True)

    assert graded.exercises["total"].status is Outcome.PASSED
    assert [run.ending for run in graded.runs] == ["raised", "finished", "finished"]


def test_helpers_in_other_cells_count(graded_mini: Callable[..., Any]) -> None:
    notebook = mini_notebook("def total(model, beta):\n    return beta * helper(model)")
    helper = "%matplotlib inline\ndef helper(model): return sum(p.abs().sum() for p in model.parameters())"
    notebook.cells.append(new_code_cell(helper))

    assert graded_mini(notebook).exercises["total"].status is Outcome.PASSED


def test_after_a_crash_the_rest_is_still_graded(graded_mini: Callable[..., Any]) -> None:
    graded = graded_mini(
        "import os\ndef total(model, beta):\n"
        "    if beta == 0.5 and model.in_features == 2 and model.weight.requires_grad: os._exit(3)\n"
        "    return beta * sum(p.abs().sum() for p in model.parameters())"
    )

    outcomes = [str(test.outcome) for test in graded.exercises["total"].tests]
    assert outcomes[1:] == ["crashed", "passed"]


def test_a_cell_that_ends_the_process_costs_only_itself(graded_mini: Callable[..., Any]) -> None:
    notebook = mini_notebook("def total(model, beta):\n    return beta * helper(model)")
    notebook.cells.insert(2, new_code_cell("def helper(model): return sum(p.abs().sum() for p in model.parameters())"))
    notebook.cells.append(new_code_cell("import os; os._exit(0)"))
    notebook.cells.append(new_code_cell("print(total(torch.nn.Linear(1, 1), 1.0) >= 0)"))
    graded = graded_mini(notebook, rerun=True)

    assert graded.exercises["total"].status is Outcome.PASSED
    assert [run.ending for run in graded.runs] == ["finished", "finished", "finished", "crashed", "finished"]


@pytest.mark.slow
def test_replaying_a_slow_notebook_costs_no_test_its_time(graded_mini: Callable[..., Any]) -> None:
    notebook = mini_notebook(
        "import os\ndef total(model, beta):\n"
        "    if model.in_features == 3: os._exit(3)\n"
        "    return beta * sum(p.abs().sum() for p in model.parameters())"
    )
    notebook.cells.append(new_code_cell("import time; time.sleep(4)"))  # longer than the second test may take
    graded = graded_mini(notebook, rerun=True)

    assert [str(test.outcome) for test in graded.exercises["total"].tests] == ["crashed", "passed", "passed"]


def test_the_same_job_gives_the_same_result(graded_mini: Callable[..., Any]) -> None:
    solution = HEAD + "    return torch.rand(()) * beta * sum(p.abs().sum() for p in model.parameters())"

    assert graded_mini(solution).exercises == graded_mini(solution).exercises
