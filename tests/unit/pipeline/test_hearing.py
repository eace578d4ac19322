"""What a visit says of push: from the answer to what is to be stored."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from monitor.errors import NotAFeed
from monitor.model import Document, Fetched, HubOffer, Newness, NotModified, Outcome, Validators
from monitor.pipeline.hearing import hear
from monitor.pipeline.visiting import Visit
from tests.support.builders import (
    FEED_URL,
    NOW,
    make_draft,
    make_identified,
    make_leased_feed,
    make_poll,
)
from tests.support.subscriptions import HUB, make_subscription

if TYPE_CHECKING:
    from monitor.model import Subscription
    from monitor.pipeline.hearing import Hearing

OFFER = HubOffer(hub=HUB, topic=FEED_URL)
SAME = make_subscription()


def fetched(**values: Any) -> Fetched:
    defaults: dict[str, Any] = {
        "url": FEED_URL,
        "final_url": FEED_URL,
        "status_code": 200,
        "body": b"",
        "content_type": None,
        "validators": Validators(),
        "body_hash": "",
    }
    return Fetched(**{**defaults, **values})


def document(hubs: tuple[str, ...] = (), **values: Any) -> Document:
    defaults: dict[str, Any] = {"format": "rss20", "title": None, "language": None, "drafts": ()}
    return Document(hubs=hubs, **{**defaults, **values})


def hear_visit(
    subscription: Subscription | None = None,
    *,
    poll: dict[str, Any] | None = None,
    entries: tuple[Newness, ...] = (),
    **visit: Any,
) -> Hearing:
    feed = make_leased_feed(subscription=subscription)
    drafts = [make_identified(make_draft(str(kind)), newness=kind) for kind in entries]
    outcome = Outcome.CHANGED if entries else Outcome.UNCHANGED
    return hear(
        make_poll(feed, *drafts, **{"outcome": outcome, **(poll or {})}),
        Visit(feed=feed, started_at=NOW, finished_at=NOW, **visit),
    )


@pytest.mark.parametrize(
    ("current", "visit", "wish"),
    [
        (None, {"answer": fetched(), "document": document((HUB,))}, OFFER),
        (None, {"answer": fetched(hubs=(HUB,)), "document": document()}, OFFER),
        # The document is as before and was not read.
        (None, {"answer": fetched(hubs=(HUB,))}, OFFER),
        (SAME, {"answer": fetched()}, None),
        (SAME, {"answer": fetched(), "document": document((HUB,))}, None),
        (SAME, {"answer": fetched(), "document": document()}, HubOffer(hub=None, topic=FEED_URL)),
        # What is not said in a part may be said in the rest.
        (SAME, {"answer": fetched(status_code=226), "document": document()}, None),
        (
            SAME,
            {"answer": fetched(), "document": document(flaw="no element found: line 9")},
            None,
        ),
        # Nothing was said.
        (SAME, {"answer": NotModified(url=FEED_URL, validators=Validators())}, None),
        (SAME, {"answer": fetched(), "error": NotAFeed(FEED_URL)}, None),
        (SAME, {}, None),
    ],
)
def test_wishes_for_what_the_answer_names(
    current: Subscription | None, visit: dict[str, Any], wish: HubOffer | None
) -> None:
    news = hear_visit(current, **visit).news

    assert (None if news is None else news.wish) == wish


def test_a_feed_without_a_hub_costs_nothing() -> None:
    assert hear_visit(answer=fetched(), document=document()).news is None


@pytest.mark.parametrize(
    ("entries", "poll", "proven"),
    [
        ((Newness.NEW,), {}, 0),
        ((Newness.SIGHTED,), {}, 0),
        ((Newness.CHANGED, Newness.SEEN), {}, 7),
        ((Newness.NEW,), {"baseline": True}, 7),
    ],
)
def test_what_an_ordinary_poll_finds_speaks_against_the_hub(
    entries: tuple[Newness, ...], poll: dict[str, Any], proven: int
) -> None:
    current = make_subscription(proven=7)

    news = hear_visit(current, entries=entries, poll=poll, answer=fetched()).news

    assert news is not None
    assert news.proven == proven


def test_an_empty_push_wants_another_look() -> None:
    current = make_subscription(looks=0, pushed_at=NOW - timedelta(seconds=1))

    heard = hear_visit(current, answer=fetched())

    assert heard.look_again_at == NOW + timedelta(minutes=1)
    assert heard.news is not None
    assert heard.news.seen_push_at == current.pushed_at
