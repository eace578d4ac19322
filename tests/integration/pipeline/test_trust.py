"""See servers believed as far as they deserve: validators, 304s, redirects, cut documents."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.support.builders import NOW, make_feed_spec
from tests.support.documents import make_item, write_rss
from tests.support.line import poll_all

if TYPE_CHECKING:
    from monitor.pipeline import Poller
    from tests.support.feedserver import FeedServer, Request
    from tests.support.line import Line

OLD, NEW = make_item("old"), make_item("new")
EVERY = timedelta(hours=1)


def add_feeds(line: Line, *urls: str) -> None:
    specs = [make_feed_spec(url, interval=EVERY) for url in urls]
    line.store.save_feeds(specs, now=line.clock())


async def poll_for(line: Line, poller: Poller, **span: float) -> None:
    """Poll every hour for so long."""
    end = line.clock() + timedelta(**span)
    while line.clock() < end:
        await poll_all(poller)
        line.clock.advance(hours=1)


def unconditional(publisher: FeedServer, path: str = "/feed.xml") -> list[Request]:
    asked = publisher.requests_for(path)
    return [one for one in asked if not {"if-none-match", "if-modified-since"} & one.headers.keys()]


# -- validators -----------------------------------------------------------------------------------


async def test_an_honest_server_gets_one_unconditional_request_a_day_then_every_other(
    line: Line, publisher: FeedServer
) -> None:
    url = publisher.set("/feed.xml", write_rss(OLD), etag='"1"')
    add_feeds(line, url)
    poller = line.poller()

    counts = []
    for _ in range(8):
        before = len(unconditional(publisher))
        await poll_for(line, poller, days=1)
        counts.append(len(unconditional(publisher)) - before)

    # After a day, then after two, then after four more.
    assert counts == [1, 1, 0, 1, 0, 0, 0, 1]
    assert not line.store.get_feed(url).trust.lying


async def test_a_server_that_says_304_for_ever_is_found_out_within_a_day(
    line: Line, publisher: FeedServer
) -> None:
    url = publisher.set("/feed.xml", write_rss(OLD), etag='"constant"')
    add_feeds(line, url)
    poller = line.poller()
    await poll_for(line, poller, hours=1)
    publisher.change("/feed.xml", body=write_rss(NEW, OLD).encode())

    await poll_for(line, poller, hours=24)
    found = line.store.get_feed(url)
    await poll_for(line, poller, days=3)

    assert found.articles == 2
    assert found.trust.lying
    assert len(unconditional(publisher)) == 1 + 4


async def test_a_server_whose_new_documents_have_old_validators_is_a_liar(
    line: Line, publisher: FeedServer
) -> None:
    headers = {"ETag": '"constant"'}  # It answers 200 whatever it is asked.
    url = publisher.set("/feed.xml", write_rss(OLD), headers=headers)
    add_feeds(line, url)
    poller = line.poller()
    await poll_for(line, poller, hours=1)
    publisher.set("/feed.xml", write_rss(NEW, OLD), headers=headers)

    await poll_for(line, poller, hours=1)

    assert line.store.get_feed(url).trust.lying


async def test_validators_are_forgotten_when_a_document_comes_without(
    line: Line, publisher: FeedServer
) -> None:
    url = publisher.set("/feed.xml", write_rss(OLD), etag='"1"')
    add_feeds(line, url)
    poller = line.poller()
    await poll_for(line, poller, hours=2)
    publisher.set("/feed.xml", write_rss(NEW, OLD))

    await poll_for(line, poller, hours=2)

    assert [one.headers.get("if-none-match") for one in publisher.requests] == [
        None,
        '"1"',
        '"1"',
        None,
    ]


async def test_the_validators_of_a_document_that_was_cut_short_are_not_kept(
    line: Line, publisher: FeedServer
) -> None:
    whole = write_rss(NEW, OLD)
    url = publisher.set("/feed.xml", whole.partition("<title>Report about old")[0], etag='"1"')
    add_feeds(line, url)
    poller = line.poller()
    await poll_for(line, poller, hours=1)
    publisher.change("/feed.xml", body=whole.encode())

    await poll_for(line, poller, hours=2)

    assert [one.headers.get("if-none-match") for one in publisher.requests] == [None, None, '"1"']
    assert line.store.get_feed(url).articles == 2


async def test_a_document_that_always_ends_before_its_end_is_taken_as_it_is(
    line: Line, publisher: FeedServer
) -> None:
    url = publisher.set("/feed.xml", write_rss(OLD).partition("</channel>")[0], etag='"1"')
    add_feeds(line, url)

    await poll_for(line, line.poller(), hours=4)

    asked = [one.headers.get("if-none-match") for one in publisher.requests]
    assert asked == [None, None, '"1"', '"1"']


# -- redirects ------------------------------------------------------------------------------------


def move(publisher: FeedServer, *, status: int = 301) -> tuple[str, str]:
    """Let the old address lead to the new one."""
    new = publisher.set("/new.xml", write_rss(OLD), etag='"1"')
    return publisher.set("/old.xml", redirect_to=new, status=status), new


async def test_a_permanent_redirect_is_believed_after_a_day(
    line: Line, publisher: FeedServer
) -> None:
    old, new = move(publisher)
    add_feeds(line, old)
    poller = line.poller()

    await poll_for(line, poller, hours=24)
    before = line.store.get_feed(old)
    await poll_for(line, poller, hours=2)
    after = line.store.get_feed(new)

    assert (before.url, before.move.to) == (old, new)
    assert (after.id, after.moved_from, after.move.to) == (before.id, old, None)
    assert after.articles == 1
    assert len(line.store.list_polls(new)) == 26
    *_, first_at_new_url = publisher.requests_for("/new.xml")
    assert "if-none-match" not in first_at_new_url.headers
    assert line.store.get_feed(old).url == new


async def test_a_redirect_of_one_visit_or_for_the_time_being_moves_nobody(
    line: Line, publisher: FeedServer
) -> None:
    hijacked, _ = move(publisher)
    temporary = publisher.set("/temporary.xml", redirect_to=publisher.url + "/new.xml", status=302)
    add_feeds(line, hijacked, temporary)
    poller = line.poller()

    await poll_for(line, poller, hours=1)
    publisher.set("/old.xml", write_rss(OLD))
    await poll_for(line, poller, days=3)

    assert {feed.url for feed in line.store.list_feeds()} == {hijacked, temporary}
    assert all(feed.move.to is None for feed in line.store.list_feeds())


async def test_a_feed_does_not_take_the_address_of_another(
    line: Line, publisher: FeedServer
) -> None:
    old, new = move(publisher)
    add_feeds(line, old, new)

    await poll_for(line, line.poller(), hours=26)

    assert line.store.get_feed(old).url == old
    assert line.store.get_feed(old).move.to == new


async def test_a_newsroom_that_names_the_old_address_means_the_feed_that_moved(
    line: Line, publisher: FeedServer
) -> None:
    old, new = move(publisher)
    add_feeds(line, old)
    await poll_for(line, line.poller(), hours=26)

    wishes = [make_feed_spec(old, interval=EVERY)]
    (again,) = line.store.save_feeds(wishes, now=line.clock())
    both = line.store.save_feeds([*wishes, make_feed_spec(new, interval=EVERY)], now=line.clock())
    pruned = line.store.save_newsroom(
        feeds=wishes, topics=(), concepts=(), silences=(), prune=True, dry_run=False,
        now=line.clock(),
    )  # fmt: skip

    assert [change.kind.value for change in (again, *both, *pruned)] == ["unchanged"] * 4
    assert [feed.url for feed in line.store.list_feeds()] == [new]


# -- what a document shows ------------------------------------------------------------------------


async def test_a_document_that_turned_over_completely_is_told_and_polled_faster(
    line: Line, publisher: FeedServer
) -> None:
    first = [make_item(f"first-{n}") for n in range(8)]
    url = publisher.set("/feed.xml", write_rss(*first))
    line.store.save_feeds([make_feed_spec(url)], now=NOW)
    poller = line.poller()
    await poll_all(poller)
    publisher.set("/feed.xml", write_rss(*[make_item(f"second-{n}") for n in range(8)]))

    line.clock.advance(minutes=20)
    await poll_all(poller)

    feed, (poll, baseline) = line.store.get_feed(url), line.store.list_polls(url)
    assert feed.overflowed_at == line.clock()
    assert (poll.overflowed, baseline.overflowed) == (True, False)
    assert poll.next_poll_reason == "overflow"
    assert feed.next_poll_at - line.clock() < timedelta(minutes=5)


async def test_entries_that_were_known_are_not_read_again_and_lose_nothing(
    line: Line, publisher: FeedServer
) -> None:
    items = [make_item(f"{n}") for n in range(8)]
    url = publisher.set("/feed.xml", write_rss(*items))
    add_feeds(line, url)
    poller = line.poller()
    await poll_for(line, poller, hours=1)

    publisher.set("/feed.xml", write_rss(*items, title="Another name"))
    await poll_for(line, poller, hours=1)
    publisher.set("/feed.xml", write_rss(NEW, *items))
    await poll_for(line, poller, hours=1)

    outcomes = [poll.outcome.value for poll in line.store.list_polls(url)]
    assert outcomes == ["changed", "unchanged", "changed"]
    assert line.store.get_feed(url).articles == 9
    assert line.store.get_feed(url).overflowed_at is None


async def test_what_a_document_asked_for_holds_until_there_is_another(
    line: Line, publisher: FeedServer
) -> None:
    document = write_rss(OLD).replace("<item>", "<ttl>60</ttl><item>")
    url = publisher.set("/feed.xml", document, etag='"1"')
    line.store.save_feeds([make_feed_spec(url)], now=NOW)
    poller = line.poller()

    for _ in range(10):
        await poll_all(poller)
        line.clock.advance(minutes=20)

    polls = line.store.list_polls(url)
    assert [poll.status_code for poll in polls] == [304, 304, 200]
    assert {poll.next_poll_reason for poll in polls} == {"ttl"}
