"""notebook: every cell stands there twice, nbgrader's ids included, as after copying all and pasting it below.

Status: graded
Points: full
Says: Cells stand more than once
"""

import copy
import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    released["cells"] += copy.deepcopy(released["cells"])
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
