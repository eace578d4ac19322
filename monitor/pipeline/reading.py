"""Read a feed document: bytes in, drafts out; read a page: bytes in, text out.

Pure. Parse and normalize in one step, so that both run together in a worker process and
only small values cross back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.normalize import can_stand_alone, normalize, normalize_page
from monitor.parse import parse, parse_page

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model import Document, Page


def read_document(
    url: str,
    body: bytes,
    *,
    content_type: str | None,
    now: datetime,
    default_language: str | None,
    known_marks: bytes = b"",
    ids_rotate: bool = False,
) -> Document:
    """Parse and normalize one document, but for the entries whose marks are known.

    Raises:
        ParseError: it is no feed, or not one that can be read.
    """
    parsed = parse(url, body, content_type, known_marks=known_marks)
    if not can_stand_alone(parsed):
        parsed = parse(url, body, content_type)
    return normalize(
        parsed,
        feed_url=url,
        now=now,
        default_language=default_language,
        ids_rotate=ids_rotate,
    )


def read_page(url: str, body: bytes, *, content_type: str | None, now: datetime) -> Page:
    """Parse and normalize one page.

    Raises:
        ParseError: it cannot be read.
    """
    return normalize_page(parse_page(url, body, content_type), url=url, now=now)
