"""Fetch one feed document, unless it has not changed.

Network. Conditional GET as RFC 9110 §13 has it: validators are opaque, sent back byte for
byte, and never invented. What a status means is decided here; when to come back is decided in
`feeds`.
"""

from __future__ import annotations

from hashlib import sha256
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from monitor.errors import BadStatus
from monitor.fetch.links import read_links
from monitor.model import Fetched, Gone, NotModified, Validators
from monitor.outbound import read_max_age, read_retry_after

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    from monitor.outbound import OutboundClient, Response

ACCEPT: Final = (
    "application/atom+xml, application/rss+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"
)
#: RFC 3229 §10.5.3 with "feed" as manipulation: the server may send only what is new (226).
A_IM: Final = "feed"

_HAS_DOCUMENT: Final = frozenset({HTTPStatus.OK, HTTPStatus.IM_USED})
#: Trying again soon may help: overload, a server in trouble, a request that came too early.
_TRANSIENT: Final = frozenset({408, 421, 423, 425, 429})
_MAY_ASK_FOR_PATIENCE: Final = frozenset(
    {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
)


async def fetch(
    client: OutboundClient, url: str, validators: Validators
) -> Fetched | NotModified | Gone:
    """Fetch the document at `url` if it changed since `validators` were given.

    Raises:
        FetchError: there is no document now; `transient` and `retry_after` say what may help.
    """
    answer = await client.get(url, headers=feed_headers(validators))
    status_code = answer.status_code
    if status_code in _HAS_DOCUMENT:
        return _fetched(url, answer)
    if status_code == HTTPStatus.NOT_MODIFIED and _is_conditional(validators):
        return NotModified(
            url=url,
            validators=_refreshed(validators, answer.headers),
            max_age=_fresh_for(answer.headers),
            moved_to=answer.moved_to,
        )
    if status_code == HTTPStatus.GONE:
        return Gone(url=url)
    raise bad_status(url, answer)


def feed_headers(validators: Validators) -> dict[str, str]:
    headers = {"Accept": ACCEPT, "A-IM": A_IM}
    if validators.etag is not None:
        headers["If-None-Match"] = validators.etag
    if validators.last_modified is not None:
        headers["If-Modified-Since"] = validators.last_modified
    return headers


def _is_conditional(validators: Validators) -> bool:
    return validators.etag is not None or validators.last_modified is not None


def _fetched(url: str, answer: Response) -> Fetched:
    hubs, self_url = read_links(answer.headers.get("link"))
    return Fetched(
        url=url,
        final_url=answer.final_url,
        status_code=answer.status_code,
        body=answer.body,
        content_type=answer.headers.get("content-type"),
        validators=Validators(
            etag=answer.headers.get("etag") or None,
            last_modified=answer.headers.get("last-modified") or None,
        ),
        # Most processors have SHA-256 built in: half the cost of any other sound hash.
        body_hash=sha256(answer.body).hexdigest()[:32],
        max_age=_fresh_for(answer.headers),
        moved_to=answer.moved_to,
        hubs=hubs,
        self_url=self_url,
    )


def _fresh_for(headers: Mapping[str, str]) -> timedelta | None:
    return read_max_age(headers.get("cache-control"), headers.get("expires"), headers.get("date"))


def _refreshed(sent: Validators, headers: Mapping[str, str]) -> Validators:
    """RFC 9111 §4.3.4: what a 304 carries replaces what we had; what it omits stays."""
    return Validators(
        etag=headers.get("etag") or sent.etag,
        last_modified=headers.get("last-modified") or sent.last_modified,
    )


def bad_status(url: str, answer: Response) -> BadStatus:
    status_code = answer.status_code
    retry_after = None
    if status_code in _MAY_ASK_FOR_PATIENCE:
        retry_after = read_retry_after(
            answer.headers.get("retry-after"), answer.headers.get("date")
        )
    return BadStatus(
        url,
        status_code=status_code,
        transient=status_code >= HTTPStatus.INTERNAL_SERVER_ERROR or status_code in _TRANSIENT,
        retry_after=retry_after,
    )
