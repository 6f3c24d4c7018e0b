"""notebook: its file has a name that is a Markdown link, HTML and a terminal command at once.

Status: graded
Points: full
Says: it was recognised as regularization.ipynb
"""

import json
from pathlib import Path

NAME = "[x](javascript:EVIL())<img src=x onerror=EVIL()>\x1b]0;EVIL\x07\u202eLIVE.ipynb"


def make(released: dict, folder: Path) -> None:
    (folder / NAME).write_text(json.dumps(released), encoding="utf-8")
