"""See that only judged addresses are dialed: names, redirects, rebinding, numeric hosts.

The resolver is scripted and every connection goes to a server on loopback, whatever address
was dialed; what was dialed is recorded.
"""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_network
from typing import TYPE_CHECKING

import pytest

from monitor.errors import AddressRefused, ConnectFailed, FetchError
from monitor.outbound import OutboundClient
from monitor.outbound.wire import Wire, open_wire
from tests.support.feedserver import FeedServer
from tests.unit.outbound.test_address import SPECIAL

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence

PUBLIC = "93.184.216.34"
OTHER_PUBLIC = "2606:4700:4700::1111"


class World:
    """A made-up internet: names, the addresses behind them, and what was dialed."""

    def __init__(self, server: FeedServer) -> None:
        self.server = server
        self.names: dict[str, list[Sequence[str]]] = {
            "good.example": [[PUBLIC]],
            "both.example": [[PUBLIC, OTHER_PUBLIC]],
            "bad.example": [["10.0.0.1"]],
            "mixed.example": [[PUBLIC, "127.0.0.1"]],
            "rebinding.example": [[PUBLIC], ["127.0.0.1"]],
            "metadata.example": [["169.254.169.254"]],
            "empty.example": [[]],
            "xn--bcher-kva.example": [[PUBLIC]],
        }
        self.dialed: list[str] = []
        self.refusing: set[str] = set()

    async def resolve(self, host: str, port: int) -> Sequence[str]:  # noqa: ARG002 - the interface
        answers = self.names[host]
        return answers.pop(0) if len(answers) > 1 else answers[0]

    async def connect(self, address: str, port: int, tls: object, server_name: str) -> Wire:  # noqa: ARG002 - the interface
        self.dialed.append(address)
        if address in self.refusing:
            raise ConnectionRefusedError
        return await open_wire("127.0.0.1", self.server.port, None, "")


@pytest.fixture
def world() -> Iterator[World]:
    with FeedServer() as server:
        server.set("/feed", body=b"news")
        yield World(server)


@pytest.fixture
async def client(world: World) -> AsyncIterator[OutboundClient]:
    async with OutboundClient(
        user_agent="monitor-test",
        allow_private=False,
        timeout=timedelta(seconds=5),
        max_bytes=1_000_000,
        concurrency=4,
        resolve=world.resolve,
        connect=world.connect,
    ) as client:
        yield client


async def test_dials_the_judged_address_and_sends_the_name(
    world: World, client: OutboundClient
) -> None:
    answer = await client.get("http://good.example/feed")

    assert answer.body == b"news"
    assert world.dialed == [PUBLIC]
    assert world.server.requests[0].headers["host"] == "good.example"


async def test_asks_for_an_international_name_as_dns_writes_it(
    world: World, client: OutboundClient
) -> None:
    answer = await client.get("http://bücher.example/feed")

    assert answer.status_code == 200
    assert world.server.requests[0].headers["host"] == "xn--bcher-kva.example"


async def test_tries_the_next_address_when_one_is_down(
    world: World, client: OutboundClient
) -> None:
    world.refusing.add(PUBLIC)

    answer = await client.get("http://both.example/feed")

    assert answer.status_code == 200
    assert world.dialed == [PUBLIC, OTHER_PUBLIC]


async def test_a_name_without_addresses_is_a_failed_connection(
    world: World, client: OutboundClient
) -> None:
    with pytest.raises(ConnectFailed):
        await client.get("http://empty.example/feed")

    assert world.dialed == []


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://bad.example/feed", "10.0.0.1 (private network)"),
        ("http://mixed.example/feed", "127.0.0.1 (loopback)"),
        ("http://metadata.example/latest/meta-data/", "169.254.169.254 (cloud metadata)"),
        ("http://169.254.169.254/latest/", "169.254.169.254 (cloud metadata)"),
        ("http://127.0.0.1/feed", "127.0.0.1 (loopback)"),
        ("http://[::1]/feed", "::1 (loopback)"),
        ("http://[::ffff:127.0.0.1]/", "::ffff:127.0.0.1 (IPv4 inside IPv6)"),
        ("http://[64:ff9b::7f00:1]/", "64:ff9b::7f00:1 (NAT64)"),
        ("http://2130706433/", "host written as a number"),
        ("http://0x7f.1/", "host written as a number"),
        ("http://0177.0.0.1/", "host written as a number"),
        ("http://good.example\\@127.0.0.1/", "malformed URL"),
        ("http://good.example:22/", "port 22"),
        ("file:///etc/passwd", "scheme file"),
    ],
)
async def test_refuses_without_opening_a_connection(
    world: World, client: OutboundClient, url: str, address: str
) -> None:
    with pytest.raises(AddressRefused) as refusal:
        await client.get(url)

    assert refusal.value.address == address
    assert world.dialed == []


@pytest.mark.parametrize(
    ("url", "transient"),
    [
        ("http://bad.example/feed", True),
        ("http://mixed.example/feed", True),
        ("http://127.0.0.1/feed", False),
        ("http://[::1]/feed", False),
        ("http://2130706433/", False),
        ("http://good.example:22/", False),
        ("file:///etc/passwd", False),
    ],
)
async def test_a_name_server_that_answers_private_addresses_may_do_so_for_a_while_only(
    client: OutboundClient, url: str, transient: bool
) -> None:
    with pytest.raises(AddressRefused) as refusal:
        await client.get(url)

    assert refusal.value.transient is transient


@pytest.mark.parametrize(
    "url",
    [
        "http://user:pw@127.0.0.1/",
        "http://good.example@127.0.0.1/",
        "http://127.0.0.1#@good.example/",
        "http://127.0.0.1?@good.example/",
        "http://good.example%2f@127.0.0.1/",
    ],
)
async def test_is_not_confused_about_which_part_is_the_host(
    world: World, client: OutboundClient, url: str
) -> None:
    with pytest.raises(AddressRefused):
        await client.get(url)

    assert world.dialed == []


async def test_refuses_a_name_that_points_elsewhere_the_second_time(
    world: World, client: OutboundClient
) -> None:
    await client.get("http://rebinding.example/feed")

    with pytest.raises(AddressRefused):
        await client.get("http://rebinding.example/feed")

    assert world.dialed == [PUBLIC]


@pytest.mark.parametrize(
    "location",
    [
        "http://bad.example/feed",
        "http://mixed.example/feed",
        "http://127.0.0.1:8080/feed",
        "//[::1]/feed",
        "http://169.254.169.254/latest/",
        "http://0x7f000001/",
        "file:///etc/passwd",
        "gopher://good.example/",
        "data:text/plain,x",
        "http://me:pw@bad.example/",
    ],
)
async def test_refuses_a_redirect_to_where_it_may_not_go(
    world: World, client: OutboundClient, location: str
) -> None:
    world.server.set("/moved", redirect_to=location)

    with pytest.raises(AddressRefused):
        await client.get("http://good.example/moved")

    assert world.dialed == [PUBLIC]


async def test_judges_webhooks_like_feeds(world: World, client: OutboundClient) -> None:
    with pytest.raises(AddressRefused):
        await client.post("http://metadata.example/hook", json={})

    assert world.dialed == []


async def test_allow_private_admits_loopback_but_no_metadata(world: World) -> None:
    async with OutboundClient(
        user_agent="monitor-test",
        allow_private=True,
        timeout=timedelta(seconds=5),
        max_bytes=1000,
        concurrency=1,
        resolve=world.resolve,
        connect=world.connect,
    ) as client:
        answer = await client.get("http://bad.example/feed")
        with pytest.raises(AddressRefused):
            await client.get("http://metadata.example/")

    assert answer.body == b"news"
    assert world.dialed == ["10.0.0.1"]


async def test_calls_a_named_network_and_no_metadata_inside_it(world: World) -> None:
    async with OutboundClient(
        user_agent="monitor-test",
        allow_private=False,
        allow_networks=[ip_network("10.0.0.0/16"), ip_network("169.254.0.0/16")],
        timeout=timedelta(seconds=5),
        max_bytes=1000,
        concurrency=1,
        resolve=world.resolve,
        connect=world.connect,
    ) as client:
        answer = await client.get("http://bad.example/feed")
        for url in ("http://metadata.example/", "http://mixed.example/feed", "http://10.1.0.1/"):
            with pytest.raises(AddressRefused):
                await client.get(url)

    assert answer.body == b"news"
    assert world.dialed == ["10.0.0.1"]


async def test_dials_no_special_address_whichever_way_it_is_given(
    world: World, client: OutboundClient
) -> None:
    special = [address for address, reason in SPECIAL if reason != "not an address"]
    for address in special:
        world.names["turncoat.example"] = [[address]]
        world.names["half.example"] = [[PUBLIC, address]]
        host = f"[{address}]" if ":" in address else address
        world.server.set("/moved", redirect_to=f"http://{host}/")
        for url in (
            f"http://{host}/",
            "http://turncoat.example/",
            "http://half.example/",
            "http://good.example/moved",
        ):
            with pytest.raises(AddressRefused):
                await client.get(url)

    assert len(special) >= 47
    assert world.dialed == [PUBLIC] * len(special)


async def test_a_resolver_that_fails_is_a_failed_connection(world: World) -> None:
    async def resolve(host: str, port: int) -> Sequence[str]:
        raise OSError(f"no such name: {host} {port}")

    async with OutboundClient(
        user_agent="monitor-test",
        allow_private=False,
        timeout=timedelta(seconds=5),
        max_bytes=1000,
        concurrency=1,
        resolve=resolve,
    ) as client:
        with pytest.raises(FetchError) as failure:
            await client.get("http://good.example/feed")

    assert isinstance(failure.value, ConnectFailed)
    assert failure.value.transient
    assert world.server.requests == []
