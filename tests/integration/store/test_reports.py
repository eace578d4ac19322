"""What stands beside a delivery when its turn comes: the other reports of its story."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.support.builders import NOW, make_draft, make_match, make_planned_alert, make_topic
from tests.support.scenes import LEASE_FOR, evaluate, lease_deliveries, store_articles
from tests.support.telling import make_standing, place, place_copy

if TYPE_CHECKING:
    from monitor.model import Member, Standing
    from monitor.store import Store


def take_reports(store: Store, standing: Standing | None) -> tuple[Member, ...]:
    """Tell a story of three articles by its last one; gives what stands beside the delivery."""
    store.save_catalog(topics=[make_topic()], now=NOW)
    first, copied, last = (
        store_articles(store, make_draft(slug))[0] for slug in ("arrival", "copied", "own-words")
    )
    planned = make_planned_alert(last, receivers=("desk-mail",), standing=standing)
    evaluate(
        store,
        place(first),
        place_copy(copied, first),
        replace(place(last, first), matches=(make_match(last),), alerts=(planned,)),
    )
    (leased,) = lease_deliveries(store)
    turn = store.take_delivery_turn(
        leased, now=NOW, until=NOW + LEASE_FOR, every=timedelta(seconds=1)
    )
    assert turn is not None
    return turn.reports


def test_a_story_of_many_articles_comes_with_all_of_them(store: Store) -> None:
    reports = take_reports(store, make_standing(articles=3, publishers=2, copies=1))

    assert [report.title for report in reports] == [
        "Report about arrival",
        "Report about copied",
        "Report about own-words",
    ]
    assert [report.copy_of for report in reports] == [None, reports[0].article_id, None]


@pytest.mark.parametrize("standing", [None, make_standing()])
def test_a_story_of_one_article_is_not_asked_for(store: Store, standing: Standing | None) -> None:
    assert take_reports(store, standing) == ()
