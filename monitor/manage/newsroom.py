"""Define the newsroom file: feeds, concepts, topics and silences, as DESIGN.md §8 writes them.

Pure. Pydantic models of what may stand in the file, and how it becomes values of the model and
back; what only the whole file or the database can tell is checked in `reading`.
"""

from __future__ import annotations

import re
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)

from monitor.checks import BadValueError, DigestTime, Duration, HoursText
from monitor.errors import ConfigError, Problem
from monitor.manage import territories
from monitor.manage.naming import Naming
from monitor.model import (
    ConceptKind,
    Examples,
    FeedSpec,
    NotifyPolicy,
    OutsideHours,
    Priority,
    Silence,
    Source,
    SpikeRule,
    Topic,
    read_active_hours,
    read_digest_rule,
)


def _check_url(value: str) -> str:
    try:
        parts = urlsplit(value)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or any(char.isspace() for char in value):
        raise BadValueError("is no address of a feed", remedy="write https://example.org/feed.xml")
    return value


def _check_country(value: str) -> str:
    if not territories.is_territory(value):
        raise BadValueError("is no country", remedy="write two letters of ISO 3166-1, such as KP")
    return value


def _read_country(value: object) -> object:
    """Take two letters in any case; of a country's name say which letters it has."""
    if not isinstance(value, str):
        return value
    if len(value) == territories.ALPHA_2 and value.isascii() and value.isalpha():
        return value.upper()
    code = territories.find_code(value)
    remedy = "write two letters, such as KP" if code is None else f"write {code}"
    raise BadValueError("is no country code of ISO 3166-1", remedy=remedy)


def _one_or_many(value: object) -> object:
    """Take a single text where a list is asked for, and nothing for an empty list."""
    if value is None:
        return []
    return [value] if isinstance(value, str) else value


def _nothing(value: object) -> object:
    return {} if value is None else value


def _no_list(value: object) -> object:
    return [] if value is None else value


Text = Annotated[str, Field(min_length=1)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(_one_or_many)]

if TYPE_CHECKING:
    from collections.abc import Collection

KEY = r"^\w[\w.-]*$"
Key = Annotated[str, Field(pattern=KEY)]
Language = Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
Country = Annotated[
    str,
    BeforeValidator(_read_country),
    Field(pattern=r"^[A-Z]{2}$"),
    AfterValidator(_check_country),
]
FeedURL = Annotated[str, AfterValidator(_check_url)]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FeedEntry(_Entry):
    """One address to poll."""

    url: FeedURL
    source: Text | None = None
    family: Text | None = None
    country: Country | None = None
    language: Language | None = None
    tags: Texts = ()
    interval: Duration | None = None
    full_text: bool = False

    def to_spec(self) -> FeedSpec:
        """Give the feed as the store takes it; without a source its host stands for one."""
        told = (self.source, self.family, self.country, self.language)
        source = None
        if any(told):
            source = Source(
                name=self.source or urlsplit(self.url).hostname or self.url,
                family=self.family,
                country=self.country,
                language=self.language,
            )
        return FeedSpec(
            url=self.url,
            source=source,
            tags=self.tags,
            interval=self.interval,
            full_text=self.full_text,
        )


class ConceptEntry(_Entry):
    """A person, place, country, organization or term, with its names."""

    kind: ConceptKind
    name: Text | None = None
    names: Annotated[dict[Language, Texts], BeforeValidator(_nothing)] = Field(default_factory=dict)
    country: Country | None = None
    code: Country | None = None
    #: Its names there are taken with `monitor concepts refresh`.
    wikidata: Annotated[str, Field(pattern=r"^Q[1-9][0-9]*$")] | None = None

    @model_validator(mode="after")
    def _check_kind(self) -> ConceptEntry:
        if self.kind is ConceptKind.COUNTRY:
            if self.code is None:
                raise BadValueError("is missing", key="code", remedy="two letters, such as KP")
        elif self.code is not None:
            raise BadValueError(
                "belongs to a concept of kind country",
                key="code",
                remedy="a place says its country with `country`",
            )
        if self.country is not None and self.kind is not ConceptKind.PLACE:
            raise BadValueError("belongs to a concept of kind place", key="country")
        if self.kind is not ConceptKind.COUNTRY and self.name is None:
            raise BadValueError("is missing", key="name")
        return self

    def to_naming(self, key: str) -> Naming:
        """Give what the names are found by."""
        return Naming(
            key=key,
            kind=self.kind,
            name=self.name,
            names=self.names,
            country=self.code or self.country,
            wikidata=self.wikidata,
        )


def _read_spike(value: object) -> object:
    """Take `true` for a rule as it is by default, and `false` for none."""
    if isinstance(value, bool):
        return {} if value else None
    return value


def _check_window(value: timedelta) -> timedelta:
    if value % _HOUR or not _HOUR <= value <= _DAY:
        raise BadValueError("must be whole hours, 1h to 24h")
    return value


def _check_history(value: timedelta) -> timedelta:
    if not 3 * _DAY <= value <= 90 * _DAY:
        raise BadValueError("must be 3d to 90d")
    return value


_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


class SpikeEntry(_Entry):
    """When a volume is told of."""

    window: Annotated[Duration, AfterValidator(_check_window)] = SpikeRule().window
    factor: Annotated[float, Field(gt=1)] = SpikeRule().factor
    min_reports: Annotated[int, Field(ge=2)] = SpikeRule().min_reports
    min_publishers: Annotated[int, Field(ge=1)] = SpikeRule().min_publishers
    history: Annotated[Duration, AfterValidator(_check_history)] = SpikeRule().history
    cooldown: Duration = SpikeRule().cooldown

    def to_rule(self) -> SpikeRule:
        """Give the rule as the store takes it."""
        return SpikeRule(
            window=self.window,
            factor=self.factor,
            min_reports=self.min_reports,
            min_publishers=self.min_publishers,
            history=self.history,
            cooldown=self.cooldown,
        )


class NotifyEntry(_Entry):
    """When to tell."""

    group_wait: Duration | None = None
    update_interval: Duration | None = None
    min_publishers: Annotated[int, Field(ge=1)] = 1
    min_languages: Annotated[int, Field(ge=1)] = 1
    within: Duration | None = None
    escalate_publishers: Annotated[int, Field(ge=0)] | None = None
    escalate_languages: Annotated[int, Field(ge=1)] | None = None
    escalate_concepts: Annotated[int, Field(ge=1)] | None = None
    updates: bool | None = None
    cooldown: Duration | None = None
    active_hours: HoursText | None = None
    outside_hours: OutsideHours | None = None
    daily_cap: Annotated[int, Field(ge=1)] | None = None
    digest: DigestTime | None = None
    spike: Annotated[SpikeEntry | None, BeforeValidator(_read_spike)] = None

    def to_policy(self) -> NotifyPolicy:
        """Give the policy as the store takes it."""
        made = {"active_hours", "digest", "spike"}
        same = {name: getattr(self, name) for name in type(self).model_fields if name not in made}
        hours, digest = self.active_hours, self.digest
        return NotifyPolicy(
            **same,
            active_hours=None if hours is None else read_active_hours(hours),
            digest=None if digest is None else read_digest_rule(digest),
            spike=None if self.spike is None else self.spike.to_rule(),
        )


class ExamplesEntry(_Entry):
    """Titles that the topic must and must not match."""

    match: Texts = ()
    no_match: Texts = ()


class TopicEntry(_Entry):
    """What somebody watches, and who is told."""

    title: Text | None = None
    query: Text
    priority: Priority = Priority.NORMAL
    receivers: Texts = ()
    notify: Annotated[NotifyEntry, BeforeValidator(_nothing)] = NotifyEntry()
    examples: Annotated[ExamplesEntry, BeforeValidator(_nothing)] = ExamplesEntry()

    def to_topic(self, name: str) -> Topic:
        """Give the topic as the store takes it; without a title its name stands for one."""
        return Topic(
            name=name,
            title=self.title or name,
            query=self.query,
            priority=self.priority,
            receivers=self.receivers,
            notify=self.notify.to_policy(),
            examples=Examples(match=self.examples.match, no_match=self.examples.no_match),
        )


class SilenceEntry(_Entry):
    """A time-limited wish not to be told: about all that fits what it names."""

    topics: Texts = ()
    sources: Texts = ()
    languages: Texts = ()
    concepts: Texts = ()
    until: AwareDatetime
    who: Text
    why: Text

    def to_silence(self) -> Silence:
        """Give the silence as the store takes it."""
        return Silence(
            topics=self.topics,
            sources=self.sources,
            languages=self.languages,
            concepts=self.concepts,
            until=self.until.astimezone(UTC),
            who=self.who,
            why=self.why,
        )


class NewsroomFile(_Entry):
    """The whole file."""

    feeds: Annotated[tuple[FeedEntry, ...], BeforeValidator(_no_list)] = ()
    concepts: Annotated[dict[Key, ConceptEntry], BeforeValidator(_nothing)] = Field(
        default_factory=dict
    )
    topics: Annotated[dict[Key, TopicEntry], BeforeValidator(_nothing)] = Field(
        default_factory=dict
    )
    silences: Annotated[tuple[SilenceEntry, ...], BeforeValidator(_no_list)] = ()


def newsroom_schema() -> dict[str, Any]:
    """Give the JSON Schema of the newsroom file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **NewsroomFile.model_json_schema(),
        "title": "Newsroom of monitor",
    }


def check_key(key: str, taken: Collection[str]) -> None:
    """Make sure that a key or name that is given by hand could stand in the newsroom file.

    Raises:
        ConfigError: it could not, or it is taken.
    """
    problem = "is taken already" if key in taken else None
    remedy = None
    if re.search(KEY, key) is None:
        problem = "holds characters that are not allowed here"
        remedy = "letters, figures, - and . only"
    if problem is not None:
        told = Problem(file=key, line=None, where="name", problem=problem, remedy=remedy)
        raise ConfigError((told,))
