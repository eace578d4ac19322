"""Lay out the tables of the catalog: what somebody watches, and with which words.

Database. See `monitor.store.tables`.
"""

from __future__ import annotations

from datetime import datetime, timedelta  # noqa: TC003 - the mapping reads them
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from monitor.store.dialect import IDENTITY
from monitor.store.tables.row import Base, table_of


class CatalogRow(Base):
    """The version of topics, concepts and silences; one row."""

    __tablename__ = "catalog"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    #: Grows when stories are changed by hand.
    stories_version: Mapped[int] = mapped_column(server_default="0")

    __table_args__ = (CheckConstraint("id = 1", name="single"),)


class TopicRow(Base):
    """A topic."""

    __tablename__ = "topics"

    name: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    query: Mapped[str]
    priority: Mapped[str]
    receivers: Mapped[tuple[str, ...]]
    group_wait: Mapped[timedelta | None]
    update_interval: Mapped[timedelta | None]
    min_publishers: Mapped[int]
    match_examples: Mapped[tuple[str, ...]]
    no_match_examples: Mapped[tuple[str, ...]]
    paused_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    min_languages: Mapped[int] = mapped_column(server_default="1")
    within: Mapped[timedelta | None]
    escalate_publishers: Mapped[int | None]
    escalate_languages: Mapped[int | None]
    #: As in `daily 08:00 Europe/Berlin`.
    digest: Mapped[str | None]
    spike: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    updates: Mapped[bool | None]
    escalate_concepts: Mapped[int | None]
    cooldown: Mapped[timedelta | None]
    #: As in `mon-fri 07:00-22:00 Europe/Berlin`.
    active_hours: Mapped[str | None]
    outside_hours: Mapped[str | None]
    daily_cap: Mapped[int | None]


class ConceptRow(Base):
    """A concept."""

    __tablename__ = "concepts"

    key: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    country: Mapped[str | None]
    wikidata: Mapped[str | None]


class NameRow(Base):
    """One name of a concept, with its switch."""

    __tablename__ = "names"

    concept: Mapped[str] = mapped_column(
        ForeignKey("concepts.key", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    language: Mapped[str | None]
    source: Mapped[str]
    enabled: Mapped[bool]


class SilenceRow(Base):
    """A silence."""

    __tablename__ = "silences"

    id: Mapped[int] = mapped_column(IDENTITY, primary_key=True)
    topics: Mapped[tuple[str, ...]]
    until: Mapped[datetime]
    who: Mapped[str]
    why: Mapped[str]
    sources: Mapped[tuple[str, ...]] = mapped_column(server_default="[]")
    languages: Mapped[tuple[str, ...]] = mapped_column(server_default="[]")
    concepts: Mapped[tuple[str, ...]] = mapped_column(server_default="[]")
    #: When it was stored first; None: it is older than this column.
    created_at: Mapped[datetime | None]


catalog = table_of(CatalogRow)
topics = table_of(TopicRow)
concepts = table_of(ConceptRow)
names = table_of(NameRow)
silences = table_of(SilenceRow)
