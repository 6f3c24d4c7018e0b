"""notebook: conftest.py, pytest.ini and sitecustomize.py beside it make every test pass; the answers are wrong.

Status: graded
Points: none
"""

import json
from pathlib import Path

CONFTEST = """\
import pytest


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    outcome.get_result().outcome = "passed"


def pytest_collection_modifyitems(items):
    items.clear()
"""


def make(released: dict, folder: Path) -> None:
    for cell in released["cells"]:
        meta = cell["metadata"].get("nbgrader", {})
        if meta.get("solution"):
            cell["source"] = f"def {meta['grade_id']}(*arguments, **options):\n    return None"
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
    (folder / "tests").mkdir()
    for place in (folder, folder / "tests"):
        (place / "conftest.py").write_text(CONFTEST, encoding="ascii")
    (folder / "pytest.ini").write_text("[pytest]\naddopts = --collect-only\n", encoding="ascii")
    for name in ("sitecustomize.py", "usercustomize.py", "ipython_config.py"):
        (folder / name).write_text("import torch\n\ntorch.allclose = lambda *_, **__: True\n", encoding="ascii")
