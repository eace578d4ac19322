"""Pages are fetched as feeds are, and only pages."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.errors import BadStatus, BodyTooLarge, FetchTimeout, NotAPage
from monitor.fetch import fetch_page
from monitor.fetch.page import MAX_PAGE_BYTES
from monitor.outbound import OutboundClient
from tests.support.feedserver import FeedServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer() as server:
        yield server


@pytest.fixture
async def client() -> AsyncIterator[OutboundClient]:
    async with OutboundClient(
        user_agent="monitor/1.0 (tests)",
        allow_private=True,
        timeout=timedelta(seconds=1),
        max_bytes=2 * MAX_PAGE_BYTES,
        concurrency=4,
    ) as client:
        yield client


async def test_brings_the_page_and_says_where_it_was(
    server: FeedServer, client: OutboundClient
) -> None:
    there = server.set("/there", "<html>", content_type="text/html; charset=windows-1251")
    here = server.set("/here", redirect_to="/there", status=302)

    page = await fetch_page(client, here)

    assert (page.url, page.final_url, page.body) == (here, there, b"<html>")
    assert page.content_type == "text/html; charset=windows-1251"
    assert "text/html" in server.requests[0].headers["accept"]


@pytest.mark.parametrize(
    "media_type", ["text/html", "TEXT/HTML; charset=utf-8", "application/xhtml+xml", None]
)
async def test_takes_what_may_be_a_page(
    server: FeedServer, client: OutboundClient, media_type: str | None
) -> None:
    url = server.set("/page", "<html>", content_type=media_type)

    assert (await fetch_page(client, url)).body == b"<html>"


@pytest.mark.parametrize("media_type", ["application/pdf", "video/mp4", "application/json"])
async def test_refuses_what_is_plainly_none(
    server: FeedServer, client: OutboundClient, media_type: str
) -> None:
    url = server.set("/paper", b"%PDF-1.7", content_type=media_type)

    with pytest.raises(NotAPage, match=media_type) as caught:
        await fetch_page(client, url)

    assert not caught.value.transient


@pytest.mark.parametrize(
    ("status", "transient"),
    [(404, False), (410, False), (403, False), (402, False), (429, True), (500, True), (503, True)],
)
async def test_says_whether_trying_again_may_help(
    server: FeedServer, client: OutboundClient, status: int, transient: bool
) -> None:
    url = server.set("/page", "<html>", status=status, headers={"Retry-After": "120"})

    with pytest.raises(BadStatus) as caught:
        await fetch_page(client, url)

    assert (caught.value.status_code, caught.value.transient) == (status, transient)
    asked = caught.value.retry_after
    assert asked == (timedelta(minutes=2) if status in (429, 503) else None)


async def test_reads_no_page_that_is_too_large(server: FeedServer, client: OutboundClient) -> None:
    url = server.set("/page", b"x" * (MAX_PAGE_BYTES + 1), content_type="text/html")

    with pytest.raises(BodyTooLarge):
        await fetch_page(client, url)


async def test_waits_for_no_slow_page(server: FeedServer, client: OutboundClient) -> None:
    url = server.set("/page", "<html>", delay=30.0)

    with pytest.raises(FetchTimeout):
        await fetch_page(client, url)
