"""Makes the Markdown of a submission safe for the pages that nbgrader makes of it.

nbgrader's feedback and formgrader pages show a student's Markdown with whatever HTML is in it, the latter in the
instructor's browser, where a script could do all that the instructor may do. Cleaning the text up would change what
honest students wrote, and nbgrader's comparison with the released text. So each cell is rendered by the renderer that
will show it, which tells what is in it: a harmless cell stays as it is, any other is shown as plain text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from urllib.parse import unquote

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode

MAX_LENGTH = 50_000
"""Characters of a cell; longer ones are shown as text, since some texts take the renderer quadratic time."""

NOTE = "*This cell holds what is not allowed here, such as HTML; it is shown as text.*"

_Attachments = Mapping[str, Mapping[str, str]]

# HTML that Markdown has no sign for, in its plainest form: without attributes, it can neither act nor hide anything.
_PLAIN_TAG = re.compile(
    r"</?(?:b|i|u|s|em|strong|small|mark|sub|sup|kbd|code|samp|var|del|ins|q|p|br|hr|ul|ol|li|dl|dt|dd|table|thead|tbody"
    r"|tr|th|td|caption|details|summary|blockquote|center|h[1-6])\s*/?>",
    re.IGNORECASE,
)
_LINK = re.compile(r"(?:https?://|mailto:)[^\s\"'<>\\]*|#[^\s\"'<>]*|(?!/)[\w./-]+(?:#[\w.-]*)?", re.IGNORECASE)
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif);base64,[A-Za-z0-9+/=]+|(?!/)[\w./ -]+")
# What MathJax turns into links, styles and page elements, and what loads or defines more of it.
_MATH = re.compile(
    r"\\(?:href|url|style|class|cssId|data|require|unicode|bbox|toggle|mathchoice|texttip|mmlToken|action|def|newcommand"
    r"|renewcommand|newenvironment|let)(?![a-zA-Z])"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def is_harmless(markdown: str, attachments: _Attachments | None = None) -> bool:
    """Say whether a Markdown cell shows nothing but what plain Markdown can: no HTML that acts, no remote picture."""
    if len(markdown) > MAX_LENGTH or _CONTROL.search(markdown):
        return False
    renderer = _Watcher(attachments or {})
    try:
        page = MarkdownWithMath(renderer=renderer).render(markdown)
    except Exception:  # what the renderer trips over here it would trip over there
        return False
    return renderer.harmless and _PageCheck.passes(page)


def disarm(cell: NotebookNode) -> bool:
    """Turn a Markdown or raw cell into one that shows its text, unless it is harmless; say whether that was needed.

    nbconvert passes raw cells on as they are, so that they are never harmless.
    """
    if cell.cell_type == "markdown" and is_harmless(cell.source, cell.get("attachments")):
        return False
    text = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", cell.source)
    fence = _fence(text, 3)
    cell["cell_type"] = "markdown"
    cell["source"] = f"{NOTE}\n\n{fence}text\n{text}\n{fence}"
    cell.pop("attachments", None)
    return True


def as_markdown(text: str) -> str:
    """Return Markdown that shows `text`, one line of anything, as it is: as code, which MathJax leaves alone, too."""
    text = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", " ".join(text.split()))
    fence = _fence(text, 1)
    return f"{fence} {text} {fence}" if text else ""


def _fence(text: str, least: int) -> str:
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    return "`" * max(least, longest + 1)


class _Watcher(IPythonRenderer):
    """Renders as nbconvert's HTML exporter does and notes whether something harmful came by."""

    def __init__(self, attachments: _Attachments) -> None:
        super().__init__(escape=False, attachments={name: dict(bundle) for name, bundle in attachments.items()})
        self.harmless = True
        self._attachments = attachments

    def inline_html(self, html: str) -> str:
        self._require("<" not in _PLAIN_TAG.sub("", html))
        return super().inline_html(html)

    def block_html(self, html: str) -> str:
        self._require("<" not in _PLAIN_TAG.sub("", html))
        return super().block_html(html)

    def block_mermaidjs(self, code: str) -> str:
        self._require(False)
        return super().block_mermaidjs(code)

    def link(self, text: str, url: str, title: str | None = None) -> str:
        self._require(_LINK.fullmatch(unquote(url)) is not None)
        return super().link(text, url, title)

    def image(self, text: str, url: str, title: str | None = None) -> str:
        name = unquote(url)
        attached = name.startswith("attachment:") and name.removeprefix("attachment:") in self._attachments
        self._require(attached or (_PICTURE.fullmatch(name) is not None and ".." not in name))
        return super().image(text, url, title)

    def _require(self, condition: bool) -> None:
        self.harmless = self.harmless and condition


class _PageCheck(HTMLParser):
    """Looks at the rendered page once more, with no trust in how the text above was taken apart."""

    _TAGS = frozenset(
        "a b i u s em strong small mark sub sup kbd code samp var del ins q p br hr ul ol li dl dt dd table thead "
        "tbody tr th td caption details summary blockquote center h1 h2 h3 h4 h5 h6 pre div span img input".split()
    )
    _ATTRIBUTES = frozenset("href src alt title id class style start align type disabled checked".split())

    def __init__(self) -> None:
        super().__init__()
        self.odd = False
        self._in_code = 0
        self._text: list[str] = []

    @classmethod
    def passes(cls, page: str) -> bool:
        check = cls()
        check.feed(page)
        check.close()
        return not check.odd and _MATH.search(" ".join(check._text)) is None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.odd |= tag not in self._TAGS or any(name not in self._ATTRIBUTES for name, _ in attrs)
        self.odd |= tag == "input" and ("type", "checkbox") not in attrs  # of a list of tasks
        self._in_code += tag in ("pre", "code")
        for name, value in attrs:
            target = re.sub(r"[\s\x00-\x20]", "", value or "").lower()
            if name in ("href", "src"):
                self.odd |= target.startswith(("javascript:", "vbscript:", "//")) or (
                    target.startswith("data:") and not target.startswith("data:image/")
                )
            if name == "style":  # the renderer's own, for the alignment of table cells and the lines of code
                self.odd |= re.fullmatch(r"text-align:(left|right|center);?|line-height:125%;?", target) is None

    def handle_endtag(self, tag: str) -> None:
        self._in_code -= tag in ("pre", "code")

    def handle_data(self, data: str) -> None:
        if self._in_code <= 0:  # MathJax leaves code alone
            self._text.append(data)

    def handle_comment(self, data: str) -> None:
        self.odd = True

    handle_decl = handle_pi = unknown_decl = handle_comment  # type: ignore[assignment]
