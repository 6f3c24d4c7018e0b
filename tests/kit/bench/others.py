"""Rows 6 and 7: the demo, the sandbox's speed, and how long students wait."""

from __future__ import annotations

import itertools
import json
import re
import shutil
import time
import timeit
from pathlib import Path

import nbformat
import torch
from torch import nn
from torch.nn import functional

from autograder.authoring.exercises import fill, own_solutions
from autograder.sandbox.client import Process
from autograder.sandbox.folders import scratch_folder
from autograder.sandbox.lockdown import Limits
from autograder.sandbox.server import ForkServer
from tests.kit.bench.bench import Bench
from tests.kit.bench.clock import Cost, command, measured
from tests.kit.bench.report import Figure, Goal, Row
from tests.kit.conftest import REPO

_PROCESSES = 20
_GRADED = re.compile(r"Graded in (\d+) s")
_OBSTACLE = (
    "its 44 submissions hold few equal answers, and for each wrong one smallest counterexamples are searched for; one "
    "function never returns and is waited for; nothing is kept, so that question sheets are recorded and baselines are "
    "trained for four assignments; each of the four runs starts anew; releases and feedback pages are nbgrader's"
)


def measure_demo(bench: Bench) -> list[Row]:
    """Measure the demo in units of one training run."""
    units, walls, gradings, processors = [_unit_seconds() for _ in range(3)], [], [], []
    for index in range(bench.rounds):
        arguments = ["python", "-m", "tests.corpus.demo", str(bench.folder / f"demo{index}")]
        done = command(arguments, REPO, bench.cold(f"cache{index}"))
        cost = done.cost
        gradings.append(float(_GRADED.search(done.output)[1]))  # type: ignore[index]  # else there is nothing to tell
        walls.append(cost.wall)
        processors.append(cost.processor)
        units += [_unit_seconds() for _ in range(3)]
        print(f"    demo: {cost.wall:.0f} s, {cost.processor:.0f} s of processor time", flush=True)
    unit = Figure.of(units)
    how = (
        "`python -m tests.corpus.demo` with nothing kept, in units of a fixed training run in one thread: "
        "784-256-256-10, 1,500 images, 20 epochs, batches of 64, Adam 1e-3, predictions for 3,500 images"
    )
    remark = (
        f"{Figure.of(walls).median:.3g} s, of which grading {Figure.of(gradings).median:.3g} s; "
        f"{Figure.of(processors).median:.3g} s of processor time; a unit is {unit} s"
    )
    figure = Figure.of([wall / unit.median for wall in walls])
    raw = {"wall": walls, "grading": gradings, "processor": processors, "unit": units}
    what = "`make demo` after installation"
    return [Row(what, figure, "units", how, Goal("≤", 30), "335 units", None, remark, _OBSTACLE, raw)]


def _unit_seconds() -> float:
    """Return how long one training run takes, as the accuracy-gap test trained before the redesign.

    It stands here so that it stays the same when the suite's recipe changes.
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    generator = torch.Generator().manual_seed(0)
    images, questions = (torch.rand(count, 1, 28, 28, generator=generator) for count in (1500, 3500))
    labels = torch.randint(0, 10, (1500,), generator=generator)
    start = time.monotonic()
    sizes = [28 * 28, 256, 256, 10]
    layers = [part for a, b in itertools.pairwise(sizes) for part in (nn.Linear(a, b), nn.ReLU())]
    model = nn.Sequential(nn.Flatten(), *layers[:-1])
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, foreach=False)
    for _ in range(20):
        for batch in torch.randperm(1500, generator=generator).split(64):
            optimizer.zero_grad()
            functional.cross_entropy(model(images[batch]), labels[batch]).backward()
            optimizer.step()
    model.eval()
    with torch.no_grad():
        torch.cat([model(part).argmax(1) for part in questions.split(500)])
    seconds = time.monotonic() - start
    torch.set_num_threads(threads)
    return seconds


def measure_calls(bench: Bench) -> list[Row]:
    """Measure the time from fork to first answer, how many calls a process answers in a second, and what that adds."""
    values: dict[str, tuple[object, int]] = {"a number": (1.0, 2000), "a tensor of 100 kB": (torch.ones(25_000), 1000)}
    rates: dict[str, list[float]] = {name: [] for name in values}
    with ForkServer() as server:
        server.wait_ready()
        forks = [_first_answer(server) for _ in range(_PROCESSES)]
        locked = [_asked_once(server) for _ in range(bench.rounds)]
        with scratch_folder(server.scratch_root, []) as scratch:
            process = Process(server.address, scratch, Limits())
            process.request({"op": "cell", "source": "def f(x): return x", "seed": 0}, 30)
            for _ in range(bench.rounds):
                for name, (value, count) in values.items():
                    rates[name].append(_calls_per_second(process, value, count))
            process.kill()
    how = f"fork, lock-down and the answer to a greeting, {_PROCESSES} times"
    first = Row("from fork to first answer", Figure.of(forks), "ms", how, raw={"milliseconds": forks})
    how = "one process answers one call after the other, over the socket, there and back"
    return [
        first,
        *(Row(f"calls with {w}", Figure.of(r), "per second", how, raw={"rates": r}) for w, r in rates.items()),
        *_isolation(bench, locked, rates),
    ]


def _isolation(bench: Bench, locked: list[Cost], rates: dict[str, list[float]]) -> list[Row]:
    """Say what isolating an exercise costs: a process of its own, its locking down, and calls over the socket."""
    number = str(_PROCESSES)
    said = [command(["python", "-m", "tests.kit.bench.unlocked", number], REPO).output for _ in range(bench.rounds)]
    unlocked = [Cost(**json.loads(text.splitlines()[-1])) / _PROCESSES for text in said]
    how = f"mean of {number}: a folder is made, a process forked {{}}, greeted and ended, and the folder removed"
    rows = [
        _milliseconds("isolating an exercise: a process that does nothing", locked, how.format("and locked down")),
        _milliseconds("the same without locking it down", unlocked, how.format("as the fork server does")),
    ]
    for name, found in rates.items():
        more = [1e6 / rate - 1e6 * _direct_seconds() for rate in found]
        how = "one over the calls per second, less what a call of the same function takes in one process"
        what = f"isolating an exercise: each call with {name}, if made one after the other"
        rows.append(Row(what, Figure.of(more), "µs more", how, raw={"microseconds": more}))
    return rows


def _milliseconds(what: str, costs: list[Cost], how: str) -> Row:
    walls, processors = [1000 * cost.wall for cost in costs], [1000 * cost.processor for cost in costs]
    remark = f"{Figure.of(processors)} ms of processor time"
    return Row(what, Figure.of(walls), "ms", how, remark=remark, raw={"wall": walls, "processor": processors})


def _asked_once(server: ForkServer) -> Cost:
    """Return what a process costs that is forked, locked down, greeted and ended, the server's time included."""
    with measured() as cost:
        for _ in range(_PROCESSES):
            with scratch_folder(server.scratch_root, []) as scratch:
                process = Process(server.address, scratch, Limits())
                process.wait_ready(30)
                process.finish()
    return cost / _PROCESSES


def _direct_seconds(count: int = 100_000) -> float:
    """Return what a call of the function that the processes have takes here."""
    return timeit.timeit("f(1.0)", "def f(x): return x", number=count) / count


def _first_answer(server: ForkServer) -> float:
    start = time.monotonic()
    with scratch_folder(server.scratch_root, []) as scratch:
        process = Process(server.address, scratch, Limits())
        process.wait_ready(30)
        seconds = time.monotonic() - start
        process.kill()
    return 1000 * seconds


def _calls_per_second(process: Process, value: object, count: int) -> float:
    start = time.monotonic()
    for _ in range(count):
        process.request({"op": "call", "name": "f", "args": (value,), "kwargs": {}, "seed": 0}, 30)
    return count / (time.monotonic() - start)


def measure_students(bench: Bench) -> list[Row]:
    """Measure how long students wait for a solved notebook, and for its visible checks."""
    source = REPO / "assignments" / "source"
    folder = bench.folder / "releases"
    rows = []
    for name in sorted(path.name for path in source.iterdir()):
        released = _release(folder, name)
        if name == "augmentation":
            rows.append(_check(bench, released, "unsolved"))
        answers = own_solutions(nbformat.read(source / name / f"{name}.ipynb", as_version=4))
        nbformat.write(fill(nbformat.read(released, as_version=4), answers), released)
        if name == "augmentation":
            rows.append(_check(bench, released, "solved"))
        how = "`jupyter execute` on the released notebook with the course's own solutions"
        rows.append(_timed(bench, released, f"notebook `{name}` for students", ["jupyter", "execute"], how))
    return rows


def _release(folder: Path, name: str) -> Path:
    """Release an assignment and return the released notebook."""
    shutil.copytree(REPO / "assignments" / "source" / name, folder / "source" / name)
    config = (REPO / "assignments" / "nbgrader_config.py").read_text()
    (folder / "nbgrader_config.py").write_text(f"{config}\nc.Grading.seed = 0\n")
    command(["nbgrader", "generate_assignment", name], folder)
    return folder / "release" / name / f"{name}.ipynb"


def _check(bench: Bench, notebook: Path, state: str) -> Row:
    how = "`autograder check` on a released notebook"
    return _timed(bench, notebook, f"`autograder check` on `augmentation`, {state}", ["autograder", "check"], how)


def _timed(bench: Bench, notebook: Path, what: str, program: list[str], how: str) -> Row:
    costs = [command([*program, notebook.name], notebook.parent, statuses=(0, 1)).cost for _ in range(bench.rounds)]
    walls, processors = [cost.wall for cost in costs], [cost.processor for cost in costs]
    print(f"    {what}: {Figure.of(walls)} s", flush=True)
    raw = {"wall": walls, "processor": processors}
    return Row(what, Figure.of(walls), "s", how, processor=Figure.of(processors), raw=raw)
