"""Define the settings: one frozen tree with its defaults and its rules.

Pure. Each section checks itself, so that a slip in one hides nothing in another; `to_…`
gives the plain values that rooms take, since no room knows this tree.
"""

from __future__ import annotations

import re
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    model_validator,
)

from monitor.alert import AlertLimits
from monitor.checks import BadValueError, DigestTime, Duration, Hidden, check_zone, suggest
from monitor.config.receivers import ReceiverName, ReceiverSettings, to_receiver
from monitor.config.section import Address, Section, split
from monitor.model import Receiver, SMTPServer, TLSMode

#: A shorter password can be guessed.
LEAST_PASSWORD = 12


def _check_database(value: str) -> str:
    if value.startswith(("postgresql://", "postgres://")):
        raise BadValueError("must name its driver", remedy="write postgresql+psycopg://…")
    if not value.startswith(("sqlite://", "postgresql+psycopg://")):
        raise BadValueError(
            "is no address of a database we know",
            remedy="write sqlite:///monitor.db or postgresql+psycopg://user:password@host/name",
        )
    return value


def _check_bind(value: str) -> str:
    host, _, port = value.rpartition(":")
    if not host or not port.isdecimal() or not 0 <= int(port) <= 65_535:  # noqa: PLR2004 - the last port
        raise BadValueError("must be an address with a port", remedy="write 127.0.0.1:8600")
    return value


def _check_zone(value: str) -> str:
    check_zone(value)
    return value


def _check_password(value: SecretStr) -> SecretStr:
    if len(value.get_secret_value()) < LEAST_PASSWORD:
        raise BadValueError("is too short", remedy=f"take {LEAST_PASSWORD} letters or more")
    return value


def _check_public(value: str) -> str:
    try:
        parts = urlsplit(value)
        is_whole = bool(parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0)
    except ValueError:
        is_whole = False
    if not is_whole or not re.fullmatch(r"[\x21-\x7e]+", value):
        raise BadValueError(
            "must be an address that begins with https://", remedy="write https://NAME"
        )
    if parts.query or parts.fragment or "@" in parts.netloc or value.endswith(("?", "#")):
        raise BadValueError("must be an address without a user, a query or a fragment")
    return value.rstrip("/")


def _check_host(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_.])?", value):
        raise BadValueError(
            "must be the name of a host, without scheme and port", remedy="write news.example.org"
        )
    return value


def _read_network(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return ip_network(value)
    except ValueError:
        raise BadValueError("is no network", remedy="write 10.1.0.0/16 or fd12::/48") from None


HostName = Annotated[str, AfterValidator(_check_host)]
HostNames = Annotated[tuple[HostName, ...], BeforeValidator(split)]
Network = Annotated[IPv4Network | IPv6Network, BeforeValidator(_read_network)]
Networks = Annotated[tuple[Network, ...], BeforeValidator(split)]
Positive = Annotated[int, Field(ge=1)]


class DatabaseSettings(Section):
    """Where articles, alerts and deliveries are kept."""

    url: Annotated[str, AfterValidator(_check_database), Field(repr=False), Hidden()] = (
        "sqlite:///monitor.db"
    )
    url_file: str | None = None


class FetchSettings(Section):
    """How feeds are fetched: how often, how politely, how much."""

    contact: str | None = Field(default=None, pattern=r"^[\x20-\x7e]*$")
    allow_private: bool = False
    #: None: no network but what allow_private says.
    allow_networks: Networks | None = None
    default_interval: Duration = timedelta(minutes=15)
    min_interval: Duration = timedelta(minutes=1)
    max_interval: Duration = timedelta(hours=24)
    timeout: Duration = timedelta(seconds=30)
    max_bytes: Positive = 10 * 1024 * 1024
    per_host_concurrency: Positive = 2
    #: None: 1 s, and none at loopback addresses.
    per_host_delay: Duration | None = None
    concurrency: Positive = 50

    @model_validator(mode="after")
    def _check_order(self) -> FetchSettings:
        if not self.timeout:
            raise BadValueError("must be longer than 0s", key="timeout")
        if self.max_interval < self.min_interval:
            raise BadValueError("is shorter than min_interval", key="max_interval")
        if self.default_interval < self.min_interval:
            raise BadValueError("is shorter than min_interval", key="default_interval")
        if self.default_interval > self.max_interval:
            raise BadValueError("is longer than max_interval", key="default_interval")
        return self


class PollSettings(Section):
    """How documents are read."""

    #: None: one for each processor.
    workers: Positive | None = None


class WebSettings(Section):
    """Where the pages are served, and where hubs reach us."""

    bind: Annotated[str, AfterValidator(_check_bind)] = "127.0.0.1:8600"
    #: None: hubs cannot reach us, and are not asked to.
    public_url: Annotated[str, AfterValidator(_check_public)] | None = None
    #: None: no other than `localhost`, addresses in figures and the host of `bind`.
    allowed_hosts: HostNames | None = None
    #: None: who reaches the pages reads them.
    password: Annotated[SecretStr, AfterValidator(_check_password)] | None = None
    password_file: str | None = None

    @property
    def address(self) -> tuple[str, int]:
        """Give host and port apart; an IPv6 host without its brackets."""
        host, _, port = self.bind.rpartition(":")
        return host.strip("[]"), int(port)

    @property
    def base_url(self) -> str:
        """Give where the pages are: the public address, or where they are served."""
        return self.public_url or f"http://{self.bind}"

    @property
    def is_local(self) -> bool:
        """Say whether only this machine reaches the pages by themselves."""
        host = self.address[0]
        if host == "localhost":
            return True
        try:
            return ip_address(host).is_loopback
        except ValueError:
            return False


class SMTPSettings(Section):
    """The server that takes our mail."""

    host: Annotated[str, Field(min_length=1)] = "localhost"
    port: Annotated[int, Field(ge=1, le=65_535)] = 25
    username: str | None = None
    password: SecretStr | None = None
    password_file: str | None = None
    tls: TLSMode = TLSMode.NONE
    sender: Address = Field(default="monitor@localhost", alias="from")
    ca_file: str | None = None
    timeout: Duration = timedelta(seconds=60)

    @model_validator(mode="after")
    def _check_login(self) -> SMTPSettings:
        if self.username is not None and self.password is None:
            raise BadValueError("needs a password", key="username", remedy="set password_file")
        if self.password is not None and self.username is None:
            raise BadValueError("needs a username", key="password")
        return self


class AlertSettings(Section):
    """When people are told."""

    group_wait: Duration = timedelta(seconds=30)
    update_interval: Duration = timedelta(minutes=30)
    #: More stories under a topic from one poll of one feed go into its digest.
    flood_after: Positive = 50
    #: Whose midnight begins the day of a topic's cap, where the topic has no hours of its own.
    zone: Annotated[str, AfterValidator(_check_zone)] = "UTC"
    #: Who is told of receivers that are broken; None: only the log is.
    report_to: ReceiverName | None = None
    backlog_digest: Positive = 20
    backfill_after: Duration = timedelta(days=7)
    #: Who is told of feeds in trouble; None: who `report_to` names.
    coverage_to: ReceiverName | None = None
    coverage_wait: Duration = timedelta(minutes=5)
    failing_after: Duration = timedelta(hours=1)


class DigestSettings(Section):
    """What many alerts in one message are like."""

    #: When the digest comes of a topic without a rule that had something held back for one.
    held: DigestTime = "daily 08:00 UTC"
    send_empty: bool = False


#: What prevents a text from being told twice, and stories from losing their members, is younger.
SHORTEST_RETENTION = timedelta(days=14)


class PruneSettings(Section):
    """How long things are kept; 0s is for ever."""

    articles: Duration = timedelta(days=365)
    revisions: Duration = timedelta(days=90)
    polls: Duration = timedelta(days=30)

    @model_validator(mode="after")
    def _check_spans(self) -> PruneSettings:
        for key in ("articles", "revisions", "polls"):
            span = getattr(self, key)
            if span and span < SHORTEST_RETENTION:
                raise BadValueError("is shorter than 14d", key=key, remedy="0s keeps all for ever")
        return self


class WikidataSettings(Section):
    """Where names of concepts are asked for, on request."""

    url: Annotated[str, Field(pattern=r"^https?://\S+$")] = "https://www.wikidata.org/w/api.php"


class LogSettings(Section):
    """What the program says of itself on standard error."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["human", "json"] = "human"


class Config(Section):
    """All settings."""

    database: DatabaseSettings = DatabaseSettings()
    fetch: FetchSettings = FetchSettings()
    poll: PollSettings = PollSettings()
    web: WebSettings = WebSettings()
    smtp: SMTPSettings = SMTPSettings()
    receivers: dict[ReceiverName, ReceiverSettings] = Field(default_factory=dict)
    alert: AlertSettings = AlertSettings()
    digest: DigestSettings = DigestSettings()
    prune: PruneSettings = PruneSettings()
    wikidata: WikidataSettings = WikidataSettings()
    log: LogSettings = LogSettings()

    @model_validator(mode="after")
    def _check_report_to(self) -> Config:
        for key in ("report_to", "coverage_to"):
            name = getattr(self.alert, key)
            if name is not None and name not in self.receivers:
                raise BadValueError(
                    f"{key} names {name}, which is no receiver",
                    key="alert",
                    remedy=suggest(name, self.receivers),
                )
        return self

    @property
    def pages_url(self) -> str | None:
        """Where people can open the pages; None: hubs alone are heard at the public address."""
        public = self.web.public_url
        host = None if public is None else urlsplit(public).hostname
        is_shown = self.web.password is not None or host in (self.web.allowed_hosts or ())
        return public if is_shown else None

    def to_limits(self, *, waits: bool = True) -> AlertLimits:
        """Give what planning obeys, as `alert` takes it."""
        alert = self.alert
        return AlertLimits(
            group_wait=alert.group_wait,
            update_interval=alert.update_interval,
            backfill_after=alert.backfill_after,
            flood_after=alert.flood_after,
            zone=alert.zone,
            waits=waits,
        )

    def to_smtp(self) -> SMTPServer:
        """Give the mail server as `deliver` takes it."""
        smtp = self.smtp
        return SMTPServer(
            host=smtp.host,
            port=smtp.port,
            username=smtp.username,
            password=None if smtp.password is None else smtp.password.get_secret_value(),
            tls=smtp.tls,
            sender=smtp.sender,
            ca_file=smtp.ca_file,
            timeout_seconds=smtp.timeout.total_seconds(),
        )

    def to_receivers(self) -> tuple[Receiver, ...]:
        """Give the receivers as `deliver` takes them."""
        return tuple(to_receiver(name, kind) for name, kind in self.receivers.items())

    def to_shown(self) -> dict[str, Any]:
        """Give every setting with its value, secrets blotted out."""
        shown = self.model_dump(mode="json", by_alias=True, exclude_none=True)
        shown["database"]["url"] = _blot_out(self.database.url)
        for section in (shown["database"], shown["smtp"], *shown["receivers"].values()):
            for key in [key for key in section if f"{key}_file" in section]:
                del section[key]
        return shown


def _blot_out(url: str) -> str:
    """Take the password and the query out of an address that its writer may have got wrong."""
    scheme, _, rest = url.partition("://")
    login, at, place = rest.rpartition("@")
    if "?" in login:
        return f"{scheme}://***"
    user, colon, _ = login.partition(":")
    return f"{scheme}://{user}{colon and ':***'}{at}{place.partition('?')[0]}"


def settings_schema() -> dict[str, Any]:
    """Give the JSON Schema of `monitor.toml`."""
    schema = Config.model_json_schema(by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "Settings of monitor",
    }
