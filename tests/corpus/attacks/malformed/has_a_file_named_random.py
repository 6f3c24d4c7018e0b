"""notebook: random.py, copy.py and others beside it are named like modules that everybody uses; the answers are right.

Status: graded
Points: full
"""

import json
from pathlib import Path

NAMES = ["random", "copy", "json", "types", "inspect", "struct", "test", "code", "string", "queue", "io", "statistics"]


def make(released: dict, folder: Path) -> None:
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
    for name in NAMES:
        (folder / f"{name}.py").write_text(f"print('my first attempts at {name}')\n", encoding="ascii")
