"""Judge a feed as a doctor would: what is well, what is odd, what keeps it from being polled.

Pure. Takes what was seen at the feed's address (`Checkup`) and gives one `Symptom` for each thing
that was looked at, with advice where there is something to do. A feed with a broken symptom
cannot be polled; a doubtful one can, and something of it is lost or wasted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from monitor.feeds.remarks import (
    Symptom,
    broken,
    doubtful,
    fine,
    judge_facts,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from monitor.feeds.facts import FeedFacts

#: Slower answers hold up a poll for longer than most documents are worth.
SLOW: Final = timedelta(seconds=5)
LARGE_BYTES: Final = 2 * 1024 * 1024
#: Smaller documents gain nothing by compression.
WORTH_COMPRESSING_BYTES: Final = 16 * 1024
_OK: Final = frozenset({200, 226})
_NOT_MODIFIED: Final = 304
_FEED_MEDIA_TYPES: Final = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/feed+json",
        "application/json",
        "application/xml",
        "text/xml",
    }
)


class Trouble(StrEnum):
    """Why no answer came."""

    ADDRESS = "address"
    NAME = "name"
    TLS = "tls"
    #: Something answers, but no encryption comes about.
    HANDSHAKE = "handshake"
    CONNECTION = "connection"
    TIMEOUT = "timeout"
    REDIRECTS = "redirects"
    SIZE = "size"
    CODING = "coding"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One answer, or why none came."""

    status_code: int | None = None
    #: Where it came from, after redirects.
    final_url: str | None = None
    #: Set when every redirect said "permanently".
    moved_to: str | None = None
    headers: Mapping[str, str]
    body_bytes: int = 0
    took: timedelta = timedelta()
    trouble: Trouble | None = None
    #: In words, without secrets.
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    """All that was seen at one address."""

    url: str
    visit: Visit
    #: The second visit, with the validators of the first; None when there were none.
    again: Visit | None = None
    #: The second answer had the same body as the first.
    is_same: bool = False
    #: None when no feed came; `error` says what came instead.
    facts: FeedFacts | None = None
    error: str | None = None
    #: A feed that the page at this address names.
    named: str | None = None


def judge_feed(checkup: Checkup) -> tuple[Symptom, ...]:
    """Say how each thing is, in the order in which a poll meets them."""
    return tuple(_judge(checkup))


def is_usable(symptoms: tuple[Symptom, ...]) -> bool:
    """Say whether the feed can be polled."""
    return all(not symptom.is_broken for symptom in symptoms)


def _judge(checkup: Checkup) -> Iterator[Symptom]:
    visit = checkup.visit
    if visit.trouble is not None:
        yield from _of_trouble(visit.trouble, visit.error or "")
        return
    yield fine("address", "it may be called")
    yield from _of_connection(checkup)
    status = _status(visit)
    yield status
    if status.is_broken:
        return
    yield from filter(None, (look(checkup) for look in _LOOKS))
    if checkup.facts is None:
        advice = None if checkup.named is None else f"the page names {checkup.named}"
        yield broken("document", checkup.error or "is no feed", advice)
        return
    yield from judge_facts(checkup.facts)


#: What each trouble is a symptom of, and what helps.
_TROUBLES: Final[Mapping[Trouble, tuple[str, str]]] = {
    Trouble.ADDRESS: (
        "address",
        "only public addresses are called, and no ports that belong to other services",
    ),
    Trouble.NAME: ("name", "check the spelling of the host, and whether this machine has DNS"),
    Trouble.TLS: (
        "tls",
        "its certificate is not trusted, has expired or is for another name; tell the publisher",
    ),
    Trouble.HANDSHAKE: (
        "tls",
        "nothing encrypted is spoken there, or only what is not safe any more; try http://",
    ),
    Trouble.CONNECTION: ("connection", "the server takes no connection; it may be down"),
    Trouble.TIMEOUT: ("time", "it is too slow; `timeout` under [fetch] gives it longer"),
    Trouble.REDIRECTS: ("redirects", "open it in a browser and take the address that it ends at"),
    Trouble.SIZE: ("size", "`max_bytes` under [fetch] is the limit; ask for a shorter feed"),
    Trouble.CODING: ("encoding", "its compression is broken or was not asked for"),
    Trouble.OTHER: ("connection", "its answer is no HTTP that can be read"),
}


def _of_trouble(trouble: Trouble, error: str) -> Iterator[Symptom]:
    if trouble is not Trouble.ADDRESS:
        yield fine("address", "nothing speaks against it")
    name, advice = _TROUBLES[trouble]
    yield broken(name, error, advice)


def _of_connection(checkup: Checkup) -> Iterator[Symptom]:
    visit, scheme = checkup.visit, checkup.url.partition(":")[0].lower()
    yield fine("name", "has an address")
    if scheme == "https":
        yield fine("tls", "the certificate is trusted")
    else:
        advice = "see whether https:// works too: http can be read and changed on the way"
        yield doubtful("tls", "the address is not encrypted", advice)
    if visit.final_url is None or _bare(visit.final_url) == _bare(checkup.url):
        yield fine("redirects", "none")
    elif visit.moved_to is not None:
        text = f"moved permanently to {visit.moved_to}"
        yield doubtful("redirects", text, "add that address instead")
    else:
        yield fine("redirects", f"led to {visit.final_url}, for the time being")


def _bare(url: str) -> str:
    """Drop what a redirect to itself would differ by: user, fragment, an empty path."""
    scheme, _, rest = url.partition("#")[0].partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host.rpartition('@')[2]}/{path if slash else ''}"


#: Advice by status; others go by their hundreds.
_STATUS_ADVICE: Final[Mapping[int, str]] = {
    401: "it wants a user: write https://USER:PASSWORD@host/…",
    403: "it refuses programs or your country; ask the publisher, naming the User-Agent",
    404: "nothing is there; give the site's address to `monitor feeds add` to look for its feeds",
    410: "it is gone for good; remove it",
    429: "it wants to be asked less often",
    451: "it is withheld for legal reasons",
}


def _status(visit: Visit) -> Symptom:
    code = visit.status_code or 0
    if code in _OK:
        return fine("status", str(code))
    after = visit.headers.get("retry-after")
    wait = f"; Retry-After: {after}" if after else ""
    server = "the server is in trouble; try again later"
    advice = _STATUS_ADVICE.get(code) or (server if code >= 500 else None)  # noqa: PLR2004
    return broken("status", f"{code}{wait}", advice)


def _validators(checkup: Checkup) -> Symptom:
    told = [name for name in ("ETag", "Last-Modified") if checkup.visit.headers.get(name.lower())]
    if told:
        return fine("validators", " and ".join(told))
    advice = "every poll costs the whole document; the publisher could send an ETag"
    return doubtful("validators", "none: the server cannot say that nothing has changed", advice)


def _conditional(checkup: Checkup) -> Symptom | None:
    again = checkup.again
    if again is None:
        return None
    if again.status_code == _NOT_MODIFIED:
        return fine("conditional", "an unchanged document costs nothing (304)")
    if again.trouble is not None or again.status_code not in _OK:
        told = again.error or f"status {again.status_code}"
        return doubtful("conditional", f"asked again it did not answer as before: {told}")
    if checkup.is_same:
        advice = "every poll costs the whole document; tell the publisher"
        return doubtful("conditional", "it sent the same document again instead of 304", advice)
    return fine("conditional", "the document had changed when it was asked again")


def _cache(checkup: Checkup) -> Symptom | None:
    told = checkup.visit.headers.get("cache-control") or checkup.visit.headers.get("expires")
    return None if told is None else fine("cache", told)


def _size(checkup: Checkup) -> Symptom:
    visit = checkup.visit
    coding = visit.headers.get("content-encoding", "").strip().lower() or None
    size = f"{visit.body_bytes:,} bytes"
    told = f"{size}, {coding}" if coding else size
    if visit.body_bytes > LARGE_BYTES:
        return doubtful("size", told, "it costs much at every poll; is there a shorter feed?")
    if coding is None and visit.body_bytes > WORTH_COMPRESSING_BYTES:
        return fine("size", f"{told}, not compressed")
    return fine("size", told)


def _time(checkup: Checkup) -> Symptom:
    took = checkup.visit.took
    told = f"{took.total_seconds():.1f} s"
    if took > SLOW:
        return doubtful("time", told, "a slow server delays its news")
    return fine("time", told)


def _media_type(checkup: Checkup) -> Symptom | None:
    told = checkup.visit.headers.get("content-type", "").partition(";")[0].strip().lower()
    if checkup.facts is None:
        return None
    if told in _FEED_MEDIA_TYPES:
        return fine("media type", told)
    advice = "it is read all the same; some programs will not"
    return doubtful("media type", f"{told or 'none'}, though it is a feed", advice)


_LOOKS: Final[tuple[Callable[[Checkup], Symptom | None], ...]] = (
    _validators,
    _conditional,
    _cache,
    _size,
    _time,
    _media_type,
)
