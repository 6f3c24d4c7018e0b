"""notebook: code and Markdown cells hold terminal commands and direction marks, which show other code than what runs.

Status: graded
Points: full
"""

import json
from pathlib import Path

SOURCES = [
    "# EVIL \x1b[2J\x1b]0;EVIL\x07 \x08\x08\x08",
    "is_right = False  # \u202e } \u2066if is_right\u2069 \u2066 EVIL",
    "text = 'EVIL\x1b]8;;https://evil.example/\x1b\\10/10\x1b]8;;\x1b\\'",
    "# EVIL\x7f\x9b31m\x85\x0c",
]


def make(released: dict, folder: Path) -> None:
    for number, source in enumerate(SOURCES):
        code = {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None}
        released["cells"].append({**code, "id": f"code{number}"})
        released["cells"].append({"cell_type": "markdown", "metadata": {}, "source": source, "id": f"text{number}"})
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
