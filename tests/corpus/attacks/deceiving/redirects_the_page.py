"""notebook: Markdown holds what sends the reader, or all links of the page, elsewhere: base, refresh, frames.

Status: graded
Points: full
Says: HTML that is not allowed here is shown as text
"""

import json
from pathlib import Path

TEXTS = [
    '<base href="https://evil.example/">',
    '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
    '<meta http-equiv=refresh content="0;javascript:EVIL()">',
    '<iframe src="https://evil.example/"></iframe>',
    '<frameset><frame src="https://evil.example/"></frameset>',
    '<link rel="prefetch" href="https://evil.example/"><link rel=dns-prefetch href=//evil.example>',
    '<a href="https://evil.example/" target="_top" ping="https://evil.example/">submit again</a>',
    '<area href="https://evil.example/" shape="default"><map name="EVIL"></map>',
    '<html manifest="https://evil.example/">',
]


def make(released: dict, folder: Path) -> None:
    for number, text in enumerate(TEXTS):
        released["cells"].append({"cell_type": "markdown", "metadata": {}, "source": text, "id": f"evil{number}"})
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
