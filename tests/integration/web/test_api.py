"""The API over each kind of database, asked over HTTP as a program would."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from monitor.model import DeliveryState, FeedSpec
from monitor.store import Store
from tests.support.builders import NOW, make_draft, make_result, make_topic
from tests.support.scenes import alert_about, lease_deliveries
from tests.support.website import served

if TYPE_CHECKING:
    import httpx

#: Every listing and every thing, once there is one of each.
ASKED = (
    "/status",
    "/alerts",
    "/alerts/{alert}",
    "/matches",
    "/deliveries",
    "/stories",
    "/stories/{story}",
    "/search?query=visit",
    "/why?url=https://times.example/visit",
    "/topics",
    "/topics/{topic}",
    "/concepts",
    "/feeds",
    "/feeds/{feed}",
    "/silences",
)
SILENCE = {
    "topics": [],
    "until": (NOW + timedelta(hours=2)).isoformat(),
    "who": "ana",
    "why": "the summit is over",
}


def furnish(store: Store) -> dict[str, Any]:
    """Make one of each; gives their numbers."""
    alert_about(store, make_draft("visit", title="A visit"))
    (alert,) = store.list_alerts()
    (feed,) = store.list_feeds()
    return {"alert": alert.id, "story": alert.story_id, "topic": alert.topic, "feed": feed.id}


async def get(client: httpx.AsyncClient, path: str) -> Any:
    answer = await client.get(f"/api/v1{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_every_answer_is_as_the_openapi_document_says(store: Store) -> None:
    numbers = furnish(store)

    async with served(store) as client:
        document = (await client.get("/api/openapi.json")).json()
        await client.post("/api/v1/silences", json=SILENCE)
        answers = {path: await get(client, path.format(**numbers)) for path in ASKED}

    for path, answer in answers.items():
        place = "/v1" + path.partition("?")[0]
        for name, parameter in (("alert", "alert_id"), ("story", "story_id"), ("feed", "feed_id")):
            place = place.replace(f"{{{name}}}", f"{{{parameter}}}")
        place = place.replace("{topic}", "{name}")
        described = document["paths"][place]["get"]["responses"]["200"]
        schema = described["content"]["application/json"]["schema"]
        jsonschema.validate(answer, {**schema, "components": document["components"]})
        assert answer or path == "/concepts"


async def test_an_alert_is_answered_and_its_topic_judged_by_it(store: Store) -> None:
    numbers = furnish(store)
    said = {"who": "ana", "relevant": False, "note": "his brother"}

    async with served(store) as client:
        answer = await client.post(f"/api/v1/alerts/{numbers['alert']}/ack", json=said)
        alert = await get(client, f"/alerts/{numbers['alert']}")
        still_open = await get(client, "/alerts?open=true")
        topic = await get(client, f"/topics/{numbers['topic']}")

    assert answer.status_code == 200
    assert said.items() <= alert["answer"].items()
    assert still_open == []
    assert topic["precision"] == {"answered": 1, "relevant": 0, "precision": 0.0}
    assert topic["names"]


async def test_a_silence_is_added_and_ended(store: Store) -> None:
    furnish(store)

    async with served(store) as client:
        added = (await client.post("/api/v1/silences", json=SILENCE)).json()
        listed = await get(client, "/silences")
        ended = await client.delete(f"/api/v1/silences/{added['id']}")
        left = await get(client, "/silences")

    assert [one["id"] for one in listed] == [added["id"]]
    assert ended.status_code == 200
    assert left == []


async def test_a_delivery_that_was_given_up_is_tried_again(store: Store) -> None:
    furnish(store)
    (leased, *_) = lease_deliveries(store)
    store.save_attempts([make_result(leased, state=DeliveryState.DEAD, error="no such user")])

    async with served(store) as client:
        (dead,) = await get(client, "/deliveries?state=dead")
        answer = await client.post(f"/api/v1/deliveries/{dead['id']}/retry")
        left = await get(client, "/deliveries?state=dead")

    assert answer.status_code == 202
    assert left == []


async def test_feeds_are_added_paused_resumed_and_removed(store: Store) -> None:
    wish = {"url": "https://post.example/rss", "source": "Post", "interval": "5m"}

    async with served(store) as client:
        added = await client.post("/api/v1/feeds", json=wish)
        (feed,) = await get(client, "/feeds")
        place = f"/api/v1/feeds/{feed['id']}"
        paused = (await client.post(f"{place}/pause")).json()
        resumed = (await client.post(f"{place}/resume")).json()
        removed = await client.delete(place)
        left = await get(client, "/feeds")

    assert added.status_code == 201
    assert (feed["source"], feed["interval"]) == ("Post", "5m")
    assert (paused["state"], resumed["state"]) == ("paused", "new")
    assert removed.json()[0]["change"] == "removed"
    assert left == []


async def test_a_topic_is_paused_and_resumed(store: Store) -> None:
    store.save_catalog(topics=[make_topic()], now=NOW)
    name = make_topic().name

    async with served(store) as client:
        paused = (await client.post(f"/api/v1/topics/{name}/pause")).json()
        resumed = (await client.post(f"/api/v1/topics/{name}/resume")).json()

    assert paused["paused_at"] is not None
    assert resumed["paused_at"] is None


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "told"),
    [
        ("GET", "/alerts/4711", None, 404, "there is no alert 4711"),
        ("GET", "/alerts?topic=unheard", None, 404, "there is no topic unheard"),
        ("GET", "/absent", None, 404, "Not Found"),
        ("GET", "/search?query=(a", None, 422, "the query cannot be understood"),
        ("GET", "/alerts?limit=0", None, 422, "limit: "),
        ("GET", "/stories?since=soon", None, 422, "since: "),
        ("GET", "/deliveries?state=lost", None, 422, "state: "),
        ("POST", "/alerts/1/ack", {"relevant": True}, 422, "who: "),
        ("POST", "/alerts/1/ack", {"who": "ana", "vrai": 1}, 422, "vrai: "),
        ("POST", "/feeds", {"url": "file:///etc/passwd"}, 422, "url"),
        ("POST", "/silences", {**SILENCE, "topics": ["unheard"]}, 404, "no topic unheard"),
        ("DELETE", "/silences/4711", None, 404, "there is no silence 4711"),
    ],
)
async def test_what_goes_wrong_is_told_in_one_shape(
    method: str, path: str, body: dict[str, Any] | None, status: int, told: str
) -> None:
    with Store("sqlite://") as store:
        store.upgrade(now=NOW)
        async with served(store) as client:
            answer = await client.request(method, f"/api/v1{path}", json=body)

    assert answer.status_code == status, answer.text
    assert answer.json().keys() == {"error", "problems"}
    assert told in " ".join((answer.json()["error"], *answer.json()["problems"]))


async def test_a_database_without_tables_is_told_in_the_same_shape(database_url: str) -> None:
    with Store(database_url) as store:
        async with served(store) as client:
            answer = await client.get("/api/v1/alerts")

    assert answer.status_code == 503
    assert answer.json().keys() == {"error", "problems"}


async def test_the_secret_of_a_feed_does_not_reach_the_api(store: Store) -> None:
    url = "https://me:CANARY@times.example/feed.xml?token=CANARY"
    store.save_feeds([FeedSpec(url=url)], now=NOW)

    async with served(store) as client:
        answers = [await client.get(f"/api/v1/feeds{path}") for path in ("", "/1")]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert "CANARY" not in "".join(answer.text for answer in answers)


async def test_people_read_what_the_api_can_do(store: Store) -> None:
    async with served(store) as client:
        page = await client.get("/api/docs")

    assert page.status_code == 200
    assert "GET /api/v1/alerts</code>" in page.text
    assert "POST /api/v1/alerts/{alert_id}/ack</code>" in page.text
    assert "answers with a list of Alert" in page.text
    assert "src=" not in page.text
