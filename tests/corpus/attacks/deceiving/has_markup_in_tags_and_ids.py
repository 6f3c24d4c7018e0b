"""notebook: cells carry ids, tags and slide types with markup, which page templates put into attributes.

Status: graded
Points: full
"""

import json
from pathlib import Path

BREAKOUT = 'x"><script>EVIL()</script><img src=x onerror="EVIL()'


def make(released: dict, folder: Path) -> None:
    for number, cell in enumerate(released["cells"]):
        cell["id"] = f"{number}{BREAKOUT}"
        cell["metadata"] |= {
            "tags": [BREAKOUT, "remove-cell", "hide-input"],
            "slideshow": {"slide_type": BREAKOUT},
            "editable": BREAKOUT,
            "jupyter": {"source_hidden": True, "outputs_hidden": BREAKOUT},
            "collapsed": True,
            "name": BREAKOUT,
            "execution": {"iopub.status.busy": BREAKOUT},
        }
        if cell["cell_type"] == "code":
            cell["execution_count"] = BREAKOUT
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
