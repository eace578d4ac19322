"""Unpack a document that came compressed without saying so.

Pure. Some servers serve `feed.xml.gz` as it lies on their disk. Inflating stops at a limit: a
kilobyte can hold a gigabyte.
"""

from __future__ import annotations

import zlib
from typing import Final

from monitor.errors import NotAFeed, ParseLimit

MAX_UNPACKED_BYTES: Final = 20 * 1024 * 1024
_GZIP: Final = b"\x1f\x8b"
#: zlib's word for "a gzip header is expected".
_GZIP_WINDOW: Final = 16 + zlib.MAX_WBITS


def unpack(url: str, body: bytes) -> bytes:
    """Give the document inside of a gzip file; any other body as it is.

    What arrived of a file that was cut short is given too. One layer only is taken away.

    Raises:
        ParseLimit: it would be too large. NotAFeed: it is no gzip file after all.
    """
    if not body.startswith(_GZIP):
        return body
    inflater = zlib.decompressobj(_GZIP_WINDOW)
    try:
        unpacked = inflater.decompress(body, MAX_UNPACKED_BYTES + 1)
    except zlib.error as error:
        raise NotAFeed(url, format="archive") from error
    if len(unpacked) > MAX_UNPACKED_BYTES:
        raise ParseLimit(url, limit=f"{MAX_UNPACKED_BYTES} unpacked bytes")
    return unpacked
