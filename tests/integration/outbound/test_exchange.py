"""See what goes over the wire: headers, redirects, posts, secrets, certificates."""

from __future__ import annotations

import asyncio
import logging
import ssl
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx
import pytest
import trustme

from monitor.errors import AddressRefused, ConnectFailed, FetchError, TooManyRedirects
from monitor.outbound import OutboundClient
from monitor.outbound.dial import Dialer
from monitor.outbound.target import Refused
from monitor.outbound.transport import GuardedTransport
from tests.support.feedserver import FeedServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator


def make_client(**given: object) -> OutboundClient:
    settings: dict[str, object] = {
        "user_agent": "monitor/0 (+https://example.org; contact=désk@example.org)",
        "allow_private": True,
        "timeout": timedelta(seconds=5),
        "max_bytes": 1_000_000,
        "concurrency": 4,
    }
    return OutboundClient(**{**settings, **given})  # type: ignore[arg-type]


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer() as server:
        yield server


@pytest.fixture
async def client() -> AsyncIterator[OutboundClient]:
    async with make_client() as client:
        yield client


async def test_says_who_it_is_and_what_it_understands(
    server: FeedServer, client: OutboundClient
) -> None:
    await client.get(server.set("/a", body=b"x"), headers={"Accept": "text/plain"})

    headers = server.requests[0].headers
    assert headers["user-agent"] == "monitor/0 (+https://example.org; contact=d?sk@example.org)"
    assert headers["accept-encoding"] == "gzip, deflate"
    assert headers["accept"] == "text/plain"
    assert "cookie" not in headers
    assert "referer" not in headers


async def test_gives_status_headers_and_decoded_body(
    server: FeedServer, client: OutboundClient
) -> None:
    url = server.set("/a", body=b"news" * 1000, gzip=True, headers={"X-Kind": "daily"})

    answer = await client.get(url)

    assert (answer.status_code, answer.body) == (200, b"news" * 1000)
    assert answer.headers["x-kind"] == "daily"
    assert answer.url == answer.final_url == url


async def test_an_error_status_is_an_answer(server: FeedServer, client: OutboundClient) -> None:
    answer = await client.get(server.set("/a", body=b"no such thing", status=404))

    assert (answer.status_code, answer.body) == (404, b"no such thing")


async def test_the_guard_fits_under_a_client_of_httpx(server: FeedServer) -> None:
    dialer = Dialer(
        allow_private=True,
        allow_networks=(),
        resolve=None,
        connect=None,
        make_tls=ssl.create_default_context,
    )
    url = server.set("/a", body=b"news", gzip=True)

    async with httpx.AsyncClient(transport=GuardedTransport(dialer, wire_limit=10_000)) as client:
        answer = await client.post(url, json={"a": 1})
        with pytest.raises(Refused):
            await client.get("http://169.254.169.254/")

    assert (answer.status_code, answer.content) == (200, b"news")
    assert server.requests[0].body == b'{"a":1}'


async def test_keeps_no_cookies(server: FeedServer, client: OutboundClient) -> None:
    url = server.set("/a", headers={"Set-Cookie": "sid=1; Path=/"})

    await client.get(url)
    await client.get(url)

    assert "cookie" not in server.requests[1].headers


async def test_ignores_proxies_of_the_environment(
    server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    async with make_client() as client:
        answer = await client.get(server.set("/a", body=b"direct"))

    assert answer.body == b"direct"


async def test_follows_redirects_and_says_where_it_ended(
    server: FeedServer, client: OutboundClient
) -> None:
    server.set("/c", body=b"here")
    server.set("/b", status=301, redirect_to="c?x=1#part")
    server.set("/c?x=1", body=b"here")
    url = server.set("/a", status=308, redirect_to="/b")

    answer = await client.get(url)

    assert answer.body == b"here"
    assert answer.url == url
    assert answer.final_url == f"{server.url}/c?x=1"


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [
        ([], False),
        ([301], True),
        ([308], True),
        ([301, 308, 301], True),
        ([302], False),
        ([301, 302], False),
        ([307, 301], False),
    ],
)
async def test_has_moved_only_where_every_hop_said_permanently(
    server: FeedServer, client: OutboundClient, statuses: list[int], moved: bool
) -> None:
    for at, status in enumerate(statuses):
        server.set(f"/{at}", status=status, redirect_to=f"/{at + 1}")
    end = server.set(f"/{len(statuses)}", body=b"here")

    answer = await client.get(f"{server.url}/0")

    assert answer.body == b"here"
    assert answer.moved_to == (end if moved else None)


async def test_a_move_on_one_origin_takes_the_user_along_and_a_move_to_another_does_not(
    server: FeedServer, client: OutboundClient
) -> None:
    with FeedServer() as other:
        end = other.set("/feed", body=b"x")
        server.set("/feed", body=b"x")
        server.set("/near", status=301, redirect_to="/feed")
        server.set("/far", status=301, redirect_to=end)
        origin = f"http://me:pw@127.0.0.1:{server.port}"

        near = await client.get(f"{origin}/near")
        far = await client.get(f"{origin}/far")

    assert near.moved_to == f"{origin}/feed"
    assert near.final_url == f"{server.url}/feed"
    assert far.moved_to == end


async def test_joins_repeated_headers(server: FeedServer, client: OutboundClient) -> None:
    raw = (
        b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n"
        b'Link: <https://hub.example/>; rel=hub\r\nlink: <https://a.example/f>; rel="self"\r\n\r\n'
    )

    answer = await client.get(server.set("/a", raw=raw))

    assert answer.headers["Link"] == (
        '<https://hub.example/>; rel=hub, <https://a.example/f>; rel="self"'
    )


async def test_follows_a_redirect_in_raw_utf_8(server: FeedServer, client: OutboundClient) -> None:
    server.set("/%C3%A9t%C3%A9", body=b"summer")
    location = "/été".encode().decode("latin-1")

    answer = await client.get(server.set("/a", redirect_to=location))

    assert answer.body == b"summer"


async def test_a_redirect_without_location_is_an_answer(
    server: FeedServer, client: OutboundClient
) -> None:
    answer = await client.get(server.set("/a", status=302, body=b"nowhere"))

    assert (answer.status_code, answer.body) == (302, b"nowhere")


@pytest.mark.parametrize("length", [1, 2])
async def test_gives_up_on_a_circle(
    server: FeedServer, client: OutboundClient, length: int
) -> None:
    for at in range(length):
        server.set(f"/{at}", redirect_to=f"/{(at + 1) % length}")

    with pytest.raises(TooManyRedirects):
        await client.get(f"{server.url}/0")

    assert len(server.requests) == length


async def test_follows_five_redirects_and_not_six(
    server: FeedServer, client: OutboundClient
) -> None:
    for at in range(6):
        server.set(f"/{at}", redirect_to=f"/{at + 1}")
    server.set("/6", body=b"end")

    answer = await client.get(f"{server.url}/1")
    with pytest.raises(TooManyRedirects):
        await client.get(f"{server.url}/0")

    assert answer.body == b"end"


async def test_takes_credentials_along_on_one_origin_and_drops_them_at_another(
    server: FeedServer, client: OutboundClient
) -> None:
    with FeedServer() as other:
        other.set("/end", body=b"x")
        server.set("/there", redirect_to=f"{other.url}/end")
        server.set("/here", redirect_to="/there")
        url = f"http://me:pw@127.0.0.1:{server.port}/here"

        await client.get(url, headers={"cookie": "a=1", "X-Own": "kept"})

    here, there = server.requests
    (end,) = other.requests
    assert here.headers["authorization"] == there.headers["authorization"] == "Basic bWU6cHc="
    assert there.headers["cookie"] == "a=1"
    assert "authorization" not in end.headers
    assert "cookie" not in end.headers
    assert end.headers["x-own"] == "kept"


async def test_posts_json_and_does_not_follow(server: FeedServer, client: OutboundClient) -> None:
    url = server.set("/hook", redirect_to="/elsewhere")

    answer = await client.post(url, json={"text": "Pjöngjang"}, headers={"Idempotency-Key": "k1"})

    (request,) = server.requests
    assert answer.status_code == 302
    assert request.method == "POST"
    assert request.headers["content-type"] == "application/json"
    assert request.headers["idempotency-key"] == "k1"
    assert request.body == '{"text": "Pjöngjang"}'.encode()


@pytest.mark.parametrize(("status", "method", "body"), [(303, "GET", b""), (307, "POST", b"hello")])
async def test_a_followed_post_keeps_its_body_only_where_the_status_says_so(
    server: FeedServer, client: OutboundClient, status: int, method: str, body: bytes
) -> None:
    server.set("/end", body=b"done")
    url = server.set("/hook", status=status, redirect_to="/end")

    await client.post(url, content=b"hello", follow_redirects=True)

    assert (server.requests[1].method, server.requests[1].body) == (method, body)


async def test_runs_no_more_requests_at_once_than_allowed(server: FeedServer) -> None:
    url = server.set("/a", body=b"x", delay=0.4)

    async with make_client(concurrency=2) as client:
        await asyncio.gather(*(client.get(url) for _ in range(4)))

    first, second, third, _ = sorted(request.at for request in server.requests)
    assert second - first < 0.3
    assert third - first > 0.35


async def test_a_request_that_waits_its_turn_does_not_use_up_its_deadline(
    server: FeedServer,
) -> None:
    url = server.set("/a", body=b"x", delay=0.3)

    async with make_client(concurrency=1, timeout=timedelta(seconds=1)) as client:
        answers = await asyncio.gather(*(client.get(url) for _ in range(4)))

    assert [answer.status_code for answer in answers] == [200] * 4


async def test_nobody_there_is_a_failed_connection(client: OutboundClient) -> None:
    with FeedServer() as server:
        url = server.url

    with pytest.raises(ConnectFailed) as failure:
        await client.get(url)

    assert failure.value.transient


async def test_shows_no_secret_in_errors_and_logs(
    server: FeedServer, client: OutboundClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.set("/ok?token=CANARY", body=b"x")
    server.set("/raw?token=CANARY", raw=b"nonsense\r\n\r\n")
    server.set("/loop?token=CANARY", redirect_to="/loop?token=CANARY")
    base = f"http://me:CANARY@127.0.0.1:{server.port}"
    failures = []

    await client.get(f"{base}/ok?token=CANARY")
    for path in ("/raw?token=CANARY", "/loop?token=CANARY"):
        with pytest.raises(FetchError) as failure:
            await client.get(base + path)
        failures.append(failure.value)
    with pytest.raises(FetchError) as failure:
        await client.get(f"{base}/ok", headers={"Authorization": "Bearer CANARY\n"})
    failures.append(failure.value)

    assert len(server.requests) >= 3
    assert "CANARY" not in " ".join(str(error) for error in failures)
    assert "CANARY" not in caplog.text


class Certificates:
    """A made-up authority, and servers that it vouches for."""

    def __init__(self) -> None:
        self.authority = trustme.CA()

    def server(self, *names: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.authority.issue_cert(*names).configure_cert(context)
        return context

    def client(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        self.authority.configure_trust(context)
        return context


@pytest.fixture(scope="module")
def certificates() -> Certificates:
    return Certificates()


async def test_reads_over_tls_when_the_certificate_is_good(certificates: Certificates) -> None:
    with FeedServer(tls=certificates.server("127.0.0.1")) as server:
        url = server.set("/a", body=b"news" * 50_000)

        async with make_client(tls=certificates.client()) as client:
            answer = await client.get(url)

    assert answer.body == b"news" * 50_000


async def test_reads_to_the_end_from_a_tls_server_that_just_hangs_up(
    certificates: Certificates,
) -> None:
    with FeedServer(tls=certificates.server("127.0.0.1")) as server:
        url = server.set("/a", raw=b"HTTP/1.0 200 OK\r\n\r\nall of it")

        async with make_client(tls=certificates.client()) as client:
            answer = await client.get(url)

    assert answer.body == b"all of it"


@pytest.mark.parametrize("name", ["other.example", "127.0.0.2"])
async def test_refuses_a_certificate_of_somebody_else(
    certificates: Certificates, name: str
) -> None:
    with FeedServer(tls=certificates.server(name)) as server:
        url = server.set("/a", body=b"x")

        async with make_client(tls=certificates.client()) as client:
            with pytest.raises(ConnectFailed) as failure:
                await client.get(url)

    assert isinstance(failure.value.__cause__, ssl.SSLCertVerificationError)
    assert server.requests == []


async def test_refuses_an_unknown_authority_by_default(certificates: Certificates) -> None:
    with FeedServer(tls=certificates.server("127.0.0.1")) as server:
        async with make_client() as client:
            with pytest.raises(ConnectFailed):
                await client.get(server.set("/a", body=b"x"))


async def test_refuses_a_redirect_from_https_to_http(
    server: FeedServer, certificates: Certificates
) -> None:
    with FeedServer(tls=certificates.server("127.0.0.1")) as secure:
        url = secure.set("/a", redirect_to=server.set("/b", body=b"x"))

        async with make_client(tls=certificates.client()) as client:
            with pytest.raises(AddressRefused) as refusal:
                await client.get(url)

    assert refusal.value.address == "redirect from https to http"
    assert server.requests == []
