"""The page of an alert, and what its buttons do, over each kind of database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitor.model import Relevance
from tests.support.builders import NOW, make_draft
from tests.support.scenes import alert_about
from tests.support.website import served

if TYPE_CHECKING:
    from monitor.store import Store


async def test_shows_the_alert_and_what_can_be_said_of_it(store: Store) -> None:
    alert_about(store, make_draft("visit", title="Shoigu & Kim <meet>"))
    (alert,) = store.list_alerts()

    async with served(store) as client:
        page = await client.get(f"/alerts/{alert.id}")

    assert "&amp; Kim &lt;meet&gt;" in page.text
    for said in ("relevant", "not-relevant", "silence"):
        assert f'action="/alerts/{alert.id}/{said}"' in page.text


@pytest.mark.parametrize(
    ("said", "relevance"),
    [("relevant", Relevance.RELEVANT), ("not-relevant", Relevance.NOT_RELEVANT)],
)
async def test_a_button_answers_the_alert_and_shows_it_again(
    store: Store, said: str, relevance: Relevance
) -> None:
    alert_about(store, make_draft("visit"))
    (alert,) = store.list_alerts()

    async with served(store) as client:
        answer = await client.post(f"/alerts/{alert.id}/{said}")
        page = await client.get(answer.headers["location"])

    kept = store.get_alert(alert.id).answer
    assert answer.status_code == 303
    assert kept is not None
    assert kept.relevance is relevance
    assert relevance.value.replace("_", " ") in page.text


async def test_a_button_silences_the_topic_for_a_day(store: Store) -> None:
    alert_about(store, make_draft("visit"))
    (alert,) = store.list_alerts()

    async with served(store) as client:
        await client.post(f"/alerts/{alert.id}/silence")

    (silence,) = store.load_catalog().silences
    assert silence.topics == (alert.topic,)
    assert (silence.until - NOW).days == 1


async def test_what_nobody_can_say_is_not_found(store: Store) -> None:
    alert_about(store, make_draft("visit"))
    (alert,) = store.list_alerts()

    async with served(store) as client:
        answers = [
            await client.post(path) for path in (f"/alerts/{alert.id}/hm", "/alerts/4711/relevant")
        ]

    assert {answer.status_code for answer in answers} == {404}
