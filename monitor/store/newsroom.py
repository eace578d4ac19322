"""Make feeds, topics, concepts and silences be as a file says, in one transaction.

Database. Saving the same content again changes nothing and says so. A dry run does it all
and rolls it back, so it tells exactly what the real one will do.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from monitor.store.catalog import raise_version
from monitor.store.concepts import delete_concepts, load_concepts, write_concepts
from monitor.store.feeds import delete_feeds, present_urls, write_feeds
from monitor.store.part import Part
from monitor.store.silences import delete_silences, load_silences, write_silences
from monitor.store.tables import FeedRow
from monitor.store.topics import delete_topics, load_topics, write_topics

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from monitor.model import Concept, FeedSpec, Silence, Topic
    from monitor.store.answers import Change


class Newsrooms(Part):
    """The store's part for whole newsroom files."""

    def save_newsroom(
        self,
        *,
        feeds: Sequence[FeedSpec],
        topics: Sequence[Topic],
        concepts: Sequence[Concept],
        silences: Sequence[Silence],
        prune: bool,
        dry_run: bool,
        now: datetime,
    ) -> tuple[Change, ...]:
        """Save all of it or nothing; `prune` removes what is not named, `dry_run` only tells."""
        with self._database.writing(keep=not dry_run) as connection:
            feed_changes = write_feeds(connection, feeds, now)
            rules = (
                *write_concepts(connection, concepts, keep_switches=True),
                *write_topics(connection, topics, now),
                *write_silences(connection, silences, now),
            )
            if prune:
                feed_changes += _prune_feeds(connection, feeds)
                rules += _prune_rules(connection, topics, concepts, silences)
            raise_version(self._database, connection, rules)
        return feed_changes + rules


def _prune_feeds(connection: Connection, named: Sequence[FeedSpec]) -> tuple[Change, ...]:
    urls = present_urls(connection, [spec.url for spec in named])
    kept = connection.scalars(select(FeedRow.url).order_by(FeedRow.url)).all()
    return delete_feeds(connection, [url for url in kept if url not in urls])


def _prune_rules(
    connection: Connection,
    topics: Sequence[Topic],
    concepts: Sequence[Concept],
    silences: Sequence[Silence],
) -> tuple[Change, ...]:
    names = {topic.name for topic in topics}
    keys = {concept.key for concept in concepts}
    wishes = {replace(silence, id=None) for silence in silences}
    return (
        *delete_topics(connection, [name for name in load_topics(connection) if name not in names]),
        *delete_concepts(connection, [key for key in load_concepts(connection) if key not in keys]),
        *delete_silences(
            connection,
            [one for one in load_silences(connection) if replace(one, id=None) not in wishes],
        ),
    )
