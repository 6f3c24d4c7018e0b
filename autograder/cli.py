"""The command `autograder`."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import textwrap
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import ModuleType
from typing import cast

from autograder import __version__, commands
from autograder.errors import SandboxUnavailable, SchedulerLost, UsageError

EXAMPLES = {
    "grade": """\
autograder grade homework                                    the class, into nbgrader's gradebook
autograder grade homework --dry-run                          only say whose points would change
autograder grade homework --only anna ben --exercise mean    two students, one exercise
autograder grade homework others/*.ipynb --json out.json     notebooks without a gradebook
autograder grade homework --scheduler tcp://host:8786        on a Dask cluster""",
    "calibrate": "autograder calibrate homework",
    "check": "autograder check homework.ipynb",
    "report": "autograder report homework",
    "new": """\
autograder new softmax --assignment homework    a small exercise of that name, to be changed into yours""",
    "verify": """\
autograder verify homework                         before a release
autograder verify homework --exercise softmax      one exercise
autograder verify --quick                          all assignments, nothing graded
autograder verify --all                            every right and wrong solution, which takes long""",
    "messages": """\
autograder messages de         bring the German catalogues up to date
autograder messages --check    only say what is missing""",
    "store": """\
autograder store               how many verdicts are kept, and where
autograder store --prune 90    remove what nobody asked for in 90 days""",
    "doctor": "autograder doctor",
}
EXIT_STATUS = """\
exit status:
  0    every submission got a result, whatever its score; of check, verify, doctor and messages: nothing is amiss
  1    something is amiss: a check, a protection, a translation, a threshold; or something could not be written or run
  2    the arguments or the course cannot be used
  130  interrupted; the same command goes on where it was"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return 0 when every submission got a result, 2 for unusable arguments."""
    # jsonschema, which comes with nbformat, imports this to check addresses in languages other than English, if it can:
    # 1.5 s each time, for a format that no notebook's schema has (github.com/python-jsonschema/jsonschema/issues/1428).
    sys.modules.setdefault("rfc3987_syntax", cast(ModuleType, None))
    parser = command_line()
    if "_ARGCOMPLETE" in os.environ:  # a shell asks what could come next
        from argcomplete import autocomplete

        autocomplete(parser)
    args = parser.parse_args(argv)
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    logging.getLogger("autograder.running").setLevel(logging.INFO)  # says which protections are on
    _put_environment_on_path()
    try:
        return args.run(args)
    except UsageError as error:
        print(f"autograder: {error}", file=sys.stderr)
        return 2
    except SchedulerLost as error:
        print(f"autograder: {error}; the next run goes on with the others, from the verdicts so far", file=sys.stderr)
        return 1
    except SandboxUnavailable as error:
        print(f"autograder: nothing was graded: {error}", file=sys.stderr)
        return 1
    except ModuleNotFoundError as error:
        if error.name is None or error.name.split(".")[0] not in ("autograder", "nbgrader"):
            raise
        print(f"autograder: only `check` works here: {error.name} is not installed", file=sys.stderr)
        return 2
    except KeyboardInterrupt as interrupt:
        print(": ".join(["autograder: interrupted", *map(str, interrupt.args)]), file=sys.stderr)
        return 130


def command_line() -> argparse.ArgumentParser:
    """Return the parser of the command and its subcommands, with examples."""
    parser = argparse.ArgumentParser(
        prog="autograder",
        description="Grades notebooks outside the student's process.",
        epilog=f"{_examples(EXAMPLES.values())}\n\n{EXIT_STATUS}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    added = parser.add_subparsers(required=True, metavar="COMMAND")
    grade = added.add_parser(
        "grade",
        help="grade notebooks, or every submission of the course",
        description="Without NOTEBOOK, grades every submission of the course and records it in nbgrader's gradebook.",
    )
    grade.add_argument("assignment", metavar="ASSIGNMENT")
    grade.add_argument("notebooks", metavar="NOTEBOOK", nargs="*", type=Path)
    grade.add_argument("--again", action="store_true", help="grade anew what was graded before, too")
    grade.add_argument("--only", metavar="STUDENT", nargs="+", help="these students only; all others stay as they are")
    grade.add_argument(
        "--exercise", metavar="NAME", nargs="+", help="these exercises only; of others the last run's results stay"
    )
    grade.add_argument("--dry-run", action="store_true", help="record nothing, only say whose points would change")
    grade.add_argument(
        "--scheduler", metavar="ADDRESS", help="have the workers of a Dask cluster grade, such as tcp://host:8786"
    )
    grade.add_argument("--quiet", action="store_true", help="print nothing but errors and warnings")
    grade.add_argument("--json", metavar="FILE", type=Path, help="write the results there, as JSON")
    grade.add_argument(
        "--report",
        metavar="FORMAT=FILE",
        action="append",
        default=[],
        help="write the results there; json, junit, ctrf, gradescope, csv or markdown. It can be given several times",
    )
    _takes_course(grade)
    grade.set_defaults(run=commands.grade)
    calibrate = added.add_parser(
        "calibrate",
        help="measure right and wrong solutions of an assignment's training tests and set their thresholds",
        description="Trains every solution that the assignment's calibration.py names and writes calibration.json, .md "
        "and .png beside it. What is trained already is kept, so an interrupted run goes on where it was.",
    )
    calibrate.add_argument("assignment", metavar="ASSIGNMENT")
    calibrate.add_argument("--seeds", metavar="N", type=int, default=40, help="runs of each solution (default 40)")
    _takes_course(calibrate)
    calibrate.set_defaults(run=commands.calibrate)
    check = added.add_parser(
        "check",
        help="run a notebook's visible checks",
        description="Runs what the checked functions need of the notebook, without any isolation, and shows what its "
        "visible checks say: for your own notebook. Exits with 0 when all of them hold, else with 1.",
    )
    check.add_argument("notebook", metavar="NOTEBOOK", type=Path)
    check.set_defaults(run=commands.check)
    report = added.add_parser(
        "report",
        help="write a page about a graded class",
        description="Writes one page for the instructor, from what class runs left: scores, how hard each test was, "
        "what was misunderstood, answers that are alike, faults. It names students.",
    )
    report.add_argument("assignment", metavar="ASSIGNMENT")
    report.add_argument(
        "--output", metavar="FILE", type=Path, help="default: report-ASSIGNMENT.html in the course's folder"
    )
    _takes_course(report)
    report.set_defaults(run=commands.report)
    new = added.add_parser(
        "new",
        help="write a new exercise, to be changed into yours",
        description="Writes an exercise that can be graded as it stands: cells at the end of the notebook, reference, "
        "hidden tests, visible checks, a right solution and two wrong ones. What to replace says TODO. It overwrites "
        "nothing, and writes all or nothing.",
    )
    new.add_argument("exercise", metavar="EXERCISE", help="the function's name")
    new.add_argument("--assignment", metavar="A", required=True, help="made where there is none of that name")
    new.add_argument("--notebook", metavar="NAME", help="which notebook, where the assignment has several")
    _takes_course(new)
    new.set_defaults(run=commands.new)
    verify = added.add_parser(
        "verify",
        help="say whether an assignment may be released",
        description="Checks that every part is there, points agree, nothing hidden is in the release, translations are "
        "complete and slices small, and grades: solutions get full marks, stubs none, right solutions of the corpus "
        "pass, wrong ones fail. Of these it takes those whose verdicts are kept, and a few more each time.",
    )
    verify.add_argument("assignment", metavar="A", nargs="?", help="default: all")
    verify.add_argument("--exercise", metavar="NAME", nargs="+", default=[], help="these exercises only")
    much = verify.add_mutually_exclusive_group()
    much.add_argument("--quick", action="store_true", help="grade nothing")
    much.add_argument("--all", action="store_true", help="grade every right and wrong solution of the corpus")
    much.add_argument(
        "--sample", metavar="N", type=int, default=2, help="how many new ones of each exercise to grade (default 2)"
    )
    _takes_course(verify)
    verify.set_defaults(run=commands.verify)
    messages = added.add_parser(
        "messages",
        help="bring the catalogues of translations up to date",
        description="Collects the texts that students read and adds them to locale/LANGUAGE.po in this package, in the "
        "hidden tests' folder and in the course's. Exits with 1 when a text is not translated.",
    )
    messages.add_argument("languages", metavar="LANGUAGE", nargs="*", help="default: those there are already")
    messages.add_argument("--check", action="store_true", help="write nothing, only say what is missing")
    _takes_course(messages)
    messages.set_defaults(run=commands.messages)
    store = added.add_parser(
        "store",
        help="say how big the store of verdicts is, and prune it",
        description="Prints where the course keeps its verdicts, how many there are and how much room they take.",
    )
    store.add_argument(
        "--prune",
        metavar="DAYS",
        type=float,
        nargs="?",
        default=False,
        help="remove what nobody asked for in so many days, without a number in half a year; in storage that keeps no "
        "mark of use, such as s3, what was written before",
    )
    _takes_course(store)
    store.set_defaults(run=commands.store)
    doctor = added.add_parser(
        "doctor",
        help="try every protection on this machine",
        description="Tries in the sandbox what student code must not manage, and prints what came of it and where the "
        "course's seed is, which must be kept. Exits with 1 when something was not prevented.",
    )
    _takes_course(doctor)
    doctor.set_defaults(run=commands.doctor)
    for name, command in added.choices.items():
        command.formatter_class = argparse.RawDescriptionHelpFormatter
        command.description = textwrap.fill(command.description or "", 100)
        command.epilog = f"{_examples([EXAMPLES.get(name, '')])}\n\n{EXIT_STATUS}"
    return parser


def _takes_course(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--course", metavar="DIR", type=Path, default=Path(), help="the course's folder, or its parent"
    )


def _examples(examples: Iterable[str]) -> str:
    return "examples:\n" + textwrap.indent("\n".join(examples), "  ")


def _put_environment_on_path() -> None:
    """Let nbgrader find `alembic`, which it starts by name, when the environment is not activated."""
    os.environ["PATH"] = os.path.join(sys.prefix, "bin") + os.pathsep + os.environ.get("PATH", "")


if __name__ == "__main__":
    sys.exit(main())
