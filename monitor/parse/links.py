"""Find the links of feeds and entries, and make them whole.

Pure. What is relative is resolved against the site, or the document, as its format means it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

from monitor.parse.bases import as_said
from monitor.parse.clip import MAX_ID_CHARS, clip
from monitor.parse.found import get, listed, own

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from monitor.parse.found import Fields

#: What is no page to read, among the relations of links (IANA's registry).
_NO_PAGES: Final = frozenset(
    """
    self hub edit edit-media enclosure replies payment license icon shortcut stylesheet search
    first last next prev previous next-archive prev-archive current up service related-feed
    pingback http://api.w.org/ author me via preload dns-prefetch
    """.split()  # noqa: SIM905 - a list to read, not a program
)
_WEB: Final = ("http:", "https:")
#: Links that joining with such a base leaves as they are; joining is what costs most of all here.
_PLAIN_LINK: Final = re.compile(
    r"https?://[a-z0-9.-]+(?:/[\w/.%~+,=@!-]*)?(?:\?[\w/.%~+,=&@!-]+)?(?:#[\w/.%~-]+)?\Z", re.ASCII
)
_PLAIN_BASE: Final = re.compile(r"https?://[\x21-\x5a\x5c\x5e-\x7e]+\Z")


def link_of_feed(fields: Fields, base: str) -> str | None:
    """Give the link to the site; without one, feedparser takes the id."""
    hrefs = [get(fields, "link"), *(related_links(fields, "alternate", base))]
    links = (_join(href, base) for href in hrefs)
    return next((link for link in links if link and link.startswith(_WEB)), None)


def link_of_entry(fields: Fields, base: str) -> str | None:
    """Give the link to the page: the best that leads to the web, else the best there is."""
    best = None
    for href in _hrefs(fields):
        link = _join(href, base)
        if link is not None and link.startswith(_WEB):
            return link
        best = best or link
    return best


def _hrefs(fields: Fields) -> Iterator[object]:
    """Give what could be the link, the best first.

    FeedBurner keeps the publisher's own link beside its counting one. Where there is no link,
    feedparser takes the id, though it may be no address; what an RDF item is about is its address
    (RSS 1.0 §5.5). A podcast may have nothing but its sound.
    """
    yield get(fields, "feedburner_origlink")
    link = as_said(clip(get(fields, "link"), MAX_ID_CHARS))
    if "/" in link or link != id_of_entry(fields):
        yield link
    links = [own(link) for link in listed(get(fields, "links"))]
    yield from _related(links, _is_alternate)
    if get(fields, "guidislink") is None:
        yield _web_or_none(get(fields, "id"))
    for wanted in (_is_page, _is_enclosure, _is_self):
        yield from _related(links, wanted)


def _related(links: list[Fields], wanted: Callable[[object], bool]) -> Iterator[object]:
    return (get(link, "href") for link in links if wanted(get(link, "rel")))


def _web_or_none(value: object) -> object:
    """Give an address on the web as written, None for anything else."""
    return value if isinstance(value, str) and value.strip().startswith(_WEB) else None


def _is_alternate(relation: object) -> bool:
    return relation == "alternate"


def _is_page(relation: object) -> bool:
    return relation not in _NO_PAGES


def _is_enclosure(relation: object) -> bool:
    return relation == "enclosure"


def _is_self(relation: object) -> bool:
    return relation == "self"


def related_links(fields: Fields, relation: str, base: str) -> tuple[str, ...]:
    """Give the web addresses that have this relation to the feed, each once."""
    links = (own(link) for link in listed(get(fields, "links")))
    found = (
        _join(get(link, "href"), base)
        for link in links
        if relation in str(get(link, "rel")).split()
    )
    return tuple(dict.fromkeys(link for link in found if link and link.startswith(_WEB)))


def _join(value: object, base: str) -> str | None:
    link = as_said(clip(value, MAX_ID_CHARS).strip())
    if not link:
        return None
    if _PLAIN_LINK.match(link) is not None and _PLAIN_BASE.match(base) is not None:
        return link
    try:
        joined = urljoin(base, link)
        return joined if urlsplit(joined).scheme else None
    except ValueError:
        return None


def id_of_entry(fields: Fields) -> str | None:
    """Give the id as the document says it: a name, however much it looks like a link."""
    return as_said(clip(get(fields, "id"), MAX_ID_CHARS).strip()) or None
