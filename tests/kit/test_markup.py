"""What a student's Markdown may show on nbgrader's pages, and what is shown as text."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_markdown_cell, new_notebook, new_raw_cell

from autograder.markup import MAX_LENGTH, as_markdown, disarm, is_harmless

HARMLESS = [
    "# Überschrift\n\nText mit *Betonung* und **fett**.",
    "a < b and c > d, 5 < 6 <= 7, if x<y then",
    "`vector<int>` and `<b>` and `` ` ``",
    "```python\nif a < b: print('<script>')\n```",
    "    indented <code>",
    "> quote\n> more",
    "| a | b |\n|---|:-:|\n| 1 | 2 |",
    "- one\n- two\n  - three\n\n1. x\n2. y",
    "* [ ] todo\n* [x] done",
    "[link](https://example.org/a?b=c&d=e) and <https://example.org> and https://example.org/plain",
    "[mail](mailto:a@b.de) [part](#part) [file](notes.txt)",
    "[ref][1]\n\n[1]: https://a.de 'title'",
    "$a<b$ and $$\\sum_i |w_i| \\le \\beta$$ and \\( x \\)",
    "\\begin{align}a&=b\\\\c&=d\\end{align}",
    "x<sub>1</sub> and <b>bold</b><br>next<br/>",
    "![plot](plot.png)",
    "line  \nbreak\n\n---\n\n~~gone~~",
    "Emoji 👩\u200d🔬 and „Anführung“ – β·Σ|w|",
    "a & b &amp; c &copy;",
    "<details>\n<summary>More</summary>\n\ntext\n\n</details>",
    "code: `\\href{javascript:x}`",
    "a <b",
    "",
]

HOSTILE = [
    "<script>EVIL()</script>",
    "<SCRIPT\n>EVIL()</SCRIPT>",
    "<img src=x onerror=EVIL()>",
    "<svg onload=EVIL()>",
    "<svg><script>EVIL()</script></svg>",
    "<iframe srcdoc='<script>EVIL()</script>'></iframe>",
    "<object data='javascript:EVIL()'></object>",
    "<embed src='//evil.example/'>",
    "[x](javascript:EVIL())",
    "[x](JaVaScRiPt:EVIL())",
    "[x](java&#115;cript:EVIL())",
    "[a](&#x6A;avascript:EVIL())",
    "[a](%6aavascript:EVIL())",
    "[a](  javascript:EVIL())",
    "[a](<javascript:EVIL()>)",
    "[a](vbscript:EVIL)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "<javascript:EVIL()>",
    "[x]: javascript:EVIL()\n\n[x]",
    "![x](https://evil.example/t.png)",
    "![x](//evil.example/t.png)",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    "![x](/logout)",
    "![x](../../logout)",
    "![x](attachment:none.png)",
    "<a href=javascript:EVIL()>x</a>",
    "<a href='https://evil.example' ping='//evil.example'>x</a>",
    "<style>body{display:none}</style>",
    "<p style='position:fixed'>100 of 100 points</p>",
    "<p class=jp-Cell>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<link rel=stylesheet href=//evil.example>",
    "<form action=//evil.example><button>x</button></form>",
    "<input onfocus=EVIL() autofocus>",
    "<!-- x --><script>EVIL()</script>",
    "<!-- hidden -->",
    "<![CDATA[<script>EVIL()</script>]]>",
    "<?php EVIL ?>",
    "<math><mi//xlink:href='data:x,<script>EVIL()</script>'>",
    "<noscript><p title='</noscript><img src=x onerror=EVIL()>'>",
    "<template><script>EVIL()</script></template>",
    "| <img src=x onerror=EVIL()> |\n|---|\n| a |",
    "```\n```\n<script>EVIL()</script>",
    "`` ` `` <b onclick=EVIL()>x</b>",
    "<b\nonclick=EVIL()>",
    "<details ontoggle=EVIL() open>x</details>",
    "# <img src=x onerror=EVIL()>",
    "$\\href{javascript:EVIL()}{x}$",
    "text \\(\\style{position:fixed}{x}\\)",
    "```mermaid\nclick A EVIL\n```",
    "<x-foo>",
    "<video src=x onerror=EVIL()>",
    "\x1b[31mred",
    "points: 1\u202e001",
    "<b>" * (MAX_LENGTH // 3 + 1),
]


class Active(HTMLParser):
    """Finds what would act in a browser."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        text = " ".join(f"{name}={value}" for name, value in attrs).lower()
        for name, value in attrs:
            target = (value or "").strip().lower()
            if name.startswith("on") or target.startswith(("javascript:", "vbscript:", "data:text", "data:image/svg")):
                self.found.append(f"{tag} {name}={target}")
        if tag == "img" and "evil" in text:
            self.found.append(text)
        if tag in (
            "object",
            "embed",
            "iframe",
            "form",
            "base",
            "svg",
            "math",
            "video",
            "template",
            "noscript",
            "x-foo",
        ):
            self.found.append(tag)

    def handle_data(self, data: str) -> None:
        if self.lasttag in ("script", "style") and "EVIL" in data:
            self.found.append(data)


def page(cell: object) -> str:
    """Return the page that nbconvert makes of one cell, without what surrounds it."""
    html, _ = HTMLExporter(template_name="basic").from_notebook_node(new_notebook(cells=[cell]))
    return html


@pytest.mark.parametrize("source", HARMLESS)
def test_harmless_cells_stay_as_they_are(source: str) -> None:
    cell = new_markdown_cell(source)

    assert not disarm(cell)
    assert cell.source == source


@pytest.mark.parametrize("source", HOSTILE)
def test_hostile_cells_are_shown_as_text(source: str) -> None:
    cell = new_markdown_cell(source)
    assert disarm(cell)
    rendered = page(cell)
    parser = Active()
    parser.feed(rendered)

    assert parser.found == []
    assert is_harmless(cell.source) or len(source) > MAX_LENGTH
    assert "shown as text" in rendered


def test_raw_cells_are_shown_as_text() -> None:
    cell = new_raw_cell("<script>EVIL()</script>")

    assert disarm(cell)
    assert cell.cell_type == "markdown"
    assert "<script>EVIL" not in page(cell)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([*HOSTILE[:-1], *HARMLESS, "`", "\n", "\n\n", " ", "<", ">", "|", "~~~"]), max_size=4))
def test_no_combination_gets_through(parts: list[str]) -> None:
    cell = new_markdown_cell("".join(parts))
    disarm(cell)
    parser = Active()
    parser.feed(page(cell))

    assert parser.found == []


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60) | st.sampled_from(HOSTILE[:-1]))
def test_any_text_can_be_put_into_markdown(text: str) -> None:
    assert is_harmless(as_markdown(text))
