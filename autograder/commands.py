"""What each of the subcommands of `autograder` does: takes its arguments, and returns its exit status.

Whatever is heavy is imported by the command that needs it. So help and `check` answer at once, and `check` works where
nothing but what a release carries is installed.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.errors import CourseError, UsageError
from autograder.student.language import is_language

if TYPE_CHECKING:
    from traitlets.config import Config

    from autograder.course.course import Course
    from autograder.results.destinations import Destination
    from autograder.results.model import Change, ExerciseResult, Report, SubmissionResult
    from autograder.running.grader import Grader


def grade(args: argparse.Namespace) -> int:
    from autograder.course.settings import Grading, find_config
    from autograder.results.destinations import Destination, expect_writable
    from autograder.running.grader import Grader, close_shared

    destinations = [Destination.parse(text) for text in args.report]
    if args.json is not None:
        destinations.append(Destination("json", args.json))
    expect_writable([destination.path for destination in destinations])
    root, config = find_config(args.course.absolute())
    if args.scheduler is not None:
        config.Grading.scheduler = args.scheduler
    grader = Grader.shared(root, Grading(config=config), args.again)
    try:
        named = [path for path in args.notebooks if path.is_file()]
        if submitted := named if args.notebooks else _submitted(root, config, args.assignment):
            grader.expect(submitted)
        return _grade_with(grader, root, config, args, destinations)
    finally:
        close_shared()


def _submitted(root: Path, config: Config, assignment: str) -> list[Path]:
    """Return the notebooks that are where nbgrader puts them unless a course changes that, without asking nbgrader."""
    folder = config.get("CourseDirectory", {}).get("submitted_directory", "submitted")
    return [*root.glob(f"{folder}/*/{assignment}/*.ipynb")]


def _grade_with(
    grader: Grader, root: Path, config: Config, args: argparse.Namespace, destinations: Sequence[Destination]
) -> int:
    from rich.console import Console

    from autograder.course.course import Course  # imports nbgrader, which takes seconds
    from autograder.results.model import Report
    from autograder.results.table import print_changes, print_table
    from autograder.running.classroom import grade_notebooks

    course = Course.at(root, config)
    _expect_assignment(course, args.assignment)
    if not course.notebooks(args.assignment):
        raise UsageError(f"{course.source_folder(args.assignment)} holds no notebook")
    of_one = any(destination.format == "gradescope" for destination in destinations)
    if of_one and not 0 < len(args.notebooks) <= len(course.notebooks(args.assignment)):
        raise UsageError("gradescope takes the results of one submission: name its notebook, and no other")
    if args.notebooks and (args.only or args.exercise or args.dry_run):
        raise UsageError("--only, --exercise and --dry-run are for a class: leave out NOTEBOOK")
    for path in args.notebooks:
        if not path.is_file() and not path.is_symlink():
            raise UsageError(f"{path}: no such file")
    began, start = time.time(), time.monotonic()
    changes: list[Change] | None = None
    if args.notebooks:
        results = grade_notebooks(course, args.assignment, args.notebooks, grader)
    else:
        results, changes = _grade_class(course, config, grader, args)
    report = Report(args.assignment, results, began, time.monotonic() - start, changes)
    unwritten = _write(course, report, destinations)
    if not args.quiet:
        console = Console()
        print(f"{grader.counts}.")
        for environment, number in grader.environments.items():
            print(f"{number} reached with {environment}.")
        print_table(args.assignment, results, console, report.seconds)
        if changes is not None:
            print_changes(changes, args.dry_run, console)
    for line in unwritten:
        print(f"autograder: {line}", file=sys.stderr)
    return 1 if unwritten else 0


def _grade_class(
    course: Course, config: Config, grader: Grader, args: argparse.Namespace
) -> tuple[list[SubmissionResult], list[Change]]:
    """Grade the class, and return its results and how they differ from what the gradebook had."""
    from rich.console import Console

    from autograder.nbgrader.recording import Recording, expect_released, recorded_points
    from autograder.results.last_run import LastRun
    from autograder.running.classroom import Entry, grade_class
    from autograder.running.view import watched

    assignment = args.assignment
    students = _chosen(args.only, course.students(assignment), f"handed in {assignment}")
    if not students:
        raise UsageError(f"nobody submitted {assignment}: nothing at {course.submitted_folder('*', assignment)}")
    expect_released(course, assignment)
    known = [name for notebook in course.notebooks(assignment) for name in course.exercises(assignment, notebook)]
    exercises = _chosen(args.exercise, known, f"is an exercise of {assignment}")
    before, last = recorded_points(course, assignment), LastRun(course.root, assignment)
    recording = Recording(course, config, assignment, grader, args.again)

    def kept(student: str, notebook: str, exercise: str) -> ExerciseResult | None:
        return None if exercise in exercises else last.exercise(student, notebook, exercise)

    def watch(entries: Sequence[Entry]) -> AbstractContextManager[None]:
        if args.quiet:
            return nullcontext()
        names = [str(entry.student) for entry in entries]
        progress = grader.watch([entry.asked for entry in entries])
        return watched(names, progress, grader.counts, lambda: len(recording.done), Console(stderr=True))

    def record(entries: Sequence[Entry]) -> None:
        if not args.dry_run:
            recording.record(entries)

    try:
        results = grade_class(course, assignment, students, grader, record, watch, kept)
    except KeyboardInterrupt:
        done = f"{len(recording.done)} of {len(students)} submissions are in the gradebook with this run's results"
        raise KeyboardInterrupt(f"{done}; the next run goes on with the others, from the verdicts so far") from None
    changes = last.changes(before, results)
    if not args.dry_run:
        last.write(results)
    return results, changes


def _chosen(wanted: Sequence[str] | None, known: Sequence[str], what: str) -> Sequence[str]:
    """Return those of the `known` names that are wanted, all if none is named."""
    if wanted is None:
        return known
    if unknown := [name for name in wanted if name not in known]:
        raise UsageError(
            f"{unknown[0]!r}: nobody and nothing of that name {what}; there are: {', '.join(known) or 'none'}"
        )
    return [name for name in known if name in wanted]


def _expect_assignment(course: Course, assignment: str) -> None:
    if assignment not in course.assignments():
        known = ", ".join(course.assignments()) or "none"
        raise UsageError(f"there is no assignment {assignment!r} in {course.root / 'source'}; there are: {known}")


def _write(course: Course, report: Report, destinations: Sequence[Destination]) -> list[str]:
    """Write each file, whatever came of the others; return a line for each that could not be written."""
    from autograder.student.language import speaking

    unwritten = []
    for destination in destinations:
        try:
            with speaking(course.language, course.hidden):
                destination.write(report)
        except OSError as error:
            unwritten.append(f"{destination.path} could not be written: {error.strerror}")
    return unwritten


def check(args: argparse.Namespace) -> int:
    from autograder.student.check_notebook import NotCheckable, check_notebook

    if not args.notebook.is_file():
        raise UsageError(f"{args.notebook}: no such file")
    try:
        from tqdm import tqdm

        with tqdm(desc=args.notebook.name, unit=" cells", leave=False, disable=not sys.stderr.isatty()) as bar:

            def show(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            reports = check_notebook(args.notebook, show)
    except NotCheckable as error:
        raise UsageError(str(error)) from None
    print("\n\n".join(str(report) for report in reports))
    return 0 if all(report.holds for report in reports) else 1


def report(args: argparse.Namespace) -> int:
    from autograder.course.course import Course
    from autograder.report.class_report import write_report
    from autograder.results.destinations import expect_writable

    course, _ = Course.find(args.course.absolute())
    _expect_assignment(course, args.assignment)
    path = args.output or course.root / f"report-{args.assignment}.html"
    expect_writable([path])
    try:
        write_report(course, args.assignment, path.resolve())
    except OSError as error:
        print(f"autograder: {path} could not be written: {error.strerror}", file=sys.stderr)
        return 1
    print(path)
    return 0


def new(args: argparse.Namespace) -> int:
    from autograder.authoring.new import new_exercise
    from autograder.course.course import Course
    from autograder.student.language import _, speaking

    course, _config = Course.find(args.course.absolute())
    paths = new_exercise(course, args.assignment, args.exercise, args.notebook)
    print("\n".join(os.path.relpath(path) for path in paths))
    with speaking(course.language, course.hidden):
        text = _("Replace what says TODO, then run: autograder verify {assignment} --exercise {exercise}")
        print(text.format(assignment=args.assignment, exercise=args.exercise))
    return 0


def verify(args: argparse.Namespace) -> int:
    from autograder.authoring.verify import verify
    from autograder.course.course import Course
    from autograder.running.grader import Grader
    from autograder.student.language import speaking

    course, config = Course.find(args.course.absolute())
    if args.assignment is not None:
        _expect_assignment(course, args.assignment)
    elif args.exercise:
        raise UsageError("--exercise is for one assignment: name it")
    if args.sample < 0:
        raise UsageError(f"--sample {args.sample}: there is no such number of solutions")
    faulty = False
    with Grader.of(course.root, course.grading) as grader, speaking(course.language, course.hidden):
        for assignment in [args.assignment] if args.assignment else course.assignments():
            print(f"{assignment}:", flush=True)
            sample = None if args.all else args.sample
            for check in verify(course, config, assignment, None if args.quick else grader, sample, args.exercise):
                print("\n".join(f"  {line}" for line in check.lines()), flush=True)
                faulty |= bool(check.faults)
    return 1 if faulty else 0


def messages(args: argparse.Namespace) -> int:
    from autograder.course.course import Course
    from autograder.student.language import languages
    from autograder.translation.catalogues import domains, faults, update

    course, _ = Course.find(args.course.absolute())
    if unknown := [name for name in args.languages if not is_language(name)]:
        raise UsageError(f"{unknown[0]!r} is no name of a language, such as de or pt_BR")
    found: list[str] = []
    for domain in domains(course.root, course.source, course.hidden):
        for language in args.languages or languages(course.root):
            if not args.check:
                print(update(domain, language))
            found += faults(domain, language)
    print("\n".join(found) if found else "Every text is translated.")
    return 1 if found else 0


def calibrate(args: argparse.Namespace) -> int:
    from autograder.course.course import Course
    from autograder.grading.calibrate import NotSeparable, calibrate
    from autograder.grading.calibration import RUNS
    from autograder.grading.digests import suite_digest
    from autograder.grading.kept import kept_folder

    course, _ = Course.find(args.course.absolute())
    module = course.hidden / args.assignment / "calibration.py"
    if not module.is_file():
        raise UsageError(f"{args.assignment} has no training to calibrate: there is no {module}")
    if args.seeds < 2 * RUNS:
        raise UsageError(
            f"--seeds {args.seeds}: at least {2 * RUNS} are needed, and error rates of 1 in 1,000 need about 40"
        )
    workers = course.grading.workers or len(os.sched_getaffinity(0))
    suite = suite_digest(module, tuple(course.suite_folders), course.process_settings)
    try:
        paths = calibrate(module, args.seeds, workers, kept_folder(suite))
    except NotSeparable as error:
        print(f"autograder: nothing was written: {error}", file=sys.stderr)
        return 1
    print(paths[1].read_text(encoding="utf-8"))
    print("Written:", *paths)
    return 0


def store(args: argparse.Namespace) -> int:
    from autograder.course.settings import Grading, find_config
    from autograder.grading.store import Store

    root, config = find_config(args.course.absolute())
    store = Store.of(root, Grading(config=config).store)
    try:
        if args.prune is not False:
            removed = store.prune() if args.prune is None else store.prune(args.prune)
            print(f"Removed: {removed}.")
        size = store.size()
    except OSError as error:
        raise UsageError(f"{store} cannot be reached: {error}") from None
    unused = f", the longest unused for {(time.time() - size.oldest) / 86400:.0f} days" if size.results else ""
    print(f"Results in {store}: {size.results:,} ({size.bytes / 2**20:.1f} MiB){unused}.")
    return 0


def doctor(args: argparse.Namespace) -> int:
    from rich.console import Console

    from autograder.results.table import print_protections
    from autograder.sandbox.doctor import try_all
    from autograder.sandbox.protections import layers
    from autograder.sandbox.server import ForkServer

    with ForkServer(preload=[]) as server:
        server.wait_ready()
        findings = try_all(server)
        print_protections(layers(server.namespaces), findings, Console())
    print(_about_seed(args.course.absolute()))
    return 0 if all(finding.prevented is not False for finding in findings) else 1


def _about_seed(start: Path) -> str:
    from autograder.course.settings import Grading, find_config
    from autograder.course.state import where_the_seed_is

    try:
        root, config = find_config(start)
    except CourseError:
        return "There is no course here: its folder, or --course, tells where its seed is."
    return where_the_seed_is(root, Grading(config=config).seed is not None)
