"""notebook: an old editor saved it in Latin-1, with a comment that has umlauts; the answers are right.

Status: graded
Points: full
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    for cell in released["cells"]:
        cell["source"] = "".join(cell["source"]) + "\n# schöne Lösung\n"
    text = json.dumps(released, indent=1, ensure_ascii=False)
    (folder / "regularization.ipynb").write_bytes(text.encode("latin-1", "replace"))
