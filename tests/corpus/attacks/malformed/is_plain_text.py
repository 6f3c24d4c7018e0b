"""notebook: it is a letter to the teacher.

Status: unreadable
Points: none
Says: not JSON
"""

from pathlib import Path


def make(released: dict, folder: Path) -> None:
    (folder / "regularization.ipynb").write_text(
        "Dear teacher,\nmy notebook does not open any more.\n", encoding="utf-8"
    )
