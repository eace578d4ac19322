"""Tell whether what an entry says to feedparser ends with the entry.

Pure. In feedparser a few things outlive the element that they belong to: a base where there was
none before; its count of open elements, after a `div` in a text that is not declared as markup;
whether it is in a text, when markup in a text has the name of an element of feeds. An entry that
the fast path reads has none of these; others are looked at here.
"""

from __future__ import annotations

from typing import Final
from xml.parsers.expat import ExpatError, ParserCreate

from feedparser.api import StrictFeedParser

_ENDINGS: Final = [name[5:] for name in dir(StrictFeedParser) if name.startswith("_end_")]
#: Names of elements at whose end feedparser does something.
_WITH_ENDING: Final = frozenset((*_ENDINGS, *(name.rpartition("_")[2] for name in _ENDINGS)))
#: Texts that may be markup.
_TEXTS: Final = frozenset(
    (
        *("title", "subtitle", "tagline", "rights", "copyright", "description", "abstract", "info"),
        *("browserfriendly", "summary", "content", "body", "encoded", "fullitem"),
    )
)
_NO_TEXT: Final = "media:content"
_XHTML: Final = frozenset({"xhtml", "application/xhtml+xml"})
#: What belongs around entries, not into them.
_OUTER: Final = frozenset({"rss", "feed", "rdf", "channel", "item", "entry", "image", "textinput"})


def is_contained(entry: bytes, *, has_base: bool) -> bool:
    """Tell whether an entry leaves no trace on those after it.

    Args:
        entry: The element, as it stands in its document.
        has_base: The document gives a base that links are resolved against.
    """
    parser = ParserCreate("utf-8")
    watcher = _Watcher(has_base=has_base)
    parser.StartElementHandler, parser.EndElementHandler = watcher.begin, watcher.end
    try:
        parser.Parse(entry, True)
    except ExpatError:
        return False
    return not watcher.leaves_traces


class _Watcher:
    """Handlers for expat's events."""

    __slots__ = ("_depth", "_has_base", "_is_markup", "_text_depth", "leaves_traces")

    def __init__(self, *, has_base: bool) -> None:
        self.leaves_traces = False
        self._has_base = has_base
        self._depth = 0
        self._text_depth = 0
        self._is_markup = False

    def begin(self, raw: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        name = raw.rpartition(":")[2].lower()
        if self._text_depth:
            self._begin_inline(name)
        elif name in _TEXTS and raw != _NO_TEXT:
            self._text_depth = self._depth
            self._is_markup = attributes.get("type", "").lower() in _XHTML
        elif self._depth > 1 and name in _OUTER:
            self.leaves_traces = True
        if attributes and not self._has_base:
            names = {attribute.rpartition(":")[2].lower() for attribute in attributes}
            self.leaves_traces |= "base" in names

    def _begin_inline(self, name: str) -> None:
        if name in _WITH_ENDING or (name == "div" and not self._is_markup):
            self.leaves_traces = True
        self._is_markup = True

    def end(self, _: str) -> None:
        if self._text_depth == self._depth:
            self._text_depth = 0
        self._depth -= 1
