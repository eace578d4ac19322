"""Read a list of feeds: OPML of any version as programs write it, or one address a line.

Pure. A list comes from a stranger's program: no document type is taken, so there are no entities;
size, number and depth are bounded; no list that it includes is fetched; only `http` and `https`
are addresses of feeds. What is merely wrong is read as far as it goes, with a warning: attributes
in other cases, missing types, documents that are not well-formed. http://opml.org/spec2.opml
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit
from xml.parsers.expat import ExpatError, ParserCreate

from monitor.errors import ConfigError, Problem
from monitor.feeds.sites import complete_address, is_bare
from monitor.feeds.tags import walk_tags

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import NoReturn

#: Our settings stand in attributes of this namespace; other programs pass over them.
NAMESPACE: Final = "urn:x-monitor:opml:1"
MAX_LIST_BYTES: Final = 5 * 1024 * 1024
MAX_OUTLINES: Final = 50_000
MAX_DEPTH: Final = 100
MAX_TAGS: Final = 20
MAX_TAG_CHARS: Final = 200
MAX_SHOWN_CHARS: Final = 200
#: Of the lines of a text without markup; a text with fewer addresses is no list of feeds.
FEWEST_ADDRESSES: Final = 0.1

#: Types of outlines that name another list, not a feed.
_LIST_TYPES: Final = frozenset({"include", "source"})
_SPACE: Final = re.compile(r"\s+")
#: A line of newsboat's: an address, then tags in quotes, `~` before a title.
_QUOTED: Final = re.compile(r'"([^"]*)"')
#: What a remark begins with.
_REMARKS: Final = ("#", "//")
_WITH_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*:\S", re.IGNORECASE)


class SkipReason(StrEnum):
    """Why a line of a list is no feed of ours."""

    #: It names another list; those are never fetched.
    LIST = "list"
    #: It names a page, and no feed of it.
    SITE = "site"
    NO_ADDRESS = "no_address"
    SCHEME = "scheme"
    MALFORMED = "malformed"
    #: It stands further up already; its folders were added there.
    TWICE = "twice"
    #: The address guard would refuse to call it.
    REFUSED = "refused"
    #: One of its settings is not as it must be.
    SETTING = "setting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A feed that a list names."""

    #: Counted from 1.
    line: int
    url: str
    title: str | None = None
    tags: tuple[str, ...] = ()
    #: What our own export says of it, by name; empty in other programs' lists.
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A line that was not taken."""

    line: int
    #: What stands there: an address, else a title.
    what: str
    reason: SkipReason
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedList:
    """What a list says."""

    title: str | None
    feeds: tuple[Listed, ...]
    skipped: tuple[Skipped, ...]
    warnings: tuple[str, ...]


def read_list(text: str, *, file: str) -> FeedList:
    """Read OPML, or one address a line.

    Args:
        text: The list, decoded.
        file: Its name, for problems.

    Raises:
        ConfigError: it is no list of feeds, or one that may not be read.
    """
    if len(text) > MAX_LIST_BYTES:
        _refuse(file, None, f"is larger than {MAX_LIST_BYTES >> 20} MiB")
    bare = text.lstrip("\ufeff \t\r\n\0")
    if bare.startswith(("{", "[")):
        _refuse(file, 1, "is JSON, no list of feeds")
    if not bare:
        _refuse(file, None, "is empty")
    builder = _Builder(file)
    if not bare.startswith("<"):
        _demand_addresses(text.lstrip("\ufeff"), file)
        builder.read_lines(text.lstrip("\ufeff"))
        return builder.result()
    try:
        _parse(bare, builder)
    except ExpatError as error:
        builder = _Builder(file)
        builder.warnings.append(
            f"{file}:{error.lineno}: is not well-formed; read as far as it goes"
        )
        _scan(bare, builder)
    return builder.result()


def _demand_addresses(text: str, file: str) -> None:
    """Refuse what is no text, and a text of which hardly a line looks like an address."""
    if "\0" in text:
        _refuse(file, None, "is no text")
    lines = (words[0] for words in map(str.split, text.splitlines()) if words)
    told = [word for word in lines if not word.startswith(_REMARKS)]
    alike = sum(is_bare(word) or _WITH_SCHEME.match(word) is not None for word in told)
    if told and alike < len(told) * FEWEST_ADDRESSES:
        _refuse(file, None, "hardly has a line that is an address", remedy="write one a line")


def _refuse(file: str, line: int | None, problem: str, *, remedy: str | None = None) -> NoReturn:
    where = "the list of feeds"
    raise ConfigError((Problem(file=file, line=line, where=where, problem=problem, remedy=remedy),))


def _parse(text: str, builder: _Builder) -> None:
    """Read a well-formed document.

    Raises:
        ExpatError: it is not.
    """
    parser = ParserCreate("utf-8", namespace_separator=" ")
    parser.StartDoctypeDeclHandler = lambda *_: builder.refuse_doctype(parser.CurrentLineNumber)
    parser.StartElementHandler = lambda name, attributes: builder.start(
        name.rpartition(" ")[2].lower(),
        {_plain_name(key): value for key, value in attributes.items()},
        parser.CurrentLineNumber,
    )
    parser.EndElementHandler = lambda name: builder.end(name.rpartition(" ")[2].lower())
    parser.CharacterDataHandler = builder.pieces.append
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    finally:
        # The handlers hold the parser; without this only the garbage collector ends it.
        parser.StartDoctypeDeclHandler = parser.StartElementHandler = None
        parser.EndElementHandler = parser.CharacterDataHandler = None


def _plain_name(key: str) -> str:
    """Name an attribute: `xmlurl`, `monitor:interval`; those of others keep their namespace."""
    space, _, name = key.rpartition(" ")
    return f"monitor:{name}" if space == NAMESPACE else key.lower()


def _scan(text: str, builder: _Builder) -> None:
    """Read a document that is not well-formed."""
    ours = frozenset[str]()
    previous = None
    for tag in walk_tags(text):
        if tag.name == "!doctype":
            builder.refuse_doctype(tag.line)
        if previous is not None and previous.name == "title" and not previous.is_end:
            builder.pieces.append(text[previous.end : tag.start])
        previous = tag
        name = tag.name.rpartition(":")[2]
        if tag.is_end:
            builder.end(name)
            continue
        ours |= {key[6:] for key, value in tag.attributes.items() if value == NAMESPACE}
        builder.start(name, dict(_rename(tag.attributes, ours)), tag.line)
        if tag.is_empty:
            builder.end(name)


def _rename(attributes: Mapping[str, str], ours: frozenset[str]) -> Iterator[tuple[str, str]]:
    for key, value in attributes.items():
        prefix, colon, name = key.rpartition(":")
        yield (f"monitor:{name}" if colon and prefix in ours else key), value


class _Builder:
    """Takes elements as they come and gathers feeds, what was skipped, and warnings."""

    def __init__(self, file: str) -> None:
        self.warnings: list[str] = []
        self.pieces: list[str] = []
        self._file = file
        self._feeds: dict[str, Listed] = {}
        self._skipped: list[Skipped] = []
        #: Names of the open outlines; None for one that is no folder.
        self._open: list[str | None] = []
        self._outlines = 0
        self._root: str | None = None
        self._title: str | None = None

    def result(self) -> FeedList:
        if self._root is not None and not self._outlines and self._root != "opml":
            remedy = "add it with `monitor feeds add`" if self._root in _FEED_ROOTS else None
            _refuse(self._file, 1, f"is no OPML: it begins with <{self._root}>", remedy=remedy)
        return FeedList(
            title=self._title,
            feeds=tuple(self._feeds.values()),
            skipped=tuple(self._skipped),
            warnings=tuple(self.warnings),
        )

    def refuse_doctype(self, line: int) -> None:
        problem = "has a document type (DOCTYPE), which may hide anything"
        _refuse(self._file, line, problem, remedy="remove it; no OPML needs one")

    def start(self, name: str, attributes: Mapping[str, str], line: int) -> None:
        self._root = self._root or name
        self.pieces.clear()
        if name != "outline":
            return
        self._outlines += 1
        if self._outlines > MAX_OUTLINES:
            _refuse(self._file, line, f"has more than {MAX_OUTLINES:,} outlines")
        if len(self._open) >= MAX_DEPTH:
            _refuse(self._file, line, f"is nested deeper than {MAX_DEPTH} folders")
        self._open.append(self._read_outline(attributes, line))

    def end(self, name: str) -> None:
        if name == "outline" and self._open:
            self._open.pop()
        elif name == "title" and self._title is None and not self._outlines:
            self._title = _line("".join(self.pieces)) or None

    def _read_outline(self, attributes: Mapping[str, str], line: int) -> str | None:
        """Take a feed, or skip what is none; give the name of a folder."""
        title = _line(attributes.get("text", "")) or _line(attributes.get("title", ""))
        kind = attributes.get("type", "").strip().lower()
        address = attributes.get("xmlurl", "").strip()
        other = attributes.get("url", "").strip()
        if kind in _LIST_TYPES or (kind == "link" and not address):
            detail = "names another list, which is not fetched"
            self._skip(line, address or other or title, SkipReason.LIST, detail)
            return None
        if address or other:
            settings = {
                key.removeprefix("monitor:").lower(): value
                for key, value in attributes.items()
                if key.startswith("monitor:")
            }
            tags = _tags((*filter(None, self._open), *_categories(attributes)))
            self._take(line, address or other, title=title, tags=tags, settings=settings)
            return None
        if site := attributes.get("htmlurl", "").strip():
            detail = "names a site but no feed of it; `monitor feeds add` looks for one"
            self._skip(line, site, SkipReason.SITE, detail)
        elif kind in _FEED_TYPES or "xmlurl" in attributes:
            self._skip(line, title, SkipReason.NO_ADDRESS, "names no address")
        return title or None

    def read_lines(self, text: str) -> None:
        """Take one address a line; what follows it in quotes are tags, as in newsboat."""
        for line, written in enumerate(text.splitlines(), start=1):
            words = written.split(maxsplit=1)
            if not words or words[0].startswith(_REMARKS):
                continue
            if len(self._feeds) + len(self._skipped) >= MAX_OUTLINES:
                _refuse(self._file, line, f"has more than {MAX_OUTLINES:,} addresses")
            quoted = _QUOTED.findall(words[1]) if len(words) > 1 else []
            title = next((one[1:] for one in quoted if one.startswith("~")), "")
            tags = [one for one in quoted if not one.startswith(("~", "!"))]
            self._take(line, words[0], title=_line(title), tags=_tags(tags), settings={})

    def _take(
        self,
        line: int,
        address: str,
        *,
        title: str,
        tags: tuple[str, ...],
        settings: Mapping[str, str],
    ) -> None:
        url = complete_address(address)
        if (problem := _judge(url)) is not None:
            self._skip(line, address, *problem)
        elif (known := self._feeds.get(url)) is not None:
            detail = f"stands on line {known.line} already"
            self._feeds[url] = replace(known, tags=_tags((*known.tags, *tags)))
            self._skip(line, url, SkipReason.TWICE, detail)
        else:
            self._feeds[url] = Listed(
                line=line, url=url, title=title or None, tags=tags, settings=settings
            )

    def _skip(self, line: int, what: str, reason: SkipReason, detail: str) -> None:
        shown = what[:MAX_SHOWN_CHARS]
        self._skipped.append(Skipped(line=line, what=shown, reason=reason, detail=detail))


#: Types by which programs call feeds; an outline of another type without address is a folder.
_FEED_TYPES: Final = frozenset({"rss", "rss1", "rss2", "atom", "feed", "pie"})
_FEED_ROOTS: Final = frozenset({"rss", "feed"})


def _judge(url: str) -> tuple[SkipReason, str] | None:
    """Say why nothing can be polled at this address; None when it can be tried."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return SkipReason.MALFORMED, "is no address"
    if parts.scheme not in {"http", "https"}:
        only = f"begins with {parts.scheme}:, and only http and https are polled"
        return SkipReason.SCHEME, only if parts.scheme else "has no http:// or https:// before it"
    if not host or port == 0 or any(char.isspace() for char in url):
        return SkipReason.MALFORMED, "is no address"
    return None


def _line(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


def _categories(attributes: Mapping[str, str]) -> Iterator[str]:
    """Give the names in a `category`: parted by commas, and by slashes where they are paths."""
    for path in attributes.get("category", "").split(","):
        yield from path.split("/")


def _tags(names: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    lines = (_line(name)[:MAX_TAG_CHARS] for name in names)
    return tuple(dict.fromkeys(line for line in lines if line))[:MAX_TAGS]
