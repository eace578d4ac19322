"""The pages over each kind of database, asked over HTTP."""

from __future__ import annotations

import socket

import pytest

from monitor import __version__
from monitor.model import FeedSpec
from monitor.store import Store
from monitor.web import open_listener
from monitor.web.headers import HEADERS
from tests.support.builders import FEED_URL, NOW, make_draft
from tests.support.scenes import alert_about, lease_deliveries
from tests.support.website import served

TITLE = "Shoigu & Kim <meet> in Pyongyang"


async def test_an_empty_newsroom_is_told_what_to_do_first(store: Store) -> None:
    async with served(store) as client:
        page = await client.get("/")

    assert page.status_code == 200
    assert "No alert yet" in page.text
    assert "monitor feeds add URL" in page.text
    assert "monitor apply newsroom.yaml" in page.text
    assert f"version {__version__}" in page.text


async def test_the_overview_tells_the_alert_the_feed_and_the_figures(store: Store) -> None:
    alert_about(store, make_draft("visit", title=TITLE))
    lease_deliveries(store, limit=1)

    async with served(store) as client:
        page = await client.get("/")

    assert 'href="https://times.example/visit"' in page.text
    assert "&amp; Kim &lt;meet&gt; in Pyongyang" in page.text
    assert "<meet>" not in page.text
    assert "desk-mail: " in page.text
    assert "desk-slack: " in page.text
    assert FEED_URL in page.text
    for figure in ("<b>1</b> feed<", "<b>1</b> article<", "<b>1</b> topic<", "<b>1</b> alert,"):
        assert figure in page.text


async def test_it_is_ready_when_the_schema_is_current_and_the_passes_run(store: Store) -> None:
    async with served(store) as client:
        alive, ready = await client.get("/healthz"), await client.get("/readyz")

    assert (alive.status_code, alive.text) == (200, "ok\n")
    assert (ready.status_code, ready.json()) == (200, {"ready": True, "problems": []})


async def test_it_is_alive_but_not_ready_when_a_pass_does_not_run() -> None:
    with Store("sqlite://") as store:
        store.upgrade(now=NOW)
        async with served(store, problems=["the poll pass is not running"]) as client:
            alive, ready = await client.get("/healthz"), await client.get("/readyz")

    assert alive.status_code == 200
    assert ready.status_code == 503
    assert ready.json() == {"ready": False, "problems": ["the poll pass is not running"]}


async def test_a_database_without_tables_is_told_in_a_sentence(database_url: str) -> None:
    with Store(database_url) as store:
        async with served(store) as client:
            page, alive, ready = [await client.get(path) for path in ("/", "/healthz", "/readyz")]

    assert page.status_code == 503
    assert "Traceback" not in page.text
    assert alive.status_code == 200
    assert ready.status_code == 503
    assert ready.json()["problems"] == ["the database has no tables yet; run `monitor db upgrade`"]


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("/", 200, "text/html; charset=utf-8"),
        ("/static/monitor.css", 200, "text/css; charset=utf-8"),
        ("/static/icon.svg", 200, "image/svg+xml"),
        ("/absent", 404, "text/plain; charset=utf-8"),
        ("/static/../app.py", 404, "text/plain; charset=utf-8"),
        ("/static/%2e%2e/app.py", 404, "text/plain; charset=utf-8"),
    ],
)
async def test_every_answer_carries_the_policy(path: str, status: int, kind: str) -> None:
    with Store("sqlite://") as store:
        store.upgrade(now=NOW)
        async with served(store) as client:
            answer = await client.get(path)

    assert (answer.status_code, answer.headers["content-type"]) == (status, kind)
    assert HEADERS.items() <= answer.headers.items()
    assert "server" not in answer.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
async def test_the_pages_are_only_for_reading(method: str) -> None:
    with Store("sqlite://") as store:
        store.upgrade(now=NOW)
        async with served(store) as client:
            answers = [await client.request(method, path) for path in ("/", "/healthz", "/readyz")]

    assert {answer.status_code for answer in answers} == {405}


def test_an_address_can_be_taken_only_once() -> None:
    with open_listener("127.0.0.1", 0) as listener, pytest.raises(OSError, match="in use"):
        open_listener(*listener.getsockname())


def test_listens_on_an_ipv6_address_too() -> None:
    with open_listener("::1", 0) as listener:
        assert listener.family is socket.AF_INET6


async def test_the_secret_of_a_feed_does_not_reach_the_page(store: Store) -> None:
    url = "https://me:CANARY@times.example/feed.xml?token=CANARY"
    store.save_feeds([FeedSpec(url=url)], now=NOW)

    async with served(store) as client:
        page = await client.get("/")

    assert "https://***@times.example/feed.xml?token=***" in page.text
    assert "CANARY" not in page.text
