"""notebook: the kernel in its metadata has a list for a name and a number for a language; the answers are right.

Status: graded
Points: full
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    released["metadata"] = {
        "kernelspec": {"name": ["python3"], "language": 3, "display_name": None},
        "language_info": 7,
    }
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
