"""Measure what grading takes, print it as a table, and write it to `docs`.

    python -m tests.kit.bench [--only NAME…] [--number N] [--stock N] [--rounds N] [--folder FOLDER]

Everything is made in a temporary folder, with a cache of its own. Run it on a quiet machine.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.corpus.traces import take_orphans
from tests.kit.bench import again, others, verdicts, ways
from tests.kit.bench.bench import Bench
from tests.kit.bench.report import Results, Row, machine, table, versions
from tests.kit.conftest import REPO

PARTS: dict[str, Callable[[Bench], list[Row]]] = {
    "ways": ways.measure,
    "processor": verdicts.measure_processor,
    "stuck": verdicts.measure_stuck,
    "again": again.measure,
    "processes": verdicts.measure_processes,
    "demo": others.measure_demo,
    "calls": others.measure_calls,
    "students": others.measure_students,
}


def main() -> None:
    """Measure, print, and write."""
    arguments = _parser().parse_args()
    folder = arguments.folder or (None if arguments.only else REPO / "docs")
    options = {"number": arguments.number, "stock": arguments.stock, "rounds": arguments.rounds}
    results = Results(options)
    take_orphans()  # a grading process is a child of multiprocessing's fork server, which nobody waits for
    print(", ".join([*machine().values(), *(f"{name} {text}" for name, text in versions().items())]), flush=True)
    with tempfile.TemporaryDirectory(prefix="autograder-bench-") as place:
        bench = Bench(Path(place), results=results, **options)
        with bench.own_cache():
            for name in arguments.only or PARTS:
                start = time.monotonic()
                print(f"{name} …", flush=True)
                results.rows += PARTS[name](bench)
                print(f"    {name} took {time.monotonic() - start:.0f} s", flush=True)
    print(f"\n{table(results.rows)}")
    if folder is not None:
        results.write(folder)
        print(f"\nWritten to {folder}: performance.json, .md and .png")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.kit.bench", description="Measure what grading takes.")
    what = "measure only these; then nothing is written unless --folder is given"
    parser.add_argument("--only", nargs="+", metavar="NAME", choices=PARTS, help=f"{what}: {', '.join(PARTS)}")
    parser.add_argument("--number", type=int, default=96, help="submissions per class (default 96)")
    parser.add_argument("--stock", type=int, default=3, help="of these, how many nbgrader alone grades (default 3)")
    parser.add_argument("--rounds", type=int, default=2, help="how often each thing is measured (default 2)")
    parser.add_argument("--folder", type=Path, help="where to write performance.json, .md and .png (default docs)")
    return parser


if __name__ == "__main__":
    main()
