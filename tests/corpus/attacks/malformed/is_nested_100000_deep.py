"""notebook: it is a hundred thousand lists within lists, deeper than a parser recurses.

Status: unreadable
Points: none
Says: not JSON
"""

from pathlib import Path


def make(released: dict, folder: Path) -> None:
    (folder / "regularization.ipynb").write_text("[" * 100_000 + "]" * 100_000, encoding="utf-8")
