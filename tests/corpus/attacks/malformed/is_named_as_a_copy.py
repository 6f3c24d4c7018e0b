"""notebook: it is handed in under the name that a browser gives to a second download; the answers are right.

Status: graded
Points: full
Says: it was recognised as regularization.ipynb
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    (folder / "regularization (1).ipynb").write_text(json.dumps(released), encoding="utf-8")
