"""Compare parsing with feedparser: its defaults, its costly passes off, and our fast path.

Each side reads the same documents in one process and one thread; CPU time counts. The made-up
feeds are a news wire's (30 short entries); the documents of other projects are read where they lie
beside this repository, those of at least 4 KB that are feeds, so mostly blogs with full contents.

Run: python -m tests.bench.bench_parse
"""

from __future__ import annotations

import io
import time
from pathlib import Path
from typing import TYPE_CHECKING

import feedparser

from monitor.errors import ParseError
from monitor.parse import parse
from monitor.parse.markup import read_markup
from monitor.parse.plain import read_plain
from tests.bench.feedworld import feed_xml

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SHARED = Path(__file__).parents[3] / "shared" / "data" / "feeds"
URL = "https://feeds.example/all.xml"
MEDIA_TYPE = "application/xml"
SMALLEST_BYTES = 4_000
#: CPU seconds that each side may take at most per set of documents, once round at least.
BUDGET = 3.0


def main() -> None:
    show("made-up feeds, 30 entries each", [feed_xml(number, 30) for number in range(50)])
    shared = [body for body in shared_bodies() if is_feed(body)]
    if not shared:
        return
    show("feeds of other projects", shared)
    plain = [body for body in shared if read_plain(URL, body, MEDIA_TYPE) is not None]
    show("  of these, those that the fast path takes", plain)


def shared_bodies() -> list[bytes]:
    paths = [path for path in sorted(SHARED.rglob("*")) if path.is_file()]
    bodies = [path.read_bytes() for path in paths if path.stat().st_size >= SMALLEST_BYTES]
    return [body for body in bodies if body.lstrip()[:1] not in (b"{", b"[")]


def is_feed(body: bytes) -> bool:
    try:
        return bool(parse(URL, body, MEDIA_TYPE).entries)
    except ParseError:
        return False


def show(title: str, bodies: Sequence[bytes]) -> None:
    size = sum(map(len, bodies)) / len(bodies) / 1000
    print(f"{title}: {len(bodies)} documents, {size:,.0f} KB on average")
    slowest = 0.0
    for name, read in (
        ("feedparser", read_by_default),
        ("feedparser, flags off", read_with_flags_off),
        ("parse, by feedparser", lambda body: read_markup(URL, body, MEDIA_TYPE)),
        ("parse", lambda body: parse(URL, body, MEDIA_TYPE)),
    ):
        rate = documents_per_second(read, bodies)
        slowest = slowest or rate
        print(f"  {name:<24}{rate:>10,.0f} documents/s {rate / slowest:>8.1f}x")


def read_by_default(body: bytes) -> object:
    return feedparser.parse(io.BytesIO(body))


def read_with_flags_off(body: bytes) -> object:
    return feedparser.parse(io.BytesIO(body), resolve_relative_uris=False, sanitize_html=False)


def documents_per_second(read: Callable[[bytes], object], bodies: Sequence[bytes]) -> float:
    read(bodies[0])
    count, started = 0, time.process_time()
    while True:
        for body in bodies:
            read(body)
        count += len(bodies)
        spent = time.process_time() - started
        if spent > BUDGET / 3:
            return count / spent


if __name__ == "__main__":
    main()
