"""Give every part of the store its database.

Database. The parts hold one database together and know nothing else of each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from sqlalchemy import Row

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from monitor.store.dialect import Database

T = TypeVar("T")
#: A row of the columns that a query asked for.
AnyRow: TypeAlias = Row[*tuple[Any, ...]]

#: Values in one IN list: well under what either database takes in one statement.
CHUNK = 1000


class Part:
    """One part of the store."""

    def __init__(self, database: Database) -> None:
        self._database = database


def chunks(values: Collection[T]) -> Iterator[list[T]]:
    """Cut a collection into pieces that fit into one statement."""
    ordered = list(values)
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]
