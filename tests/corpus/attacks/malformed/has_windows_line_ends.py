"""notebook: a Windows editor saved it with a byte order mark, and with CRLF in the file and in the sources.

Status: graded
Points: full
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    for cell in released["cells"]:
        cell["source"] = [line.rstrip("\n") + "\r\n" for line in "".join(cell["source"]).splitlines(keepends=True)]
    text = json.dumps(released, indent=1).replace("\n", "\r\n")
    (folder / "regularization.ipynb").write_bytes(b"\xef\xbb\xbf" + text.encode())
