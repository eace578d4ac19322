"""Say where alerts go: the configured destinations."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class TLSMode(StrEnum):
    """How an SMTP connection is protected."""

    NONE = "none"
    STARTTLS = "starttls"
    IMPLICIT = "implicit"


@dataclass(frozen=True, slots=True, kw_only=True)
class SMTPServer:
    """The server that takes our mail."""

    host: str = "localhost"
    port: int = 25
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: TLSMode = TLSMode.NONE
    #: Address that mail comes from.
    sender: str = "monitor@localhost"
    #: PEM file of extra certificate authorities to trust; None: the system's.
    ca_file: str | None = None
    timeout_seconds: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailReceiver:
    """People reached by mail."""

    name: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackReceiver:
    """A Slack incoming webhook; the URL is a secret."""

    name: str
    webhook_url: str = field(repr=False)


Receiver = EmailReceiver | SlackReceiver
