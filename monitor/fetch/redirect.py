"""Ask an address where it leads, one step at a time.

Network. The same client and guard as for feeds; a redirect is not followed here, so that the
page it leads to is not fetched for its address alone. Some say where they lead only in a page
for browsers: a refresh, or the target in an attribute.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from monitor.fetch.conditional import bad_status

if TYPE_CHECKING:
    from monitor.outbound import OutboundClient

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_FIRST_ERROR_STATUS: Final = 400
#: What says where a page leads stands in its head.
_HEAD_BYTES: Final = 64 * 1024
_REFRESH: Final = re.compile(
    r"""<meta[^>]{0,200}http-equiv\s*=\s*["']?refresh["']?[^>]{0,200}?"""
    r"""content\s*=\s*["']\s*\d{1,3}\s*;\s*url\s*=\s*'?([^"'>\s]+)""",
    re.IGNORECASE,
)
#: As Google News writes it in the page of a link.
_ATTRIBUTE: Final = re.compile(r"""data-n-au\s*=\s*["']([^"']+)["']""")


async def ask_redirect(client: OutboundClient, url: str) -> str | None:
    """Give the address that `url` leads to; None when it leads nowhere.

    Raises:
        FetchError: it could not be asked; `transient` and `retry_after` say what may help.
    """
    answer = await client.get(url, follow_redirects=False)
    if answer.status_code in _REDIRECTS:
        target = answer.headers.get("location")
    elif answer.status_code >= _FIRST_ERROR_STATUS:
        raise bad_status(url, answer)
    else:
        target = _read_target(answer.body)
    if not target:
        return None
    try:
        return urljoin(url, html.unescape(target).strip())
    except ValueError:
        return None


def _read_target(body: bytes) -> str | None:
    head = body[:_HEAD_BYTES].decode("utf-8", "replace")
    found = _REFRESH.search(head) or _ATTRIBUTE.search(head)
    return None if found is None else found[1]
