"""notebook: 50,000 cells stand around the answers.

Status: unreadable
Points: none
Says: more than 2000 cells
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    cell = {"cell_type": "code", "metadata": {}, "source": "1", "outputs": [], "execution_count": None}
    released["cells"] += [{**cell, "id": f"n{number}"} for number in range(50_000)]
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
