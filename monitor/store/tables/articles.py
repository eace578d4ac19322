"""Lay out the tables of articles: what we keep, where it was seen, what its page says.

Database. See `monitor.store.tables`.
"""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - the mapping reads them

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from monitor.store.columns import Digest, ForeignText
from monitor.store.dialect import IDENTITY, ROWS_IN_KEY, only_where
from monitor.store.tables.row import Base, table_of


class StoryRow(Base):
    """A set of articles that tell the same event."""

    __tablename__ = "stories"

    id: Mapped[int] = mapped_column(IDENTITY, primary_key=True)
    opened_at: Mapped[datetime]
    #: First sight of its latest article; what a listing is ordered by.
    last_seen_at: Mapped[datetime | None]
    #: The story that has its articles since somebody merged them.
    merged_into: Mapped[int | None] = mapped_column(IDENTITY)

    __table_args__ = (Index(None, "last_seen_at", "id"),)


class ArticleRow(Base):
    """An article with its current text."""

    __tablename__ = "articles"

    id: Mapped[int] = mapped_column(IDENTITY, primary_key=True)
    #: Digest of the canonical URL; without a link, of the feed's URL and the entry's key.
    identity: Mapped[str] = mapped_column(Digest)
    url: Mapped[str | None] = mapped_column(ForeignText)
    #: Digest of `url`, where that is not the canonical one. (An index on the URL itself
    #: would refuse long ones.)
    url_digest: Mapped[str | None] = mapped_column(Digest)
    canonical_url: Mapped[str | None] = mapped_column(ForeignText)
    title: Mapped[str] = mapped_column(ForeignText)
    summary: Mapped[str] = mapped_column(ForeignText)
    text: Mapped[str] = mapped_column(ForeignText)
    author: Mapped[str | None] = mapped_column(ForeignText)
    categories: Mapped[tuple[str, ...]]
    language: Mapped[str | None] = mapped_column(ForeignText)
    #: The feed that showed it first, and whose that feed was.
    feed_id: Mapped[int | None] = mapped_column(
        IDENTITY, ForeignKey("feeds.id", ondelete="SET NULL")
    )
    source_name: Mapped[str] = mapped_column(ForeignText)
    source_family: Mapped[str | None]
    source_country: Mapped[str | None]
    source_language: Mapped[str | None]
    published_at: Mapped[datetime | None]
    first_seen_at: Mapped[datetime]
    content_hash: Mapped[str] = mapped_column(Digest)
    #: Characters of title, summary and text.
    length: Mapped[int]
    revision: Mapped[int]
    #: When the current text was seen first.
    revised_at: Mapped[datetime]
    baseline: Mapped[bool]
    story_id: Mapped[int | None] = mapped_column(IDENTITY, ForeignKey("stories.id"))
    #: None puts it into the evaluator's queue.
    evaluated_at: Mapped[datetime | None]
    #: The revision that was evaluated last; None when none was, 0 when that counts no more.
    evaluated_revision: Mapped[int | None]
    #: The text of its page; it is read before the feed's own.
    page_text: Mapped[str | None] = mapped_column(ForeignText)
    #: How many texts of its page were taken; the last one is `page_text`.
    page_revision: Mapped[int] = mapped_column(server_default="0")
    #: The fault of ours that kept it from being evaluated.
    evaluation_error: Mapped[str | None] = mapped_column(ForeignText)
    #: Digest of publisher and title; None where they name nothing.
    title_key: Mapped[str | None] = mapped_column(Digest)
    #: Why it was history when it was first seen; None when it was news.
    backfill: Mapped[str | None] = mapped_column(ForeignText)
    #: When its texts were pruned: what is left keeps it from coming back as new.
    pruned_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("identity"),
        Index(None, "title_key", "id", **only_where("title_key IS NOT NULL")),
        Index(None, "url_digest", **only_where("url_digest IS NOT NULL")),
        Index(None, "first_seen_at", "id"),
        Index(None, "feed_id"),
        Index(None, "story_id"),
        Index("ix_articles_unevaluated", "id", **only_where("evaluated_at IS NULL")),
    )


class PageRow(Base):
    """The task of fetching an article's page, and what came of it."""

    __tablename__ = "pages"

    article_id: Mapped[int] = mapped_column(
        IDENTITY, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True
    )
    host: Mapped[str]
    state: Mapped[str]
    #: None when there is no more to do.
    next_fetch_at: Mapped[datetime | None]
    attempts: Mapped[int]
    created_at: Mapped[datetime]
    fetched_at: Mapped[datetime | None]
    #: Where the page really was, after redirects.
    final_url: Mapped[str | None] = mapped_column(ForeignText)
    #: What the page names as its own address.
    canonical_url: Mapped[str | None] = mapped_column(ForeignText)
    #: When the page says it was published.
    published_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(ForeignText)
    lease_owner: Mapped[str | None]
    lease_until: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_pages_due", "next_fetch_at", **only_where("next_fetch_at IS NOT NULL")),
    )


class RevisionRow(Base):
    """An earlier text of an article; the current one is in the article."""

    __tablename__ = "revisions"

    article_id: Mapped[int] = mapped_column(
        IDENTITY, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(ForeignText)
    summary: Mapped[str] = mapped_column(ForeignText)
    text: Mapped[str] = mapped_column(ForeignText)
    seen_at: Mapped[datetime]


class SightingRow(Base):
    """An article seen in a feed, under the entry's key there."""

    __tablename__ = "sightings"

    feed_id: Mapped[int] = mapped_column(
        IDENTITY, ForeignKey("feeds.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(Digest, primary_key=True)
    article_id: Mapped[int] = mapped_column(IDENTITY, ForeignKey("articles.id", ondelete="CASCADE"))
    #: Of the text that this feed showed last.
    content_hash: Mapped[str] = mapped_column(Digest)
    first_seen_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(ForeignText)

    __table_args__ = (Index(None, "article_id"), ROWS_IN_KEY)


class AddressRow(Base):
    """Another address of an article than its canonical URL."""

    __tablename__ = "addresses"

    #: Like an article's identity.
    digest: Mapped[str] = mapped_column(Digest, primary_key=True)
    article_id: Mapped[int] = mapped_column(IDENTITY, ForeignKey("articles.id", ondelete="CASCADE"))
    url: Mapped[str | None] = mapped_column(ForeignText)
    reason: Mapped[str]
    noted_at: Mapped[datetime]

    __table_args__ = (Index(None, "article_id"), ROWS_IN_KEY)


class RedirectRow(Base):
    """An address that leads on, the task of asking where, and the answer."""

    __tablename__ = "redirects"

    #: Digest of `url`: the identity of the article that was stored under it.
    digest: Mapped[str] = mapped_column(Digest, primary_key=True)
    url: Mapped[str] = mapped_column(ForeignText)
    host: Mapped[str]
    state: Mapped[str]
    #: None when there is no more to ask.
    next_ask_at: Mapped[datetime | None]
    attempts: Mapped[int]
    created_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    target: Mapped[str | None] = mapped_column(ForeignText)
    last_error: Mapped[str | None] = mapped_column(ForeignText)
    lease_owner: Mapped[str | None]
    lease_until: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_redirects_due", "next_ask_at", **only_where("next_ask_at IS NOT NULL")),
    )


addresses = table_of(AddressRow)
redirects = table_of(RedirectRow)
stories = table_of(StoryRow)
articles = table_of(ArticleRow)
pages = table_of(PageRow)
revisions = table_of(RevisionRow)
sightings = table_of(SightingRow)
