"""notebook: a chain of 60 folders with long names, whose path can hardly be named, lies beside it.

Status: graded
Points: full
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
    inner = folder.joinpath(*["a folder with a rather long name"] * 60)
    inner.mkdir(parents=True)
    (inner / "file.txt").write_text("text", encoding="ascii")
