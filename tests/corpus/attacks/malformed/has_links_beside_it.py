"""notebook: beside it lie links to the passwords, to folders, to the gradebook and to other students' notebooks.

Status: graded
Points: full
Says: left out
"""

import json
from pathlib import Path

TARGETS = [
    "/etc/passwd",
    "/etc",
    "../../../gradebook.db",
    "../../../source",
    "../../aaa_honest/regularization/regularization.ipynb",
    "/proc/self/environ",
    "/dev/zero",
    ".",
]


def make(released: dict, folder: Path) -> None:
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
    (folder / "data").mkdir()
    for number, target in enumerate(TARGETS):
        (folder / f"link{number}.txt").symlink_to(target)
        (folder / "data" / f"link{number}.csv").symlink_to(target)
    (folder / "other.ipynb").symlink_to("/etc/passwd")
