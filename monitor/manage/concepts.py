"""List, show and add concepts; show what each of their names caught, and switch names off.

Database. Names that Wikidata knows are handed in: they come over the network.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from monitor.checks import Document, judge
from monitor.errors import ConfigError, NotFound
from monitor.manage.absent import not_found
from monitor.manage.answering import write_precision
from monitor.manage.families import find_families
from monitor.manage.naming import is_telling, make_concept
from monitor.manage.newsroom import ConceptEntry, check_key
from monitor.manage.objects import write_instant
from monitor.model import ConceptKind, Name, NameSource

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from monitor.model import CaughtName, Concept, Precision, WikidataRecord
    from monitor.store import Store

#: Ways to write one name that are shown.
MOST_TEXTS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class NameReport:
    """A name of a concept, with what it caught."""

    name: Name
    #: None: nothing yet.
    caught: CaughtName | None
    #: How right it was by what people said of alerts; None: nobody said anything.
    precision: Precision | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedConcept:
    """A concept as it was stored."""

    concept: Concept
    warnings: tuple[str, ...]


def list_concepts(store: Store) -> tuple[Concept, ...]:
    """Give every concept."""
    return store.load_catalog().concepts


def get_concept(store: Store, key: str) -> Concept:
    """Give one concept; `@shoigu` and `shoigu` mean the same.

    Raises:
        NotFound: with the nearest key as a note.
    """
    concepts = {concept.key: concept for concept in list_concepts(store)}
    wanted = key.removeprefix("@")
    if wanted not in concepts:
        raise not_found("concept", wanted, concepts)
    return concepts[wanted]


def add_concept(
    store: Store,
    key: str,
    *,
    options: Mapping[str, Any],
    record: WikidataRecord | None,
    dry_run: bool,
    now: datetime,
) -> AddedConcept:
    """Store a concept, with the names of a Wikidata record where one is given.

    Args:
        store: where it goes.
        key: how queries will call it.
        options: the keys of a concept in the newsroom file; they win over the record.
        record: what Wikidata says of it.
        dry_run: store nothing, only say what would be stored.
        now: the present instant.

    Raises:
        ConfigError: a key is taken, or an option is not as it must be; then nothing is stored.
    """
    check_key(key, {concept.key for concept in list_concepts(store)})
    value = {**_options_of(record), **options}
    entry, problems = judge(Document(value=value, file=key), ConceptEntry)
    if entry is None or problems:
        raise ConfigError(tuple(problems))
    concept, warnings = make_concept(entry.to_naming(key))
    if record is not None:
        concept = with_record(concept, record)
    if not dry_run:
        store.save_catalog(concepts=[concept], now=now)
    return AddedConcept(concept=concept, warnings=warnings)


def _options_of(record: WikidataRecord | None) -> dict[str, Any]:
    if record is None:
        return {}
    kind = record.kind.value if record.kind else None
    options = {"kind": kind, "name": record.label, "wikidata": record.id}
    if record.country is not None and kind in {"country", "place"}:
        options["code" if kind == "country" else "country"] = record.country
    return {name: value for name, value in options.items() if value}


def refresh_concept(
    store: Store, concept: Concept, record: WikidataRecord, *, now: datetime
) -> Concept:
    """Take the names that Wikidata has now; names that were switched off stay off."""
    fresh = with_record(concept, record)
    if fresh != concept:
        store.save_catalog(concepts=[fresh], now=now)
    return fresh


def with_record(concept: Concept, record: WikidataRecord) -> Concept:
    """Put the names of a record in the place of those that came from Wikidata before."""
    off = {name.text for name in concept.names if not name.enabled}
    kept = [name for name in concept.names if name.source is not NameSource.WIKIDATA]
    known = {name.text.casefold() for name in kept}
    fresh: dict[str, Name] = {}
    is_person = concept.kind is ConceptKind.PERSON
    families = find_families(record.names, concept.name) if is_person else ()
    for name in (*record.names, *families):
        spelled = name.text.casefold()
        if spelled in known or not is_telling(name.text):
            continue
        if spelled not in fresh:
            fresh[spelled] = replace(name, enabled=name.text not in off)
        elif fresh[spelled].language != name.language:
            fresh[spelled] = replace(fresh[spelled], language=None)
    return replace(concept, names=(*kept, *fresh.values()), wikidata=record.id)


def list_names(store: Store, key: str) -> tuple[NameReport, ...]:
    """Give a concept's names with what each caught, the busiest first.

    Raises:
        NotFound: with the nearest key as a note.
    """
    concept = get_concept(store, key)
    caught = {one.name: one for one in store.count_caught(concept.key)}
    judged = {
        one.name: one.precision
        for one in store.count_name_precision()
        if one.concept == concept.key
    }
    names = [
        NameReport(name=name, caught=caught.get(name.text), precision=judged.get(name.text))
        for name in concept.names
    ]
    return tuple(sorted(names, key=lambda one: -one.caught.articles if one.caught else 0))


def switch_name(store: Store, key: str, text: str, *, enabled: bool, now: datetime) -> Concept:
    """Switch a name of a concept on or off; off also a spelling that only its sound caught.

    Raises:
        NotFound: there is no such concept, or it has no such name and never caught it.
    """
    concept = get_concept(store, key)
    names = tuple(
        replace(name, enabled=enabled) if name.text == text else name for name in concept.names
    )
    if all(name.text != text for name in concept.names):
        if enabled or not _is_caught(store, concept, text):
            raise _no_name(concept, text)
        heard = Name(text=text, language=None, source=NameSource.ARCHIVE, enabled=False)
        names = (*concept.names, heard)
    changed = replace(concept, names=names)
    store.save_catalog(concepts=[changed], now=now)
    return changed


def _is_caught(store: Store, concept: Concept, text: str) -> bool:
    caught = store.count_caught(concept.key)
    return any(one.text == text for name in caught for one in name.texts)


def _no_name(concept: Concept, text: str) -> NotFound:
    return not_found(f"name of @{concept.key}", text, [name.text for name in concept.names])


def write_name(report: NameReport) -> dict[str, Any]:
    """Give the JSON object of a name with what it caught."""
    name, caught = report.name, report.caught
    return {
        "name": name.text,
        "language": name.language,
        "source": name.source.value,
        "enabled": name.enabled,
        "matches": caught.matches if caught else 0,
        "articles": caught.articles if caught else 0,
        "last_seen_at": write_instant(caught.last_seen_at) if caught else None,
        "last_url": caught.last_url if caught else None,
        "last_title": caught.last_title if caught else None,
        "texts": [
            {"text": one.text, "articles": one.articles}
            for one in (caught.texts[:MOST_TEXTS] if caught else ())
        ],
        "precision": write_precision(report.precision),
    }
