"""notebook: its cells, outputs and file names hold characters that nobody sees, and marks piled on one another.

Status: graded
Points: full
Says: left out
"""

import json
from pathlib import Path

SEEN_BY_NOBODY = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b\u180e\u200b\u200e\u200f\u2028\u2029\u2060\u2064\u206a\u3164\ufeff\uffa0"
    "\ufff9\U0001d173\U000e0001\U000e0041\U000e0100"
)
TEXTS = [
    f"EVIL {SEEN_BY_NOBODY} 10 of 10",
    "".join(f"EVIL{character}points" for character in SEEN_BY_NOBODY),
    "".join(f"EVIL&#{ord(character)};points " for character in SEEN_BY_NOBODY),
    "EVIL &shy; &rlm; &lrm; &NoBreak; &ZeroWidthSpace; &#x202e;001",
    "[EVIL](https://example.org 'a&shy;b&#x202e;c') ![EVIL&#x202e;](plot.png)",
    "EVIL" + "\u0336\u035c\u0489" * 200,
    "EVIL\ufe0f\ufe00\ufe01 a\u200db \u200c",
]


def make(released: dict, folder: Path) -> None:
    for number, text in enumerate(TEXTS):
        outputs = [{"output_type": "stream", "name": "stdout", "text": text}]
        code = {"cell_type": "code", "metadata": {}, "source": f"# {text}", "outputs": outputs, "execution_count": 1}
        released["cells"].append({**code, "id": f"code{number}"})
        released["cells"].append({"cell_type": "markdown", "metadata": {}, "source": text, "id": f"text{number}"})
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
    (folder / f"file EVIL {SEEN_BY_NOBODY}.txt").symlink_to("/etc/passwd")
