"""notebook: it lies in a folder within the submission's, as unpacking an archive leaves it; the answers are right.

Status: graded
Points: full
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    inner = folder / "regularization"
    inner.mkdir()
    (inner / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
