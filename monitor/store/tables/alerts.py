"""Lay out the tables of alerts: what matched, who is told, and who works on it.

Database. See `monitor.store.tables`.
"""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - the mapping reads them
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from monitor.store.columns import ForeignText
from monitor.store.dialect import IDENTITY, only_where
from monitor.store.tables.row import Base, table_of


class MatchRow(Base):
    """A topic that an article satisfies now."""

    __tablename__ = "matches"

    topic: Mapped[str] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(
        IDENTITY, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True
    )
    #: The revision of the article that the evidence points into.
    revision: Mapped[int]
    matched_at: Mapped[datetime]
    evidence: Mapped[list[dict[str, Any]]] = mapped_column(JSON)

    __table_args__ = (Index(None, "article_id"), Index(None, "matched_at"))


class AlertRow(Base):
    """A decision to tell, or not, complete in itself: it outlives its topic."""

    __tablename__ = "alerts"

    id: Mapped[int] = mapped_column(IDENTITY, primary_key=True)
    topic: Mapped[str]
    topic_title: Mapped[str]
    priority: Mapped[str]
    story_id: Mapped[int] = mapped_column(IDENTITY, ForeignKey("stories.id"))
    article_id: Mapped[int] = mapped_column(IDENTITY, ForeignKey("articles.id"))
    kind: Mapped[str]
    created_at: Mapped[datetime]
    held_back: Mapped[str | None]
    reason: Mapped[str] = mapped_column(ForeignText)
    evidence: Mapped[list[dict[str, Any]]] = mapped_column(JSON)

    __table_args__ = (
        # A story is told once. What waits for more publishers was not told, nor was a baseline.
        Index(
            "uq_alerts_told",
            "topic",
            "story_id",
            unique=True,
            **only_where(
                "kind = 'first' AND (held_back IS NULL"
                " OR held_back NOT IN ('too_few_publishers', 'baseline'))"
            ),
        ),
        # However often a baseline is evaluated, it is held back once.
        Index(
            "uq_alerts_baseline",
            "topic",
            "story_id",
            unique=True,
            **only_where("kind = 'first' AND held_back = 'baseline'"),
        ),
        Index(None, "article_id"),
        Index(None, "story_id"),
    )


class DeliveryRow(Base):
    """The task of bringing an alert to a receiver, and who is at it now."""

    __tablename__ = "deliveries"

    id: Mapped[int] = mapped_column(IDENTITY, primary_key=True)
    alert_id: Mapped[int] = mapped_column(IDENTITY, ForeignKey("alerts.id"))
    topic: Mapped[str]
    receiver: Mapped[str]
    key: Mapped[str]
    state: Mapped[str]
    attempts: Mapped[int]
    created_at: Mapped[datetime]
    first_due_at: Mapped[datetime]
    next_attempt_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(ForeignText)
    detail: Mapped[str | None] = mapped_column(ForeignText)
    sent_at: Mapped[datetime | None]
    lease_owner: Mapped[str | None]
    lease_until: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("alert_id", "receiver"),
        UniqueConstraint("key"),
        Index("ix_deliveries_open", "next_attempt_at", **only_where("next_attempt_at IS NOT NULL")),
    )


class ReceiverRow(Base):
    """A receiver that asked to be left alone."""

    __tablename__ = "receivers"

    name: Mapped[str] = mapped_column(primary_key=True)
    blocked_until: Mapped[datetime]


class LeaseRow(Base):
    """A named right to work, with the number that fences off former owners."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(primary_key=True)
    #: None: nobody holds it.
    owner: Mapped[str | None]
    until: Mapped[datetime | None]
    fence: Mapped[int]


matches = table_of(MatchRow)
alerts = table_of(AlertRow)
deliveries = table_of(DeliveryRow)
receivers = table_of(ReceiverRow)
leases = table_of(LeaseRow)
