"""Build values of the model: valid by default, one keyword for the point of the test."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any

from monitor.model import (
    AlertKind,
    Article,
    ArticleId,
    AttemptResult,
    Concept,
    ConceptKind,
    DeliveryState,
    Draft,
    EvaluatedArticle,
    Evidence,
    FeedId,
    FeedSpec,
    Field,
    HeldBack,
    Identified,
    LeasedDelivery,
    LeasedFeed,
    Match,
    Name,
    NameSource,
    Newness,
    Outcome,
    PlannedAlert,
    Poll,
    Silence,
    Source,
    Topic,
    Validators,
)

#: When the tests happen.
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
FEED_URL = "https://times.example/world.xml"
OTHER_FEED_URL = "https://post.example/rss"


def digest(*parts: str) -> str:
    """Give 32 hex digits for any words: a key or content hash of a made-up entry."""
    return blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def make_source(**values: Any) -> Source:
    return Source(**{"name": "Example Times", **values})


def make_feed_spec(url: str = FEED_URL, **values: Any) -> FeedSpec:
    return FeedSpec(**{"url": url, "source": make_source(), **values})


def make_leased_feed(**values: Any) -> LeasedFeed:
    """Build a leased feed that no store knows."""
    defaults: dict[str, Any] = {
        "id": FeedId(1),
        "url": FEED_URL,
        "source": make_source(),
        "interval": None,
        "full_text": False,
        "validators": Validators(),
        "body_hash": None,
        "failures": 0,
        "baseline_at": None,
        "lease_owner": "worker",
        "lease_until": NOW + timedelta(minutes=5),
    }
    return LeasedFeed(**{**defaults, **values})


def make_draft(slug: str = "arrival", **values: Any) -> Draft:
    """Build a draft; `slug` makes URL, title and key those of another article."""
    url = f"https://times.example/{slug}"
    texts: dict[str, Any] = {
        "title": f"Report about {slug}",
        "summary": f"What is known about {slug}.",
        "text": "",
        **{name: values[name] for name in ("title", "summary", "text") if name in values},
    }
    defaults: dict[str, Any] = {
        "key": digest("key", slug),
        "rung": "id",
        "url": url,
        "canonical_url": url,
        **texts,
        "author": None,
        "categories": (),
        "language": "en",
        "published_at": NOW - timedelta(minutes=10),
        "content_hash": digest(*texts.values()),
    }
    return Draft(**{**defaults, **values})


def make_identified(draft: Draft | None = None, **values: Any) -> Identified:
    defaults: dict[str, Any] = {
        "draft": draft or make_draft(),
        "newness": Newness.NEW,
        "reason": "no entry with this id, no article with this page",
    }
    return Identified(**{**defaults, **values})


def make_poll(feed: LeasedFeed, *drafts: Draft | Identified, **values: Any) -> Poll:
    """Build a poll of a leased feed; plain drafts are new."""
    entries = tuple(
        entry if isinstance(entry, Identified) else make_identified(entry) for entry in drafts
    )
    defaults: dict[str, Any] = {
        "feed_id": feed.id,
        "lease_owner": feed.lease_owner,
        "started_at": NOW - timedelta(seconds=1),
        "finished_at": NOW,
        "outcome": Outcome.CHANGED if entries else Outcome.NOT_MODIFIED,
        "status_code": 200 if entries else 304,
        "error": None,
        "validators": Validators(etag='"1"'),
        "body_hash": digest("body"),
        "next_poll_at": NOW + timedelta(minutes=15),
        "next_poll_reason": "interval",
        "failures": 0,
        "feed_title": "World news" if entries else None,
        "baseline": False,
        "entries": entries,
    }
    return Poll(**{**defaults, **values})


def make_article(**values: Any) -> Article:
    """Build an article that no store knows."""
    defaults: dict[str, Any] = {
        "id": ArticleId(1),
        "url": "https://times.example/arrival",
        "canonical_url": "https://times.example/arrival",
        "title": "Shoigu arrives in Pyongyang",
        "summary": "The minister was met at the airport.",
        "text": "",
        "author": None,
        "categories": (),
        "language": "en",
        "source": make_source(),
        "feeds": (FEED_URL,),
        "tags": (),
        "published_at": NOW - timedelta(minutes=10),
        "first_seen_at": NOW,
        "story_id": None,
        "revision": 1,
        "baseline": False,
        "evaluated_at": None,
    }
    return Article(**{**defaults, **values})


def make_topic(name: str = "shoigu-in-pyongyang", **values: Any) -> Topic:
    defaults: dict[str, Any] = {
        "name": name,
        "title": "Shoigu visits Pyongyang",
        "query": "shoigu AND pyongyang",
        "receivers": ("desk-mail",),
    }
    return Topic(**{**defaults, **values})


def make_name(text: str = "Sergei Shoigu", **values: Any) -> Name:
    return Name(**{"text": text, "language": None, "source": NameSource.GIVEN, **values})


def make_concept(key: str = "shoigu", **values: Any) -> Concept:
    defaults: dict[str, Any] = {
        "key": key,
        "kind": ConceptKind.PERSON,
        "name": "Sergei Shoigu",
        "names": (
            make_name(),
            make_name("Schoigu", language="de"),
            make_name("쇼이구", language="ko"),
        ),
    }
    return Concept(**{**defaults, **values})


def make_silence(**values: Any) -> Silence:
    defaults: dict[str, Any] = {
        "topics": ("shoigu-in-pyongyang",),
        "until": NOW + timedelta(hours=8),
        "who": "night desk",
        "why": "the visit is covered",
    }
    return Silence(**{**defaults, **values})


def make_evidence(**values: Any) -> Evidence:
    defaults: dict[str, Any] = {
        "field": Field.TITLE,
        "start": 0,
        "end": 6,
        "text": "Report",
        "name": "report",
        "concept": None,
        "language": None,
    }
    return Evidence(**{**defaults, **values})


def make_match(article_id: ArticleId, **values: Any) -> Match:
    defaults: dict[str, Any] = {
        "topic": "shoigu-in-pyongyang",
        "article_id": article_id,
        "evidence": (make_evidence(),),
    }
    return Match(**{**defaults, **values})


def make_planned_alert(article_id: ArticleId, **values: Any) -> PlannedAlert:
    defaults: dict[str, Any] = {
        "topic": "shoigu-in-pyongyang",
        "article_id": article_id,
        "kind": AlertKind.FIRST,
        "held_back": None,
        "reason": "first report of this story",
        "receivers": ("desk-mail", "desk-slack"),
        "deliver_at": NOW,
    }
    return PlannedAlert(**{**defaults, **values})


def make_evaluated(article_id: ArticleId, **values: Any) -> EvaluatedArticle:
    """Build an evaluation that found a match and planned a first alert."""
    defaults: dict[str, Any] = {
        "article_id": article_id,
        "revision": 1,
        "matches": (make_match(article_id),),
        "alerts": (make_planned_alert(article_id),),
    }
    return EvaluatedArticle(**{**defaults, **values})


def make_unmatched(article_id: ArticleId, **values: Any) -> EvaluatedArticle:
    """Build an evaluation that found nothing."""
    return make_evaluated(article_id, **{"matches": (), "alerts": (), **values})


def make_held_back(article_id: ArticleId, reason: HeldBack) -> EvaluatedArticle:
    """Build an evaluation whose alert is held back."""
    evaluated = make_evaluated(article_id)
    alerts = tuple(replace(alert, held_back=reason) for alert in evaluated.alerts)
    return replace(evaluated, alerts=alerts)


def make_result(leased: LeasedDelivery, **values: Any) -> AttemptResult:
    """Build the record of an attempt that was sent."""
    defaults: dict[str, Any] = {
        "delivery_id": leased.delivery.id,
        "lease_owner": leased.lease_owner,
        "attempt": leased.attempt,
        "state": DeliveryState.SENT,
        "finished_at": NOW,
        "detail": "250 OK",
    }
    return AttemptResult(**{**defaults, **values})
