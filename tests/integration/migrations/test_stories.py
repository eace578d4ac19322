"""What the coming of stories makes of data that is older."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

from monitor.model import HeldBack, stand
from monitor.store import Store
from tests.integration.migrations.test_migrations import ROOT, UPGRADED_AT
from tests.support.builders import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator

BEFORE = "20261124_1030"
AT = "2026-11-22 09:00:00+00:00"
STORY = "INSERT INTO stories (id, opened_at) VALUES (:id, :at)"
ARTICLE = (
    "INSERT INTO articles (id, identity, title, summary, text, categories, source_name, language,"
    " first_seen_at, content_hash, length, revision, revised_at, baseline, story_id) VALUES"
    " (:id, :identity, :title, '', '', '[]', 'Blatt', 'de', :seen, :identity, 9, 1, :seen, :no,"
    " :id)"
)
ALERT = (
    "INSERT INTO alerts (id, topic, topic_title, priority, story_id, article_id, kind, created_at,"
    " held_back, reason, evidence) VALUES (:id, 't', 'T', 'normal', :story, :story, 'first', :at,"
    " :held, 'why', '[]')"
)


@pytest.fixture
def old(database_url: str) -> Iterator[Store]:
    """Two stories of one article each: one was told, one held back twice for the same reason."""
    with Store(database_url) as store:
        config = Config(ROOT / "alembic.ini")
        with store._database.migrating() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, BEFORE)
            for number in (1, 2):
                connection.execute(text(STORY), {"id": number, "at": AT})
                values = {
                    "id": number,
                    "identity": bytes([number]) * 16,
                    "title": f"Title {number}",
                    "seen": f"2026-11-2{number} 09:00:00+00:00",
                    "no": False,
                }
                connection.execute(text(ARTICLE), values)
            for number, story, held in (
                (1, 1, None),
                (2, 2, "too_few_publishers"),
                (3, 2, "too_few_publishers"),
            ):
                values = {
                    "id": number,
                    "story": story,
                    "held": held,
                    "at": AT,
                }
                connection.execute(text(ALERT), values)
        yield store


def test_every_article_keeps_a_story_of_its_own(old: Store) -> None:
    old.upgrade(now=UPGRADED_AT)

    stories = list(old.iter_stories(limit=9))
    assert [(story.id, story.title) for story in stories] == [(2, "Title 2"), (1, "Title 1")]
    assert [stand(story.members).publishers for story in stories] == [1, 1]
    assert list(old.iter_remembered(NOW.replace(year=2000))) == []


def test_what_was_told_stays_told_and_a_hold_is_noted_once(old: Store) -> None:
    old.upgrade(now=UPGRADED_AT)

    assert [alert.held_back for alert in old.list_alerts()] == [HeldBack.TOO_FEW_PUBLISHERS, None]
    article = next(old.iter_stories(limit=9)).members[0].article_id
    first = list(old.iter_stories(limit=9))[1].members[0].article_id
    assert set(old.list_told([article, first]).told) == {("t", 1)}
    assert old.list_alerts()[1].standing is None


def test_the_release_before_can_be_gone_back_to(old: Store) -> None:
    old.upgrade(now=UPGRADED_AT)
    with old._database.writing() as connection:
        for number, held in ((4, "silenced"), (5, "backfill"), (6, "too_few_languages")):
            values = {"id": number, "story": 2, "held": held, "at": AT}
            connection.execute(text(ALERT), values)

    config = Config(ROOT / "alembic.ini")
    with old._database.migrating() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, BEFORE)

    with old._database.reading() as connection:
        kept = connection.execute(text("SELECT id FROM alerts ORDER BY id")).scalars().all()
    assert kept == [1, 2, 4]
