"""Say of a URL, before anybody calls it, why it would be refused.

Pure. What can be told without asking a name server: a scheme, a port, a number written as a host,
an address that must not be called. The last word has the dialer.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monitor.outbound.address import refuse_address
from monitor.outbound.target import Refused, read_target

if TYPE_CHECKING:
    from collections.abc import Collection
    from ipaddress import IPv4Network, IPv6Network


def refuse_url(
    url: str,
    *,
    allow_private: bool = False,
    allow_networks: Collection[IPv4Network | IPv6Network] = (),
) -> str | None:
    """Say why `url` must not be called; None when it may be, as far as it tells itself."""
    try:
        read_target(url)
        host = ip_address(urlsplit(url).hostname or "")
    except Refused as error:
        return error.what
    except ValueError:
        return None
    reason = refuse_address(host, allow_private=allow_private, allow_networks=allow_networks)
    return None if reason is None else f"{host} ({reason})"
