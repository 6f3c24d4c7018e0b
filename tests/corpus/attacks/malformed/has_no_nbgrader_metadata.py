"""notebook: an online notebook service has thrown all cells' metadata away; the answers are right.

Status: graded
Points: full
Says: put back
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    for cell in released["cells"]:
        cell["metadata"] = {"id": "4Xy7", "colab_type": "code", "outputId": "0-1"}
    released["metadata"] = {"colab": {"provenance": []}, "accelerator": "GPU"}
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
