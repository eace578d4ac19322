"""The subscribe pass and the callback against a real hub, as websub.rocks tests a subscriber."""

from __future__ import annotations

import asyncio
import logging
import shutil
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.feeds import AskReason
from monitor.fetch import HostGate
from monitor.model import Outcome, SubscriptionState
from monitor.outbound import OutboundClient
from monitor.pipeline import Callback, Subscriber
from monitor.pipeline.subscribe import SubscribeTools, ask
from monitor.store import Store
from monitor.web import HubDoor, build_app, make_rules, open_listener, serve
from tests.support.builders import make_feed_spec
from tests.support.documents import make_item, write_rss
from tests.support.hub import Hub, call, sign
from tests.support.line import LEASE_FOR, middle, open_line, poll_all
from tests.support.subscriptions import lease_hubs, make_key

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from monitor.model import Subscription
    from tests.support.documents import Item
    from tests.support.feedserver import FeedServer
    from tests.support.hub import Answer
    from tests.support.hub import Subscription as Asked
    from tests.support.line import Line

State = SubscriptionState
MAX_BYTES = 100_000


@pytest.fixture
async def line(migrated_file: Path, tmp_path: Path) -> AsyncIterator[Line]:
    """On one kind of database: what differs between them is tested with the store."""
    path = shutil.copy(migrated_file, tmp_path / "monitor.db")
    with Store(f"sqlite:///{path}") as store:
        async with open_line(store) as line:
            yield line


@pytest.fixture
def hub() -> Iterator[Hub]:
    with Hub() as hub:
        yield hub


class Desk:
    """The line with its subscriber, reachable for hubs."""

    def __init__(self, line: Line, public_url: str) -> None:
        self.line = line
        self.poller = line.poller()
        self.tools = SubscribeTools(
            store=line.store,
            offload=line.offload,
            client=line.client,
            gate=HostGate(concurrency=5, delay=timedelta()),
            clock=line.clock,
            jitter=middle,
            make_key=make_key,
            public_url=public_url,
            owner="subscriber",
            lease_for=LEASE_FOR,
            concurrency=5,
        )
        self.subscriber = Subscriber(self.tools, on_room=lambda: None)

    async def poll(self, *urls: str) -> None:
        """Add the feeds, if need be, and poll all that is due."""
        for url in urls:
            if self.line.store.find_feed(url) is None:
                self.line.store.save_feeds([make_feed_spec(url)], now=self.line.clock())
        await poll_all(self.poller)

    async def ask(self) -> int:
        """Ask the hubs that are to be asked, and wait for their answers."""
        started = await self.subscriber.step()
        await self.subscriber.finish()
        return started

    async def subscribe(self, url: str, hub: Hub) -> Asked:
        """Poll a feed, ask its hub, and have that verified."""
        count = sum(one.mode == "subscribe" for one in hub.requests)
        await self.poll(url)
        assert await self.ask() == 1
        return await asyncio.to_thread(hub.wait_for, count + 1)

    def get(self, url: str) -> Subscription:
        found = self.line.store.find_subscription(self.line.store.get_feed(url).id)
        assert found is not None
        return found

    def is_due(self, url: str) -> bool:
        return self.line.store.get_feed(url).next_poll_at <= self.line.clock()


@asynccontextmanager
async def reachable(line: Line) -> AsyncIterator[str]:
    """Serve what hubs call; gives the public address."""
    listener = open_listener("127.0.0.1", 0)
    public_url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    callback = Callback(
        store=line.store, clock=line.clock, on_due=lambda: line.woken.append("poll")
    )
    door = HubDoor(callback, public_url=public_url, max_bytes=MAX_BYTES)
    stop = asyncio.Event()
    app = build_app(
        line.store,
        problems=list,
        clock=line.clock,
        hubs=door,
        rules=make_rules(bind_host="127.0.0.1"),
    )
    serving = asyncio.create_task(serve(app, listener, stop))
    yield public_url
    stop.set()
    async with asyncio.timeout(3):
        await serving


@pytest.fixture
async def desk(line: Line) -> AsyncIterator[Desk]:
    async with reachable(line) as public_url:
        yield Desk(line, public_url)


ATOM = "xmlns:atom='http://www.w3.org/2005/Atom'"


def write_pushed(hub: str | None, *items: Item, own: str | None = None) -> str:
    """Write a document that names a hub, and perhaps its own address."""
    links = "" if hub is None else f"<atom:link rel='hub' href='{hub}'/>"
    links += "" if own is None else f"<atom:link rel='self' href='{own}'/>"
    document = write_rss(*(items or (make_item("first"),)))
    return document.replace("<channel>", f"<channel {ATOM}>{links}")


async def push(hub: Hub, asked: Asked, body: bytes = b"<rss/>", **how: str | None) -> Answer:
    return await asyncio.to_thread(hub.push, asked, body, **how)  # type: ignore[arg-type]


# -- discovery (websub.rocks 100-104) -------------------------------------------------------------


async def test_subscribes_to_the_hub_of_the_document(
    desk: Desk, hub: Hub, publisher: FeedServer
) -> None:
    own = f"{publisher.url}/canonical.xml"
    url = publisher.set("/feed.xml", write_pushed(hub.url, own=own))

    asked = await desk.subscribe(url, hub)

    assert asked.topic == own
    assert asked.asked == "864000"
    assert asked.verified
    kept = desk.get(url)
    assert kept.state is State.ACTIVE
    assert kept.expires_at == desk.line.clock() + timedelta(days=10)
    assert kept.next_request_at == desk.line.clock() + timedelta(days=8)


async def test_subscribes_to_the_hub_of_the_headers_first(
    desk: Desk, hub: Hub, publisher: FeedServer
) -> None:
    own = f"{publisher.url}/canonical.xml"
    url = publisher.set(
        "/feed.xml",
        write_pushed("http://127.0.0.1:1/other", own=f"{publisher.url}/other.xml"),
        headers=[("Link", f'<{hub.url}>; rel="hub"'), ("Link", "</canonical.xml>; rel=self")],
    )

    asked = await desk.subscribe(url, hub)

    assert (asked.topic, desk.get(url).hub) == (own, hub.url)


async def test_subscribes_to_the_hub_of_an_atom_and_a_json_feed(
    desk: Desk, hub: Hub, publisher: FeedServer
) -> None:
    atom = publisher.set(
        "/atom.xml",
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>Times</title><id>urn:t</id>"
        f"<link rel='self' href='/atom.xml'/><link rel='hub' href='{hub.url}'/>"
        "<updated>2026-11-24T08:00:00Z</updated><entry><title>One</title><id>urn:1</id>"
        "<updated>2026-11-24T08:00:00Z</updated></entry></feed>",
        content_type="application/atom+xml",
    )
    json = publisher.set(
        "/feed.json",
        '{"version": "https://jsonfeed.org/version/1.1", "title": "Times", "items": [],'
        f'"hubs": [{{"type": "WebSub", "url": "{hub.url}"}}]}}',
        content_type="application/feed+json",
    )
    await desk.poll(atom, json)

    assert await desk.ask() == 2
    await asyncio.to_thread(hub.wait_for, 2)

    assert {one.topic for one in hub.requests} == {atom, json}


async def test_a_document_of_which_only_the_end_is_new_still_names_its_hub(
    desk: Desk, hub: Hub, publisher: FeedServer
) -> None:
    items = [make_item(f"{number}") for number in range(5)]
    url = publisher.set("/feed.xml", write_pushed(hub.url, *items, own=f"{publisher.url}/f"))
    await desk.subscribe(url, hub)

    for number in range(5, 8):
        items.insert(0, make_item(f"{number}"))
        publisher.set("/feed.xml", write_pushed(hub.url, *items, own=f"{publisher.url}/f"))
        desk.line.clock.advance(hours=1)
        await desk.poll()

    assert desk.line.store.get_feed(url).articles == 8
    assert desk.get(url).state is State.ACTIVE
    assert await desk.ask() == 0


# -- subscribing (200-205) ------------------------------------------------------------------------


@pytest.mark.parametrize("status", [307, 308])
async def test_follows_a_hub_that_moved(
    desk: Desk, hub: Hub, publisher: FeedServer, status: int
) -> None:
    hub.redirect = status
    url = publisher.set("/feed.xml", write_pushed(hub.moved_url))

    asked = await desk.subscribe(url, hub)

    assert asked.verified
    assert desk.get(url).state is State.ACTIVE


async def test_each_feed_has_an_address_and_a_secret_that_nobody_guesses(
    desk: Desk, hub: Hub, publisher: FeedServer
) -> None:
    urls = [publisher.set(f"/{number}.xml", write_pushed(hub.url)) for number in range(3)]
    await desk.poll(*urls)

    await desk.ask()
    await asyncio.to_thread(hub.wait_for, 3)

    assert len({one.callback for one in hub.requests}) == 3
    assert len({one.secret for one in hub.requests}) == 3


async def test_a_hub_may_call_back_before_it_answers(
    desk: Desk, hub: Hub, publisher: FeedServer
) -> None:
    hub.at_once, hub.answer_with = True, 204
    url = publisher.set("/feed.xml", write_pushed(hub.url))

    await desk.subscribe(url, hub)

    kept = desk.get(url)
    assert kept.state is State.ACTIVE
    assert kept.next_request_at == desk.line.clock() + timedelta(days=8)


@pytest.mark.parametrize(
    "lie",
    [
        {"hub_topic": "http://evil.example/feed"},
        {"hub_mode": "unsubscribe"},
        {"hub_mode": "publish"},
        {"hub_mode": ""},
        {"hub_challenge": ""},
    ],
)
async def test_does_not_confirm_what_it_did_not_ask_for(
    desk: Desk, hub: Hub, publisher: FeedServer, lie: dict[str, str]
) -> None:
    hub.verifies = False
    url = publisher.set("/feed.xml", write_pushed(hub.url))
    asked = await desk.subscribe(url, hub)

    answer = await asyncio.to_thread(hub.verify, asked, **lie)

    assert answer.status == 404
    assert desk.get(url).state is State.REQUESTED


@pytest.mark.parametrize("ending", ["x", "%00", "%ff%fe", "'--", "x" * 5000])
async def test_confirms_nothing_at_an_address_that_it_never_gave(
    desk: Desk, hub: Hub, publisher: FeedServer, ending: str
) -> None:
    hub.verifies = False
    url = publisher.set("/feed.xml", write_pushed(hub.url))
    asked = await desk.subscribe(url, hub)
    asked.callback += ending

    verified = await asyncio.to_thread(hub.verify, asked)
    pushed = await push(hub, asked)

    # 410 tells a hub that there is no such subscription any more.
    assert (verified.status, pushed.status) == (404, 410)


async def test_echoes_a_challenge_that_no_browser_would_run(
    desk: Desk, hub: Hub, publisher: FeedServer
) -> None:
    hub.verifies = False
    url = publisher.set("/feed.xml", write_pushed(hub.url))
    asked = await desk.subscribe(url, hub)
    challenge = "<script>alert(1)</script>&ü"

    answer = await asyncio.to_thread(hub.verify, asked, hub_challenge=challenge)

    assert answer.body == challenge
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_looks_at_the_feed_once_it_is_subscribed(
    desk: Desk, hub: Hub, publisher: FeedServer
) -> None:
    url = publisher.set("/feed.xml", write_pushed(hub.url))

    await desk.subscribe(url, hub)

    assert desk.is_due(url)
    assert "poll" in desk.line.woken


@pytest.mark.parametrize(
    ("status", "state", "after"),
    [
        (404, State.REFUSED, timedelta(days=1)),
        (403, State.REFUSED, timedelta(days=1)),
        (500, State.REQUESTED, timedelta(minutes=5)),
        (429, State.REQUESTED, timedelta(minutes=5)),
    ],
)
async def test_a_hub_that_does_not_want_is_asked_again_later(
    desk: Desk,
    hub: Hub,
    publisher: FeedServer,
    status: int,
    state: SubscriptionState,
    after: timedelta,
) -> None:
    hub.answer_with = status
    url = publisher.set("/feed.xml", write_pushed(hub.url))
    await desk.poll(url)

    await desk.ask()

    kept = desk.get(url)
    assert (kept.state, kept.failures) == (state, 1)
    assert kept.next_request_at is not None
    assert after <= kept.next_request_at - desk.line.clock() <= after * 1.5
    assert str(status) in str(kept.last_error)
    assert desk.line.store.get_feed(url).last_outcome is Outcome.CHANGED


async def test_hears_a_hub_that_says_no_later(desk: Desk, hub: Hub, publisher: FeedServer) -> None:
    url = publisher.set("/feed.xml", write_pushed(hub.url))
    asked = await desk.subscribe(url, hub)

    answer = await asyncio.to_thread(hub.deny, asked, "no\nsuch topic")

    assert answer.status == 200
    kept = desk.get(url)
    assert (kept.state, kept.last_error) == (State.REFUSED, "the hub refused: no such topic")
    assert kept.failures == 1


async def test_a_hub_that_never_calls_back_is_asked_again(
    desk: Desk, hub: Hub, publisher: FeedServer
) -> None:
    hub.verifies = False
    url = publisher.set("/feed.xml", write_pushed(hub.url))
    await desk.subscribe(url, hub)

    desk.line.clock.advance(minutes=9)
    assert await desk.ask() == 0
    desk.line.clock.advance(minutes=2)

    assert await desk.ask() == 1


async def test_renews_before_the_lease_ends_and_keeps_its_address(
    desk: Desk, hub: Hub, publisher: FeedServer
) -> None:
    hub.lease_seconds = 3600
    url = publisher.set("/feed.xml", write_pushed(hub.url))
    asked = await desk.subscribe(url, hub)
    await desk.poll()

    desk.line.clock.advance(minutes=47, seconds=59)
    await desk.poll()
    assert await desk.ask() == 0
    desk.line.clock.advance(seconds=1)
    assert await desk.ask() == 1
    again = await asyncio.to_thread(hub.wait_for, 2)

    assert again.callback == asked.callback
    assert again.secret == asked.secret
    assert desk.get(url).expires_at == desk.line.clock() + timedelta(hours=1)
    # It told of changes all the while: there is nothing to look for.
    assert not desk.is_due(url)


async def test_leaves_a_hub_that_the_feed_names_no_more(
    desk: Desk, hub: Hub, publisher: FeedServer
) -> None:
    url = publisher.set("/feed.xml", write_pushed(hub.url))
    asked = await desk.subscribe(url, hub)
    await desk.poll()

    publisher.set("/feed.xml", write_pushed(None))
    desk.line.clock.advance(hours=2)
    await desk.poll()
    assert await desk.ask() == 1
    farewell = await asyncio.to_thread(hub.wait_for, 1, mode="unsubscribe")

    assert (farewell.callback, farewell.topic) == (asked.callback, asked.topic)
    assert farewell.verified
    assert desk.get(url).state is State.ENDED
    assert (await push(hub, asked)).status == 410


async def test_a_fault_of_ours_is_told_once_and_the_hub_asked_again(
    desk: Desk, hub: Hub, publisher: FeedServer
) -> None:
    url = publisher.set("/feed.xml", write_pushed(hub.url))
    hub.answer_with = 500
    await desk.poll(url)

    def break_down() -> float:
        raise ArithmeticError

    broken = Subscriber(replace(desk.tools, jitter=break_down), on_room=lambda: None)
    assert await broken.step() == 1
    await broken.finish()
    with pytest.raises(ArithmeticError):
        await broken.step()
    assert await broken.step() == 0
    desk.line.clock.advance(minutes=6)

    assert await broken.step() == 1
    await broken.finish()


async def test_what_was_asked_when_the_daemon_stopped_is_asked_again(
    desk: Desk, hub: Hub, publisher: FeedServer
) -> None:
    hub.seconds = 0.5
    url = publisher.set("/feed.xml", write_pushed(hub.url))
    await desk.poll(url)

    await desk.subscriber.step()
    await desk.subscriber.abandon()
    desk.line.store.release_subscriptions(desk.tools.owner)
    hub.seconds = 0.0

    assert await desk.ask() == 1
    await asyncio.to_thread(hub.wait_for)
    assert desk.get(url).state is State.ACTIVE


async def test_calls_no_hub_on_our_own_machine_unless_that_is_allowed(
    desk: Desk, hub: Hub, publisher: FeedServer
) -> None:
    url = publisher.set("/feed.xml", write_pushed(hub.url))
    await desk.poll(url)
    (leased,) = lease_hubs(desk.line.store, now=desk.line.clock())
    strict = OutboundClient(
        user_agent="monitor-tests",
        allow_private=False,
        timeout=timedelta(seconds=5),
        max_bytes=1000,
        concurrency=1,
    )

    async with strict:
        asked, error = await ask(leased, replace(desk.tools, client=strict))

    assert asked.reason is AskReason.REFUSED
    assert "address guard" in str(error)
    assert hub.requests == []


async def test_tells_no_secret_where_others_listen(
    desk: Desk, hub: Hub, publisher: FeedServer
) -> None:
    # The name server of these tests leads every name to this machine.
    spoken = hub.url.replace("127.0.0.1", "hub.example")
    url = publisher.set("/feed.xml", write_pushed(spoken))

    asked = await desk.subscribe(url, hub)
    await desk.poll()
    answer = await push(hub, asked, method=None)

    assert asked.secret is None
    assert (answer.status, desk.is_due(url)) == (202, True)


# -- distribution (300-302) -----------------------------------------------------------------------


async def test_a_push_leads_to_the_article(desk: Desk, hub: Hub, publisher: FeedServer) -> None:
    url = publisher.set("/feed.xml", write_pushed(hub.url))
    asked = await desk.subscribe(url, hub)
    await desk.poll()
    desk.line.woken.clear()

    publisher.set("/feed.xml", write_pushed(hub.url, make_item("first"), make_item("second")))
    answer = await push(hub, asked, b"whatever: it is but a hint")
    await desk.poll()

    assert answer.status == 202
    assert "poll" in desk.line.woken
    assert desk.line.store.get_feed(url).articles == 2
    kept = desk.get(url)
    assert (kept.pushed_at, kept.looks, kept.proven) == (desk.line.clock(), None, 1)


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
async def test_hears_who_signs(desk: Desk, hub: Hub, publisher: FeedServer, method: str) -> None:
    url = publisher.set("/feed.xml", write_pushed(hub.url))
    asked = await desk.subscribe(url, hub)
    await desk.poll()

    await push(hub, asked, b"x" * 99_999, method=method)

    assert desk.is_due(url)


@pytest.mark.parametrize(
    "how",
    [
        {"secret": "somebody else's"},
        {"method": None},
        {"method": "md5"},
        {"signature": "sha256=00"},
        {"signature": sign(b"another body", "key", "sha256")},
    ],
)
async def test_answers_who_does_not_sign_and_does_not_hear_him(
    desk: Desk,
    hub: Hub,
    publisher: FeedServer,
    how: dict[str, str | None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    url = publisher.set("/feed.xml", write_pushed(hub.url))
    asked = await desk.subscribe(url, hub)
    await desk.poll()
    desk.line.woken.clear()

    with caplog.at_level(logging.WARNING, "monitor.pipeline.callback"):
        answer = await push(hub, asked, **how)

    assert answer.status == 202
    assert not desk.is_due(url)
    assert desk.line.woken == []
    assert desk.get(url).pushed_at is None
    assert "signature is not good" in caplog.text


async def test_a_push_that_is_too_large_is_not_read_to_its_end(
    desk: Desk, hub: Hub, publisher: FeedServer
) -> None:
    url = publisher.set("/feed.xml", write_pushed(hub.url))
    asked = await desk.subscribe(url, hub)
    await desk.poll()

    answer = await push(hub, asked, b"x" * (MAX_BYTES + 1))

    assert answer.status == 413
    assert not desk.is_due(url)


async def test_a_hundred_pushes_make_a_few_polls(
    desk: Desk, hub: Hub, publisher: FeedServer
) -> None:
    url = publisher.set("/feed.xml", write_pushed(hub.url), etag='"1"')
    asked = await desk.subscribe(url, hub)
    await desk.poll()
    before = len(publisher.requests_for("/feed.xml"))

    for _ in range(100):
        await push(hub, asked)
        await desk.poll()
        desk.line.clock.advance(milliseconds=10)

    assert len(publisher.requests_for("/feed.xml")) - before <= 6
    desk.line.clock.advance(seconds=10)
    assert desk.is_due(url)


async def test_looks_again_where_a_cache_is_slower_than_the_hub(
    desk: Desk, hub: Hub, publisher: FeedServer
) -> None:
    url = publisher.set("/feed.xml", write_pushed(hub.url), etag='"1"')
    asked = await desk.subscribe(url, hub)
    await desk.poll()

    await push(hub, asked)
    await desk.poll()
    publisher.set("/feed.xml", write_pushed(hub.url, make_item("late")), etag='"2"')
    desk.line.clock.advance(minutes=1)
    await desk.poll()

    assert desk.line.store.get_feed(url).articles == 2
    assert [poll.next_poll_reason for poll in desk.line.store.list_polls(url)][1] == "look_again"
    kept = desk.get(url)
    assert (kept.looks, kept.proven, kept.idle) == (None, 1, 0)


async def test_relies_on_a_hub_that_tells_of_everything_until_it_misses_something(
    desk: Desk, hub: Hub, publisher: FeedServer
) -> None:
    items = [make_item("first")]
    url = publisher.set("/feed.xml", write_pushed(hub.url, *items))
    asked = await desk.subscribe(url, hub)
    await desk.poll()

    for number in range(3):
        items.append(make_item(f"pushed {number}"))
        publisher.set("/feed.xml", write_pushed(hub.url, *items))
        await push(hub, asked)
        await desk.poll()
        desk.line.clock.advance(minutes=1)
    relied = await next_poll_after(desk, url, minutes=70)
    items.append(make_item("not pushed"))
    publisher.set("/feed.xml", write_pushed(hub.url, *items))
    doubted = await next_poll_after(desk, url, minutes=70)

    assert relied == "pushed"
    assert doubted != "pushed"
    assert desk.get(url).proven == 0


async def next_poll_after(desk: Desk, url: str, **later: float) -> str:
    desk.line.clock.advance(**later)
    await desk.poll()
    await desk.line.offload.call(desk.line.store.list_polls, url)
    desk.line.clock.advance(**later)
    await desk.poll()
    return desk.line.store.list_polls(url)[0].next_poll_reason


# -- what the world may see -----------------------------------------------------------------------


async def test_pages_are_not_shown_to_a_strange_name(desk: Desk) -> None:
    public_url = desk.tools.public_url

    for path, status in (("/", 400), ("/readyz", 400), ("/healthz", 200)):
        answer = await asyncio.to_thread(
            call, "GET", f"{public_url}{path}", headers={"Host": "evil.example"}
        )
        assert (path, answer.status) == (path, status)


async def test_secrets_of_hubs_reach_no_log(
    desk: Desk, hub: Hub, publisher: FeedServer, caplog: pytest.LogCaptureFixture
) -> None:
    url = publisher.set("/feed.xml", write_pushed(hub.url))
    with caplog.at_level(logging.DEBUG):
        asked = await desk.subscribe(url, hub)
        await push(hub, asked)
        await push(hub, asked, secret="wrong")
        desk.line.clock.advance(days=8)
        hub.answer_with = 500
        await desk.ask()

    kept = desk.get(url)
    records = "\n".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)
    assert asked.secret is not None
    assert kept.token is not None
    assert "hub asked" in records
    for canary in (asked.secret, kept.token):
        assert canary not in records
        assert canary not in repr(kept)
        assert canary not in str(kept.last_error)
