from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.feeds import FeedFacts, are_alike, take_facts
from monitor.normalize import normalize
from monitor.parse import parse
from tests.support.builders import NOW
from tests.support.documents import make_item, write_rss

URL = "https://times.example/world.xml"


def facts_of(text: str) -> FeedFacts:
    body = text.encode()
    parsed = parse(URL, body, "application/rss+xml")
    document = normalize(parsed, feed_url=URL, now=NOW, default_language=None)
    return take_facts(parsed, document, body, now=NOW)


def test_takes_down_what_a_preview_shows() -> None:
    items = [
        make_item(f"n{n}", f"The minister arrives in the city, day {n}", published_at=at(hours=n))
        for n in range(1, 5)
    ]

    facts = facts_of(write_rss(*items))

    assert (facts.title, facts.format, facts.entries) == ("Example Times", "rss20", 4)
    assert (facts.newest_at, facts.oldest_at) == (at(hours=1), at(hours=4))
    assert facts.titles[0] == "The minister arrives in the city, day 1"
    assert (facts.languages, facts.language) == (("en",), "en")
    assert facts.pace == timedelta(hours=1)


def at(**ago: float) -> datetime:
    return NOW - timedelta(**ago)


def test_counts_dates_that_cannot_be_true() -> None:
    facts = facts_of(
        write_rss(
            make_item("a", published_at=None),
            make_item("b", published_at=NOW + timedelta(days=30)),
            make_item("c", published_at=datetime(1970, 1, 1, tzinfo=UTC)),
            make_item("d", published_at=at(hours=2)),
        )
    )

    assert (facts.undated, facts.future, facts.ancient) == (1, 1, 1)
    assert facts.newest_at == facts.oldest_at == at(hours=2)
    assert facts.pace is None


@pytest.mark.parametrize(("count", "is_frozen"), [(2, False), (3, True)])
def test_notices_dates_that_are_all_the_same(count: int, is_frozen: bool) -> None:
    items = [make_item(str(n), published_at=at(hours=2)) for n in range(count)]

    assert facts_of(write_rss(*items)).is_frozen is is_frozen


def test_counts_ids_and_links_that_are_missing_shared_or_relative() -> None:
    items = (
        "<item><guid isPermaLink='false'>1</guid><link>/a</link><title>A</title></item>"
        "<item><guid isPermaLink='false'>1</guid><link>https://t.example/b</link></item>"
        "<item><title>C</title><description>no more</description></item>"
    )

    facts = facts_of(f"<rss version='2.0'><channel><title>T</title>{items}</channel></rss>")

    assert (facts.without_id, facts.shared_ids) == (1, 2)
    assert (facts.without_link, facts.relative_links, facts.without_title) == (1, 1, 1)


def test_takes_no_address_in_an_atom_feed_for_a_relative_one() -> None:
    facts = facts_of(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title><link rel='self' "
        "href='https://t.example/f'/><entry><id>1</id><title>A</title>"
        "<link href='a.html'/></entry></feed>"
    )

    assert facts.relative_links == 1


def test_two_feeds_that_show_the_same_articles_are_alike() -> None:
    one, two, three, four = (make_item(slug) for slug in ("a", "b", "c", "d"))
    all_four = facts_of(write_rss(one, two, three, four))

    assert are_alike(all_four, facts_of(write_rss(one, two)))
    assert not are_alike(all_four, facts_of(write_rss(one)))
    assert not are_alike(all_four, facts_of(write_rss(make_item("x"), make_item("y"))))
    assert not are_alike(facts_of(write_rss()), facts_of(write_rss()))
