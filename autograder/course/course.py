"""An nbgrader course on disk, and how a submission of it becomes a `Job`."""

from __future__ import annotations

import json
import logging
import math
import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from traitlets import Dict, Enum, Float, Int, List, Unicode, default
from traitlets.config import Config, Configurable, PyFileConfigLoader

from autograder.course import notebook as nb
from autograder.course.markup import GONE_NOTE, disarm, page_ids
from autograder.errors import UsageError
from autograder.grading.jobs import Settings
from autograder.sandbox.lockdown import Limits
from autograder.sandbox.server import PRELOAD, ForkServer, gpu_devices, readable_paths
from autograder.student.language import SOURCE_LANGUAGE, _, catalogue, languages, speaking
from autograder.student.text import clean
from autograder.translation import texts as translate

log = logging.getLogger(__name__)

_MAX_MARKDOWN = 500_000  # characters of all Markdown cells, each of which is rendered once to see what is in it
_NOTEBOOK = re.compile(r"\.ipynb(\.txt|\.json)?$", re.IGNORECASE)  # what browsers and mail programs make of names
_MAX_NOTEBOOKS = 20  # of other names, to look through for the right cells


class CourseError(UsageError):
    """The course or the arguments cannot be used; the text is one line for the user."""


def _limit(kind: Any, value: float, what: str) -> Any:
    return kind(value, min=1 if kind is Int else 0.01, help=what).tag(config=True)


class Grading(Configurable):
    """How submissions are graded; set in ``nbgrader_config.py`` as ``c.Grading.<name> = value``."""

    hidden_tests = Unicode("../tests/hidden", help="The hidden tests' folder, seen from the course's folder.").tag(
        config=True
    )
    suite = List(
        Unicode(),
        ["../tests/hidden", "../reference"],
        help="The folders whose Python text decides grades: when it changes, everything is graded and computed anew.",
    ).tag(config=True)
    preload = List(
        Unicode(),
        help="Modules that are imported once and then ready in every student's process, besides torch, torchvision and "
        "matplotlib: what takes long to import. One that is not installed is left out.",
    ).tag(config=True)
    environment = Dict(
        key_trait=Unicode(),
        value_trait=Unicode(),
        help="Environment variables of the students' processes, set before anything is imported there.",
    ).tag(config=True)
    cell_seconds = _limit(Float, 30.0, "Wall-clock seconds for one notebook cell.")
    test_seconds = _limit(Float, 10.0, "Wall-clock seconds for one hidden test that does not state its own.")
    submission_seconds = _limit(Float, 600.0, "Wall-clock seconds for one notebook, cells and tests.")
    time_factor = _limit(Float, 1.0, "All times are multiplied by it, also those that tests state: for slow machines.")
    memory_mib = _limit(Int, 4096, "MiB of memory for one student's process.")
    threads = _limit(Int, 256, "Threads of one student's process; it can never start another process.")
    open_files = _limit(Int, 256, "Files and pipes that one student's process may have open at once.")
    file_mib = _limit(Int, 256, "MiB of the largest file that a student's process may write.")
    disk_mib = _limit(Int, 1024, "MiB of all files that a student's process writes, together.")
    files = _limit(Int, 10_000, "Files and folders that a student's process may make.")
    output_characters = _limit(Int, 200_000, "Characters of text that one cell may print; the rest is cut off.")
    notebook_mib = _limit(Int, 128, "MiB of a submitted notebook, its outputs included.")
    extra_mib = _limit(Int, 64, "MiB of all other submitted files together; the largest beyond that are left out.")
    extra_files = _limit(Int, 1000, "How many other files a submission may hold; those beyond are left out.")
    language = Unicode(
        SOURCE_LANGUAGE,
        help="The language of releases, and of feedback on submissions that do not say theirs: en, or the name of a "
        "catalogue in the course's folder locale.",
    ).tag(config=True)
    device = Enum(
        ["auto", "cpu", "cuda"], "auto", help='"cpu" hides NVIDIA GPUs from student code, "cuda" asks for one.'
    ).tag(config=True)
    missing_protections = Enum(
        ["warn", "error"],
        help='"error" grades only where every protection is there; the default where the environment sets CI.',
    ).tag(config=True)
    outputs = Enum(
        ["handed in", "rerun"],
        "handed in",
        help="What pages show of cells that do not decide a grade: their outputs as they were handed in, or, with "
        '"rerun", those of a run of the whole notebook after the verdicts are in.',
    ).tag(config=True)
    seed = Int(0, help="The grader's seed: same submission, same suite, same seed, same grade.").tag(config=True)
    workers = Int(0, min=0, help="Submissions graded at once; 0 is one per core.").tag(config=True)

    @default("missing_protections")
    def _missing_protections(self) -> str:
        return "error" if os.environ.get("CI", "").lower() in ("1", "true", "yes") else "warn"

    @property
    def strict(self) -> bool:
        return self.missing_protections == "error"

    def fork_server(self) -> ForkServer:
        """Return a new fork server, not yet started, as the course wants it."""
        return ForkServer([*PRELOAD, *self.preload], self.environment)

    def settings(self) -> Settings:
        """Return the settings in the engine's terms.

        Raises:
            CourseError: the configuration asks for a GPU and there is none.
        """
        gpu = self.device != "cpu" and bool(gpu_devices())
        if self.device == "cuda" and not gpu:
            raise CourseError('c.Grading.device is "cuda", but there is no NVIDIA GPU: there are no files /dev/nvidia*')
        limits = Limits(
            memory=self.memory_mib << 20,
            # processor time cannot exceed the wall clock by much, since everything runs in one thread by default
            cpu_seconds=math.ceil(1.5 * self.submission_seconds * self.time_factor),
            file_size=self.file_mib << 20,
            open_files=self.open_files,
            disk=self.disk_mib << 20,
            files=self.files,
            threads=self.threads,
            output=self.output_characters,
            gpu=gpu,
        )
        return Settings(
            cell_seconds=self.cell_seconds,
            test_seconds=self.test_seconds,
            total_seconds=self.submission_seconds,
            time_factor=self.time_factor,
            limits=limits,
            seed=self.seed,
        )


@dataclass(frozen=True)
class Submitted:
    """A submitted notebook made ready: merged with the course's own cells, with lines about what was found."""

    notebook: NotebookNode
    notes: tuple[str, ...]
    absent: str = ""


class Course:
    """An nbgrader course and its hidden tests."""

    def __init__(self, directory: CourseDirectory, grading: Grading) -> None:
        self.directory = directory
        self.grading = grading
        self.root = Path(directory.root).resolve()
        self.hidden = (self.root / grading.hidden_tests).resolve()
        reachable = [Path(path).resolve() for path in readable_paths()]
        for secret in (self.hidden, self.root):
            if any(secret.is_relative_to(path) for path in reachable):
                raise CourseError(f"{secret} lies inside the Python installation, which student code can read: move it")

    @classmethod
    def find(cls, start: Path) -> tuple[Course, Config]:
        """Return the course in `start` or in its folder ``assignments``, else above it, and its configuration.

        Raises:
            CourseError: there is none.
        """
        above = [root for folder in (start, *start.parents) for root in (folder, folder / "assignments")]
        for root in above:
            if (root / "nbgrader_config.py").is_file():
                config = PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
                directory = CourseDirectory(config=config)
                directory.root = str(root.resolve())
                return cls(directory, Grading(config=config)), config
        raise CourseError(f"no nbgrader_config.py in {start} or above: go to the course's folder or name it (--course)")

    def assignments(self) -> list[str]:
        """Return the names of the assignments in the source folder."""
        folder = self.root / self.directory.source_directory
        return sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []

    def source_folder(self, assignment: str) -> Path:
        return Path(self.directory.format_path(self.directory.source_directory, ".", assignment))

    def submitted_folder(self, student: str, assignment: str) -> Path:
        return Path(self.directory.format_path(self.directory.submitted_directory, student, assignment))

    def students(self, assignment: str) -> list[str]:
        """Return the students who have a submission folder for the assignment, whatever is in it."""
        pattern = self.directory.format_path(
            self.directory.submitted_directory, "(?P<student_id>[^/]+)", assignment, escape=True
        )
        # A submission folder stands at a fixed depth below the place that holds them all.
        base = Path(self.directory.format_path(self.directory.submitted_directory, ".", "."))
        found = {m["student_id"] for path in base.glob("*/*") if (m := re.fullmatch(pattern, str(path)))}
        return sorted(found)

    def notebooks(self, assignment: str, language: str = SOURCE_LANGUAGE) -> dict[str, NotebookNode]:
        """Return the assignment's own notebooks, with solutions and tests, by name."""
        return _source_notebooks(self.source_folder(assignment), self.root, language)

    def languages(self) -> list[str]:
        """Return the languages that notebooks can be released in."""
        return [SOURCE_LANGUAGE, *languages(self.root)]

    @property
    def language(self) -> str:
        """The language set for the course.

        Raises:
            CourseError: there is no such translation.
        """
        if self.grading.language not in self.languages():
            known = ", ".join(self.languages())
            raise CourseError(
                f"c.Grading.language is {self.grading.language!r}, but {self.root / 'locale'} has no catalogue of that "
                f"name; there are: {known}"
            )
        return self.grading.language

    def exercises(self, assignment: str, name: str) -> tuple[str, ...]:
        """Return the functions of one notebook that hidden tests grade."""
        ids = nb.grade_ids(self.notebooks(assignment)[name]) if name in self.notebooks(assignment) else set()
        return tuple(f for f in _hidden_exercises(self.hidden / assignment) if f"test_{f}" in ids)

    def recognise(self, assignment: str, path: Path) -> str:
        """Return which of the assignment's notebooks the file at `path` is: by its cells' ids, else by its name."""
        known = {name: nb.grade_ids(source) for name, source in self.notebooks(assignment).items()}
        try:
            found = nb.recognise(self._parsed(path), known)
        except nb.UnreadableNotebook:
            found = None
        return found or (path.stem if path.stem in known else next(iter(known)))

    def submission_paths(self, student: str, assignment: str) -> dict[str, Path]:
        """Return, for each of the assignment's notebooks, the file the student submitted for it.

        A file of the right name is taken; where there is none, a notebook of another name that holds the right cells.
        """
        folder = self.submitted_folder(student, assignment)
        known = {name: nb.grade_ids(source) for name, source in self.notebooks(assignment).items()}
        paths = {name: folder / f"{name}.ipynb" for name in known}
        missing = {name for name, path in paths.items() if not path.exists() and not path.is_symlink()}
        if missing:
            files = [path for path, name in nb.unlinked_files(folder)[0] if _NOTEBOOK.search(name)]
            others = sorted(set(files) - set(paths.values()), key=lambda path: (len(path.parts), path))
            for path in others[:_MAX_NOTEBOOKS]:
                if missing:
                    try:
                        name = nb.recognise(self._parsed(path), known)
                    except nb.UnreadableNotebook:
                        continue
                    if name in missing:
                        missing.remove(name)
                        paths[name] = path
        return paths

    def remove_unfinished(self, student: str, assignment: str) -> None:
        """Remove an autograded folder that an interrupted run left half-made.

        nbgrader takes any such folder for done and would never grade that student.
        """
        folder = Path(self.directory.format_path(self.directory.autograded_directory, student, assignment))
        if folder.is_dir() and not all(_is_graded(folder / f"{name}.ipynb") for name in self.notebooks(assignment)):
            log.warning("%s was not finished and is made anew", folder)
            shutil.rmtree(folder)

    def set_surplus_aside(self, folder: Path) -> None:
        """Move links, special files and what is too much out of a submission's folder, before anybody reads it.

        nbgrader would copy what a link points to, which can be any file of the grader's, into the folders that go back
        to the student.
        """
        names = nb.surplus(folder, self.grading.extra_mib << 20, self.grading.extra_files)
        try:
            self.directory.get_existing_timestamp(str(folder))
        except (Exception, SystemExit):  # nbgrader ends the whole run where the file of that name holds no time
            names.append("timestamp.txt")
        nb.set_aside(folder, dict.fromkeys(names))

    def read(self, assignment: str, name: str, path: Path, *, alone: bool = False) -> Submitted:
        """Read a submitted notebook and mend it: every grade cell once, with the course's own text.

        An unreadable file gives a notebook that holds the grade cells alone, so that there is a result. What was found
        is said in notes. With `alone` the file stands for itself: neither its name nor the files beside it matter.
        """
        language, absent = self.language, ""
        with speaking(language):
            try:
                notebook = self._parsed(path)
                said = notebook.metadata.get(nb.KEY, {}).get("language")
                language = said if said in self.languages() else language
            except nb.UnreadableNotebook as error:
                notebook = nbformat.v4.new_notebook()
                text = _("{file} was not graded: {reason}.")
                absent = text.format(file=path.name, reason=f"{error}{'' if alone else _archives(path.parent)}")
        with speaking(language):
            return self._mended(assignment, name, path, notebook, language, absent, alone)

    def _mended(
        self, assignment: str, name: str, path: Path, notebook: NotebookNode, language: str, absent: str, alone: bool
    ) -> Submitted:
        source = self.notebooks(assignment, language).get(name)
        notes = [absent] if absent else []
        if path.stem != name and not alone and not absent:
            text = _("The notebook is named {file}; it was recognised as {name}.ipynb.")
            notes.append(text.format(file=path.name, name=name))
        if not alone and (left_out := nb.left_out(path.parent)):
            text = _("Links and files that are too large or too many were left out: {files}.")
            notes.append(text.format(files=", ".join(left_out)))
        notebook.cells, twice = nb.without_duplicates(notebook.cells)
        if source is not None:
            graded = {f"test_{f}" for f in self.exercises(assignment, name)}
            notes += _restore(notebook, source, graded, twice, bool(absent))
            notebook.metadata["kernelspec"] = source.metadata["kernelspec"]
            if _disarm(notebook, source):
                notes.append(_("HTML that is not allowed here is shown as text, and so are raw cells."))
        nb.forget_scores(notebook)
        notes = [clean(note, 600) for note in notes]
        notebook.metadata[nb.KEY] = {"notes": notes, "absent": clean(absent, 600), "language": language}
        return Submitted(notebook, tuple(notes), clean(absent, 600))

    def _parsed(self, path: Path) -> NotebookNode:
        return nb.read(path, self.grading.notebook_mib << 20)

    @property
    def suite_folders(self) -> list[Path]:
        """The folders whose Python text decides grades."""
        return [(self.root / folder).resolve() for folder in self.grading.suite]

    @property
    def process_settings(self) -> dict[str, object]:
        """What the students' processes are started with, as far as it can change what they answer."""
        return {"preload": list(self.grading.preload), "environment": sorted(self.grading.environment.items())}


def _hidden_exercises(hidden: Path) -> tuple[str, ...]:
    """Return the functions that have a hidden test module in the folder `hidden`."""
    return tuple(sorted(path.stem.removeprefix("test_") for path in hidden.glob("test_*.py")))


def notes_of(notebook: NotebookNode) -> list[str]:
    """Return the lines that `Course.read` left in a notebook."""
    return list(notebook.metadata.get(nb.KEY, {}).get("notes", []))


def _archives(folder: Path) -> str:
    """Return a hint when a folder without the notebook holds an archive, which may hold it."""
    found = sorted(path.name for path in folder.glob("*") if path.suffix in (".zip", ".gz", ".tar", ".7z", ".rar"))
    text = _("; archives are not opened, so hand in the notebook itself and not {file}")
    return text.format(file=found[0]) if found else ""


def _restore(
    notebook: NotebookNode, source: NotebookNode, ours: set[str], twice: Sequence[str], quiet: bool
) -> list[str]:
    """Give cells the course's metadata, locked ones its text too, and put missing grade cells back.

    Return lines that say so; of the ids that stood `twice`, those that the course knows.
    """
    originals = {c.metadata.nbgrader.grade_id: c for c in source.cells if "nbgrader" in c.metadata}
    edited, retyped, present = [], [], set()
    for cell in notebook.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        original = originals.get(grade_id)
        if original is None:
            cell.metadata.pop("nbgrader", None)  # not ours, whatever it says of points
            continue
        present.add(grade_id)
        if _is_locked(original):
            if cell.cell_type != original.cell_type or _visible(cell) != _visible(original):
                edited.append(grade_id)
                nb.without_outputs(cell)  # they came of another text
            _copy_cell(original, cell, original.source)
        else:
            if cell.cell_type != original.cell_type:
                retyped.append(grade_id)
            _copy_cell(original, cell, cell.source)
    missing = [grade_id for grade_id in originals if grade_id in ours - present]
    for grade_id in missing:
        cell = nbformat.v4.new_code_cell()
        cell["id"] = f"restored-{len(notebook.cells)}"
        _copy_cell(originals[grade_id], cell, originals[grade_id].source)
        notebook.cells.append(cell)
    if quiet:
        return []
    found = {
        _("Cells stand more than once, the last of each counts"): [name for name in twice if name in originals],
        _("Changed read-only cells were put back as they were"): edited,
        _("Cells had another type and were read as they should be"): retyped,
        _("Missing grade cells were put back"): missing,
    }
    return [f"{what}: {', '.join(names)}." for what, names in found.items() if names]


def _disarm(notebook: NotebookNode, source: NotebookNode) -> bool:
    """Make what the student wrote safe to show, and leave the course's own cells as they are; say if one was not."""
    ours = {cell.source: cell for cell in source.cells if cell.cell_type == "markdown"}
    ids = page_ids(source)
    left, any_disarmed = _MAX_MARKDOWN, False
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and cell.source in ours:
            cell.pop("attachments", None)
            if "attachments" in ours[cell.source]:
                cell["attachments"] = ours[cell.source].attachments
        elif cell.cell_type != "code":
            left -= len(cell.source)
            if left < 0:
                cell["source"] = _(GONE_NOTE)
            any_disarmed |= disarm(cell, ids)
    return any_disarmed


def _is_locked(cell: NotebookNode) -> bool:
    meta = cell.metadata.nbgrader
    return not meta.solution and (meta.grade or meta.locked)


def _visible(cell: NotebookNode) -> str:
    """Return a grade cell's text as students have it: the release drops the marked hidden tests."""
    return re.split(r"### BEGIN HIDDEN TESTS", cell.source)[0].strip()


def _copy_cell(original: NotebookNode, cell: NotebookNode, source: str) -> None:
    cell["cell_type"] = original.cell_type
    cell["source"] = source
    if original.cell_type == "code":
        cell.setdefault("outputs", [])
        cell.setdefault("execution_count", None)
    else:
        cell.pop("outputs", None)
        cell.pop("execution_count", None)
    cell.metadata["nbgrader"] = NotebookNode(original.metadata.nbgrader)


def _is_graded(path: Path) -> bool:
    """Say whether an autograded notebook is whole and was graded: nbgrader writes it before that as well.

    What `Course.read` noted in it stays there until it is graded.
    """
    try:
        return nb.KEY not in json.loads(path.read_bytes())["metadata"]
    except (OSError, ValueError, LookupError, TypeError):
        return False


@lru_cache(maxsize=32)
def _source_notebooks(folder: Path, root: Path, language: str) -> dict[str, NotebookNode]:
    if language != SOURCE_LANGUAGE:
        lookup = catalogue(root, language).gettext
        sources = _source_notebooks(folder, root, SOURCE_LANGUAGE).items()
        return {name: translate.notebook(source, lookup) for name, source in sources}
    return {path.stem: nb.read(path) for path in sorted(folder.glob("*.ipynb"))} if folder.is_dir() else {}


def course_of(part: Any) -> Course:
    """Return the course that an nbgrader converter's exporter or preprocessor works for."""
    while part is not None:
        directory = getattr(part, "coursedir", None)
        if isinstance(directory, CourseDirectory):
            return Course(directory, Grading(config=part.config))
        part = part.parent
    raise RuntimeError("this class works inside nbgrader's converters only")
