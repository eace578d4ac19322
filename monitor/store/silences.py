"""Write and read silences.

Database. A file knows no numbers of silences, so there the same content is the same silence.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from monitor.errors import NotFound
from monitor.model import Silence, SilenceId
from monitor.store.answers import Change, ChangeKind, changed, kind_of
from monitor.store.part import chunks
from monitor.store.tables import SilenceRow, silences

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection


def load_silences(connection: Connection) -> tuple[Silence, ...]:
    """Load all silences, oldest first."""
    rows = connection.execute(select(*_SILENCE_COLUMNS).order_by(SilenceRow.id))
    return tuple(
        Silence(
            id=SilenceId(row.id),
            topics=row.topics,
            sources=row.sources,
            languages=row.languages,
            concepts=row.concepts,
            until=row.until,
            who=row.who,
            why=row.why,
            since=row.created_at,
        )
        for row in rows
    )


def write_silences(
    connection: Connection, given: Sequence[Silence], now: datetime
) -> tuple[Change, ...]:
    """Change silences that have an id; add those that have none and are not there yet."""
    kept = load_silences(connection) if given else ()
    by_id = {silence.id: silence for silence in kept}
    contents = {replace(silence, id=None) for silence in kept}
    changes = []
    for silence in given:
        former = by_id.get(silence.id) if silence.id is not None else None
        if silence.id is not None and former is None:
            raise NotFound("silence", silence.id)
        if former is not None:
            same = former == silence
            if not same:
                _rewrite_silence(connection, silence)
        else:
            same = silence in contents
            if not same:
                added = {**_silence_values(silence), "created_at": now}
                connection.execute(insert(silences), added)
                contents.add(silence)
        known = former is not None or same
        changes.append(changed("silence", silence_key(silence), kind_of(known=known, same=same)))
    return tuple(changes)


def delete_silences(connection: Connection, gone: Sequence[Silence]) -> tuple[Change, ...]:
    """Delete silences."""
    for some in chunks([silence.id for silence in gone]):
        connection.execute(delete(silences).where(silences.c.id.in_(some)))
    return tuple(changed("silence", silence_key(one), ChangeKind.REMOVED) for one in gone)


def silence_key(silence: Silence) -> str:
    """Name a silence for people; it has no name of its own."""
    subject = ", ".join(silence.topics) or "every topic"
    for what, names in (
        ("source", silence.sources),
        ("language", silence.languages),
        ("concept", silence.concepts),
    ):
        if names:
            subject += f", {what} {' or '.join(names)}"
    return f"{subject} until {silence.until:%Y-%m-%d %H:%M} UTC"


def _silence_values(silence: Silence) -> dict[str, object]:
    return {
        "topics": silence.topics,
        "sources": silence.sources,
        "languages": silence.languages,
        "concepts": silence.concepts,
        "until": silence.until,
        "who": silence.who,
        "why": silence.why,
    }


def _rewrite_silence(connection: Connection, silence: Silence) -> None:
    connection.execute(
        update(silences).where(silences.c.id == silence.id).values(**_silence_values(silence))
    )


_SILENCE_COLUMNS = (
    SilenceRow.id,
    SilenceRow.topics,
    SilenceRow.sources,
    SilenceRow.languages,
    SilenceRow.concepts,
    SilenceRow.until,
    SilenceRow.who,
    SilenceRow.why,
    SilenceRow.created_at,
)
