"""Write the feed of a topic as RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1.

Pure. The same matches give the same bytes, so that a reader can be told that nothing changed. Ids
come from the article and stay when its text, its address or the feed's token change. What feeds
wrote is plain text here and is escaped for the form that it is put into; the address of the feed
itself is left out, for it is a secret.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid5
from xml.etree import ElementTree as ET

from monitor.manage.stories import tell_standing
from monitor.manage.telling import tell_evidence
from monitor.web.marks import pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from monitor.model import FedMatch, TopicFeed

#: Of all ids; made once, for this alone.
_NAMESPACE: Final = UUID("5b1f7c3e-9d41-4d0a-8f0e-2d6c7a1e4b90")
_ATOM: Final = "http://www.w3.org/2005/Atom"
_DC: Final = "http://purl.org/dc/elements/1.1/"
_XML: Final = "http://www.w3.org/XML/1998/namespace"
#: XML 1.0 §2.2 knows no such characters, however they are written.
_NO_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_TAG: Final = re.compile("<(?=[A-Za-z/!?])")
_WEB: Final = re.compile(r"https?://[^\s\"<>\\^`{|}]+")
_LONGEST_SUMMARY: Final = 1_000
_LONGEST_TITLE: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedText:
    """A feed, ready to be sent."""

    body: bytes
    media_type: str
    changed_at: datetime


def write_rss(feed: TopicFeed, matches: Sequence[FedMatch], home: str) -> FeedText:
    """Write RSS 2.0."""
    ET.register_namespace("dc", _DC)
    root = ET.Element("rss", version="2.0")
    channel = ET.SubElement(root, "channel")
    _add(channel, "title", _clean(feed.title))
    _add(channel, "link", home)
    _add(channel, "description", _describe(feed))
    _add(channel, "lastBuildDate", format_datetime(_changed_at(feed, matches), usegmt=True))
    for match in matches:
        entry = ET.SubElement(channel, "item")
        # Whether a title of RSS is text or HTML nobody says, so it holds nothing like a tag.
        _add(entry, "title", _TAG.sub("‹", _title(match)))
        _add(entry, "link", _link(match))
        _add(entry, "guid", _identify(feed, match), isPermaLink="false")
        _add(entry, "pubDate", format_datetime(_published(match), usegmt=True))
        _add(entry, f"{{{_DC}}}creator", _clean(match.article.source.name))
        _add(entry, f"{{{_DC}}}language", _language(match))
        _add(entry, "description", _write_html(match))
    return _finish(root, "application/rss+xml", _changed_at(feed, matches))


def write_atom(feed: TopicFeed, matches: Sequence[FedMatch], home: str) -> FeedText:
    """Write Atom."""
    ET.register_namespace("", _ATOM)
    root = ET.Element(f"{{{_ATOM}}}feed")
    _add(root, f"{{{_ATOM}}}id", f"urn:uuid:{uuid5(_NAMESPACE, feed.topic)}")
    _add(root, f"{{{_ATOM}}}title", _clean(feed.title))
    _add(root, f"{{{_ATOM}}}subtitle", _describe(feed))
    _add(root, f"{{{_ATOM}}}updated", _changed_at(feed, matches).isoformat())
    _add(root, f"{{{_ATOM}}}link", "", rel="alternate", type="text/html", href=home)
    for match in matches:
        _add_atom(root, feed, match)
    return _finish(root, "application/atom+xml", _changed_at(feed, matches))


def _add_atom(root: ET.Element, feed: TopicFeed, match: FedMatch) -> None:
    entry = ET.SubElement(root, f"{{{_ATOM}}}entry")
    if (language := _language(match)) is not None:
        entry.set(f"{{{_XML}}}lang", language)
    _add(entry, f"{{{_ATOM}}}id", _identify(feed, match))
    _add(entry, f"{{{_ATOM}}}title", _title(match))
    if (link := _link(match)) is not None:
        _add(entry, f"{{{_ATOM}}}link", "", rel="alternate", href=link)
    _add(entry, f"{{{_ATOM}}}published", _published(match).isoformat())
    _add(entry, f"{{{_ATOM}}}updated", match.matched_at.astimezone(UTC).isoformat())
    author = ET.SubElement(entry, f"{{{_ATOM}}}author")
    _add(author, f"{{{_ATOM}}}name", _clean(match.article.source.name) or "unknown")
    _add(entry, f"{{{_ATOM}}}content", _write_html(match), type="html")


def write_json(feed: TopicFeed, matches: Sequence[FedMatch], home: str) -> FeedText:
    """Write JSON Feed."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _clean(feed.title),
        "home_page_url": home,
        "description": _describe(feed),
        "items": [_write_object(feed, match) for match in matches],
    }
    body = json.dumps(document, ensure_ascii=False, indent=1).encode()
    return FeedText(
        body=body, media_type="application/feed+json", changed_at=_changed_at(feed, matches)
    )


def _write_object(feed: TopicFeed, match: FedMatch) -> dict[str, object]:
    found: dict[str, object | None] = {
        "id": _identify(feed, match),
        "url": _link(match),
        "title": _title(match),
        "content_html": _write_html(match),
        "summary": tell_reason(match),
        "date_published": _published(match).isoformat(),
        "date_modified": match.matched_at.astimezone(UTC).isoformat(),
        "authors": [{"name": _clean(match.article.source.name) or "unknown"}],
        "language": _language(match),
        "_monitor": {
            "about": "the match, as `monitor matches list --json` says it",
            "topic": feed.topic,
            "article_id": match.article.id,
            "story_id": match.article.story_id,
        },
    }
    return {key: value for key, value in found.items() if value is not None}


def tell_reason(match: FedMatch) -> str:
    """Say why an article stands in the feed."""
    return _clean(match.reason or "; ".join(tell_evidence(match.evidence)) or "it matches")


def _write_html(match: FedMatch) -> str:
    article = match.article
    text = article.summary[:_LONGEST_SUMMARY]
    shown = "".join(
        f"<mark>{escape(piece)}</mark>" if found else escape(piece)
        for piece, found in pieces(text, match.evidence, "summary")
    )
    facts = [f"<bdi>{escape(article.source.name)}</bdi>", escape(article.language or "")]
    facts.append(f"first seen {article.first_seen_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC")
    if match.standing is not None:
        facts.append(escape(tell_standing(match.standing)))
    parts = [f'<p dir="auto">{shown}</p>'] if shown.strip() else []
    parts.append(f"<p><b>Why:</b> {escape(tell_reason(match))}</p>")
    parts.append(f"<p>{' · '.join(fact for fact in facts if fact)}</p>")
    return _NO_XML.sub("\ufffd", "".join(parts))


def _add(parent: ET.Element, name: str, text: str | None, **attributes: str) -> None:
    if text is not None:
        ET.SubElement(parent, name, attributes).text = text or None


def _finish(root: ET.Element, media_type: str, changed_at: datetime) -> FeedText:
    ET.indent(root, " ")
    body = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return FeedText(body=body, media_type=media_type, changed_at=changed_at)


def _identify(feed: TopicFeed, match: FedMatch) -> str:
    article = match.article
    seen = article.first_seen_at.astimezone(UTC).isoformat()
    return f"urn:uuid:{uuid5(_NAMESPACE, f'{feed.topic}/{article.id}/{seen}')}"


def _changed_at(feed: TopicFeed, matches: Sequence[FedMatch]) -> datetime:
    newest = max((match.matched_at for match in matches), default=feed.created_at)
    return newest.astimezone(UTC).replace(microsecond=0)


def _published(match: FedMatch) -> datetime:
    article = match.article
    return (article.published_at or article.first_seen_at).astimezone(UTC).replace(microsecond=0)


def _describe(feed: TopicFeed) -> str:
    return f"What monitor found for the topic {_clean(feed.topic)}, each with the reason"


def _title(match: FedMatch) -> str:
    return _clean(match.article.title)[:_LONGEST_TITLE] or _link(match) or "(untitled)"


def _link(match: FedMatch) -> str | None:
    url = match.article.url or ""
    return url if _WEB.fullmatch(url) and url == _clean(url) else None


def _language(match: FedMatch) -> str | None:
    language = match.article.language or ""
    return language if _LANGUAGE.fullmatch(language) else None


def _clean(text: str) -> str:
    """Give one line without what XML cannot hold."""
    return " ".join(_NO_XML.sub("\ufffd", text).split())


#: By the ending of the address.
WRITERS: Final[Mapping[str, Callable[[TopicFeed, Sequence[FedMatch], str], FeedText]]] = {
    "rss": write_rss,
    "atom": write_atom,
    "json": write_json,
}
