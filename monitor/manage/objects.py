"""Give the JSON objects that scripts rely on, from values of the model.

Pure. The names of the fields are DESIGN.md §8's: fields may be added, never renamed. Instants
are ISO 8601 in UTC with a Z, spans are written as in the settings.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from monitor.checks import format_duration
from monitor.errors import redact_url
from monitor.feeds import entries_a_day
from monitor.manage.contents import write_content
from monitor.model import (
    AppriseReceiver,
    EmailReceiver,
    FailureKind,
    Relevance,
    SlackBotReceiver,
    SlackReceiver,
    WebhookReceiver,
)

if TYPE_CHECKING:
    from monitor.model import (
        Alert,
        Answer,
        Article,
        Concept,
        Delivery,
        Evidence,
        Feed,
        PollRecord,
        Receiver,
        ReceiverStanding,
        Rhythm,
        Silence,
        SpikeRule,
        StoredMatch,
        Topic,
    )
    from monitor.store import Change

Object = dict[str, Any]

#: A feed that has failed for so long is called dead.
DEAD_AFTER = timedelta(days=30)


def write_instant(at: datetime | None) -> str | None:
    """Write an instant as `2026-01-31T18:00:00Z`."""
    return None if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def write_span(span: timedelta | None) -> str | None:
    """Write a span as `15m`."""
    return None if span is None else format_duration(span)


def write_text(value: object) -> str | None:
    """Write a value as a person would write it in a file."""
    return None if value is None else str(value)


def write_article(article: Article) -> Object:
    """Give an article."""
    return {
        "id": article.id,
        "url": article.url,
        "canonical_url": article.canonical_url,
        "title": article.title,
        "summary": article.summary,
        "language": article.language,
        "source": article.source.name,
        "feeds": list(article.feeds),
        "published_at": write_instant(article.published_at),
        "first_seen_at": write_instant(article.first_seen_at),
        "story_id": article.story_id,
        "revision": article.revision,
        "topics": list(article.topics),
    }


def write_evidence(evidence: Evidence) -> Object:
    """Give one piece of evidence."""
    return {
        "field": evidence.field.value,
        "start": evidence.start,
        "end": evidence.end,
        "text": evidence.text,
        "name": evidence.name,
        "concept": evidence.concept,
        "language": evidence.language,
    }


def write_match(match: StoredMatch) -> Object:
    """Give a match."""
    return {
        "topic": match.topic,
        "article_id": match.article_id,
        "url": match.url,
        "title": match.title,
        "matched_at": write_instant(match.matched_at),
        "branch": match.branch,
        "evidence": [write_evidence(one) for one in match.evidence],
    }


def write_alert(alert: Alert) -> Object:
    """Give an alert with its deliveries."""
    return {
        "id": alert.id,
        "topic": alert.topic,
        "story_id": alert.story_id,
        "kind": alert.kind.value,
        "created_at": write_instant(alert.created_at),
        "held_back": None if alert.held_back is None else alert.held_back.value,
        "deliver_at": write_instant(alert.deliver_at),
        "deliveries": [write_alert_delivery(one) for one in alert.deliveries],
        "reason": alert.reason,
        "article_id": None if alert.article is None else alert.article.id,
        "url": alert.url,
        "title": alert.title,
        "evidence": [write_evidence(one) for one in alert.evidence],
        "answer": write_answer(alert.answer),
        "content": write_content(alert.content),
    }


def write_answer(answer: Answer | None) -> Object | None:
    """Give the JSON object of an answer."""
    if answer is None:
        return None
    return {
        "relevant": answer.relevance is Relevance.RELEVANT,
        "who": answer.who,
        "note": answer.note,
        "answered_at": write_instant(answer.answered_at),
    }


def write_alert_delivery(delivery: Delivery) -> Object:
    """Give a delivery as it stands inside its alert."""
    return {
        "id": delivery.id,
        "receiver": delivery.receiver,
        "state": delivery.state.value,
        "attempts": delivery.attempts,
        "last_error": delivery.last_error,
        "detail": delivery.detail,
        "sent_at": write_instant(delivery.sent_at),
        "next_attempt_at": write_instant(delivery.next_attempt_at),
    }


def write_delivery(delivery: Delivery) -> Object:
    """Give a delivery on its own."""
    return {
        **write_alert_delivery(delivery),
        "alert_id": delivery.alert_id,
        "topic": delivery.topic,
        "created_at": write_instant(delivery.created_at),
        "key": delivery.key,
    }


def write_feed(feed: Feed) -> Object:
    """Give a feed."""
    return {
        "id": feed.id,
        "url": feed.url,
        "title": feed.title,
        "source": feed.source.name,
        "family": feed.source.family,
        "country": feed.source.country,
        "language": feed.source.language,
        "tags": list(feed.tags),
        "interval": write_span(feed.interval),
        "full_text": feed.full_text,
        "state": tell_state(feed),
        "articles": feed.articles,
        "failures": feed.failures,
        "last_outcome": None if feed.last_outcome is None else feed.last_outcome.value,
        "last_error": feed.last_error,
        "created_at": write_instant(feed.created_at),
        "paused_at": write_instant(feed.paused_at),
        "gone_at": write_instant(feed.gone_at),
        "last_polled_at": write_instant(feed.last_polled_at),
        "last_changed_at": write_instant(feed.last_changed_at),
        # One that is gone is not polled again: the instant that is stored says nothing.
        "next_poll_at": None if feed.gone_at else write_instant(feed.next_poll_at),
        **_write_conduct(feed),
    }


def _write_conduct(feed: Feed) -> Object:
    """Give what was learned of how a feed and its server behave."""
    rhythm, move = feed.rhythm, feed.move
    wait = None if rhythm is None or rhythm.wait is None else rhythm.wait
    return {
        "host": feed.host,
        "learned_interval": None if wait is None else write_span(round_span(wait)),
        "entries_a_day": None if wait is None or rhythm is None else round_rate(rhythm),
        "hot_until": write_instant(feed.hot_until),
        "failing_since": write_instant(feed.failing_since),
        "failure_kind": None if feed.failure_kind is None else feed.failure_kind.value,
        "overflowed_at": write_instant(feed.overflowed_at),
        "rekeyed_at": write_instant(feed.rekeyed_at),
        "ids_rotate": feed.ids_rotate,
        "lying": feed.trust.lying,
        "full_due_at": write_instant(feed.trust.full_due_at),
        "moved_from": None if feed.moved_from is None else redact_url(feed.moved_from),
        "moving_to": None if move.to is None else redact_url(move.to),
        "moving_since": write_instant(move.since),
    }


def round_span(span: timedelta) -> timedelta:
    """Round a span to what a person reads: seconds below an hour, minutes above."""
    step = timedelta(seconds=1) if span < timedelta(hours=1) else timedelta(minutes=1)
    return step * round(span / step)


def round_rate(rhythm: Rhythm) -> float:
    """Give how many new entries a day a feed brings, to one decimal."""
    return round(entries_a_day(rhythm), 1)


def tell_state(feed: Feed) -> str:
    """Say in one word how a feed is: `paused`, `gone`, `waiting`, `failing`, `dead`, `new`, `fine`.

    `waiting` was asked to be left alone for a time. `dead` has failed for a month; it is tried
    every day all the same.
    """
    if feed.paused_at is not None:
        return "paused"
    if feed.gone_at is not None:
        return "gone"
    if _is_waiting(feed):
        return "waiting"
    if feed.failing_since is not None:
        tried_at = feed.last_polled_at or feed.failing_since
        return "dead" if tried_at - feed.failing_since >= DEAD_AFTER else "failing"
    if feed.failures:
        return "failing"
    return "new" if feed.last_polled_at is None else "fine"


def _is_waiting(feed: Feed) -> bool:
    """Say whether only the server's wish to be left alone keeps it from being polled."""
    return feed.failure_kind is FailureKind.TEMPORARY and not feed.failures


def tell_trouble(feed: Feed) -> str:
    """Say in a few words what is wrong with a feed; nothing when nothing is."""
    troubles = []
    if _is_waiting(feed):
        troubles.append(f"asked to be left alone until {write_instant(feed.next_poll_at)}")
    elif feed.failure_kind is not None:
        since = "" if feed.failing_since is None else f" since {write_instant(feed.failing_since)}"
        troubles.append(f"{feed.failure_kind.value}{since}")
    if feed.trust.lying:
        troubles.append("server lies about changes")
    if feed.overflowed_at is not None:
        troubles.append(f"overflowed {write_instant(feed.overflowed_at)}")
    if feed.ids_rotate:
        troubles.append("ids change at every visit")
    elif feed.rekeyed_at is not None:
        troubles.append(f"re-keyed {write_instant(feed.rekeyed_at)}")
    if feed.move.to is not None:
        troubles.append(f"moving to {redact_url(feed.move.to)}")
    return ", ".join(troubles)


def write_poll(poll: PollRecord) -> Object:
    """Give one line of a feed's history."""
    return {
        "started_at": write_instant(poll.started_at),
        "took_ms": round(poll.took / timedelta(milliseconds=1)),
        "outcome": poll.outcome.value,
        "status_code": poll.status_code,
        "error": poll.error,
        "new": poll.new,
        "changed": poll.changed,
        "next_poll_at": write_instant(poll.next_poll_at),
        "next_poll_reason": poll.next_poll_reason,
        "overflowed": poll.overflowed,
        "note": poll.note,
    }


def write_topic(topic: Topic) -> Object:
    """Give a topic."""
    return {
        "name": topic.name,
        "title": topic.title,
        "query": topic.query,
        "priority": topic.priority.value,
        "receivers": list(topic.receivers),
        "notify": {
            "group_wait": write_span(topic.notify.group_wait),
            "update_interval": write_span(topic.notify.update_interval),
            "min_publishers": topic.notify.min_publishers,
            "min_languages": topic.notify.min_languages,
            "within": write_span(topic.notify.within),
            "escalate_publishers": topic.notify.escalate_publishers,
            "escalate_languages": topic.notify.escalate_languages,
            "escalate_concepts": topic.notify.escalate_concepts,
            "updates": topic.notify.updates,
            "cooldown": write_span(topic.notify.cooldown),
            "active_hours": write_text(topic.notify.active_hours),
            "outside_hours": write_text(topic.notify.outside_hours),
            "daily_cap": topic.notify.daily_cap,
            "digest": write_text(topic.notify.digest),
            "spike": None if topic.notify.spike is None else _write_spike(topic.notify.spike),
        },
        "examples": {
            "match": list(topic.examples.match),
            "no_match": list(topic.examples.no_match),
        },
        "paused_at": write_instant(topic.paused_at),
    }


def _write_spike(rule: SpikeRule) -> Object:
    return {
        "window": write_span(rule.window),
        "factor": rule.factor,
        "min_reports": rule.min_reports,
        "min_publishers": rule.min_publishers,
        "history": write_span(rule.history),
        "cooldown": write_span(rule.cooldown),
    }


def write_concept(concept: Concept) -> Object:
    """Give a concept with all its names."""
    return {
        "key": concept.key,
        "kind": concept.kind.value,
        "name": concept.name,
        "country": concept.country,
        "wikidata": concept.wikidata,
        "names": [
            {
                "text": name.text,
                "language": name.language,
                "source": name.source.value,
                "enabled": name.enabled,
            }
            for name in concept.names
        ],
    }


def write_silence(silence: Silence) -> Object:
    """Give a silence."""
    return {
        "id": silence.id,
        "topics": list(silence.topics),
        "sources": list(silence.sources),
        "languages": list(silence.languages),
        "concepts": list(silence.concepts),
        "since": write_instant(silence.since),
        "until": write_instant(silence.until),
        "who": silence.who,
        "why": silence.why,
    }


def tell_subject(silence: Silence) -> str:
    """Say what a silence is about: `visit, of Example Times, in de`."""
    words = [", ".join(silence.topics) or "every topic"]
    words += [f"of {', '.join(silence.sources)}"] if silence.sources else []
    words += [f"in {', '.join(silence.languages)}"] if silence.languages else []
    words += [f"with @{', @'.join(silence.concepts)}"] if silence.concepts else []
    return ", ".join(words)


def write_receiver(receiver: Receiver, standing: ReceiverStanding | None = None) -> Object:
    """Give a receiver without its secrets, and how it fares where that is known."""
    return {
        "name": receiver.name,
        **_write_kind(receiver),
        "every": write_span(receiver.every),
        **({} if standing is None else _write_standing(standing)),
    }


def _write_kind(receiver: Receiver) -> Object:
    match receiver:
        case EmailReceiver():
            return {"kind": "email", "to": list(receiver.to)}
        case SlackBotReceiver():
            return {"kind": "slack", "channel": receiver.channel}
        case SlackReceiver():
            return {"kind": "slack"}
        case WebhookReceiver():
            return {"kind": "webhook", "signed": receiver.secret is not None}
        case AppriseReceiver():
            return {"kind": "apprise", "services": len(receiver.urls)}


def _write_standing(standing: ReceiverStanding) -> Object:
    return {
        "waiting": standing.waiting,
        "failures": standing.circuit.failures,
        "broken_at": write_instant(standing.circuit.broken_at),
        "error": standing.circuit.error,
        "blocked_until": write_instant(standing.blocked_until),
    }


def write_change(change: Change) -> Object:
    """Give what saving did to one thing."""
    return {"noun": change.noun, "key": change.key, "change": change.kind.value}
