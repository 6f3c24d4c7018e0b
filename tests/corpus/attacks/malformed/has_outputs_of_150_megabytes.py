"""notebook: text of 150 MB is saved in it, more than is read.

Status: unreadable
Points: none
Says: clear its outputs
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    output = {"output_type": "stream", "name": "stdout", "text": ["epoch 1 of 100\n" * 66_000] * 150}
    cell = {"cell_type": "code", "metadata": {}, "source": "1", "outputs": [output], "execution_count": 1, "id": "log"}
    released["cells"].append(cell)
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
