"""Hold failures to the table of what they say against their feed."""

from __future__ import annotations

import ssl
from datetime import timedelta

import pytest

from monitor.errors import (
    AddressRefused,
    BadEncoding,
    BadStatus,
    BodyTooLarge,
    ConnectFailed,
    FeedError,
    FetchError,
    FetchTimeout,
    NotAFeed,
    ParseError,
    ParseLimit,
    TooManyRedirects,
    Unstorable,
)
from monitor.feeds import is_of_network, kind_of
from monitor.model import FailureKind

URL = "https://times.example/feed.xml"
HARD, SOFT, TEMPORARY = FailureKind.HARD, FailureKind.SOFT, FailureKind.TEMPORARY
MINUTE = timedelta(minutes=1)


def status(code: int, *, transient: bool, retry_after: timedelta | None = None) -> BadStatus:
    return BadStatus(URL, status_code=code, transient=transient, retry_after=retry_after)


def wrong_name() -> ConnectFailed:
    error = ConnectFailed(URL)
    error.__cause__ = OSError("handshake")
    error.__cause__.__cause__ = ssl.SSLCertVerificationError("hostname mismatch")
    return error


@pytest.mark.parametrize(
    ("error", "kind", "of_network"),
    [
        (status(404, transient=False), HARD, False),
        (status(403, transient=False), HARD, False),
        (status(500, transient=True), SOFT, False),
        (status(503, transient=True), SOFT, False),
        (status(503, transient=True, retry_after=MINUTE), TEMPORARY, False),
        (status(429, transient=True, retry_after=MINUTE), TEMPORARY, False),
        (status(429, transient=True), SOFT, False),
        (NotAFeed(URL), HARD, False),
        (ParseError(URL), HARD, False),
        (ParseLimit(URL, limit="20 s"), HARD, False),
        (BodyTooLarge(URL, limit=10), HARD, False),
        (TooManyRedirects(URL, transient=False), HARD, False),
        (AddressRefused(URL, address="10.0.0.1"), HARD, False),
        (AddressRefused(URL, address="10.0.0.1", transient=True), SOFT, True),
        (BadEncoding(URL, encoding="br"), SOFT, False),
        (FetchError(URL), SOFT, False),
        (ConnectFailed(URL), SOFT, True),
        (wrong_name(), HARD, True),
        (FetchTimeout(URL), SOFT, True),
        (Unstorable(URL), SOFT, False),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else str(value),
)
def test_what_a_failure_says_against_its_feed(
    error: FeedError, kind: FailureKind, of_network: bool
) -> None:
    assert kind_of(error) is kind
    assert is_of_network(error) is of_network
