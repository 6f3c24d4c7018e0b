"""notebook: its metadata says that it is written in R, for a kernel that is not there; the answers are right Python.

Status: graded
Points: full
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    released["metadata"] = {
        "kernelspec": {"name": "ir", "display_name": "R", "language": "R"},
        "language_info": {"name": "R", "file_extension": ".r", "pygments_lexer": "r", "version": "4.3.1"},
    }
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
