"""notebook: thousands of names, each made of the next one, which keep whoever reads the cells busy for hours.

Status: graded
Points: full
"""

import json
from pathlib import Path

LINES = 9_000
NEVER = "if False:\n    "
CELLS = {
    "called": NEVER + "\n    ".join(f"a{n} = a{n + 1}()" for n in range(LINES)),
    "equal": NEVER + "\n    ".join(f"b{n} = b{n + 1}" for n in range(LINES)),
    "together": NEVER + " = ".join(f"c{n}" for n in range(LINES)) + f" = [{', '.join(f'd{n}' for n in range(LINES))}]",
    "on one line": f"e = [{', '.join('lambda x: x' for _ in range(LINES))}]",
    "functions": "\n".join(f"def g{n}():0" for n in range(LINES)),
}


def make(released: dict, folder: Path) -> None:
    for name, source in CELLS.items():
        cell = {"cell_type": "code", "metadata": {}, "source": source, "id": name, "execution_count": None}
        released["cells"].append({**cell, "outputs": []})
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
