"""The pages that nbgrader makes of graded notebooks, feedback and formgrader's: a summary, then the results.

On top stands each exercise with its points and what to do next. What is not graded is folded away, and nothing comes
from a network: formulas are MathML. All of it goes through options of nbconvert's exporters, which
`autograder.nbgrader.configure` sets, and templates in this package's folder.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.exporters import HTMLExporter
from nbconvert.exporters.exporter import ResourcesDict
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from pygments.formatters import HtmlFormatter
from traitlets.config import Config

from autograder.nbgrader.mathml import as_mathml
from autograder.results.outputs import ABOUT, EXERCISE
from autograder.student.language import SOURCE_LANGUAGE, _, speaking

_TEMPLATES = Path(__file__).parent / "templates"
FORMGRADER = str(_TEMPLATES / "formgrader.html.j2")
"""The template of a submission in formgrader, for ``c.HTMLExporter.template_file``."""
FOLD = "fold"
"""Where a cell notes that what is folded away begins or ends with it."""


class FeedbackExporter(HTMLExporter):
    """Makes the feedback page, as ``c.GenerateFeedback.exporter_class``."""

    @property
    def default_config(self) -> Config:
        """The options of this page, which go before those of `HTMLExporter` that formgrader has for its own."""
        config = super().default_config
        config.FeedbackExporter.template_file = str(_TEMPLATES / "feedback.html.j2")
        config.FeedbackExporter.preprocessors = [Summarize]
        config.FeedbackExporter.filters = {"markdown2html": markdown2html}
        return config


@pass_context
def markdown2html(context: Context, source: str) -> str:
    """Render Markdown as nbconvert's filter of this name does, but for formulas."""
    attachments = context.get("cell", {}).get("attachments", {})
    renderer = _Renderer(escape=False, attachments=attachments, exclude_anchor_links=True)
    return MarkdownWithMath(renderer=renderer).render(source)


class _Renderer(IPythonRenderer):
    def block_math(self, body: str) -> str:
        return as_mathml(body, display=True)

    def inline_math(self, body: str) -> str:
        return as_mathml(body, display=False)

    def latex_environment(self, name: str, body: str) -> str:
        return as_mathml(rf"\begin{{{name}}}{body}\end{{{name}}}", display=True)


@dataclass
class Line:
    """One line of the summary: a cell that is graded, and what came of the exercise where the grader wrote that."""

    cell: NotebookNode
    exercise: dict[str, Any] | None
    by_hand: str

    @property
    def grade_id(self) -> str:
        return self.cell.metadata.nbgrader.grade_id

    @property
    def name(self) -> str:
        return self.exercise["name"] if self.exercise else self.grade_id

    @property
    def points(self) -> str:
        """What stands in the gradebook, once nbgrader has put it into the cell; else what the grader gave."""
        score = self.cell.metadata.nbgrader.get("score", self.exercise and self.exercise["points"])
        return f"{0.0 if score is None else score:.4g} / {self.cell.metadata.nbgrader.points:.4g}"

    @property
    def _is_changed(self) -> bool:
        score = self.cell.metadata.nbgrader.get("score")
        return self.exercise is not None and score is not None and abs(score - self.exercise["points"]) > 1e-6

    @property
    def outcome(self) -> str:
        return self.exercise["outcome"] if self.exercise and not self._is_changed else ""

    @property
    def sign(self) -> str:
        return self.exercise["sign"] if self.exercise and not self._is_changed else ""

    @property
    def word(self) -> str:
        return self.exercise["word"] if self.exercise and not self._is_changed else self.by_hand

    @property
    def next(self) -> str:
        return self.exercise["next"] if self.exercise else ""


@dataclass
class Summary:
    """What a template needs besides the notebook: the summary's lines, the page's own words, colours of code."""

    language: str
    lines: Sequence[Line]
    words: dict[str, str]

    @property
    def code_style(self) -> str:
        light, dark = (HtmlFormatter(style=style).get_style_defs(".highlight") for style in ("default", "github-dark"))
        return f"@media print, (prefers-color-scheme: light) {{\n{light}\n}}\n" + (
            f"@media screen and (prefers-color-scheme: dark) {{\n{dark}\n}}"
        )


class Summarize(NbGraderPreprocessor):
    """Gives the templates their summary, and marks in the cells what is folded away."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """Put a `Summary` into the resources."""
        about = nb.cells[0].metadata.get(ABOUT, {}) if nb.cells else {}
        language: str = about.get("language", SOURCE_LANGUAGE)
        with speaking(language):
            by_hand = _("graded by your instructor")
            lines = [Line(cell, exercise_of(cell), by_hand) for cell in nb.cells if _is_graded(cell)]
            resources["summary"] = Summary(language, lines, _words())
            _mark(nb.cells[1:] if about else nb.cells)
        return nb, resources


def exercise_of(cell: NotebookNode) -> dict[str, Any] | None:
    """Return what the grader wrote into a grade cell of ours, as data."""
    if cell.cell_type == "code" and _is_graded(cell) and not cell.metadata.nbgrader.get("solution"):
        for output in cell.outputs:
            if output.output_type == "display_data" and EXERCISE in output.data:
                return output.data[EXERCISE]
    return None


def _is_graded(cell: NotebookNode) -> bool:
    known = cell.metadata.get("nbgrader", {})
    return bool(known.get("grade") or known.get("task"))


def _mark(cells: Sequence[NotebookNode]) -> None:
    """Note at the first and the last of cells in a row that are neither graded nor an answer that they are folded."""
    folded: list[NotebookNode] = []
    for cell in [*cells, None]:
        known = {} if cell is None else cell.metadata.get("nbgrader", {})
        if cell is not None and not (_is_graded(cell) or known.get("solution")):
            folded.append(cell)
        elif folded:
            template = _("Not graded, before {name} (cells: {count})")
            if cell is None:
                template = _("Not graded, at the end (cells: {count})")
            folded[0].metadata[FOLD] = {"title": template.format(name=known.get("grade_id", ""), count=len(folded))}
            folded[-1].metadata.setdefault(FOLD, {})["ends"] = True
            folded = []


def _words() -> dict[str, str]:
    return {
        "results": _("Results"),
        "points": _("points"),
        "next": _("Next step:"),
        "answer": _("Your answer:"),
        "result": _("Result:"),
        "cell": _("The text of this cell"),
        "comment": _("Comment"),
        "late": _("Points lost for handing in late:"),
        "top": _("To the top"),
        "picture": _("A picture that this cell made"),
    }
