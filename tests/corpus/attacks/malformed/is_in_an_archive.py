"""notebook: an archive was handed in, in which the notebook lies.

Status: unreadable
Points: none
Says: archives are not opened
"""

import json
import zipfile
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    with zipfile.ZipFile(folder / "homework.zip", "w") as archive:
        archive.writestr("homework/regularization.ipynb", json.dumps(released))
