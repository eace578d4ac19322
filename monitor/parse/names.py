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
#: Namespaces that feedparser takes as RSS's own, with the version that their mere declaration
#: gives to a document without one.
_OWN: Final = {
    "http://www.w3.org/2005/atom": "atom10",
    "http://purl.org/atom/ns#": "",
    "http://purl.org/rss/1.0/": "rss10",
    "http://my.netscape.com/rdf/simple/0.9/": "rss090",
}
_NETSCAPE: Final = "http://my.netscape.com/rdf/simple/0.9/"
#: All that look so are RSS's own too.
_USERLAND: Final = "backend.userland.com/rss"
#: feedparser makes an attribute of its declaration.
_XLINK: Final = "www.w3.org/1999/xlink"
_WITH_METHODS: Final = frozenset(
    name.split("_", 2)[2] for name in dir(StrictFeedParser) if name.startswith(("_start_", "_end_"))
)
#: Fields that we or feedparser's methods read, under all their names.
_RESERVED: Final = frozenset(
    (
        *("author", "authors", "author_detail", "category", "content", "contributors", "date"),
        *("date_parsed", "description", "description_detail", "enclosures"),
        *("feedburner_origlink", "generator_detail", "guid", "guidislink"),
        *("href", "id", "image", "issued"),
        *("issued_parsed", "item", "items", "entries", "language", "license", "link", "links"),
        *(
            "googleplay_author",
            "googleplay_description",
            "math",
            "modified",
            "modified_parsed",
            "published",
            "published_parsed",
            "publisher",
        ),
        *("publishers", "publisher_detail", "source", "subtitle", "subtitle_detail", "summary"),
        *("summary_detail", "svg", "sy_updatefrequency", "sy_updateperiod", "tagline"),
        *("tagline_detail", "tags", "textinput", "title", "title_detail", "ttl", "updated"),
        *("updated_parsed", "url", "where"),
    )
)
#: Attributes that feedparser's methods read, for elements that we have rules for.
_READ_ATTRIBUTES: Final = frozenset(
    (
        *("base", "domain", "href", "ispermalink", "label", "lang", "lastmod", "mode", "rel"),
        *("scheme", "src", "term", "text", "title", "type", "uri", "url", "version", "xmlns"),
    )
)

#: As expat writes it, with the blank that ends it.
XML_NAMESPACE: Final = "http://www.w3.org/XML/1998/namespace "

Attributes = dict[str, str]


class DoubtError(Exception):
    """This document is not as plain as it looked: feedparser must read it."""


class Names:
    """The names of one document's elements; fed with its namespace declarations."""

    __slots__ = ("_addresses", "_first_prefixes", "_names", "are_ambiguous", "version")

    def __init__(self) -> None:
        #: Of each prefix, ours and feedparser's: it confuses those that are used twice.
        self._addresses: dict[str, str] = {}
        self._first_prefixes: dict[str, str] = {}
        self._names: dict[str, str] = {}
        #: Whether a name could mean something else were a part of the document not there.
        self.are_ambiguous = False
        #: That of the first namespace that has one.
        self.version = ""

    def declare(self, prefix: str | None, uri: str | None) -> None:
        """Take note of a declaration."""
        if not uri:
            return
        lower, given = uri.lower(), (prefix or "").lower()
        known = known_prefix(lower)
        used = given if known is None else known.lower()
        if (
            uri.split() != [uri]
            or (known == "" and lower not in _OWN and _USERLAND not in lower)
            or (given and self._addresses.setdefault(given, uri) != uri)
            or (used and self._addresses.setdefault(used, uri) != uri)
        ):
            raise DoubtError("namespaces")
        if not self.version and (lower != _NETSCAPE or not given):
            self.version = _OWN.get(lower, "")
        if known is None and (first := self._first_prefixes.setdefault(uri, given)) != given:
            if not (first and given):
                raise DoubtError("a namespace with and without a prefix")
            self.are_ambiguous = True

    def name_of(self, raw: str) -> str:
        """Give `prefix_local`, or `local` alone, for `address local` as expat writes it."""
        name = self._names.get(raw)
        if name is None:
            name = self._names[raw] = self._name_of(raw)
        return name

    def _name_of(self, raw: str) -> str:
        uri, _, local = raw.rpartition(" ")
        local = local.lower()
        prefix = known_prefix(uri.lower())
        if prefix is None:
            prefix = self._first_prefixes.get(uri)
            if prefix is None:
                raise DoubtError("an undeclared namespace")
        if prefix:
            return f"{prefix.lower()}_{local}"
        if "_" in local:
            raise DoubtError("a name that looks prefixed")
        return local


def becomes_attribute(uri: str | None) -> bool:
    """Tell whether the declaration of this namespace changes the element that it stands on."""
    return uri is not None and _XLINK in uri.lower()


def known_prefix(lower: str) -> str | None:
    """Give the prefix that feedparser knows a namespace by."""
    return "" if _USERLAND in lower else _PREFIXES.get(lower)


def is_idle(name: str) -> bool:
    """Tell whether an element of this name only becomes a field that nobody reads."""
    return name not in _WITH_METHODS and name not in _RESERVED


def bare_attributes(attributes: Attributes) -> Attributes:
    """Give attributes by lower-case name; feedparser mistakes some foreign ones for them."""
    bare: Attributes = {}
    for name, value in attributes.items():
        uri, _, local = name.rpartition(" ")
        lower = local.lower()
        if uri:
            if known_prefix(uri.lower()) or lower not in _READ_ATTRIBUTES:
                continue
            raise DoubtError("attributes")
        if lower in bare:
            raise DoubtError("attributes")
        bare[lower] = value
    return bare
