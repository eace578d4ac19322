"""What an operator reads of a feed's hub."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.manage.hubs import tell_subscription, write_subscription
from monitor.model import SubscriptionState
from tests.support.builders import NOW
from tests.support.subscriptions import SECRET, TOKEN, make_subscription

State = SubscriptionState


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"state": State.WANTED}, "not asked yet; needs `public_url`"),
        ({"state": State.REQUESTED}, "it has not called back yet"),
        ({"state": State.REFUSED, "last_error": "no such topic"}, "it said no; no such topic"),
        ({"state": State.ENDED}, "names none any more"),
        ({}, "it tells of changes until 2026-12-03T09:00:00Z"),
        ({"expires_at": NOW - timedelta(hours=1)}, "its promise ended 2026-11-24T08:00:00Z"),
        ({"pushed_at": NOW}, "last call 2026-11-24T09:00:00Z"),
        ({"proven": 4}, "4 true calls in a row"),
    ],
)
def test_says_in_a_line_what_a_hub_does(facts: dict[str, object], words: str) -> None:
    told = tell_subscription(make_subscription(**facts), NOW)

    assert told.startswith("https://hub.example/: ")
    assert words in told


def test_never_tells_what_only_the_hub_may_know() -> None:
    subscription = make_subscription(hub="https://hub.example/?token=canary")

    told = f"{write_subscription(subscription)} {tell_subscription(subscription, NOW)}"

    for secret in (TOKEN, SECRET, "canary"):
        assert secret not in told


def test_a_feed_without_a_hub_has_no_subscription() -> None:
    assert write_subscription(None) is None
