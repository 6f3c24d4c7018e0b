"""notebook: its metadata, which page templates print unescaped, hold scripts: title, authors, language, widgets.

Status: graded
Points: full
"""

import json
from pathlib import Path

SCRIPT = "</title></script><script>EVIL()</script>"
STATE = {"version_major": 2, "version_minor": 0, "state": {"x": {"model_name": SCRIPT, "state": {"value": SCRIPT}}}}


def make(released: dict, folder: Path) -> None:
    released["metadata"] = {
        "title": SCRIPT,
        "authors": [{"name": SCRIPT}],
        "kernelspec": {"name": f"python3{SCRIPT}", "display_name": SCRIPT, "language": f"python{SCRIPT}"},
        "language_info": {
            "name": SCRIPT,
            "pygments_lexer": SCRIPT,
            "mimetype": "text/html",
            "file_extension": f"/../../EVIL{SCRIPT}",
            "codemirror_mode": {"name": SCRIPT},
            "nbconvert_exporter": "os.system",
        },
        "widgets": {"application/vnd.jupyter.widget-state+json": STATE},
        "celltoolbar": SCRIPT,
        "toc": {"base_numbering": SCRIPT},
        "jupytext": {"text_representation": {"extension": ".EVIL"}},
        "nbconvert": {"template": "../../EVIL"},
        "autograder": {"notes": [SCRIPT, "[x](javascript:EVIL())"], "absent": ""},
    }
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
