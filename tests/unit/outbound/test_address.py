"""Hold the address policy to its battery: every special network, and no ordinary address."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

import pytest

from monitor.outbound import refuse_address

SPECIAL = [
    ("0.0.0.0", "this network"),  # noqa: S104 - an address to refuse
    ("0.1.2.3", "this network"),
    ("10.0.0.1", "private network"),
    ("10.255.255.255", "private network"),
    ("100.64.0.1", "shared address space"),
    ("100.127.255.254", "shared address space"),
    ("100.100.100.200", "cloud metadata"),
    ("127.0.0.1", "loopback"),
    ("127.255.255.254", "loopback"),
    ("168.63.129.16", "cloud metadata"),
    ("169.254.0.1", "link-local"),
    ("169.254.169.254", "cloud metadata"),
    ("169.254.170.2", "cloud metadata"),
    ("172.16.0.1", "private network"),
    ("172.31.255.255", "private network"),
    ("192.0.0.8", "protocol assignments"),
    ("192.0.0.192", "cloud metadata"),
    ("192.0.2.1", "documentation"),
    ("192.88.99.1", "6to4 relay"),
    ("192.168.1.1", "private network"),
    ("198.18.0.1", "benchmarking"),
    ("198.19.255.255", "benchmarking"),
    ("198.51.100.1", "documentation"),
    ("203.0.113.1", "documentation"),
    ("224.0.0.1", "multicast"),
    ("239.255.255.255", "multicast"),
    ("240.0.0.1", "reserved"),
    ("255.255.255.255", "reserved"),
    ("::", "unspecified"),
    ("::1", "loopback"),
    ("::7f00:1", "IPv4 inside IPv6"),
    ("::ffff:127.0.0.1", "IPv4 inside IPv6"),
    ("::ffff:169.254.169.254", "IPv4 inside IPv6"),
    ("::ffff:0:a00:1", "IPv4 inside IPv6"),
    ("64:ff9b::a9fe:a9fe", "NAT64"),
    ("64:ff9b:1::a00:1", "NAT64"),
    ("100::1", "discard-only"),
    ("2001::1", "Teredo"),
    ("2001:2::1", "protocol assignments"),
    ("2001:10::1", "protocol assignments"),
    ("2001:db8::1", "documentation"),
    ("2002:a9fe:a9fe::", "6to4"),
    ("2002:7f00:1::", "6to4"),
    ("3fff::1", "documentation"),
    ("4000::1", "reserved"),
    ("5f00::1", "segment routing"),
    ("fc00::1", "private network"),
    ("fd00:ec2::254", "cloud metadata"),
    ("fd20:ce::254", "cloud metadata"),
    ("fd12:3456::1", "private network"),
    ("fe80::1", "link-local"),
    ("fec0::1", "site-local"),
    ("ff02::1", "multicast"),
    ("fe80::1%eth0", "zone id"),
    ("2606:4700::1%1", "zone id"),
    ("0177.0.0.1", "not an address"),
    ("2130706433", "not an address"),
    ("0x7f.1", "not an address"),
    ("localhost", "not an address"),
    ("", "not an address"),
]

ORDINARY = [
    "1.1.1.1",
    "8.8.8.8",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.1",
    "168.63.129.15",
    "172.15.255.255",
    "172.32.0.0",
    "192.0.1.1",
    "192.167.255.255",
    "192.169.0.0",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.254",
    "2001:200::1",
    "2001:4860:4860::8888",
    "2606:4700:4700::1111",
    "2a00:1450:4001:81b::200e",
    "2003::1",
]


@pytest.mark.parametrize(("address", "reason"), SPECIAL)
def test_refuses_a_special_address_and_says_what_it_is(address: str, reason: str) -> None:
    assert refuse_address(address) == reason


@pytest.mark.parametrize("address", ORDINARY)
def test_lets_an_ordinary_address_pass(address: str) -> None:
    assert refuse_address(address) is None
    assert refuse_address(ip_address(address)) is None


@pytest.mark.parametrize(("address", "reason"), SPECIAL)
def test_allow_private_admits_own_machines_and_networks_and_nothing_else(
    address: str, reason: str
) -> None:
    own = reason in {"loopback", "private network", "shared address space"}

    verdict = refuse_address(address, allow_private=True)

    assert verdict == (None if own else reason)


@pytest.mark.parametrize(
    ("network", "address", "reason"),
    [
        ("10.1.0.0/16", "10.1.2.3", None),
        ("10.1.0.0/16", "10.2.0.1", "private network"),
        ("127.0.0.0/8", "127.0.0.1", None),
        ("198.18.0.0/15", "198.18.0.7", None),
        ("fd12:3456::/32", "fd12:3456::1", None),
        ("fd12:3456::/32", "fd13::1", "private network"),
        ("fe80::/10", "fe80::1", None),
        ("0.0.0.0/0", "192.168.1.1", None),
        ("::/0", "fd12::1", None),
        ("64:ff9b::/96", "64:ff9b::808:808", None),
    ],
)
def test_a_named_network_may_be_called_and_its_neighbors_may_not(
    network: str, address: str, reason: str | None
) -> None:
    assert refuse_address(address, allow_networks=[ip_network(network)]) == reason


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        *[pair for pair in SPECIAL if pair[1] == "cloud metadata"],
        *[pair for pair in SPECIAL if pair[1] in {"multicast", "reserved", "6to4", "Teredo"}],
        ("0.1.2.3", "this network"),
        ("::ffff:10.0.0.1", "IPv4 inside IPv6"),
        ("64:ff9b::a9fe:a9fe", "cloud metadata"),
        ("64:ff9b::a00:1", "private network"),
        ("64:ff9b:1::a9fe:a9fe", "cloud metadata"),
    ],
)
def test_no_named_network_opens_the_way_to_what_nobody_may_call(address: str, reason: str) -> None:
    everything = [ip_network("0.0.0.0/0"), ip_network("::/0")]

    assert refuse_address(address, allow_networks=everything) == reason
