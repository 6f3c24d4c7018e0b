"""Makes the Markdown of a submission safe for the pages that nbgrader makes of it.

nbgrader's feedback and formgrader pages show a student's Markdown with whatever HTML is in it, the latter in the
instructor's browser, where a script could do all that the instructor may do. Cleaning the text up would change what
honest students wrote, and nbgrader's comparison with the released text. So each cell is rendered by the renderer that
will show it, which tells what is in it: a harmless cell stays as it is, any other is shown as plain text.

The rendered page must consist of text and of tags so plain that all parsers agree on them; anything else is harmful.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Mapping
from urllib.parse import unquote

from nbconvert.filters import strip_files_prefix
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode

from autograder.course.formulas import are_plain
from autograder.course.pictures import MAX_DOTS, Room, dots
from autograder.student.language import N_, _
from autograder.student.text import visible

MAX_LENGTH = 50_000
"""Characters of a cell; longer ones are shown as text, since some texts take the renderer quadratic time."""

NOTE = N_("*This cell holds what is not allowed here, such as HTML; it is shown as text.*")
PICTURE_NOTE = N_("*The pictures of this cell have too many dots and are left out; it is shown as text.*")
ALL_PICTURES_NOTE = N_(
    "*The pictures of this notebook have too many dots together. Those of this cell are left out; it is shown as text.*"
)
RAW_NOTE = N_("*This is a raw cell; it is shown as text.*")
CUT_NOTE = N_("*This cell holds what is not allowed here, and it is long; its beginning is shown as text.*")
GONE_NOTE = N_("*This cell holds what is not allowed here; it cannot even be shown as text.*")

_Attachments = Mapping[str, Mapping[str, str]]

# Each of these makes nbconvert's expressions for formulas search the whole rest of the text when it stays open.
_OPENERS = ("\\\\[", "\\\\(", "\\begin")
_MAX_OPENERS = 300
_MAX_COST = 50_000_000  # steps of a regular expression, under a second

# Pygments' expressions for some of its hundreds of languages take exponential time; these are what notebooks hold.
_LANGUAGES = frozenset(
    "python py python3 py3 ipython ipython3 pycon pytb bash sh shell console text plain plaintext json yaml toml ini "
    "latex tex markdown md html xml css javascript js c cpp c++ java r sql diff".split()
)

_TOKEN = re.compile(
    r"""(?P<text>[^<]+)|<(?P<end>/?)(?P<tag>[a-z][a-z0-9]*)"""
    r"""(?P<attributes>(?:[ \t\r\n]+[a-z]+(?:="[^"<>]*"|='[^'<>]*'|=[a-z0-9#%]+)?)*)[ \t\r\n]*(?P<void>/?)>""",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"""([a-z]+)(?:=(?:"([^"]*)"|'([^']*)'|([a-z0-9#%]+)))?""", re.IGNORECASE)

# Browsers move, join and drop what stands elsewhere in a table, by rules that the kit does not know.
_IN_TABLE = {
    "tr": frozenset("table thead tbody tfoot".split()),
    **dict.fromkeys("td th".split(), frozenset(["tr"])),
    **dict.fromkeys("caption thead tbody tfoot".split(), frozenset(["table"])),
}
_HOLDS_ROWS = frozenset("table thead tbody tfoot tr".split())
_VOID = frozenset("br hr img input wbr".split())
_IN_CODE = frozenset("code span b i u s em strong small mark sub sup kbd samp var del ins br wbr".split())
_TAGS = _IN_CODE | frozenset(
    "a img big tt strike q cite dfn abbr p hr ul ol li dl dt dd table thead tbody tfoot tr th td caption details "
    "summary blockquote center div font figure figcaption pre h1 h2 h3 h4 h5 h6".split()
)
_MAX_DEPTH = 100

_PART = r"(?:[\w-]|%20|%[89A-F][0-9A-F])+"  # of a file's name; %2E and %2F, a dot and a slash, are not among it
_FILE = rf"(?:\./)?(?:{_PART}/)*{_PART}(?:\.{_PART})*\."
# No HTML or SVG: the formgrader serves the submission's files under its own address, and a script in them could act.
_LINK = rf"(?:https?://|mailto:|#)[^\s\"<>]*|{_FILE}(?:txt|csv|json|md|py|ipynb|pdf|png|jpe?g|gif)|{_PART}"
_EMBEDDED = r"data:(image/(?:png|jpeg|gif));base64,([A-Za-z0-9+/=]+)"
_PICTURE_FILE = rf"{_FILE}(?:png|jpe?g|gif)"
_PICTURE = rf"{_EMBEDDED}|{_PICTURE_FILE}"
_SIZE = r"\d{1,4}(?:px|%)?"
_ALIGN = r"left|right|center|justify"
_ANY = r"[\s\S]*"

_STUDENTS = {
    "a href": _LINK,
    "a title": _ANY,
    "img src": rf"{_PICTURE}|attachment:{_PART}(?:\.{_PART})*",
    "img alt": _ANY,
    "img title": _ANY,
    "img width": _SIZE,
    "img height": _SIZE,
    "font color": r"#?[a-zA-Z0-9]+",
    "ol start": r"\d{1,9}",
    "td colspan": r"\d{1,2}",
    "td rowspan": r"\d{1,2}",
    "th colspan": r"\d{1,2}",
    "th rowspan": r"\d{1,2}",
    **{f"{tag} align": _ALIGN for tag in "table thead tbody tfoot tr th td caption p div h1 h2 h3 h4 h5 h6".split()},
}
"""The attributes that a student's own HTML may have, by tag and name, with the form of their values."""

_RENDERERS = _STUDENTS | {
    "a class": r"anchor-link",
    "code class": r"language-[^\s]*",
    "div class": r"highlight",
    "span class": r"[a-z0-9]{1,3}",  # Pygments' kinds of tokens
    "th style": rf"text-align:(?:{_ALIGN})",
    "td style": rf"text-align:(?:{_ALIGN})",
    "li class": r"task-list-item",
    "input class": r"task-list-item-checkbox",
    "input type": r"checkbox",
    "input disabled": r"",
    "input checked": r"",
    **{f"h{level} id": _ANY for level in range(1, 7)},
}
"""The attributes that the page may have once it is rendered."""


class _HarmfulError(Exception):
    """The Markdown is not harmless."""


class _LargePicturesError(_HarmfulError):
    """Its pictures have too many dots; the text is the note that says so."""


def is_harmless(markdown: str, attachments: _Attachments | None = None, ids: Collection[str] = ()) -> bool:
    """Say whether a Markdown cell shows nothing but what plain Markdown can: no HTML that acts, no remote picture.

    `ids` are those of the page itself, which no heading may take; see `page_ids`.
    """
    return not _objection(markdown, attachments or {}, ids, Room())


def _objection(markdown: str, attachments: _Attachments, ids: Collection[str], room: Room) -> str:
    """Return a note that says why Markdown is not shown as such; nothing where it is harmless and has taken `room`."""
    if len(markdown) > MAX_LENGTH or visible(markdown) != markdown:
        return NOTE
    if sum(map(markdown.count, _OPENERS)) > _MAX_OPENERS and not _SHOWN.fullmatch(markdown):
        return NOTE
    try:
        renderer = _Renderer(markdown, attachments)
        page = MarkdownWithMath(renderer=renderer).render(markdown)
        if _stripping_cost(page) > _MAX_COST:
            return NOTE
        # nbgrader's templates apply this filter last; it can uncover another address
        room.left -= _check(strip_files_prefix(page), ids, room)
    except _LargePicturesError as error:
        return str(error)
    except Exception:  # any: what the renderer trips over here it would trip over there
        return NOTE
    return ""


def disarm(cell: NotebookNode, ids: Collection[str] = (), room: Room | None = None) -> bool:
    """Turn a Markdown or raw cell into one that shows its text, unless it is harmless; say whether that was needed.

    nbconvert takes raw cells for HTML, so that they are never harmless.

    Args:
        cell: the cell.
        ids: those of the page itself, which no heading may take; see `page_ids`.
        room: that of all cells of its notebook for pictures.
    """
    if cell.cell_type == "code":
        return False
    note = RAW_NOTE
    if cell.cell_type == "markdown":
        note = _objection(cell.source, cell.get("attachments", {}), ids, room or Room())
        if not note:
            return False
    text = visible(cell.source)
    ways = [(note, text), (note, visible(_wrapped(text)))]
    ways += [(CUT_NOTE, visible(_wrapped(text[:length]))) for length in (MAX_LENGTH - 1000, MAX_LENGTH // 4)]
    cell["cell_type"] = "markdown"
    cell["source"] = next(filter(is_harmless, (_as_code(*way) for way in ways)), _(GONE_NOTE))
    cell.pop("attachments", None)
    for key in ("raw_mimetype", "format"):
        cell.metadata.pop(key, None)
    return True


def page_ids(notebook: NotebookNode) -> frozenset[str]:
    """Return the names that nbgrader's pages of `notebook` give to their own parts, which no heading may take.

    The formgrader looks its fields up by id: a student's heading of the same name, higher up, would have the points
    that the instructor gives for one cell saved for another. Links to results and comments, and those to the top of the
    page, would lead to that heading.
    """
    ids = {"top", "toc", "notebook", "notebook-container", "statusmessage"}
    for known in (cell.metadata.get("nbgrader", {}) for cell in notebook.cells):
        name = known.get("grade_id", "")
        if known.get("grade") or known.get("task"):
            ids |= {name, f"{name}_extra_credit"}
        if known.get("solution") or known.get("task"):
            ids |= {f"{name}-comment", f"comment-{name}"}
    return frozenset(ids)


def _as_code(note: str, text: str) -> str:
    fence = "`" * max(3, 1 + max(map(len, re.findall(r"`+", text)), default=0))
    return f"{_(note)}\n\n{fence}\n{text}\n{fence}"


# What `_as_code` makes, a note of plain words in any language and a block of code: whatever is in the block, the
# renderer is through with it at once.
_SHOWN = re.compile(
    r"\*(?:[^\W_]|[ ,;.])+\*\n\n"
    r"(?P<fence>`{3,})\n(?:(?!(?P=fence)).)*\n(?P=fence)",
    re.DOTALL,
)


def _wrapped(text: str) -> str:
    return re.sub(r"([^\n]{200})(?=[^\n])", r"\1\n", text)


def _stripping_cost(page: str) -> int:
    """Return about how many steps `strip_files_prefix` takes.

    It searches the rest of the line from each bracket, and from there again: 50 kB of ``[](files/`` take it hours.
    """
    return sum(
        len(line) * line.count("[") * (1 + line.count("](files/") + line.count("](/files/"))
        for line in page.split("\n")
    )


class _Renderer(IPythonRenderer):
    """Renders as nbconvert's HTML exporter does, and refuses what the page alone would not give away."""

    def __init__(self, markdown: str, attachments: _Attachments) -> None:
        super().__init__(escape=False, attachments={name: dict(bundle) for name, bundle in attachments.items()})
        # Every mention of an attachment or of a [name]: address repeats it in the page, which could become gigabytes.
        given = len(markdown) + sum(len(data) for bundle in attachments.values() for data in bundle.values())
        self._left = 2 * given + 1000

    def inline_html(self, html: str) -> str:
        _tags(html, _STUDENTS)
        return super().inline_html(html)

    def block_html(self, html: str) -> str:
        _tags(html, _STUDENTS)
        return super().block_html(html)

    def block_code(self, code: str, info: str | None = None) -> str:
        language = (info or "").split(maxsplit=1)[:1]
        if language and language[0].lower() not in _LANGUAGES:
            raise _HarmfulError(f"code in {language[0]}")
        return super().block_code(code, info)

    def block_mermaidjs(self, code: str) -> str:
        raise _HarmfulError("a diagram, which nbconvert writes into the page as it is")

    def link(self, text: str, url: str, title: str | None = None) -> str:
        self._spend(url, title)
        return super().link(text, url, title)

    def image(self, text: str, url: str, title: str | None = None) -> str:
        self._spend(self._embed_image_or_attachment(url), title)
        return super().image(text, url, title)

    def _spend(self, url: str, title: str | None) -> None:
        self._left -= len(url) + len(title or "")
        if self._left < 0:
            raise _HarmfulError("links and pictures that are repeated over and over")


def _tags(page: str, attributes: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Return the text and tags of a piece of HTML, as triples of kind, tag and text.

    Raises:
        _HarmfulError: there is something else, another tag, or an attribute that is not among `attributes`.
    """
    found = []
    position = 0
    while position < len(page):
        token = _TOKEN.match(page, position)
        if token is None:
            raise _HarmfulError(f"odd HTML: {page[position : position + 40]!r}")
        position = token.end()
        if token["text"]:
            found.append(("text", "", token["text"]))
            continue
        tag, end, given = token["tag"].lower(), token["end"], token["attributes"]
        if tag not in (_TAGS if attributes is _STUDENTS else _TAGS | {"input"}):
            raise _HarmfulError(f"<{tag}>")
        if (end and (given or tag in _VOID)) or (token["void"] and tag not in _VOID):
            raise _HarmfulError(f"odd HTML: {token[0]!r}")
        for name, *values in _ATTRIBUTE.findall(given):
            form = attributes.get(f"{tag} {name.lower()}")
            if form is None or not re.fullmatch(form, "".join(values)):
                raise _HarmfulError(f"{name}={''.join(values)[:40]!r} of <{tag}>")
        found.append(("end" if end else "void" if tag in _VOID else "start", tag, given))
    return found


def _check(page: str, ids: Collection[str], room: Room) -> int:
    """Return how many dots the pictures of a rendered page have, which must be as few as there is `room` for.

    Raises:
        _HarmfulError: it does not stay within its place, or MathJax finds harm in it.
    """
    texts: list[str] = []
    words: list[str] = []  # those outside code, which MathJax passes over
    opened: list[str] = []
    in_code = 0
    count = 0
    for kind, tag, content in _tags(page, _RENDERERS):
        parent = opened[-1] if opened else ""
        if kind == "text":
            if parent in _HOLDS_ROWS and content.strip(" \t\r\n"):
                raise _HarmfulError("text beside the cells of a table")
            texts.append(content)
            words += [] if in_code else [html.unescape(content)]
            continue
        if kind == "end":
            if not opened or opened.pop() != tag:  # it would close what the page itself opened
                raise _HarmfulError(f"</{tag}> without <{tag}>")
            in_code -= tag in ("code", "pre")
            continue
        if in_code and tag not in _IN_CODE:  # browsers move parts of tables out of the code again
            raise _HarmfulError(f"<{tag}> in code")
        if parent not in _IN_TABLE.get(tag, [parent]) or (parent in _HOLDS_ROWS and tag not in _IN_TABLE):
            raise _HarmfulError(f"<{tag}> in <{parent}>")
        _expect_visible(content)
        if ids and any(html.unescape(value) in ids for value in re.findall(r' id="([^"]*)"', content)):
            raise _HarmfulError("a heading named like a part of the page")
        count += _dots_in(content, room)
        if count > MAX_DOTS:
            raise _LargePicturesError(PICTURE_NOTE)
        if count > room.left:
            raise _LargePicturesError(ALL_PICTURES_NOTE)
        if kind == "start":
            opened.append(tag)
            if len(opened) > _MAX_DEPTH:
                raise _HarmfulError("tags within tags within tags")
            in_code += tag in ("code", "pre")
    if opened:  # it would take in what follows
        raise _HarmfulError(f"<{opened[-1]}> without </{opened[-1]}>")
    _expect_visible("".join(texts))
    for between in ("", " "):  # browsers leave tags out that stand in a wrong place, which joins what they part
        if not are_plain(between.join(words)):
            raise _HarmfulError("a formula that is more than a formula")
    return count


def _dots_in(attributes: str, room: Room) -> int:
    """Return how many dots the pictures of a tag have, 0 where there are none."""
    count = 0
    for name, *values in _ATTRIBUTE.findall(attributes):
        found = re.fullmatch(rf"{_EMBEDDED}|({_PICTURE_FILE})", "".join(values)) if name.lower() == "src" else None
        if found:
            kind, data, file = found.groups()
            dots_here = room.dots_of(unquote(file).removeprefix("./")) if file else dots(kind, data)
            if dots_here is None:
                raise _HarmfulError("what is no such picture")
            count += dots_here
    return count


def _expect_visible(text: str) -> None:
    if visible(text := html.unescape(text)) != text:
        raise _HarmfulError("characters that nobody sees")
