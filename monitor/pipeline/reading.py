"""Read a feed document: bytes in, drafts out.

Pure. Parse and normalize in one step, so that both run together in a worker process and
only small values cross back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.normalize import normalize
from monitor.parse import parse

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model import Document


def read_document(
    url: str,
    body: bytes,
    *,
    content_type: str | None,
    now: datetime,
    default_language: str | None,
) -> Document:
    """Parse and normalize one document.

    Raises:
        ParseError: it is no feed, or not one that can be read.
    """
    parsed = parse(url, body, content_type)
    return normalize(parsed, feed_url=url, now=now, default_language=default_language)
