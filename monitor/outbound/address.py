"""Judge an address: may this machine call it for a stranger's document?

Pure. A table of special networks, each with its reason, and one rule for IPv6: what is not
global unicast is refused. `ipaddress.is_global` is not enough, it lets multicast, NAT64, 6to4
and cloud metadata through on Python 3.11. The networks are those of IANA's special-purpose
registries (RFC 6890 and successors) and the metadata services of the large clouds.
"""

from __future__ import annotations

from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection

#: Reasons that `allow_private` lifts: the operator's own machines and networks.
_OWN: Final = frozenset({"loopback", "private network", "shared address space"})
#: Reasons that a network named in `allow_networks` lifts; the others have no honest use.
_NAMEABLE: Final = _OWN | {"link-local", "site-local", "benchmarking", "NAT64"}

#: First hit decides, so metadata services stand before the networks that hold them.
_SPECIAL: Final = (
    ("168.63.129.16/32", "cloud metadata"),
    ("169.254.169.254/32", "cloud metadata"),
    ("169.254.170.2/32", "cloud metadata"),
    ("100.100.100.200/32", "cloud metadata"),
    ("192.0.0.192/32", "cloud metadata"),
    ("fd00:ec2::254/128", "cloud metadata"),
    ("fd20:ce::254/128", "cloud metadata"),
    ("0.0.0.0/8", "this network"),
    ("10.0.0.0/8", "private network"),
    ("100.64.0.0/10", "shared address space"),
    ("127.0.0.0/8", "loopback"),
    ("169.254.0.0/16", "link-local"),
    ("172.16.0.0/12", "private network"),
    ("192.0.0.0/24", "protocol assignments"),
    ("192.0.2.0/24", "documentation"),
    ("192.88.99.0/24", "6to4 relay"),
    ("192.168.0.0/16", "private network"),
    ("198.18.0.0/15", "benchmarking"),
    ("198.51.100.0/24", "documentation"),
    ("203.0.113.0/24", "documentation"),
    ("224.0.0.0/4", "multicast"),
    ("240.0.0.0/4", "reserved"),
    ("::/128", "unspecified"),
    ("::1/128", "loopback"),
    ("::ffff:0:0/96", "IPv4 inside IPv6"),
    ("::ffff:0:0:0/96", "IPv4 inside IPv6"),
    ("::/96", "IPv4 inside IPv6"),
    ("64:ff9b::/96", "NAT64"),
    ("64:ff9b:1::/48", "NAT64"),
    ("100::/64", "discard-only"),
    ("2001::/32", "Teredo"),
    ("2001::/23", "protocol assignments"),
    ("2001:db8::/32", "documentation"),
    ("2002::/16", "6to4"),
    ("3fff::/20", "documentation"),
    ("5f00::/16", "segment routing"),
    ("fc00::/7", "private network"),
    ("fe80::/10", "link-local"),
    ("fec0::/10", "site-local"),
    ("ff00::/8", "multicast"),
)


class _Range(NamedTuple):
    version: int
    first: int
    last: int
    reason: str


def _range(network: str, reason: str) -> _Range:
    net = ip_network(network)
    return _Range(net.version, int(net.network_address), int(net.broadcast_address), reason)


_RANGES: Final = tuple(_range(network, reason) for network, reason in _SPECIAL)
_GLOBAL_UNICAST: Final = IPv6Network("2000::/3")


def refuse_address(
    address: str | IPv4Address | IPv6Address,
    *,
    allow_private: bool = False,
    allow_networks: Collection[IPv4Network | IPv6Network] = (),
) -> str | None:
    """Say why `address` must not be called; None when it may be.

    With `allow_private`, loopback and private networks may be called too; `allow_networks` adds
    networks one by one. Metadata services, multicast and the like are refused even then.
    """
    if isinstance(address, str):
        if "%" in address:
            return "zone id"
        try:
            address = ip_address(address)
        except ValueError:
            return "not an address"
    if isinstance(address, IPv6Address) and address.scope_id is not None:
        return "zone id"
    reason = _reason(address)
    if reason is None or (allow_private and reason in _OWN):
        return None
    if reason in _NAMEABLE and any(address in network for network in allow_networks):
        return _inner_reason(address) if reason == "NAT64" else None
    return reason


def _inner_reason(address: IPv4Address | IPv6Address) -> str | None:
    """Judge the IPv4 address that a NAT64 gateway would call (RFC 6052 §2.2, prefix of 96)."""
    return _reason(IPv4Address(int(address) & 0xFFFF_FFFF))


def _reason(address: IPv4Address | IPv6Address) -> str | None:
    number = int(address)
    for version, first, last, reason in _RANGES:
        if version == address.version and first <= number <= last:
            return reason
    if isinstance(address, IPv6Address) and address not in _GLOBAL_UNICAST:
        return "reserved"
    return None
