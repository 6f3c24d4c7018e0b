"""notebook: a folder beside it has the name that its feedback page will have.

Status: graded
Points: full
Says: left out: regularization.html
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
    (folder / "regularization.html").mkdir()
    (folder / "regularization.html" / "index.html").write_text("<script>EVIL</script>", encoding="ascii")
