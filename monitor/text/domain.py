"""Name the registered domain of a host: the part of its name that somebody pays for.

Pure. By the Public Suffix List (https://publicsuffix.org) as it ships with its library, private
suffixes included: two blogs of one hosting company are two domains.
"""

from __future__ import annotations

import ipaddress
from functools import cache, lru_cache
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList


def registered_domain(host: str) -> str:
    """Give the registered domain of a host name, lower case; an address gives itself.

    Names without one (`localhost`, a public suffix itself) give themselves too.
    """
    return _registered(host.strip("[]").rstrip(".").lower())


def domain_of_url(url: str) -> str:
    """Give the registered domain of the host that a URL names; nothing where it names none."""
    try:
        return registered_domain(urlsplit(url).hostname or "")
    except ValueError:
        return ""


@lru_cache(maxsize=65_536)
def _registered(host: str) -> str:
    if _is_address(host):
        return host
    try:
        name = host.encode("idna").decode("ascii")
    except UnicodeError:
        name = host
    return _suffixes().privatesuffix(name) or name


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList(accept_unknown=True, only_icann=False)
