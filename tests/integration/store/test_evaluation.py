"""Evaluation: decided once, saved whole, told once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from monitor.errors import LeaseLost, NotFound
from monitor.model import DIGESTED, AlertId, AlertKind, ArticleId, HeldBack, Newness, Priority
from monitor.store import EvaluationSaved, ToldStories
from monitor.store.tables import FeedRow
from tests.support.builders import (
    FEED_URL,
    NOW,
    OTHER_FEED_URL,
    make_draft,
    make_evaluated,
    make_evidence,
    make_held_back,
    make_identified,
    make_match,
    make_planned_alert,
    make_topic,
    make_unmatched,
)
from tests.support.scenes import (
    EVALUATE,
    LEASE_FOR,
    alert_about,
    evaluate,
    get_article,
    store_articles,
    take_fence,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from monitor.model import EvaluatedArticle
    from monitor.store import Store

TOPIC = "shoigu-in-pyongyang"
LATER = NOW + timedelta(hours=1)


def edit(store: Store, article_id: ArticleId, title: str = "Another title") -> None:
    entry = make_identified(make_draft(title=title), newness=Newness.CHANGED, article_id=article_id)
    store_articles(store, entry)


def test_an_evaluation_stores_matches_alerts_and_deliveries(store: Store) -> None:
    store.save_catalog(topics=[make_topic(priority=Priority.URGENT)], now=NOW)
    (article_id,) = store_articles(store, make_draft())
    evidence = make_evidence(text="쇼이구", name="쇼이구", concept="shoigu", language="ko")
    deliver_at = NOW + timedelta(seconds=30)

    saved = evaluate(
        store,
        make_evaluated(
            article_id,
            matches=(make_match(article_id, evidence=(evidence,)),),
            alerts=(make_planned_alert(article_id, deliver_at=deliver_at),),
        ),
    )

    assert saved == EvaluationSaved(matches=1, alerts=1, deliveries=2)
    (match,) = store.list_matches()
    assert (match.topic, match.article_id, match.matched_at) == (TOPIC, article_id, NOW)
    assert match.evidence == (evidence,)
    (alert,) = store.list_alerts()
    assert (alert.topic, alert.topic_title, alert.priority) == (
        TOPIC,
        "Shoigu visits Pyongyang",
        Priority.URGENT,
    )
    assert (alert.kind, alert.held_back, alert.created_at) == (AlertKind.FIRST, None, NOW)
    assert alert.evidence == (evidence,)
    assert alert.article == get_article(store, article_id)
    assert [(one.receiver, one.state, one.next_attempt_at) for one in alert.deliveries] == [
        ("desk-mail", "due", deliver_at),
        ("desk-slack", "due", deliver_at),
    ]
    assert store.get_alert(alert.id) == alert


def test_an_evaluated_article_has_a_story_and_waits_no_more(store: Store) -> None:
    one, other = store_articles(store, make_draft("one"), make_draft("other"))

    evaluate(store, make_unmatched(one), make_unmatched(other), now=LATER)

    stories = {get_article(store, number).story_id for number in (one, other)}
    assert len(stories) == 2
    assert None not in stories
    assert get_article(store, one).evaluated_at == LATER
    assert store.list_unevaluated(limit=9) == ()


def test_an_article_shows_the_topics_it_matches(store: Store) -> None:
    (article_id,) = store_articles(store, make_draft())
    matches = tuple(make_match(article_id, topic=topic) for topic in ("b", "a"))

    evaluate(store, make_evaluated(article_id, matches=matches, alerts=()))

    assert get_article(store, article_id).topics == ("a", "b")


@pytest.mark.parametrize("new_owner", ["evaluator", "another"])
def test_an_old_fencing_number_saves_nothing(store: Store, new_owner: str) -> None:
    (article_id,) = store_articles(store, make_draft())
    old = take_fence(store, now=NOW)
    take_fence(store, owner=new_owner, now=NOW + LEASE_FOR)

    with pytest.raises(LeaseLost, match=new_owner):
        store.save_evaluation([make_evaluated(article_id)], lease=EVALUATE, fence=old, now=NOW)

    assert [one.id for one in store.list_unevaluated(limit=9)] == [article_id]
    assert store.list_alerts() == ()


def test_nothing_is_saved_under_a_lease_that_nobody_ever_took(store: Store) -> None:
    (article_id,) = store_articles(store, make_draft())

    with pytest.raises(LeaseLost, match="nobody"):
        store.save_evaluation([make_evaluated(article_id)], lease=EVALUATE, fence=1, now=NOW)


def test_an_evaluation_saved_again_changes_nothing(store: Store) -> None:
    (article_id,) = store_articles(store, make_draft())
    evaluate(store, make_evaluated(article_id))
    before = store.get_trace(article_id)

    again = evaluate(store, make_evaluated(article_id), now=LATER)

    assert again == EvaluationSaved(left_out=1)
    assert store.get_trace(article_id) == before


def test_a_story_is_told_once_under_a_topic(store: Store) -> None:
    (article_id,) = store_articles(store, make_draft())
    evaluate(store, make_evaluated(article_id))
    edit(store, article_id)

    saved = evaluate(store, make_evaluated(article_id, revision=2))

    assert (saved.alerts, saved.deliveries) == (0, 0)
    assert len(store.list_alerts()) == 1


def test_a_story_is_told_once_under_each_of_two_topics(store: Store) -> None:
    (article_id,) = store_articles(store, make_draft())
    alerts = tuple(make_planned_alert(article_id, topic=topic) for topic in ("a", "b"))

    saved = evaluate(store, make_evaluated(article_id, alerts=alerts))

    assert (saved.alerts, saved.deliveries) == (2, 4)


@pytest.mark.parametrize("kind", [kind for kind in AlertKind if kind is not AlertKind.FIRST])
def test_other_kinds_of_alerts_may_follow_the_first(store: Store, kind: AlertKind) -> None:
    (article_id,) = store_articles(store, make_draft())
    evaluate(store, make_evaluated(article_id))
    edit(store, article_id)

    saved = evaluate(
        store,
        make_evaluated(article_id, revision=2, alerts=(make_planned_alert(article_id, kind=kind),)),
    )

    assert saved.alerts == 1
    assert [alert.kind for alert in store.list_alerts()] == [kind, AlertKind.FIRST]


@pytest.mark.parametrize("reason", list(HeldBack))
def test_an_alert_that_is_held_back_is_kept_and_not_delivered(
    store: Store, reason: HeldBack
) -> None:
    (article_id,) = store_articles(store, make_draft(), baseline=reason is HeldBack.BASELINE)

    saved = evaluate(store, make_held_back(article_id, reason))

    assert saved == EvaluationSaved(matches=1, alerts=1, deliveries=0)
    (alert,) = store.list_alerts()
    assert (alert.held_back, alert.deliveries) == (reason, ())


@pytest.mark.parametrize("reason", [None, *HeldBack])
def test_only_what_was_not_held_back_was_told(store: Store, reason: HeldBack | None) -> None:
    (article_id,) = store_articles(store, make_draft(), baseline=reason is HeldBack.BASELINE)
    evaluate(
        store, make_evaluated(article_id) if reason is None else make_held_back(article_id, reason)
    )
    story_id = get_article(store, article_id).story_id
    assert story_id is not None

    known = store.list_told([article_id])

    assert known.story_of == {article_id: story_id}
    # What goes into a digest is told by it.
    is_told = reason is None or reason in DIGESTED
    assert set(known.told) == ({(TOPIC, story_id)} if is_told else set())


def test_a_baseline_hold_of_an_article_that_is_fresh_news_meanwhile_waits(store: Store) -> None:
    (article_id,) = store_articles(store, make_draft(), baseline=False)

    saved = evaluate(store, make_held_back(article_id, HeldBack.BASELINE))

    assert saved == EvaluationSaved(left_out=1)
    assert [article.id for article in store.list_unevaluated(limit=5)] == [article_id]


def test_a_baseline_is_held_back_once_however_often_it_is_evaluated(store: Store) -> None:
    (article_id,) = store_articles(store, make_draft(), baseline=True)
    for revision in (1, 2, 3):
        held = replace(make_held_back(article_id, HeldBack.BASELINE), revision=revision)
        evaluate(store, held)
        edit(store, article_id, f"Title after revision {revision}")

    assert [alert.held_back for alert in store.list_alerts()] == [HeldBack.BASELINE]


def test_a_baseline_that_turned_out_to_be_news_is_told_once(store: Store) -> None:
    (article_id,) = store_articles(store, make_draft(), baseline=True)
    evaluate(store, make_held_back(article_id, HeldBack.BASELINE))
    seen = make_identified(newness=Newness.SIGHTED, article_id=article_id)
    store_articles(store, seen, url=OTHER_FEED_URL)

    first = evaluate(store, make_evaluated(article_id))
    edit(store, article_id)
    again = evaluate(store, make_evaluated(article_id, revision=2))

    assert (first.alerts, first.deliveries) == (1, 2)
    assert (again.alerts, again.deliveries) == (0, 0)


def test_a_story_that_waited_for_publishers_is_told_when_they_came(store: Store) -> None:
    (article_id,) = store_articles(store, make_draft())
    evaluate(store, make_held_back(article_id, HeldBack.TOO_FEW_PUBLISHERS))
    edit(store, article_id)

    saved = evaluate(store, make_evaluated(article_id, revision=2))

    assert (saved.alerts, saved.deliveries) == (1, 2)


def test_no_story_is_told_in_an_empty_store(store: Store) -> None:
    assert store.list_told([ArticleId(7)]) == ToldStories(story_of={}, told={})


def test_an_article_edited_during_its_evaluation_is_evaluated_again(store: Store) -> None:
    (article_id,) = store_articles(store, make_draft())
    edit(store, article_id)

    evaluate(store, make_evaluated(article_id, revision=1))

    (waiting,) = store.list_unevaluated(limit=9)
    assert (waiting.id, waiting.revision, waiting.topics) == (article_id, 2, (TOPIC,))
    assert store.previous_text([article_id])[article_id].title == make_draft().title


def test_a_match_that_an_edit_ended_is_forgotten(store: Store) -> None:
    (article_id,) = alert_about(store, make_draft())
    edit(store, article_id)

    evaluate(store, make_unmatched(article_id, revision=2))

    assert store.list_matches() == ()
    assert len(store.list_alerts()) == 1


def test_a_match_that_survives_an_edit_has_new_evidence_and_its_first_date(store: Store) -> None:
    (article_id,) = alert_about(store, make_draft())
    edit(store, article_id)
    moved = make_evidence(start=8, end=14)

    evaluate(
        store,
        make_evaluated(
            article_id,
            revision=2,
            matches=(make_match(article_id, evidence=(moved,)),),
            alerts=(),
        ),
        now=LATER,
    )

    (match,) = store.list_matches()
    assert (match.evidence, match.matched_at) == ((moved,), NOW)


def test_a_paused_topic_keeps_its_matches_when_an_article_is_edited(store: Store) -> None:
    (article_id,) = alert_about(store, make_draft())
    store.set_topic_paused(TOPIC, NOW)
    edit(store, article_id)

    evaluate(store, make_unmatched(article_id, revision=2))

    assert [one.topic for one in store.list_matches()] == [TOPIC]


def test_listings_are_newest_first_and_of_one_topic_when_asked(store: Store) -> None:
    one, other = store_articles(store, make_draft("one"), make_draft("other"))
    evaluate(store, make_evaluated(one))
    evaluate(
        store,
        make_evaluated(
            other,
            matches=(make_match(other, topic="another"),),
            alerts=(make_planned_alert(other, topic="another"),),
        ),
        now=LATER,
    )

    assert [match.article_id for match in store.list_matches()] == [other, one]
    assert [match.article_id for match in store.list_matches(TOPIC)] == [one]
    assert [match.article_id for match in store.list_matches(limit=1)] == [other]
    assert [alert.article.id for alert in store.list_alerts()] == [other, one]
    assert [alert.article.id for alert in store.list_alerts(TOPIC)] == [one]
    assert [alert.article.id for alert in store.list_alerts(limit=1)] == [other]


def test_there_is_no_unknown_alert(store: Store) -> None:
    with pytest.raises(NotFound, match="there is no alert 7"):
        store.get_alert(AlertId(7))


def test_a_receiver_named_twice_gets_one_delivery(store: Store) -> None:
    (article_id,) = store_articles(store, make_draft())
    alert = make_planned_alert(article_id, receivers=("desk-mail", "desk-mail"))

    saved = evaluate(store, make_evaluated(article_id, alerts=(alert,)))

    assert saved.deliveries == 1


def test_every_delivery_has_a_key_of_its_own(store: Store) -> None:
    alert_about(store, make_draft("one"), make_draft("other"))

    keys = {delivery.key for delivery in store.list_deliveries()}

    assert len(keys) == 4


def test_an_alert_of_a_topic_removed_meanwhile_is_still_stored(store: Store) -> None:
    (article_id,) = store_articles(store, make_draft())

    evaluate(store, make_evaluated(article_id))

    (alert,) = store.list_alerts()
    assert (alert.topic_title, alert.priority) == (TOPIC, Priority.NORMAL)


@pytest.mark.parametrize(
    ("decided", "baseline", "is_hot"),
    [(make_evaluated, False, True), (make_unmatched, False, False), (make_evaluated, True, False)],
    ids=["news of a topic", "no match", "baseline"],
)
def test_a_feed_that_brought_news_of_a_topic_is_hot(
    store: Store, decided: Callable[[ArticleId], EvaluatedArticle], baseline: bool, is_hot: bool
) -> None:
    (article_id,) = store_articles(store, make_draft(), baseline=baseline)
    store_articles(store, make_draft("other"), url=OTHER_FEED_URL)
    until = NOW + timedelta(hours=2)

    for hot_until in (until, NOW):
        store.save_evaluation(
            [decided(article_id)],
            lease=EVALUATE,
            fence=take_fence(store),
            now=NOW,
            hot_until=hot_until,
        )

    assert hot_until_of(store, FEED_URL) == (until if is_hot else None)
    assert hot_until_of(store, OTHER_FEED_URL) is None


def hot_until_of(store: Store, url: str) -> datetime | None:
    with store._database.reading() as connection:
        return connection.scalars(select(FeedRow.hot_until).where(FeedRow.url == url)).one()


def test_a_fault_that_kept_an_article_from_every_topic_is_told_until_it_is_evaluated(
    store: Store,
) -> None:
    (article_id,) = store_articles(store, make_draft())

    evaluate(store, make_unmatched(article_id, error="ValueError: no"))
    assert store.get_trace(article_id).evaluation_error == "ValueError: no"

    edit(store, article_id)
    evaluate(store, make_unmatched(article_id, revision=2))
    assert store.get_trace(article_id).evaluation_error is None


def test_what_was_held_back_of_a_told_story_is_kept_once_however_often_it_is_evaluated(
    store: Store,
) -> None:
    (article_id,) = store_articles(store, make_draft("visit"))
    held = make_planned_alert(
        article_id, kind=AlertKind.UPDATE, held_back=HeldBack.SILENCED, reason="Anna wishes so"
    )
    evaluate(store, make_evaluated(article_id, alerts=(held,)))
    edit(store, article_id)

    evaluate(store, make_evaluated(article_id, revision=2, alerts=(held,)))

    assert [(one.kind, one.reason) for one in store.list_alerts()] == [
        (AlertKind.UPDATE, "Anna wishes so")
    ]
