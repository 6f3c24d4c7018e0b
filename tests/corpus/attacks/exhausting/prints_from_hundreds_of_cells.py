"""notebook: 700 cells print 100,000 characters each, every one below the limit for one cell, 70 MB in all.

Status: graded
Points: full
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    source = "print('EVIL ' * 20_000)"
    cell = {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None}
    released["cells"] += [{**cell, "id": f"n{number}"} for number in range(700)]
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
