"""notebook: styles and placed boxes in Markdown lay a forged page of results over the real one.

Status: graded
Points: full
Says: HTML that is not allowed here is shown as text
"""

import json
from pathlib import Path

TEXTS = [
    '<style>body { visibility: hidden } body::before { content: "EVIL 22 / 22"; visibility: visible }</style>',
    '<div style="position:fixed;top:0;left:0;width:100%;height:100%;background:white" title="EVIL">22 / 22 EVIL</div>',
    '<p style="margin-top:-9999px;background:url(https://evil.example/x)">EVIL</p>',
    '<table style="position:absolute;top:0;z-index:9999;background:url(//evil.example)"><tr><td>EVIL</td></tr></table>',
    '<link rel="stylesheet" href="https://evil.example/x.css">',
    '<b class="EVIL" id="toc">x</b>',
    '<font size="99" color="white">EVIL</font><marquee>EVIL</marquee>',
    "</div></div></div></body><h1>EVIL 22 / 22</h1><!--",
    "$\\style{position:fixed;top:0;font-size:999px}{EVIL}$",
    "<b hidden title='EVIL'>x</b><plaintext>EVIL",
]


def make(released: dict, folder: Path) -> None:
    for number, text in enumerate(TEXTS):
        released["cells"].insert(
            number, {"cell_type": "markdown", "metadata": {}, "source": text, "id": f"evil{number}"}
        )
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
