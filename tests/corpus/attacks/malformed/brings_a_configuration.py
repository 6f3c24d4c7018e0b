"""notebook: beside it lie configurations of nbgrader that switch grading off and a gradebook of its own; wrong answers.

Status: graded
Points: none
"""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

CONFIG = """\
c = get_config()
c.Autograde.autograde_preprocessors = []
c.ClearSolutions.code_stub = {"python": "EVIL"}
c.Grading.hidden_tests = "."
c.CourseDirectory.db_url = "sqlite:///gradebook.db"
"""


def make(released: dict, folder: Path) -> None:
    for cell in released["cells"]:
        meta = cell["metadata"].get("nbgrader", {})
        if meta.get("solution"):
            cell["source"] = f"def {meta['grade_id']}(*arguments, **options):\n    return None"
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
    for name in ("nbgrader_config.py", "jupyter_config.py", "jupyter_nbconvert_config.py"):
        (folder / name).write_text(CONFIG, encoding="ascii")
    with closing(sqlite3.connect(folder / "gradebook.db")) as database:
        database.execute("CREATE TABLE grade (id TEXT, manual_score REAL)")
        database.commit()
