"""Compare parsing with feedparser: cold, when little is new, and when nothing is.

Each side reads the same documents in one process and one thread; CPU time counts, the best of
three rounds. feedparser runs with its defaults and with its two costly passes over HTML off.
`cold` reads a document for the first time; `a few new` knows the marks of all entries but two (of
fewer than 30: but one); `none new` knows all, as when only the date of the feed changed. The
made-up feeds are a news wire's (30 short entries); the documents of other projects are read where
they lie beside this repository, all feeds of at least 4 kB; of those, what has at least 10 entries
stands for a feed that is polled. fastfeedparser is measured where it is installed.

Run: python -m tests.bench.bench_parse
"""

from __future__ import annotations

import io
import time
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import feedparser

from monitor.errors import ParseError
from monitor.model import pack_marks, unpack_marks
from monitor.parse import parse
from monitor.parse.plain import open_plain, read_plain
from monitor.parse.sniff import sniff
from monitor.pipeline import read_document
from tests.bench.feedworld import feed_xml

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SHARED = Path(__file__).parents[3] / "shared" / "data" / "feeds"
URL = "https://feeds.example/all.xml"
MEDIA_TYPE = "application/xml"
NOW = datetime(2026, 11, 24, tzinfo=UTC)
SMALLEST_BYTES = 4_000
FEWEST_ENTRIES = 10
ROUNDS = 3
#: CPU seconds of a round at least.
BUDGET = 0.4


class Sample(NamedTuple):
    """A document, and the marks of all its entries and of all but a few."""

    body: bytes
    entries: int
    all_marks: bytes
    most_marks: bytes


def main() -> None:
    made = [sample(feed_xml(number, 30)) for number in range(50)]
    show("made-up feeds", made)
    shared = [found for body in shared_bodies() if (found := sample(body)).entries]
    if not shared:
        return
    show("feeds of other projects, all of at least 4 kB", shared)
    show(
        f"of these, those with at least {FEWEST_ENTRIES} entries",
        [found for found in shared if found.entries >= FEWEST_ENTRIES],
    )
    show_share(shared)


def shared_bodies() -> list[bytes]:
    paths = [path for path in sorted(SHARED.rglob("*")) if path.is_file()]
    bodies = [path.read_bytes() for path in paths if path.stat().st_size >= SMALLEST_BYTES]
    return [body for body in bodies if sniff(body).format == "feed"]


def sample(body: bytes) -> Sample:
    try:
        entries = len(parse(URL, body, MEDIA_TYPE).entries)
        document = read_document(URL, body, content_type=MEDIA_TYPE, now=NOW, default_language=None)
    except ParseError:
        return Sample(body, 0, b"", b"")
    few = 2 if entries >= 30 else 1
    return Sample(body, entries, document.marks, pack_marks(unpack_marks(document.marks)[few:]))


def show(title: str, samples: Sequence[Sample]) -> None:
    size = sum(len(found.body) for found in samples) / len(samples) / 1000
    entries = sum(found.entries for found in samples) / len(samples)
    print(f"{title}: {len(samples)} documents, {size:,.0f} kB and {entries:.0f} entries on average")
    slowest = 0.0
    for name, read in readers():
        seconds = min(cpu_seconds(read, samples) for _ in range(ROUNDS)) / len(samples)
        slowest = slowest or seconds
        print(
            f"  {name:<24}{1 / seconds:>10,.0f} documents/s{seconds * 1e3:>9.2f} ms"
            f"{slowest / seconds:>8.1f} x"
        )


def readers() -> list[tuple[str, Callable[[Sample], object]]]:
    return [
        ("feedparser", lambda found: feedparser.parse(io.BytesIO(found.body))),
        ("feedparser, flags off", read_with_flags_off),
        *others(),
        ("parse, cold", lambda found: parse(URL, found.body, MEDIA_TYPE)),
        (
            "parse, a few new",
            lambda found: parse(URL, found.body, MEDIA_TYPE, known_marks=found.most_marks),
        ),
        (
            "parse, none new",
            lambda found: parse(URL, found.body, MEDIA_TYPE, known_marks=found.all_marks),
        ),
    ]


def read_with_flags_off(found: Sample) -> object:
    stream = io.BytesIO(found.body)
    return feedparser.parse(stream, resolve_relative_uris=False, sanitize_html=False)


def others() -> list[tuple[str, Callable[[Sample], object]]]:
    try:
        read = import_module("fastfeedparser").parse
    except ImportError:
        return []

    def read_or_fail(found: Sample) -> object:
        try:
            return read(found.body)
        except Exception as problem:  # noqa: BLE001 - it has no errors of its own
            return problem

    return [("fastfeedparser", read_or_fail)]


def cpu_seconds(read: Callable[[Sample], object], samples: Sequence[Sample]) -> float:
    """Give the seconds for all samples once."""
    rounds, started = 0, time.process_time()
    while True:
        for found in samples:
            read(found)
        rounds += 1
        spent = time.process_time() - started
        if spent > BUDGET:
            return spent / rounds


def show_share(samples: Sequence[Sample]) -> None:
    """Say how much of this feedparser need not read."""
    readings = [read_plain(open_plain(URL, found.body, MEDIA_TYPE)) for found in samples]
    whole = sum(reading is not None and None not in reading.entries for reading in readings)
    entries = sum(
        sum(fields is not None for fields in reading.entries) for reading in readings if reading
    )
    marked = sum(bool(found.all_marks) for found in samples)
    print(
        f"the strict reader takes {whole} of {len(samples)} documents whole and {entries} of "
        f"{sum(found.entries for found in samples)} entries; {marked} documents can be marked"
    )


if __name__ == "__main__":
    main()
