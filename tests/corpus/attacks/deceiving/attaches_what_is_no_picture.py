"""notebook: attachments of Markdown cells carry HTML in their data, their type and their names.

Status: graded
Points: full
"""

import base64
import json
from pathlib import Path

SCRIPT = "<script>EVIL()</script>"
CODED = base64.b64encode(SCRIPT.encode()).decode()
DRAWING = base64.b64encode(b'<svg xmlns="http://www.w3.org/2000/svg" onload="EVIL()"/>').decode()
PICTURE = base64.b64encode(b"\x89PNG\r\n\x1a\n" + SCRIPT.encode()).decode()
ATTACHMENTS = [
    {"a.png": {"text/html": CODED}},
    {"a.png": {"image/svg+xml": DRAWING}},
    {"a.png": {"image/png": DRAWING}},
    {"a.png": {'image/png" onerror="EVIL()': PICTURE}},
    {"a.png": {"image/png": PICTURE + '" onerror="EVIL()'}},
    {"a.png": {"image/png": SCRIPT}},
    {"a.png": {"image/png": [PICTURE, '" onerror="EVIL()']}},
    {"a.png": {'image/png;base64,x" onerror="EVIL()//': PICTURE}},
    {"a.png": {"text/html": SCRIPT, "image/png": PICTURE}},
    {'a.png" onerror="EVIL()': {"image/png": PICTURE}},
    {"a.png": {"application/javascript": "EVIL()"}},
    {"a.png": PICTURE},
]


def make(released: dict, folder: Path) -> None:
    for number, attachments in enumerate(ATTACHMENTS):
        name = next(iter(attachments))
        text = f"![x](attachment:{name}) [x](attachment:{name})"
        cell = {
            "cell_type": "markdown",
            "metadata": {},
            "source": text,
            "attachments": attachments,
            "id": f"evil{number}",
        }
        released["cells"].append(cell)
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
