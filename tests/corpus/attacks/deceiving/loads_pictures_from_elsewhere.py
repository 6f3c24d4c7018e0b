"""notebook: pictures on another machine tell it who opened the feedback, and when.

Status: graded
Points: full
Says: HTML that is not allowed here is shown as text
"""

import json
from pathlib import Path

TEXTS = [
    "![](https://evil.example/pixel.png)",
    "![x][y]\n\n[y]: https://evil.example/pixel.png",
    "![](//evil.example/pixel.png)",
    "![](\\\\evil.example\\pixel.png)",
    "![](/\\evil.example/pixel.png)",
    "![](http:evil.example/pixel.png)",
    "![](https:/evil.example/pixel.png)",
    "![](ftp://evil.example/pixel.png)",
    "![](/files/../../EVIL.png)",
    "![](../../../../EVIL.png)",
    "![](%2e%2e/%2e%2e/EVIL.png)",
    "![](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9IkVWSUwoKSIvPg==)",
    "<img src='https://evil.example/pixel.png'>",
    "<img srcset='https://evil.example/pixel.png 1x'>",
    "<picture><source srcset=https://evil.example/pixel.png><img></picture>",
    "<table background='https://evil.example/pixel.png'><tr><td>x</td></tr></table>",
    "<video poster='https://evil.example/pixel.png'></video>",
    "<svg><image href='https://evil.example/pixel.png'/></svg>",
    "![](attachment:https://evil.example/pixel.png)",
]


def make(released: dict, folder: Path) -> None:
    for number, text in enumerate(TEXTS):
        released["cells"].append({"cell_type": "markdown", "metadata": {}, "source": text, "id": f"evil{number}"})
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
