"""Write an alert as JSON for programs.

Pure. The names of the fields are a contract (docs/receivers.md): fields may be added, never
renamed. What changes between two attempts is left out, so the same delivery is always the same
bytes. Texts are given as feeds wrote them: JSON escapes what must be escaped.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

from monitor.errors import redact_url
from monitor.model import CoverageReport, Digest

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model import Alert, Article, Evidence, OutageReport, Standing, Trouble

Object = dict[str, Any]


def write_alert(alert: Alert, key: str) -> Object:
    """Write an alert with its article, its evidence and its story."""
    return {
        "type": f"alert.{alert.kind.value}",
        "key": key,
        "timestamp": _instant(alert.created_at),
        "data": {
            "alert": {
                "id": alert.id,
                "topic": alert.topic,
                "topic_title": alert.topic_title,
                "priority": alert.priority.value,
                "story_id": alert.story_id,
                "kind": alert.kind.value,
                "created_at": _instant(alert.created_at),
                "held_back": None if alert.held_back is None else alert.held_back.value,
                "reason": alert.reason,
            },
            "article": None if alert.article is None else _article(alert.article),
            "evidence": [_evidence(one) for one in alert.evidence],
            "story": _story(alert),
            **_content(alert),
        },
    }


def write_outage(report: OutageReport) -> Object:
    """Write that a receiver is broken, or works again."""
    return {
        "type": f"receiver.{report.kind.value}",
        "key": report.key,
        "timestamp": _instant(report.created_at),
        "data": {
            "receiver": report.receiver,
            "broken_at": _instant(report.broken_at),
            "error": report.error,
            "waiting": report.waiting,
        },
    }


def write_test(name: str, key: str, at: datetime) -> Object:
    """Write a test message."""
    return {"type": "test", "key": key, "timestamp": _instant(at), "data": {"receiver": name}}


def _content(alert: Alert) -> Object:
    """Write what an alert without an article tells of."""
    match alert.content:
        case Digest():
            return {"digest": _digest(alert.content)}
        case CoverageReport():
            return {"coverage": _coverage(alert.content)}
    return {}


def _digest(digest: Digest) -> Object:
    return {
        "since": _instant(digest.since),
        "until": _instant(digest.until),
        "reports": digest.reports,
        "articles": digest.articles,
        "surplus": digest.surplus,
        "stories": [
            {
                "id": story.story_id,
                "title": story.title,
                "url": story.url,
                "source": story.source,
                "language": story.language,
                "told": story.told,
                "held_back": None if story.held_back is None else story.held_back.value,
                **_standing(story.standing),
            }
            for story in digest.stories
        ],
        "volume": {
            "since": _instant(digest.volume.since),
            "span_seconds": int(digest.volume.span.total_seconds()),
            "counts": list(digest.volume.counts),
        },
    }


def _coverage(report: CoverageReport) -> Object:
    return {
        "began": [_trouble(trouble) for trouble in report.began],
        "ended": [
            {**_trouble(one.trouble), "ended_at": _instant(one.ended_at)} for one in report.ended
        ],
        "surplus": report.surplus,
        "feeds": report.feeds,
    }


def _trouble(trouble: Trouble) -> Object:
    return {
        "kind": trouble.kind.value,
        "feed_id": trouble.feed_id,
        "feed_url": redact_url(trouble.feed_url),
        "feed_title": trouble.feed_title,
        "source": trouble.source,
        "since": _instant(trouble.since),
        "reason": trouble.reason,
    }


def _article(article: Article) -> Object:
    return {
        "id": article.id,
        "url": article.url,
        "canonical_url": article.canonical_url,
        "title": article.title,
        "summary": article.summary,
        "language": article.language,
        "source": article.source.name,
        "feeds": list(article.feeds),
        "published_at": _instant(article.published_at),
        "first_seen_at": _instant(article.first_seen_at),
        "story_id": article.story_id,
        "revision": article.revision,
    }


def _evidence(evidence: Evidence) -> Object:
    return {
        "field": evidence.field.value,
        "start": evidence.start,
        "end": evidence.end,
        "text": evidence.text,
        "name": evidence.name,
        "concept": evidence.concept,
        "language": evidence.language,
    }


def _story(alert: Alert) -> Object:
    return {"id": alert.story_id, **({} if alert.standing is None else _standing(alert.standing))}


def _standing(standing: Standing) -> Object:
    return {
        "articles": standing.articles,
        "publishers": standing.publishers,
        "copies": standing.copies,
        "languages": list(standing.languages),
        "first_seen_at": _instant(standing.first_seen_at),
        "last_seen_at": _instant(standing.last_seen_at),
    }


def _instant(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z")
