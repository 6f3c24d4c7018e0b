"""notebook: outputs that are saved in it hold scripts and full points, in code, Markdown and grade cells.

Status: graded
Points: full
"""

import json
from pathlib import Path

SCRIPT = "<script>EVIL()</script>"
OUTPUTS = [
    {
        "output_type": "display_data",
        "data": {"text/html": SCRIPT, "image/svg+xml": "<svg onload=EVIL()/>"},
        "metadata": {},
    },
    {"output_type": "execute_result", "data": {"text/plain": "22.0"}, "metadata": {}, "execution_count": 1},
    {"output_type": "error", "ename": SCRIPT, "evalue": SCRIPT, "traceback": [f"\x1b]0;EVIL\x07{SCRIPT}"]},
]


def make(released: dict, folder: Path) -> None:
    released["cells"].append({"cell_type": "markdown", "metadata": {}, "source": "text", "id": "evil-markdown"})
    code = {"cell_type": "code", "metadata": {}, "execution_count": 1}
    for number, source in enumerate(["", "   ", "%%html\n<script>EVIL()</script>", "%%javascript\nEVIL()", "?", "# x"]):
        released["cells"].append({**code, "source": source, "id": f"evil{number}"})
    for cell in released["cells"]:
        cell["outputs"] = OUTPUTS
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
