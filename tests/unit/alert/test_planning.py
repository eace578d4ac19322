from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import combinations

import pytest

from monitor.alert import AlertLimits, plan
from monitor.alert.holding import HOLDS
from monitor.model import (
    AlertKind,
    Article,
    HeldBack,
    NotifyPolicy,
    OutsideHours,
    PlannedAlert,
    Priority,
    Silence,
    Spoken,
    Standing,
    Topic,
    Trigger,
    read_active_hours,
)
from tests.support.deliveries import NOON, find_evidence, make_reported
from tests.support.telling import make_standing, make_told

LIMITS = AlertLimits()
TOPIC = Topic(name="shoigu", title="Shoigu", query="@shoigu", receivers=("desk-slack", "desk-mail"))


def make_silence(
    *,
    topics: tuple[str, ...] = ("shoigu",),
    until: datetime = NOON + timedelta(hours=1),
    who: str = "Anna",
    why: str = "press trip",
) -> Silence:
    return Silence(topics=topics, until=until, who=who, why=why)


def plan_alert(
    *,
    topic: Topic = TOPIC,
    article: Article | None = None,
    trigger: Trigger = Trigger.ARRIVED,
    silences: tuple[Silence, ...] = (),
    standing: Standing | None = None,
    recent: Standing | None = None,
    limits: AlertLimits = LIMITS,
    now: datetime = NOON,
    spoken: tuple[Spoken, ...] = (),
    rush: int = 1,
) -> PlannedAlert:
    planned = plan(
        topic=topic,
        article=make_reported() if article is None else article,
        trigger=trigger,
        told=None,
        standing=standing or make_standing(),
        recent=recent,
        silences=silences,
        limits=limits,
        now=now,
        spoken=spoken,
        rush=rush,
    )
    assert planned is not None
    return planned


JUST_NOW = (Spoken(kind=AlertKind.FIRST, due_at=NOON - timedelta(minutes=5)),)
#: What brings each hold about, one keyword of `plan_alert` or a change to article or topic.
CAUSES: dict[HeldBack, dict[str, object]] = {
    HeldBack.BASELINE: {"baseline": True},
    HeldBack.BACKFILL: {"published_at": NOON - timedelta(days=8)},
    HeldBack.SILENCED: {"silences": (make_silence(),)},
    HeldBack.EDITED: {"trigger": Trigger.EDITED},
    HeldBack.TOO_FEW_PUBLISHERS: {"min_publishers": 2},
    HeldBack.TOO_FEW_LANGUAGES: {"min_languages": 2},
    HeldBack.NO_RECEIVERS: {"receivers": ()},
    HeldBack.FLOOD: {"rush": 51},
    HeldBack.OUTSIDE_HOURS: {
        "active_hours": read_active_hours("13:00-18:00 UTC"),
        "outside_hours": OutsideHours.DIGEST,
    },
    HeldBack.COOLDOWN: {"cooldown": timedelta(hours=1), "spoken": JUST_NOW},
    HeldBack.OVER_CAP: {"daily_cap": 1, "spoken": JUST_NOW},
}
ORDER = list(CAUSES)


def plan_with(causes: dict[str, object]) -> PlannedAlert:
    article = make_reported()
    topic = TOPIC
    asked: dict[str, object] = {}
    for name, value in causes.items():
        if name in {"baseline", "published_at"}:
            article = replace(article, **{name: value})
        elif name in NotifyPolicy.__dataclass_fields__:
            topic = replace(topic, notify=replace(topic.notify, **{name: value}))
        elif name == "receivers":
            topic = replace(topic, receivers=())
        else:
            asked[name] = value
    return plan_alert(topic=topic, article=article, **asked)


def test_tells_a_fresh_article_of_an_unsilenced_topic():
    planned = plan_alert()

    assert planned.held_back is None
    assert planned.kind is AlertKind.FIRST
    assert planned.receivers == ("desk-slack", "desk-mail")
    assert (planned.topic, planned.article_id) == ("shoigu", 7)


@pytest.mark.parametrize("trigger", list(Trigger))
def test_plans_nothing_for_a_story_that_was_told_before(trigger):
    planned = plan(
        topic=TOPIC,
        article=make_reported(baseline=True),
        trigger=trigger,
        told=make_told(),
        standing=make_standing(publishers=2, articles=40, copies=38),
        silences=(make_silence(),),
        limits=LIMITS,
        now=NOON,
    )

    assert planned is None


@pytest.mark.parametrize("held_back", ORDER)
def test_holds_back_for_one_cause(held_back):
    planned = plan_with(CAUSES[held_back])

    assert planned.held_back is held_back
    assert planned.reason.startswith(("held back: ", "held back for the next digest: "))


@pytest.mark.parametrize(("first", "second"), list(combinations(ORDER, 2)))
def test_the_earlier_hold_of_two_gives_the_reason(first, second):
    planned = plan_with(CAUSES[first] | CAUSES[second])

    assert planned.held_back is first


def test_the_table_of_holds_covers_every_reason_in_the_tested_order():
    assert list(HOLDS) == ORDER == list(HeldBack)


@pytest.mark.parametrize(
    ("age", "held_back"),
    [
        (timedelta(days=7), None),
        (timedelta(days=7, microseconds=1), HeldBack.BACKFILL),
        (timedelta(days=400), HeldBack.BACKFILL),
        (timedelta(0), None),
        # Publishers' clocks run ahead.
        (-timedelta(minutes=5), None),
    ],
)
def test_counts_backfill_from_published_to_first_seen(age, held_back):
    article = make_reported(first_seen_at=NOON, published_at=NOON - age)

    planned = plan_alert(article=article, now=NOON + timedelta(days=30))

    assert planned.held_back is held_back


def test_an_article_without_a_date_is_not_backfill():
    planned = plan_alert(article=make_reported(published_at=None))

    assert planned.held_back is None


@pytest.mark.parametrize("held_back", [HeldBack.BASELINE, HeldBack.BACKFILL])
def test_an_old_article_that_was_edited_into_a_topic_is_told(held_back):
    planned = plan_with(CAUSES[held_back] | {"trigger": Trigger.EDITED_INTO})

    assert planned.held_back is None


def test_says_how_old_a_backfilled_article_was():
    article = make_reported(first_seen_at=NOON, published_at=NOON - timedelta(days=9, hours=3))

    planned = plan_alert(article=article)

    assert planned.reason == (
        "held back: it was 9 days old when first seen (published 2026-11-15 09:00 UTC), "
        "more than 7 days is history"
    )


@pytest.mark.parametrize(
    ("topics", "until", "held_back"),
    [
        (("shoigu",), NOON + timedelta(microseconds=1), HeldBack.SILENCED),
        (("shoigu",), NOON, None),
        (("shoigu",), NOON - timedelta(seconds=1), None),
        (("other", "shoigu"), NOON + timedelta(hours=1), HeldBack.SILENCED),
        (("other",), NOON + timedelta(hours=1), None),
        # The name of a topic is whole: another that begins alike is another topic.
        (("shoigu-in-pyongyang",), NOON + timedelta(hours=1), None),
        ((), NOON + timedelta(hours=1), HeldBack.SILENCED),
        # 13:30 in Berlin is 12:30 in UTC.
        (("shoigu",), datetime(2026, 11, 24, 13, 30, tzinfo=timezone(timedelta(hours=1))),
         HeldBack.SILENCED),
        (("shoigu",), datetime(2026, 11, 24, 12, 30, tzinfo=timezone(timedelta(hours=1))), None),
    ],
)  # fmt: skip
def test_a_silence_holds_until_its_instant_for_the_topics_it_names(topics, until, held_back):
    planned = plan_alert(silences=(make_silence(topics=topics, until=until),))

    assert planned.held_back is held_back


def test_says_who_silenced_until_when_and_why():
    until = datetime(2026, 11, 24, 18, 0, tzinfo=timezone(timedelta(hours=9)))

    with_now_before = plan_alert(
        silences=(make_silence(until=until),), now=until - timedelta(minutes=1)
    )

    assert with_now_before.reason == (
        "held back: Anna silenced this topic until 2026-11-24 09:00 UTC, because: press trip"
    )


def test_of_many_silences_names_the_one_that_ends_last():
    silences = (
        make_silence(who="Anna", until=NOON + timedelta(hours=1)),
        make_silence(who="Aaron", topics=(), until=NOON + timedelta(hours=3)),
        make_silence(who="Chris", topics=("other",), until=NOON + timedelta(hours=9)),
    )

    planned = plan_alert(silences=silences)

    assert "Aaron silenced every topic until 2026-11-24 15:00 UTC" in planned.reason


@pytest.mark.parametrize(
    ("publishers", "wanted", "held_back"),
    [
        (1, 1, None),
        (2, 3, HeldBack.TOO_FEW_PUBLISHERS),
        (3, 3, None),
        (4, 3, None),
    ],
)
def test_waits_for_enough_publishers(publishers, wanted, held_back):
    topic = replace(TOPIC, notify=NotifyPolicy(min_publishers=wanted))

    planned = plan_alert(topic=topic, standing=make_standing(publishers=publishers))

    assert planned.held_back is held_back


def test_says_how_many_publishers_are_missing():
    topic = replace(TOPIC, notify=NotifyPolicy(min_publishers=3))

    planned = plan_alert(topic=topic, standing=make_standing(publishers=2))

    assert planned.reason == ("held back: publishers that report it: 2, the topic asks for 3")


@pytest.mark.parametrize(
    ("languages", "wanted", "held_back"),
    [
        ((), 1, None),
        (("de",), 2, HeldBack.TOO_FEW_LANGUAGES),
        (("de", "ko"), 2, None),
    ],
)
def test_waits_for_enough_languages(languages, wanted, held_back):
    topic = replace(TOPIC, notify=NotifyPolicy(min_languages=wanted))

    planned = plan_alert(topic=topic, standing=make_standing(languages=languages))

    assert planned.held_back is held_back


def test_counts_only_what_came_within_the_span_of_the_topic():
    policy = NotifyPolicy(min_publishers=3, within=timedelta(hours=2))

    planned = plan_alert(
        topic=replace(TOPIC, notify=policy),
        standing=make_standing(publishers=3),
        recent=make_standing(publishers=2),
    )

    assert planned.reason == (
        "held back: publishers that report it within 2 hours: 2, the topic asks for 3"
    )


def test_says_how_many_publishers_report_what_is_told_first():
    planned = plan_alert(standing=make_standing(publishers=3))

    assert planned.reason.startswith("first alert, 3 independent publishers report it")
    assert planned.standing == make_standing(publishers=3)


@pytest.mark.parametrize(
    ("priority", "own", "wait"),
    [
        (Priority.URGENT, None, timedelta(0)),
        (Priority.HIGH, None, timedelta(seconds=30)),
        (Priority.NORMAL, None, timedelta(seconds=30)),
        (Priority.LOW, None, timedelta(seconds=30)),
        (Priority.URGENT, timedelta(minutes=2), timedelta(minutes=2)),
        (Priority.LOW, timedelta(0), timedelta(0)),
    ],
)
def test_waits_for_company_as_the_topic_or_its_priority_says(priority, own, wait):
    topic = replace(TOPIC, priority=priority, notify=NotifyPolicy(group_wait=own))

    planned = plan_alert(topic=topic)

    assert planned.deliver_at == NOON + wait


def test_the_settings_give_the_wait_of_topics_without_their_own():
    planned = plan_alert(limits=AlertLimits(group_wait=timedelta(minutes=5)))

    assert planned.deliver_at == NOON + timedelta(minutes=5)


def test_names_each_receiver_once():
    planned = plan_alert(topic=replace(TOPIC, receivers=("desk", "boss", "desk")))

    assert planned.receivers == ("desk", "boss")


def test_an_edit_that_makes_the_topic_match_is_told():
    planned = plan_alert(trigger=Trigger.EDITED_INTO)

    assert planned.held_back is None
    assert planned.reason.startswith("first report, since its text was edited")


def plan_found(article: Article, *evidence) -> str:
    planned = plan(
        topic=TOPIC,
        article=article,
        trigger=Trigger.ARRIVED,
        told=None,
        standing=make_standing(),
        silences=(),
        limits=LIMITS,
        now=NOON,
        evidence=evidence,
    )
    assert planned is not None
    return planned.reason


def test_says_what_was_found_as_what_and_where():
    article = make_reported()

    reason = plan_found(
        article,
        find_evidence(article, "Schoigu", concept="shoigu"),
        find_evidence(article, "Pjöngjang", concept="pyongyang"),
        find_evidence(article, "eingetroffen"),
    )

    assert reason == (
        "first report: @shoigu found as «Schoigu», @pyongyang found as «Pjöngjang», "
        "«eingetroffen» found in Beispiel-Zeitung (de)"
    )


def test_says_each_name_once():
    article = make_reported(title="Schoigu trifft Kim: Schoigu in Pjöngjang")

    reason = plan_found(
        article,
        find_evidence(article, "Schoigu", concept="shoigu"),
        replace(find_evidence(article, "Schoigu", concept="shoigu"), start=20, end=27),
    )

    assert reason.count("@shoigu") == 1


def test_counts_the_names_that_do_not_fit_in_a_sentence():
    article = make_reported(title="a b c d e f")

    reason = plan_found(article, *(find_evidence(article, word) for word in "abcdef"))

    assert "«d» found, and 2 more in" in reason
    assert "«e»" not in reason


def test_shortens_a_match_that_fills_a_page():
    article = make_reported(title="x" * 5_000)

    reason = plan_found(article, find_evidence(article, "x" * 5_000))

    assert len(reason) < 120


def test_names_the_source_when_no_evidence_is_given():
    assert plan_found(make_reported(language=None)) == "first report in Beispiel-Zeitung"


def test_refuses_a_naive_now_rather_than_guessing_its_zone():
    with pytest.raises(TypeError):
        plan_alert(silences=(make_silence(),), now=datetime(2026, 11, 24, 12, 0))


def test_tells_instants_in_utc_whatever_zone_they_come_in():
    article = make_reported(
        first_seen_at=NOON,
        published_at=datetime(2026, 11, 10, 1, 0, tzinfo=timezone(timedelta(hours=9))),
    )

    planned = plan_alert(article=article, now=NOON.astimezone(UTC))

    assert "published 2026-11-09 16:00 UTC" in planned.reason
