"""Follow a plain document element by element, and note where its entries stand.

Pure. Each place in a document has a table of the elements that may stand there and of what to do
with them; anything that stands in no table, and is not idle, is a doubt. A doubt inside of an
entry concerns that entry only: it is passed over, and somebody else must read it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin

from feedparser.urls import make_safe_absolute_uri

from monitor.parse.clip import MAX_ENTRIES
from monitor.parse.fields import Holder
from monitor.parse.names import (
    XML_NAMESPACE,
    DoubtError,
    Names,
    bare_attributes,
    becomes_attribute,
    is_idle,
)
from monitor.parse.newest import drop_middle

if TYPE_CHECKING:
    from pyexpat import XMLParserType

    from monitor.parse.names import Attributes

_MAX_DEPTH: Final = 50
_SCOPES: Final = frozenset({"lang", "base"})
_ABOUT: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns# about"
#: Links that joining with a base on the web leaves as they are.
_PLAIN_LINK: Final = re.compile(
    r"https?://[a-z0-9.-]+(?:/[\w/.%~+,=@!-]*)?(?:\?[\w/.%~+,=&@!-]+)?(?:#[\w/.%~-]+)?\Z", re.ASCII
)

#: What to do at an element's start and at its end, if anything, and what may stand in it.
Begin = Callable[[Any, "Attributes"], None]
End = Callable[[Any], object]
Rule = tuple[Begin | None, End | None, "Place"]
#: Rules by name; the empty name stands for all idle elements.
Place = Mapping[str, Rule]


class _Rules(dict[str, "tuple[Begin | None, End | None, _Rules]"]):
    """The rules of a place by the names that expat gives; looked up once each."""

    __slots__ = ("_names", "_place", "_places")

    def __init__(self, place: Place, names: Names, places: dict[int, _Rules]) -> None:
        self._place, self._names, self._places = place, names, places
        places[id(place)] = self

    def __missing__(self, raw: str) -> tuple[Begin | None, End | None, _Rules]:
        name = self._names.name_of(raw)
        rule = self._place.get(name)
        if rule is None:
            rule = self._place.get("")
            if rule is None or not is_idle(name):
                raise DoubtError(name)
        begin, end, place = rule
        inner = self._places.get(id(place)) or _Rules(place, self._names, self._places)
        self[raw] = begin, end, inner
        return begin, end, inner


class Follower:
    """Handlers for expat's events that know where in the document they are."""

    __slots__ = (
        *(
            "_entry_level",
            "_entry_start",
            "_inner",
            "_is_passing",
            "_parser",
            "_rules",
            "_stack",
            "_text",
        ),
        *("base", "dropped", "entries", "feed", "has_doubts", "holder", "lang", "names", "spans"),
    )

    def __init__(self, parser: XMLParserType, text: bytes, root: Place, base: str) -> None:
        #: What links are resolved against; empty for RSS.
        self.base = base
        self.lang: str | None = None
        self.names = Names()
        self.feed = Holder(is_entry=False)
        #: The fields of the entries, None for those that raised a doubt. Of many, both ends.
        self.entries: list[dict[str, Any] | None] = []
        #: How many entries in the middle were let go of.
        self.dropped = 0
        self.has_doubts = False
        #: Where the entries begin and end in the text; the first ones.
        self.spans: list[tuple[int, int]] = []
        #: What gets the fields that are read now.
        self.holder = self.feed
        self._text = text
        self._parser = parser
        self._rules = _Rules(root, self.names, {})
        self._stack: list[tuple[_Rules, End | None, str | None, str]] = []
        self._entry_level = 0
        self._entry_start = 0
        self._inner = 0
        self._is_passing = False
        self._listen_to_all()
        parser.StartNamespaceDeclHandler = self._declare
        parser.StartDoctypeDeclHandler = _refuse_doctype

    def _listen_to_all(self) -> None:
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end

    def close(self) -> None:
        """Let go of the parser."""
        self._parser.StartElementHandler = self._parser.EndElementHandler = None
        self._parser.CharacterDataHandler = self._parser.StartNamespaceDeclHandler = None

    @property
    def open_elements(self) -> int:
        """How many elements are open."""
        return len(self._stack)

    def _declare(self, prefix: str | None, uri: str | None) -> None:
        self.names.declare(prefix, uri)
        if self._stack and not self._is_passing and becomes_attribute(uri):
            self._pass_over(DoubtError("xlink"), self.open_elements)

    def _start(self, raw: str, attributes: Attributes) -> None:
        stack = self._stack
        try:
            begin, end, inner = self._rules[raw]
        except DoubtError as doubt:
            if not self._take_inline(raw, attributes):
                self._pass_over(doubt, len(stack) + 1)
            return
        stack.append((self._rules, end, self.lang, self.base))
        self._rules = inner
        try:
            if attributes:
                self._heed(attributes)
            if begin is not None:
                begin(self, attributes)
            if len(stack) > _MAX_DEPTH:
                raise DoubtError("depth")
        except DoubtError as doubt:
            self._pass_over(doubt, len(stack))

    def _take_inline(self, _: str, __: Attributes) -> bool:
        """Take an element that has no rule as part of a text, if it is one."""
        return False

    def _end(self, _: str) -> None:
        rules, end, lang, base = self._stack.pop()
        if end is not None:
            try:
                end(self)
            except DoubtError as doubt:
                self._pass_over(doubt, len(self._stack))
                return
        self._rules, self.lang, self.base = rules, lang, base

    def _heed(self, attributes: Attributes) -> None:
        """Take language and base; what could be mistaken for either is a doubt."""
        for name, value in attributes.items():
            if name[-4:].lower() not in _SCOPES or name[-5:-4] not in ("", " "):
                continue
            if name == XML_NAMESPACE + "lang":
                self.lang = value or None
            elif name == XML_NAMESPACE + "base" and self.base:
                self._rebase(value)
            else:
                raise DoubtError("base or lang")

    def _rebase(self, value: str) -> None:
        base = make_safe_absolute_uri(self.base, value or self.base) or self.base
        if make_safe_absolute_uri(base, base) != base:
            raise DoubtError("base")
        self.base = base

    def resolve(self, address: str) -> str:
        """Resolve a link as feedparser does; slashes in excess it would take away."""
        if ":///" in address:
            raise DoubtError("slashes")
        if not self.base or _PLAIN_LINK.match(address) is not None:
            return address
        try:
            return urljoin(self.base, address)
        except ValueError:
            return ""

    # -- entries

    def begin_entry(self, attributes: Attributes) -> None:
        """Begin with the fields of a further entry."""
        self._entry_start = self._parser.CurrentByteIndex
        self._entry_level = len(self._stack)
        self.dropped += drop_middle(self.entries)
        self.holder = Holder(is_entry=True)
        self.entries.append(self.holder.fields)
        if attributes:
            self._begin_with(attributes)

    def _begin_with(self, attributes: Attributes) -> None:
        for name, value in attributes.items():
            if name == _ABOUT:
                if value:
                    self.holder.fields["id"] = value
            elif name.lower().endswith("about"):
                raise DoubtError("about")
        self.refuse_cdf(attributes)

    def end_entry(self) -> None:
        """Note where the entry ended, and go back to the feed's fields."""
        self.holder = self.feed
        self._entry_level = 0
        self._note_span()

    def _note_span(self) -> None:
        if len(self.spans) < MAX_ENTRIES:
            end = self._parser.CurrentByteIndex
            if self._text.startswith(b"</", end):
                end = self._text.index(b">", end) + 1
            self.spans.append((self._entry_start, end))

    @staticmethod
    def refuse_cdf(attributes: Attributes) -> None:
        """Doubt attributes by which feedparser would take an element for one of CDF."""
        if attributes and not bare_attributes(attributes).keys().isdisjoint(("href", "lastmod")):
            raise DoubtError("CDF")

    def _pass_over(self, doubt: DoubtError, open_elements: int) -> None:
        """Read no more of the present entry, in which so many elements are open."""
        if not self._entry_level:
            raise doubt
        self.entries[-1] = None
        self.has_doubts = True
        self._inner = open_elements - self._entry_level
        self._is_passing = True
        self._parser.CharacterDataHandler = None
        self._parser.StartElementHandler = self._start_inner
        self._parser.EndElementHandler = self._end_inner

    def _start_inner(self, _: str, __: Attributes) -> None:
        self._inner += 1

    def _end_inner(self, raw: str) -> None:
        if self._inner:
            self._inner -= 1
            return
        del self._stack[self._entry_level :]
        self._is_passing = False
        self._listen_to_all()
        self._end(raw)


def _refuse_doctype(*_: object) -> None:
    raise DoubtError("doctype")
