"""Say what all rows have in common: how constraints are named, what a type is in a column.

Database.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar, cast

from sqlalchemy import MetaData, Table, Text
from sqlalchemy.orm import DeclarativeBase

from monitor.store.columns import Instant, Span, Strings


class Base(DeclarativeBase):
    """All tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text(),
        datetime: Instant(),
        timedelta: Span(),
        tuple[str, ...]: Strings(),
    }


def table_of(row: type[Base]) -> Table:
    """Give the table itself, for statements that write."""
    return cast("Table", row.__table__)
