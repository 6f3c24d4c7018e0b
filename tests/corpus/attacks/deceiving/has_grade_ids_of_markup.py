"""notebook: extra cells bring nbgrader ids of their own, with HTML, terminal commands and a thousand points.

Status: graded
Points: full
"""

import json
from pathlib import Path

IDS = [
    "<script>EVIL()</script>",
    "EVIL\x1b[2J\x1b]0;EVIL\x07",
    "EVIL\u202eLIVE\x00\r\n",
    "../../EVIL",
    "[x](javascript:EVIL())",
    "EVIL\ud800",
    "test_EVIL",
    "EVIL" * 10_000,
    "test_build_regularized_model",
]


def make(released: dict, folder: Path) -> None:
    for number, name in enumerate(IDS * 2):
        meta = {"grade_id": name, "grade": True, "solution": number % 2 == 0, "locked": False, "points": 1000}
        meta |= {"schema_version": 3, "task": False, "cell_type": "code"}
        cell = {"cell_type": "code", "metadata": {"nbgrader": meta}, "source": "1000.0", "id": f"evil{number}"}
        released["cells"].append({**cell, "outputs": [], "execution_count": None})
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
