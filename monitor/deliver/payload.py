"""Write an alert as JSON for programs.

Pure. The names of the fields are a contract (docs/receivers.md): fields may be added, never
renamed. What changes between two attempts is left out, so the same delivery is always the same
bytes. Texts are given as feeds wrote them: JSON escapes what must be escaped.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model import Alert, Article, Evidence, OutageReport, Standing

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
            "article": _article(alert.article),
            "evidence": [_evidence(one) for one in alert.evidence],
            "story": _story(alert),
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
