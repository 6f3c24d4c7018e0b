"""notebook: a Python script was handed in instead.

Status: unreadable
Points: none
Says: missing
"""

from pathlib import Path


def make(released: dict, folder: Path) -> None:
    text = "\n\n".join("".join(cell["source"]) for cell in released["cells"] if cell["cell_type"] == "code")
    (folder / "regularization.py").write_text(text, encoding="utf-8")
