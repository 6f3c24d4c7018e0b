"""notebook: numbers of 100,000 digits stand in it, for which a parser may take long.

Status: unreadable
Points: none
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    released["nbformat_minor"] = "HERE"
    text = json.dumps(released).replace('"HERE"', "9" * 100_000)
    (folder / "regularization.ipynb").write_text(text, encoding="utf-8")
