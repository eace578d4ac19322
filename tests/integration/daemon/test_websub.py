"""From a publisher's push to the stored article, through the real program."""

from __future__ import annotations

import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from tests.support.daemon import Desk, free_port, wait_until
from tests.support.documents import make_item, write_rss
from tests.support.hub import Hub, call

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.database import TestServer
    from tests.support.documents import Item
    from tests.support.feedserver import FeedServer
    from tests.support.hub import Subscription

#: Nobody polls of himself while a test runs.
SETTINGS = """
[fetch]
allow_private = true
default_interval = "6h"

[log]
level = "debug"
format = "json"
"""


@pytest.fixture
def hub() -> Iterator[Hub]:
    with Hub() as hub:
        yield hub


def make_desk(folder: Path, **env: str) -> Desk:
    port = free_port()
    public = {"MONITOR_WEB__PUBLIC_URL": f"http://127.0.0.1:{port}"}
    return Desk(folder=folder, settings=SETTINGS, port=port, env={**public, **env})


def write_pushed(hub: Hub, *items: Item) -> str:
    """Write a document that names the hub."""
    link = f"<atom:link xmlns:atom='http://www.w3.org/2005/Atom' rel='hub' href='{hub.url}'/>"
    return write_rss(*items).replace("<channel>", f"<channel>{link}")


def push_articles(
    desk: Desk, hub: Hub, asked: Subscription, publisher: FeedServer, count: int
) -> list[float]:
    """Publish, push, and wait until it is stored; gives how long each took."""
    feed = f"{publisher.url}/feed.xml"
    items = [make_item("first")]
    took = []
    with desk.store() as store:
        for number in range(count):
            items.insert(0, make_item(f"pushed-{number}", title=f"Pushed {number}"))
            publisher.set("/feed.xml", write_pushed(hub, *items))
            began = time.monotonic()
            assert hub.push(asked).status == 202
            stored = number + 2  # one is there already: the baseline
            wait_until(lambda: store.get_feed(feed).articles == stored, what="the article")  # noqa: B023 - at once
            took.append(time.monotonic() - began)
    return took


def test_what_is_published_at_a_hub_is_stored_without_waiting_for_a_poll(
    tmp_path: Path, hub: Hub, publisher: FeedServer
) -> None:
    feed = publisher.set("/feed.xml", write_pushed(hub, make_item("first")))
    desk = make_desk(tmp_path)
    desk.stock(f"feeds:\n  - url: {feed}\n")

    with desk.daemon() as daemon:
        asked = hub.wait_for()
        wait_until(lambda: len(publisher.requests) >= 2, what="the look after subscribing")
        took = push_articles(desk, hub, asked, publisher, 4)
        shown = desk.rows("feeds", "show", feed)[0]
        assert daemon.terminate() == 0

    assert asked.verified
    # A tick comes each second; the next ordinary poll in hours.
    assert min(took) < 1
    assert len(publisher.requests) == 6
    told = shown["subscription"]
    assert (told["state"], told["true_pushes"]) == ("active", 4)
    assert asked.secret is not None
    assert asked.secret not in daemon.log_text()
    assert asked.callback.rpartition("/")[2] not in daemon.log_text()
    assert asked.secret not in str(shown)


def test_a_hub_may_reach_another_process_than_the_one_that_polls(
    tmp_path: Path, postgresql: TestServer, hub: Hub, publisher: FeedServer
) -> None:
    feed = publisher.set("/feed.xml", write_pushed(hub, make_item("first")))
    with postgresql.empty_database() as url, ExitStack() as stack:
        desk = make_desk(tmp_path, MONITOR_DATABASE__URL=url)
        desk.stock(f"feeds:\n  - url: {feed}\n")
        daemons = [stack.enter_context(desk.launch("--role", role)) for role in ("web", "poll")]
        for daemon in daemons:
            daemon.wait_for_start()

        asked = hub.wait_for()
        push_articles(desk, hub, asked, publisher, 2)

        assert [daemon.terminate() for daemon in daemons] == [0, 0]


def test_without_a_public_address_no_hub_is_asked(
    tmp_path: Path, hub: Hub, publisher: FeedServer
) -> None:
    feed = publisher.set("/feed.xml", write_pushed(hub, make_item("first")))
    desk = Desk(folder=tmp_path, settings=SETTINGS)
    desk.stock(f"feeds:\n  - url: {feed}\n")

    with desk.daemon() as daemon:
        wait_until(lambda: bool(desk_subscription(desk, feed)), what="the hub's name")
        time.sleep(1.5)
        address = f"http://127.0.0.1:{desk.port}/websub/guessed"
        assert call("POST", address).status == 404
        assert daemon.terminate() == 0

    assert hub.requests == []
    assert "public_url" in desk.done("feeds", "show", feed)


def desk_subscription(desk: Desk, feed: str) -> object:
    with desk.store() as store:
        return store.find_subscription(store.get_feed(feed).id)
