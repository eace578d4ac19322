"""Look through addresses that only lead on to others.

Pure. Where a redirector's address carries its target, the target is read from it; where it does
not, `is_redirector` says that somebody has to ask. Each rule names host, path and parameter: a
parameter called `url` elsewhere may be anything.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable

#: Redirectors in redirectors: more than two were never seen.
_MOST_WRAPPERS: Final = 3
_WEB: Final = ("http://", "https://")

#: Host, path, and the parameters of which one holds the target.
_WRAPPERS: Final = tuple(
    (re.compile(host + r"\Z"), re.compile(path + r"\Z"), names)
    for host, path, names in (
        (r"(?:www\.|news\.|images\.)?google(?:\.[a-z]{2,3}){1,2}", "/url", ("url", "q")),
        (r"(?:lm?|www|m|web)\.(?:facebook|instagram)\.com", "/(?:l.php|flx/warn/?)?", ("u",)),
        (r"out\.reddit\.com", ".*", ("url",)),
        (r"(?:www\.|m\.)?youtube\.com", "/redirect", ("q",)),
        (r"(?:www\.|m\.)?vk\.com", "/away(?:\\.php)?", ("to",)),
        (r"(?:html\.)?duckduckgo\.com", "/l/?", ("uddg",)),
        (r"(?:www\.)?bing\.com", "/news/apiclick\\.aspx", ("url",)),
        (r"t\.umblr\.com", "/redirect", ("z",)),
        (r"slack-redir\.net", "/link", ("url",)),
        (r"steamcommunity\.com", "/linkfilter/?", ("url", "u")),
        (r"(?:www\.)?linkedin\.com", "/(?:redir/redirect|safety/go)/?", ("url",)),
        (r"[a-z0-9]+\.safelinks\.protection\.outlook\.com", "/.*", ("url",)),
        (r"exit\.sc", "/?", ("url",)),
        (r"disq\.us", "/url", ("url",)),
        (r"go\.(?:skimresources|redirectingat)\.com", "/?", ("url",)),
        (r"redirect\.viglink\.com", "/?", ("u",)),
        (r"(?:www\.)?getpocket\.com", "/redirect", ("url",)),
        (r"flipboard\.com", "/redirect", ("url",)),
        (r"t\.me", "/iv", ("url",)),
        (r"link\.(?:zhihu\.com|juejin\.cn|csdn\.net)", "/?", ("target",)),
        (r"(?:www\.)?weibo\.cn", "/sinaurl", ("u", "toasturl")),
        (r"cr\.naver\.com", "/(?:rd|redir)", ("u",)),
        (r"(?:www\.)?douban\.com", "/link2/?", ("url",)),
        (r"feedproxy\.feedly\.com|feedly\.com", "/i/entry/.*", ("url",)),
    )
)
_AMP_CACHE: Final = re.compile(r"[a-z0-9-]+\.cdn\.ampproject\.org\Z")
_AMP_PATH: Final = re.compile(r"/(?:[cvi]/)?(s/)?([a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/.*)?)\Z")
_VIEWER: Final = re.compile(r"(?:www\.)?(?:google(?:\.[a-z]{2,3}){1,2}|bing\.com)\Z")
_VIEWER_PATH: Final = re.compile(r"/amp/(s/)?([a-z0-9-]+(?:\.[a-z0-9-]+)+/.*)\Z")
_NEWS_PATH: Final = re.compile(r"/(?:rss/|__i/rss/rd/)?(?:articles|read)/([\w-]{20,}=*)\Z")
_NEWS_TARGET: Final = re.compile(rb"https?://[\x21-\x7e]+")
_URLDEFENSE: Final = re.compile(r"/v3/__(https?:/.+?)__;")
_YAHOO_TARGET: Final = re.compile(r"/RU=([^/]+)/|\*\*?(https?(?::|%3[aA]).+)\Z")


def unwrap(url: str) -> str:
    """Give where `url` leads by what it says itself; `url` when it leads nowhere else."""
    for _ in range(_MOST_WRAPPERS):
        parts = urlsplit(url)
        found = next(filter(None, (look(parts) for look in _LOOKS)), None)
        if found is None or not found.startswith(_WEB) or found == url:
            break
        url = found
    return url


def _parameter(parts: SplitResult) -> str | None:
    if not parts.query:
        return None
    for host, path, names in _WRAPPERS:
        if host.match(parts.netloc) and path.match(parts.path):
            values = dict(reversed(parse_qsl(parts.query, keep_blank_values=True)))
            return next(filter(None, (_target(values.get(name)) for name in names)), None)
    return None


def _target(value: str | None) -> str | None:
    return value if value is not None and value.startswith(_WEB) else None


def _of_amp_cache(parts: SplitResult) -> str | None:
    if "amp" not in parts.netloc and not parts.path.startswith("/amp/"):
        return None
    if _AMP_CACHE.match(parts.netloc):
        found = _AMP_PATH.match(parts.path)
    elif _VIEWER.match(parts.netloc):
        found = _VIEWER_PATH.match(parts.path)
    else:
        return None
    if found is None:
        return None
    query = f"?{parts.query}" if parts.query else ""
    return f"{'https' if found[1] else 'http'}://{found[2]}{query}"


def _of_google_news(parts: SplitResult) -> str | None:
    """Read the address that older Google News links hold; newer ones hold a number."""
    found = parts.netloc == "news.google.com" and _NEWS_PATH.match(parts.path)
    if not found:
        return None
    coded = found[1].rstrip("=")
    try:
        data = base64.urlsafe_b64decode(coded + "=" * (-len(coded) % 4))
    except (ValueError, binascii.Error):
        return None
    target = _NEWS_TARGET.search(data)
    if target is None:
        return None
    # The length stands before the text: it tells where the text ends, as 7 bits a byte.
    start = target.start()
    length = data[start - 1]
    if start > 1 and data[start - 2] & 0x80:
        length = (data[start - 2] & 0x7F) | (data[start - 1] << 7)
    return data[start : start + length].decode("ascii", "ignore")


def _of_path(parts: SplitResult) -> str | None:
    """Read targets that are written into paths."""
    if parts.netloc == "urldefense.com":
        found = _URLDEFENSE.search(parts.path)
        return None if found is None else re.sub(r"\A(https?):/{1,2}", r"\1://", found[1])
    if parts.netloc.endswith("search.yahoo.com") or parts.netloc.startswith("rd.yahoo."):
        found = _YAHOO_TARGET.search(parts.path)
        return None if found is None else unquote(found[1] or found[2])
    if parts.netloc in ("href.li", "anonym.to", "www.anonym.to"):
        return _target(unquote(parts.query))
    return None


_LOOKS: Final[tuple[Callable[[SplitResult], str | None], ...]] = (
    _parameter,
    _of_amp_cache,
    _of_google_news,
    _of_path,
)

#: Hosts of which every address leads elsewhere.
_SHORTENERS: Final = frozenset(
    """
    t.co bit.ly j.mp tinyurl.com ow.ly buff.ly dlvr.it ift.tt goo.gl trib.al is.gd v.gd
    lnkd.in fb.me wp.me rb.gy cutt.ly shorturl.at tiny.cc su.pr flip.it reut.rs nyti.ms bbc.in
    cnn.it wapo.st on.ft.com on.wsj.com bloom.bg econ.st gu.com trib.in aje.io p.dw.com
    spon.de zeit.to faz.net.de tass.link clck.ru vk.cc me2.do han.gl naver.me dai.ly
    feedproxy.google.com feeds.feedblitz.com rss.feedsportal.com go.theregister.com
    """.split()  # noqa: SIM905 - a list to read, not a program
)


def is_redirector(url: str) -> bool:
    """Say whether `url` leads to another page that only asking can tell."""
    parts = urlsplit(url)
    if parts.netloc in _SHORTENERS:
        return len(parts.path) > 1
    # FeedBurner, also under names of its customers: feeds.reuters.com/~r/…
    if parts.path.startswith("/~r/"):
        return True
    return parts.netloc == "news.google.com" and bool(_NEWS_PATH.match(parts.path))
