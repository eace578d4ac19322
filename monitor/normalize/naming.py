"""Make the addresses of one page one: scheme, `www.`, mobile, AMP, print, index, slash, order.

Pure. Takes a tidy URL. What a rule does here holds on every site; what holds on single ones
stands in `sites`. Each rule asks for more than a word in the address: `/guitars/amp` is a page
about guitars, `/2026/11/24/shoigu-lands/amp` is another dress of an article.
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import ip_address
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from monitor.normalize.sites import apply_site, name_site
from monitor.text import registered_domain


class _Host(NamedTuple):
    #: As it is written in canonical URLs, with its port.
    name: str
    #: Public names without a port of their own are reached by either scheme.
    is_public: bool


def name_page(url: str) -> str:
    """Give the one address of the page that a tidy `url` names."""
    bare, hash_sign, fragment = url.partition("#")
    parts = urlsplit(bare)
    host = _name_host(parts.netloc)
    path = _name_path(parts.path)
    names = _names_more if _ITSELF.search(path) else _names
    query = "&".join(sorted(filter(names, parts.query.split("&")), key=_parameter))
    scheme = "https" if host.is_public else parts.scheme
    address = f"{host.name}{path}{'?' if query else ''}{query}"
    if host.is_public:
        address = apply_site(address)
    return f"{scheme}://{address}{hash_sign}{fragment}"


#: Other names of a site's front: what stands before the registered domain.
_FRONTS: Final = frozenset({"www", "m", "amp"})


@lru_cache(maxsize=65_536)
def _name_host(netloc: str) -> _Host:
    if ":" in netloc or "." not in netloc or _is_address(netloc):
        return _Host(netloc, is_public=False)
    name = netloc
    while (front := name.partition("."))[0] in _FRONTS and front[2].endswith(
        registered_domain(name)
    ):
        name = front[2]
    return _Host(name_site(name), is_public=True)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


#: Sessions that servers write into paths.
_SESSION: Final = re.compile(r";jsessionid=[^/?]*|/\(S\([a-z0-9]{16,}\)\)", re.IGNORECASE)
_INDEX: Final = re.compile(r"/index\.(?:html?|shtml|xhtml|php|jsp|aspx?)\Z", re.IGNORECASE)
_AMP_FILE: Final = re.compile(r"(?:[.~]amp)(\.html?)?\Z")
#: Another dress of an article, said before its path or behind it.
_DRESS_BEFORE: Final = re.compile(r"\A/amp(?:html)?(?=/)")
_DRESS_BEHIND: Final = re.compile(r"/(?:amp(?:/1|\.html)?|print)\Z")
#: A name of many words, a number, or a file: so articles are called, and sections are not.
_ARTICLE: Final = re.compile(r"[-_][^/]*[-_]|\d{4}|\.[a-z]{3,5}\Z", re.IGNORECASE)


#: Signs that some write as they are and some as numbers; no server tells them apart.
_SIGNS: Final = re.compile("%(21|27|28|29|2A|2C)")


def _name_path(path: str) -> str:
    path = _SIGNS.sub(lambda sign: chr(int(sign[1], 16)), path) if "%2" in path else path
    if not _MAY_DIFFER.search(path):
        return path
    path = _INDEX.sub("", "/" + _SESSION.sub("", path).strip("/"))
    for dress, instead in _DRESSES_OF_PATH:
        bare = dress.sub(instead, path)
        if bare != path and _is_article(bare):
            path = bare
    return path.rstrip("/") or "/"


_DRESSES_OF_PATH: Final = ((_DRESS_BEFORE, ""), (_DRESS_BEHIND, ""), (_AMP_FILE, r"\1"))
#: A path without any of these is its own name.
_MAY_DIFFER: Final = re.compile(
    r"/\Z|\A//|\A\Z|amp|/index\.|;jsessionid|/print\Z|/\(S\(", re.IGNORECASE
)


def _is_article(path: str) -> bool:
    return _ARTICLE.search(path) is not None


def _parameter(pair: str) -> str:
    return pair.partition("=")[0]


#: Parameters that say in which dress a page is shown, with the values that say so.
_DRESSES: Final = {
    "amp": frozenset({"", "1", "true", "yes"}),
    "outputtype": frozenset({"amp", "amp-type", "valid-amp"}),
    "output": frozenset({"amp", "print"}),
    "format": frozenset({"amp", "print"}),
    "view": frozenset({"amp", "print"}),
    "layout": frozenset({"amp", "print"}),
    "mode": frozenset({"amp", "print"}),
    "print": frozenset({"", "1", "true", "yes", "y", "print"}),
    "printable": frozenset({"", "1", "true", "yes"}),
    "printmode": frozenset({"", "1", "true"}),
    "printpagedarticle": frozenset({"true"}),
    "share": frozenset(
        """
        twitter x facebook linkedin email telegram reddit pinterest tumblr pocket
        jetpack-whatsapp whatsapp
        """.split()  # noqa: SIM905 - a list to read, not a program
    ),
}
#: Parameters that, with such a value, say where the link was found.
_ORIGINS: Final = frozenset(
    "from source src ref referer referrer via partner origin cmp input medium feed mode".split()  # noqa: SIM905 - names read best as words
)
_PLACES: Final = re.compile(
    r"rss\d?|(?:rss|xml)[-_]?feeds?|feeds?|atom|twitter|facebook|telegram|whatsapp|newsletter",
    re.IGNORECASE,
)


def _names(pair: str) -> bool:
    """Say whether a parameter may name a page, and does not only dress it."""
    if not pair:
        return False
    name, _, value = pair.partition("=")
    name = name.lower()
    if name in _DRESSES:
        return value.lower() not in _DRESSES[name]
    return not (name in _ORIGINS and _PLACES.fullmatch(value))


#: A last part of a path that names an article by itself: many words, a long number, a digest.
_ITSELF: Final = re.compile(
    r"(?:[-_][^/_-]+){3}[^/]*\Z|\d{6}[^/]*\Z|[0-9a-f]{8}[^/]*\Z", re.IGNORECASE
)
#: Parameters that name nothing more where the path does; elsewhere they may be all there is.
_ONLY_TELLING: Final = frozenset(
    """
    ref referer referrer src source from via origin cid cmpid cmp icid intcid int_cid fm
    tbref mod cre updated t ts timestamp rnd gift sharetype share_id trackid campaign
    campaign_id medium newsletter nl promo widget
    """.split()  # noqa: SIM905 - a list to read, not a program
)


def _names_more(pair: str) -> bool:
    """Say whether a parameter may name more than a path that names an article already."""
    return _names(pair) and _parameter(pair).lower() not in _ONLY_TELLING
