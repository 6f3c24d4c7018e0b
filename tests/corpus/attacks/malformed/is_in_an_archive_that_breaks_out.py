"""notebook: an archive was handed in whose names lead out of the folder it is unpacked in, with a bomb of zeros.

Status: unreadable
Points: none
Says: archives are not opened
"""

import json
import zipfile
from pathlib import Path

NAMES = ["../../EVIL.py", "../../../EVIL.pth", "/tmp/EVIL.txt", "..\\..\\EVIL.py", "../../../nbgrader_EVIL.py"]


def make(released: dict, folder: Path) -> None:
    with zipfile.ZipFile(folder / "homework.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in NAMES:
            archive.writestr(name, "EVIL = True\n")
        archive.writestr("regularization.ipynb", json.dumps(released))
        with archive.open("EVIL.bin", "w") as bomb:
            for _ in range(200):
                bomb.write(bytes(1 << 20))
