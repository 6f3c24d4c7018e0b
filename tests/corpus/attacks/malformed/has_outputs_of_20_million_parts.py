"""notebook: its outputs are twenty million empty objects, 60 MB in the file and gigabytes in memory.

Status: unreadable
Points: none
Says: too many parts
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    cell = {"cell_type": "code", "metadata": {}, "source": "1", "outputs": ["HERE"], "execution_count": 1, "id": "many"}
    released["cells"].append(cell)
    text = json.dumps(released).replace('"HERE"', "{}," * 20_000_000 + "{}")
    (folder / "regularization.ipynb").write_text(text, encoding="utf-8")
