"""notebook: NaN and Infinity, which JSON does not know but Python writes, stand in outputs and metadata.

Status: graded
Points: full
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    values = [float("nan"), float("inf"), float("-inf"), 1e308]
    data = {"application/vnd.plotly.v1+json": {"data": [{"y": values}]}, "text/plain": "Figure"}
    output = {"output_type": "display_data", "data": data, "metadata": {"values": values}}
    for cell in released["cells"]:
        cell["metadata"]["elapsed"] = float("nan")
    cell = {"cell_type": "code", "metadata": {}, "source": "1", "outputs": [output], "execution_count": 1, "id": "plot"}
    released["cells"].append(cell)
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
