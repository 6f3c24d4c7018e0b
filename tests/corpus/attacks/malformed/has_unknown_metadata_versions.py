"""notebook: its nbgrader metadata has versions that are too old, too new or no numbers, and values of wrong types.

Status: graded
Points: full
"""

import json
from pathlib import Path

VERSIONS = [1, 99, "3", None, -1, 3.5, [3], {}]


def make(released: dict, folder: Path) -> None:
    for number, cell in enumerate(released["cells"]):
        meta = cell["metadata"].get("nbgrader", {})
        meta["schema_version"] = VERSIONS[number % len(VERSIONS)]
        meta |= {"points": ["NaN", -10, None, [1]][number % 4], "checksum": 7, "cell_type": "markdown", "EVIL": {}}
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
