"""Visible checks: what students run themselves, in the notebook ``check("f")`` and in a terminal ``autograder check``.

The checks of a function `f` are plain tests in ``checks/test_f.py`` beside the notebook, by the same mechanism as the
hidden suite (`autograder.testing`): a fixture `student`, sentences, hypothesis. They run in the student's own process
and earn nothing, so they need no isolation, and they hold no secret.
"""

from __future__ import annotations

import builtins
import contextlib
import copy
import io
import os
import random
import runpy
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from autograder.student.language import _, only_language, speaking
from autograder.student.report import Report, Row

__all__ = ["check", "is_written"]


def check(function: str) -> None:
    """Run the visible checks of a function of this notebook, and show a table of what holds.

    While a notebook is graded this does nothing: the hidden tests run then. While nbgrader validates it, checks that
    do not hold raise an error as well, which makes the validation fail.

    Args:
        function: the name of the function.

    Raises:
        FileNotFoundError: there is no folder ``checks``, or no checks of that name in it.
    """
    if os.environ.get("NBGRADER_EXECUTION") == "autograde":
        return
    namespace = sys._getframe(1).f_globals  # the notebook's names, also in a plain script
    folder = _folder(function)
    with speaking(only_language(folder), folder):
        report = run(folder / f"test_{function}.py", namespace)
        _show(report)
        if os.environ.get("NBGRADER_EXECUTION") == "validate" and not report.holds:
            raise AssertionError(str(report))


def is_written(function: Callable[..., Any], *arguments: Any) -> bool:
    """Say whether `function` does more than its stub, which raises NotImplementedError; print a line when not.

    Args:
        function: a function of the notebook.
        arguments: what to call it with.
    """
    try:
        function(*arguments)
    except NotImplementedError:
        with speaking(only_language(_folder())):
            text = _("{function} is not attempted yet. Once it is written, run this cell again.")
            print(text.format(function=function.__name__))
        return False
    return True


def run(module: Path, namespace: dict[str, Any]) -> Report:
    """Return what comes of the checks in the file `module` with the functions in `namespace`."""
    function = module.stem.removeprefix("test_")
    with _quietly(), _seeded():
        rows = tuple(_row(test, Student(namespace, function)) for test in _tests(module))
    return Report(function, rows, _next_step(function, rows))


def _next_step(function: str, rows: tuple[Row, ...]) -> str:
    first = next((row for row in rows if row.state != "holds"), None)
    if first is None:
        return _("All that can be checked here holds. The hidden tests look at more: other inputs, other properties.")
    if first.state == "not attempted":
        return _("Next: {hint}").format(hint=first.hint)
    hint = first.hint or _("look at the first line that does not hold.")
    return _("Next: {hint}").format(hint=hint)


class StudentFailure(Exception):
    """The student's code raised an error."""


class NotAttempted(BaseException):
    """There is nothing to check yet; passes through hypothesis, which need not look for a smaller example."""


class Student:
    """Stands for the notebook in a check, as its namesake in the hidden suite stands for a submission.

    Arguments are copied, and tensors come back as plain data, just as if they went to another process.
    """

    def __init__(self, namespace: dict[str, Any], exercise: str) -> None:
        self._namespace = namespace
        self._exercise = exercise
        self._returned: dict[int, Any] = {}
        self.last_call = ""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        from autograder.student.describe import describe_call

        def call(*args: Any, **kwargs: Any) -> Any:
            self.last_call = describe_call(name, args, kwargs)
            return self._call(self._find(name), args, kwargs)

        return call

    def __call__(self, probe: Any, *args: Any, **kwargs: Any) -> Any:
        self.last_call = probe.describe(args, kwargs)
        self._find(self._exercise)
        functions = SimpleNamespace(**{k: v for k, v in self._namespace.items() if k.isidentifier()})
        return self._call(probe.function, (functions, *args), kwargs, keep=functions)

    def _find(self, name: str) -> Any:
        if name not in self._namespace:
            raise NotAttempted(_("run the cell that defines {name}, then this one again.").format(name=name))
        return self._namespace[name]

    def _call(self, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any], keep: Any = None) -> Any:
        import torch

        kept = {**self._returned, id(keep): keep}  # what the student's code made stays itself, not a copy
        args, kwargs = copy.deepcopy((args, kwargs), kept)
        torch.manual_seed(1234)
        try:
            value = function(*args, **kwargs)
        except NotImplementedError:
            text = _("write {name} in the place of `raise NotImplementedError()`.")
            raise NotAttempted(text.format(name=self._exercise)) from None
        except Exception as error:
            raise StudentFailure(_raised(error)) from error
        return self._handed_back(value)

    def _handed_back(self, value: Any) -> Any:
        import torch

        if type(value) in (torch.Tensor, torch.nn.Parameter):
            return value.detach().clone()
        if type(value) in (list, tuple):
            return type(value)(self._handed_back(item) for item in value)
        if type(value) is dict:
            return {key: self._handed_back(item) for key, item in value.items()}
        if not isinstance(value, (bool, int, float, str, type(None))):
            self._returned[id(value)] = value
        return value


def _raised(error: Exception) -> str:
    """Return the error in a line, with the line of the notebook's cell where it came up."""
    text = str(error).strip().splitlines()
    line, trace = 0, error.__traceback__
    while trace is not None:
        if "ipykernel" in trace.tb_frame.f_code.co_filename or "<ipython-input" in trace.tb_frame.f_code.co_filename:
            line = trace.tb_lineno
        trace = trace.tb_next
    where = _(" (line {line} of the cell)").format(line=line) if line else ""
    return f"{type(error).__name__}: {text[0][:300] if text else ''}{where}"


def _row(test: Callable[..., None], student: Student) -> Row:
    from hypothesis.errors import FlakyFailure

    from autograder.testing import Mismatch

    sentence = _((test.__doc__ or test.__name__).strip().splitlines()[0])
    mark: dict[str, Any] = next((mark.kwargs for mark in getattr(test, "pytestmark", ()) if mark.name == "graded"), {})
    hint = _(mark.get("hint", ""))
    try:
        test(student=student)
    except NotAttempted as error:
        return Row(sentence, "not attempted", (), str(error))
    except (StudentFailure, FlakyFailure) as error:
        text = str(error) if isinstance(error, StudentFailure) else _("It holds once and not the next time.")
        return Row(sentence, "does not hold", _lines((_("call"), student.last_call), (_("raised"), text)), hint)
    except Mismatch as error:
        hint = _(error.hint) or hint
        lines = ((_("call"), student.last_call), (_("expected"), error.expected), (_("got"), error.got))
        return Row(sentence, "does not hold", _lines(*lines), hint)
    except AssertionError as error:
        return Row(sentence, "does not hold", _lines((_("call"), student.last_call), ("", str(error))), hint)
    except Exception as error:  # the check's own fault
        return Row(sentence, "could not be checked", _lines(("", f"{type(error).__name__}: {error}"[:300])))
    return Row(sentence, "holds")


def _lines(*parts: tuple[str, str]) -> tuple[str, ...]:
    shown = [(f"{name}:" if name else "", text) for name, text in parts if text]
    width = max((len(name) for name, _text in shown), default=0)
    return tuple(f"{name:{width}} {text}".strip() for name, text in shown)


def _folder(function: str | None = None) -> Path:
    """Return the folder of the checks: beside the notebook, where its kernel starts, or beside this package."""
    places = [place / "checks" for place in (Path.cwd(), Path(__file__).resolve().parents[1])]
    for place in places:
        if (place / f"test_{function}.py").is_file() or (function is None and place.is_dir()):
            return place
    if function is None:
        return places[0]
    known = sorted({path.stem.removeprefix("test_") for place in places for path in place.glob("test_*.py")})
    text = _("there is no {path}. Checks are there for: {known}. Start the notebook in the folder that it came in.")
    raise FileNotFoundError(text.format(path=Path("checks") / f"test_{function}.py", known=", ".join(known) or "-"))


def _tests(module: Path) -> list[Callable[..., None]]:
    """Return the tests of a module, which is read anew each time."""
    import hypothesis

    settings = hypothesis.settings(
        max_examples=20,
        database=None,
        deadline=None,
        derandomize=True,
        report_multiple_bugs=False,
        suppress_health_check=list(hypothesis.HealthCheck),
        phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate, hypothesis.Phase.shrink],
        print_blob=False,
    )
    names = runpy.run_path(str(module))
    tests = [value for name, value in names.items() if name.startswith("test_") and callable(value)]
    return [settings(test) if hasattr(test, "hypothesis") else test for test in tests]


@contextlib.contextmanager
def _quietly() -> Iterator[None]:
    """Drop what the student's code prints: it is called dozens of times."""
    with (
        warnings.catch_warnings(),
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
    ):
        warnings.simplefilter("ignore")
        yield


@contextlib.contextmanager
def _seeded() -> Iterator[None]:
    """Leave the notebook's random numbers as they were, so that a check in between changes no result."""
    import numpy as np
    import torch

    python, numpy = random.getstate(), np.random.get_state()
    with torch.random.fork_rng():
        random.seed(0)
        np.random.seed(0)
        try:
            yield
        finally:
            random.setstate(python)
            np.random.set_state(numpy)


def _show(report: Report) -> None:
    if hasattr(builtins, "__IPYTHON__"):
        from IPython.display import display

        display(report)
    else:
        print(report)
