"""Visit an address once and bring whatever is there, feed or not.

Network. The same questions as a poll asks, for looking at an address that may be a site's or
that somebody wants explained; an error status is an answer here.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.errors import ConnectFailed
from monitor.fetch.conditional import feed_headers
from monitor.model import Validators

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.errors import FetchError
    from monitor.outbound import OutboundClient


@dataclass(frozen=True, slots=True, kw_only=True)
class Visited:
    """What came from an address."""

    final_url: str
    status_code: int
    #: By name in any case.
    headers: Mapping[str, str]
    body: bytes
    moved_to: str | None
    took: timedelta

    @property
    def validators(self) -> Validators:
        """What to ask with again whether anything has changed."""
        return Validators(
            etag=self.headers.get("etag") or None,
            last_modified=self.headers.get("last-modified") or None,
        )


async def visit(
    client: OutboundClient, url: str, *, validators: Validators | None = None
) -> Visited:
    """Ask for what is at `url`, as a poll would.

    Raises:
        FetchError: no answer came.
    """
    clock = asyncio.get_running_loop().time
    started = clock()
    answer = await client.get(url, headers=feed_headers(validators or Validators()))
    return Visited(
        final_url=answer.final_url,
        status_code=answer.status_code,
        headers=answer.headers,
        body=answer.body,
        moved_to=answer.moved_to,
        took=timedelta(seconds=clock() - started),
    )


def is_unknown_name(error: FetchError) -> bool:
    """Say whether the host's name leads nowhere."""
    return isinstance(error, ConnectFailed) and isinstance(error.__cause__, socket.gaierror)


def is_bad_certificate(error: FetchError) -> bool:
    """Say whether it was the encryption that failed."""
    return isinstance(error, ConnectFailed) and isinstance(error.__cause__, ssl.SSLError)
