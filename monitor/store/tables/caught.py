"""Lay out the table of what each name of a concept caught.

Database. See `monitor.store.tables`.
"""

from __future__ import annotations

from sqlalchemy import ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from monitor.store.columns import ForeignText
from monitor.store.dialect import IDENTITY, ROWS_IN_KEY
from monitor.store.tables.row import Base, table_of


class CaughtRow(Base):
    """A name of a concept that is evidence of a match, as the article writes it.

    It says nothing that the evidence does not; it is there so that names can be counted.
    """

    __tablename__ = "caught"

    topic: Mapped[str] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(IDENTITY, primary_key=True)
    concept: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(ForeignText, primary_key=True)
    text: Mapped[str] = mapped_column(ForeignText, primary_key=True)

    __table_args__ = (
        ForeignKeyConstraint(
            ["topic", "article_id"],
            ["matches.topic", "matches.article_id"],
            ondelete="CASCADE",
        ),
        Index(None, "concept", "name", "text", "article_id"),
        ROWS_IN_KEY,
    )


caught = table_of(CaughtRow)
