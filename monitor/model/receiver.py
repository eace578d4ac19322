"""Say where alerts go: the configured destinations."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum


class TLSMode(StrEnum):
    """How an SMTP connection is protected."""

    NONE = "none"
    STARTTLS = "starttls"
    IMPLICIT = "implicit"


# The least time between two messages, by kind, unless the settings say other.
#: A mail server says 4xx when it has had enough.
EMAIL_EVERY = timedelta(0)
#: "No more than one message per second per channel."
SLACK_EVERY = timedelta(seconds=1)
#: A program is as fast as we are, or says 429.
WEBHOOK_EVERY = timedelta(0)
#: Most services behind Apprise are chats with limits like Slack's.
APPRISE_EVERY = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How messages to a receiver look, where they look other than usual."""

    #: Name of the time zone that times are shown in beside UTC; None: in UTC alone.
    timezone: str | None = None
    #: Folder of the templates that stand in for ours; None: ours.
    templates: str | None = None


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
    every: timedelta = EMAIL_EVERY
    look: Look = Look()


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackReceiver:
    """A Slack incoming webhook; the URL is a secret."""

    name: str
    webhook_url: str = field(repr=False)
    every: timedelta = SLACK_EVERY
    look: Look = Look()


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackBotReceiver:
    """A Slack channel that a bot posts to, which can change its messages and open threads."""

    name: str
    token: str = field(repr=False)
    #: The channel's number, `C0123456789`.
    channel: str
    api_url: str = "https://slack.com/api"
    every: timedelta = SLACK_EVERY
    look: Look = Look()


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookReceiver:
    """A program that takes alerts as JSON; its URL may hold a secret."""

    name: str
    url: str = field(repr=False)
    #: What messages are signed with; None: they are not.
    secret: bytes | None = field(default=None, repr=False)
    every: timedelta = WEBHOOK_EVERY


@dataclass(frozen=True, slots=True, kw_only=True)
class AppriseReceiver:
    """Services that the Apprise library knows; their addresses hold secrets."""

    name: str
    urls: tuple[str, ...] = field(repr=False)
    every: timedelta = APPRISE_EVERY
    look: Look = Look()


Receiver = EmailReceiver | SlackReceiver | SlackBotReceiver | WebhookReceiver | AppriseReceiver
