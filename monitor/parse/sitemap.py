"""Read a Google News sitemap as a feed.

Pure. Many newsrooms keep one where they gave up their feeds: it lists what was published in the
last two days, with title, date and language. A sitemap without news is a list of pages, no feed.
The format: https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin
from xml.parsers.expat import ExpatError, ParserCreate

from monitor.errors import NotAFeed, ParseError
from monitor.model import Entry, ParsedFeed
from monitor.parse.anydate import read_any_date
from monitor.parse.clip import (
    MAX_CATEGORIES,
    MAX_ENTRIES,
    MAX_ID_CHARS,
    MAX_NAME_CHARS,
    MAX_TITLE_CHARS,
    clip,
    clip_or_none,
)
from monitor.parse.decode import decode
from monitor.parse.newest import drop_middle, take_newest

if TYPE_CHECKING:
    from datetime import datetime
    from xml.parsers.expat import XMLParserType

_MAX_DEPTH: Final = 50
_TEXT_BUFFER_BYTES: Final = 64 * 1024
#: By local name, within the `url` and below it; namespaces differ from year to year.
_READ: Final = frozenset(
    {"loc", "title", "publication_date", "language", "name", "keywords", "genres", "lastmod"}
)


class _Enough(Exception):  # noqa: N818 - not an error
    """The rest is not read."""


def read_sitemap(url: str, body: bytes, content_type: str | None) -> ParsedFeed:
    """Read a news sitemap.

    Raises:
        NotAFeed: it lists pages without news. ParseError: it cannot be read.
    """
    decoded = decode(body, content_type)
    parser = ParserCreate("utf-8")
    parser.buffer_text = True
    parser.buffer_size = _TEXT_BUFFER_BYTES
    reader = _Reader(parser)
    flaw = decoded.flaw
    try:
        parser.Parse(decoded.body, True)
    except _Enough:
        pass
    except ExpatError as error:
        flaw = f"ExpatError: {error}"
        if not reader.pages:
            raise ParseError(url, format="sitemap") from error
    finally:
        parser.StartElementHandler = parser.EndElementHandler = None
    if not reader.found:
        raise NotAFeed(url, format="sitemap")
    news = take_newest(reader.found, _date_of)
    return ParsedFeed(
        format="news-sitemap",
        title=clip_or_none(news[0].get("name"), MAX_TITLE_CHARS),
        link=None,
        language=clip_or_none(news[0].get("language"), MAX_NAME_CHARS),
        entries=tuple(_entry(fields, url) for fields in news),
        beyond=reader.dropped + len(reader.found) - len(news),
        flaw=flaw,
    )


class _Reader:
    """Handlers for expat's events, and the fields of each `url` that is news."""

    __slots__ = ("_depth", "_fields", "_in_image", "_pieces", "dropped", "found", "pages")

    def __init__(self, parser: XMLParserType) -> None:
        #: Of many, both ends.
        self.found: list[dict[str, str]] = []
        #: How many in the middle were let go of.
        self.dropped = 0
        self.pages = 0
        self._fields: dict[str, str] = {}
        self._pieces: list[str] = []
        self._depth = 0
        self._in_image = 0
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._pieces.append
        parser.StartDoctypeDeclHandler = _refuse_doctype

    def _start(self, raw: str, _: object) -> None:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise _Enough
        self._pieces.clear()
        if _local(raw) == "url":
            self._fields = {}
        self._in_image += _local(raw) in ("image", "video")

    def _end(self, raw: str) -> None:
        self._depth -= 1
        name = _local(raw)
        if name in ("image", "video"):
            self._in_image -= 1
        elif name == "url":
            self._end_page()
        elif name in _READ and not self._in_image:
            text = "".join(self._pieces).strip()
            if text:
                self._fields.setdefault(name, text)
        self._pieces.clear()

    def _end_page(self) -> None:
        self.pages += 1
        if "title" in self._fields:
            self.dropped += drop_middle(self.found)
            self.found.append(self._fields)
        elif self.pages == MAX_ENTRIES and not self.found:
            raise _Enough


def _local(raw: str) -> str:
    return raw.rpartition(":")[2].lower()


def _refuse_doctype(*_: object) -> None:
    raise _Enough


def _entry(fields: dict[str, str], base: str) -> Entry:
    link = _link(fields.get("loc"), base)
    return Entry(
        id=link,
        link=link,
        title=escape(clip(fields.get("title"), MAX_TITLE_CHARS), quote=False),
        summary="",
        content="",
        author=None,
        categories=_categories(fields),
        published_at=read_any_date(fields.get("publication_date", "")),
        updated_at=read_any_date(fields.get("lastmod", "")),
        language=clip_or_none(fields.get("language"), MAX_NAME_CHARS),
    )


def _date_of(fields: dict[str, str]) -> datetime | None:
    return read_any_date(fields.get("publication_date", fields.get("lastmod", "")))


def _link(value: str | None, base: str) -> str | None:
    link = clip_or_none(value, MAX_ID_CHARS)
    try:
        return None if link is None else urljoin(base, link)
    except ValueError:
        return None


def _categories(fields: dict[str, str]) -> tuple[str, ...]:
    words = f"{fields.get('keywords', '')},{fields.get('genres', '')}".split(",")
    names = (clip_or_none(word, MAX_NAME_CHARS) for word in words[:MAX_CATEGORIES])
    return tuple(name for name in names if name is not None)
