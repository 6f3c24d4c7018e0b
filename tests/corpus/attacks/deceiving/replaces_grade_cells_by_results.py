"""notebook: its grade cells are replaced by Markdown, and by code that shows full points, above wrong answers.

Status: graded
Points: none
Says: put back
"""

import json
from pathlib import Path

RESULT = {"output_type": "execute_result", "data": {"text/plain": "12.0"}, "metadata": {}, "execution_count": 1}


def make(released: dict, folder: Path) -> None:
    for number, cell in enumerate(released["cells"]):
        meta = cell["metadata"].get("nbgrader", {})
        if meta.get("solution"):
            cell["source"] = f"def {meta['grade_id']}(*arguments, **options):\n    return None"
        elif meta.get("grade") and number % 4 == 1:
            cell.update(cell_type="markdown", source="passed, 10 of 10 points <script>EVIL()</script>")
            cell.pop("outputs", None)
            cell.pop("execution_count", None)
        elif meta.get("grade"):
            cell.update(source="12.0", outputs=[RESULT], execution_count=1)
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
