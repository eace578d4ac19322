"""Measure what telling new from known costs: an entry, and a poll against many kept articles.

Made-up articles in a SQLite file of its own; each size is measured in the same run. A steady poll
brings 28 known and 2 new entries; a re-keyed one 30 known under other ids. Held constant: the
document, the machine, the database file's settings.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

from monitor.dedupe import title_key
from monitor.dedupe.substance import substance_of
from monitor.normalize import canonicalize
from monitor.pipeline.comparing import Comparison
from monitor.pipeline.visiting import Visit
from monitor.store import Store
from tests.support.builders import (
    NOW,
    digest,
    make_draft,
    make_feed_spec,
    make_identified,
    make_poll,
    make_source,
)

if TYPE_CHECKING:
    from monitor.model import LeasedFeed

SIZES = (10_000, 100_000)
POLLS = 200
TEXT = "The secretary of the security council was met at the airport by the minister. " * 4


def main(sizes: tuple[int, ...] = SIZES) -> None:
    measure_steps()
    print("| articles kept | steady poll, ms | of it titles, ms | re-keyed poll, ms |")
    print("|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            with Store(f"sqlite:///{Path(folder) / str(size)}.db") as store:
                store.upgrade(now=NOW)
                measure_polls(store, size)


def measure_steps() -> None:
    drafts = [draft(number) for number in range(2_000)]
    source = make_source()
    for name, step in (
        ("canonical URL, as feeds have it", lambda one: canonicalize(f"{one.url}?utm_source=rss")),
        ("key of publisher and title", lambda one: title_key(one, source)),
        ("substance of a text of 350 characters", lambda one: substance_of(one.title, one.text)),
    ):
        for one in drafts[:50]:
            step(one)
        started = process_time()
        for one in drafts:
            step(one)
        print(f"{name}: {(process_time() - started) / len(drafts) * 1e6:.0f} µs")


def draft(number: int, key: str = "key"):
    return make_draft(
        f"asia/2026/11/24/report-number-{number}",
        key=digest(key, str(number)),
        title=f"Report number {number} about what happened in Pyongyang",
        text=TEXT,
    )


def measure_polls(store: Store, size: int) -> None:
    fill(store, size)
    [feed] = store.lease_feeds(
        owner="bench", now=NOW, lease_for=timedelta(hours=1), limit=1, due_only=False
    )
    feed = replace(feed, baseline_at=NOW)
    document = make_document(range(size - 28, size + 2))
    steady = measure(store, feed, document)
    keys = {title_key(one, feed.source) or "" for one in document.drafts[-2:]}
    started = process_time()
    for _ in range(POLLS):
        store.find_titles(keys, feed_id=feed.id)
    titles = (process_time() - started) / POLLS
    rekeyed = measure(store, feed, make_document(range(size - 30, size), key="other"))
    print(f"| {size:,} | {steady * 1e3:.1f} | {titles * 1e3:.2f} | {rekeyed * 1e3:.1f} |")


def fill(store: Store, size: int) -> None:
    store.save_feeds([make_feed_spec()], now=NOW)
    for start in range(0, size, 2_000):
        [feed] = store.lease_feeds(
            owner="bench", now=NOW, lease_for=timedelta(hours=1), limit=1, due_only=False
        )
        entries = [
            make_identified(one, title_key=title_key(one, feed.source))
            for one in map(draft, range(start, start + 2_000))
        ]
        store.save_polls([make_poll(feed, *entries)])


def make_document(numbers: range, key: str = "key"):
    from monitor.model import Document

    drafts = tuple(draft(number, key) for number in numbers)
    return Document(format="rss20", title="Times", language="en", drafts=drafts)


def measure(store: Store, feed: LeasedFeed, document) -> float:
    visit = Visit(feed=feed, started_at=NOW, finished_at=NOW, document=document)
    Comparison(store=store).compare(visit, document, baseline=False)
    started = process_time()
    for _ in range(POLLS):
        Comparison(store=store).compare(visit, document, baseline=False)
    return (process_time() - started) / POLLS


if __name__ == "__main__":
    main(tuple(int(size) for size in sys.argv[1:]) or SIZES)
