"""notebook: timestamp.txt holds a date that becomes too late when it is turned into UTC.

Status: graded
Points: full
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
    (folder / "timestamp.txt").write_text("9999-12-31 23:59:59 -82800\n", encoding="ascii")
