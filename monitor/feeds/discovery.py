"""Find the feeds that a page names, in its text and in its headers.

Pure. A page that names its feeds (`rel=alternate` with the type of a feed) is believed first;
links that look like feeds come after; feeds of comments come last, they are hardly ever meant.
https://www.rssboard.org/rss-autodiscovery
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit, urlunsplit

from monitor.feeds.tags import walk_tags

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitor.feeds.tags import Tag

#: So much of a page is searched: its head, its menus and mostly its foot.
MAX_PAGE_CHARS: Final = 2 * 1024 * 1024
MAX_CANDIDATES: Final = 50
MAX_URL_CHARS: Final = 2_000
MAX_TITLE_CHARS: Final = 200

#: Media types that only feeds have, and those that anything may have.
_FEED_TYPES: Final = {
    "application/atom+xml": "atom",
    "application/rss+xml": "rss",
    "application/feed+json": "json",
    "application/rdf+xml": "rdf",
    "text/rss+xml": "rss",
    "text/rss": "rss",
    "application/x.atom+xml": "atom",
    "application/x-atom+xml": "atom",
    "application/x-rss+xml": "rss",
}
_VAGUE_TYPES: Final = {
    "application/json": "json",
    "application/xml": "xml",
    "text/xml": "xml",
}
_RAW: Final = frozenset({"script", "style", "textarea"})
#: Words in the address or text of a link that mostly leads to a feed.
_FEED_LIKE: Final = re.compile(
    r"(?:^|[/._=?&-])(?:feeds?|rss2?|atom|rdf)(?:$|[/._=&]|\d)", re.IGNORECASE
)
_FEED_WORDS: Final = re.compile(
    r"\brss\b|\batom feeds?\b|^\W*(?:atom|(?:news)?feeds?)\W*$", re.IGNORECASE
)
#: Links that speak of feeds and are none.
_NO_FEED: Final = re.compile(
    r"\.(?:png|jpe?g|gif|svg|ico|css|js|pdf|zip|html?)(?:$|\?)|feedback|feedly\.com|"
    r"add\.my\.yahoo|validator\.w3|inoreader\.com|/wp-json/|oembed|mailto:",
    re.IGNORECASE,
)
_COMMENTS: Final = re.compile(
    r"comment|komment|commentaire|comentario|kommentar|reaction|replies|withoutcomments=0",
    re.IGNORECASE,
)
_REFRESH: Final = re.compile(
    r"\s*+\d*+(?:\.\d*+)?\s*+[;,]\s*(?:url\s*=\s*)?[\"']?([^\"'\s>]+)", re.IGNORECASE
)
#: One value of a Link header (RFC 8288): `<target>; rel=…; type=…`.
_LINK: Final = re.compile(
    r"<([^<>]*+)>((?:\s*;\s*[\w*!-]++(?:\s*=\s*(?:\"[^\"]*+\"|[^\s;,\"]*+))?)*+)"
)
_PARAMETER: Final = re.compile(r";\s*([\w*!-]+)\s*(?:=\s*(?:\"([^\"]*)\"|([^\s;,\"]*)))?")


class Hint(StrEnum):
    """Why an address may be a feed; the first are the surest."""

    #: It is the address that was given.
    GIVEN = "given"
    #: Sites of this kind keep it there.
    SITE = "site"
    #: A `Link` header of the page names it.
    HEADER = "header"
    #: The page names it in its head.
    ALTERNATE = "alternate"
    #: A link in the page looks like one.
    LINK = "link"
    #: Many sites keep one there.
    PROBE = "probe"


#: Hints by which the publisher itself offers the feed to programs.
DECLARED: Final = frozenset({Hint.GIVEN, Hint.SITE, Hint.HEADER, Hint.ALTERNATE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An address that may be a feed."""

    url: str
    hint: Hint
    title: str | None = None
    #: `atom`, `rss`, `rdf`, `json` or `xml`, where the page says so.
    format: str | None = None
    #: It seems to be a feed of comments.
    is_comments: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What a page tells of feeds."""

    title: str | None
    #: The likeliest first.
    candidates: tuple[Candidate, ...]
    #: Where the page sends its readers on (`meta refresh`).
    moved_to: str | None = None


def find_feeds(html: str, *, url: str, link_header: str | None = None) -> Findings:
    """Find what a page says of its feeds.

    Args:
        html: The page, decoded.
        url: Where it really came from.
        link_header: Its `Link` headers, joined by commas.
    """
    page = _Page(url)
    for candidate in _in_header(link_header or "", url):
        page.add(candidate)
    page.read(html[:MAX_PAGE_CHARS])
    return Findings(title=page.title, candidates=_rank(page.found, url), moved_to=page.moved_to)


class _Page:
    """Gathers what the tags of one page say."""

    def __init__(self, url: str) -> None:
        self.found: dict[str, Candidate] = {}
        self.title: str | None = None
        self.moved_to: str | None = None
        self._url = url
        self._base = url

    def add(self, candidate: Candidate | None) -> None:
        if candidate is not None and len(self.found) < MAX_CANDIDATES:
            known = self.found.setdefault(candidate.url, candidate)
            if list(Hint).index(candidate.hint) < list(Hint).index(known.hint):
                self.found[candidate.url] = candidate

    def read(self, html: str) -> None:
        awaited: Tag | None = None
        for tag in walk_tags(html, raw=_RAW):
            if awaited is not None:
                self._take_text(awaited, html[awaited.end : tag.start])
                awaited = None
            if tag.is_end:
                continue
            if tag.name in {"a", "title"}:
                awaited = tag
            elif tag.name == "link":
                self.add(_of_link(tag.attributes, self._base))
            elif tag.name == "base":
                self._base = _join(self._url, tag.attributes.get("href", "")) or self._base
            elif tag.name == "meta":
                self._read_meta(tag.attributes)
        if awaited is not None:
            self._take_text(awaited, html[awaited.end :][:MAX_TITLE_CHARS])

    def _take_text(self, tag: Tag, text: str) -> None:
        if tag.name == "title":
            self.title = self.title or _line(text)
        else:
            self.add(_of_anchor(tag.attributes, text, self._base))

    def _read_meta(self, attributes: Mapping[str, str]) -> None:
        if attributes.get("http-equiv", "").strip().lower() != "refresh" or self.moved_to:
            return
        found = _REFRESH.match(attributes.get("content", ""))
        target = None if found is None else _join(self._base, found[1])
        self.moved_to = None if target == self._url else target


def _of_link(attributes: Mapping[str, str], base: str) -> Candidate | None:
    relations = attributes.get("rel", "").lower().split()
    media_type = attributes.get("type", "").partition(";")[0].strip().lower()
    url = _join(base, attributes.get("href", ""))
    if url is None or not {"alternate", "alternative", "feed"}.intersection(relations):
        return None
    if "stylesheet" in relations:
        return None
    format_ = _FEED_TYPES.get(media_type)
    if format_ is None and "feed" not in relations:
        format_ = _VAGUE_TYPES.get(media_type)
        # WordPress names its API so; other programs their sitemaps and players.
        if format_ is None or _NO_FEED.search(url) or not _looks_like_feed(url, format_):
            return None
    return _candidate(url, Hint.ALTERNATE, attributes.get("title"), format_)


def _looks_like_feed(url: str, format_: str) -> bool:
    return format_ == "xml" or _FEED_LIKE.search(_after_host(url)) is not None


def _of_anchor(attributes: Mapping[str, str], text: str, base: str) -> Candidate | None:
    href = attributes.get("href", "")
    told = _line(text) or attributes.get("title")
    media_type = attributes.get("type", "").partition(";")[0].strip().lower()
    is_named = media_type in _FEED_TYPES
    is_spoken_of = told is not None and _FEED_WORDS.search(told) is not None
    # Most links of most pages end here, before anything costly.
    if not (is_named or is_spoken_of or _FEED_LIKE.search(href)):
        return None
    url = _join(base, href)
    if url is None or _NO_FEED.search(url):
        return None
    if is_named:
        return _candidate(url, Hint.ALTERNATE, told, _FEED_TYPES[media_type])
    if not is_spoken_of and not _FEED_LIKE.search(_after_host(url)):
        return None
    return _candidate(url, Hint.LINK, told, None)


def _in_header(header: str, base: str) -> Iterator[Candidate]:
    for found in _LINK.finditer(header):
        parameters = {
            name.lower(): quoted or plain for name, quoted, plain in _PARAMETER.findall(found[2])
        }
        candidate = _of_link({**parameters, "href": found[1]}, base)
        if candidate is not None:
            yield _candidate(candidate.url, Hint.HEADER, candidate.title, candidate.format)


def _candidate(url: str, hint: Hint, title: str | None, format_: str | None) -> Candidate:
    told = _line(title or "")
    comments = _COMMENTS.search(f"{_after_host(url)} {told or ''}") is not None
    return Candidate(url=url, hint=hint, title=told, format=format_, is_comments=comments)


def _rank(found: Mapping[str, Candidate], url: str) -> tuple[Candidate, ...]:
    """Order by comments last, then hint, then own host, then as the page does."""
    host = urlsplit(url).hostname
    hints = list(Hint)

    def key(candidate: Candidate) -> tuple[bool, int, bool]:
        foreign = candidate.hint is Hint.LINK and urlsplit(candidate.url).hostname != host
        return candidate.is_comments, hints.index(candidate.hint), foreign

    return tuple(sorted((one for one in found.values() if one.url != url), key=key))


def _join(base: str, href: str) -> str | None:
    """Make an address absolute; None unless something could be fetched there."""
    href = href.strip()
    if href.lower().startswith("feed:"):
        href = href[5:] if href[5:].lower().startswith("http") else f"http:{href[5:]}"
    try:
        parts = urlsplit(urljoin(base, href))
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    url = urlunsplit(parts._replace(fragment=""))
    odd = any(char.isspace() or ord(char) < ord(" ") for char in url)
    return url if href and usable and not odd and len(url) <= MAX_URL_CHARS else None


def _after_host(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _line(text: str) -> str | None:
    return " ".join(text.split())[:MAX_TITLE_CHARS] or None
