"""Every exception of the program, in one tree.

MonitorError
├── ConfigError                 problems (file, line, where, problem, remedy)
├── FeedError                   url
│   ├── FetchError              transient, retry_after
│   │   ├── ConnectFailed       · FetchTimeout · TooManyRedirects
│   │   ├── BadStatus           status_code
│   │   ├── BodyTooLarge        limit
│   │   ├── BadEncoding         encoding
│   │   ├── NotAPage            media_type
│   │   └── AddressRefused      address
│   ├── ParseError              format
│   │   ├── NotAFeed            wall
│   │   └── ParseLimit          limit
│   ├── Unstorable
│   └── Unpollable
├── QuerySyntaxError            query, position, end, expected, hint
├── NoWikidata                  url, problem
├── AddressTaken                address, problem
├── StoreError
│   ├── NotFound                noun, key
│   ├── Conflict                noun, key
│   ├── LeaseLost               holder
│   ├── DatabaseBusy            path
│   ├── DatabaseUnavailable     url, problem
│   ├── DatabaseRefused         problem
│   ├── BackupRefused           problem
│   └── SchemaMismatch          found, expected
└── DeliveryError               permanent, retry_after, reached, reason
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from monitor.carets import point_at
from monitor.redaction import redact_url as redact_url  # noqa: PLC0414 - handed on

if TYPE_CHECKING:
    from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong in a file that a person wrote.

    `where` is the dotted place (`topics.shoigu.query`), `line` counts from 1 and is None
    where the value came from the environment.
    """

    file: str
    line: int | None
    where: str
    problem: str
    value: str | None = None
    remedy: str | None = None

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        given = "" if self.value is None else f" (given: {self.value})"
        remedy = "" if self.remedy is None else f" – {self.remedy}"
        return f"{place}: {self.where}: {self.problem}{given}{remedy}"


class MonitorError(Exception):
    """Something went wrong in monitor."""

    #: Names of the attributes that `str(error)` shows, in order.
    shown: ClassVar[tuple[str, ...]] = ()

    def __str__(self) -> str:
        parts = [(type(self).__doc__ or "").strip().splitlines()[0].rstrip(".")]
        for name in self.shown:
            value = getattr(self, name)
            if value is not None:
                parts.append(f"{name.replace('_', ' ')}: {value}")
        if self.__cause__ is not None:
            parts.append(f"cause: {type(self.__cause__).__name__}: {self.__cause__}")
        return "; ".join(parts)

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by attributes, so that errors cross the worker processes whole."""
        return (_rebuild, (type(self), dict(self.__dict__)))


def _rebuild(kind: type[MonitorError], data: dict[str, object]) -> MonitorError:
    error = kind.__new__(kind)
    error.__dict__.update(data)
    return error


class ConfigError(MonitorError):
    """The settings or the newsroom file cannot be used."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__()
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class FeedError(MonitorError):
    """A feed could not be read."""

    shown: ClassVar[tuple[str, ...]] = ("url",)

    def __init__(self, url: str) -> None:
        super().__init__()
        #: Redacted: errors reach the log, the database and the pages.
        self.url = redact_url(url)


class FetchError(FeedError):
    """The document could not be fetched."""

    def __init__(
        self, url: str, *, transient: bool = True, retry_after: timedelta | None = None
    ) -> None:
        super().__init__(url)
        self.transient = transient
        self.retry_after = retry_after


class ConnectFailed(FetchError):
    """No connection to the server."""


class FetchTimeout(FetchError):
    """The server did not finish within the deadline."""


class TooManyRedirects(FetchError):
    """The server redirected too often or in a circle."""


class BadStatus(FetchError):
    """The server answered with an error status."""

    shown = ("url", "status_code")

    def __init__(
        self,
        url: str,
        *,
        status_code: int,
        transient: bool = True,
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(url, transient=transient, retry_after=retry_after)
        self.status_code = status_code


class BodyTooLarge(FetchError):
    """The document is larger than the limit."""

    shown = ("url", "limit")

    def __init__(self, url: str, *, limit: int) -> None:
        super().__init__(url, transient=False)
        self.limit = limit


class BadEncoding(FetchError):
    """The server sent a content encoding that was not offered, or broke it."""

    shown = ("url", "encoding")

    def __init__(self, url: str, *, encoding: str) -> None:
        super().__init__(url, transient=True)
        self.encoding = encoding


class NotAPage(FetchError):
    """The document is not a web page."""

    shown = ("url", "media_type")

    def __init__(self, url: str, *, media_type: str) -> None:
        super().__init__(url, transient=False)
        self.media_type = media_type


class AddressRefused(FetchError):
    """The address guard refused to call this address."""

    shown = ("url", "address")

    def __init__(self, url: str, *, address: str, transient: bool = False) -> None:
        super().__init__(url, transient=transient)
        self.address = address

    def __str__(self) -> str:
        text = super().__str__()
        if not any(network in self.address for network in _OWN_NETWORKS):
            return text
        return f"{text}; for your own network set `allow_private = true` under [fetch]"


#: What the guard calls networks that `allow_private` opens.
_OWN_NETWORKS: Final = ("loopback", "private network", "shared address space")


class ParseError(FeedError):
    """The document could not be parsed."""

    shown = ("url", "format")

    def __init__(self, url: str, *, format: str | None = None) -> None:  # noqa: A002 - the field's word
        super().__init__(url)
        self.format = format


class NotAFeed(ParseError):
    """The document is not a feed."""

    def __init__(
        self,
        url: str,
        *,
        format: str | None = None,  # noqa: A002 - the field's word
        wall: str | None = None,
    ) -> None:
        """Say what it is instead.

        Args:
            url: Where it came from.
            format: One of `FOUND_INSTEAD`.
            wall: Who keeps programs out, where that is known.
        """
        super().__init__(url, format=format)
        self.wall = wall

    def __str__(self) -> str:
        what, remedy = FOUND_INSTEAD.get(self.format or "", FOUND_INSTEAD["unknown"])
        by = "" if self.wall is None else f" ({self.wall})"
        return f"{self.url} is not a feed but {what}{by}; {remedy}"


_LOOK_FOR_FEED: Final = "give the address of the site to `monitor feeds add`, which looks for feeds"
#: What came instead of a feed, and what the operator can do.
FOUND_INSTEAD: Final = {
    "empty": ("an empty answer", "it may come back; if not, ask the publisher or remove the feed"),
    "page": ("a web page", _LOOK_FOR_FEED),
    "wall": (
        "a page that keeps programs out",
        "ask the publisher to let this program through (name its User-Agent), or use another feed",
    ),
    "login": ("a page that asks for a password", "the feed may need a user in its address"),
    "consent": ("a page that asks for consent", "try the address that the page leads to"),
    "opml": ("a list of feeds (OPML)", "import it with `monitor feeds import`"),
    "sitemap": ("a sitemap without news", _LOOK_FOR_FEED),
    "sitemap_index": (
        "an index of sitemaps",
        "add the news sitemap that it names, not the index",
    ),
    "opensearch": ("a description of a search", _LOOK_FOR_FEED),
    "text": ("plain text", "check the address"),
    "error": ("an error message in XML", "it may come back; if not, check the address"),
    "image": ("an image", "check the address"),
    "media": ("a sound or a film", "check the address"),
    "pdf": ("a PDF file", "check the address"),
    "archive": ("an archive or a broken gzip file", "check the address"),
    "json": ("JSON of another kind", "check the address: a JSON Feed names its version"),
    "unknown": ("something else", "check the address"),
}


class ParseLimit(ParseError):
    """Parsing the document took more time or memory than it may take."""

    shown = ("url", "limit")

    def __init__(self, url: str, *, limit: str) -> None:
        super().__init__(url)
        self.limit = limit


class Unstorable(FeedError):
    """The database refused what this document says."""


class Unpollable(FeedError):
    """A fault of this program kept the feed from being polled; the log has it."""


class QuerySyntaxError(MonitorError):
    """The query cannot be understood."""

    def __init__(
        self,
        query: str,
        *,
        position: int,
        expected: str,
        end: int | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__()
        self.query = query
        #: Offset in code points of `query` where reading stopped making sense.
        self.position = position
        #: Offset after what was found there.
        self.end = position + 1 if end is None else end
        self.expected = expected
        #: What was probably meant, or what to write instead.
        self.hint = hint

    def __str__(self) -> str:
        hint = "" if self.hint is None else f"; {self.hint}"
        said = f"the query cannot be understood at position {self.position + 1}: {self.expected}"
        return "\n".join((said + hint, *point_at(self.query, self.position, self.end)))


class NoWikidata(MonitorError):
    """Wikidata did not answer what was asked."""

    shown = ("url", "problem")

    def __init__(self, url: str, *, problem: str) -> None:
        super().__init__()
        self.url = redact_url(url)
        self.problem = problem


class AddressTaken(MonitorError):
    """The pages cannot be served at this address."""

    shown = ("address", "problem")

    def __init__(self, address: str, *, problem: str) -> None:
        super().__init__()
        self.address = address
        self.problem = problem

    def __str__(self) -> str:
        return (
            f"the pages cannot be served at {self.address}: {self.problem}; "
            "set another address as `bind` under [web]"
        )


class StoreError(MonitorError):
    """The database could not do what was asked."""


class NotFound(StoreError):
    """There is no such thing."""

    shown = ("noun", "key")

    def __init__(self, noun: str, key: object) -> None:
        super().__init__()
        self.noun = noun
        self.key = key

    def __str__(self) -> str:
        key = redact_url(str(self.key)) if self.noun == "feed" else self.key
        return f"there is no {self.noun} {key}"


class Conflict(StoreError):
    """Another thing has this name already."""

    shown = ("noun", "key")

    def __init__(self, noun: str, key: object) -> None:
        super().__init__()
        self.noun = noun
        self.key = key


class LeaseLost(StoreError):
    """Somebody else took over this work while it was being done."""

    shown = ("holder",)

    def __init__(self, holder: str) -> None:
        super().__init__()
        self.holder = holder


class DatabaseBusy(StoreError):
    """Another monitor daemon is already running on this database."""

    shown = ("path",)

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path


class DatabaseUnavailable(StoreError):
    """The database cannot be used."""

    shown = ("url", "problem")

    def __init__(self, url: str, *, problem: str) -> None:
        super().__init__()
        #: Without the password.
        self.url = url
        self.problem = problem

    def __str__(self) -> str:
        return f"the database {self.url} cannot be used: {self.problem}"


class DatabaseRefused(StoreError):
    """The database refused what was asked of it."""

    shown = ("problem",)

    def __init__(self, problem: str) -> None:
        super().__init__()
        self.problem = problem


class BackupRefused(StoreError):
    """The backup was not made."""

    shown = ("problem",)

    def __init__(self, problem: str) -> None:
        super().__init__()
        self.problem = problem


class SchemaMismatch(StoreError):
    """The database was written by another version of monitor."""

    shown = ("found", "expected")

    def __init__(self, *, found: str | None, expected: str) -> None:
        super().__init__()
        self.found = found
        self.expected = expected

    def __str__(self) -> str:
        if self.found is None:
            return "the database has no tables yet; run `monitor db upgrade`"
        return (
            f"the database has schema {self.found}, this version of monitor works with "
            f"{self.expected}; if it is older run `monitor db upgrade`, if it is newer install "
            "the newer monitor"
        )


class DeliveryError(MonitorError):
    """A receiver did not take a message."""

    shown = ("reason",)

    def __init__(
        self,
        *,
        reason: str,
        permanent: bool = False,
        retry_after: timedelta | None = None,
        reached: bool = False,
    ) -> None:
        super().__init__()
        self.reason = reason
        self.permanent = permanent
        self.retry_after = retry_after
        #: The receiver works all the same: it took the message for some of those it is for.
        self.reached = reached
