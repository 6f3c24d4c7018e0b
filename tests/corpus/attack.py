"""Hands in every attack of the corpus and looks at what it did: `make attacks`.

    python -m tests.corpus.attack [--only NAME ...] [--stock] [--write]

All attacks are graded in one class run, between honest students, as `autograder grade` does it. Then everything that an
attack could have done is looked for: points, secrets in what goes back to students, others' grades, files and processes
left behind, markup and control characters that reach a page or a terminal. With ``--stock`` each attack is also graded
by nbgrader alone, whose grade cells hold asserts as an instructor would write them, one at a time in a throw-away
container (bubblewrap; nothing is run without it). ``--write`` writes docs/attacks.md. Exits with 1 when an attack
succeeded against the kit, or when its line in the result is not as its file says.

Never run an attack outside the sandbox or such a container.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from rich.console import Console
from rich.table import Table

from autograder.authoring.exercises import fill
from autograder.files import write_json, write_text
from autograder.grading.kept import kept_folder
from tests.corpus.classroom import (
    BIN,
    NEIGHBOURS,
    NO_RESULT,
    REPO,
    grade_class,
    harms_by,
    make_course,
    maker_of,
    run,
    wait_for_ends,
)
from tests.corpus.loader import Attack, Solution, load, load_attacks
from tests.corpus.traces import CONTROL, handed_on, scores, take_orphans, traces

HONEST = ("aaa_honest", "zzz_honest")

STOCK_TESTS = {
    "l1_penalty": """\
import torch
from torch import nn
torch.manual_seed(0)
for sizes in [(3, 2), (1, 1), (5, 4)]:
    hidden_model = nn.Sequential(nn.Linear(*sizes), nn.ReLU(), nn.Linear(sizes[1], 3))
    for beta in (0.0, 0.5, 2.0):
        expected = beta * sum(p.abs().sum() for p in hidden_model.parameters())
        result = l1_penalty(hidden_model, beta)
        assert torch.allclose(result, expected), "wrong value"
        assert result.shape == ()
""",
    "add_dropout": """\
import torch
from torch import nn
torch.manual_seed(0)
hidden_model = nn.Sequential(nn.Linear(4, 1000), nn.ReLU(), nn.Linear(1000, 2))
x = torch.randn(8, 4)
result = add_dropout(hidden_model, 0.5)
assert torch.allclose(result.eval()(x), hidden_model.eval()(x)), "not the same in eval mode"
assert not torch.allclose(result.train()(x), result.train()(x)), "no dropout in train mode"
""",
    "build_regularized_model": """\
import torch
hidden_model = build_regularized_model()
x = torch.randn(8, 1, 28, 28)
assert hidden_model.eval()(x).shape == (8, 10)
assert not torch.allclose(hidden_model.train()(x), hidden_model.train()(x)), "no dropout"
assert hasattr(hidden_model, "parameters") and sum(p.numel() for p in hidden_model.parameters()) > 100_000
""",
    "augment": """\
import torch
images = torch.rand(16, 1, 28, 28)
before = images.clone()
result = augment(images)
assert result.shape == images.shape and result.dtype == images.dtype
assert torch.equal(images, before)
assert not torch.equal(result, augment(images))
""",
}


@dataclass
class Report:
    """What an attack did: `harms` is empty when it was stopped, `result` its line in the result."""

    attack: Attack
    harms: list[str] = field(default_factory=list)
    surprises: list[str] = field(default_factory=list)
    result: str = ""


# ---------------------------------------------------------------- submissions


def hand_in(folder: Path, released: NotebookNode, attack: Attack | None, student: str, assignment: str) -> None:
    """Write one submission: honest throughout without an `attack`."""
    target = folder / "submitted" / student / assignment
    target.mkdir(parents=True)
    functions = [c.metadata.nbgrader.grade_id for c in released.cells if c.metadata.nbgrader.get("solution")]
    sources = {f: _plain(f).source for f in functions if f in NEIGHBOURS}
    if attack is not None and attack.function is not None:
        sources[attack.function] = attack.source
    filled = fill(released, sources)
    if attack is not None and attack.function is None:
        maker_of(attack)(json.loads(json.dumps(filled)), target)
    else:
        nbformat.write(filled, target / f"{assignment}.ipynb")


def _plain(function: str) -> Solution:
    names = {"l1_penalty": "sum_of_generator", "add_dropout": "rebuilt_sequential"}
    return next(s for s in load(function=function, kind="wheat") if s.name == names[function])


# ---------------------------------------------------------------- the kit: all attacks in one class run


def run_kit(attacks: Sequence[Attack], folder: Path) -> list[Report]:
    """Grade all `attacks` in class runs, one for each set of exercises they need, and report on each."""
    take_orphans()
    reports = []
    by_course: dict[tuple[str, tuple[str, ...]], list[Attack]] = {}
    for attack in attacks:
        by_course.setdefault(_course_of(attack), []).append(attack)
    for number, ((assignment, functions), group) in enumerate(by_course.items()):
        reports += _run_class(folder / f"course{number}", assignment, functions, group)
    return reports


def _course_of(attack: Attack) -> tuple[str, tuple[str, ...]]:
    if attack.function is None or attack.function in NEIGHBOURS:
        return "regularization", NEIGHBOURS
    return attack.assignment, (attack.function, *(["l1_penalty"] if attack.assignment == "regularization" else []))


def _run_class(folder: Path, assignment: str, functions: Sequence[str], attacks: Sequence[Attack]) -> list[Report]:
    released = make_course(folder, assignment, functions)
    for student in HONEST:
        hand_in(folder, released, None, student, assignment)
    for attack in attacks:
        hand_in(folder, released, attack, attack.name, assignment)
    graded = grade_class(folder, assignment, HONEST, set(functions) & set(NEIGHBOURS))
    reports = [Report(attack, [*graded.harms]) for attack in attacks]
    for report in reports if graded.results else []:
        harms = harms_by(folder, assignment, report.attack.name, graded)
        report.harms += harms
        if NO_RESULT not in harms:
            judge = _judge_cell if report.attack.function else _judge_notebook
            judge(report, graded.results[report.attack.name])
    return reports


def _judge_cell(report: Report, entry: dict[str, Any]) -> None:
    attack, exercises = report.attack, entry["exercises"]
    mine = exercises[attack.function]
    messages = "\n".join(test["message"] for test in mine["tests"])
    report.result = f"{mine['status']}: {next((t['message'] for t in mine['tests'] if t['message']), '')}"
    if mine["score"] > 0:
        report.harms.append(f"earned {mine['score']:g} points")
    if mine["status"] not in attack.outcomes:
        report.surprises.append(f"{mine['status']}, not {' or '.join(attack.outcomes)}")
    if attack.says and attack.says not in messages:
        report.surprises.append(f"does not say {attack.says!r} but {report.result!r}")
    for name, exercise in exercises.items():
        spared = name in NEIGHBOURS and name != attack.function and name not in attack.harms
        if spared and exercise["score"] != exercise["max_score"]:
            report.harms.append(f"{name} lost points: {exercise['status']}")


def _judge_notebook(report: Report, entry: dict[str, Any]) -> None:
    attack = report.attack
    got, most = entry["score"], entry["max_score"]
    said = " ".join([*entry["notes"], *(t["message"] for e in entry["exercises"].values() for t in e["tests"])])
    report.result = f"{entry['status']}, {got:g} of {most:g} points. {' '.join(entry['notes'])}"
    points = "full" if got == most else "none" if got == 0 else "some"
    if attack.points == "full" and points != "full":
        report.harms.append(f"right answers got {got:g} of {most:g} points: {said[:300]}")
    elif points != attack.points:
        report.surprises.append(f"{points} of the points, not {attack.points}")
    if entry["status"] != attack.status:
        report.surprises.append(f"{entry['status']}, not {attack.status}")
    if attack.says and attack.says not in said:
        report.surprises.append(f"does not say {attack.says!r} but {said[:300]!r}")


# ---------------------------------------------------------------- stock nbgrader: one attack at a time, contained


def run_stock(attacks: Sequence[Attack], folder: Path) -> list[Report]:
    """Grade each attack by nbgrader alone, between honest students, in a container of its own; report on each."""
    if shutil.which("bwrap") is None:
        sys.exit("--stock needs bubblewrap: without it attacks would run unprotected on this machine")
    courses: dict[tuple[str, tuple[str, ...]], Path] = {}
    for attack in attacks:
        assignment, functions = key = _course_of(attack)
        if key not in courses:
            courses[key] = folder / f"stock{len(courses)}"
            make_course(courses[key], assignment, functions, STOCK_TESTS)
    for key, template in courses.items():  # what goes wrong without any attack must not count as an attack's work
        if wrong := _run_contained(None, template, folder, *key):
            sys.exit(f"grading honest students in the container does not work: {'; '.join(wrong)}")

    def harms(attack: Attack) -> list[str]:
        """Return what the attack did, also when an earlier run found that out."""
        what = f"{attack.name}, {attack.source}, {STOCK_TESTS}, {version('nbgrader')}"
        kept = kept_folder("stock") / f"{hashlib.sha256(what.encode()).hexdigest()[:24]}.json"
        if not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            write_json(kept, _run_contained(attack, courses[_course_of(attack)], folder, *_course_of(attack)))
        return list(json.loads(kept.read_text(encoding="utf-8")))

    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        reports = [Report(attack, found) for attack, found in zip(attacks, pool.map(harms, attacks), strict=True)]
    for report in reports:
        print(f"{report.attack.group}/{report.attack.name}: {'; '.join(report.harms) or 'stopped'}", flush=True)
    return reports


def _run_contained(
    attack: Attack | None, template: Path, folder: Path, assignment: str, functions: Sequence[str]
) -> list[str]:
    """Return the harms that an attack did in a container of its own; without one, what is wrong with the container."""
    name = attack.name if attack else "control"
    work = folder / f"contained-{name}"
    course = work / "course"
    shutil.copytree(template, course)
    released = nbformat.read(course / "release" / assignment / f"{assignment}.ipynb", as_version=4)
    for student in HONEST:
        hand_in(course, released, None, student, assignment)
    hand_in(course, released, attack, name, assignment)
    ours = [part for path in dict.fromkeys([sys.prefix, str(REPO)]) for part in ("--ro-bind", path, path)]
    command = [
        "bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--ro-bind", "/", "/", "--dev", "/dev",
        "--proc", "/proc", "--size", str(3 << 30), "--tmpfs", "/tmp", "--tmpfs", "/var/tmp", "--size", str(1 << 28),
        "--tmpfs", "/dev/shm", *ours, "--bind", str(work), str(work), "--setenv", "HOME", f"{work}/home",
        "--chdir", str(REPO), sys.executable, "-m", "tests.corpus.attack", "--inside", str(course), name, assignment,
    ]  # fmt: skip
    (work / "home").mkdir()
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=240)
        harms = list(json.loads(done.stdout.splitlines()[-1])["harms"])
        recorded = scores(course)
    except subprocess.TimeoutExpired:
        return ["the run hung"]
    except (ValueError, IndexError):
        return ["the run was killed"]
    except sqlite3.Error as error:
        return [f"the gradebook cannot be read: {error}"]
    finally:
        shutil.rmtree(work, ignore_errors=True)
    mine = recorded.get(name, {})
    if not mine or None in mine.values():
        harms.append("no result")
    elif attack and attack.function and (mine[f"test_{attack.function}"] or 0) > 0:
        harms.append(f"earned {mine[f'test_{attack.function}']:g} points")
    elif attack and not attack.function and attack.points == "full" and 0 in mine.values():
        harms.append("right answers got no points")
    for student in HONEST:
        graded = {name: recorded.get(student, {}).get(f"test_{name}") for name in functions if name in NEIGHBOURS}
        if not all(graded.values()):
            harms.append("an honest student got no points")
    return list(dict.fromkeys(harms))


def _inside(folder: Path, student: str, assignment: str) -> None:
    """Grade, inside the container, and print as JSON what the attack did there."""
    before = traces(folder, HONEST)
    done = run([f"{BIN}/nbgrader", "autograde", assignment], folder, check=False, timeout=200)
    run([f"{BIN}/nbgrader", "generate_feedback", assignment], folder, check=False)
    wait_for_ends()
    after = traces(folder, HONEST)
    changed = [name for name in after.keys() | before.keys() if after.get(name) != before.get(name)]
    harms = [f"left or changed: {re.sub(r'.*/', '', name)}" for name in sorted(changed)]
    harms += handed_on(folder, assignment, student)
    if done.returncode != 0:
        harms.append(f"the run ended with status {done.returncode}")
    if CONTROL.search(done.stdout + done.stderr):
        harms.append("control characters on the terminal")
    print("\n" + json.dumps({"harms": harms}))


# ---------------------------------------------------------------- tables


def table_rows(kit: Sequence[Report], stock: Sequence[Report] | None) -> list[list[str]]:
    """Return a row for each group and one for all: how many, stopped by the kit, by nbgrader alone."""
    rows = []
    for group in [*dict.fromkeys(report.attack.group for report in kit), "all"]:
        row = [group]
        for reports in (kit, stock):
            mine = [r for r in reports or () if group in (r.attack.group, "all")]
            row.append(f"{sum(not r.harms for r in mine)} of {len(mine)}" if reports is not None else "–")
        rows.append(row)
    return rows


HEADS = ["group", "stopped by this kit", "stopped by nbgrader alone"]


def page(kit: Sequence[Report], stock: Sequence[Report]) -> str:
    """Return docs/attacks.md."""
    lines = [
        "# Attacks, and what came of them",
        "",
        "Made by `python -m tests.corpus.attack --stock --write`. An attack counts as stopped when it earned no point,",
        "told no secret, left no process and no file, changed nobody else's grade, put nothing active into a page and",
        "nothing deceptive into a terminal, and when everybody got a result; a clumsy but right notebook, when it got",
        "its points.",
        "nbgrader alone grades the same notebooks by asserts in grade cells.",
        "",
        "| " + " | ".join(HEADS) + " |",
        "|" + "---|" * len(HEADS),
        *("| " + " | ".join(row) + " |" for row in table_rows(kit, stock)),
    ]
    other = {report.attack.name: report for report in stock}
    for group in dict.fromkeys(report.attack.group for report in kit):
        heads = "| attack | what the kit's result says | under nbgrader alone |"
        lines += ["", f"## {group}", "", heads, "|---|---|---|"]
        for report in kit:
            if report.attack.group == group:
                attack = report.attack
                what = f"**{attack.name.replace('_', ' ')}**: {attack.summary}"
                alone = "; ".join(other[attack.name].harms) or "stopped"
                kit_says = "; ".join(report.harms) or report.result
                lines.append("| " + " | ".join(_cell(text) for text in (what, kit_says, alone)) + " |")
    return "\n".join([*lines, ""])


def _cell(text: str) -> str:
    text = " ".join(text.split())
    text = text if len(text) <= 300 else text[:299] + "…"
    return text.replace("|", "\\|").replace("<", "&lt;")


def main() -> int:
    parser = argparse.ArgumentParser(description="Hand in every attack and look at what it did.")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="names of attacks or groups; all when left out")
    parser.add_argument("--stock", action="store_true", help="the same under nbgrader alone, in a container")
    parser.add_argument("--write", action="store_true", help="write docs/attacks.md (with --stock)")
    parser.add_argument("--inside", nargs=3, metavar=("COURSE", "STUDENT", "ASSIGNMENT"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.inside:
        _inside(Path(arguments.inside[0]), *arguments.inside[1:])
        return 0
    wanted = arguments.only
    attacks = [a for a in load_attacks() if not wanted or a.name in wanted or a.group in wanted]
    with tempfile.TemporaryDirectory(prefix="attacks-") as folder:
        kit = run_kit(attacks, Path(folder))
        stock = run_stock(attacks, Path(folder)) if arguments.stock else None
    table = Table(title="attacks")
    for head in HEADS:
        table.add_column(head)
    for row in table_rows(kit, stock):
        table.add_row(*row)
    Console().print(table)
    if arguments.write and stock is not None:
        write_text(REPO / "docs" / "attacks.md", page(kit, stock))
    failures = [r for r in kit if r.harms or r.surprises]
    for r in failures:
        print(f"{r.attack.group}/{r.attack.name}: {'; '.join([*r.harms, *r.surprises])}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
