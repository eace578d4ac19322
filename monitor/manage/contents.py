"""Write and tell what digests, spikes and coverage alerts say.

Pure. Addresses of feeds are shown without what may be secret in them.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from monitor.checks import format_duration
from monitor.errors import redact_url
from monitor.manage.telling import tell_instant
from monitor.model import CoverageReport, Digest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.model import RankedStory, Trouble, Volume

Object = dict[str, Any]


def write_content(content: Digest | CoverageReport | None) -> Object | None:
    """Give the JSON object of what an alert says beside an article; None where it has one."""
    match content:
        case Digest():
            return {"digest": _write_digest(content)}
        case CoverageReport():
            return {"coverage": _write_report(content)}
    return None


def _write_digest(digest: Digest) -> Object:
    return {
        "since": _write_instant(digest.since),
        "until": _write_instant(digest.until),
        "stories": [_write_story(story) for story in digest.stories],
        "surplus": digest.surplus,
        "reports": digest.reports,
        "articles": digest.articles,
        "only_held": digest.only_held,
        "volume": _write_volume(digest.volume),
    }


def _write_story(story: RankedStory) -> Object:
    return {
        "story_id": story.story_id,
        "title": story.title,
        "url": story.url,
        "source": story.source,
        "language": story.language,
        "publishers": story.standing.publishers,
        "copies": story.standing.copies,
        "languages": list(story.standing.languages),
        "held_back": None if story.held_back is None else story.held_back.value,
        "new": not story.told,
    }


def _write_volume(volume: Volume) -> Object:
    return {
        "since": _write_instant(volume.since),
        "span": format_duration(volume.span),
        "counts": list(volume.counts),
    }


def _write_report(report: CoverageReport) -> Object:
    return {
        "began": [_write_trouble(one) for one in report.began],
        "ended": [
            {**_write_trouble(one.trouble), "ended_at": _write_instant(one.ended_at)}
            for one in report.ended
        ],
        "surplus": report.surplus,
        "feeds": report.feeds,
    }


def _write_trouble(trouble: Trouble) -> Object:
    return {
        "kind": trouble.kind.value,
        "feed_id": trouble.feed_id,
        "feed": redact_url(trouble.feed_url) if trouble.feed_url else None,
        "source": trouble.source or None,
        "since": _write_instant(trouble.since),
        "reason": trouble.reason,
    }


def _write_instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def tell_content(content: Digest | CoverageReport | None) -> Iterator[str]:
    """Say in lines what an alert says beside an article."""
    match content:
        case Digest():
            yield from _tell_digest(content)
        case CoverageReport():
            yield from _tell_report(content)


def _tell_digest(digest: Digest) -> Iterator[str]:
    yield f"  {tell_instant(digest.since)} to {tell_instant(digest.until)}"
    for place, story in enumerate(digest.stories, 1):
        fresh = "" if story.told else "NEW "
        held = "" if story.held_back is None else f", held back: {story.held_back.value}"
        publishers = f"publishers: {story.standing.publishers}, copies: {story.standing.copies}"
        yield f"  {place}. {fresh}{story.title} ({story.source}; {publishers}{held})"
    if digest.surplus:
        yield f"  and {digest.surplus} more"


def _tell_report(report: CoverageReport) -> Iterator[str]:
    for trouble in report.began:
        yield f"  {_tell_trouble(trouble)}, since {tell_instant(trouble.since)}: {trouble.reason}"
    for ended in report.ended:
        yield f"  over at {tell_instant(ended.ended_at)}: {_tell_trouble(ended.trouble)}"
    if report.surplus:
        yield f"  and {report.surplus} more"


def _tell_trouble(trouble: Trouble) -> str:
    named = trouble.source or (redact_url(trouble.feed_url) if trouble.feed_url else "the network")
    return f"{trouble.kind.value}: {named}"
