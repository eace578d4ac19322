"""When a story that was told is told again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.alert import AlertLimits, next_publishers, plan
from monitor.model import (
    AlertKind,
    NotifyPolicy,
    PlannedAlert,
    Standing,
    Told,
    Topic,
    Trigger,
)
from tests.support.deliveries import NOON, make_reported
from tests.support.telling import make_standing, make_told

TOPIC = Topic(name="shoigu", title="Shoigu", query="@shoigu", receivers=("desk",))


def plan_again(
    standing: Standing,
    *,
    told: Told | None = None,
    policy: NotifyPolicy | None = None,
    limits: AlertLimits | None = None,
    **values: object,
) -> PlannedAlert | None:
    """Plan about an article of a story that was told when one publisher reported it."""
    asked: dict[str, object] = {
        "topic": replace(TOPIC, notify=policy or NotifyPolicy()),
        "article": make_reported(),
        "trigger": Trigger.ARRIVED,
        "silences": (),
        "now": NOON,
    }
    return plan(
        told=told or make_told(),
        standing=standing,
        limits=limits or AlertLimits(),
        **{**asked, **values},  # type: ignore[arg-type] # any argument
    )


@pytest.mark.parametrize(
    ("publishers", "own", "again"),
    [
        (1, None, False),
        (2, None, False),
        (3, None, True),
        (9, None, True),
        (2, 1, True),
        (3, 3, False),
        (4, 3, True),
        (99, 0, False),
    ],
)
def test_more_independent_publishers_tell_a_story_again(
    publishers: int, own: int | None, again: bool
) -> None:
    planned = plan_again(
        make_standing(publishers=publishers), policy=NotifyPolicy(escalate_publishers=own)
    )

    assert (planned is not None) is again
    assert planned is None or planned.kind is AlertKind.ESCALATION


def test_copies_tell_nothing_again() -> None:
    assert plan_again(make_standing(articles=41, publishers=1, copies=40)) is None


@pytest.mark.parametrize(
    ("escalations", "publishers", "at"), [(0, 1, 3), (1, 3, 7), (2, 7, 15), (3, 15, 31)]
)
def test_each_further_message_asks_for_twice_as_many_more(
    escalations: int, publishers: int, at: int
) -> None:
    told = make_told(publishers=publishers, escalations=escalations)

    assert next_publishers(NotifyPolicy(), told, default=2) == at
    assert plan_again(make_standing(publishers=at - 1), told=told) is None
    assert plan_again(make_standing(publishers=at), told=told) is not None


def test_a_story_that_is_never_told_again_waits_for_no_number() -> None:
    policy = NotifyPolicy(escalate_publishers=0)

    assert next_publishers(policy, make_told(), default=2) is None


@pytest.mark.parametrize(
    ("languages", "wanted", "again"),
    [
        (("de", "ko", "ru"), None, False),
        (("de", "ko"), 2, False),
        (("de", "ko", "ru"), 2, True),
        (("de",), 1, False),
    ],
)
def test_more_languages_tell_a_story_again_where_the_topic_asks_for_it(
    languages: tuple[str, ...], wanted: int | None, again: bool
) -> None:
    planned = plan_again(
        make_standing(languages=languages), policy=NotifyPolicy(escalate_languages=wanted)
    )

    assert (planned is not None) is again


def test_says_how_many_confirm_it_and_how_many_did_when_it_was_told() -> None:
    planned = plan_again(make_standing(publishers=3))

    assert planned is not None
    assert planned.reason == (
        "confirmed: 3 independent publishers report it, "
        "1 when it was told at 2026-11-24 11:00 UTC in Beispiel-Zeitung (de)"
    )


def test_says_which_languages_are_new() -> None:
    planned = plan_again(
        make_standing(languages=("de", "ko")), policy=NotifyPolicy(escalate_languages=1)
    )

    assert planned is not None
    assert planned.reason.startswith(
        "in more languages since it was told at 2026-11-24 11:00 UTC: ko"
    )


@pytest.mark.parametrize(
    "hold",
    [
        {"article": make_reported(baseline=True)},
        {"trigger": Trigger.EDITED},
    ],
    ids=["baseline", "edited"],
)
def test_what_would_be_held_back_is_not_told_again(hold: dict[str, object]) -> None:
    assert plan_again(make_standing(publishers=9), **hold) is None  # type: ignore[arg-type] # any hold


def test_a_story_that_was_told_needs_its_number_of_publishers_no_more() -> None:
    planned = plan_again(
        make_standing(publishers=5),
        told=make_told(publishers=3),
        policy=NotifyPolicy(min_publishers=9),
    )

    assert planned is not None
    assert planned.held_back is None
