"""Keep which topics an article satisfies now, with the evidence.

Database. A match is a fact about the current text: it is replaced when the article is
evaluated again. Alerts carry their own copy of the evidence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select, true

from monitor.model import ArticleId, Evidence, Field, StoredMatch
from monitor.store.columns import storable
from monitor.store.part import Part
from monitor.store.tables import ArticleRow, MatchRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import ColumnElement, Connection

    from monitor.store.part import AnyRow


class Matches(Part):
    """The store's part for matches."""

    def list_matches(self, topic: str | None = None, limit: int = 50) -> tuple[StoredMatch, ...]:
        """Give matches, newest first; of all topics when none is named."""
        wanted = true() if topic is None else MatchRow.topic == topic
        with self._database.reading() as connection:
            return load_matches(connection, wanted, limit=limit)


def load_matches(
    connection: Connection, wanted: ColumnElement[bool], *, limit: int | None
) -> tuple[StoredMatch, ...]:
    """Load matches, newest first."""
    rows = connection.execute(
        select(
            MatchRow.topic,
            MatchRow.article_id,
            ArticleRow.url,
            ArticleRow.title,
            MatchRow.matched_at,
            MatchRow.evidence,
            MatchRow.branch,
        )
        .join(ArticleRow, ArticleRow.id == MatchRow.article_id)
        .where(wanted)
        .order_by(MatchRow.matched_at.desc(), MatchRow.article_id.desc(), MatchRow.topic)
        .limit(limit)
    )
    return tuple(_match(row) for row in rows)


def pack_evidence(evidence: Iterable[Evidence]) -> list[dict[str, object]]:
    """Write evidence as JSON values."""
    return [
        {
            "field": one.field.value,
            "start": one.start,
            "end": one.end,
            "text": storable(one.text),
            "name": one.name,
            "concept": one.concept,
            "language": one.language,
        }
        for one in evidence
    ]


def unpack_evidence(packed: Iterable[Mapping[str, Any]]) -> tuple[Evidence, ...]:
    """Read what `pack_evidence` wrote."""
    return tuple(
        Evidence(
            field=Field(one["field"]),
            start=one["start"],
            end=one["end"],
            text=one["text"],
            name=one["name"],
            concept=one["concept"],
            language=one["language"],
        )
        for one in packed
    )


def _match(row: AnyRow) -> StoredMatch:
    return StoredMatch(
        topic=row.topic,
        article_id=ArticleId(row.article_id),
        url=row.url,
        title=row.title,
        matched_at=row.matched_at,
        evidence=unpack_evidence(row.evidence),
        branch=row.branch,
    )
