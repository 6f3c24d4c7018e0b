"""notebook: a very old program wrote it in format 2, without nbgrader's ids; the answers are right.

Status: graded
Points: full
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    cells = []
    for cell in released["cells"]:
        if cell["cell_type"] == "code":
            code = {"cell_type": "code", "language": "python", "collapsed": False, "prompt_number": 1, "outputs": []}
            cells.append({**code, "input": cell["source"]})
        else:
            cells.append({"cell_type": "markdown", "source": cell["source"]})
    old = {"metadata": {"name": "regularization"}, "nbformat": 2, "worksheets": [{"cells": cells}]}
    (folder / "regularization.ipynb").write_text(json.dumps(old), encoding="utf-8")
