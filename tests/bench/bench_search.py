"""Search 100,000 articles in thirty languages, next to walking all of them and to plain FTS5.

ours: `manage.searching.search`, the way of `monitor search`: index, load, matcher, evidence; the
newest 50 and all. walk: the matcher over all articles, measured on the newest 2,000 and
multiplied. plain: numbers of articles from an FTS5 table of the same texts (tokenizer
unicode61), newest 50 and all; nothing is loaded, and it finds what it finds.

Held constant: the machine, one process, the articles (lines of the shared data, of the own ones
where that is absent, put together by a fixed seed), a SQLite file, or PostgreSQL when asked for.
CPU time of this process for SQLite; wall time for PostgreSQL, whose server is another process.

Run: python -m tests.bench.bench_search [articles] [postgresql]
"""

from __future__ import annotations

import random
import sqlite3
import statistics
import sys
import tempfile
import time
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text

from monitor.manage.searching import search
from monitor.match import compile_query, judge, terms_edition
from monitor.pipeline import indexing
from monitor.store import Store
from tests.support.archive import list_concepts, read_lines, read_shared
from tests.support.builders import NOW, make_draft, make_unmatched
from tests.support.database import run_server
from tests.support.scenes import EVALUATE, evaluate, store_articles, take_fence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from monitor.model import Article, Draft

SEED = 20_260_101
ARTICLES = 100_000
BATCH = 500
WALKED = 2_000
NEWEST = 50
REPEATS = 3
#: Query, and what one would ask FTS5 for the same; None: it has no such question.
QUERIES = (
    ("Pyongyang", "pyongyang"),
    ("Rakete", "rakete"),
    ("president", "president"),
    ("평양", "평양"),
    ("平壤", "平壤"),
    ("中国", "中国"),
    ('"security council"', '"security council"'),
    ("minist*", "minist*"),
    ("(storm OR flood) NOT insurance", "(storm OR flood) NOT insurance"),
    ("government NEAR/5 minister", "NEAR(government minister, 5)"),
    ("2 OF (Moscow, Putin, Kremlin)", None),
    ('name:"Vladimir Putin"', None),
    ("@dprk", None),
    ("@shoigu AND (@pyongyang OR @dprk)", None),
    ("lang:ko", None),
    ("site:news7.example", None),
)
#: What the index may cost, and how much faster than walking a search for few must be.
MOST_BYTES, LEAST_GAIN = {"file": 2_500, "postgresql": 10_000}, 20


def list_texts() -> dict[str, list[str]]:
    """Give lines by language."""
    lines: dict[str, list[str]] = {}
    for language, *some in read_shared(1_000) or read_lines():
        lines.setdefault(language, []).extend(some)
    return lines


def make_drafts(count: int) -> Iterator[Draft]:
    """Put lines together: a title and three more, news of one language."""
    chance = random.Random(SEED)
    lines = list_texts()
    languages = sorted(lines)
    for number in range(count):
        language = languages[number % len(languages)]
        title, *others = chance.choices(lines[language], k=4)
        url = f"https://news{number % 400}.example/{number}"
        yield make_draft(
            f"{number}",
            url=url,
            canonical_url=url,
            title=title,
            summary=" ".join(others),
            language=language,
        )


def file_articles(store: Store, spent: dict[str, float]) -> None:
    """Do what the evaluator does with a batch, but for matching."""
    articles = store.list_unevaluated(limit=BATCH)
    began = time.process_time()
    terms = indexing.terms_of(articles, NOW)
    spent["terms"] += time.process_time() - began
    began = time.process_time()
    fence = take_fence(store)
    store.save_terms(terms, edition=terms_edition(), lease=EVALUATE, fence=fence)
    spent["index"] += time.process_time() - began
    began = time.process_time()
    evaluate(store, *(make_unmatched(article.id) for article in articles))
    spent["evaluated"] += time.process_time() - began


def fill(store: Store, count: int) -> dict[str, float]:
    """Store and file articles; gives seconds of CPU by step."""
    spent = {"stored": 0.0, "terms": 0.0, "index": 0.0, "evaluated": 0.0}
    drafts = make_drafts(count)
    while some := list(islice(drafts, BATCH)):
        began = time.process_time()
        store_articles(store, *some)
        spent["stored"] += time.process_time() - began
        file_articles(store, spent)
    return spent


def fill_plain(path: Path, articles: Iterator[Article]) -> tuple[sqlite3.Connection, float]:
    """Put the same texts into a full-text table; gives it with the seconds that took."""
    plain = sqlite3.connect(path)
    plain.execute("CREATE VIRTUAL TABLE plain USING fts5(words, content='', columnsize=0)")
    spent = 0.0
    while some := list(islice(articles, BATCH)):
        rows = [(one.id, f"{one.title}\n{one.summary}\n{one.text}") for one in some]
        began = time.process_time()
        plain.executemany("INSERT INTO plain (rowid, words) VALUES (?, ?)", rows)
        plain.commit()
        spent += time.process_time() - began
    return plain, spent


def take(clock: Callable[[], float], run: Callable[[], int]) -> tuple[int, float]:
    """Run something some times; gives what it found and the middle of the milliseconds."""
    found, times = 0, []
    for _ in range(REPEATS):
        began = clock()
        found = run()
        times.append((clock() - began) * 1_000)
    return found, statistics.median(times)


def ask(store: Store, query: str, limit: int | None) -> int:
    """Search; gives how many were found."""
    return sum(1 for _ in search(store, query, since=None, now=NOW, limit=limit))


def ask_plain(plain: sqlite3.Connection, query: str, limit: int) -> int:
    """Ask the full-text table; gives how many were found."""
    statement = "SELECT rowid FROM plain WHERE plain MATCH ? ORDER BY rowid DESC LIMIT ?"
    return len(plain.execute(statement, (query, limit)).fetchall())


def walk(articles: list[Article], query: str) -> float:
    """Hold a query against some articles; gives milliseconds for each."""
    compiled = compile_query(query, list_concepts(), for_topic=False)
    began = time.process_time()
    for article in articles:
        judge(compiled, article, now=NOW)
    return (time.process_time() - began) * 1_000 / len(articles)


def report_searches(
    store: Store, plain: sqlite3.Connection, count: int, clock: Callable[[], float]
) -> list[float]:
    """Print a line for each query; gives how many times faster than walking each was."""
    began = time.process_time()
    newest = list(islice(store.iter_articles(), WALKED))
    load = (time.process_time() - began) * 1_000 / len(newest)
    print("found / newest 50, all ms / walk ms / gain / plain found / newest 50, all ms")
    gains = []
    for query, words in QUERIES:
        _, first = take(clock, lambda query=query: ask(store, query, NEWEST))
        found, whole = take(clock, lambda query=query: ask(store, query, None))
        walked = (walk(newest, query) + load) * count
        gains.append(walked / whole)
        line = f"{query:38} {found:6} {first:8.1f} {whole:9.1f} {walked:9.0f} {gains[-1]:7.0f} x"
        if words is not None:
            _, quick = take(clock, lambda words=words: ask_plain(plain, words, NEWEST))
            matched, every = take(clock, lambda words=words: ask_plain(plain, words, count))
            line += f" {matched:6} {quick:8.2f} {every:8.2f}"
        print(line, flush=True)
    return gains


def measure_index(store: Store) -> float:
    """Give the bytes of the index."""
    if store.is_exclusive:
        statement = "SELECT sum(length(block)) FROM article_terms_data"
    else:
        statement = "SELECT pg_total_relation_size('article_terms')"
    with store._database.reading() as connection:
        return float(connection.execute(text(statement)).scalar_one())


@contextmanager
def open_store(folder: Path, kind: str) -> Iterator[Store]:
    """Open an empty store."""
    if kind != "postgresql":
        with Store(f"sqlite:///{folder / 'archive.db'}") as store:
            store.upgrade(now=NOW)
            yield store
        return
    with run_server() as server, server.ready_database() as url, Store(url) as store:
        yield store


def main() -> None:
    """Fill an archive, search it and print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES
    kind = sys.argv[2] if len(sys.argv) > 2 else "file"
    clock = time.process_time if kind == "file" else time.perf_counter
    print(__doc__)
    with tempfile.TemporaryDirectory() as name, open_store(Path(name), kind) as store:
        store.save_catalog(concepts=list_concepts(), now=NOW)
        spent = fill(store, count)
        plain, plain_spent = fill_plain(Path(name) / "plain.db", store.iter_articles())
        size = measure_index(store) / count
        plain_size = (Path(name) / "plain.db").stat().st_size / count
        steps = ", ".join(f"{step} {one / count * 1e6:.0f}" for step, one in spent.items())
        print(f"CPU µs an article: {steps}; plain FTS5 {plain_spent / count * 1e6:.0f}")
        print(f"bytes of index an article: {size:.0f}; plain FTS5 {plain_size:.0f}")
        gains = report_searches(store, plain, count, clock)
        plain.close()
    print(f"median gain over walking: {statistics.median(gains):.0f} x")
    assert size < MOST_BYTES[kind]
    assert statistics.median(gains) > LEAST_GAIN


if __name__ == "__main__":
    main()
