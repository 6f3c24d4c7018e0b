"""notebook: Markdown cells hold scripts, in all elements and attributes that run one.

Status: graded
Points: full
Says: HTML that is not allowed here is shown as text
"""

import json
from pathlib import Path

TEXTS = [
    "<script>EVIL()</script>",
    "Text <SCRIPT SRC=https://evil.example/x.js></SCRIPT> text",
    "<img src=x onerror=EVIL()>",
    "A <b onmouseover=EVIL()>bold</b> word, a <br onclick='EVIL()'> break, a <p/onclick=EVIL()> slash",
    "<svg onload=EVIL()></svg>",
    "<svg><animate onbegin=EVIL() attributeName=x></svg>",
    '<math><mtext><mglyph><style><img src="</style><img src=x onerror=EVIL()>">',
    '<iframe srcdoc="<script>EVIL()</script>"></iframe>',
    '<object data="javascript:EVIL()"></object><embed src="javascript:EVIL()">',
    "<details open ontoggle=EVIL()><summary>1</summary></details>",
    "<video><source onerror=EVIL()></video>",
    "<body onload=EVIL()>",
    "<a href='javascript:EVIL()'>x</a>",
    '<xss id=x tabindex=1 onfocus=EVIL() style="animation-name:x"></xss>',
    "<template><script>EVIL()</script></template>",
    '<noscript><p title="</noscript><img src=x onerror=EVIL()>">',
    "```mermaid\ngraph TD; A[<img src=x onerror=EVIL()>]\n```",
    '<span class="MathJax" data-mathml="<img src=x onerror=EVIL()>">x</span>',
    "<b\nonclick=EVIL()\n>x</b>",
    "| a | b |\n|---|---|\n| <img src=x onerror=EVIL()> | `x` |",
    "- a\n  - <script>EVIL()</script>\n",
    "# <img src=x onerror=EVIL()>",
    "[^1]\n\n[^1]: <script>EVIL()</script>",
    "a&#60;script&#62;EVIL()&#60;/script&#62; \\<script>EVIL()\\</script>",
]


def make(released: dict, folder: Path) -> None:
    for number, text in enumerate(TEXTS):
        released["cells"].append({"cell_type": "markdown", "metadata": {}, "source": text, "id": f"evil{number}"})
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
