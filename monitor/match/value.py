"""Hold the facts around an article against what a query says of them.

Pure. `url:` and `feed:` look for a part of an address, `site:` for a host or the domain it lies
in, `lang:` and `country:` for a code; the fields made of words are searched like text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monitor.match.syntax import Term, TermKind
from monitor.model import Article, Field

if TYPE_CHECKING:
    from collections.abc import Callable

#: Fields that are compared whole or in part, not word by word.
VALUE_FIELDS = frozenset({Field.URL, Field.SITE, Field.FEED, Field.LANG, Field.COUNTRY})

_HOST = re.compile(r"(?:[a-z][a-z0-9+.\-]*://)?([^/:?#@\s]+)(?::\d+)?/?", re.IGNORECASE)


def find_flaw(field: Field, term: Term) -> str | None:
    """Say what is wrong with a term as a value of this field, None when nothing is."""
    if field not in VALUE_FIELDS:
        return None
    if term.kind is TermKind.PREFIX or "*" in term.text:
        return f"{field}: takes no *"
    if field is Field.SITE and not _HOST.fullmatch(term.text):
        return "a host or domain after site:, as in site:example.org; url: finds a part of a path"
    if field is Field.LANG and not re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*", term.text):
        return "a language code after lang:, as in lang:de"
    if field is Field.COUNTRY and not re.fullmatch(r"[A-Za-z]{2}", term.text):
        return "a country code of two letters after country:, as in country:KP"
    return None if term.text else f"a value after {field}:"


def compare_value(field: Field, term: Term) -> Callable[[Article], str | None]:
    """Return the test for a term in this field: what of the article agrees, or None."""
    wanted = _read_term(field, term)
    if field is Field.LANG:
        return _compare_language(wanted)
    if field is Field.COUNTRY:
        return _compare_country(wanted)
    if field is Field.SITE:
        return _compare_site(wanted)
    return _find_in(wanted, _feeds if field is Field.FEED else _addresses)


def key_of(field: Field, term: Term) -> str:
    """Return what the index files a term of this field under."""
    return f"{field}={_read_term(field, term)}"


def _read_term(field: Field, term: Term) -> str:
    """Write a term in the one way that values of its field are compared in."""
    if field is Field.LANG:
        return term.text.lower().split("-")[0]
    if field is Field.COUNTRY:
        return term.text.upper()
    match = _HOST.fullmatch(term.text) if field is Field.SITE else None
    return _ascii_host(match.group(1)) if match else term.text.casefold()


def read_values(  # noqa: PLR0911 - one line per field
    field: Field, article: Article
) -> tuple[str, ...]:
    """Return the texts of a field that is searched word by word."""
    match field:
        case Field.SOURCE:
            return tuple(filter(None, (article.source.name, article.source.family)))
        case Field.AUTHOR:
            return (article.author,) if article.author else ()
        case Field.CATEGORY:
            return article.categories
        case Field.TAG:
            return article.tags
        case Field.TITLE:
            return (article.title,)
        case Field.SUMMARY:
            return (article.summary,)
        case Field.TEXT:
            return (article.text,)
        case _:
            return ()


def tell_value(field: Field, article: Article) -> str | None:
    """Say what an article has where a fact is compared whole; None where that is not short."""
    match field:
        case Field.LANG:
            return article.language
        case Field.COUNTRY:
            return article.source.country
        case Field.SITE:
            return next(iter(find_sites(article)), None)
        case _:
            return None


def find_sites(article: Article) -> tuple[str, ...]:
    """Return the hosts an article lies on, and every domain they lie in."""
    sites: list[str] = []
    for address in _addresses(article):
        labels = _host_of(address).split(".")
        sites.extend(".".join(labels[place:]) for place in range(len(labels)))
    return tuple(dict.fromkeys(sites))


def _compare_language(code: str) -> Callable[[Article], str | None]:
    def compare(article: Article) -> str | None:
        return article.language if (article.language or "").split("-")[0] == code else None

    return compare


def _compare_country(code: str) -> Callable[[Article], str | None]:
    def compare(article: Article) -> str | None:
        country = article.source.country
        return country if (country or "").upper() == code else None

    return compare


def _compare_site(host: str) -> Callable[[Article], str | None]:
    def compare(article: Article) -> str | None:
        for address in _addresses(article):
            found = _host_of(address)
            if found == host or found.endswith("." + host):
                return found
        return None

    return compare


def _find_in(
    part: str, read: Callable[[Article], tuple[str, ...]]
) -> Callable[[Article], str | None]:
    def compare(article: Article) -> str | None:
        return next((value for value in read(article) if part in value.casefold()), None)

    return compare


def _feeds(article: Article) -> tuple[str, ...]:
    return article.feeds


def _addresses(article: Article) -> tuple[str, ...]:
    return tuple(filter(None, (article.url, article.canonical_url)))


def _host_of(address: str) -> str:
    try:
        return _ascii_host(urlsplit(address).hostname or "")
    except ValueError:
        return ""


def _ascii_host(host: str) -> str:
    """Write a host in the one way that hosts in any script can be compared in."""
    host = host.lower().strip(".")
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host
