"""notebook: Markdown cells hold what takes their renderer quadratic or cubic time: brackets, stars, quotes, tables.

Status: graded
Points: full
"""

import json
from pathlib import Path

TEXTS = [
    "[" * 20_000,
    "![](" * 8_000,
    "*a **a " * 5_000,
    "> " * 2_000 + "a",
    "`" * 5_000 + " " + "` " * 10_000,
    "<" * 20_000,
    "<!--" * 10_000,
    "$" * 20_001,
    "\\begin{a}" * 3_000,
    "a\n" * 10_000 + "|-" * 5_000,
    "[a]: b\n" * 3_000 + "[a]" * 3_000,
    "* " * 3_000,
    "&" * 30_000,
    "\t" * 20_000 + "a",
    "https://" * 5_000,
]


def make(released: dict, folder: Path) -> None:
    for number, text in enumerate(TEXTS):
        released["cells"].append({"cell_type": "markdown", "metadata": {}, "source": text, "id": f"long{number}"})
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
