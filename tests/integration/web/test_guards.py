"""Who may read, and who may change something, asked over HTTP."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from monitor.store import Store
from tests.support.builders import NOW
from tests.support.website import served

if TYPE_CHECKING:
    from collections.abc import Iterator

PASSWORD = "correct horse battery"
PATHS = ("/", "/stories", "/metrics", "/api/docs", "/api/v1/alerts", "/api/openapi.json")


@pytest.fixture
def empty_store() -> Iterator[Store]:
    with Store("sqlite://") as store:
        store.upgrade(now=NOW)
        yield store


def basic(password: str, name: str = "ana") -> dict[str, str]:
    pair = base64.b64encode(f"{name}:{password}".encode()).decode()
    return {"Authorization": f"Basic {pair}"}


async def test_without_a_password_nothing_is_shown_but_whether_it_lives(empty_store: Store) -> None:
    async with served(empty_store, password=PASSWORD) as client:
        refused = [await client.get(path) for path in PATHS]
        shown = [await client.get(path) for path in ("/healthz", "/readyz", "/static/icon.svg")]

    assert {answer.status_code for answer in refused} == {401}
    assert {answer.headers["www-authenticate"] for answer in refused} == {
        'Basic realm="monitor", charset="UTF-8"'
    }
    assert {answer.status_code for answer in shown} == {200}


@pytest.mark.parametrize(
    "headers", [basic(PASSWORD), {"Authorization": f"Bearer {PASSWORD}"}, basic(PASSWORD, "")]
)
async def test_the_password_opens_every_page(empty_store: Store, headers: dict[str, str]) -> None:
    async with served(empty_store, password=PASSWORD) as client:
        answers = [await client.get(path, headers=headers) for path in PATHS]

    assert {answer.status_code for answer in answers} == {200}


@pytest.mark.parametrize(
    "headers",
    [
        basic("correct horse"),
        basic(f"{PASSWORD} "),
        {"Authorization": f"Bearer {PASSWORD}x"},
        {"Authorization": "Basic !!!"},
        {"Authorization": "Basic /////w=="},
        {"Authorization": PASSWORD},
        {"Authorization": ""},
    ],
)
async def test_a_wrong_password_opens_nothing(empty_store: Store, headers: dict[str, str]) -> None:
    async with served(empty_store, password=PASSWORD) as client:
        answer = await client.get("/api/v1/alerts", headers=headers)

    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 404),
        ({"Sec-Fetch-Site": "same-origin"}, 404),
        ({"Sec-Fetch-Site": "none"}, 404),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
async def test_a_page_of_another_site_changes_nothing(
    empty_store: Store, headers: dict[str, str], status: int
) -> None:
    async with served(empty_store) as client:
        answer = await client.post("/alerts/1/not-relevant", headers=headers)

    assert answer.status_code == status


async def test_what_listens_to_the_world_without_a_password_only_shows(empty_store: Store) -> None:
    async with served(empty_store, may_write=False) as client:
        shown = await client.get("/api/v1/alerts")
        refused = await client.post("/api/v1/feeds", json={"url": "https://times.example/feed"})

    assert shown.status_code == 200
    assert refused.status_code == 403
    assert "password_file under [web]" in refused.json()["error"]
