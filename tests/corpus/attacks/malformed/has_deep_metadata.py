"""notebook: its metadata is nested 500 deep, which some parsers and copies of it survive and others do not.

Status: graded
Points: full
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    deep: dict | list = {}
    for number in range(500):
        deep = {"a": deep} if number % 2 else [deep]
    released["metadata"]["deep"] = deep
    for cell in released["cells"]:
        cell["metadata"]["deep"] = deep
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
