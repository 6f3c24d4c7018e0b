"""notebook: one of its cells holds 20 MB of comments, which have to be read, run and coloured.

Status: graded
Points: full
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    source = ("# EVIL " * 14 + "\n") * 200_000
    cell = {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None, "id": "big"}
    released["cells"].append(cell)
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
