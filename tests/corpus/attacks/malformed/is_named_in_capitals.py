"""notebook: its name is in capitals, as some systems do not tell them apart; the answers are right.

Status: graded
Points: full
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    (folder / "Regularization.IPYNB").write_text(json.dumps(released), encoding="utf-8")
