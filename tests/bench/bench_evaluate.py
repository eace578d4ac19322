"""Evaluate made-up articles: place, match ten topics, save; then restore the window.

Held constant: the machine, a fresh SQLite file, the articles (fixed seed; of ten texts five are
new, three are copies with another headline, two tell an earlier event in other words). Printed
are articles a second of CPU time of this process, for the whole pass and for its parts alone,
and what restoring the window of all of them costs.

    python -m tests.bench.bench_evaluate [ARTICLES]
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.alert import AlertLimits
from monitor.dedupe import Stories
from monitor.match import compile_topics
from monitor.pipeline import Evaluator, Offload
from monitor.pipeline.evaluate import EvaluateTools
from monitor.store import Store
from tests.support.builders import (
    NOW,
    make_draft,
    make_feed_spec,
    make_poll,
    make_source,
    make_topic,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from monitor.model import Draft

ARTICLES = 10_000
PAPERS = 200
WORDS = 20_000
LENGTH = 120
SYLLABLES = (
    "ba", "ko", "ri", "ten", "mu", "sha", "lo", "ver", "ni", "ka",
    "do", "pel", "zu", "gra", "mi", "ost", "fen", "tal", "qui", "son",
)  # fmt: skip


def make_drafts(count: int) -> Iterator[Draft]:
    """Make articles of made-up words."""
    chance = random.Random(7)
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(WORDS)]
    weights = [1 / (rank + 10) for rank in range(WORDS)]
    names = [word.capitalize() + chance.choice(["ov", "berg", "son", ""]) for word in words[200:]]
    earlier: list[tuple[list[str], str]] = []
    for number in range(count):
        kind = number % 10
        if kind < 5 or not earlier:
            persons = chance.sample(names, 5)
            text = _write(chance, words, weights, persons)
            earlier.append((persons, text))
        elif kind < 8:
            persons, text = chance.choice(earlier[-500:])
        else:
            persons = chance.choice(earlier[-500:])[0]
            text = _write(chance, words, weights, persons)
        title = f"{' '.join(persons[:2])} {' '.join(chance.choices(words, weights, k=5))}"
        draft = make_draft(f"article-{number}", title=title, summary=text[:200], text=text)
        yield replace(draft, published_at=NOW - timedelta(minutes=5))


def _write(
    chance: random.Random, words: list[str], weights: list[float], persons: list[str]
) -> str:
    text = chance.choices(words, weights, k=LENGTH)
    for name in persons:
        for _ in range(2):
            text[chance.randrange(LENGTH)] = name
    return " ".join(text).capitalize() + "."


def fill(store: Store, count: int) -> None:
    """Store the articles as polls of many papers."""
    drafts = list(make_drafts(count))
    for paper in range(PAPERS):
        url = f"https://paper-{paper}.example/feed"
        store.save_feeds([make_feed_spec(url, source=make_source(name=f"Paper {paper}"))], now=NOW)
        [feed] = store.lease_feeds(
            owner="bench",
            now=NOW,
            lease_for=timedelta(hours=1),
            limit=1,
            urls=[url],
            due_only=False,
        )
        store.save_polls([make_poll(feed, *drafts[paper::PAPERS])])


def measure(work: Callable[[], object]) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before


async def evaluate(store: Store, *, batches: int | None = None) -> None:
    offload = Offload()
    tools = EvaluateTools(
        store=store,
        offload=offload,
        limits=AlertLimits(waits=False),
        clock=lambda: NOW,
        owner="bench",
        lease_for=timedelta(minutes=5),
    )
    evaluator = Evaluator(tools, on_planned=lambda: None)
    while await evaluator.step():
        pass
    offload.close()


def main() -> None:
    """Print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES
    with tempfile.TemporaryDirectory() as folder, Store(f"sqlite:///{folder}/bench.db") as store:
        store.upgrade(now=NOW)
        queries = [f"={SYLLABLES[n].capitalize()}{SYLLABLES[n + 1]}berg" for n in range(10)]
        topics = [make_topic(f"topic-{n}", query=query) for n, query in enumerate(queries)]
        store.save_catalog(topics=topics, now=NOW)
        fill(store, count)
        articles = store.list_unevaluated(limit=count)
        stories = Stories()
        matcher = compile_topics(store.load_catalog())
        parts = {
            "place alone": lambda: [stories.place(one) for one in articles],
            "match alone": lambda: [matcher.match(one, now=NOW) for one in articles],
            "load alone": lambda: store.list_unevaluated(limit=count),
            "whole pass": lambda: asyncio.run(evaluate(store)),
        }
        for name, work in parts.items():
            spent = measure(work)
            print(f"{name:12} {count / spent:8.0f} articles/s  {spent:6.2f} s")
        status = store.get_status(NOW)
        told = sum(1 for _ in store.iter_stories(limit=count))
        print(f"{told} stories, {status.matches} matches, {status.alerts} alerts")
        spent = measure(lambda: Stories.restore(store.iter_remembered(NOW - timedelta(days=7))))
        print(f"{'restore':12} {count / spent:8.0f} articles/s  {spent:6.2f} s")


if __name__ == "__main__":
    main()
