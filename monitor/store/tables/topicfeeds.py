"""Lay out the table of the feeds that topics publish.

Database. See `monitor.store.tables`.
"""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - the mapper reads it

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from monitor.store.tables.row import Base, table_of


class TopicFeedRow(Base):
    """The feed of a topic, with the token that opens it."""

    __tablename__ = "topic_feeds"

    topic: Mapped[str] = mapped_column(
        ForeignKey("topics.name", ondelete="CASCADE"), primary_key=True
    )
    token: Mapped[str]
    created_at: Mapped[datetime]


topic_feeds = table_of(TopicFeedRow)
