"""Measure a class run on a Dask cluster of processes on this machine, and print it as a table.

    python -m tests.kit.bench.cluster [--number N] [--workers N…]

Bytes are those of the loopback device, so nothing else may use it: run it on a quiet machine, or in a network of its
own (``unshare -n sh -c "ip link set lo up; …"``).
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from autograder.running.parcels import pack
from tests.corpus.traces import take_orphans
from tests.kit.bench.bench import Bench
from tests.kit.bench.clock import measured
from tests.kit.bench.courses import ASSIGNMENT, FUNCTIONS, BenchCourse, answers
from tests.kit.bench.report import Results, machine
from tests.kit.conftest import REPO
from tests.kit.dask_cluster import Cluster, wait_for


@dataclass(frozen=True)
class Run:
    """What one class run took: seconds on the clock, processor seconds of all processes, bytes between them."""

    wall: float
    processor: float
    bytes: int


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.kit.bench.cluster", description="Measure a Dask cluster.")
    parser.add_argument("--number", type=int, default=12, help="submissions of the larger class (default 12)")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4], help="how many, one after the other")
    arguments = parser.parse_args()
    take_orphans()
    print(", ".join(machine().values()), flush=True)
    with tempfile.TemporaryDirectory(prefix="autograder-bench-") as place:
        bench = Bench(Path(place), results=Results({}), number=arguments.number, stock=0, rounds=1)
        with bench.own_cache():
            course = BenchCourse(Path(place) / "course")
            course.submit(answers(1))
            bench.warm(course)
            folders = [REPO / "tests" / "hidden", REPO / "reference"]
            print(f"The suite is an archive of {len(pack(folders).raw) / 1e6:.2f} MB.", flush=True)
            print("| workers | start | seconds per verdict | processor seconds | kB | kB at the start |")
            print("|---|---|---|---|---|---|")
            for workers in [0, *arguments.workers]:
                print(_row(course, workers, arguments.number, Path(place)), flush=True)
            print(f"Recording takes {_recording(course, arguments.number):.2f} s per submission.")


def _recording(course: BenchCourse, number: int) -> float:
    """Return the seconds that one submission takes to get into the gradebook, where its verdicts are known."""
    _run(course, None, number)
    walls = []
    for count in (1, number):
        shutil.copy(course.folder / "released.db", course.folder / "gradebook.db")
        walls.append(_run(course, None, count, afresh=False).wall)
    return (walls[1] - walls[0]) / (number - 1)


def _row(course: BenchCourse, workers: int, number: int, place: Path) -> str:
    """Grade one submission, then a class, with as many workers; 0 is this machine without a cluster."""
    folder = place / f"cluster-{workers}"
    folder.mkdir()
    cluster = Cluster(folder) if workers else None
    try:
        if cluster is not None:
            for index in range(workers):
                cluster.worker()
                wait_for((folder / f"log-{index + 1}").exists)
            for index in range(workers):
                log = folder / f"log-{index + 1}"
                wait_for(lambda log=log: b"Registered to" in log.read_bytes())
        one, many = (_run(course, cluster, count) for count in (1, number))
    finally:
        if cluster is not None:
            cluster.close()
    verdicts = len(FUNCTIONS) * (number - 1)
    cells = [
        str(workers or "no cluster"),
        f"{one.wall:.1f} s",
        f"{(many.wall - one.wall) / verdicts:.2f}",
        f"{(many.processor - one.processor) / verdicts:.2f}",
        f"{(many.bytes - one.bytes) / verdicts / 1000:.1f}",
        f"{one.bytes / 1000:.0f}",
    ]
    return f"| {' | '.join(cells)} |"


def _run(course: BenchCourse, cluster: Cluster | None, number: int, afresh: bool = True) -> Run:
    if afresh:
        course.start_afresh()
    course.submit(answers(number))
    chosen = ["--only", *answers(number)]
    scheduler = ["--scheduler", cluster.address] if cluster is not None else []
    environment = {**os.environ, "PATH": f"{sys.prefix}/bin{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(REPO)}
    environment.pop("CI", None)
    before = _received()
    with measured() as cost:
        done = subprocess.run(
            [f"{sys.prefix}/bin/autograder", "grade", ASSIGNMENT, *chosen, *scheduler],
            cwd=course.folder,
            env=environment,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            sys.exit(done.stderr)
        if number > 1:
            course.expect_full_points(done.stderr)
        time.sleep(1 if cluster else 0)  # the stations are closed meanwhile
    return Run(cost.wall - (1 if cluster else 0), cost.processor, _received() - before)


def _received() -> int:
    """Return how many bytes the loopback device has carried."""
    lines = Path("/proc/net/dev").read_text().splitlines()
    return next(int(line.split(":")[1].split()[0]) for line in lines if line.strip().startswith("lo:"))


if __name__ == "__main__":
    main()
