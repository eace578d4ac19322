"""See that a feed is fetched politely: asked once whole, then only whether it changed."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from monitor.errors import BadStatus
from monitor.fetch import fetch
from monitor.model import Fetched, Gone, NotModified, Validators
from monitor.outbound import OutboundClient
from tests.support.feedserver import FeedServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

NOTHING = Validators()
DATE = ("Date", "Sun, 06 Nov 1994 08:49:37 GMT")


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer() as server:
        yield server


@pytest.fixture
async def client() -> AsyncIterator[OutboundClient]:
    async with OutboundClient(
        user_agent="monitor-test",
        allow_private=True,
        timeout=timedelta(seconds=5),
        max_bytes=1_000_000,
        concurrency=4,
    ) as client:
        yield client


async def test_brings_the_document_with_all_that_the_next_visit_needs(
    server: FeedServer, client: OutboundClient
) -> None:
    url = server.set(
        "/feed",
        body=b"<rss/>",
        content_type="application/rss+xml; charset=utf-8",
        etag='W/"1"',
        last_modified="Sat, 29 Oct 1994 19:43:31 GMT",
        headers={"Cache-Control": "public, max-age=600"},
    )

    answer = await fetch(client, url, NOTHING)

    assert answer == Fetched(
        url=url,
        final_url=url,
        status_code=200,
        body=b"<rss/>",
        content_type="application/rss+xml; charset=utf-8",
        validators=Validators(etag='W/"1"', last_modified="Sat, 29 Oct 1994 19:43:31 GMT"),
        body_hash=sha256(b"<rss/>").hexdigest()[:32],
        max_age=timedelta(minutes=10),
    )


async def test_asks_for_feeds_and_for_nothing_else_the_first_time(
    server: FeedServer, client: OutboundClient
) -> None:
    await fetch(client, server.set("/feed", body=b"<rss/>"), NOTHING)

    headers = server.requests[0].headers
    assert headers["accept"].startswith("application/atom+xml, application/rss+xml, ")
    assert headers["a-im"] == "feed"
    assert "if-none-match" not in headers
    assert "if-modified-since" not in headers


@pytest.mark.parametrize(
    "etag",
    ['"1"', 'W/"1"', "unquoted", '"a, b"', '""', '"caf\xe9"', '"' + "x" * 500 + '"', "W/ '1'"],
)
@pytest.mark.parametrize("last_modified", ["Sat, 29 Oct 1994 19:43:31 GMT", "yesterday at noon"])
async def test_sends_validators_back_byte_for_byte(
    server: FeedServer, client: OutboundClient, etag: str, last_modified: str
) -> None:
    url = server.set("/feed", body=b"<rss/>", etag=etag, last_modified=last_modified)
    first = await fetch(client, url, NOTHING)

    second = await fetch(client, url, first.validators)  # type: ignore[union-attr]

    headers = server.requests[1].headers
    assert headers["if-none-match"] == etag
    assert headers["if-modified-since"] == last_modified
    assert isinstance(second, NotModified)


async def test_keeps_validators_when_a_304_carries_none(
    server: FeedServer, client: OutboundClient
) -> None:
    sent = Validators(etag='"1"', last_modified="Sat, 29 Oct 1994 19:43:31 GMT")

    answer = await fetch(client, server.set("/feed", status=304), sent)

    assert answer == NotModified(url=f"{server.url}/feed", validators=sent)


async def test_takes_the_validators_that_a_304_carries(
    server: FeedServer, client: OutboundClient
) -> None:
    sent = Validators(etag='"1"', last_modified="Sat, 29 Oct 1994 19:43:31 GMT")

    answer = await fetch(client, server.set("/feed", status=304, etag='"2"'), sent)

    assert isinstance(answer, NotModified)
    assert answer.validators == Validators(etag='"2"', last_modified=sent.last_modified)


async def test_forgets_validators_when_a_200_has_none(
    server: FeedServer, client: OutboundClient
) -> None:
    answer = await fetch(
        client, server.set("/feed", body=b"<rss/>"), Validators(etag='"1"', last_modified="then")
    )

    assert isinstance(answer, Fetched)
    assert answer.validators == NOTHING


async def test_a_304_that_nobody_asked_for_is_an_error(
    server: FeedServer, client: OutboundClient
) -> None:
    with pytest.raises(BadStatus) as failure:
        await fetch(client, server.set("/feed", status=304), NOTHING)

    assert failure.value.status_code == 304


async def test_takes_a_226_with_only_what_is_new(
    server: FeedServer, client: OutboundClient
) -> None:
    url = server.set("/feed", body=b"<rss/>", status=226, etag='"2"', headers={"IM": "feed"})

    answer = await fetch(client, url, Validators(etag='"1"'))

    assert isinstance(answer, Fetched)
    assert (answer.status_code, answer.validators.etag) == (226, '"2"')


async def test_gives_an_empty_document_as_it_is(server: FeedServer, client: OutboundClient) -> None:
    answer = await fetch(client, server.set("/feed", body=b"", content_type=None), NOTHING)

    assert isinstance(answer, Fetched)
    assert (answer.body, answer.content_type) == (b"", None)


async def test_says_where_the_document_really_was(
    server: FeedServer, client: OutboundClient
) -> None:
    server.set("/new", body=b"<rss/>")
    url = server.set("/old", status=301, redirect_to="/new")

    answer = await fetch(client, url, Validators(etag='"1"'))

    assert isinstance(answer, Fetched)
    assert (answer.url, answer.final_url) == (url, f"{server.url}/new")
    assert server.requests[1].headers["if-none-match"] == '"1"'


async def test_a_410_is_for_good(server: FeedServer, client: OutboundClient) -> None:
    url = server.set("/feed", status=410)

    assert await fetch(client, url, NOTHING) == Gone(url=url)


@pytest.mark.parametrize(
    ("status", "transient"),
    [
        (204, False),
        (400, False),
        (401, False),
        (403, False),
        (404, False),
        (408, True),
        (418, False),
        (425, True),
        (429, True),
        (451, False),
        (500, True),
        (502, True),
        (503, True),
        (504, True),
        (520, True),
    ],
)
async def test_says_whether_trying_again_may_help(
    server: FeedServer, client: OutboundClient, status: int, transient: bool
) -> None:
    with pytest.raises(BadStatus) as failure:
        await fetch(client, server.set("/feed", body=b"sorry", status=status), NOTHING)

    assert failure.value.status_code == status
    assert failure.value.transient is transient
    assert failure.value.retry_after is None


@pytest.mark.parametrize(
    ("status", "value", "seconds"),
    [
        (429, "120", 120),
        (503, "Sun, 06 Nov 1994 08:59:37 GMT", 600),
        (503, "in a while", None),
        (500, "120", None),
        (404, "120", None),
    ],
)
async def test_obeys_retry_after_where_it_belongs(
    server: FeedServer, client: OutboundClient, status: int, value: str, seconds: int | None
) -> None:
    url = server.set("/feed", status=status, headers=(("Retry-After", value), DATE))

    with pytest.raises(BadStatus) as failure:
        await fetch(client, url, NOTHING)

    expected = None if seconds is None else timedelta(seconds=seconds)
    assert failure.value.retry_after == expected


async def test_names_no_secret_of_the_url_in_its_error(
    server: FeedServer, client: OutboundClient
) -> None:
    with pytest.raises(BadStatus) as failure:
        await fetch(client, f"{server.url}/feed?token=CANARY", NOTHING)

    assert "CANARY" not in str(failure.value)
    assert "/feed?token=***" in str(failure.value)
