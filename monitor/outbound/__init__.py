"""How does a request leave this machine, and where may it go?

Network. The gate: the one HTTP client of the program. Takes a URL, headers and a body; gives a
`Response` or raises a FetchError whose message holds no secret. Every address that a name
resolves to is judged when it is dialed, every redirect is walked and judged by ourselves, one
deadline covers everything, and no answer can fill the memory. Owns httpx and httptools: nothing
of theirs leaves this room. It never retries, keeps no cookies, and knows nothing about feeds.
"""

from __future__ import annotations

from monitor.errors import redact_url
from monitor.outbound.address import refuse_address
from monitor.outbound.client import OutboundClient
from monitor.outbound.freshness import read_max_age, read_retry_after
from monitor.outbound.judging import refuse_url
from monitor.outbound.response import Response

__all__ = [
    "OutboundClient",
    "Response",
    "read_max_age",
    "read_retry_after",
    "redact_url",
    "refuse_address",
    "refuse_url",
]
