"""Several workers at once: nothing twice, nothing lost, nobody waits for ever."""

from __future__ import annotations

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import select, text

from monitor.store import Store
from monitor.store.intake import Intake, add_articles
from monitor.store.tables import feeds
from tests.support.builders import (
    FEED_URL,
    NOW,
    OTHER_FEED_URL,
    make_draft,
    make_evaluated,
    make_feed_spec,
    make_poll,
    make_result,
)
from tests.support.scenes import (
    EVALUATE,
    LEASE_FOR,
    alert_about,
    evaluate,
    lease_feed,
    store_articles,
    take_fence,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.database import TestServer

T = TypeVar("T")


def at_once(*works: Callable[[], T]) -> list[T]:
    """Do these things in threads that begin together."""
    barrier = threading.Barrier(len(works))

    def begin(work: Callable[[], T]) -> T:
        barrier.wait(timeout=10)
        return work()

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(begin, works, timeout=60))


def test_workers_that_lease_at_once_share_the_feeds_without_overlap(shared_store: Store) -> None:
    urls = [f"https://times.example/{number}" for number in range(60)]
    shared_store.save_feeds([make_feed_spec(url) for url in urls], now=NOW)

    def work(owner: str) -> Callable[[], list[int]]:
        def lease_until_none_is_left() -> list[int]:
            mine: list[int] = []
            while leased := shared_store.lease_feeds(
                owner=owner, now=NOW, lease_for=LEASE_FOR, limit=7
            ):
                mine.extend(feed.id for feed in leased)
            return mine

        return lease_until_none_is_left

    shares = at_once(*(work(f"worker {number}") for number in range(4)))

    counted = Counter(feed_id for share in shares for feed_id in share)
    assert len(counted) == 60
    assert set(counted.values()) == {1}


def test_senders_that_lease_at_once_share_the_deliveries_without_overlap(
    shared_store: Store,
) -> None:
    alert_about(shared_store, *(make_draft(f"entry {number}") for number in range(15)))

    def work(owner: str) -> Callable[[], list[int]]:
        def send_until_none_is_left() -> list[int]:
            mine: list[int] = []
            while leased := shared_store.lease_deliveries(
                owner=owner, now=NOW, lease_for=LEASE_FOR, limit=4
            ):
                shared_store.save_attempts([make_result(one) for one in leased])
                mine.extend(one.delivery.id for one in leased)
            return mine

        return send_until_none_is_left

    shares = at_once(*(work(f"sender {number}") for number in range(4)))

    counted = Counter(delivery_id for share in shares for delivery_id in share)
    assert len(counted) == 30
    assert set(counted.values()) == {1}
    assert shared_store.get_status(NOW).deliveries["sent"] == 30


def test_two_workers_that_meet_the_same_pages_at_once_store_each_page_once(
    shared_store: Store,
) -> None:
    drafts = [make_draft(f"entry {number}") for number in range(40)]
    here = make_poll(lease_feed(shared_store, FEED_URL), *drafts)
    there = make_poll(lease_feed(shared_store, OTHER_FEED_URL), *reversed(drafts))

    (one,), (other,) = at_once(
        lambda: shared_store.save_polls([here]), lambda: shared_store.save_polls([there])
    )

    articles = list(shared_store.iter_articles())
    assert len(articles) == len(one.new) + len(other.new) == 40
    assert not set(one.new) & set(other.new)
    assert len(one.new) + one.sighted == len(other.new) + other.sighted == 40
    assert all(set(article.feeds) == {FEED_URL, OTHER_FEED_URL} for article in articles)


def test_two_workers_that_meet_the_same_pages_in_opposite_order_cannot_block_each_other(
    postgresql: TestServer,
) -> None:
    drafts = [make_draft(f"entry {number}") for number in range(9)]
    with postgresql.ready_database() as url, Store(url) as store:
        polls = [
            make_poll(lease_feed(store, FEED_URL), *drafts),
            make_poll(lease_feed(store, OTHER_FEED_URL), *reversed(drafts)),
        ]
        third = make_poll(lease_feed(store, "https://third.example/"), drafts[4])

        with ThreadPoolExecutor(2) as threads:
            # A third worker has the page in the middle and lets go when both wait.
            with store._database.writing(keep=False) as connection:
                row = connection.execute(select(feeds).where(feeds.c.id == third.feed_id)).one()
                add_articles(store._database, connection, [Intake(poll=third, feed=row)])
                waiting = [threads.submit(store.save_polls, [poll]) for poll in polls]
                wait_for_locks(store, 2)
            saved = [one.result(timeout=30)[0] for one in waiting]

        assert sorted(len(one.new) for one in saved) == [0, 9]


def wait_for_locks(store: Store, number: int) -> None:
    """Wait until so many transactions of this database wait for another."""
    blocked = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    deadline = time.monotonic() + 10
    while True:
        with store._database.reading() as connection:
            if connection.scalar(blocked) == number:
                return
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_of_many_evaluators_one_gets_the_lease(shared_store: Store) -> None:
    fences = at_once(
        *(
            lambda owner=f"evaluator {number}": shared_store.take_lease(
                EVALUATE, owner=owner, now=NOW, lease_for=LEASE_FOR
            )
            for number in range(6)
        )
    )

    assert sorted(fence is not None for fence in fences) == [False] * 5 + [True]


def test_an_evaluation_saved_twice_at_once_tells_once(shared_store: Store) -> None:
    (article_id,) = store_articles(shared_store, make_draft())
    fence = take_fence(shared_store)

    def save() -> int:
        saved = shared_store.save_evaluation(
            [make_evaluated(article_id)], lease=EVALUATE, fence=fence, now=NOW
        )
        return saved.deliveries

    deliveries = at_once(save, save)

    assert sorted(deliveries) == [0, 2]
    assert shared_store.get_status(NOW).alerts == 1


def test_polls_and_evaluations_at_once_wait_for_each_other_and_all_arrive(
    shared_store: Store,
) -> None:
    first = store_articles(shared_store, *(make_draft(f"first {n}") for n in range(20)))
    polls = [
        make_poll(
            lease_feed(shared_store, f"https://times.example/{number}"),
            *(make_draft(f"{number} {n}") for n in range(20)),
        )
        for number in range(3)
    ]

    at_once(
        *(lambda poll=poll: shared_store.save_polls([poll]) for poll in polls),
        lambda: evaluate(shared_store, *(make_evaluated(number) for number in first)),
    )

    status = shared_store.get_status(NOW)
    assert (status.articles, status.articles_unevaluated, status.alerts) == (80, 60, 20)


def test_readers_do_not_wait_for_a_writer_and_see_what_was_committed(shared_store: Store) -> None:
    store_articles(shared_store, make_draft())
    database = shared_store._database

    with database.writing(keep=False) as connection, ThreadPoolExecutor(1) as threads:
        connection.exec_driver_sql("UPDATE articles SET title = 'half written'")
        read = threads.submit(lambda: list(shared_store.iter_articles()))
        (article,) = read.result(timeout=5)

    assert article.title == make_draft().title


def test_a_second_process_on_the_same_database_sees_the_same(shared_store: Store) -> None:
    url = shared_store._database.engine.url.render_as_string(hide_password=False)

    with closing(Store(url)) as other:
        store_articles(shared_store, make_draft())
        leased = other.lease_feeds(
            owner="other", now=NOW + timedelta(hours=1), lease_for=LEASE_FOR, limit=9
        )

    assert [feed.url for feed in leased] == [FEED_URL]


def test_a_memory_database_is_one_for_all_threads() -> None:
    with Store("sqlite://") as store:
        store.upgrade(now=NOW)
        store_articles(store, *(make_draft(f"entry {number}") for number in range(3)))

        counts = at_once(*(lambda: len(list(store.iter_articles(limit_hint=1))) for _ in range(4)))

    assert counts == [3, 3, 3, 3]
