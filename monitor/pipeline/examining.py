"""Examine one feed for a checkup: ask twice, read once.

Process. The second question carries the validators of the first answer, as a poll's would: only
so it shows whether the server keeps what it promises. Nothing is stored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.errors import (
    AddressRefused,
    BadEncoding,
    BodyTooLarge,
    ConnectFailed,
    FetchError,
    FetchTimeout,
    ParseError,
    TooManyRedirects,
    redact_url,
)
from monitor.feeds import Checkup, Trouble, Visit, use_http
from monitor.fetch import is_bad_certificate, is_unknown_name, visit
from monitor.pipeline.inspecting import Inspection
from monitor.pipeline.speaking import is_unencrypted, lacks_https

if TYPE_CHECKING:
    from monitor.fetch import Visited
    from monitor.pipeline.looking import LookTools

_OK = frozenset({200, 226})


async def examine(tools: LookTools, url: str, *, or_http: bool = False) -> Checkup:
    """See all that a checkup is made of: two visits to the address, and its document.

    With `or_http`, for addresses whose scheme nobody gave, http is tried where https is not spoken.
    """
    try:
        visited = await _ask(tools, url)
    except FetchError as error:
        checkup = Checkup(url=url, visit=_failed(error))
        if not or_http or not lacks_https(error):
            return checkup
        plain = await examine(tools, use_http(url))
        return checkup if plain.visit.trouble is not None else plain
    inspection = Inspection()
    if visited.status_code in _OK:
        inspection = await _inspect(tools, visited)
    first, facts = _told(visited), inspection.facts
    if facts is None:
        named = _named(inspection)
        return Checkup(url=url, visit=first, error=inspection.error, named=named)
    if not (visited.validators.etag or visited.validators.last_modified):
        return Checkup(url=url, visit=first, facts=facts)
    try:
        again = await _ask(tools, url, visited)
    except FetchError as error:
        return Checkup(url=url, visit=first, again=_failed(error), facts=facts)
    same = again.body == visited.body
    return Checkup(url=url, visit=first, again=_told(again), is_same=same, facts=facts)


async def _ask(tools: LookTools, url: str, before: Visited | None = None) -> Visited:
    async with tools.gate.turn(url):
        validators = None if before is None else before.validators
        return await visit(tools.client, url, validators=validators)


async def _inspect(tools: LookTools, visited: Visited) -> Inspection:
    try:
        return await tools.inspector.inspect(visited, tools.clock())
    except ParseError as error:
        return Inspection(error=str(error))


def _named(inspection: Inspection) -> str | None:
    """Give the likeliest of the feeds that a page names."""
    candidates = () if inspection.findings is None else inspection.findings.candidates
    return next((redact_url(one.url) for one in candidates), None)


def _told(visited: Visited) -> Visit:
    return Visit(
        status_code=visited.status_code,
        final_url=redact_url(visited.final_url),
        moved_to=None if visited.moved_to is None else redact_url(visited.moved_to),
        headers=visited.headers,
        body_bytes=len(visited.body),
        took=visited.took,
    )


_TROUBLES = (
    (AddressRefused, Trouble.ADDRESS),
    (FetchTimeout, Trouble.TIMEOUT),
    (TooManyRedirects, Trouble.REDIRECTS),
    (BodyTooLarge, Trouble.SIZE),
    (BadEncoding, Trouble.CODING),
    (ConnectFailed, Trouble.CONNECTION),
)


def _failed(error: FetchError) -> Visit:
    trouble = next((t for kind, t in _TROUBLES if isinstance(error, kind)), Trouble.OTHER)
    if is_unknown_name(error):
        trouble = Trouble.NAME
    elif is_unencrypted(error):
        trouble = Trouble.HANDSHAKE
    elif is_bad_certificate(error):
        trouble = Trouble.TLS
    return Visit(headers={}, trouble=trouble, error=str(error))
