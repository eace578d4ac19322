"""The page of an alert, and what its buttons do, over each kind of database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitor.model import DeliveryState, Relevance
from tests.support.builders import NOW, make_draft, make_result
from tests.support.scenes import alert_about, lease_deliveries
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


async def test_the_overview_leads_to_the_page_of_each_alert(store: Store) -> None:
    alert_about(store, make_draft("visit"))
    (alert,) = store.list_alerts()

    async with served(store) as client:
        page = await client.get("/")

    assert f'<a href="/alerts/{alert.id}">alert {alert.id}</a> (first)' in page.text


@pytest.mark.parametrize("path", ["/", "/alerts/1"])
async def test_says_why_a_message_was_not_sent_after_all(store: Store, path: str) -> None:
    alert_about(store, make_draft("visit"))
    (leased, *_) = lease_deliveries(store)
    held = make_result(leased, state=DeliveryState.HELD, detail="not sent: it was said louder")
    store.save_attempts([held])

    async with served(store) as client:
        page = await client.get(path)

    assert f"{leased.delivery.receiver}: held – not sent: it was said louder" in page.text


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/alerts/4711", "there is no alert 4711"),
        ("/stories/4711", "there is no story 4711"),
        ("/articles/4711", "there is no article 4711"),
        ("/alert/1", "There is no such page."),
    ],
)
async def test_who_reads_pages_is_told_by_a_page_that_there_is_none(
    store: Store, path: str, said: str
) -> None:
    async with served(store) as client:
        page = await client.get(path, headers={"Accept": "text/html,*/*;q=0.8"})

    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert f"<p>{said}</p>" in page.text
