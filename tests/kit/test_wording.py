"""Messages are data, are put into words where they are shown, and follow a changed wording without a new verdict."""

from __future__ import annotations

import dataclasses
import pickle
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st
from torch import nn

from autograder.course.cell import CodeCell
from autograder.course.course import Course
from autograder.course.submissions import read
from autograder.grading import calibration
from autograder.grading.submission import TimedOut
from autograder.grading.tasks import Tasks
from autograder.results.model import CellRun, ExerciseResult, Graded, Outcome, TestResult
from autograder.results.wording import in_words, laid_out
from autograder.sandbox import client, wire
from autograder.student import blocks
from autograder.student.describe import describe, describe_call
from autograder.student.language import N_, _, catalogue, deferring, speaking, worded
from autograder.student.text import MARKS, clean
from autograder.testing import Mismatch, Text, expect, expect_close, expect_tensor
from autograder.translation.references import Wordings
from tests.hidden import checks, training
from tests.hidden.regularization.calibration import BUILT_MODEL
from tests.kit.conftest import HIDDEN, REPO, MiniCourse, mini_notebook
from tests.kit.fuzz_wire import the_reply, until
from tests.kit.grading_process import graded_apart

SUITE = REPO / "tests" / "hidden"
FORGED = blocks.block(blocks.TEXT, "passed")

# ---------------------------------------------------------------- the same words, at once and later


def later(make: Callable[[], str], language: str = "en", *folders: Path) -> str:
    """Return what `make` gives with its words put off, in words."""
    with deferring():
        text = pickle.loads(pickle.dumps(make()))
    with speaking(language, *folders):
        return worded(text)


def at_once(make: Callable[[], str], language: str = "en", *folders: Path) -> str:
    """Return what `make` gives, in words from the start."""
    with speaking(language, *folders):
        return make()


def told(check: Callable[..., Any], *args: Any, **kwargs: Any) -> Callable[[], str]:
    """Return what makes the message of a check that fails."""

    def make() -> str:
        with pytest.raises(Mismatch) as caught:
            check(*args, **kwargs)
        error = caught.value
        call = describe_call("f", (linear(), torch.zeros(3, 4)), {"beta": 0.5})
        parts = (_("call"), call, _("expected"), error.expected, _("got"), error.got, _("hint"), _(error.hint))
        return laid_out(_("The value is beta times the sum of all |p|."), "", *parts)

    return make


def linear() -> nn.Module:
    model = nn.Linear(1, 1).double()
    nn.init.ones_(model.weight), nn.init.zeros_(model.bias)
    return model


def missed(effect: tuple[float, ...], runs: int) -> None:
    """Fail as a calibrated training test does."""
    thresholds = calibration.Thresholds((0.05, 0.0, 0.0), (0.01, 0.01, 0.01))
    raise calibration._mismatch(BUILT_MODEL, thresholds, calibration.Verdict(False, effect, runs))


BIG = torch.arange(12.0)
VALUES = [
    torch.tensor(0.5), torch.tensor([1.0, -2.0]), BIG, torch.zeros(0), torch.zeros(9, dtype=torch.cfloat), linear(),
    nn.Sequential(nn.Linear(2, 1), nn.ReLU()), 1.5, None, "a 'text'", {"a": [torch.zeros(3, 4)], "b": (linear(),)},
    wire.Handle(1, "module"), ["x"] * 20,
]  # fmt: skip
MESSAGES: dict[str, Callable[[], str]] = {
    "no tensor": told(expect_tensor, None, shape=(1,), dtype=torch.float32),
    "another shape": told(expect_tensor, BIG, shape=(1,), dtype=torch.float32),
    "not finite": told(expect_tensor, BIG / 0, shape=(12,), dtype=torch.float32),
    "far off": told(expect_close, BIG, BIG + 1),
    "a known mistake": told(expect_close, BIG, 2 * BIG, mistakes={"The factor beta is missing.": BIG}),
    "a text": told(expect, False, got="x", expected="a gradient for each parameter", hint="This is not translated."),
    "a list": told(checks.expect_no_changes, ["its layers", "its parameters"]),
    "no list": told(checks.expect_no_changes, [1, "its layers"]),
    "a number": told(checks.expect_number, torch.tensor([1.0]), torch.tensor(2.0), half=torch.tensor(1.0)),
    "twice looked up": told(lambda: expect(False, got=Text(_(_("none"))), expected=_("none"))),
    "a list of texts": told(lambda: expect(False, got=[_("none"), "none"], expected=[_("call")])),
    "one run": told(missed, (0.01, -0.1, 0.2), 1),
    "some runs": told(missed, (0.049, 0.1, 0.2), 5),
    "a long line": told(expect, False, got="x" * 700, expected=_("none")),
    "lines": told(expect, False, got="a\nb" * 300, expected=_("none")),
    "no parts": lambda: laid_out(_("none"), "", _("hint"), ""),
    "the first line": lambda: blocks.first_line(_("{call} raised {error}").format(call="f(\n)", error=_("none"))),
    "a probe": lambda: checks.penalty_gradients.describe(("f", linear(), 0.5, 2.0), {}),
    "a probe without a template": lambda: checks.attributes.describe((), {}),
    "a training probe": lambda: training.predictions_of_a_trained_model.describe((BIG, BIG, BIG, 3, 50, 4e-3, 0), {}),
    "fields of texts": lambda: _("{call!r} raised {error:>20}").format(call=_("call"), error=_("none")),
    "fields of all kinds": lambda: "{}".format(_("{a.real:g} {b[0]:{w}d} {c!r:>5}").format(a=1.5, b=[7], c="x", w=4)),
    "numbered fields": lambda: _("{:.2f} and {:+d}, {}").format(0.5, 3, _("none")),
    "braces": lambda: _("{{{x}}} {{}}").format(x=1) + _("{{}}"),
    "empty": lambda: _("") + _("{x}").format(x=""),
    "a timeout": lambda: str(TimedOut(3.0)),
    "a signal": lambda: client._ending(b'{"exit": -9, "why": null}'),
    "too many files": lambda: client._ending(
        b'{"exit": 0, "why": ["the process was ended because it made more than {} files", 7]}'
    ),
    "cut off": lambda: _("The cell of {name} ended the process: {how}.").format(name="f", how=client._ending(b"")),
    **{f"value {n}": lambda value=value: describe(value) for n, value in enumerate(VALUES)},  # type: ignore[misc]
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("make", MESSAGES.values(), ids=MESSAGES)
def test_a_message_has_the_same_words_later(make: Callable[[], str], language: str) -> None:
    assert later(make, language, SUITE) == at_once(make, language, SUITE)


def test_words_are_those_of_the_language_in_which_they_are_shown() -> None:
    with deferring():
        text = f"  {_('no answer within {seconds:.3g} s').format(seconds=2.5)}; {_('passed')}"

    assert worded(text) == "  no answer within 2.5 s; passed"
    with speaking("de"):
        assert worded(text).endswith("; bestanden")
        assert "2.5 s" in worded(text)


def test_one_that_speaks_in_between_speaks_at_once() -> None:
    with deferring():
        with speaking("de"):
            assert _("passed") == "bestanden"
        assert blocks.is_deferred(_("passed"))
    assert _("passed") == "passed"


def test_a_long_answer_is_not_kept_whole() -> None:
    with deferring():
        text = laid_out(_("none"), "", _("got"), checks.listed(["x" * 10] * 100_000))

    assert len(text) < 2000
    assert worded(text).endswith("…")


def test_an_empty_text_stays_empty_and_another_does_not() -> None:
    with deferring():
        assert _("") == ""
        assert _("none")


@pytest.mark.parametrize(("template", "error"), [("{x", ValueError), ("{x}", KeyError), ("{} {}", IndexError)])
def test_a_text_that_cannot_be_formatted_says_so_at_once(template: str, error: type[Exception]) -> None:
    with deferring(), pytest.raises(error):
        _(template).format(1)


def test_a_translation_may_put_fields_elsewhere_and_must_not_invent_any(tmp_path: Path) -> None:
    (tmp_path / "locale").mkdir()
    texts = {"{a:.1f} of {b}": "von {b} sind {a:.1f}", "only {a}": "nur {c}", "broken {a}": "kaputt {a"}
    entries = [f'msgid "{text}"\nmsgstr "{translation}"\n' for text, translation in texts.items()]
    (tmp_path / "locale" / "de.po").write_text("\n".join(['msgid ""\nmsgstr ""\n', *entries]))
    catalogue.cache_clear()

    assert later(lambda: _("{a:.1f} of {b}").format(a=0.25, b="x"), "de", tmp_path) == "von x sind 0.2"
    assert later(lambda: _("only {a}").format(a=1), "de", tmp_path) == "only 1"
    assert later(lambda: _("broken {a}").format(a=1), "de", tmp_path) == "broken 1"


# ---------------------------------------------------------------- whatever is put together

harmless = st.text(st.characters(codec="utf-8", exclude_characters=MARKS), max_size=8)
literals = st.text("ab {}\n'€", max_size=8).map(lambda text: text.replace("{", "{{").replace("}", "}}"))
SPECS = {int: ["", ":d", ":+04d", "!r:>6"], float: ["", ":g", ":.2f"], str: ["", ":>9", "!r", "!r:^12", "!s", "!a"]}


@dataclasses.dataclass(frozen=True)
class Said:
    """A text that is put together from templates, to be made in either mode."""

    template: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    around: str

    def __call__(self) -> str:
        def value(of: Any) -> Any:
            return of() if isinstance(of, Said) else of

        args, kwargs = map(value, self.args), {name: value(of) for name, of in self.kwargs.items()}
        return f"{self.around}{_(self.template).format(*args, **kwargs)}{self.around}"


@st.composite
def said(draw: st.DrawFn, depth: int = 3) -> Said:
    """Draw a template with fields that are numbers, texts, or texts put together like this one."""
    given_values = draw(st.lists(st.integers(-99, 99) | st.floats(-9, 9) | harmless | st.none(), max_size=4))
    template, args, kwargs, style = draw(literals), [], {}, draw(st.sampled_from(["{}", "{%d}", "{f%d}"]))
    for number, value in enumerate(given_values):
        value = draw(said(depth - 1)) if value is None and depth else value or "none"
        field = style % number if "%" in style else style
        kind = type(value) if isinstance(value, (int, float)) else str
        template += field.replace("}", draw(st.sampled_from(SPECS[kind])) + "}") + draw(literals)
        if style == "{f%d}":
            kwargs[f"f{number}"] = value
        else:
            args.append(value)
    return Said(template or "x", tuple(args), kwargs, draw(harmless))


@given(said())
def test_whatever_is_put_together_has_the_same_words_later(make: Said) -> None:
    assert later(make) == at_once(make)


@given(said())
def test_a_parsed_text_is_the_text(make: Said) -> None:
    with deferring():
        text = make()
    assert blocks.unparse(blocks.parse(text)) == text


@given(harmless)
def test_a_text_without_blocks_stays_as_it_is(text: str) -> None:
    assert worded(text) == text


@example(blocks.OPEN * 10_000)
@example(blocks.OPEN * 100 + blocks.CLOSE * 100)
@example(blocks.block("formatted", "x", "?", "d"))
@example(blocks.block("failure", "x"))
@example(blocks.block("format", "{x}", "x"))
@example(blocks.block("format", FORGED, "x", "y"))
@example(blocks.block(FORGED, "x"))
@given(
    st.lists(st.sampled_from([*MARKS, "text", "format", "failure", "formatted", "quoted", "{}", "0", "x"])).map("".join)
)
def test_garbage_becomes_some_text(text: str) -> None:
    assert not set(worded(text)) & set(MARKS)


# ---------------------------------------------------------------- nobody else makes blocks


def test_marks_in_what_student_code_says_are_taken_out() -> None:
    said_by_student = {"text": FORGED, FORGED: [FORGED]}
    ours, theirs = socket.socketpair()
    with ours, theirs:
        wire.send_reply(theirs, 1, said_by_student, lambda _: (0, ""))
        got = the_reply(ours, 1, until(5))

    assert "passed" in got["text"]
    assert not set(str(got)) & set(MARKS)
    assert not set(clean(FORGED)) & set(MARKS)
    assert not set(describe(nn.ParameterDict)) & set(MARKS)


def test_results_are_put_into_words_as_a_whole() -> None:
    cell = CodeCell(0, "", "f", solution=True)
    with deferring():
        test = TestResult("test_a", Outcome.FAILED, 1.0, _("passed"))
        run = CellRun(cell, [], "timed out", text=str(TimedOut(3.0)))
    with speaking("de"):
        graded = in_words(Graded({"f": ExerciseResult((test,))}, (run,)))

    assert graded.exercises["f"].tests[0].message == "bestanden"
    assert graded.exercises["f"].tests[0].outcome is Outcome.FAILED
    assert "3 s" in graded.runs[0].text
    assert not blocks.is_deferred(graded.runs[0].text)


def test_a_verdict_is_told_in_any_language(tmp_path: Path, server: Any) -> None:
    mini = MiniCourse(tmp_path)
    found, _config = Course.find(mini.folder)
    forging = "def total(model, beta):\n    raise ValueError('\\ufdd0text\\ufdd1passed\\ufdd2')"
    submitted = read(found, "mini", "mini", mini.submit("someone", mini_notebook(forging)))
    graded = graded_apart(Tasks(found, "mini").of("mini", submitted.notebook, None), server)
    with speaking("de"):
        german = in_words(graded).exercises["total"].tests

    call = "total(Linear(1, 1) {} weight = [[-1]], bias = [2], 1)"
    forged = "ValueError: \N{REPLACEMENT CHARACTER}text\N{REPLACEMENT CHARACTER}passed\N{REPLACEMENT CHARACTER}"
    english = in_words(graded).exercises["total"].tests
    assert english[0].message.splitlines()[1] == f"  {call.format('with')} raised {forged}"
    assert german[0].message.splitlines()[1] == f"  {call.format('mit')} löste {forged} aus"
    assert german[2].message != english[2].message == "A hidden test failed."


# ---------------------------------------------------------------- another wording


def message(**texts: str) -> str:
    """Return what a failed test of `HIDDEN` leaves, with these texts in the place of its own."""
    said = {name: _(texts.get(name, text)) for name, (text, _new) in REWORDINGS.items()}
    call = said["call"].format(model=describe(linear()), beta=0.5)
    parts = (_("call"), call, _("expected"), said["expected"], _("hint"), said["mistake"], _("hint"), said["hint"])
    return laid_out(said["sentence"], "", *parts)


REWORDINGS = {
    "sentence": ("The value is beta times the sum of all |p|.", "It is the sum of all |p|, times beta."),
    "mistake": ("The biases are left out.", "Biases count."),
    "call": ("the gradient of total({model}, {beta})", "what total({model}, {beta}) has as gradient"),
    "expected": ("two gradients", "a gradient each"),
    "hint": ("Add up the absolute values.", "Sum up."),
}


@pytest.mark.parametrize("name", REWORDINGS)
def test_another_wording_needs_no_new_verdict_and_is_shown(name: str) -> None:
    old, new = REWORDINGS[name]
    before, after = Wordings({"m": HIDDEN}), Wordings({"m": HIDDEN.replace(f'"{old}"', f'"{new}"')})
    with deferring():
        text = message()
    kept = before.packed(text)

    assert after.behaviour == before.behaviour
    assert old not in kept
    assert before.unpacked(kept) == text
    assert worded(after.unpacked(kept)) == message(**{name: new}) != message()


def test_a_field_s_value_goes_into_the_new_wording() -> None:
    before = Wordings({"m": 'x = _("{a:.1f} of {b}")'})
    with deferring():
        kept = before.packed(_("{a:.1f} of {b}").format(a=0.25, b=_("none")))

    assert worded(Wordings({"m": 'x = _("of {b}: {a:.1f}")'}).unpacked(kept)) == "of none: 0.2"


def test_comments_layout_and_docstrings_that_nobody_sees_decide_nothing() -> None:
    source = HIDDEN.replace("import torch\n", "import torch  # first\n\n\n\n", 1).replace("n=st.", "n = st.")
    other = "def helper():\n    '''{}'''\n    return 1\n"

    assert Wordings({"m": source}).behaviour == Wordings({"m": HIDDEN}).behaviour
    assert Wordings({"m": other.format("Do it.")}).behaviour == Wordings({"m": other.format("Does it.\n\nx")}).behaviour


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("points=2", "points=3"),
        ("st.integers(1, 3)", "st.integers(1, 4)"),
        ("torch.tensor(0.0)", "torch.tensor(0.1)"),
        ("len(found) == 2", "len(found) == 3"),
        ("student.total(model, beta).backward()", "student.total(model, 2 * beta).backward()"),
        ('shows="nothing"', 'shows="sentence"'),
        ('    """A secret property."""\n', ""),
        ('hint="Add up the absolute values."', 'hint=""'),
        ("total({model}, {beta})", "total({model})"),
        ('"two gradients"', '"The biases are left out."'),  # now one text, and a kept message would not know which
    ],
)
def test_another_behaviour_needs_a_new_verdict(old: str, new: str) -> None:
    assert old in HIDDEN
    assert Wordings({"m": HIDDEN.replace(old, new)}).behaviour != Wordings({"m": HIDDEN}).behaviour


@pytest.mark.parametrize(
    "source",
    [
        '@probe("x y")\ndef p(student):\n    return {!r}',
        '@probe("x y")\ndef p(student):\n    """{}"""',
        "assert got == {!r}",
        "student.f(hint={!r})",
        "student(p, hint={!r})",
        "f(expected={!r})",
        "f'{}'",
        "NAME = {!r}",
        "expect(got in ({0!r}, 1), got={0!r}, expected='')",  # what is compared with as well
        "x = N_({0!r})\n@probe()\ndef p(student):\n    return {0!r}",
        "x = N_({0!r})\ndef f():\n    return {0!r}",
    ],
)
def test_a_string_that_may_decide_something_is_behaviour(source: str) -> None:
    one, other = (Wordings({"m": source.format(text)}) for text in ("One text.", "Another text."))
    assert one.behaviour != other.behaviour


def test_a_text_of_the_engine_stays_as_it_is() -> None:
    wordings = Wordings({"m": 'x = _("no answer within {seconds:.3g} s")\ny = N_("the suite\'s own")'})

    assert wordings.texts == ("the suite's own",)


def test_texts_that_are_the_same_in_two_modules_stay_the_same() -> None:
    modules = {"a": 'x = N_("so be it")', "b": 'y = N_("so be it")'}
    one_changed = {**modules, "b": 'y = N_("be it so")'}
    both_changed = {"a": 'x = N_("be it so")', "b": 'y = N_("be it so")'}

    assert Wordings(modules).behaviour != Wordings(one_changed).behaviour
    assert Wordings(modules).behaviour == Wordings(both_changed).behaviour


def test_what_was_kept_by_other_modules_is_refused() -> None:
    with deferring():
        kept = Wordings({"m": 'x = N_("so be it")'}).packed(_("so be it"))

    with pytest.raises(LookupError):
        Wordings({"m": ""}).unpacked(kept)


@given(said())
def test_packing_leaves_what_it_does_not_know(make: Said) -> None:
    with deferring():
        text = make()
    wordings = Wordings({"m": f"x = N_({make.template!r})"})

    assert wordings.unpacked(wordings.packed(text)) == text
    assert Wordings({}).packed(text) == text


def test_nearly_all_texts_of_the_suite_are_known() -> None:
    """What is left is said by probes, whose words are sent to the student's process and compared with."""
    sources = {str(path): path.read_text() for path in sorted(SUITE.rglob("*.py"))}
    wordings = Wordings(sources)

    assert len(wordings.texts) > 500
    assert set(checks.HINTS.values()) <= set(wordings.texts)
    assert N_("its layers") not in wordings.texts
