"""Say how much a failed poll says against its feed.

Pure. A table from the class of the error, most particular first; an HTTP status has a table
of its own.
"""

from __future__ import annotations

from typing import Final

from monitor.errors import (
    AddressRefused,
    BadStatus,
    BodyTooLarge,
    ConnectFailed,
    FeedError,
    FetchError,
    FetchTimeout,
    NotAFeed,
    ParseError,
    TooManyRedirects,
    Unpollable,
    Unstorable,
)
from monitor.model import FailureKind

_HARD: Final = FailureKind.HARD
_SOFT: Final = FailureKind.SOFT

_KIND_OF: Final[dict[type[FeedError], FailureKind]] = {
    # The server is not there now.
    ConnectFailed: _SOFT,
    FetchTimeout: _SOFT,
    # It is, and what it holds is not for us.
    TooManyRedirects: _HARD,
    BodyTooLarge: _HARD,
    NotAFeed: _HARD,
    ParseError: _HARD,
    # A fault on our side, or one that a new document mends.
    Unstorable: _SOFT,
    Unpollable: _SOFT,
}

#: The network itself failed, not somebody behind it. A name server that sends us to a private
#: address may be that of a hotel.
_NETWORK: Final = (ConnectFailed, FetchTimeout, AddressRefused)


def kind_of(error: FeedError) -> FailureKind:
    """Say of which kind a failure is."""
    if isinstance(error, BadStatus) and error.retry_after is not None:
        return FailureKind.TEMPORARY
    if isinstance(error, FetchError) and not error.transient:
        return _HARD
    if isinstance(error, ConnectFailed) and _is_about_certificate(error):
        return _HARD
    if isinstance(error, BadStatus | AddressRefused):
        return _SOFT
    for known in type(error).__mro__:
        if known in _KIND_OF:
            return _KIND_OF[known]
    return _SOFT


def is_of_network(error: FeedError) -> bool:
    """Say whether a failure may be part of an outage on our side."""
    return isinstance(error, _NETWORK) and error.transient


def _is_about_certificate(error: BaseException) -> bool:
    """Say whether the server could not show that it is the one we asked for.

    Known by name: the library of the network is none of this room's business.
    """
    cause: BaseException | None = error
    while cause is not None:
        if "Certificate" in type(cause).__name__ or "CertVerification" in type(cause).__name__:
            return True
        cause = cause.__cause__ or cause.__context__
    return False
