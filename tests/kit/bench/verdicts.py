"""Rows 2, 3 and 5: one submission's verdicts, in this process, and the memory of grading processes."""

from __future__ import annotations

import contextlib
import gc
import io
import statistics
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import torch

from autograder.course.course import Course
from autograder.grading.grade import grade
from autograder.grading.jobs import Task, Work
from autograder.grading.sheets import Sheets, sheets_folder
from autograder.grading.suite import load
from autograder.results.model import Outcome
from autograder.sandbox import wire
from autograder.sandbox.server import ForkServer
from autograder.sandbox.worker import Functions, _load_probe, _seed
from tests.kit.bench.bench import Bench
from tests.kit.bench.clock import Cost, Processes, measured
from tests.kit.bench.courses import BenchCourse, answers
from tests.kit.bench.report import Figure, Goal, Row

_IMPORTS = """import copy
import math

import torch
from torch import nn
from torch.nn import functional as F
"""
_ENDLESS = "def l1_penalty(model, beta):\n    while True:\n        pass\n"
_CRASHING = "import os\n\n\ndef l1_penalty(model, beta):\n    os._exit(1)\n"
_OBSTACLE = (
    "each exercise has a process of its own, so that nothing in one costs another anything: six forks of a process "
    "in which torch is loaded, its locking down, copies of the pages of memory that it touches, and what torch does on "
    "its first calls. The rest is decoding questions, encoding answers and judging those that no submission has given "
    "before. `performance.json` holds the shares"
)
_LIMIT = 10.0 + 2.0


def measure_processor(bench: Bench) -> list[Row]:
    """Compare the processor time of grading a submission with that of the calls alone."""
    students = answers(bench.rounds + 1)
    course = _course_of(bench, "processor", students)
    graded, bare, calls, unrecorded = [], [], 0, 0
    with _warm_server(course) as server:
        _bare(course.work("student000"), students["student000"])
        for student in list(students)[1:]:
            work = course.work(student)
            graded.append(_graded(work, server))
            seconds, calls, unrecorded = _bare(work, students[student])
            bare.append(seconds)
            print(f"    {student}: {graded[-1].processor:.2f} s, the calls alone {seconds:.2f} s", flush=True)
    ratios = [cost.processor / seconds for cost, seconds in zip(graded, bare, strict=True)]
    raw = {
        "graded": [cost.processor for cost in graded],
        "trusted side": [cost.own for cost in graded],
        "fork server": [cost.servers for cost in graded],
        "students' processes": [cost.processor - cost.own - cost.servers for cost in graded],
        "wall": [cost.wall for cost in graded],
        "bare": bare,
    }
    spent, alone = statistics.median(raw["graded"]), statistics.median(bare)
    remark = f"{spent:.3g} s over {alone:.3g} s. Of the former "
    remark += ", ".join(f"{statistics.median(raw[name]):.2g} s for the {name}" for name in list(raw)[1:4])
    if unrecorded:
        remark += f"; {unrecorded} tests have no sheet and are missing from the latter"
    how = (
        f"{bench.rounds} right submissions after another one, one task after the other in one process, the fork "
        f"server's and its children's time included; over the {calls} calls of the question sheets, the training run "
        "among them, made in one process with arguments that are decoded already"
    )
    what = "processor time of a right submission, over that of its calls alone"
    return [Row(what, Figure.of(ratios), "×", how, Goal("≤", 1.5), "about 12 ×", None, remark, _OBSTACLE, raw)]


def measure_stuck(bench: Bench) -> list[Row]:
    """Measure what a function costs that never ends, and one that ends its process."""
    right = answers(2)
    mine = right["student001"]
    wrong = {"endless": {**mine, "l1_penalty": _ENDLESS}, "crashing": {**mine, "l1_penalty": _CRASHING}}
    course = _course_of(bench, "stuck", {**right, **wrong})
    with _warm_server(course) as server:
        usual = [_graded(course.work("student001"), server).wall for _ in range(bench.rounds)]
        rows = []
        for name, outcome in (("endless", Outcome.TIMED_OUT), ("crashing", Outcome.CRASHED)):
            walls = [_graded(course.work(name), server, outcome).wall for _ in range(bench.rounds)]
            extra = [wall - statistics.median(usual) for wall in walls]
            print(f"    {name}: {Figure.of(extra)} s more than {Figure.of(usual)} s", flush=True)
            how = (
                f"a right submission whose `l1_penalty` is {name}, graded one task after the other, less the median "
                "of the same with that function right"
            )
            before = "+150 to +210 s"
            raw = {"usual": usual, name: walls}
            what = f"one {name} function more: seconds more"
            rows.append(Row(what, Figure.of(extra), "s", how, Goal("≤", _LIMIT), before, raw=raw))
    return rows


def measure_processes(bench: Bench) -> list[Row]:
    """Measure the memory and the processor time of each kind of process, with one and two at work."""
    course, peaks, shares = bench.small_course, {}, {}
    for workers in (1, 2):
        course.configure(f"c.Grading.workers = {workers}")
        course.start_afresh()
        processes = Processes()
        course.grade(watch=processes)
        peaks[workers] = processes.peak / 1e6
        shares[workers] = {role: seconds / bench.part for role, seconds in processes.seconds().items()}
        print(f"    {workers} in flight: {peaks[workers]:.0f} MB at most, {processes.samples} samples", flush=True)
        if processes.unreadable or not processes.samples:
            print(f"    {processes.unreadable} samples could not be read: the number is too small", flush=True)
    course.configure()
    course.start_afresh()
    one, two = peaks[1], peaks[2]
    how = (
        "private pages (smaps_rollup) of grading and students' processes, every 50 ms while a quarter of the class is "
        "graded with 1 worker and with 2: the difference of the peaks; the first one's own is in the remark"
    )
    what = "memory of a further submission in flight, beyond shared pages"
    remark, raw = f"{one:.0f} MB with 1 worker, {two:.0f} MB with 2", {"one worker": one, "two workers": two}
    memory = Row(what, Figure.of([two - one]), "MB", how, Goal("≤", 200), "not measured", remark=remark, raw=raw)
    return [memory, *(_shares(workers, found) for workers, found in shares.items())]


def _shares(workers: int, shares: Mapping[str, float]) -> Row:
    """Return the row on what kinds of process take the processor time of a submission, each its `shares` in seconds."""
    how = (
        "a quarter of the class graded while its processes are sampled every 50 ms: the command itself is nbgrader and "
        "the gradebook, the fork server forks and watches, grading processes send questions and judge, their start is "
        "imports"
    )
    remark = ", ".join(f"{seconds:.2g} s for {role}" for role, seconds in shares.items())
    total = Figure.of([sum(shares.values())])
    what = f"processor time of a submission with {workers} worker{'s' * (workers > 1)}"
    return Row(what, total, "s", how, remark=f"of it {remark}", raw=shares)


def _course_of(bench: Bench, name: str, students: dict[str, dict[str, str]]) -> BenchCourse:
    course = BenchCourse(bench.folder / name)
    course.submit(students)
    return course


@contextlib.contextmanager
def _warm_server(course: BenchCourse) -> Iterator[ForkServer]:
    """Start a fork server, and grade the first student twice: for the sheets, and with them."""
    with Course.find(course.folder)[0].grading.fork_server() as server:
        server.wait_ready()
        for _ in range(2):
            _graded(course.work("student000"), server)
        yield server


def _graded(work: Work, server: ForkServer, l1_penalty: Outcome = Outcome.PASSED) -> Cost:
    """Return what it cost to grade a submission, of which all but `l1_penalty` must be right."""
    with measured() as cost:
        verdicts = {name: grade(task, server.address, server.scratch_root) for name, task in work.tasks.items()}
    for name, verdict in verdicts.items():
        expected = l1_penalty if name == "l1_penalty" else Outcome.PASSED
        assert verdict.result.status is expected, (name, verdict)
    return cost


def _bare(work: Work, sources: dict[str, str]) -> tuple[float, int, int]:
    """Return the processor seconds of a submission's calls alone, their number, and that of tests without a sheet."""
    torch.set_num_threads(1)
    calls: list[Callable[[], Any]] = []
    unrecorded = 0
    for name, task in work.tasks.items():
        found, missing = _calls(task, sources[name])
        calls += found
        unrecorded += missing
    gc.collect()
    with (
        warnings.catch_warnings(),
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
    ):
        warnings.simplefilter("ignore")
        start = time.process_time()
        for call in calls:
            with contextlib.suppress(Exception):  # as an answer, an error is as good as a value
                call()
        return time.process_time() - start, len(calls), unrecorded


def _calls(task: Task, source: str) -> tuple[list[Callable[[], Any]], int]:
    """Return the calls of a function's question sheets, ready to be made, and how many tests have no sheet."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    exec(_IMPORTS + source, namespace)
    functions, probes = Functions(namespace), {}
    sheets = Sheets(sheets_folder(task.suite, task.settings.seed))
    found = [sheets.get(test.name) for test in load(task.module, task.settings.seed)]
    calls = []
    for request in (wire.decode_request(raw) for sheet in found if sheet for raw in sheet.requests):
        if request["op"] == "probe":
            target = partial(_load_probe(request["probe"], probes), functions)
        else:
            target = namespace[request["name"]]
        calls.append(partial(_seeded, request["seed"], partial(target, *request["args"], **request["kwargs"])))
    return calls, sum(sheet is None for sheet in found)


def _seeded(seed: int, call: Callable[[], Any]) -> Any:
    _seed(seed)
    return call()
