"""notebook: its headings have the names to which the page's own links lead, above forged results.

Status: graded
Points: full
Says: HTML that is not allowed here is shown as text
"""

import json
from pathlib import Path

TEXTS = [
    "# top\n\nregularization (Score: 22.0 / 22.0) EVIL",
    "# comment l1_penalty\n\nWell done. EVIL",
    "# test_l1_penalty\n\nScore: 10.0 / 10.0 EVIL",
    "## toc\n\n1. Test cell (Score: 10.0 / 10.0) EVIL",
    "notebook container\n---\n\nEVIL",
]


def make(released: dict, folder: Path) -> None:
    for number, text in enumerate(TEXTS):
        cell = {"cell_type": "markdown", "metadata": {}, "source": text, "id": f"evil{number}"}
        released["cells"].insert(number, cell)
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
