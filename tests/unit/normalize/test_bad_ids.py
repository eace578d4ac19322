"""Read whole documents whose ids are bad: each entry keeps a key of its own, and keeps it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from monitor.normalize import normalize
from monitor.parse import parse

if TYPE_CHECKING:
    from monitor.model import Document

NOW = datetime(2026, 11, 24, tzinfo=UTC)
URL = "https://feeds.example/news/all.xml"


def document(items: str, url: str = URL) -> Document:
    body = (
        "<rss version='2.0'><channel><title>T</title><link>https://site.example/</link>"
        f"{items}</channel></rss>"
    )
    parsed = parse(url, body.encode(), None)
    found = normalize(parsed, feed_url=url, now=NOW, default_language=None)
    assert found is not None
    return found


def item(guid: str | None, link: str, title: str, date: str = "") -> str:
    id_ = "" if guid is None else f'<guid isPermaLink="false">{guid}</guid>'
    dated = f"<pubDate>{date}</pubDate>" if date else ""
    return f"<item>{id_}<link>{link}</link><title>{title}</title>{dated}</item>"


@pytest.mark.parametrize(
    ("items", "rungs"),
    [
        pytest.param(
            item("0", "/1", "A") + item("0", "/2", "B") + item("0", "/3", "C"),
            ["link", "link", "link"],
            id="one id for all",
        ),
        pytest.param(
            item("https://site.example/", "/1", "A") + item("https://site.example/", "/2", "B"),
            ["link", "link"],
            id="the site's address for all",
        ),
        pytest.param(
            item("7", "/1", "A") + item("7", "/2", "B") + item("8", "/3", "C"),
            ["link", "link", "id"],
            id="one slip makes nothing else new",
        ),
        pytest.param(item("", "/1", "A") + item("  ", "/2", "B"), ["link", "link"], id="blank ids"),
        pytest.param(
            item(None, "/", "A", "Thu, 05 Nov 2026 06:30:00 GMT")
            + item(None, "/", "B", "Thu, 05 Nov 2026 07:30:00 GMT"),
            ["link+date", "link+date"],
            id="a ticker without ids",
        ),
        pytest.param(
            item(None, "/", "A") + item(None, "/", "B"), ["title", "title"], id="nor with dates"
        ),
        pytest.param(
            item("Ab", "/1", "A") + item("aB", "/1", "A2"), ["id", "id"], id="ids apart by case"
        ),
        pytest.param(
            item("0", "/1?utm_source=rss", "A") + item("0", "/1?utm_source=atom", "A"),
            ["id"],
            id="one article, told twice",
        ),
    ],
)
def test_each_entry_keeps_a_key_of_its_own(items: str, rungs: list[str]) -> None:
    drafts = document(items).drafts

    assert [draft.rung for draft in drafts] == rungs
    assert len({draft.key for draft in drafts}) == len(rungs)


def test_an_entry_keeps_its_key_when_others_come_and_go() -> None:
    before = document(item("0", "/1", "A") + item("0", "/2", "B")).drafts
    after = document(item("0", "/2", "B") + item("0", "/3", "C")).drafts

    assert before[1].key == after[0].key


def test_ids_that_change_at_every_visit_still_name_the_same_page() -> None:
    first = document(item("session-1", "/1?sid=1&amp;utm_medium=rss", "A")).drafts[0]
    second = document(item("session-2", "/1?sid=1&amp;utm_medium=feed", "A")).drafts[0]

    assert first.key != second.key
    assert first.canonical_url == second.canonical_url


def test_a_feed_that_moves_takes_its_keys_along() -> None:
    items = item("a1", "/1", "A") + item("/perma/2", "/2", "B") + item(None, "/3", "C")

    here = document(items).drafts
    there = document(items, "http://moved.example/rss").drafts

    assert [draft.key for draft in here] == [draft.key for draft in there]


@pytest.mark.parametrize("guid", ["x" * 5000, "&lt;a href='/1'&gt;1&lt;/a&gt;", "\u202e1", "1\n2"])
def test_any_id_is_a_name(guid: str) -> None:
    drafts = document(item(guid, "/1", "A") + item("2", "/2", "B")).drafts

    assert [draft.rung for draft in drafts] == ["id", "id"]
