"""Take the article out of a web page: its text, its date, its own address.

Pure. Owns trafilatura, which is imported with the first page: the daemon itself never reads one.
It gets decoded text and one tree, so it has nothing to guess or fetch. Precision is favored, and
readers' comments are left out: a topic must not match what stands in the margin of an article.
A date is believed where the page states it in its markup; it is never guessed from the text.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from monitor.errors import ParseError, ParseLimit
from monitor.model import Page
from monitor.parse.charset import decode_page
from monitor.text import clean_html, detect_language

#: The longest articles have a tenth of it; the rest is something else.
MAX_TEXT_CHARS: Final = 200_000
MAX_URL_CHARS: Final = 2_000
#: htmldate gives the hour and the zone where the page states them.
_DATE_FORMAT: Final = "%Y-%m-%dT%H:%M:%S%z"


def parse_page(url: str, body: bytes, content_type: str | None) -> Page:
    """Read a web page.

    Args:
        url: Where it really came from; its own address may be relative to it.
        body: The page, decoded from its content encoding.
        content_type: The header's value, if any.

    Raises:
        ParseError: it cannot be read; a page without an article is read and has no text.
    """
    try:
        return _read(url, decode_page(body, content_type))
    except (MemoryError, RecursionError) as error:
        raise ParseLimit(url, limit=type(error).__name__) from error
    except Exception as error:
        raise ParseError(url, format="html") from error


def _read(url: str, html: str) -> Page:
    from trafilatura import bare_extraction, load_html

    tree = load_html(html)
    if tree is None:
        return Page(text="", published_at=None, canonical_url=None, language=None)
    found: Any = bare_extraction(tree, favor_precision=True, include_comments=False)
    text = "" if found is None else _clean(found.text or "")
    declared = next(iter(tree.xpath("/html/@lang")), None)
    return Page(
        text=text,
        published_at=_find_date(tree),
        canonical_url=_find_address(tree, url),
        language=detect_language(text, declared) if text else None,
    )


def _clean(text: str) -> str:
    """Clean each paragraph as feeds' texts are cleaned, so that spans fit what is kept."""
    lines: list[str] = []
    room = MAX_TEXT_CHARS
    for paragraph in text.splitlines():
        line = clean_html(paragraph[:room]).replace("\n", " ")
        if line:
            lines.append(line)
            room -= len(line) + 1
        if room <= 0:
            break
    return "\n".join(lines)


def _find_date(tree: Any) -> datetime | None:  # noqa: ANN401 - lxml's tree
    """Give the date that the markup states; without a zone it is taken for UTC."""
    from htmldate import find_date

    stated = find_date(tree, extensive_search=False, original_date=True, outputformat=_DATE_FORMAT)
    try:
        moment = datetime.fromisoformat(stated or "")
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _find_address(tree: Any, url: str) -> str | None:  # noqa: ANN401 - lxml's tree
    """Give what `rel=canonical` names, made absolute; None unless it is a web address."""
    for link in tree.iterfind(".//link[@href]"):
        if "canonical" in link.get("rel", "").lower().split():
            address = _join(url, link.get("href", "").strip())
            if address is not None:
                return address
    return None


def _join(url: str, href: str) -> str | None:
    try:
        address = urljoin(url, href)
        parts = urlsplit(address)
    except ValueError:
        return None
    is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    return address if href and is_web and len(address) <= MAX_URL_CHARS else None
