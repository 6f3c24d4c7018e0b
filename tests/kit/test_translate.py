"""What counts as a text for people, and that translations stand in its place."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course import notebook as nb
from autograder.course.course import Course
from autograder.student.language import _, catalogue, is_language, languages, only_language, speaking
from autograder.translation import texts as translate
from autograder.translation.catalogues import compiled, domains, faults, update
from tests.kit.conftest import REPO

COURSE, CONFIG = Course.find(REPO)
DOMAINS = domains(COURSE.root, COURSE.source, COURSE.hidden)
NOTEBOOKS = sorted((REPO / "assignments" / "source").glob("*/*.ipynb"))


def texts_of(source: str) -> list[str]:
    """Return what is looked up in a piece of code."""
    found: list[str] = []
    translate.code(source, lambda text: found.append(text) or text)  # type: ignore[func-returns-value]
    return found[::-1]


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ("x = 1  # dropout off", ["dropout off"]),
        ("# one\n# two\nx = 1", ["one\ntwo"]),
        ('print("train", x)', []),
        ('print("two words", x)', ["two words"]),
        ('ax.set(title="epoch", loc="upper right")', ["epoch"]),
        ('ax.set_xlabel("epoch")', ["epoch"]),
        ('ax.plot(x, label=f"seed {n}")', ["seed {n}"]),
        ('ax.plot(x, label=r"$\\theta$", color="0.5")', []),
        ('LOOKS = {"train": dict(label="training labels")}', ["training labels"]),
        ('def f():\n    """Say it.\n\n    Args:\n        x: what.\n    """', ["Say it.\n\nArgs:\n    x: what."]),
        ("### BEGIN SOLUTION\nx = 1  # the trick\n### END SOLUTION", []),
        ("# shown\n### BEGIN HIDDEN TESTS\n# not shown\n### END HIDDEN TESTS", ["shown"]),
        ("x = 1  # noqa: E501", []),
        ('print("ok      ", x)', []),
        ('x = open("""a\nfile name""")', ["a\nfile name"]),
    ],
)
def test_texts_in_code_are_found(source: str, texts: list[str]) -> None:
    assert texts_of(source) == texts


def test_code_is_translated_where_it_stands() -> None:
    german = {"dropout off": "Dropout aus", "Say it.\n\nTwice.": "Sag es.\n\nZweimal.", "wrong {n}": "falsch {n}"}
    source = 'def f():\n    """Say it.\n\n    Twice.\n    """\n    x.eval()  # dropout off\n    print(f"wrong {n}")\n'

    assert translate.code(source, lambda text: german.get(text, text)) == (
        'def f():\n    """Sag es.\n\n    Zweimal.\n    """\n    x.eval()  # Dropout aus\n    print(f"falsch {n}")\n'
    )


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_without_translations_stays_as_it_is(path: Path) -> None:
    notebook = nb.read(path)
    assert translate.notebook(notebook, lambda text: text) == notebook


@pytest.mark.parametrize("path", sorted((REPO / "autograder").glob("*.py")), ids=lambda path: path.stem)
def test_what_a_program_does_is_never_changed(path: Path) -> None:
    before = path.read_text(encoding="utf-8")
    after = translate.code(before, lambda text: text)

    assert ast.dump(ast.parse(after)) == ast.dump(ast.parse(before))


@given(st.text(alphabet="ab $\n#-*`|\\{}", max_size=60))
def test_markdown_without_translations_stays_as_it_is(text: str) -> None:
    assert translate.markdown(text, lambda paragraph: paragraph) == text


def test_formulas_without_words_are_not_translated() -> None:
    found: list[str] = []
    translate.markdown("First.\n\n$$\nL(x)\n\n= \\beta\n$$\n\n$$\\text{loss}$$", lambda t: found.append(t) or t)  # type: ignore[func-returns-value]

    assert found == ["First.", "$$\\text{loss}$$"]


def test_texts_of_a_test_module_are_found() -> None:
    source = '''
HINT = "Sum over all."

@graded(points=1, hint=HINT)
def test_biases_count(student):
    """The penalty sums."""
    expect(x, got=_("about {n}").format(n=1), expected="a tensor" if y else "a number")
    expect_close(x, y, mistakes={"A factor is missing.": 1})

@probe("the gradient of f({model})")
def gradient(student, model): ...
'''
    assert set(translate.module_texts(source, titles=True)) == {
        "Sum over all.", "The penalty sums.", "biases count", "about {n}", "a tensor", "a number",
        "A factor is missing.", "the gradient of f({model})",
    }  # fmt: skip


# ---------------------------------------------------------------- the course's own translations


@pytest.mark.parametrize("language", languages(COURSE.root))
@pytest.mark.parametrize("domain", DOMAINS, ids=lambda domain: domain.folder.name)
def test_every_text_is_translated(domain, language: str) -> None:
    assert faults(domain, language) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_translated_notebook_has_the_same_program(path: Path) -> None:
    """Names, calls and numbers are the same; only strings differ."""
    source = nb.read(path)
    for language in languages(COURSE.root):
        translated = translate.notebook(source, catalogue(COURSE.root, language).gettext)
        for before, after in zip(source.cells, translated.cells, strict=True):
            if before.cell_type == "code":
                assert _shape(after.source) == _shape(before.source)


def _shape(source: str) -> str:
    """Return a program without the text of its strings."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    return ast.dump(tree)


def test_no_catalogue_holds_what_stands_nowhere_any_more(tmp_path: Path) -> None:
    domain = type(DOMAINS[0])(tmp_path, (("one", "a.py"), ("two {x}", "a.py")))
    path = update(domain, "de")
    path.write_text(path.read_text().replace('msgid "one"\nmsgstr ""', 'msgid "one"\nmsgstr "eins"'))

    assert "Babel" not in path.read_text()  # whose version would change files that have no new text
    assert [line.split(": ", 1)[1] for line in faults(domain, "de")] == ["not translated (a.py): 'two {x}'"]
    fewer = type(domain)(tmp_path, (("one", "a.py"),))
    assert "stands nowhere any more" in faults(fewer, "de")[0]
    update(fewer, "de")
    assert faults(fewer, "de") == []


def test_a_translation_must_have_the_same_fields(tmp_path: Path) -> None:
    domain = type(DOMAINS[0])(tmp_path, (("about {low:g}", "a.py"),))
    path = update(domain, "de")
    path.write_text(path.read_text().replace('{low:g}"\nmsgstr ""', '{low:g}"\nmsgstr "etwa {tief}"'))

    assert "other fields in braces" in faults(domain, "de")[0]


def test_a_text_is_looked_up_where_it_is_shown() -> None:
    assert _("passed") == "passed"
    with speaking("de"):
        assert _("passed") == "bestanden"
        assert _("not in any catalogue") == "not in any catalogue"
        assert _("") == ""
    assert _("passed") == "passed"


def test_a_release_speaks_its_only_language(tmp_path: Path) -> None:
    assert only_language(tmp_path) == "en"
    (tmp_path / "locale").mkdir()
    (tmp_path / "locale" / "de.mo").write_bytes(compiled(["passed"], "de", REPO / "autograder"))
    assert only_language(tmp_path) == "de"
    assert catalogue(tmp_path, "de").gettext("passed") == "bestanden"
    assert languages(tmp_path) == ["de"]


@pytest.mark.parametrize("name", ["../../etc", "de/..", "", "DE", "deutsch", 5, None, ["de"], "de\n"])
def test_what_is_no_language_is_not_taken_for_one(name: object) -> None:
    assert not is_language(name)


TESTS = [
    *(REPO / "tests" / "hidden").glob("*/test_*.py"),
    *(path for path in (REPO / "tests" / "hidden").glob("*.py") if path.stem != "training"),  # its text is for reports
    *(REPO / "assignments" / "source").glob("*/checks/*.py"),
]


@pytest.mark.parametrize("path", sorted(TESTS), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_no_text_for_students_is_an_f_string(path: Path) -> None:
    """Such a text has no translation: it is other words at each run."""
    parts = [
        p for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.JoinedStr) for p in node.values
    ]
    texts = [part.value for part in parts if isinstance(part, ast.Constant)]

    assert not [text for text in texts if re.search(r"[^\W\d_]{2,}", text) and re.search(r"\s", text)]
