"""Put what keeps us from hearing or telling the news into a notice.

Pure. A coverage report names what began and what is over; the report of an outage names one
receiver. Addresses of feeds are shown without what may be secret in them, and not linked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from monitor.deliver.digests import LONGEST_NAME
from monitor.deliver.facts import Link, Step
from monitor.deliver.letters import clean
from monitor.deliver.notice import (
    LONGEST_DETAIL,
    LONGEST_PARAGRAPH,
    LONGEST_TITLE,
    Group,
    Line,
    Mood,
    Notice,
    tidy,
)
from monitor.deliver.times import count, tell_instant, tell_span
from monitor.errors import redact_url
from monitor.model import CoverageReport, OutageKind, TroubleKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

    from monitor.model import Alert, EndedTrouble, OutageReport, Trouble

_WORDS: Final = {
    TroubleKind.OUTAGE: "network outage",
    TroubleKind.FAILING: "failing",
    TroubleKind.GONE: "gone",
    TroubleKind.QUIET: "quiet",
    TroubleKind.OVERFLOWED: "may have lost entries",
    TroubleKind.REKEYED: "new ids",
}


def note_coverage(alert: Alert, zone: tzinfo | None, pages_url: str | None) -> Notice:
    """Lay out which feeds keep us from hearing the news."""
    content = alert.content
    report = content if isinstance(content, CoverageReport) else None
    reason = tidy(alert.reason, LONGEST_PARAGRAPH)
    began = () if report is None else report.began
    return Notice(
        kind="coverage",
        badge="Coverage",
        mood=Mood.URGENT if began or report is None else Mood.GOOD,
        about=tidy(alert.topic_title, LONGEST_NAME) or "monitor",
        title=(reason or "Coverage") if report is None else _title(report),
        paragraphs=() if report is None else tuple(_paragraphs(report, reason)),
        groups=() if report is None else tuple(_groups(report, zone)),
        links=() if pages_url is None else (Link(label="Open the feeds", url=pages_url),),
        steps=(
            Step(label="How all feeds fare", command="monitor feeds list"),
            Step(label="One of them in full", command="monitor feeds show URL"),
        ),
        foot=f"monitor, alert {alert.id}",
    )


def _title(report: CoverageReport) -> str:
    if any(trouble.kind is TroubleKind.OUTAGE for trouble in report.began):
        return "Network outage: no feed can be reached"
    if any(ended.trouble.kind is TroubleKind.OUTAGE for ended in report.ended):
        return "The network outage is over"
    if report.began:
        return f"{count(len(report.began) + report.surplus, 'feed')} may keep news from us"
    return f"{count(len(report.ended) + report.surplus, 'feed')} back in order"


def _paragraphs(report: CoverageReport, reason: str) -> Iterator[str]:
    if reason:
        yield reason
    if report.feeds:
        yield f"{count(report.feeds, 'feed')} polled in all."


def _groups(report: CoverageReport, zone: tzinfo | None) -> Iterator[Group]:
    if report.began:
        lines = tuple(_trouble(trouble, zone) for trouble in report.began)
        yield Group(heading="Began", lines=lines, more=report.surplus)
    if report.ended:
        lines = tuple(_ended(ended, zone) for ended in report.ended)
        yield Group(heading="Over again", lines=lines, more=0 if report.began else report.surplus)


def _trouble(trouble: Trouble, zone: tzinfo | None) -> Line:
    return _line(trouble, _WORDS[trouble.kind], Mood.URGENT, tell_instant(trouble.since, zone))


def _ended(ended: EndedTrouble, zone: tzinfo | None) -> Line:
    lasted = tell_span(ended.ended_at - ended.trouble.since)
    when = f"{tell_instant(ended.ended_at, zone)}, after {lasted}"
    return _line(ended.trouble, "over", Mood.GOOD, when)


def _line(trouble: Trouble, badge: str, mood: Mood, when: str) -> Line:
    address = tidy(redact_url(trouble.feed_url), LONGEST_TITLE) if trouble.feed_url else ""
    title = tidy(trouble.source or trouble.feed_title, LONGEST_NAME) or address or "All feeds"
    named = tidy(trouble.feed_title, LONGEST_NAME)
    facts = (named if named != title else "", address if address != title else "", when)
    return Line(
        title=title,
        # A name among ours, not a text: it stands where the others stand.
        direction="ltr",
        badge=badge,
        mood=mood,
        facts=tuple(fact for fact in facts if fact),
        detail=tidy(trouble.reason, LONGEST_DETAIL),
    )


def note_outage(report: OutageReport, zone: tzinfo | None = None) -> Notice:
    """Lay out that a receiver is broken, or works again."""
    name = tidy(report.receiver, LONGEST_NAME)
    since = tell_instant(report.broken_at, zone)
    error = tidy(report.error or "no reason known", LONGEST_DETAIL)
    waiting = f"{count(report.waiting, 'delivery', 'deliveries')} wait for it"
    broken = report.kind is OutageKind.BROKEN
    return Notice(
        kind="outage",
        badge="Broken" if broken else "Works again",
        mood=Mood.URGENT if broken else Mood.GOOD,
        about=f"Receiver {name}",
        title=f"Receiver {name} is broken" if broken else f"Receiver {name} works again",
        paragraphs=(
            (
                f"Nothing reaches it since {since}: {error}",
                f"{waiting}. It is tried once a minute; nothing is lost.",
            )
            if broken
            else (
                f"It takes messages again. It was broken since {since}: {error}",
                f"{waiting} and are sent now, many in a digest.",
            )
        ),
        steps=(
            Step(
                label="What was refused for good",
                command="monitor deliveries list --state dead",
            ),
            Step(label="Send one of them again", command="monitor deliveries retry ID"),
        ),
        foot=f"monitor, about receiver {clean(name)}",
    )
