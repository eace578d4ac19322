"""Say which page a link leads to: its canonical URL.

Pure. Builds on url_normalize (case of scheme and host, default port, percent signs, dot
segments, IDN) and takes tracking parameters and fragments away; `tidy` stops there. Then come
our own rules: a link that carries its target is unwrapped, and the addresses of one page on one
site are made one (`naming`, `sites`). Path case, unknown parameters, and fragments that name a
page (`#!`, `#/`) stay.

A canonical URL is a name. It is compared, not opened: people get the link as it was published.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import SplitResult, urlsplit, urlunsplit

from url_normalize import url_normalize

from monitor.normalize.naming import name_page
from monitor.normalize.redirector import unwrap
from monitor.normalize.tracking import strip_tracking

MAX_URL_CHARS: Final = 4096

_WEB: Final = frozenset({"http", "https"})
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
#: Nothing in such a URL could be written differently, tracking and fragment apart.
_PLAIN: Final = re.compile(
    r"https?://(?:[a-z0-9-]+\.)+[a-z]{2,}/(?:[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/|\Z))*\Z"
)


def clean_link(link: str | None) -> str | None:
    """Give a link to a web page as it may be stored and shown; None for anything else."""
    if link is None:
        return None
    link = _UNPRINTABLE.sub("", link).strip()
    parts = _split(link)
    if parts is None or parts.scheme.lower() not in _WEB or not _host(parts):
        return None
    return link.replace(" ", "%20") if len(link) <= MAX_URL_CHARS else None


def canonicalize(url: str) -> str | None:
    """Give the canonical form of `url`; None when it is no web page's."""
    tidied = tidy(url)
    if tidied is None:
        return None
    target = unwrap(tidied)
    if target != tidied:
        tidied = tidy(target) or tidied
    named = name_page(tidied)
    return tidied if named == tidied else _settle(named)


def tidy(url: str) -> str | None:
    """Write `url` the one way RFC 3986 leaves, without tracking; None when it is no web page's.

    Keys of entries are made of it: a rule that is added to `canonicalize` must not make whole
    feeds new.
    """
    link = clean_link(url)
    parts = None if link is None else _split(link)
    if link is None or parts is None:
        return None
    # A user in a link to an article names a reader, not a page.
    bare = urlunsplit(
        parts._replace(
            netloc=parts.netloc.rpartition("@")[2],
            query=strip_tracking(parts.query, _host(parts)),
            fragment="",
        )
    )
    canonical = bare if _PLAIN.match(bare) else _normalized(bare)
    return None if canonical is None else canonical + _route(link)


def _settle(named: str) -> str:
    """Apply the rules again to what they gave: a canonical URL is its own."""
    for _ in range(_MOST_ROUNDS):
        again = name_page(unwrap(tidy(named) or named))
        if again == named:
            break
        named = again
    return named


#: Rules feed each other: `/story/amp/index.html` takes two rounds, and a third sees no change.
_MOST_ROUNDS: Final = 5


def _normalized(url: str) -> str | None:
    try:
        return url_normalize(url) or None
    except (ValueError, UnicodeError, IndexError):
        return None


def _split(link: str) -> SplitResult | None:
    try:
        parts = urlsplit(link)
        parts.port  # noqa: B018 - reading it checks it
    except ValueError:
        return None
    return parts


def _host(parts: SplitResult) -> str:
    return (parts.hostname or "").rstrip(".")


def _route(link: str) -> str:
    """Give the fragment with which single-page sites name their pages."""
    fragment = link.partition("#")[2]
    return f"#{fragment}" if fragment[:1] in ("!", "/") and len(fragment) > 1 else ""
