"""notebook: it is JSON, but a list of the cells.

Status: unreadable
Points: none
Says: not a notebook
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    (folder / "regularization.ipynb").write_text(json.dumps(released["cells"]), encoding="utf-8")
