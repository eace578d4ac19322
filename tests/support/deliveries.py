"""Build leased deliveries with everything in them: valid by default, one keyword per point."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from monitor.model import (
    Alert,
    AlertId,
    AlertKind,
    Article,
    ArticleId,
    Delivery,
    DeliveryId,
    DeliveryState,
    Evidence,
    Field,
    LeasedDelivery,
    Priority,
    Source,
    StoryId,
)

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def make_reported(
    *,
    title: str = "Schoigu in Pjöngjang eingetroffen",
    summary: str = "Der Sicherheitschef traf am Dienstag in der nordkoreanischen Hauptstadt ein.",
    text: str = "",
    url: str | None = "https://example.org/politik/schoigu",
    source: str = "Beispiel-Zeitung",
    language: str | None = "de",
    published_at: datetime | None = NOON - timedelta(minutes=4),
    first_seen_at: datetime = NOON - timedelta(minutes=1),
    baseline: bool = False,
) -> Article:
    return Article(
        id=ArticleId(7),
        url=url,
        canonical_url=url,
        title=title,
        summary=summary,
        text=text,
        author=None,
        categories=(),
        language=language,
        source=Source(name=source),
        feeds=("https://example.org/feed.xml",),
        tags=(),
        published_at=published_at,
        first_seen_at=first_seen_at,
        story_id=StoryId(3),
        revision=1,
        baseline=baseline,
        evaluated_at=None,
    )


def find_evidence(
    article: Article, word: str, *, concept: str | None = None, field: Field = Field.TITLE
) -> Evidence:
    """Give the evidence for the first place of a word in a field."""
    start = str(getattr(article, field.value)).index(word)
    return Evidence(
        field=field,
        start=start,
        end=start + len(word),
        text=word,
        name=word,
        concept=concept,
        language=article.language,
    )


def make_leased(
    *,
    article: Article | None = None,
    evidence: tuple[Evidence, ...] | None = None,
    topic: str = "shoigu-in-pyongyang",
    topic_title: str = "Shoigu visits Pyongyang",
    priority: Priority = Priority.URGENT,
    reason: str = "first report: @shoigu found as «Schoigu» in Beispiel-Zeitung (de)",
    key: str = "shoigu-in-pyongyang/3/first/desk",
    attempt: int = 1,
    first_due_at: datetime = NOON,
    receiver: str = "desk",
) -> LeasedDelivery:
    article = make_reported() if article is None else article
    if evidence is None:
        evidence = (find_evidence(article, "Schoigu", concept="shoigu"),)
    delivery = Delivery(
        id=DeliveryId(11),
        alert_id=AlertId(42),
        topic=topic,
        receiver=receiver,
        state=DeliveryState.LEASED,
        attempts=attempt,
        created_at=NOON,
        next_attempt_at=None,
        last_error=None,
        sent_at=None,
        key=key,
    )
    alert = Alert(
        id=AlertId(42),
        topic=topic,
        topic_title=topic_title,
        priority=priority,
        story_id=StoryId(3),
        kind=AlertKind.FIRST,
        created_at=NOON,
        held_back=None,
        reason=reason,
        article=article,
        evidence=evidence,
        deliveries=(delivery,),
    )
    return LeasedDelivery(
        delivery=delivery,
        alert=alert,
        lease_owner="worker-1",
        attempt=attempt,
        first_due_at=first_due_at,
    )
