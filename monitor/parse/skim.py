"""Find where the entries of a well-formed document stand, without reading them.

Pure. Inside of an entry only ends of elements are looked at, so this costs little more than expat
itself. A document that would say something else of itself were an entry not there cannot be taken
apart (`is_separable`); nor can one whose entries change what the next ones say
(`monitor.parse.contained`).
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple
from xml.parsers.expat import ExpatError, ParserCreate

from monitor.parse.clip import MAX_ENTRIES
from monitor.parse.names import DoubtError, Names

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pyexpat import XMLParserType

#: Entries stand in the root (Atom, RDF) or in its channel.
_DEEPEST: Final = 2
_ROOTS: Final = frozenset({"rss", "feed", "rdf_rdf"})
_ENTRIES: Final = frozenset({"item", "entry"})
#: Elements of the feed that change from poll to poll and that no entry depends on.
_VOLATILE: Final = re.compile(
    rb"<!--(?:[^-]|-(?!-))*+-->|"
    rb"<(?P<leaf>(?:[\w.-]+:)?(?:lastBuildDate|pubDate|updated|modified|date|generator|"
    rb"totalResults|startIndex|itemsPerPage))(?:\s[^<>]*)?(?:/>|>"
    rb"(?:[^<]|<!\[CDATA\[[^<\]]*\]\]>)*</(?P=leaf)\s*>)|"
    rb"<items>(?:\s|</?[\w.-]+:(?:Seq|li)\b[^<>]*>)*</items>",
    re.DOTALL,
)
_NOTHING: Final = re.compile(rb"\s*\Z")
_CLOSING_TAGS: Final = re.compile(rb"(?:\s|</[\w.:-]+\s*>)*\Z")
#: What feedparser would take for a content of the first entry, whichever that is.
_CONTENT: Final = re.compile(rb"<(?:[\w.-]+:)?(?:content|encoded|fullitem|body)\b", re.IGNORECASE)


class Layout(NamedTuple):
    """A document, and where its entries begin and end in it."""

    text: bytes
    spans: tuple[tuple[int, int], ...]
    #: Whether the document gives a base that links are resolved against.
    has_base: bool

    @property
    def head(self) -> bytes:
        """What stands before the first entry, without what changes from poll to poll."""
        return _VOLATILE.sub(b"", self.text[: self.spans[0][0]])

    def entry(self, number: int) -> bytes:
        """Give an entry as it stands."""
        start, end = self.spans[number]
        return self.text[start:end]

    def reduced(self, numbers: Iterable[int]) -> bytes:
        """Give the document with these entries only, and all that stands between entries."""
        kept, pieces, place = set(numbers), [], 0
        for number, (start, end) in enumerate(self.spans):
            pieces.append(self.text[place : end if number in kept else start])
            place = end
        return b"".join(pieces) + self.text[place:]


def skim(text: bytes, *, has_base: bool) -> Layout | None:
    """Find the entries of a document in UTF-8; None when it cannot be taken apart."""
    parser = ParserCreate("utf-8", " ")
    skimmer = _Skimmer(parser, text)
    try:
        parser.Parse(text, True)
    except (DoubtError, ExpatError):
        return None
    finally:
        parser.StartElementHandler = parser.EndElementHandler = None
    layout = Layout(text, tuple(skimmer.spans), has_base)
    return layout if skimmer.is_whole and is_separable(layout) else None


class _Skimmer:
    """Handlers for expat's events."""

    __slots__ = ("_depth", "_entry", "_level", "_names", "_parser", "_start", "_text", "spans")

    def __init__(self, parser: XMLParserType, text: bytes) -> None:
        self.spans: list[tuple[int, int]] = []
        self._parser, self._text = parser, text
        self._names = Names()
        self._depth = self._start = 0
        self._level: int | None = None
        self._entry = ""
        parser.StartNamespaceDeclHandler = self._names.declare
        parser.StartDoctypeDeclHandler = _refuse_doctype
        self._listen_outside()

    def _listen_outside(self) -> None:
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end

    @property
    def is_whole(self) -> bool:
        """Whether there are entries, and as many elements began as ended."""
        return bool(self.spans) and not self._depth and not self._names.are_ambiguous

    def _begin(self, raw: str, _: dict[str, str]) -> None:
        if self._is_entry(raw):
            self._entry = raw
            self._level = self._depth
            self._start = self._parser.CurrentByteIndex
            self._parser.StartElementHandler = None
            self._parser.EndElementHandler = self._end_inner
        else:
            if not self._depth:
                self._refuse_other_roots(raw)
            self._depth += 1

    def _refuse_other_roots(self, raw: str) -> None:
        name = self._names.name_of(raw)
        if name not in _ROOTS or (name == "rdf_rdf" and not self._names.version):
            raise DoubtError("root")

    def _is_entry(self, raw: str) -> bool:
        if self._level is None:
            return 0 < self._depth <= _DEEPEST and self._names.name_of(raw) in _ENTRIES
        return self._depth == self._level and self._names.name_of(raw) in _ENTRIES

    def _end(self, _: str) -> None:
        self._depth -= 1

    def _end_inner(self, raw: str) -> None:
        if raw != self._entry:
            return
        end = self._parser.CurrentByteIndex
        if self._text.startswith(b"</", end):
            end = self._text.index(b">", end) + 1
        self.spans.append((self._start, end))
        if len(self.spans) > MAX_ENTRIES:
            raise DoubtError("entries")
        self._listen_outside()


def _refuse_doctype(*_: object) -> None:
    raise DoubtError("doctype")


def is_separable(layout: Layout) -> bool:
    """Tell whether the feed says the same whichever entries are there.

    What it says after its first entry may depend on that entry, and a content of the feed would be
    taken for one of the first entry's.
    """
    text, spans = layout.text, layout.spans
    head, tail = text[: spans[0][0]], text[spans[-1][1] :]
    if _CONTENT.search(head) is not None:
        return False
    if _CLOSING_TAGS.match(_VOLATILE.sub(b"", tail)) is None:
        return False
    gaps = {text[end:start] for (_, end), (start, _) in pairwise(spans)}
    return all(_NOTHING.match(_VOLATILE.sub(b"", gap)) for gap in gaps)
