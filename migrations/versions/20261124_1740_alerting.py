"""Keep what alerting by the clock needs.

Why: alerts are capped, gathered in digests, answered by people; volumes and feeds are watched.
Can the release before run against it: yes.

Revision: 20261124_1740
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261124_1740"
down_revision = "20261124_1300"
branch_labels = None
depends_on = None


NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _add_scheduled()
    _add_policy()
    _add_answers()
    _add_topic_feeds()


def downgrade() -> None:
    _drop_topic_feeds()
    _drop_answers()
    _drop_policy()
    _drop_scheduled()


def _add_answers() -> None:
    op.create_table(
        "answers",
        sa.Column("alert_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("relevance", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("answered_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alerts.id"], name=op.f("fk_answers_alert_id_alerts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("alert_id", name=op.f("pk_answers")),
    )
    sent = _only_where("sent_at IS NOT NULL")
    op.create_index("ix_deliveries_sent", "deliveries", ["sent_at"], **sent)


def _drop_answers() -> None:
    op.drop_index("ix_deliveries_sent", table_name="deliveries")
    op.drop_table("answers")


def _only_where(condition: str) -> dict[str, sa.TextClause]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def _add_topic_feeds() -> None:
    op.create_table(
        "topic_feeds",
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["topic"],
            ["topics.name"],
            name=op.f("fk_topic_feeds_topic_topics"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("topic", name=op.f("pk_topic_feeds")),
    )


def _drop_topic_feeds() -> None:
    op.drop_table("topic_feeds")


def _add_scheduled() -> None:
    """Digests, spikes and coverage tell of no single article; texts are pruned."""
    with op.batch_alter_table("alerts") as batch:
        batch.alter_column("story_id", existing_type=NUMBER, nullable=True)
        batch.alter_column("article_id", existing_type=NUMBER, nullable=True)
        batch.add_column(sa.Column("content", sa.JSON(), nullable=True))
    op.create_index("ix_alerts_held_back", "alerts", ["id"], **_only_where("held_back IS NOT NULL"))
    op.add_column("articles", sa.Column("pruned_at", INSTANT, nullable=True))
    op.add_column("topics", sa.Column("digest", sa.Text(), nullable=True))
    op.add_column("topics", sa.Column("spike", sa.JSON(), nullable=True))
    _create_digests()
    _create_volumes()
    _create_troubles()
    op.create_table(
        "cursors",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_cursors")),
    )


def _drop_scheduled() -> None:
    for name in ("cursors", "troubles", "spikes", "watched_hours", "volumes", "digests"):
        op.drop_table(name)
    op.drop_column("topics", "spike")
    op.drop_column("topics", "digest")
    op.drop_column("articles", "pruned_at")
    op.drop_index("ix_alerts_held_back", table_name="alerts")
    untellable = "SELECT id FROM alerts WHERE story_id IS NULL OR article_id IS NULL"
    op.execute(f"DELETE FROM deliveries WHERE alert_id IN ({untellable})")  # noqa: S608 - ours
    op.execute("DELETE FROM alerts WHERE story_id IS NULL OR article_id IS NULL")
    with op.batch_alter_table("alerts") as batch:
        batch.drop_column("content")
        batch.alter_column("article_id", existing_type=NUMBER, nullable=False)
        batch.alter_column("story_id", existing_type=NUMBER, nullable=False)


def _create_digests() -> None:
    op.create_table(
        "digests",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("until", INSTANT, nullable=True),
        sa.Column("made_at", INSTANT, nullable=True),
        sa.Column("held_after", NUMBER, nullable=False),
        sa.Column("alert_id", NUMBER, nullable=True),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alerts.id"], name=op.f("fk_digests_alert_id_alerts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
        sa.UniqueConstraint("topic", "since", name=op.f("uq_digests_topic_since")),
    )
    is_open = _only_where("made_at IS NULL")
    op.create_index("uq_digests_open", "digests", ["topic"], unique=True, **is_open)
    op.create_index("ix_digests_due", "digests", ["due_at"], **is_open)


def _create_volumes() -> None:
    op.create_table(
        "volumes",
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("hour", INSTANT, nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("topic", "hour", name=op.f("pk_volumes")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_volumes_hour"), "volumes", ["hour"])
    op.create_table(
        "watched_hours",
        sa.Column("hour", INSTANT, nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hour", name=op.f("pk_watched_hours")),
    )
    op.create_table(
        "spikes",
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("found_at", INSTANT, nullable=False),
        sa.Column("alert_id", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alerts.id"], name=op.f("fk_spikes_alert_id_alerts")
        ),
        sa.PrimaryKeyConstraint("topic", name=op.f("pk_spikes")),
    )


def _create_troubles() -> None:
    op.create_table(
        "troubles",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("feed_id", NUMBER, nullable=True),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("noted_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("told_at", INSTANT, nullable=True),
        sa.Column("untold", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["feed_id"],
            ["feeds.id"],
            name=op.f("fk_troubles_feed_id_feeds"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_troubles")),
    )
    op.create_index(
        "uq_troubles_feed",
        "troubles",
        ["feed_id", "kind"],
        unique=True,
        **_only_where("ended_at IS NULL AND feed_id IS NOT NULL"),
    )
    op.create_index(
        "uq_troubles_network",
        "troubles",
        ["kind"],
        unique=True,
        **_only_where("ended_at IS NULL AND feed_id IS NULL"),
    )
    op.create_index("ix_troubles_untold", "troubles", ["id"], **_only_where("untold"))


def _add_policy() -> None:
    """Topics say more of when they tell, silences of what; alerts keep when they were due."""
    for column in (
        sa.Column("updates", sa.Boolean(), nullable=True),
        sa.Column("escalate_concepts", sa.Integer(), nullable=True),
        sa.Column("cooldown", sa.BigInteger(), nullable=True),
        sa.Column("active_hours", sa.Text(), nullable=True),
        sa.Column("outside_hours", sa.Text(), nullable=True),
        sa.Column("daily_cap", sa.Integer(), nullable=True),
    ):
        op.add_column("topics", column)
    for name in ("sources", "languages", "concepts"):
        op.add_column("silences", sa.Column(name, sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("alerts", sa.Column("deliver_at", INSTANT, nullable=True))
    due = _only_where("deliver_at IS NOT NULL")
    op.create_index("ix_alerts_told_at", "alerts", ["topic", "deliver_at"], **due)


def _drop_policy() -> None:
    op.drop_index("ix_alerts_told_at", table_name="alerts")
    op.drop_column("alerts", "deliver_at")
    for name in ("concepts", "languages", "sources"):
        op.drop_column("silences", name)
    for name in (
        "daily_cap",
        "outside_hours",
        "active_hours",
        "cooldown",
        "escalate_concepts",
        "updates",
    ):
        op.drop_column("topics", name)
