"""Polls of real documents: what is the same is kept once, and tells nobody anything twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.alert import AlertLimits
from monitor.model import HeldBack
from tests.support.builders import NOW, make_feed_spec, make_topic
from tests.support.documents import make_item, write_rss
from tests.support.line import evaluate_all, poll_all

if TYPE_CHECKING:
    from monitor.model import Article
    from monitor.pipeline import Poller
    from tests.support.documents import Item
    from tests.support.feedserver import FeedServer
    from tests.support.line import Line

TITLE = "Shoigu arrives in Pyongyang for talks on security"
TEXT = "The secretary of the security council was met at the airport by the foreign minister."
DAY = timedelta(days=1)


def add_feeds(line: Line, *urls: str) -> None:
    line.store.save_feeds([make_feed_spec(url) for url in urls], now=line.clock())


async def show(line: Line, poller: Poller, publisher: FeedServer, *items: Item) -> None:
    """Let the publisher show these items, and poll."""
    line.clock.advance(hours=1)
    publisher.set("/feed.xml", write_rss(*items))
    await poll_all(poller, [f"{publisher.url}/feed.xml"])


def articles_of(line: Line) -> list[Article]:
    return sorted(line.store.iter_articles(), key=lambda article: article.id)


def last_poll(line: Line, publisher: FeedServer):
    return line.store.list_polls(f"{publisher.url}/feed.xml")[0]


def make_items(count: int, **values: object) -> list[Item]:
    return [
        make_item(f"e{n}", f"Report number {n} about the visit", summary=f"{n}: {TEXT}", **values)
        for n in range(count)
    ]


def rekeyed(items: list[Item], **values: object) -> list[Item]:
    """Give the items other ids and, unless told otherwise, the links they had."""
    return [replace(one, slug=f"new-{one.slug}", **{"link": one.url, **values}) for one in items]


# -- one title -------------------------------------------------------------------------------------


@pytest.mark.parametrize("together", [True, False], ids=["in one batch", "one after the other"])
async def test_one_title_in_two_feeds_of_a_publisher_is_one_article(
    line: Line, publisher: FeedServer, together: bool
) -> None:
    links = ("https://times.example/world/4711", "https://times.example/asia/8812")
    urls = [
        publisher.set(f"/{n}.xml", write_rss(make_item(str(n), TITLE, summary=TEXT, link=link)))
        for n, link in enumerate(links)
    ]
    add_feeds(line, *urls)
    poller = line.poller()

    for some in [urls] if together else [[url] for url in urls]:
        await poll_all(poller, some)

    [article] = articles_of(line)
    assert sorted(article.feeds) == sorted(urls)
    for link in links:
        found = line.store.find_article(link)
        assert found is not None
        assert found.id == article.id


async def test_a_page_that_was_known_by_its_title_is_known_by_its_address_elsewhere(
    line: Line, publisher: FeedServer, elsewhere: FeedServer
) -> None:
    first, second = (
        make_item(str(n), TITLE, summary=TEXT, link=f"https://times.example/{n}") for n in (1, 2)
    )
    urls = [publisher.set("/feed.xml", write_rss(first, second)), elsewhere.url + "/other.xml"]
    elsewhere.set("/other.xml", write_rss(replace(second, slug="x", title="Quite another title")))
    add_feeds(line, *urls)
    poller = line.poller()

    for url in urls:
        await poll_all(poller, [url])

    [article] = articles_of(line)
    assert sorted(article.feeds) == sorted(urls)


@pytest.mark.parametrize(
    ("title", "texts", "ages"),
    [
        ("Morning briefing", (TEXT, TEXT), (0, 24)),
        (
            TITLE,
            (TEXT, "Rain is expected in the north, and strong winds until the evening."),
            (0, 1),
        ),
        ("Weather", ("", ""), (0, 0)),
        ("Live: the visit minute by minute", ("", ""), (0, 24)),
    ],
)
async def test_columns_and_tickers_of_one_title_are_articles_of_their_own(
    line: Line,
    publisher: FeedServer,
    title: str,
    texts: tuple[str, str],
    ages: tuple[int, int],
) -> None:
    items = [
        make_item(str(n), title, summary=text, published_at=NOW - timedelta(hours=hours))
        for n, (text, hours) in enumerate(zip(texts, ages, strict=True))
    ]
    add_feeds(line, publisher.url + "/feed.xml")
    poller = line.poller()

    await show(line, poller, publisher, items[0])
    await show(line, poller, publisher, items[1], items[0])

    assert len(articles_of(line)) == 2


# -- edits -----------------------------------------------------------------------------------------


async def test_two_texts_in_turn_are_one_edit(line: Line, publisher: FeedServer) -> None:
    one, two = (make_item("visit", TITLE, summary=text) for text in (TEXT, TEXT + " Talks began."))
    add_feeds(line, publisher.url + "/feed.xml")
    poller = line.poller()
    await show(line, poller, publisher, one)

    for item in (two, one, two, one, two):
        await show(line, poller, publisher, item)

    [article] = articles_of(line)
    assert (article.revision, article.summary) == (2, two.summary)
    assert [record.changed for record in line.store.list_polls(article.feeds[0])] == [
        0, 0, 0, 0, 1, 0,
    ]  # fmt: skip


async def test_counters_quotes_and_spaces_are_no_edit_and_wake_nobody(
    line: Line, publisher: FeedServer
) -> None:
    add_feeds(line, publisher.url + "/feed.xml")
    poller = line.poller()
    await show(line, poller, publisher, make_item("visit", TITLE, summary=f"{TEXT} 3 comments"))
    line.woken.clear()

    for dress in (f"“{TEXT}”  4 comments", f"{TEXT.upper()} 5 comments", f"{TEXT} 17 comments"):
        await show(line, poller, publisher, make_item("visit", TITLE, summary=dress))

    [article] = articles_of(line)
    assert article.revision == 1
    assert last_poll(line, publisher).outcome.value == "unchanged"
    assert line.woken == []


# -- other ids -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "values",
    [{}, {"summary": "A longer text of the same page, with words that nobody knew. " * 3}],
    ids=["the same texts", "other texts"],
)
async def test_a_rekeyed_feed_brings_nothing_new_and_says_so(
    line: Line, publisher: FeedServer, values: dict[str, object]
) -> None:
    items = make_items(10)
    add_feeds(line, publisher.url + "/feed.xml")
    line.store.save_catalog(topics=[make_topic(query="visit")], now=NOW)
    poller, evaluator = line.poller(), line.evaluator()
    await show(line, poller, publisher, *items)
    await evaluate_all(evaluator)
    told = len(line.store.list_alerts())

    await show(line, poller, publisher, *rekeyed(items, **values))
    await evaluate_all(evaluator)

    assert len(articles_of(line)) == 10
    assert all(article.revision == 1 for article in articles_of(line))
    assert len(line.store.list_alerts()) == told
    poll = last_poll(line, publisher)
    assert (poll.new, poll.changed, poll.overflowed) == (0, 0, False)
    assert poll.note is not None
    assert poll.note.startswith("re-keyed: 10 of 10 entries")
    assert line.store.get_feed(f"{publisher.url}/feed.xml").rekeyed_at == line.clock()


async def test_a_feed_that_moved_to_other_links_too_is_known_by_its_titles(
    line: Line, publisher: FeedServer
) -> None:
    items = make_items(10)
    add_feeds(line, publisher.url + "/feed.xml")
    poller = line.poller()
    await show(line, poller, publisher, *items)

    moved = [
        replace(one, slug=f"new-{n}", link=f"https://times.example/relaunched/{n}")
        for n, one in enumerate(items)
    ]
    fresh = make_item("fresh", "Something else has happened", published_at=NOW + timedelta(hours=1))
    await show(line, poller, publisher, fresh, *moved)

    found = {article.title: article for article in articles_of(line)}
    assert len(articles_of(line)) == len(found) == 11
    assert found[fresh.title].backfill is None
    assert (last_poll(line, publisher).note or "").startswith("re-keyed: 11 of 11")


async def test_ids_that_change_at_every_visit_are_looked_at_no_more(
    line: Line, publisher: FeedServer
) -> None:
    items = make_items(10)
    url = publisher.url + "/feed.xml"
    add_feeds(line, url)
    poller = line.poller()

    notes = []
    for visit in range(5):
        rotated = [replace(one, slug=f"{visit}-{one.slug}", link=one.url) for one in items]
        await show(line, poller, publisher, *rotated)
        notes.append(last_poll(line, publisher).note)

    assert line.store.get_feed(url).ids_rotate
    assert "its ids are not looked at" in notes[2]
    assert notes[4] is None
    assert len(articles_of(line)) == 10


# -- archives --------------------------------------------------------------------------------------


async def test_an_archive_that_is_offered_again_tells_nobody_but_what_is_new(
    line: Line, publisher: FeedServer
) -> None:
    known = make_items(5)
    archive = [
        make_item(
            f"old{n}", f"Visit of the year, part {n}", published_at=NOW - 3 * DAY - n * DAY / 9
        )
        for n in range(30)
    ]
    late = make_item("late", "A visit that came late", published_at=NOW - DAY)
    add_feeds(line, publisher.url + "/feed.xml")
    line.store.save_catalog(topics=[make_topic(query="visit")], now=NOW)
    poller = line.poller()
    evaluator = line.evaluator(limits=AlertLimits(backfill_after=timedelta(days=30)))
    await show(line, poller, publisher, *known)
    await evaluate_all(evaluator)

    await show(line, poller, publisher, late, *known, *archive)
    await evaluate_all(evaluator)

    history = [article for article in articles_of(line) if article.backfill]
    assert len(history) == 30
    assert "one of 30 entries that came at once" in (history[0].backfill or "")
    assert "30 entries are older than they are new" in (last_poll(line, publisher).note or "")
    told = [alert for alert in line.store.list_alerts() if alert.held_back is None]
    assert [alert.article.title for alert in told] == [late.title]
    reasons = {alert.held_back for alert in line.store.list_alerts()}
    assert reasons == {None, HeldBack.BASELINE, HeldBack.BACKFILL}
