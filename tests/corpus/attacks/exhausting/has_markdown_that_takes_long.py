"""notebook: Markdown cells hold what takes their renderer quadratic time: mathematics that is opened and not closed.

Status: graded
Points: full
"""

import json
from pathlib import Path

TEXTS = [
    "\\\\(" * 12_000,
    "\\\\[" * 12_000,
    "\\\\[" * 12_000 + "x",
    "\\\\( " * 9_000,
    "\\begin{a}x" * 4_500,
    "\\begin{a}\n" * 4_500,
    "[" * 20_000,
    "![](" * 8_000,
    "*a **a " * 5_000,
    "`" * 5_000 + " " + "` " * 10_000,
    "<!--" * 10_000,
    "a\n" * 10_000 + "|-" * 5_000,
    "[a]: b\n" * 3_000 + "[a]" * 3_000,
]


def make(released: dict, folder: Path) -> None:
    for number, text in enumerate(TEXTS):
        released["cells"].append({"cell_type": "markdown", "metadata": {}, "source": text, "id": f"long{number}"})
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
