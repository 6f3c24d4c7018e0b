"""notebook: HTML stands where a reader of Markdown could take it for code or a comment, and a browser does not.

Status: graded
Points: full
Says: HTML that is not allowed here is shown as text
"""

import json
from pathlib import Path

IMAGE = "<img src=x onerror=EVIL()>"
TEXTS = [
    f"``` `\n{IMAGE}\n```",
    f"  ```\n{IMAGE}\n    ```\n{IMAGE}",
    f"~~~\ncode\n~~~~ x\n~~~\n\n{IMAGE}",
    f"`code`` {IMAGE} ``code`",
    f"\\`{IMAGE}\\`",
    f"text\n    {IMAGE}",
    f"\\    {IMAGE}",
    f"- a\n\n    {IMAGE}",
    f"1. a\n\n       {IMAGE}",
    f"<!-- > {IMAGE} -->",
    f"<!--> {IMAGE} -->",
    f"<!---> {IMAGE} -->",
    f"<!-- --!> {IMAGE} -->",
    f"<? > {IMAGE} ?>",
    f"<![CDATA[ > {IMAGE} ]]>",
    f"<!DOCTYPE x [ > {IMAGE} ]>",
    f"$a$ ${IMAGE}$",
    f"$$\n{IMAGE}\n$$",
    f"\\({IMAGE}\\)",
    f"\\[{IMAGE}\\]",
    f"\\begin{{align}}{IMAGE}\\end{{align}}",
    f"\\\\({IMAGE}\\\\)",
    f"<b title='`'>{IMAGE}</b>`",
    "<img\nsrc=x\nonerror=EVIL()\n>",
    "<img src=x onerror=EVIL()//",
    "<img src=x onerror=EVIL() ",
    f'<a title="</a>{IMAGE}">',
    f"<textarea>{IMAGE}</textarea{IMAGE}",
    f"<title>{IMAGE}</title>",
    f"<plaintext>{IMAGE}",
    f"[x]: y '{IMAGE}'\n\n[x]",
    f"[x]({IMAGE})",
    f"![{IMAGE}](x.png)",
    f"<pre>{IMAGE}</pre>",
    f"<code>{IMAGE}</code>",
    f"&lt;{IMAGE}&gt;",
    f"\ufeff<\u200bb>{IMAGE}",
    f"\uff1cscript\uff1eEVIL()\uff1c/script\uff1e {IMAGE}",
]


def make(released: dict, folder: Path) -> None:
    for number, text in enumerate(TEXTS):
        released["cells"].append({"cell_type": "markdown", "metadata": {}, "source": text, "id": f"evil{number}"})
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
