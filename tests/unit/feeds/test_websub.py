"""Hold to its tables what is said to hubs, and what is believed of what they say."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from monitor.feeds import (
    AskReason,
    IntentReason,
    ask_at,
    judge_acceptance,
    judge_intent,
    judge_offer,
    judge_refusal,
    judge_trouble,
    read_offer,
)
from monitor.model import HubOffer, Subscription, SubscriptionMode, SubscriptionState
from tests.support.builders import FEED_URL, NOW
from tests.support.subscriptions import HUB, make_leased_subscription, make_subscription

OTHER_HUB = "https://other.example/hub"
LEAVE = SubscriptionMode.UNSUBSCRIBE
State = SubscriptionState
NOTHING: tuple[tuple[str, ...], None] = ((), None)


def offer(
    header: tuple[tuple[str, ...], str | None] = NOTHING,
    document: tuple[tuple[str, ...], str | None] | None = NOTHING,
    current: Subscription | None = None,
) -> HubOffer | None:
    return read_offer(
        feed_url=FEED_URL,
        base="https://times.example/feeds/world.xml",
        header=header,
        document=document,
        current=current,
    )


@pytest.mark.parametrize(
    ("header", "document", "expected"),
    [
        (((HUB,), FEED_URL), NOTHING, (HUB, FEED_URL)),
        (NOTHING, ((HUB,), FEED_URL), (HUB, FEED_URL)),
        # Headers come first (websub.rocks, test 104).
        (((HUB,), "https://t.example/a"), ((OTHER_HUB,), "https://t.example/b"), (HUB, "https://t.example/a")),
        # The feed gives itself another address (test 200).
        (NOTHING, ((HUB,), "http://times.example/rss"), (HUB, "http://times.example/rss")),
        # It gives itself none: where we ask for it is the best guess.
        (NOTHING, ((HUB,), None), (HUB, FEED_URL)),
        (((HUB,), None), NOTHING, (HUB, FEED_URL)),
        # Relative addresses are meant from where the document was.
        ((("/hub",), "rss"), NOTHING, ("https://times.example/hub", "https://times.example/feeds/rss")),
        (NOTHING, ((OTHER_HUB, HUB), None), (OTHER_HUB, FEED_URL)),
        (NOTHING, NOTHING, (None, FEED_URL)),
    ],
)  # fmt: skip
def test_finds_hub_and_topic(
    header: tuple[tuple[str, ...], str | None],
    document: tuple[tuple[str, ...], str | None],
    expected: tuple[str | None, str],
) -> None:
    found = offer(header, document)

    assert found is not None
    assert (found.hub, found.topic) == expected


@pytest.mark.parametrize(
    "hub",
    [
        "ftp://hub.example/",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://desk:password@hub.example/",
        "https://hub.example/\x00",
        "https://hub.example/\ud800",
        "https://[broken/",
        "",
        " ",
        f"https://hub.example/{'x' * 3000}",
    ],
)
def test_no_hub_that_cannot_be_called_is_believed(hub: str) -> None:
    found = offer(document=((hub,), FEED_URL))

    assert found is not None
    assert found.hub is None


def test_a_document_that_was_not_read_ends_no_subscription() -> None:
    assert offer(document=None) is None


def test_a_header_is_heard_even_when_the_document_is_as_before() -> None:
    current = make_subscription(topic="https://times.example/rss")

    found = offer(header=((HUB,), None), document=None, current=current)

    assert found == HubOffer(hub=HUB, topic="https://times.example/rss")


def test_stays_with_its_hub_when_the_feed_names_several() -> None:
    found = offer(document=((OTHER_HUB, HUB), None), current=make_subscription())

    assert found is not None
    assert found.hub == HUB


@pytest.mark.parametrize(
    ("facts", "hub"),
    [
        ({"state": State.REFUSED}, OTHER_HUB),
        ({"state": State.REQUESTED, "failures": 3}, OTHER_HUB),
        ({"state": State.REQUESTED, "failures": 2}, HUB),
        # It works, and a renewal has time.
        ({"state": State.ACTIVE, "failures": 9}, HUB),
    ],
)
def test_tries_the_next_hub_when_the_present_one_said_no_or_nothing(
    facts: dict[str, object], hub: str
) -> None:
    found = offer(document=((OTHER_HUB, HUB), None), current=make_subscription(**facts))

    assert found is not None
    assert found.hub == hub


NAMED = HubOffer(hub=HUB, topic=FEED_URL)
NONE = HubOffer(hub=None, topic=FEED_URL)


@pytest.mark.parametrize(
    ("current", "offered", "wish"),
    [
        (None, None, None),
        (None, NONE, None),
        (None, NAMED, NAMED),
        (make_subscription(), NAMED, None),
        (make_subscription(state=State.REFUSED), NAMED, None),
        (make_subscription(hub=OTHER_HUB), NAMED, NAMED),
        (make_subscription(topic="https://times.example/old"), NAMED, NAMED),
        (make_subscription(), NONE, NONE),
        (make_subscription(), None, None),
        (make_subscription(state=State.ENDING), NONE, None),
        (make_subscription(state=State.ENDED), NONE, None),
        (make_subscription(state=State.ENDED), NAMED, NAMED),
    ],
)
def test_wishes_for_what_the_feed_names(
    current: Subscription | None, offered: HubOffer | None, wish: HubOffer | None
) -> None:
    assert judge_offer(current, offered) == wish


def test_a_feed_that_wavers_is_not_followed_at_every_turn() -> None:
    just_asked = make_subscription(requested_at=NOW - timedelta(minutes=5))
    long_ago = make_subscription(requested_at=NOW - timedelta(hours=2))

    assert ask_at(None, NOW) == NOW
    assert ask_at(long_ago, NOW) == NOW
    assert ask_at(just_asked, NOW) == NOW + timedelta(minutes=55)


def test_a_hub_that_said_yes_and_does_not_call_back_is_asked_again_ever_more_rarely() -> None:
    waits = [
        judge_acceptance(make_leased_subscription(failures=failures), now=NOW, jitter=0.0)
        for failures in range(20)
    ]

    assert {asked.reason for asked in waits} == {AskReason.ACCEPTED}
    at = [asked.next_request_at for asked in waits if asked.next_request_at is not None]
    assert at[0] == NOW + timedelta(minutes=10)
    assert at[-1] == NOW + timedelta(hours=24)
    assert all(earlier <= later for earlier, later in pairwise(at))


def test_a_hub_that_said_no_is_asked_again_after_days() -> None:
    asked = judge_refusal(
        make_leased_subscription(state=State.REQUESTED, expires_at=None), now=NOW, jitter=0.0
    )

    assert (asked.reason, asked.state) == (AskReason.REFUSED, State.REFUSED)
    assert asked.next_request_at == NOW + timedelta(days=1)
    last = judge_refusal(make_leased_subscription(failures=50), now=NOW, jitter=0.0)
    assert last.next_request_at == NOW + timedelta(days=8)


def test_a_renewal_that_was_refused_leaves_what_was_promised() -> None:
    asked = judge_refusal(make_leased_subscription(), now=NOW, jitter=0.0)

    assert asked.state is None


@pytest.mark.parametrize(
    ("failures", "retry_after", "after", "rest"),
    [
        (0, None, timedelta(minutes=5), timedelta(minutes=5)),
        (1, None, timedelta(minutes=10), timedelta(minutes=10)),
        (3, None, timedelta(minutes=40), timedelta(minutes=15)),
        (40, None, timedelta(hours=24), timedelta(minutes=15)),
        (0, timedelta(hours=2), timedelta(hours=2), timedelta(hours=2)),
        (0, timedelta(days=9), timedelta(hours=24), timedelta(hours=24)),
    ],
)
def test_a_hub_in_trouble_is_asked_again_and_rests_for_all_feeds(
    failures: int, retry_after: timedelta | None, after: timedelta, rest: timedelta
) -> None:
    asked = judge_trouble(
        make_leased_subscription(failures=failures), now=NOW, jitter=0.0, retry_after=retry_after
    )

    assert asked.reason is AskReason.TROUBLE
    assert asked.next_request_at == NOW + after
    assert asked.hub_rests_until == NOW + rest
    assert asked.failures == failures + 1


def test_says_farewell_twice_at_most() -> None:
    first = judge_acceptance(make_leased_subscription(LEAVE), now=NOW, jitter=0.0)
    second = judge_acceptance(make_leased_subscription(LEAVE, failures=1), now=NOW, jitter=0.0)
    refused = judge_refusal(make_leased_subscription(LEAVE), now=NOW, jitter=0.0)
    trouble = judge_trouble(
        make_leased_subscription(LEAVE, failures=1), now=NOW, jitter=0.0, retry_after=None
    )

    assert (first.state, first.next_request_at) == (None, NOW + timedelta(minutes=10))
    for asked in (second, refused, trouble):
        assert (asked.reason, asked.state) == (AskReason.LEFT, State.ENDED)
        assert asked.next_request_at is None


@pytest.mark.parametrize(
    ("state", "mode", "topic", "reason"),
    [
        (State.REQUESTED, "subscribe", FEED_URL, IntentReason.CONFIRMED),
        (State.ACTIVE, "subscribe", FEED_URL, IntentReason.CONFIRMED),
        # It was slow, and we had given it up.
        (State.REFUSED, "subscribe", FEED_URL, IntentReason.CONFIRMED),
        (State.REQUESTED, "subscribe", f"{FEED_URL}/", IntentReason.WRONG_TOPIC),
        (State.REQUESTED, "subscribe", "", IntentReason.WRONG_TOPIC),
        (State.ENDING, "subscribe", FEED_URL, IntentReason.UNWANTED),
        (State.ACTIVE, "unsubscribe", FEED_URL, IntentReason.UNWANTED),
        (State.ENDING, "unsubscribe", FEED_URL, IntentReason.LEFT),
        (State.ENDING, "unsubscribe", "https://evil.example/", IntentReason.WRONG_TOPIC),
        (State.REQUESTED, "denied", FEED_URL, IntentReason.DENIED),
        (State.ACTIVE, "denied", "https://evil.example/", IntentReason.WRONG_TOPIC),
        (State.REQUESTED, "publish", FEED_URL, IntentReason.UNKNOWN_MODE),
        (State.REQUESTED, "", FEED_URL, IntentReason.UNKNOWN_MODE),
    ],
)
def test_confirms_what_it_meant_and_nothing_else(
    state: SubscriptionState, mode: str, topic: str, reason: IntentReason
) -> None:
    intent = judge_intent(
        make_subscription(state=state), mode=mode, topic=topic, lease_seconds="864000", now=NOW
    )

    assert intent.reason is reason
    assert intent.is_confirmed is (reason in {IntentReason.CONFIRMED, IntentReason.LEFT})


@pytest.mark.parametrize(
    ("granted", "lease", "renewed_after"),
    [
        ("864000", timedelta(days=10), timedelta(days=8)),
        ("86400", timedelta(days=1), timedelta(hours=19, minutes=12)),
        ("100", timedelta(seconds=100), timedelta(seconds=80)),
        # No more often than is sensible, whatever it grants.
        ("5", timedelta(seconds=5), timedelta(seconds=30)),
        # A hub that forgets us is noticed in time.
        ("31536000000", timedelta(days=14), timedelta(days=11, hours=4, minutes=48)),
        ("9" * 5000, timedelta(days=14), timedelta(days=11, hours=4, minutes=48)),
        # It does not say: what was asked for.
        (None, timedelta(days=10), timedelta(days=8)),
        ("", timedelta(days=10), timedelta(days=8)),
        ("0", timedelta(days=10), timedelta(days=8)),
        ("-7", timedelta(days=10), timedelta(days=8)),
        ("soon", timedelta(days=10), timedelta(days=8)),
        ("١٠", timedelta(days=10), timedelta(days=8)),
    ],
)
def test_renews_at_four_fifths_of_the_lease(
    granted: str | None, lease: timedelta, renewed_after: timedelta
) -> None:
    intent = judge_intent(
        make_subscription(), mode="subscribe", topic=FEED_URL, lease_seconds=granted, now=NOW
    )

    assert intent.state is State.ACTIVE
    assert intent.expires_at == NOW + lease
    assert intent.next_request_at == NOW + renewed_after


@pytest.mark.parametrize(
    ("subscription", "is_new"),
    [
        (make_subscription(state=State.REQUESTED, expires_at=None), True),
        (make_subscription(expires_at=NOW - timedelta(minutes=1)), True),
        (make_subscription(), False),
    ],
)
def test_looks_at_the_feed_when_nobody_was_telling_of_changes_before(
    subscription: Subscription, is_new: bool
) -> None:
    intent = judge_intent(
        subscription, mode="subscribe", topic=FEED_URL, lease_seconds=None, now=NOW
    )

    assert intent.is_new is is_new


def test_a_denial_ends_the_promise_and_is_asked_about_again_after_a_day() -> None:
    intent = judge_intent(
        make_subscription(), mode="denied", topic=FEED_URL, lease_seconds=None, now=NOW
    )

    assert (intent.state, intent.expires_at) == (State.REFUSED, None)
    assert intent.next_request_at == NOW + timedelta(days=1)
