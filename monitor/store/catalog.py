"""Keep topics, concepts and silences, and the version of them all.

Database. Whatever changes one of them raises the version in the same transaction, so an
evaluator that remembers the version knows when its compiled topics are old. What the
operator did by hand (a paused topic, a name switched off) is not undone by saving again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from monitor.errors import NotFound
from monitor.model import Catalog
from monitor.store.answers import ChangeKind, changed
from monitor.store.concepts import delete_concepts, load_concepts, write_concepts
from monitor.store.part import Part
from monitor.store.silences import load_silences, write_silences
from monitor.store.tables import CatalogRow, catalog
from monitor.store.tables import topics as topic_table
from monitor.store.topics import delete_topics, load_topics, write_topics

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from monitor.model import Concept, Silence, Topic
    from monitor.store.answers import Change
    from monitor.store.dialect import Database


class Catalogs(Part):
    """The store's part for what evaluation works with."""

    def load_catalog(self) -> Catalog:
        """Give all topics, concepts and silences, of one version."""
        with self._database.reading() as connection:
            return Catalog(
                version=_version(connection),
                topics=tuple(load_topics(connection).values()),
                concepts=tuple(load_concepts(connection).values()),
                silences=load_silences(connection),
            )

    def catalog_version(self) -> int:
        """Give the version alone: cheap enough to ask before every batch."""
        with self._database.reading() as connection:
            return _version(connection)

    def save_catalog(
        self,
        *,
        topics: Sequence[Topic] = (),
        concepts: Sequence[Concept] = (),
        silences: Sequence[Silence] = (),
        remove_topics: Sequence[str] = (),
        remove_concepts: Sequence[str] = (),
        now: datetime,
    ) -> tuple[Change, ...]:
        """Save and remove topics, concepts and silences by hand.

        Names are switched as given. A silence with an id is changed, one without is added.
        Raises NotFound, and saves nothing, when something to remove or change is not there.
        """
        with self._database.writing() as connection:
            changes = (
                *write_concepts(connection, concepts, keep_switches=False),
                *write_topics(connection, topics, now),
                *write_silences(connection, silences, now),
                *delete_topics(connection, remove_topics),
                *delete_concepts(connection, remove_concepts),
            )
            raise_version(self._database, connection, changes)
        return changes

    def set_topic_paused(self, name: str, paused_at: datetime | None) -> None:
        """Pause a topic, or with None resume it; raises NotFound."""
        pause = update(topic_table).where(topic_table.c.name == name).values(paused_at=paused_at)
        with self._database.writing() as connection:
            if connection.execute(pause).rowcount == 0:
                raise NotFound("topic", name)
            raise_version(self._database, connection, [changed("topic", name, ChangeKind.CHANGED)])


def raise_version(database: Database, connection: Connection, changes: Iterable[Change]) -> None:
    """Raise the catalog's version when one of these changes changed something."""
    if all(change.kind is ChangeKind.UNCHANGED for change in changes):
        return
    first = database.insert(catalog).values(id=1, version=1)
    connection.execute(
        first.on_conflict_do_update(index_elements=["id"], set_={"version": catalog.c.version + 1})
    )


def locked_version(connection: Connection) -> int:
    """Give the version and let nobody raise it until the commit."""
    return connection.scalars(select(CatalogRow.version).with_for_update()).first() or 0


def _version(connection: Connection) -> int:
    return connection.scalars(select(CatalogRow.version)).first() or 0
