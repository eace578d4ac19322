"""Show what the worst queries and the worst texts cost, in milliseconds of processor time.

Made-up (tests/support/heavy.py), each as long as it may be. Of a query the slowest of all texts
is shown, without reading the text; of a text reading it, the first time, when every word is new,
and again. The garbage collector is off, as it looks at nothing of the matcher in the daemon.

Run: python -m tests.bench.bench_hostile
"""

from __future__ import annotations

import gc
import time
from typing import TYPE_CHECKING

from monitor.match import compile_query
from monitor.match.anchor import find_anchor
from monitor.match.judge import show_evidence
from monitor.match.reading import Reading
from tests.support.builders import NOW, make_article
from tests.support.heavy import ARTICLES, QUERIES

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.match import Query


def main() -> None:
    gc.disable()
    read("kim Шойгу שויגו شويغو 쇼이구 ชอยกู")
    print(f"{'text':>24} {'first':>8} {'again':>8}")
    for name, text in ARTICLES.items():
        first, again = (measure(lambda text=text: read(text)) for _ in range(2))
        print(f"{name:>24} {first:>6.1f}ms {again:>6.1f}ms")
    print(f"\n{'query':>24} {'ready':>8} {'slowest':>8}  in")
    for name, text in QUERIES.items():
        started = time.process_time()
        query = compile_query(text, ())
        find_anchor(query.plan)
        ready = (time.process_time() - started) * 1000
        took = {article: ask_all(query, text) for article, text in ARTICLES.items()}
        slowest = max(took, key=lambda article: took[article])
        print(f"{name:>24} {ready:>6.1f}ms {took[slowest]:>6.1f}ms  {slowest}")


def read(text: str) -> Reading:
    reading = Reading(make_article(title="x", summary="", text=text), NOW)
    assert reading.keys
    assert reading.sound_keys is not None
    return reading


def ask_all(query: Query, text: str) -> float:
    readings = (read(text), read(text))
    return min(measure(lambda reading=reading: ask(query, reading)) for reading in readings)


def ask(query: Query, reading: Reading) -> None:
    if query.plan.holds(reading):
        show_evidence(query.plan.hits(reading))


def measure(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return (time.process_time() - started) * 1000


if __name__ == "__main__":
    main()
