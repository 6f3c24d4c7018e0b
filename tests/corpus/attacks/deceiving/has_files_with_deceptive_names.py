"""notebook: links, pipes and files beside it are named with HTML, line breaks, terminal commands and direction marks.

Status: graded
Points: full
Says: left out
"""

import json
import os
from pathlib import Path

NAMES = [
    "<img src=x onerror=EVIL()>.txt",
    "[x](javascript:EVIL()).txt",
    "EVIL\n- **l1_penalty: passed**\n.txt",
    "EVIL\x1b[2J\x1b]0;EVIL\x07.txt",
    "EVIL\u202etxt.exe",
    "EVIL\r\x08\x7f.txt",
    "-rf EVIL",
    "$(touch EVIL).txt",
    "EVIL'; DROP TABLE grade; --.txt",
    "{{ EVIL }}.txt",
]


def make(released: dict, folder: Path) -> None:
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
    for name in NAMES:
        (folder / f"file {name}").write_text("EVIL", encoding="utf-8")
        (folder / f"link {name}").symlink_to("/etc/passwd")
        os.mkfifo(folder / f"pipe {name}")
