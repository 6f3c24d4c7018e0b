"""notebook: a link, a file and a folder beside it bear the name under which the grader once put aside what it left out.

Status: graded
Points: full
Says: left out
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
    (folder / ".left-out").symlink_to("../../aaa_honest/regularization")
    (folder / "regularization.ipynb.txt").symlink_to("/etc/passwd")
    (folder / "data" / ".left-out" / "link").mkdir(parents=True)
    (folder / "data" / "link").symlink_to("../../../aaa_honest")
