"""What comes after the first alert of a story, and what each decision says."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from monitor.alert import AlertLimits, Passed, Situation, decide_match
from monitor.model import (
    AlertKind,
    HeldBack,
    NotifyPolicy,
    OutsideHours,
    PlannedAlert,
    Priority,
    Silence,
    Spoken,
    Topic,
    Trigger,
    read_active_hours,
)
from tests.support.deliveries import NOON, find_evidence, make_reported
from tests.support.telling import make_standing, make_told

TOPIC = Topic(name="shoigu", title="Shoigu", query="@shoigu", receivers=("desk-mail",))
MINUTE = timedelta(minutes=1)
EVIDENCE = (find_evidence(make_reported(), make_reported().title.split()[0], concept="shoigu"),)
#: Told an hour ago, and sent then.
TOLD = make_told(said_at=NOON - timedelta(hours=1))

TRIP = Silence(until=NOON + MINUTE, who="Anna", why="press trip")


def decide(topic: Topic = TOPIC, **values: Any) -> PlannedAlert | Passed:
    defaults: dict[str, Any] = {
        "topic": topic,
        "article": make_reported(),
        "trigger": Trigger.ARRIVED,
        "told": TOLD,
        "standing": make_standing(articles=2, publishers=2, languages=("de",)),
        "silences": (),
        "limits": AlertLimits(),
        "now": NOON,
    }
    return decide_match(Situation(**{**defaults, **values}))


def with_policy(**policy: Any) -> Topic:
    return replace(TOPIC, notify=NotifyPolicy(**policy))


def test_one_more_report_brings_the_message_up_to_date_quietly() -> None:
    decided = decide(with_policy(update_interval=timedelta(hours=2)))

    assert isinstance(decided, PlannedAlert)
    assert (decided.kind, decided.held_back) == (AlertKind.UPDATE, None)
    # At most so often, counted from what was said last.
    assert decided.deliver_at == NOON + timedelta(hours=1)
    assert "one more report" in decided.reason


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"standing": make_standing(articles=9, copies=8)}, "adds no report of its own"),
        ({"told": replace(TOLD, reports=2)}, "adds no report of its own"),
        ({"told": replace(TOLD, said_at=None)}, "in a digest"),
        ({"topic": with_policy(updates=False)}, "asks for no updates"),
        ({"topic": replace(TOPIC, priority=Priority.LOW)}, "asks for no updates"),
        ({"trigger": Trigger.EDITED}, "edited"),
        ({"silences": (TRIP,), "trigger": Trigger.EDITED}, "press trip"),
        ({"silences": (TRIP,), "standing": make_standing(articles=9, copies=8)}, "press trip"),
    ],
)
def test_what_is_worth_no_alert_is_passed_over_with_a_reason(
    change: dict[str, Any], reason: str
) -> None:
    decided = decide(**change)

    assert isinstance(decided, Passed)
    assert reason in decided.reason


@pytest.mark.parametrize(("publishers", "kind"), [(2, AlertKind.UPDATE), (3, AlertKind.ESCALATION)])
def test_what_only_a_silence_keeps_from_being_told_is_kept_with_who_wished_so(
    publishers: int, kind: AlertKind
) -> None:
    standing = make_standing(articles=publishers, publishers=publishers)

    decided = decide(standing=standing, silences=(TRIP,))

    assert isinstance(decided, PlannedAlert)
    assert (decided.kind, decided.held_back) == (kind, HeldBack.SILENCED)
    assert decided.reason == (
        "its story was told at 2026-11-24 11:00 UTC; held back: Anna silenced every topic until "
        "2026-11-24 12:01 UTC, because: press trip"
    )


@pytest.mark.parametrize(
    ("topic", "change", "opening"),
    [
        (TOPIC, {"standing": make_standing(articles=3, publishers=3)}, "confirmed: 3 independent"),
        (
            with_policy(escalate_languages=1),
            {"standing": make_standing(articles=2, publishers=2, languages=("de", "ko"))},
            "in more languages",
        ),
        (with_policy(escalate_concepts=1), {"evidence": EVIDENCE}, "with more concepts"),
    ],
)
def test_a_story_that_grew_is_told_again(
    topic: Topic, change: dict[str, Any], opening: str
) -> None:
    decided = decide(topic, **change)

    assert isinstance(decided, PlannedAlert)
    assert (decided.kind, decided.held_back) == (AlertKind.ESCALATION, None)
    assert decided.reason.startswith(opening)


@pytest.mark.parametrize(
    ("policy", "spoken", "held_back"),
    [
        ({"cooldown": timedelta(hours=1)}, [59], HeldBack.COOLDOWN),
        ({"cooldown": timedelta(hours=1)}, [60], None),
        ({"cooldown": timedelta(hours=1)}, [], None),
        ({"daily_cap": 2}, [10, 20], HeldBack.OVER_CAP),
        ({"daily_cap": 2}, [10], None),
        # Yesterday's count for nothing.
        ({"daily_cap": 2}, [10, 60 * 13], None),
    ],
)
def test_new_stories_wait_for_the_digest_when_enough_was_told(
    policy: dict[str, Any], spoken: list[int], held_back: HeldBack | None
) -> None:
    said = [Spoken(kind=AlertKind.FIRST, due_at=NOON - minutes * MINUTE) for minutes in spoken]

    decided = decide(
        with_policy(group_wait=timedelta(0), **policy),
        told=None,
        standing=make_standing(),
        spoken=said,
    )

    assert isinstance(decided, PlannedAlert)
    assert decided.held_back is held_back


def test_an_urgent_topic_knows_no_cooldown() -> None:
    topic = replace(with_policy(cooldown=timedelta(hours=1)), priority=Priority.URGENT)

    decided = decide(
        topic,
        told=None,
        standing=make_standing(),
        spoken=[Spoken(kind=AlertKind.FIRST, due_at=NOON - MINUTE)],
    )

    assert isinstance(decided, PlannedAlert)
    assert decided.held_back is None


@pytest.mark.parametrize(
    ("priority", "outside", "held_back", "waits"),
    [
        (Priority.NORMAL, None, None, timedelta(hours=6)),
        (Priority.LOW, None, HeldBack.OUTSIDE_HOURS, None),
        (Priority.URGENT, None, None, timedelta(0)),
        (Priority.URGENT, OutsideHours.WAIT, None, timedelta(hours=6)),
        (Priority.NORMAL, OutsideHours.TELL, None, timedelta(0)),
        (Priority.HIGH, OutsideHours.DIGEST, HeldBack.OUTSIDE_HOURS, None),
    ],
)
def test_outside_of_active_hours_it_waits_is_told_or_goes_into_the_digest(
    priority: Priority,
    outside: OutsideHours | None,
    held_back: HeldBack | None,
    waits: timedelta | None,
) -> None:
    hours = read_active_hours("18:00-23:00 UTC")
    policy = NotifyPolicy(active_hours=hours, outside_hours=outside, group_wait=timedelta(0))
    topic = replace(TOPIC, priority=priority, notify=policy)

    decided = decide(topic, told=None, standing=make_standing())

    assert isinstance(decided, PlannedAlert)
    assert decided.held_back is held_back
    if waits is not None:
        assert decided.deliver_at == NOON + waits


@pytest.mark.parametrize(
    ("silence", "fits"),
    [
        ({}, True),
        ({"topics": ("shoigu",)}, True),
        ({"topics": ("other",)}, False),
        ({"languages": ("de",)}, True),
        ({"languages": ("ko",)}, False),
        ({"concepts": ("shoigu",)}, True),
        ({"concepts": ("kim",)}, False),
        ({"sources": ("EXAMPLE TIMES",)}, None),
        ({"topics": ("shoigu",), "languages": ("ko",)}, False),
    ],
)
def test_a_silence_is_about_what_fits_all_that_it_names(
    silence: dict[str, Any], fits: bool | None
) -> None:
    article = make_reported()
    if fits is None:
        silence, fits = {"sources": (article.source.name.upper(),)}, True
    wish = Silence(until=NOON + MINUTE, who="Anna", why="press trip", **silence)

    decided = decide(
        article=article,
        told=None,
        standing=make_standing(),
        silences=(wish,),
        evidence=EVIDENCE,
    )

    assert isinstance(decided, PlannedAlert)
    assert (decided.held_back is HeldBack.SILENCED) is fits


def test_says_until_when_it_waits_for_the_active_hours_and_that_it_waited_once_it_is_told() -> None:
    hours = read_active_hours("18:00-23:00 UTC")
    topic = with_policy(active_hours=hours, group_wait=timedelta(0))

    decided = decide(topic, told=None, standing=make_standing())

    assert isinstance(decided, PlannedAlert)
    assert decided.reason.endswith(
        "; it waits for the active hours (18:00-23:00 UTC) until 2026-11-24 18:00 UTC"
    )
