"""Fetch one web page that an article links to.

Network. The same client, deadline and guard as for feeds. What is plainly no page (a PDF, a
film) is refused by its media type before anybody reads it.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from monitor.errors import BodyTooLarge, NotAPage
from monitor.fetch.conditional import bad_status
from monitor.model import FetchedPage

if TYPE_CHECKING:
    from monitor.outbound import OutboundClient

ACCEPT: Final = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
#: Ten times what the pages of newspapers weigh without their pictures.
MAX_PAGE_BYTES: Final = 5 * 1024 * 1024
_MEDIA_TYPES: Final = frozenset({"text/html", "application/xhtml+xml", "application/xml", ""})


async def fetch_page(client: OutboundClient, url: str) -> FetchedPage:
    """Fetch the page at `url`.

    Raises:
        FetchError: there is none now; `transient` and `retry_after` say what may help.
        NotAPage: it is of another kind.
    """
    answer = await client.get(url, headers={"Accept": ACCEPT})
    if answer.status_code != HTTPStatus.OK:
        raise bad_status(url, answer)
    content_type = answer.headers.get("content-type")
    media_type = (content_type or "").partition(";")[0].strip().lower()
    if media_type not in _MEDIA_TYPES:
        raise NotAPage(url, media_type=media_type)
    if len(answer.body) > MAX_PAGE_BYTES:
        raise BodyTooLarge(url, limit=MAX_PAGE_BYTES)
    return FetchedPage(
        url=url, final_url=answer.final_url, body=answer.body, content_type=content_type
    )
