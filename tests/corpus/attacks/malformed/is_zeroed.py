"""notebook: all its bytes are zero, as after a crash of the machine while it was saved.

Status: unreadable
Points: none
Says: not JSON
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    (folder / "regularization.ipynb").write_bytes(bytes(len(json.dumps(released))))
