"""notebook: beside it lie pages with scripts, one of them named as the grader will name the feedback.

Status: graded
Points: full
"""

import json
from pathlib import Path

PAGE = "<!DOCTYPE html><title>EVIL</title><script>EVIL()</script><h1>regularization: 22 of 22 points</h1>"


def make(released: dict, folder: Path) -> None:
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
    for name in (
        "regularization.html",
        "index.html",
        "evil.html",
        "feedback/regularization.html",
        "evil.svg",
        "evil.css",
    ):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(PAGE, encoding="utf-8")
