"""notebook: between its cells stand numbers, lists and cells whose parts have wrong types; the answers are right.

Status: graded
Points: full
"""

import json
from pathlib import Path

ODD = [
    None,
    7,
    "cell",
    [],
    {},
    {"cell_type": "code"},
    {"cell_type": 7, "source": "1"},
    {"cell_type": ["code"], "source": "1"},
    {"cell_type": "heading", "source": "1", "level": 1},
    {"cell_type": "code", "source": [1, None, {}, ["a"], "x = 1"], "metadata": [], "outputs": {}},
    {"cell_type": "code", "source": {"a": 1}, "metadata": None},
    {"cell_type": "code", "source": None, "metadata": {"nbgrader": [1]}, "outputs": "text"},
    {"cell_type": "code", "source": "1", "metadata": {"nbgrader": {"grade_id": ["l1_penalty"]}}, "outputs": [7, None]},
    {"cell_type": "code", "source": "1", "metadata": {"nbgrader": {"grade_id": ""}}, "execution_count": "one"},
    {"cell_type": "code", "source": "1", "metadata": {}, "outputs": [{"output_type": "stream", "name": 1, "text": 7}]},
    {"cell_type": "code", "source": "1", "metadata": {}, "outputs": [{"output_type": "error", "traceback": "text"}]},
    {"cell_type": "markdown", "source": "text", "attachments": [1, 2], "metadata": {"tags": "text"}},
    {"cell_type": "markdown", "source": "text", "attachments": {"a.png": None, "b.png": {"image/png": 7}}},
    {"cell_type": "code", "source": "1", "attachments": "garbage", "metadata": {"tags": {"a": 1}}},
]


def make(released: dict, folder: Path) -> None:
    for cell in released["cells"]:
        cell["source"] = "".join(cell["source"]).splitlines(keepends=True)
        cell["execution_count"] = "In [1]"
        cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": 7}]
    released["cells"] = [*ODD, *released["cells"], *ODD]
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
