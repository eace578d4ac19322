"""Write the newsroom file that would make everything as it is.

Database. Only what the operator gave is written: derived names and those from CLDR and
GeoNames are found again on `apply`, which then changes nothing.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import yaml

from monitor.checks import format_duration
from monitor.manage.objects import write_text
from monitor.model import (
    Concept,
    ConceptKind,
    FeedSpec,
    NameSource,
    NotifyPolicy,
    Priority,
    Silence,
    SpikeRule,
    Topic,
)

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.store import Store


def export_newsroom(store: Store, *, now: datetime) -> str:
    """Give the file's text; silences that have ended are left out."""
    catalog = store.load_catalog()
    silences = [silence for silence in catalog.silences if silence.until > now]
    file = {
        "feeds": [write_feed(feed) for feed in store.list_feed_specs()],
        "concepts": {concept.key: write_concept(concept) for concept in catalog.concepts},
        "topics": {topic.name: write_topic(topic) for topic in catalog.topics},
        "silences": [write_silence(silence) for silence in silences],
    }
    return yaml.dump(file, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)


class _Dumper(yaml.SafeDumper):
    """Writes no aliases: a file for people repeats itself."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - yaml's signature
        return True


def write_feed(feed: FeedSpec) -> dict[str, Any]:
    """Write a feed as the file's keys say it."""
    source = feed.source
    return _sparse(
        url=feed.url,
        source=None if source is None else source.name,
        family=None if source is None else source.family,
        country=None if source is None else source.country,
        language=None if source is None else source.language,
        tags=list(feed.tags),
        interval=_span(feed.interval),
        full_text=feed.full_text,
    )


def write_concept(concept: Concept) -> dict[str, Any]:
    """Write a concept with the names that were given for it."""
    given = [name for name in concept.names if name.source is NameSource.GIVEN]
    main = next((name.text for name in given if name.language is None), None)
    names: dict[str, list[str]] = {}
    seen = [one for one in concept.names if one.source is NameSource.ARCHIVE and one.enabled]
    for name in (*given, *seen):
        if name.language is not None:
            names.setdefault(name.language, []).append(name.text)
    is_country = concept.kind is ConceptKind.COUNTRY
    return _sparse(
        kind=concept.kind.value,
        name=main,
        code=concept.country if is_country else None,
        country=None if is_country else concept.country,
        wikidata=concept.wikidata,
        names=names,
    )


def write_topic(topic: Topic) -> dict[str, Any]:
    """Write a topic as the file's keys say it."""
    examples = _sparse(match=list(topic.examples.match), no_match=list(topic.examples.no_match))
    return _sparse(
        title=None if topic.title == topic.name else topic.title,
        query=topic.query,
        priority=None if topic.priority is Priority.NORMAL else topic.priority.value,
        receivers=list(topic.receivers),
        notify=_write_policy(topic.notify),
        examples=examples,
    )


def _write_policy(policy: NotifyPolicy) -> dict[str, Any]:
    written = _sparse(
        group_wait=_span(policy.group_wait),
        update_interval=_span(policy.update_interval),
        min_publishers=None if policy.min_publishers == 1 else policy.min_publishers,
        min_languages=None if policy.min_languages == 1 else policy.min_languages,
        within=_span(policy.within),
        escalate_languages=policy.escalate_languages,
        escalate_concepts=policy.escalate_concepts,
        cooldown=_span(policy.cooldown),
        active_hours=write_text(policy.active_hours),
        outside_hours=write_text(policy.outside_hours),
        daily_cap=policy.daily_cap,
        digest=write_text(policy.digest),
    )
    if policy.updates is not None:  # false says something
        written["updates"] = policy.updates
    if policy.spike is not None:
        written["spike"] = _write_spike(policy.spike) or True
    if policy.escalate_publishers is not None:  # 0 says something: never
        written["escalate_publishers"] = policy.escalate_publishers
    return written


def _write_spike(rule: SpikeRule) -> dict[str, Any]:
    """Write what differs from the rule by default."""
    return {
        key: format_duration(value) if isinstance(value, timedelta) else value
        for key, value in asdict(rule).items()
        if value != getattr(SpikeRule(), key)
    }


def write_silence(silence: Silence) -> dict[str, Any]:
    """Write a silence as the file's keys say it."""
    until = silence.until.isoformat().replace("+00:00", "Z")
    return _sparse(
        topics=list(silence.topics),
        sources=list(silence.sources),
        languages=list(silence.languages),
        concepts=list(silence.concepts),
        until=until,
        who=silence.who,
        why=silence.why,
    )


def _span(span: timedelta | None) -> str | None:
    return None if span is None else format_duration(span)


def _sparse(**keys: object) -> dict[str, Any]:
    """Leave out what says nothing."""
    return {key: value for key, value in keys.items() if value not in (None, False, [], {})}
