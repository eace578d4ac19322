"""Read JSON Feed, versions 1 and 1.1, kindly.

Pure. Members of a wrong type count as missing; items that are no objects are passed over. The
format is https://www.jsonfeed.org/version/1.1/.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from html import escape
from typing import Final
from urllib.parse import urljoin

from monitor.errors import NotAFeed
from monitor.model import Entry, ParsedFeed
from monitor.parse.clip import (
    MAX_CATEGORIES,
    MAX_ENTRIES,
    MAX_HTML_CHARS,
    MAX_ID_CHARS,
    MAX_NAME_CHARS,
    MAX_TITLE_CHARS,
    clip,
    clip_or_none,
)

_Object = dict[str, object]

_FORMATS: Final = {
    "https://jsonfeed.org/version/1": "json1",
    "https://jsonfeed.org/version/1.1": "json11",
}

#: Members of an item that only a feed has.
_TELLING: Final = frozenset({"content_html", "content_text", "date_published", "external_url"})


def read_json_feed(url: str, body: bytes) -> ParsedFeed:
    """Read a JSON Feed.

    Raises:
        NotAFeed: it is no JSON, or other JSON.
    """
    document = _load(url, body)
    version = document.get("version")
    items = document.get("items")
    if not isinstance(items, list) or not _is_feed(document, items):
        raise NotAFeed(url, format="json")
    objects = [item for item in items[:MAX_ENTRIES] if isinstance(item, dict)]
    return ParsedFeed(
        format=_FORMATS.get(str(version).strip().replace("www.", ""), "json"),
        title=clip_or_none(document.get("title"), MAX_TITLE_CHARS),
        link=_link(document.get("home_page_url"), url),
        language=clip_or_none(document.get("language"), MAX_NAME_CHARS),
        entries=tuple(_entry(item, url) for item in objects),
        flaw=None if len(objects) == len(items[:MAX_ENTRIES]) else "items that are no objects",
    )


def _load(url: str, body: bytes) -> _Object:
    text = body.decode("utf-8-sig", "replace").strip("\x00 \t\r\n")
    try:
        # Lenient about control characters in strings, which are common in the wild.
        document = json.loads(text, strict=False)
    except ValueError as error:
        raise NotAFeed(url, format="json") from error
    if not isinstance(document, dict):
        raise NotAFeed(url, format="json")
    return document


def _is_feed(document: _Object, items: list[object]) -> bool:
    """Other JSON has lists of items too; a feed names its format, or looks like one."""
    version = document.get("version")
    if isinstance(version, str):
        return "jsonfeed.org" in version
    return isinstance(document.get("title"), str) and any(
        isinstance(item, dict) and not _TELLING.isdisjoint(item) for item in items
    )


def _entry(item: _Object, base: str) -> Entry:
    return Entry(
        id=_id(item.get("id")),
        link=_link(item.get("url"), base) or _link(item.get("external_url"), base),
        title=_plain(item.get("title"), MAX_TITLE_CHARS),
        summary=_plain(item.get("summary"), MAX_HTML_CHARS),
        content=clip(item.get("content_html"), MAX_HTML_CHARS)
        or _plain(item.get("content_text"), MAX_HTML_CHARS),
        author=_author(item),
        categories=_categories(item.get("tags")),
        published_at=_instant(item.get("date_published")),
        updated_at=_instant(item.get("date_modified")),
        language=clip_or_none(item.get("language"), MAX_NAME_CHARS),
    )


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
    """Version 1.1 has a list, version 1 had one."""
    authors = item.get("authors")
    people = authors if isinstance(authors, list) else [item.get("author")]
    names = [
        clip(person.get("name"), MAX_NAME_CHARS) for person in people if isinstance(person, dict)
    ]
    return clip_or_none(", ".join(name for name in names if name), MAX_NAME_CHARS)


def _categories(tags: object) -> tuple[str, ...]:
    if not isinstance(tags, list):
        return ()
    names = (clip_or_none(tag, MAX_NAME_CHARS) for tag in tags[:MAX_CATEGORIES])
    return tuple(name for name in names if name is not None)


def _instant(value: object) -> datetime | None:
    text = clip_or_none(value, MAX_NAME_CHARS)
    if text is None:
        return None
    try:
        instant = datetime.fromisoformat(text)
        return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
