"""notebook: it has no bytes at all, as after a full disk.

Status: unreadable
Points: none
Says: not JSON
"""

from pathlib import Path


def make(released: dict, folder: Path) -> None:
    (folder / "regularization.ipynb").write_bytes(b"")
