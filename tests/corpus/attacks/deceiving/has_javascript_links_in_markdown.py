"""notebook: Markdown links and pictures point to scripts, written in ways that a filter may not know.

Status: graded
Points: full
Says: HTML that is not allowed here is shown as text
"""

import json
from pathlib import Path

TEXTS = [
    "[x](javascript:EVIL())",
    "[x](JaVaScRiPt:EVIL())",
    "[x](<javascript:EVIL()>)",
    "[x]( javascript:EVIL())",
    "[x](java\tscript:EVIL())",
    "[x](<java\nscript:EVIL()>)",
    "[x](&#106;avascript:EVIL())",
    "[x](&#x6A&#x61&#x76ascript:EVIL())",
    "[x](javascript&colon;EVIL())",
    "[x](javascript%3AEVIL())",
    "[x](\\javascript:EVIL())",
    "[x](\x01javascript:EVIL())",
    "<javascript:EVIL()>",
    "[x][1]\n\n[1]: javascript:EVIL()",
    "[1]\n\n[1]: <javascript:EVIL()> 'EVIL'",
    "[x](vbscript:EVIL())",
    "[x](data:text/html;base64,PHNjcmlwdD5FVklMKCk8L3NjcmlwdD4=)",
    "[x](data:text/html,<script>EVIL()</script>)",
    "![x](javascript:EVIL())",
    "[![x](x.png)](javascript:EVIL())",
    '[x](# "\\"onclick=EVIL()")',
    '[x](#"onclick=EVIL())',
    '![" onerror=EVIL()](x.png)',
    "![x](x.png \"' onerror=EVIL() '\")",
    '![x](`"onerror=EVIL()`)',
    "[x](file:///etc/EVIL)",
    "[x](blob:https://evil.example/EVIL)",
    "[x](intent://evil.example/#Intent;scheme=EVIL;end)",
    'https://ok.example/"onclick=EVIL()',
    '<https://ok.example/"onclick=EVIL()>',
]


def make(released: dict, folder: Path) -> None:
    for number, text in enumerate(TEXTS):
        released["cells"].append({"cell_type": "markdown", "metadata": {}, "source": text, "id": f"evil{number}"})
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
