"""Say where sites keep feeds that their pages do not name.

Pure. A table of kinds of sites that say so in their documentation only, and the customary places
of all others: those are guesses, and a site may forbid them by its robots.txt.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from monitor.feeds.discovery import Candidate, Hint

#: An address as people say it: `example.org/news`.
_BARE_HOST: Final = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?].*)?\Z")
#: `feed:https://…` and `feed://…`, as browsers once wrote.
_FEED_SCHEME: Final = re.compile(r"feed:(?:(?://)?(?=https?:)|(?P<bare>)(?=//))", re.IGNORECASE)


#: Ports that go without saying.
_PORTS: Final = {"http": 80, "https": 443}


def complete_address(text: str) -> str:
    """Give the address that was meant: with its scheme, one that is fetched, and spelled as one."""
    if is_bare(text):
        return _spell(f"https://{text}")
    found = _FEED_SCHEME.match(text)
    if found is None:
        return _spell(text)
    rest = text[found.end() :]
    return _spell(rest if found["bare"] is None else f"http:{rest}")


def is_bare(text: str) -> bool:
    """Say whether an address was given without its scheme, so that https is only guessed."""
    return _BARE_HOST.match(text) is not None


def names_itself(url: str) -> bool:
    """Say whether an address names the machine itself, whatever name servers say (RFC 6761)."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    return host == "localhost" or host.endswith(".localhost")


def use_http(url: str) -> str:
    """Give the same address without encryption."""
    return f"http{url.removeprefix('https')}"


def _spell(url: str) -> str:
    """Spell an address in one way where all ways mean the same (RFC 3986 §6.2.2.1, §6.2.3)."""
    try:
        parts = urlsplit(url)
        scheme, port = parts.scheme, parts.port
    except ValueError:
        return url
    if scheme not in _PORTS or not parts.hostname:
        return url
    user, at, place = parts.netloc.rpartition("@")
    host = place if port is None and not place.endswith(":") else place.rpartition(":")[0]
    told = "" if port is None or port == _PORTS[scheme] else f":{port}"
    netloc = f"{user}{at}{host.lower()}{told}"
    return urlunsplit((scheme, netloc, parts.path, parts.query, ""))


#: Where sites keep a feed that they do not name, the commonest first: what most blogs, then
#: what static site generators, newspapers and JSON Feed do.
_CUSTOMARY: Final = ("feed", "rss.xml", "feed.xml", "atom.xml", "rss", "index.xml", "feed.json")
#: A profile of Mastodon and what speaks like it.
_PROFILE: Final = re.compile(r"/@\w+\Z")


def list_probes(url: str) -> tuple[str, ...]:
    """Give customary places of feeds: below the page that was given, then at the site's root."""
    parts = urlsplit(url)
    page = parts.path.rstrip("/")

    def at(path: str, query: str = "") -> str:
        return urlunsplit((parts.scheme, parts.netloc, path, query, ""))

    near = [at(f"{page}.rss")] if _PROFILE.search(page) else []
    # WordPress keeps a feed under every author, tag and category.
    near += [at(f"{page}/{name}") for name in ("feed", "rss.xml")] if page else []
    root = [at(f"/{name}") for name in _CUSTOMARY]
    return tuple(dict.fromkeys((*near, *root, at("/", "feed=rss2"))))


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of site: which of its addresses, and where the feed is."""

    host: re.Pattern[str]
    path: re.Pattern[str]
    feed: str


def _kind(host: str, path: str, feed: str) -> _Kind:
    return _Kind(
        re.compile(rf"(?:{host})\Z", re.IGNORECASE),
        re.compile(rf"(?:{path})\Z", re.IGNORECASE),
        feed,
    )


_NAME: Final = r"[\w.-]+"
_GITHUB: Final = r"(?:www\.)?github\.com"
_REPOSITORY: Final = rf"(?P<p>/{_NAME}/{_NAME})"
#: Sites that keep a feed for what an address shows, and say so only in their documentation.
_KINDS: Final = (
    _kind(
        r"(?:www\.|m\.)?youtube\.com",
        r"/channel/(?P<p>UC[\w-]{22})(?:/.*)?",
        "https://www.youtube.com/feeds/videos.xml?channel_id={p}",
    ),
    _kind(r"(?:www\.|old\.|new\.)?reddit\.com", r"(?P<p>/(?:r|user)/\w+)/?", "{origin}{p}/.rss"),
    _kind(_GITHUB, rf"{_REPOSITORY}/(?:releases|tags)/?", "{origin}{p}/releases.atom"),
    _kind(_GITHUB, rf"{_REPOSITORY}/commits?/?", "{origin}{p}/commits.atom"),
    _kind(_GITHUB, rf"(?P<p>/{_NAME}/{_NAME}/commits/{_NAME})/?", "{origin}{p}.atom"),
    _kind(r"medium\.com", rf"/(?P<p>@{_NAME})/?", "https://medium.com/feed/{p}"),
    _kind(r"[\w-]+\.(?:medium|substack)\.com", r"/?(?:archive)?/?", "{origin}/feed"),
    _kind(r"[\w-]+\.tumblr\.com", r"/?", "{origin}/rss"),
    _kind(r"[\w-]+\.blogspot\.[a-z.]{2,6}", r"/?", "{origin}/feeds/posts/default"),
    _kind(r"[\w-]+\.wordpress\.com", r"/?", "{origin}/feed/"),
    _kind(r"bsky\.app", rf"(?P<p>/profile/{_NAME})/?", "{origin}{p}/rss"),
    _kind(r"stackoverflow\.com", r"/questions/tagged/(?P<p>[^/]+)/?", "{origin}/feeds/tag/{p}"),
    _kind(r"pypi\.org", rf"/project/(?P<p>{_NAME})/?", "{origin}/rss/project/{p}/releases.xml"),
)


def know_site(url: str) -> Candidate | None:
    """Give the feed that sites of this kind keep for this address."""
    parts = urlsplit(url)
    for kind in _KINDS:
        found = kind.path.match(parts.path) if kind.host.match(parts.hostname or "") else None
        if found is not None:
            origin = f"{parts.scheme}://{parts.netloc}"
            feed = kind.feed.format(origin=origin, p=found.groupdict().get("p", ""))
            return Candidate(url=feed, hint=Hint.SITE)
    return None


def keep_user(url: str, given: str) -> str:
    """Carry the user and password of the address that was given to others of its origin."""
    user, _, _ = urlsplit(given).netloc.rpartition("@")
    parts, origin = urlsplit(url), urlsplit(given)
    same = (parts.scheme, parts.hostname, parts.port) == (
        origin.scheme,
        origin.hostname,
        origin.port,
    )
    if not user or not same or "@" in parts.netloc:
        return url
    return urlunsplit(parts._replace(netloc=f"{user}@{parts.netloc}"))
