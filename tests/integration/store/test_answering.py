"""What people say of alerts is kept, and counted for topics and names, on every database."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.errors import NotFound
from monitor.manage.answering import answer_alert, measure_topic
from monitor.model import DeliveryState, Precision, Relevance
from tests.support.builders import NOW, make_draft, make_result
from tests.support.scenes import alert_about, lease_deliveries

if TYPE_CHECKING:
    from monitor.store import Store


def test_the_last_word_on_an_alert_counts(store: Store) -> None:
    alert_about(store, make_draft("visit"))
    (alert,) = store.list_alerts()

    answer_alert(store, alert.id, who="ana", now=NOW)
    answer_alert(
        store,
        alert.id,
        relevance=Relevance.NOT_RELEVANT,
        who="bo",
        note="his brother",
        now=NOW + timedelta(minutes=1),
    )

    answer = store.get_alert(alert.id).answer
    assert answer is not None
    assert (answer.relevance, answer.who, answer.note) == (
        Relevance.NOT_RELEVANT,
        "bo",
        "his brother",
    )


def test_only_alerts_that_nobody_answered_are_open(store: Store) -> None:
    alert_about(store, make_draft("first"), make_draft("second"))
    second, first = store.list_alerts()

    answer_alert(store, first.id, who="ana", now=NOW)

    assert [alert.id for alert in store.list_open_alerts()] == [second.id]
    assert store.list_open_alerts("another-topic") == ()


def test_what_was_held_back_or_told_louder_is_not_open(store: Store) -> None:
    alert_about(store, make_draft("told"), make_draft("louder"))
    louder, told = store.list_alerts()
    for leased in lease_deliveries(store):
        if leased.alert.id == louder.id:
            store.save_attempts([make_result(leased, state=DeliveryState.HELD)])

    assert [alert.id for alert in store.list_open_alerts()] == [told.id]


def test_an_alert_that_does_not_exist_takes_no_answer(store: Store) -> None:
    with pytest.raises(NotFound):
        answer_alert(store, 4711, who="ana", now=NOW)


def test_a_topic_and_its_names_are_as_right_as_people_say(store: Store) -> None:
    alert_about(store, make_draft("first"), make_draft("second"), make_draft("third"))
    third, second, first = store.list_alerts()
    for alert, relevance in (
        (first, Relevance.RELEVANT),
        (second, Relevance.RELEVANT),
        (third, Relevance.NOT_RELEVANT),
    ):
        answer_alert(store, alert.id, relevance=relevance, who="ana", now=NOW)

    precision, names = measure_topic(store, first.topic)

    assert precision == Precision(answered=3, relevant=2)
    assert names
    assert {(one.concept, one.name) for one in names} == {
        (one.concept, one.name) for one in first.evidence
    }
    assert {one.precision for one in names} == {Precision(answered=3, relevant=2)}


def test_a_topic_nobody_answered_for_has_no_precision(store: Store) -> None:
    alert_about(store, make_draft("visit"))
    (alert,) = store.list_alerts()

    assert measure_topic(store, alert.topic) == (None, ())
