"""Name elements as feedparser names them, and tell which of them it does nothing with.

Pure. feedparser calls a method named after the prefix that it knows a namespace by; an element
without such a method becomes a field of that name. Both are looked up in feedparser itself, so
that a new version of it with new elements makes us doubt, not err.
"""

from __future__ import annotations

from typing import Final

from feedparser.api import StrictFeedParser

#: Lower-case address of a namespace -> feedparser's prefix; empty for those it takes as RSS's own.
_PREFIXES: Final[dict[str, str]] = {
    uri.lower(): prefix for uri, prefix in StrictFeedParser.namespaces.items()
}
_KNOWN_PREFIXES: Final = frozenset(prefix.lower() for prefix in _PREFIXES.values()) - {""}
_ATOM: Final = "http://www.w3.org/2005/atom"
#: Those whose mere declaration changes feedparser's mind about elements or attributes.
_UNWELCOME: Final = ("backend.userland.com/rss", "www.w3.org/1999/xlink")
_WITH_METHODS: Final = frozenset(
    name.split("_", 2)[2] for name in dir(StrictFeedParser) if name.startswith(("_start_", "_end_"))
)
#: Fields that we or feedparser's methods read, under all their names.
_RESERVED: Final = frozenset(
    (
        *("author", "authors", "author_detail", "category", "content", "contributors", "date"),
        *("date_parsed", "description", "description_detail", "enclosures"),
        *("feedburner_origlink", "generator_detail", "guid", "href", "id", "image", "issued"),
        *("issued_parsed", "item", "items", "entries", "language", "license", "link", "links"),
        *("math", "modified", "modified_parsed", "published", "published_parsed", "publisher"),
        *("publishers", "publisher_detail", "source", "subtitle", "subtitle_detail", "summary"),
        *("summary_detail", "svg", "sy_updatefrequency", "sy_updateperiod", "tagline"),
        *("tagline_detail", "tags", "textinput", "title", "title_detail", "ttl", "updated"),
        *("updated_parsed", "url", "where"),
    )
)


#: As expat writes it, with the blank that ends it.
XML_NAMESPACE: Final = "http://www.w3.org/XML/1998/namespace "

Attributes = dict[str, str]


class DoubtError(Exception):
    """This document is not as plain as it looked: feedparser must read it."""


class Names:
    """The names of one document's elements; fed with its namespace declarations."""

    __slots__ = ("_addresses", "_first_prefixes", "declares_atom")

    def __init__(self) -> None:
        #: Of each prefix, ours and feedparser's: it confuses those that are used twice.
        self._addresses: dict[str, str] = {}
        self._first_prefixes: dict[str, str] = {}
        self.declares_atom = False

    def declare(self, prefix: str | None, uri: str | None) -> None:
        """Take note of a declaration."""
        if not uri:
            return
        lower, given = uri.lower(), (prefix or "").lower()
        known = _PREFIXES.get(lower)
        used = given if known is None else known.lower()
        if (
            uri.split() != [uri]
            or any(part in lower for part in _UNWELCOME)
            or (known == "" and lower != _ATOM)
            or (known is not None and given != used and given in _KNOWN_PREFIXES)
            or (given and self._addresses.setdefault(given, uri) != uri)
            or (used and self._addresses.setdefault(used, uri) != uri)
        ):
            raise DoubtError("namespaces")
        self.declares_atom = self.declares_atom or lower == _ATOM
        if given and known is None:
            self._first_prefixes.setdefault(uri, given)

    def name_of(self, raw: str) -> str:
        """Give `prefix_local`, or `local` alone, for `address local` as expat writes it."""
        uri, _, local = raw.rpartition(" ")
        local = local.lower()
        prefix = _PREFIXES.get(uri.lower())
        if prefix is None:
            prefix = self._first_prefixes.get(uri)
            if prefix is None:
                raise DoubtError("an unknown namespace without a prefix")
        if prefix:
            return f"{prefix.lower()}_{local}"
        if "_" in local:
            raise DoubtError("a name that looks prefixed")
        return local


def is_idle(name: str) -> bool:
    """Tell whether an element of this name only becomes a field that nobody reads."""
    return name not in _WITH_METHODS and name not in _RESERVED


def bare_attributes(attributes: Attributes) -> Attributes:
    """Give attributes by lower-case name; feedparser mistakes foreign ones for them."""
    bare: Attributes = {}
    if not attributes:
        return bare
    for name, value in attributes.items():
        if name.startswith(XML_NAMESPACE):
            continue
        lower = name.lower()
        if " " in name or lower in bare:
            raise DoubtError("attributes")
        bare[lower] = value
    return bare
