"""notebook: null characters stand in its sources, outputs, ids and metadata.

Status: graded
Points: full
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    for cell in released["cells"]:
        cell["source"] = "".join(cell["source"]) + "\n# a null character: \x00\n"
        cell["metadata"]["na\x00me"] = "\x00"
    output = {"output_type": "stream", "name": "stdout", "text": "\x00\x00"}
    cell = {
        "cell_type": "code",
        "metadata": {},
        "source": "\x00",
        "outputs": [output],
        "execution_count": 1,
        "id": "\x00",
    }
    released["cells"].append(cell)
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
