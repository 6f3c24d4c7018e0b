"""notebook: keys stand twice in its objects, first with wrong and then with right values, as a bad merge leaves them.

Status: graded
Points: full
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    text = json.dumps(released)
    text = text.replace('"cell_type": "code"', '"cell_type": "raw", "cell_type": "code"')
    (folder / "regularization.ipynb").write_text('{"cells": [], "nbformat": 2, ' + text[1:], encoding="utf-8")
