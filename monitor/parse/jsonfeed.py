"""Read JSON Feed, versions 1 and 1.1, kindly.

Pure. Members of a wrong type count as missing; items that are no objects are passed over. The
format is https://www.jsonfeed.org/version/1.1/.
"""

from __future__ import annotations

import contextlib
import json
import re
from datetime import UTC, datetime
from html import escape
from typing import Final
from urllib.parse import urljoin

from monitor.errors import NotAFeed
from monitor.model import Entry, ParsedFeed
from monitor.parse.anydate import read_any_date
from monitor.parse.clip import (
    MAX_CATEGORIES,
    MAX_HTML_CHARS,
    MAX_ID_CHARS,
    MAX_NAME_CHARS,
    MAX_TITLE_CHARS,
    clip,
    clip_or_none,
)
from monitor.parse.newest import take_newest

_Object = dict[str, object]

#: Lenient about control characters in strings, which are common in the wild.
_DECODER: Final = json.JSONDecoder(strict=False)
_ITEMS: Final = re.compile(r'"items"\s*:\s*\[')
_SEPARATOR: Final = re.compile(r"[\s,]*")
_MAX_AUTHORS: Final = 20
_MAX_HUBS: Final = 5

_FORMATS: Final = {
    "https://jsonfeed.org/version/1": "json1",
    "https://jsonfeed.org/version/1.1": "json11",
    # Not as the standard says, but as some say it.
    "1": "json1",
    "1.0": "json1",
    "1.1": "json11",
}

#: Members of an item that only a feed has.
_TELLING: Final = frozenset({"content_html", "content_text", "date_published", "external_url"})


def read_json_feed(url: str, body: bytes) -> ParsedFeed:
    """Read a JSON Feed.

    Raises:
        NotAFeed: it is no JSON, or other JSON.
    """
    document, flaw = _load(url, body)
    version = document.get("version")
    items = document.get("items")
    if not isinstance(items, list) or not _is_feed(document, items):
        raise NotAFeed(url, format="json")
    author = _author(document)
    newest = take_newest(items, _date_of)
    objects = [item for item in newest if isinstance(item, dict)]
    if flaw is None and len(objects) < len(newest):
        flaw = "items that are no objects"
    return ParsedFeed(
        format=_FORMATS.get(str(version).strip().replace("www.", ""), "json"),
        title=clip_or_none(document.get("title"), MAX_TITLE_CHARS),
        link=_link(document.get("home_page_url"), url),
        language=clip_or_none(document.get("language"), MAX_NAME_CHARS),
        entries=tuple(_entry(item, url, author) for item in objects),
        beyond=len(items) - len(newest),
        flaw=flaw,
        hubs=_hubs(document, url),
        self_url=_link(document.get("feed_url"), url),
    )


def _load(url: str, body: bytes) -> tuple[_Object, str | None]:
    """Give the document, and what is wrong with it if it could be mended."""
    text = body.decode(json.detect_encoding(body), "replace").strip("\ufeff\x00 \t\r\n")
    try:
        document = _DECODER.decode(text)
    except ValueError as error:
        document = _mended(text)
        if document is None:
            raise NotAFeed(url, format="json") from error
        return document, f"ValueError: {error}"
    if not isinstance(document, dict):
        raise NotAFeed(url, format="json")
    return document, None


def _mended(text: str) -> _Object | None:
    """Give what arrived whole of a document that was cut short: its head and some items."""
    start = _ITEMS.search(text)
    if start is None:
        return None
    try:
        head = _DECODER.decode(text[: start.start()].rstrip(" \t\r\n,") + "}")
    except ValueError:
        return None
    items: list[object] = []
    position = start.end()
    with contextlib.suppress(ValueError):
        while True:
            position = _SEPARATOR.match(text, position).end()  # type: ignore[union-attr]
            item, position = _DECODER.raw_decode(text, position)
            items.append(item)
    return {**head, "items": items} if items else None


def _is_feed(document: _Object, items: list[object]) -> bool:
    """Other JSON has lists of items too; a feed names its format, or looks like one."""
    version = document.get("version")
    if isinstance(version, str) and "jsonfeed.org" in version:
        return True
    if isinstance(version, str) and version.strip() not in _FORMATS:
        return False
    is_named = isinstance(version, str) or isinstance(document.get("title"), str)
    return is_named and any(
        isinstance(item, dict) and not _TELLING.isdisjoint(item) for item in items
    )


def _entry(item: _Object, base: str, author: str | None) -> Entry:
    return Entry(
        id=_id(item.get("id")),
        link=_item_link(item, base),
        title=_plain(item.get("title"), MAX_TITLE_CHARS),
        summary=_plain(item.get("summary"), MAX_HTML_CHARS),
        content=clip(item.get("content_html"), MAX_HTML_CHARS)
        or _plain(item.get("content_text"), MAX_HTML_CHARS),
        author=_author(item) or author,
        categories=_categories(item.get("tags")),
        published_at=_instant(item.get("date_published")),
        updated_at=_instant(item.get("date_modified")),
        language=clip_or_none(item.get("language"), MAX_NAME_CHARS),
    )


def _item_link(item: _Object, base: str) -> str | None:
    """Give the link to the page; a podcast may have nothing but its sound."""
    attachments = item.get("attachments")
    attached = attachments if isinstance(attachments, list) else []
    id_as_link = clip(item.get("id"), MAX_ID_CHARS)
    hrefs = (
        item.get("url"),
        item.get("external_url"),
        id_as_link if id_as_link.startswith(("http://", "https://")) else None,
        *(part.get("url") for part in attached[:1] if isinstance(part, dict)),
    )
    return next((link for href in hrefs if (link := _link(href, base)) is not None), None)


def _id(value: object) -> str | None:
    """§ items: a number as id is to be read as text."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    return clip_or_none(value, MAX_ID_CHARS)


def _link(value: object, base: str) -> str | None:
    link = clip_or_none(value, MAX_ID_CHARS)
    try:
        return None if link is None else urljoin(base, link)
    except ValueError:
        return None


def _plain(value: object, limit: int) -> str:
    """Give plain text as HTML that shows it."""
    return escape(clip(value, limit), quote=False)


def _author(item: _Object) -> str | None:
    """Version 1.1 has a list, version 1 had one; some write both, or one for the other."""
    people = [*_people(item.get("authors")), *_people(item.get("author"))]
    names = [clip(_name(person), MAX_NAME_CHARS).strip() for person in people[-_MAX_AUTHORS:]]
    return clip_or_none(", ".join(filter(None, dict.fromkeys(names))), MAX_NAME_CHARS)


def _people(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _name(person: object) -> object:
    return person.get("name") if isinstance(person, dict) else person


def _categories(tags: object) -> tuple[str, ...]:
    if not isinstance(tags, list):
        return ()
    names = (clip_or_none(tag, MAX_NAME_CHARS) for tag in tags[:MAX_CATEGORIES])
    return tuple(name for name in names if name is not None)


def _date_of(item: object) -> datetime | None:
    if not isinstance(item, dict):
        return None
    return _instant(item.get("date_published")) or _instant(item.get("date_modified"))


def _instant(value: object) -> datetime | None:
    """Give an instant; some write dates as RSS does, or seconds."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    text = clip(value, MAX_NAME_CHARS)
    try:
        instant = datetime.fromisoformat(text)
        return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
    except (ValueError, OverflowError):
        return read_any_date(text)


def _hubs(document: _Object, base: str) -> tuple[str, ...]:
    """§ top-level: those that speak WebSub; another kind is `rssCloud`."""
    hubs = document.get("hubs")
    found = (
        _link(hub.get("url"), base)
        for hub in (hubs if isinstance(hubs, list) else ())
        if isinstance(hub, dict) and str(hub.get("type", "")).lower() == "websub"
    )
    return tuple(dict.fromkeys(hub for hub in found if hub))[:_MAX_HUBS]
