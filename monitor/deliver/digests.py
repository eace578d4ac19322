"""Put a digest, a spike or a backlog into a notice.

Pure. A digest has its stories in the order in which they were ranked; a backlog has every alert
in it, one a line or two, urgent ones first.
"""

from __future__ import annotations

import shlex
from datetime import UTC
from typing import TYPE_CHECKING, Final

from monitor.deliver.charts import draw
from monitor.deliver.facts import KIND_WORDS, Link, Step
from monitor.deliver.languages import language_code, list_languages, name_language
from monitor.deliver.letters import clean, direction_of, link_target
from monitor.deliver.notice import (
    LONGEST_PARAGRAPH,
    Group,
    Line,
    Mood,
    Notice,
    tidy,
)
from monitor.deliver.times import count, tell_clock
from monitor.model import AlertKind, Digest, HeldBack, Priority

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import tzinfo

    from monitor.model import Alert, LeasedDelivery, RankedStory, Standing

LONGEST_NAME: Final = 80
LONGEST_LINE_TITLE: Final = 120
_MOST_LANGUAGES: Final = 4
#: Why a story waited for the digest.
_HELD_WORDS: Final = {
    HeldBack.FLOOD: "one of many at once",
    HeldBack.OUTSIDE_HOURS: "came outside the active hours",
    HeldBack.COOLDOWN: "came right after another story",
    HeldBack.OVER_CAP: "came after the daily cap",
}


def note_digest(alert: Alert, zone: tzinfo | None, pages_url: str | None) -> Notice:
    """Lay out what an alert with many stories says: a digest, or a spike.

    Args:
        alert: The alert.
        zone: What its times are told in; None: UTC.
        pages_url: Where the receiver can open our pages; None: nowhere.
    """
    digest = alert.content if isinstance(alert.content, Digest) else None
    is_spike = alert.kind is AlertKind.SPIKE
    urgent = alert.priority is Priority.URGENT
    about = tidy(alert.topic_title, LONGEST_NAME) or clean(alert.topic)
    reason = tidy(alert.reason, LONGEST_PARAGRAPH) or KIND_WORDS[alert.kind]
    links = tuple(_links(alert, digest, pages_url))
    return Notice(
        kind=alert.kind.value,
        badge=f"URGENT {KIND_WORDS[alert.kind]}" if urgent else KIND_WORDS[alert.kind],
        mood=Mood.URGENT if urgent else Mood.PLAIN,
        about=about,
        title=reason if digest is None or is_spike else _title(digest),
        paragraphs=() if digest is None else tuple(_paragraphs(digest, zone or UTC)),
        chart=None if digest is None else draw(digest.volume, zone or UTC),
        groups=() if digest is None or not digest.stories else (_stories(digest, is_spike),),
        links=links,
        steps=() if links else _steps(alert),
        foot=f"monitor, alert {alert.id}",
    )


def _title(digest: Digest) -> str:
    stories = len(digest.stories) + digest.surplus
    if not stories:
        return "No story in this time"
    return f"{count(stories, 'story', 'stories')}, {count(digest.reports, 'independent report')}"


def _paragraphs(digest: Digest, zone: tzinfo) -> Iterator[str]:
    since, until = tell_clock(digest.since, zone), tell_clock(digest.until, zone)
    copies = digest.articles - digest.reports
    folded = f"; {count(copies, 'copy', 'copies')} folded" if copies > 0 else ""
    yield f"{since} to {until}{folded}."


def _stories(digest: Digest, is_spike: bool) -> Group:
    heading = "Held back for this digest" if digest.only_held else "By independent publishers"
    heading = "Most reports are about" if is_spike else heading
    lines = tuple(_story(story) for story in digest.stories)
    return Group(heading=heading, lines=lines, more=digest.surplus, numbered=not is_spike)


def _story(story: RankedStory) -> Line:
    title = tidy(story.title, LONGEST_LINE_TITLE) or "(untitled)"
    standing = story.standing
    facts = [
        tidy(story.source, LONGEST_NAME),
        name_language(story.language),
        tell_company(standing),
    ]
    if story.held_back is not None:
        facts.append(_HELD_WORDS.get(story.held_back, story.held_back.value.replace("_", " ")))
    return Line(
        title=title,
        direction=direction_of(title),
        url=link_target(story.url),
        language_code=language_code(story.language),
        badge="" if story.told else "NEW",
        facts=tuple(fact for fact in facts if fact),
    )


def tell_company(standing: Standing) -> str:
    """Say how many report a story, in short: `3 publishers, 37 copies, German and Korean`."""
    words = [count(standing.publishers, "publisher")]
    if standing.copies:
        words.append(count(standing.copies, "copy", "copies"))
    if len(standing.languages) > 1:
        words.append(list_languages(standing.languages, most=_MOST_LANGUAGES))
    return ", ".join(words)


def _links(alert: Alert, digest: Digest | None, pages_url: str | None) -> Iterator[Link]:
    url = None if digest is None else link_target(digest.link)
    if url is None and pages_url is not None and alert.topic:
        url = link_target(f"{pages_url}/stories?topic={alert.topic}")
    if url is not None:
        yield Link(label="All stories of the topic", url=url)
    if pages_url is not None and alert.kind is AlertKind.SPIKE:
        yield Link(label="Answer or silence", url=f"{pages_url}/alerts/{alert.id}")


def _steps(alert: Alert) -> tuple[Step, ...]:
    topic = shlex.quote(clean(alert.topic))
    return (
        Step(label="All stories of the topic", command=f"monitor stories list --topic {topic}"),
    )


def note_backlog(
    leased: LeasedDelivery, alerts: Sequence[Alert], pages_url: str | None = None
) -> Notice:
    """Lay out the alerts that could not be told in time."""
    ordered = sorted(alerts, key=lambda alert: alert.priority is not Priority.URGENT)
    urgent = sum(alert.priority is Priority.URGENT for alert in ordered)
    title = f"{count(len(ordered), 'alert')} that could not be sent in time"
    number = leased.delivery.id
    return Notice(
        kind="backlog",
        badge="URGENT Backlog" if urgent else "Backlog",
        mood=Mood.URGENT if urgent else Mood.PLAIN,
        about="monitor",
        title=f"{title}, {urgent} of them urgent" if urgent else title,
        paragraphs=("The receiver was out of reach; this says all of it at once.",),
        groups=(Group(heading="", lines=tuple(_waited(alert) for alert in ordered)),),
        links=() if pages_url is None else (Link(label="Open monitor", url=pages_url),),
        steps=(Step(label="One of them in full", command="monitor alerts show ID"),),
        foot=f"This is digest {number}. Nothing else will be sent about these alerts.",
    )


def _waited(alert: Alert) -> Line:
    title = tidy(alert.title, LONGEST_LINE_TITLE) or "(untitled)"
    urgent = alert.priority is Priority.URGENT
    told = [
        tidy(alert.source, LONGEST_NAME),
        None if alert.article is None else name_language(alert.article.language),
        KIND_WORDS[alert.kind],
        f"{alert.created_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC",
        f"alert {alert.id}",
    ]
    return Line(
        title=title,
        direction=direction_of(title),
        url=link_target(alert.url),
        language_code=None if alert.article is None else language_code(alert.article.language),
        about=tidy(alert.topic_title, LONGEST_NAME) or clean(alert.topic),
        badge="URGENT" if urgent else "",
        mood=Mood.URGENT if urgent else Mood.PLAIN,
        facts=tuple(fact for fact in told if fact),
    )
