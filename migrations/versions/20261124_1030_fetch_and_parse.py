"""Let feeds remember their rhythm, moves and marks; add hosts, subscriptions and pages.

Why: intervals that learn, permanent redirects, servers that lie, documents read only in part,
hosts that ask for patience, WebSub, full text.
Can the release before run against it: yes, it sees none of this.

Revision: 20261124_1030
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261124_1030"
down_revision = "20261124_0600"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def _feed_columns() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("host", sa.Text(), nullable=False, server_default=""),
        sa.Column("failing_since", INSTANT, nullable=True),
        sa.Column("failure_kind", sa.Text(), nullable=True),
        sa.Column("rhythm", sa.JSON(), nullable=True),
        sa.Column("hot_until", INSTANT, nullable=True),
        sa.Column("overflowed_at", INSTANT, nullable=True),
        sa.Column("moved_to", sa.Text(), nullable=True),
        sa.Column("moved_since", INSTANT, nullable=True),
        sa.Column("moved_sightings", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("full_due_at", INSTANT, nullable=True),
        sa.Column("full_span", sa.BigInteger(), nullable=True),
        sa.Column("full_doubts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("lying", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("marks", sa.LargeBinary(), nullable=True),
    )


def _article_columns() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("page_text", sa.Text(), nullable=True),
        sa.Column("page_revision", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("evaluation_error", sa.Text(), nullable=True),
    )


def _where(condition: str) -> dict[str, sa.TextClause]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    for column in _feed_columns():
        op.add_column("feeds", column)
    op.create_index(op.f("ix_feeds_host"), "feeds", ["host"])
    op.add_column(
        "polls", sa.Column("overflowed", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    for column in _article_columns():
        op.add_column("articles", column)
    op.add_column("concepts", sa.Column("wikidata", sa.Text(), nullable=True))
    op.create_table(
        "hosts",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("blocked_until", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_hosts")),
    )
    _create_moves()
    _create_subscriptions()
    _create_pages()


def _create_moves() -> None:
    op.create_table(
        "moves",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("feed_id", NUMBER, nullable=False),
        sa.Column("moved_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["feed_id"], ["feeds.id"], name=op.f("fk_moves_feed_id_feeds"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("url", name=op.f("pk_moves")),
    )
    op.create_index(op.f("ix_moves_feed_id"), "moves", ["feed_id"])


def _create_subscriptions() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("feed_id", NUMBER, nullable=False),
        sa.Column("hub", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=True),
        sa.Column("secret", sa.Text(), nullable=True),
        sa.Column("public_url", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("next_request_at", INSTANT, nullable=True),
        sa.Column("requested_at", INSTANT, nullable=True),
        sa.Column("verified_at", INSTANT, nullable=True),
        sa.Column("expires_at", INSTANT, nullable=True),
        sa.Column("pushed_at", INSTANT, nullable=True),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("looks", sa.Integer(), nullable=True),
        sa.Column("proven", sa.Integer(), nullable=False),
        sa.Column("idle", sa.Integer(), nullable=False),
        sa.Column("busy_until", INSTANT, nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("lease_owner", sa.Text(), nullable=True),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["feed_id"],
            ["feeds.id"],
            name=op.f("fk_subscriptions_feed_id_feeds"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("feed_id", name=op.f("pk_subscriptions")),
        sa.UniqueConstraint("token", name=op.f("uq_subscriptions_token")),
    )
    op.create_index(
        op.f("ix_subscriptions_due"),
        "subscriptions",
        ["next_request_at"],
        **_where("next_request_at IS NOT NULL"),
    )


def _create_pages() -> None:
    op.create_table(
        "pages",
        sa.Column("article_id", NUMBER, nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("next_fetch_at", INSTANT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("fetched_at", INSTANT, nullable=True),
        sa.Column("final_url", sa.Text(), nullable=True),
        sa.Column("canonical_url", sa.Text(), nullable=True),
        sa.Column("published_at", INSTANT, nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("lease_owner", sa.Text(), nullable=True),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name=op.f("fk_pages_article_id_articles"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_pages")),
    )
    op.create_index(
        op.f("ix_pages_due"),
        "pages",
        ["next_fetch_at"],
        **_where("next_fetch_at IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_table("pages")
    op.drop_table("subscriptions")
    op.drop_table("moves")
    op.drop_table("hosts")
    for column in reversed(_article_columns()):
        op.drop_column("articles", column.name)
    op.drop_column("concepts", "wikidata")
    op.drop_column("polls", "overflowed")
    op.drop_index(op.f("ix_feeds_host"), table_name="feeds")
    for column in reversed(_feed_columns()):
        op.drop_column("feeds", column.name)
