"""notebook: pictures of 100 MB are saved in it; the answers are right.

Status: graded
Points: full
"""

import base64
import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    picture = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(750_000)).decode()
    output = {"output_type": "display_data", "metadata": {}, "data": {"image/png": picture, "text/plain": "<Figure>"}}
    cell = {"cell_type": "code", "metadata": {}, "source": "1", "outputs": [output] * 100, "execution_count": 1}
    released["cells"].append({**cell, "id": "pictures"})
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
