"""Lay out the tables of what happens by the clock: digests, volumes, troubles, pruning.

Database. See `monitor.store.tables`.
"""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - the mapping reads them

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from monitor.store.columns import ForeignText
from monitor.store.dialect import IDENTITY, ROWS_IN_KEY, only_where
from monitor.store.tables.row import Base, table_of


class DigestRow(Base):
    """The task of making a topic's next digest, or one that was made."""

    __tablename__ = "digests"

    id: Mapped[int] = mapped_column(IDENTITY, primary_key=True)
    topic: Mapped[str]
    #: The rule that `due_at` follows.
    rule: Mapped[str]
    #: What was seen from then on is in it.
    since: Mapped[datetime]
    due_at: Mapped[datetime]
    #: Up to then.
    until: Mapped[datetime | None]
    #: None: it waits to be made.
    made_at: Mapped[datetime | None]
    #: Of what was held back for a digest, the alerts with greater numbers are in it.
    held_after: Mapped[int] = mapped_column(IDENTITY)
    #: None in one that was made: there was nothing to tell.
    alert_id: Mapped[int | None] = mapped_column(IDENTITY, ForeignKey("alerts.id"))

    __table_args__ = (
        UniqueConstraint("topic", "since"),
        Index("uq_digests_open", "topic", unique=True, **only_where("made_at IS NULL")),
        Index("ix_digests_due", "due_at", **only_where("made_at IS NULL")),
    )


class VolumeRow(Base):
    """How many independent reports on a topic came in one hour."""

    __tablename__ = "volumes"

    topic: Mapped[str] = mapped_column(primary_key=True)
    hour: Mapped[datetime] = mapped_column(primary_key=True)
    reports: Mapped[int]

    __table_args__ = (Index(None, "hour"), ROWS_IN_KEY)


class WatchedHourRow(Base):
    """An hour in which feeds were polled: in all others nothing could be seen."""

    __tablename__ = "watched_hours"

    hour: Mapped[datetime] = mapped_column(primary_key=True)
    #: Minutes of it in which a feed had been polled well within the hour before.
    minutes: Mapped[int]


class SpikeRow(Base):
    """The last spike of a topic."""

    __tablename__ = "spikes"

    topic: Mapped[str] = mapped_column(primary_key=True)
    found_at: Mapped[datetime]
    alert_id: Mapped[int] = mapped_column(IDENTITY, ForeignKey("alerts.id"))


class TroubleRow(Base):
    """Something that is wrong with a feed or the network, and what was told of it."""

    __tablename__ = "troubles"

    id: Mapped[int] = mapped_column(IDENTITY, primary_key=True)
    kind: Mapped[str]
    #: None: with the network.
    feed_id: Mapped[int | None] = mapped_column(
        IDENTITY, ForeignKey("feeds.id", ondelete="CASCADE")
    )
    since: Mapped[datetime]
    reason: Mapped[str] = mapped_column(ForeignText)
    noted_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    #: When it was told that it began; None: nobody was told.
    told_at: Mapped[datetime | None]
    #: It is to be told that it began, or that it ended.
    untold: Mapped[bool]

    __table_args__ = (
        Index(
            "uq_troubles_feed",
            "feed_id",
            "kind",
            unique=True,
            **only_where("ended_at IS NULL AND feed_id IS NOT NULL"),
        ),
        Index(
            "uq_troubles_network",
            "kind",
            unique=True,
            **only_where("ended_at IS NULL AND feed_id IS NULL"),
        ),
        Index("ix_troubles_untold", "id", **only_where("untold")),
    )


class CursorRow(Base):
    """How far a pass that goes through a table in its order has come."""

    __tablename__ = "cursors"

    name: Mapped[str] = mapped_column(primary_key=True)
    #: All with lower numbers are done with.
    number: Mapped[int] = mapped_column(IDENTITY)


digests = table_of(DigestRow)
volumes = table_of(VolumeRow)
watched_hours = table_of(WatchedHourRow)
spikes = table_of(SpikeRow)
troubles = table_of(TroubleRow)
cursors = table_of(CursorRow)
