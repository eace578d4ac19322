"""Keep stories of many articles: placements, what alerts said of them, when to tell again.

Why: an article joins the story of another; a story is told once, and again when more
publishers confirm it; people merge and split stories.
Can the release before run against it: yes, but it cannot read alerts held back for too few
languages.

Also: an article has other addresses than its own, publishers show one title twice, feeds are
re-keyed or offer their archive again; receivers have a rate, fail for a while, and keep threads.

Revision: 20261124_1300
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261124_1300"
down_revision = "20261124_1030"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def _story_columns() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("last_seen_at", INSTANT, nullable=True),
        sa.Column("merged_into", NUMBER, nullable=True),
    )


def _topic_columns() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("min_languages", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("within", sa.BigInteger(), nullable=True),
        sa.Column("escalate_publishers", sa.Integer(), nullable=True),
        sa.Column("escalate_languages", sa.Integer(), nullable=True),
    )


def _where(condition: str) -> dict[str, sa.TextClause]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    _add_stories()
    _add_search_index()
    _add_addresses()
    _add_caught()
    _add_receivers()


def downgrade() -> None:
    _drop_receivers()
    _drop_caught()
    _drop_addresses()
    _drop_search_index()
    _drop_stories()


def _add_stories() -> None:
    for column in _story_columns():
        op.add_column("stories", column)
    op.execute(
        "UPDATE stories SET last_seen_at ="
        " (SELECT max(first_seen_at) FROM articles WHERE articles.story_id = stories.id)"
    )
    op.create_index(op.f("ix_stories_last_seen_at_id"), "stories", ["last_seen_at", "id"])
    for column in _topic_columns():
        op.add_column("topics", column)
    op.add_column(
        "catalog", sa.Column("stories_version", sa.Integer(), nullable=False, server_default="0")
    )
    op.add_column("alerts", sa.Column("standing", sa.JSON(), nullable=True))
    _create_placements()
    _tell_by_story()


def _create_placements() -> None:
    op.create_table(
        "placements",
        sa.Column("article_id", NUMBER, nullable=False),
        sa.Column("story_id", NUMBER, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("beside", NUMBER, nullable=True),
        sa.Column("copy_of", NUMBER, nullable=True),
        sa.Column("shared", sa.JSON(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=True),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("first_seen_at", INSTANT, nullable=False),
        sa.Column("placed_at", INSTANT, nullable=False),
        sa.Column("hand", sa.Text(), nullable=True),
        sa.Column("hand_at", INSTANT, nullable=True),
        sa.Column("signature", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name=op.f("fk_placements_article_id_articles"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["story_id"], ["stories.id"], name=op.f("fk_placements_story_id_stories")
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_placements")),
    )
    op.create_index(op.f("ix_placements_story_id"), "placements", ["story_id"])
    op.create_index(
        op.f("ix_placements_window"),
        "placements",
        ["article_id"],
        **_where("signature IS NOT NULL"),
    )


def _tell_by_story() -> None:
    """Only what was told counts as told; what was held back is noted once for each reason."""
    op.drop_index("uq_alerts_told", table_name="alerts")
    op.drop_index("uq_alerts_baseline", table_name="alerts")
    # Of what was held back again and again for the same reason, the first says it all.
    op.execute(
        "DELETE FROM alerts WHERE kind = 'first' AND held_back IS NOT NULL AND id NOT IN"
        " (SELECT min(id) FROM alerts WHERE kind = 'first' AND held_back IS NOT NULL"
        " GROUP BY topic, story_id, held_back)"
    )
    op.create_index(
        "uq_alerts_told",
        "alerts",
        ["topic", "story_id"],
        unique=True,
        **_where("kind = 'first' AND held_back IS NULL"),
    )
    op.create_index(
        "uq_alerts_held",
        "alerts",
        ["topic", "story_id", "held_back"],
        unique=True,
        **_where("kind = 'first' AND held_back IS NOT NULL"),
    )


def _drop_stories() -> None:
    _tell_by_article()
    op.drop_table("placements")
    op.drop_column("alerts", "standing")
    op.drop_column("catalog", "stories_version")
    for column in reversed(_topic_columns()):
        op.drop_column("topics", column.name)
    op.drop_index(op.f("ix_stories_last_seen_at_id"), table_name="stories")
    for column in reversed(_story_columns()):
        op.drop_column("stories", column.name)


def _tell_by_article() -> None:
    """What was held back for good counts as told again; the first of them stays."""
    op.drop_index("uq_alerts_told", table_name="alerts")
    op.drop_index("uq_alerts_held", table_name="alerts")
    op.execute("DELETE FROM alerts WHERE held_back = 'too_few_languages'")
    for_good = "held_back NOT IN ('too_few_publishers', 'baseline')"
    op.execute(
        f"DELETE FROM alerts WHERE kind = 'first' AND {for_good} AND EXISTS"  # noqa: S608 - ours
        " (SELECT 1 FROM alerts AS other WHERE other.topic = alerts.topic"
        " AND other.story_id = alerts.story_id AND other.kind = 'first' AND"
        f" (other.held_back IS NULL OR other.{for_good} AND other.id < alerts.id))"
    )
    op.create_index(
        "uq_alerts_told",
        "alerts",
        ["topic", "story_id"],
        unique=True,
        **_where(f"kind = 'first' AND (held_back IS NULL OR {for_good})"),
    )
    op.create_index(
        "uq_alerts_baseline",
        "alerts",
        ["topic", "story_id"],
        unique=True,
        **_where("kind = 'first' AND held_back = 'baseline'"),
    )


def _add_search_index() -> None:
    """Articles are filed under their terms later, bit by bit; the others are looked at."""
    op.create_table(
        "term_editions",
        sa.Column("edition", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("unfilled_to", NUMBER, nullable=False),
        sa.Column("written", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("edition", name=op.f("pk_term_editions")),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE article_terms USING fts5"
            " (terms, content='', columnsize=0, detail=none, tokenize='ascii')"
        )
        return
    op.execute(
        "CREATE TABLE article_terms (article_id bigint PRIMARY KEY"
        " REFERENCES articles (id) ON DELETE CASCADE, terms tsvector NOT NULL)"
    )
    op.execute("CREATE INDEX ix_article_terms_terms ON article_terms USING gin (terms)")


def _drop_search_index() -> None:
    op.drop_table("article_terms")
    op.drop_table("term_editions")


def _identity_columns() -> tuple[tuple[str, sa.Column[object]], ...]:
    return (
        ("articles", sa.Column("title_key", sa.LargeBinary(16), nullable=True)),
        ("articles", sa.Column("backfill", sa.Text(), nullable=True)),
        ("feeds", sa.Column("rekeyed_at", INSTANT, nullable=True)),
        (
            "feeds",
            sa.Column("ids_rotate", sa.Boolean(), nullable=False, server_default=sa.false()),
        ),
        ("polls", sa.Column("note", sa.Text(), nullable=True)),
    )


def _add_addresses() -> None:
    for table, column in _identity_columns():
        op.add_column(table, column)
    op.create_index(
        op.f("ix_articles_title_key_id"),
        "articles",
        ["title_key", "id"],
        **_where("title_key IS NOT NULL"),
    )
    op.create_table(
        "addresses",
        sa.Column("digest", sa.LargeBinary(16), nullable=False),
        sa.Column("article_id", NUMBER, nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("noted_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name=op.f("fk_addresses_article_id_articles"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_addresses")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_addresses_article_id"), "addresses", ["article_id"])
    _create_redirects()


def _create_redirects() -> None:
    op.create_table(
        "redirects",
        sa.Column("digest", sa.LargeBinary(16), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("next_ask_at", INSTANT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("asked_at", INSTANT, nullable=True),
        sa.Column("target", sa.Text(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("lease_owner", sa.Text(), nullable=True),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_redirects")),
    )
    op.create_index(
        op.f("ix_redirects_due"), "redirects", ["next_ask_at"], **_where("next_ask_at IS NOT NULL")
    )


def _drop_addresses() -> None:
    op.drop_table("redirects")
    op.drop_table("addresses")
    op.drop_index(op.f("ix_articles_title_key_id"), table_name="articles")
    for table, column in reversed(_identity_columns()):
        op.drop_column(table, column.name)


def _add_caught() -> None:
    """What each name of a concept caught is counted; what was matched before counts too."""
    op.add_column("matches", sa.Column("branch", sa.Text(), nullable=True))
    table = op.create_table(
        "caught",
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("article_id", NUMBER, nullable=False),
        sa.Column("concept", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["topic", "article_id"],
            ["matches.topic", "matches.article_id"],
            name=op.f("fk_caught_topic_article_id_matches"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "topic", "article_id", "concept", "name", "text", name=op.f("pk_caught")
        ),
        sqlite_with_rowid=False,
    )
    _note_caught(table)
    op.create_index(
        op.f("ix_caught_concept_name_text_article_id"),
        "caught",
        ["concept", "name", "text", "article_id"],
    )


def _note_caught(table: sa.Table) -> None:
    """Read the evidence of all matches, some at a time."""
    connection = op.get_bind()
    matches = sa.table(
        "matches", sa.column("topic"), sa.column("article_id"), sa.column("evidence", sa.JSON())
    )
    place = sa.tuple_(matches.c.topic, matches.c.article_id)
    last: tuple[str, int] | None = None
    while True:
        some = sa.select(matches).order_by(matches.c.topic, matches.c.article_id).limit(1_000)
        rows = connection.execute(some if last is None else some.where(place > last)).all()
        if not rows:
            return
        last = (rows[-1].topic, rows[-1].article_id)
        found = dict.fromkeys(
            (row.topic, row.article_id, one["concept"], one["name"], one["text"][:200])
            for row in rows
            for one in row.evidence
            if one["concept"] is not None and len(one["name"]) <= 200  # noqa: PLR2004 - as the store
        )
        if found:
            columns = table.c.keys()
            values = [dict(zip(columns, one, strict=True)) for one in found]
            connection.execute(sa.insert(table), values)


def _drop_caught() -> None:
    op.drop_index(op.f("ix_caught_concept_name_text_article_id"), table_name="caught")
    op.drop_table("caught")
    op.drop_column("matches", "branch")


def _receiver_columns() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("next_send_at", INSTANT, nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("broken_at", INSTANT, nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
    )


def _add_receivers() -> None:
    op.add_column(
        "deliveries", sa.Column("begun", sa.Integer(), nullable=False, server_default="0")
    )
    op.add_column("deliveries", sa.Column("carrier_id", NUMBER, nullable=True))
    op.create_index(
        "ix_deliveries_carried", "deliveries", ["carrier_id"], **_where("carrier_id IS NOT NULL")
    )
    # What was attempted before may have arrived.
    op.execute("UPDATE deliveries SET begun = attempts")
    for column in _receiver_columns():
        op.add_column("receivers", column)
    with op.batch_alter_table("receivers") as batch:
        batch.alter_column("blocked_until", existing_type=INSTANT, nullable=True)
    _create_threads()
    _create_outage_reports()


def _create_threads() -> None:
    op.create_table(
        "threads",
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("story_id", NUMBER, nullable=False),
        sa.Column("receiver", sa.Text(), nullable=False),
        sa.Column("root", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("alert_id", NUMBER, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["story_id"], ["stories.id"], name=op.f("fk_threads_story_id_stories")
        ),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alerts.id"], name=op.f("fk_threads_alert_id_alerts")
        ),
        sa.PrimaryKeyConstraint("topic", "story_id", "receiver", name=op.f("pk_threads")),
    )


def _create_outage_reports() -> None:
    op.create_table(
        "outage_reports",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("receiver", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("broken_at", INSTANT, nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", INSTANT, nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("told_at", INSTANT, nullable=True),
        sa.Column("lease_owner", sa.Text(), nullable=True),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outage_reports")),
        sa.UniqueConstraint("key", name=op.f("uq_outage_reports_key")),
    )
    op.create_index(
        "ix_outage_reports_open",
        "outage_reports",
        ["next_attempt_at"],
        **_where("next_attempt_at IS NOT NULL"),
    )


def _drop_receivers() -> None:
    """What a digest carries goes out on its own again."""
    op.drop_table("outage_reports")
    op.drop_table("threads")
    op.execute("DELETE FROM receivers WHERE blocked_until IS NULL")
    with op.batch_alter_table("receivers") as batch:
        batch.alter_column("blocked_until", existing_type=INSTANT, nullable=False)
    for column in reversed(_receiver_columns()):
        op.drop_column("receivers", column.name)
    op.drop_index("ix_deliveries_carried", table_name="deliveries")
    op.drop_column("deliveries", "carrier_id")
    op.drop_column("deliveries", "begun")
