"""Lay out the table of what people answer to alerts.

Database. See `monitor.store.tables`.
"""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - the mapper reads it

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from monitor.store.columns import ForeignText
from monitor.store.dialect import IDENTITY
from monitor.store.tables.row import Base, table_of


class AnswerRow(Base):
    """The last word of somebody on an alert."""

    __tablename__ = "answers"

    alert_id: Mapped[int] = mapped_column(
        IDENTITY, ForeignKey("alerts.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    relevance: Mapped[str]
    who: Mapped[str] = mapped_column(ForeignText)
    note: Mapped[str | None] = mapped_column(ForeignText)
    answered_at: Mapped[datetime]


answers = table_of(AnswerRow)
