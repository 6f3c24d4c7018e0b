"""notebook: it says format 3, but its worksheets are numbers, texts and lists within lists.

Status: unreadable
Points: none
Says: format 3
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    old = {"metadata": 7, "nbformat": 3, "nbformat_minor": "0", "worksheets": [1, "a", [{}], {"cells": {"a": 1}}]}
    (folder / "regularization.ipynb").write_text(json.dumps(old), encoding="utf-8")
