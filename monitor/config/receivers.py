"""Define the settings of receivers, one class for each kind.

Pure. Each checks itself, as all sections do; what tells nobody apart from everybody (addresses,
tokens) is a secret and shows its value nowhere.
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from datetime import timedelta
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, model_validator

from monitor.checks import BadValueError, Duration
from monitor.config.section import Addresses, Section
from monitor.model import (
    AppriseReceiver,
    EmailReceiver,
    Look,
    Receiver,
    SlackBotReceiver,
    SlackReceiver,
    WebhookReceiver,
)

#: A longer one would outlast what a clock that is set back may spoil.
LONGEST_EVERY = timedelta(hours=1)
#: Standard Webhooks writes secrets so: base64 behind this mark.
_MARK = "whsec_"
#: A shorter one can be guessed.
_SHORTEST_SECRET = 16


def _check_every(value: timedelta) -> timedelta:
    if value > LONGEST_EVERY:
        raise BadValueError("must be at most 1h")
    return value


def _check_url(value: SecretStr) -> SecretStr:
    try:
        parts = urlsplit(value.get_secret_value())
        is_whole = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        is_whole = False
    if not is_whole:
        raise BadValueError("must be an address that begins with https://")
    return value


def _check_secret(value: SecretStr) -> SecretStr:
    try:
        secret = read_secret(value.get_secret_value())
    except binascii.Error:
        raise BadValueError("must be base64 after whsec_") from None
    if len(secret) < _SHORTEST_SECRET:
        raise BadValueError(f"must be at least {_SHORTEST_SECRET} bytes")
    return value


def _check_token(value: SecretStr) -> SecretStr:
    token = value.get_secret_value()
    if not token.isascii() or not token.isprintable() or " " in token:
        raise BadValueError("holds characters that no token has")
    return value


def _split_lines(value: object) -> object:
    """Take one address, or several a line each: commas occur in them."""
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    return value.split() if isinstance(value, str) else value


def read_secret(text: str) -> bytes:
    """Give the key that webhooks are signed with; raises binascii.Error."""
    if text.startswith(_MARK):
        return b64decode(text.removeprefix(_MARK), validate=True)
    return text.encode()


Every = Annotated[Duration, AfterValidator(_check_every)]
SecretURL = Annotated[SecretStr, AfterValidator(_check_url)]


def _check_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadValueError("is no time zone", remedy="write Europe/Berlin") from None
    return value


class ToldSection(Section):
    """What all receivers that people read have in common."""

    every: Every | None = None
    #: None: times are shown in UTC alone.
    timezone: Annotated[str, AfterValidator(_check_zone)] | None = None
    #: None: ours.
    templates: Annotated[str, Field(min_length=1)] | None = None


class EmailSettings(ToldSection):
    """People reached by mail."""

    kind: Literal["email"]
    to: Addresses


class SlackSettings(ToldSection):
    """A Slack incoming webhook, or a channel that a bot posts to."""

    kind: Literal["slack"]
    webhook_url: SecretURL | None = None
    webhook_url_file: str | None = None
    token: Annotated[SecretStr, AfterValidator(_check_token)] | None = None
    token_file: str | None = None
    channel: Annotated[str, Field(pattern=r"^[CDG][A-Z0-9]{6,}$")] | None = None
    #: None: https://slack.com/api.
    api_url: Annotated[str, Field(pattern=r"^https?://[^\s?#]+[^\s?#/]$")] | None = None

    @model_validator(mode="after")
    def _check_given(self) -> SlackSettings:
        if self.token is None and self.webhook_url is None:
            raise BadValueError(
                "is missing", key="webhook_url", remedy="or set webhook_url_file, or a bot's token"
            )
        if self.token is not None and self.webhook_url is not None:
            raise BadValueError(
                "is given together with a token", key="webhook_url", remedy="keep one of them"
            )
        if self.token is not None and self.channel is None:
            raise BadValueError(
                "is missing", key="channel", remedy="write the channel's ID, such as C0123456789"
            )
        if self.token is None and self.channel is not None:
            raise BadValueError("needs a token: a webhook has its own", key="channel")
        return self


class WebhookSettings(Section):
    """A program that takes alerts as JSON."""

    kind: Literal["webhook"]
    url: SecretURL | None = None
    url_file: str | None = None
    secret: Annotated[SecretStr, AfterValidator(_check_secret)] | None = None
    secret_file: str | None = None
    every: Every | None = None

    @model_validator(mode="after")
    def _check_given(self) -> WebhookSettings:
        if self.url is None:
            raise BadValueError("is missing", key="url", remedy="or set url_file")
        return self


class AppriseSettings(ToldSection):
    """Services that the Apprise library knows."""

    kind: Literal["apprise"]
    urls: (
        Annotated[tuple[SecretStr, ...], BeforeValidator(_split_lines), Field(min_length=1)] | None
    ) = None
    urls_file: str | None = None

    @model_validator(mode="after")
    def _check_given(self) -> AppriseSettings:
        if self.urls is None:
            raise BadValueError("is missing", key="urls", remedy="or set urls_file")
        return self


AnyReceiver = EmailSettings | SlackSettings | WebhookSettings | AppriseSettings
KINDS = (EmailSettings, SlackSettings, WebhookSettings, AppriseSettings)
ReceiverName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
ReceiverSettings = Annotated[AnyReceiver, Field(discriminator="kind")]


def to_receiver(name: str, settings: AnyReceiver) -> Receiver:
    """Give a receiver as `deliver` takes it."""
    pace: dict[str, Any] = {} if settings.every is None else {"every": settings.every}
    if isinstance(settings, ToldSection):
        pace["look"] = Look(timezone=settings.timezone, templates=settings.templates)
    match settings:
        case EmailSettings():
            return EmailReceiver(name=name, to=settings.to, **pace)
        case SlackSettings():
            return _to_slack(name, settings, pace)
        case WebhookSettings():
            secret = settings.secret
            key = None if secret is None else read_secret(secret.get_secret_value())
            return WebhookReceiver(name=name, url=_reveal(settings.url), secret=key, **pace)
        case AppriseSettings():
            urls = tuple(url.get_secret_value() for url in settings.urls or ())
            return AppriseReceiver(name=name, urls=urls, **pace)


def _to_slack(name: str, settings: SlackSettings, pace: dict[str, Any]) -> Receiver:
    if settings.token is None:
        return SlackReceiver(name=name, webhook_url=_reveal(settings.webhook_url), **pace)
    place: dict[str, Any] = {} if settings.api_url is None else {"api_url": settings.api_url}
    return SlackBotReceiver(
        name=name,
        token=_reveal(settings.token),
        channel=settings.channel or "",
        **place,
        **pace,
    )


def _reveal(secret: SecretStr | None) -> str:
    return "" if secret is None else secret.get_secret_value()
