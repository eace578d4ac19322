"""Walking: a search that no index can narrow goes so far and says where it was stopped."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import pytest

from monitor.manage.searching import Walk, search
from tests.support.builders import NOW, make_draft, make_unmatched
from tests.support.scenes import evaluate, store_articles

if TYPE_CHECKING:
    from monitor.store import Store

TITLES = ("Missile one", "Missile two", "Rain three")


@pytest.fixture
def archive(store: Store) -> Store:
    store_articles(store, *(make_draft(title, title=title, summary="") for title in TITLES))
    return store


def find(store: Store, query: str, walk: Walk) -> list[str]:
    return [one.article.title for one in search(store, query, since=None, now=NOW, walk=walk)]


def test_a_walk_is_stopped_after_so_many_articles(archive: Store) -> None:
    walk = Walk(most=2)

    found = find(archive, "NOT snow", walk)

    assert len(found) == 2
    assert (walk.tell() or "").startswith("stopped after 2 articles (0 s), back to 20")


def test_a_walk_is_stopped_after_its_time(archive: Store) -> None:
    seconds = count()
    walk = Walk(seconds=2.0, clock=lambda: float(next(seconds)))

    find(archive, "NOT snow", walk)

    assert walk.walked == 2
    assert "stopped after 2 articles" in (walk.tell() or "")


@pytest.mark.parametrize("query", ["NOT missile", "NOT snow"])
def test_a_walk_to_the_end_says_nothing(archive: Store, query: str) -> None:
    walk = Walk(most=3)

    find(archive, query, walk)

    assert walk.walked == 3
    assert walk.tell() is None


def test_what_the_index_does_not_hold_yet_is_walked_no_further(archive: Store) -> None:
    evaluate(archive, *(make_unmatched(article.id) for article in archive.iter_articles()))
    walk = Walk(most=1)

    find(archive, "missile", walk)

    assert "the index does not hold all articles yet" in (walk.tell() or "")


def test_a_search_that_is_narrowed_is_no_walk(archive: Store) -> None:
    walk = Walk(most=0)

    assert len(find(archive, "missile", walk)) == 2
    assert walk.tell() is None
