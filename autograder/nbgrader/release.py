"""Makes a release complete and puts it into the course's language: nbgrader preprocessors for generate_assignment.

Set by `autograder.nbgrader.configure`, `Release` before nbgrader's own, `NoteCells` after them.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.course.course import course_of
from autograder.student.language import OWN, SOURCE_LANGUAGE, catalogue
from autograder.student.released import KEY, note_cells
from autograder.translation import texts as translate
from autograder.translation.catalogues import compiled

STUDENT_KIT = (
    "__init__.py", "__main__.py", "check.py", "cli.py", "commands.py", "errors.py", "testing.py",
    "student/__init__.py", "student/blocks.py", "student/cells.py", "student/check_notebook.py", "student/describe.py",
    "student/language.py", "student/names.py", "student/python.py", "student/reader.py", "student/released.py",
    "student/report.py", "student/slices.py", "student/text.py",
)  # fmt: skip
"""The modules that visible checks need, which students get beside their notebook and need not install."""


class Release(NbGraderPreprocessor):
    """Translates a source notebook and adds files to its release, through the writer that nbconvert offers for that.

    Beside the notebook are put what students need to check themselves, a part of this package and the translations,
    and the README in their language.
    """

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """Return the notebook in the course's language; `resources` takes the files to be written beside it."""
        course = course_of(self)
        language = course.language
        course.seed()  # the first release makes it, long before anybody can be graded
        folder = course.source_folder(resources["nbgrader"]["assignment"])
        files: dict[str, Any] = resources.setdefault("outputs", ResourcesDict())
        if (folder / "checks").is_dir():
            files |= {f"autograder/{name}": (OWN / name).read_bytes() for name in STUDENT_KIT}
        if language != SOURCE_LANGUAGE:
            lookup = catalogue(course.root, language).gettext
            nb = translate.notebook(nb, lookup)
            for path in folder.glob("*.md"):
                files[path.name] = translate.markdown(path.read_text(encoding="utf-8"), lookup).encode()
            if (folder / "checks").is_dir():
                kit, checks = [OWN / name for name in STUDENT_KIT], (folder / "checks").glob("*.py")
                files[f"autograder/locale/{language}.mo"] = compiled(_texts(kit), language, OWN)
                files[f"checks/locale/{language}.mo"] = compiled(_texts(checks, tests=True), language, course.root)
        nb.metadata[KEY] = {"language": language}
        return nb, resources


class NoteCells(NbGraderPreprocessor):
    """Notes in a finished release which cells are the course's own; `autograder check` runs the fewer for it."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """Return the notebook with the note."""
        note_cells(nb)
        return nb, resources


def _texts(modules: Iterable[Path], tests: bool = False) -> list[str]:
    return [text for path in modules for text in translate.module_texts(path.read_text(encoding="utf-8"), tests)]
