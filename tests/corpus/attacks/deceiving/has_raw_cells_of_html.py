"""notebook: raw cells, which pass through to the page as they are, hold HTML, with and without a type that says so.

Status: graded
Points: full
Says: HTML that is not allowed here is shown as text
"""

import json
from pathlib import Path

SCRIPT = "<script>EVIL()</script><img src=x onerror=EVIL()>"
TYPES = [
    {},
    {"raw_mimetype": "text/html"},
    {"format": "text/html"},
    {"raw_mimetype": "text/html", "format": "text/html"},
]
TYPES += [{"raw_mimetype": ""}, {"raw_mimetype": f"text/{SCRIPT}"}, {"raw_mimetype": "text/markdown"}]


def make(released: dict, folder: Path) -> None:
    for number, metadata in enumerate(TYPES):
        released["cells"].append({"cell_type": "raw", "metadata": metadata, "source": SCRIPT, "id": f"evil{number}"})
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
