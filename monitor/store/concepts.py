"""Write and read concepts with their names.

Database. A name that was switched off stays off when a file is applied again; only saving
by hand switches it on.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from monitor.errors import NotFound
from monitor.model import Concept, ConceptKind, Name, NameSource
from monitor.store.answers import Change, ChangeKind, changed, kind_of
from monitor.store.tables import ConceptRow, NameRow, concepts, names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from monitor.store.part import AnyRow


def load_concepts(connection: Connection) -> dict[str, Concept]:
    """Load all concepts by key, with their names in the order given."""
    spelled: dict[str, list[Name]] = {}
    for row in connection.execute(
        select(*_NAME_COLUMNS).order_by(NameRow.concept, NameRow.position)
    ):
        spelled.setdefault(row.concept, []).append(_name(row))
    rows = connection.execute(select(*_CONCEPT_COLUMNS).order_by(ConceptRow.key))
    return {
        row.key: Concept(
            key=row.key,
            kind=ConceptKind(row.kind),
            name=row.name,
            names=tuple(spelled.get(row.key, ())),
            country=row.country,
            wikidata=row.wikidata,
        )
        for row in rows
    }


def write_concepts(
    connection: Connection, given: Sequence[Concept], *, keep_switches: bool
) -> tuple[Change, ...]:
    """Add concepts or change them; with `keep_switches` names that are off stay off."""
    kept = load_concepts(connection) if given else {}
    changes = []
    for concept in given:
        former = kept.get(concept.key)
        wanted = concept
        if former is not None and keep_switches:
            wanted = _with_former(concept, former)
        same = former == wanted
        if not same:
            _replace_concept(connection, wanted, exists=former is not None)
        changes.append(
            changed("concept", concept.key, kind_of(known=former is not None, same=same))
        )
    return tuple(changes)


def delete_concepts(connection: Connection, gone: Sequence[str]) -> tuple[Change, ...]:
    """Delete concepts; the database takes their names along."""
    for key in gone:
        if connection.execute(delete(concepts).where(concepts.c.key == key)).rowcount == 0:
            raise NotFound("concept", key)
    return tuple(changed("concept", key, ChangeKind.REMOVED) for key in gone)


def _with_former(concept: Concept, former: Concept) -> Concept:
    """Keep what a file does not say: names found elsewhere, and which names are off."""
    if concept.wikidata is not None and concept.wikidata == former.wikidata:
        known = {(name.text, name.language) for name in concept.names}
        kept = [
            name
            for name in former.names
            if name.source is NameSource.WIKIDATA and (name.text, name.language) not in known
        ]
        concept = replace(concept, names=(*concept.names, *kept))
    off = {(name.text, name.language) for name in former.names if not name.enabled}
    texts = {name.text for name in concept.names}
    seen = [
        name
        for name in former.names
        if name.source is NameSource.ARCHIVE and name.text not in texts
    ]
    concept = replace(concept, names=(*concept.names, *seen))
    return replace(
        concept,
        names=tuple(
            replace(name, enabled=False) if (name.text, name.language) in off else name
            for name in concept.names
        ),
    )


def _replace_concept(connection: Connection, concept: Concept, *, exists: bool) -> None:
    values = {
        "key": concept.key,
        "kind": concept.kind.value,
        "name": concept.name,
        "country": concept.country,
        "wikidata": concept.wikidata,
    }
    if exists:
        connection.execute(update(concepts).where(concepts.c.key == concept.key).values(**values))
        connection.execute(delete(names).where(names.c.concept == concept.key))
    else:
        connection.execute(insert(concepts), values)
    if concept.names:
        connection.execute(
            insert(names),
            [
                _name_values(concept.key, position, name)
                for position, name in enumerate(concept.names)
            ],
        )


def _name_values(key: str, position: int, name: Name) -> dict[str, object]:
    return {
        "concept": key,
        "position": position,
        "text": name.text,
        "language": name.language,
        "source": name.source.value,
        "enabled": name.enabled,
    }


def _name(row: AnyRow) -> Name:
    return Name(
        text=row.text, language=row.language, source=NameSource(row.source), enabled=row.enabled
    )


_CONCEPT_COLUMNS = (
    ConceptRow.key,
    ConceptRow.kind,
    ConceptRow.name,
    ConceptRow.country,
    ConceptRow.wikidata,
)
_NAME_COLUMNS = (
    NameRow.concept,
    NameRow.text,
    NameRow.language,
    NameRow.source,
    NameRow.enabled,
)
