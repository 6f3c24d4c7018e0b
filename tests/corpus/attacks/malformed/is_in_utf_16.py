"""notebook: a Windows shell wrote it in UTF-16; the answers are right.

Status: graded
Points: full
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    (folder / "regularization.ipynb").write_bytes(json.dumps(released, indent=1).encode("utf-16"))
