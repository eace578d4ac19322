"""Pages at once: nothing fetched twice, nothing lost, nobody waits for ever."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.model import Newness
from tests.integration.store.test_pages import lease, make_visit
from tests.integration.store.test_workers import at_once
from tests.support.builders import (
    NOW,
    make_draft,
    make_feed_spec,
    make_identified,
    make_poll,
    make_unmatched,
)
from tests.support.scenes import EVALUATE, LEASE_FOR, lease_feed, store_articles, take_fence

if TYPE_CHECKING:
    from monitor.model import ArticleId
    from monitor.store import Store


def test_workers_that_lease_at_once_share_the_pages_without_overlap(shared_store: Store) -> None:
    shared_store.save_feeds([make_feed_spec(full_text=True)], now=NOW)
    store_articles(
        shared_store,
        *(make_draft(f"{number}", url=f"https://paper{number}.example/") for number in range(40)),
    )

    def work(owner: str) -> list[ArticleId]:
        mine: list[ArticleId] = []
        while leased := lease(shared_store, owner=owner, limit=3):
            mine += [page.article_id for page in leased]
            shared_store.save_pages([make_visit(page) for page in leased])
        return mine

    done = at_once(*(lambda owner=f"{number}": work(owner) for number in range(4)))

    taken = Counter(number for one in done for number in one)
    assert len(taken) == 40
    assert set(taken.values()) == {1}


def test_pages_edits_and_evaluations_at_once_wait_for_each_other_and_all_arrive(
    shared_store: Store,
) -> None:
    shared_store.save_feeds([make_feed_spec(full_text=True)], now=NOW)
    drafts = [make_draft(f"{n}", url=f"https://paper{n}.example/") for n in range(20)]
    store_articles(shared_store, *drafts)
    articles = shared_store.list_unevaluated(limit=99)
    leased = lease(shared_store, limit=99)
    edits = [
        make_identified(
            make_draft(f"{n}", url=article.url, title="Another title"),
            newness=Newness.CHANGED,
            article_id=article.id,
        )
        for n, article in enumerate(articles)
    ]
    poll = make_poll(lease_feed(shared_store), *reversed(edits))
    fence = take_fence(shared_store)

    at_once(
        lambda: shared_store.save_pages([make_visit(page) for page in reversed(leased)]),
        lambda: shared_store.save_polls([poll]),
        lambda: shared_store.save_evaluation(
            [make_unmatched(article.id) for article in articles],
            lease=EVALUATE,
            fence=fence,
            now=NOW,
            hot_until=NOW + LEASE_FOR,
        ),
    )

    waiting = shared_store.list_unevaluated(limit=99)
    assert len(waiting) == 20
    assert {article.title for article in waiting} == {"Another title"}
    assert len(lease(shared_store, now=NOW + timedelta(hours=1), limit=99)) == 20
