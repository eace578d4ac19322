"""What digests and coverage alerts say, as an object and as lines."""

from __future__ import annotations

from monitor.manage.contents import tell_content, write_content
from monitor.model import CoverageReport, FeedId, Trouble, TroubleKind
from tests.support.builders import NOW
from tests.support.messages import make_digest

REPORT = CoverageReport(
    began=(
        Trouble(
            kind=TroubleKind.FAILING,
            feed_id=FeedId(7),
            since=NOW,
            reason="it has failed for an hour",
            feed_url="https://times.example/rss?token=geheim",
        ),
    ),
    ended=(),
)


def test_a_digest_is_written_with_its_stories_and_its_volume() -> None:
    digest = make_digest()

    written = write_content(digest)

    assert written is not None
    assert [one["title"] for one in written["digest"]["stories"]] == [
        story.title for story in digest.stories
    ]
    assert written["digest"]["volume"]["counts"] == list(digest.volume.counts)
    assert written["digest"]["stories"][0]["publishers"] == digest.stories[0].standing.publishers


def test_a_digest_is_told_a_story_a_line() -> None:
    digest = make_digest()

    lines = list(tell_content(digest))

    assert lines[1].startswith("  1. ")
    assert digest.stories[0].title in lines[1]
    assert lines[-1] == f"  and {digest.surplus} more"


def test_a_coverage_alert_tells_feeds_without_their_secrets() -> None:
    written, lines = write_content(REPORT), list(tell_content(REPORT))

    assert written is not None
    assert written["coverage"]["began"][0]["feed"] == "https://times.example/rss?token=***"
    [line] = lines
    assert line == (
        "  failing: https://times.example/rss?token=***, since 2026-11-24T09:00:00Z: "
        "it has failed for an hour"
    )


def test_an_alert_about_an_article_says_nothing_else() -> None:
    assert write_content(None) is None
    assert list(tell_content(None)) == []
