"""Make plain text of what feeds carry: HTML, half-escaped HTML, or text.

Pure. A scanner, not a tree: only the text is wanted, and a tree of fifty thousand nested blocks
took lexbor seconds; here every step takes no longer than the text is long.

Feeds escape once too often: entities are decoded a second time, and markup that only then shows
is taken out too. What merely looks like a tag (`a <b and c`, `<desk@example.org>`) stays.
Invisible characters stay as well, because spans of matches point to what is shown; folding passes
over them.
"""

from __future__ import annotations

import html
import re

#: Marks a line break while markup is taken out; no control character survives cleaning.
_BREAK = "\x1d"
_INLINE = frozenset(
    """
    a abbr acronym applet area audio b base basefont bdi bdo big blink cite code col colgroup
    data del dfn em embed font frame frameset i iframe ins kbd link map mark meta meter nobr
    noembed noframes object optgroup output param picture progress q rp rt ruby s samp slot
    small source span strike strong sub sup time track tt u var wbr xml canvas math noscript
    script select style svg template textarea title video
    """.split()  # noqa: SIM905 - names of elements read best as words
)
_BLOCK = frozenset(
    """
    address article aside blockquote body br caption center dd details dialog dir div dl dt
    fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html
    legend li main marquee menu nav ol p pre section summary table tbody tfoot thead tr ul
    """.split()  # noqa: SIM905 - names of elements read best as words
)
_CELL = frozenset(("td", "th", "img", "button", "input", "option", "label"))
_KNOWN = _INLINE | _BLOCK | _CELL
#: Elements of which nothing is text for a reader.
_DROPPED = frozenset(
    (
        "script", "style", "noscript", "template", "iframe", "object", "svg", "math", "title",
        "video", "audio", "canvas", "select", "textarea",
    )
)  # fmt: skip
_CLOSERS = {name: re.compile(f"</{name}(?=[\\s/>])[^>]*>", re.IGNORECASE) for name in _DROPPED}
#: A comment, a declaration, or a tag: slash, name, the rest. Quotes count after `=` only, and the
#: number of attributes is bounded, so that no start is looked at for longer than it deserves.
_TAG = re.compile(
    r"<(?:!--.*?(?:-->|\Z)|(?:!doctype|\?[a-z]|!\[)[^>]*>"
    r"|(/?)([a-z][a-z0-9:\-]*)(?=[\s/>]|\Z)"
    r"""((?:=\s*"[^"]*"|=\s*'[^']*'|[^<>=]+|=){0,200}+)(?:>|\Z))""",
    re.IGNORECASE | re.DOTALL,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
#: White space that is not one plain or one protected space; `\s` includes the break.
_LOOSE_SPACE = re.compile("\\s{2,}|[^\\S \u00a0\u202f\u2007]")
#: Controls, surrogates and noncharacters: databases and mail refuse them, nobody sees them.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0e-\x1c\x1e\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def clean_html(source: str) -> str:
    """Return the text that a reader of this HTML (or text) sees.

    Inline tags go without a trace, blocks become line breaks, entities are decoded twice, scripts
    and control characters go; white space is one space, between paragraphs one line break.
    """
    text = _strip_markup(source.replace(_BREAK, ""))
    if "&" in text:
        text = html.unescape(text)
    if "&" in text or "<" in text:
        text = _strip_markup(_ENTITY.sub(_decode, text))
    return _collapse(_UNPRINTABLE.sub("", text))


def _strip_markup(text: str) -> str:
    """Take out tags, and what no reader sees."""
    if "<" not in text:
        return text
    if "<![CDATA[" in text:
        text = text.replace("<![CDATA[", "").replace("]]>", "")
    kept: list[str] = []
    place = 0
    unclosed: set[str] = set()
    while tag := _TAG.search(text, place):
        kept.append(text[place : tag.start()])
        place = tag.end()
        if not _is_markup(tag):
            kept.append("<")
            place = tag.start() + 1
            continue
        name = (tag.group(2) or "").lower()
        kept.append(_BREAK if name in _BLOCK else " " if name in _CELL else "")
        if name in _DROPPED and not tag.group(1) and not tag.group(3).endswith("/"):
            place = _skip(text, name, place, unclosed)
    kept.append(text[place:])
    return "".join(kept)


def _is_markup(tag: re.Match[str]) -> bool:
    """Whether this is HTML, and not text with a sign in it that looks like it."""
    name, rest = tag.group(2), tag.group(3)
    if name is None:
        return True
    is_known = name.lower() in _KNOWN or "-" in name or ":" in name
    is_cut_off = not tag.group().endswith(">")
    return is_known and not (is_cut_off and rest.strip(" /") and "=" not in rest)


def _skip(text: str, name: str, place: int, unclosed: set[str]) -> int:
    """Return where an element ends whose content is not for readers.

    Without an end, a script goes to the end of the text, as in a browser; of anything else only
    the tag goes, for the sake of what follows.
    """
    end = None if name in unclosed else _CLOSERS[name].search(text, place)
    if end is not None:
        return end.end()
    unclosed.add(name)
    return len(text) if name in ("script", "style") else place


def _decode(match: re.Match[str]) -> str:
    return html.unescape(match.group())


def _collapse(text: str) -> str:
    return _LOOSE_SPACE.sub(_tighten, text).strip()


def _tighten(match: re.Match[str]) -> str:
    """Make a stretch of white space one space, or one line break between paragraphs."""
    space = match.group()
    return "\n" if _BREAK in space or space.count("\n") > 1 else " "
