"""Lay out the tables of stories: where each article stands, why, and what it was judged by.

Database. See `monitor.store.tables`.
"""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - the mapping reads them

from sqlalchemy import Float, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from monitor.store.columns import ForeignText
from monitor.store.dialect import IDENTITY, only_where
from monitor.store.tables.row import Base, table_of


class PlacementRow(Base):
    """Where an article stands, with the reason, and what the window remembers of it.

    Family, language and story stand here too, so that restoring the window need not read the
    long rows of articles.
    """

    __tablename__ = "placements"

    article_id: Mapped[int] = mapped_column(
        IDENTITY, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True
    )
    #: The same as the article's.
    story_id: Mapped[int] = mapped_column(IDENTITY, ForeignKey("stories.id"))
    reason: Mapped[str]
    beside: Mapped[int | None] = mapped_column(IDENTITY)
    copy_of: Mapped[int | None] = mapped_column(IDENTITY)
    shared: Mapped[tuple[str, ...]]
    score: Mapped[float] = mapped_column(Float)
    agency: Mapped[str | None] = mapped_column(ForeignText)
    family: Mapped[str] = mapped_column(ForeignText)
    language: Mapped[str | None] = mapped_column(ForeignText)
    first_seen_at: Mapped[datetime]
    placed_at: Mapped[datetime]
    #: What somebody decided about it, and when: no later decision moves it.
    hand: Mapped[str | None] = mapped_column(ForeignText)
    hand_at: Mapped[datetime | None]
    #: None: it has left the window.
    signature: Mapped[bytes | None]

    __table_args__ = (
        Index(None, "story_id"),
        Index("ix_placements_window", "article_id", **only_where("signature IS NOT NULL")),
    )


placements = table_of(PlacementRow)
