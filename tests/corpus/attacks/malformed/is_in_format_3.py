"""notebook: an old program wrote it in format 3, with worksheets; the answers are right.

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
            output = {"output_type": "pyout", "prompt_number": 1, "text": "1", "metadata": {}}
            cells.append({**code, "metadata": cell["metadata"], "input": cell["source"], "outputs": [output]})
        else:
            cells.append({"cell_type": cell["cell_type"], "metadata": cell["metadata"], "source": cell["source"]})
    cells.append({"cell_type": "heading", "level": 2, "metadata": {}, "source": "A heading"})
    old = {"metadata": {"name": "regularization"}, "nbformat": 3, "nbformat_minor": 0}
    old["worksheets"] = [{"cells": cells, "metadata": {}}]
    (folder / "regularization.ipynb").write_text(json.dumps(old), encoding="utf-8")
