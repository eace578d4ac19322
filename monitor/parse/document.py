"""Find out what kind of document it is and have it read.

Pure. Pages that are plainly no feed (error pages, bot challenges, empty answers) are told apart
before the costly parser sees them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from monitor.errors import NotAFeed, ParseError, ParseLimit
from monitor.parse.jsonfeed import read_json_feed
from monitor.parse.piecewise import read_pieces
from monitor.parse.sitemap import read_sitemap
from monitor.parse.skips import read_skips
from monitor.parse.sniff import is_page, sniff
from monitor.parse.unpack import unpack

if TYPE_CHECKING:
    from monitor.model import ParsedFeed

#: What `sniff` says of documents that have a reader.
_READ: Final = frozenset({"feed", "json", "sitemap"})


def parse(
    url: str, body: bytes, content_type: str | None, *, known_marks: bytes = b""
) -> ParsedFeed:
    """Read a feed document.

    Args:
        url: Where it really came from; relative links are resolved against it.
        body: The document, decoded from its content encoding.
        content_type: The header's value, if any.
        known_marks: `Document.marks` of the document that was read before; entries that stand as
            they stood there are left out.

    Raises:
        NotAFeed: it is something else. ParseError: it cannot be read.
    """
    body = unpack(url, body)
    found = sniff(body)
    if found.format not in _READ:
        raise NotAFeed(url, format=found.format, wall=found.wall)
    try:
        if found.format == "json":
            return read_json_feed(url, body)
        if found.format == "sitemap":
            return read_sitemap(url, body, content_type)
        feed = read_pieces(url, body, content_type, known_marks)
        skips = read_skips(body)
        return feed if skips is None else replace(feed, skips=skips)
    except NotAFeed as error:
        if error.format is None and is_page(body):
            raise NotAFeed(url, format="page") from error
        raise
    except ParseError:
        raise
    except (MemoryError, RecursionError) as error:
        raise ParseLimit(url, limit=type(error).__name__) from error
    except Exception as error:
        raise ParseError(url) from error
