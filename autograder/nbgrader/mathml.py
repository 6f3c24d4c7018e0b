"""Makes MathML of formulas, which browsers show by themselves: a page needs neither MathJax nor a network."""

from __future__ import annotations

import html
from xml.etree.ElementTree import Element, tostring

from latex2mathml.converter import Converter

_MAX_LENGTH = 5_000
_TAGS = frozenset(
    "math mrow mi mn mo mtext mspace mstyle mfrac msqrt mroot msub msup msubsup munder mover munderover mmultiscripts "
    "mprescripts none mtable mtr mtd mphantom mpadded menclose".split()
)
_ATTRIBUTES = frozenset(
    "xmlns display displaystyle scriptlevel mathvariant stretchy fence form separator movablelimits minsize maxsize "
    "accent accentunder linethickness lspace rspace width notation columnalign rowspacing columnspacing".split()
)


def as_mathml(tex: str, display: bool) -> str:
    """Return a formula as MathML, or as code, the way it was written, where it is not understood.

    The library's own `convert` is not used: it takes back the escaping of ``<`` in what it returns.
    """
    try:
        if len(tex) > _MAX_LENGTH:
            raise ValueError("too long")
        formula = Converter(display="block" if display else "inline").convert_to_element(tex)
        for element in formula.iter():
            _check(element)
        if display:
            formula.set("tabindex", "0")  # on a narrow screen it scrolls, by the keyboard as well
        return tostring(formula, encoding="unicode")
    except Exception:  # any: it is a small parser, and students write what they like
        return f"<code>{html.escape(tex)}</code>"


def _check(element: Element) -> None:
    """Raise a `ValueError` where something was not understood, and put characters in the place of references."""
    element.text = html.unescape(element.text or "")
    if element.tag not in _TAGS or "\\" in element.text or element.tail:
        raise ValueError(f"<{element.tag}> {element.text}")
    for name in set(element.attrib) - _ATTRIBUTES:
        del element.attrib[name]
