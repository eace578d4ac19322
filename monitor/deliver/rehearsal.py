"""Rehearse an operator's own templates: what is wrong with them, before an alert needs them.

Process. Fills each template with the fullest message and the barest one, so that a name that
does not exist is found as well as a slip in the grammar.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from monitor.deliver.coverage import note_coverage, note_outage
from monitor.deliver.digests import note_backlog, note_digest
from monitor.deliver.facts import gather
from monitor.deliver.filling import Flaw, OwnTemplates
from monitor.deliver.writing import escape_values
from monitor.model import (
    Alert,
    AlertId,
    AlertKind,
    Article,
    ArticleId,
    CoverageReport,
    Delivery,
    DeliveryId,
    DeliveryState,
    Digest,
    Evidence,
    Field,
    LeasedDelivery,
    Member,
    OutageKind,
    OutageReport,
    Priority,
    RankedStory,
    Source,
    Standing,
    StoryId,
    Trouble,
    TroubleKind,
    Volume,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitor.deliver.notice import Notice

#: Every template that stands in for one of ours is named `KIND.FORM`.
FORMS: Final = ("html", "txt", "subject.txt", "mrkdwn")
KINDS: Final = ("alert", "notice", "digest", "spike", "coverage", "backlog", "outage", "test")
_AT: Final = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
_ZONE: Final = UTC


def rehearse(folder: str) -> tuple[Flaw, ...]:
    """Say what is wrong with the templates of a folder; nothing when all is well."""
    path = Path(folder)
    if not path.is_dir():
        return (Flaw(file=folder, line=None, problem="is no folder"),)
    own = OwnTemplates(folder)
    found = [(kind, form) for kind in KINDS for form in FORMS if own.has(f"{kind}.{form}")]
    if not found:
        known = ", ".join(f"alert.{form}" for form in FORMS)
        return (Flaw(file=folder, line=None, problem=f"holds none of {known} and the like"),)
    flaws = [flaw for kind, form in found for flaw in _try(own, kind, form)]
    return tuple(dict.fromkeys(flaws))


def _try(own: OwnTemplates, kind: str, form: str) -> Iterator[Flaw]:
    for values in _values(kind):
        shown = {name: escape_values(value) for name, value in values.items()}
        written = own.fill(f"{kind}.{form}", shown if form == "mrkdwn" else values)
        if isinstance(written, Flaw):
            yield written


def _values(kind: str) -> Iterator[Mapping[str, object]]:
    """Give what templates of a kind are filled with."""
    if kind == "test":
        yield {"name": "desk", "at": "2026-01-02 03:04 UTC"}
    elif kind == "alert":
        yield from _alerts()
    else:
        yield from ({"notice": one} for one in _notices() if kind in ("notice", one.kind))


def _alerts() -> Iterator[Mapping[str, object]]:
    article = _article()
    rich = _leased(_alert(AlertKind.ESCALATION, article=article))
    opening = replace(rich.alert, standing=replace(_standing(), publishers=1))
    url = "https://monitor.example"
    yield {
        "facts": gather(
            rich, article, opening=opening, members=_members(), zone=_ZONE, pages_url=url
        )
    }
    bare = replace(
        article, url=None, title="", summary="", text="", language=None, published_at=None
    )
    alert = replace(_alert(AlertKind.FIRST, article=bare), evidence=(), standing=None)
    yield {"facts": gather(_leased(alert), bare)}


def _notices() -> Iterator[Notice]:
    yield note_digest(_alert(AlertKind.DIGEST, content=_digest()), None, "https://monitor.example")
    yield note_digest(_alert(AlertKind.SPIKE), None, None)
    yield note_coverage(_alert(AlertKind.COVERAGE, content=_coverage()), None, None)
    yield note_backlog(_leased(_alert(AlertKind.FIRST)), [_alert(AlertKind.FIRST)])
    yield note_outage(
        OutageReport(
            id=1,
            receiver="desk",
            kind=OutageKind.BROKEN,
            key="key",
            created_at=_AT,
            broken_at=_AT,
            error="answered 503",
            waiting=2,
            lease_owner="",
            attempt=1,
        )
    )


def _article() -> Article:
    return Article(
        id=ArticleId(1),
        url="https://paper.example/1",
        canonical_url=None,
        title="A title of an article",
        summary="What the article says.",
        text="A longer text of the article.",
        author=None,
        categories=(),
        language="en",
        source=Source(name="Paper"),
        feeds=(),
        tags=(),
        published_at=_AT - timedelta(minutes=5),
        first_seen_at=_AT,
        story_id=StoryId(1),
        revision=1,
        baseline=False,
        evaluated_at=None,
    )


def _alert(
    kind: AlertKind,
    *,
    article: Article | None = None,
    content: Digest | CoverageReport | None = None,
) -> Alert:
    return Alert(
        id=AlertId(1),
        topic="topic",
        topic_title="A topic",
        priority=Priority.URGENT,
        story_id=None if article is None else StoryId(1),
        kind=kind,
        created_at=_AT + timedelta(hours=1),
        held_back=None,
        reason="first report: «title» found in Paper (en)",
        article=article,
        evidence=() if article is None else _evidence(),
        standing=_standing(),
        content=content,
    )


def _evidence() -> tuple[Evidence, ...]:
    spots = ((Field.TITLE, 2, "title"), (Field.TEXT, 9, "text"), (Field.SITE, 0, "paper.example"))
    return tuple(
        Evidence(
            field=field,
            start=start,
            end=start + len(text),
            text=text,
            name=text,
            concept=None,
            language=None,
        )
        for field, start, text in spots
    )


def _standing() -> Standing:
    return Standing(
        articles=4,
        publishers=3,
        copies=1,
        languages=("en", "ar"),
        first_seen_at=_AT,
        last_seen_at=_AT,
    )


def _members() -> tuple[Member, ...]:
    return tuple(
        Member(
            article_id=ArticleId(number),
            title=f"Report {number}",
            url=f"https://paper.example/{number}",
            source="Paper",
            family="paper",
            language="ar",
            published_at=None,
            first_seen_at=_AT,
        )
        for number in range(2, 9)
    )


def _leased(alert: Alert) -> LeasedDelivery:
    delivery = Delivery(
        id=DeliveryId(1),
        alert_id=alert.id,
        topic=alert.topic,
        receiver="desk",
        state=DeliveryState.LEASED,
        attempts=1,
        created_at=_AT,
        next_attempt_at=None,
        last_error=None,
        sent_at=None,
        key="key",
    )
    return LeasedDelivery(
        delivery=delivery, alert=alert, lease_owner="", attempt=1, first_due_at=_AT
    )


def _digest() -> Digest:
    story = RankedStory(
        story_id=StoryId(1),
        title="A story",
        url="https://paper.example/1",
        source="Paper",
        language="en",
        standing=_standing(),
        fresh=2,
    )
    return Digest(
        topic="topic",
        topic_title="A topic",
        since=_AT,
        until=_AT,
        zone="UTC",
        stories=(story,),
        surplus=1,
        reports=3,
        articles=4,
        volume=Volume(since=_AT, span=timedelta(hours=1), counts=(1, 0, 2)),
    )


def _coverage() -> CoverageReport:
    trouble = Trouble(
        kind=TroubleKind.QUIET,
        feed_id=None,
        since=_AT,
        reason="nothing for 9 hours",
        feed_url="https://paper.example/feed.xml",
        source="Paper",
    )
    return CoverageReport(began=(trouble,), ended=(), feeds=2)
