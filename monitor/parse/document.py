"""Find out what kind of document it is and have it read.

Pure. Pages that are plainly no feed (error pages, bot challenges, empty answers) are told apart
before the costly parser sees them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from monitor.errors import NotAFeed, ParseError, ParseLimit
from monitor.parse.jsonfeed import read_json_feed
from monitor.parse.markup import read_markup
from monitor.parse.plain import read_plain

if TYPE_CHECKING:
    from monitor.model import ParsedFeed

_BLANK: Final = b"\xef\xbb\xbf \t\r\n\x00"
_SNIFFED_BYTES: Final = 64 * 1024
_HTML_ROOT: Final = re.compile(
    rb"(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
_FEED_TAG: Final = re.compile(rb"(?i)<(?:[a-z]\w*:)?(?:rss|feed|rdf|channel)\b")


def parse(url: str, body: bytes, content_type: str | None) -> ParsedFeed:
    """Read a feed document.

    Args:
        url: Where it really came from; relative links are resolved against it.
        body: The document, decoded from its content encoding.
        content_type: The header's value, if any.

    Raises:
        NotAFeed: it is something else. ParseError: it cannot be read.
    """
    start = body[:_SNIFFED_BYTES].lstrip(_BLANK)
    if not start or _is_page(start):
        raise NotAFeed(url, format=None if not start else "html")
    try:
        if start.startswith(b"{"):
            return read_json_feed(url, body)
        return read_plain(url, body, content_type) or read_markup(url, body, content_type)
    except ParseError:
        raise
    except (MemoryError, RecursionError) as error:
        raise ParseLimit(url, limit=type(error).__name__) from error
    except Exception as error:
        raise ParseError(url) from error


def _is_page(start: bytes) -> bool:
    return _HTML_ROOT.match(start) is not None and _FEED_TAG.search(start) is None
