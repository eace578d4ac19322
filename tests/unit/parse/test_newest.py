"""Hold documents of more entries than are read to showing their newest ones."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.parse import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from monitor.model import ParsedFeed

URL = "https://feeds.example/all"
READ = 2_000
OLDEST = datetime(2026, 1, 1, tzinfo=UTC)


def date(number: int) -> str:
    return f"{OLDEST + timedelta(hours=number):%Y-%m-%dT%H:%M:%SZ}"


def rss(numbers: Iterable[int], date_of: Callable[[int], str] = date, odd: str = "") -> bytes:
    items = "".join(
        f"<item><title>{number}</title><pubDate>{date_of(number)}</pubDate></item>"
        for number in numbers
    )
    return f"<rss version='2.0'><channel><title>T</title>{odd}{items}</channel></rss>".encode()


def odd_rss(numbers: Iterable[int]) -> bytes:
    """Write one that only feedparser reads."""
    return rss(numbers, odd="<body>x</body>")


def atom(numbers: Iterable[int]) -> bytes:
    entries = "".join(
        f"<entry><title>{number}</title><updated>{date(number)}</updated></entry>"
        for number in numbers
    )
    return f"<feed xmlns='http://www.w3.org/2005/Atom'>{entries}</feed>".encode()


def json_feed(numbers: Iterable[int]) -> bytes:
    items = [{"title": f"{number}", "date_published": date(number)} for number in numbers]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode()


def cut_json_feed(numbers: Iterable[int]) -> bytes:
    return json_feed(numbers)[:-2]


def sitemap(numbers: Iterable[int]) -> bytes:
    pages = "".join(
        f"<url><loc>https://a.example/{number}</loc><news:news><news:title>{number}</news:title>"
        f"<news:publication_date>{date(number)}</news:publication_date></news:news></url>"
        for number in numbers
    )
    return (
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' "
        f"xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'>{pages}</urlset>"
    ).encode()


def titles(feed: ParsedFeed) -> list[int]:
    return [int(entry.title) for entry in feed.entries]


every_format = pytest.mark.parametrize(
    "write", [rss, odd_rss, atom, json_feed, cut_json_feed, sitemap]
)


@every_format
@pytest.mark.parametrize("count", [2_001, 6_500])
def test_reads_the_last_entries_when_those_are_the_newest(
    write: Callable[[Iterable[int]], bytes], count: int
) -> None:
    feed = parse(URL, write(range(count)), None)

    assert titles(feed) == list(range(count))[-READ:]
    assert feed.beyond == count - READ


@every_format
@pytest.mark.parametrize("count", [2_001, 6_500])
def test_reads_the_first_entries_when_those_are_the_newest(
    write: Callable[[Iterable[int]], bytes], count: int
) -> None:
    feed = parse(URL, write(reversed(range(count))), None)

    assert titles(feed) == list(reversed(range(count)))[:READ]
    assert feed.beyond == count - READ


@every_format
def test_reads_all_entries_of_a_document_that_is_just_not_too_long(
    write: Callable[[Iterable[int]], bytes],
) -> None:
    feed = parse(URL, write(range(READ)), None)

    assert titles(feed) == list(range(READ))
    assert feed.beyond == 0


@pytest.mark.parametrize(
    ("dates", "reads_last"),
    [
        pytest.param({}, False, id="no dates"),
        pytest.param({0: "2026-01-02"}, False, id="only the first"),
        pytest.param({2_499: "2026-01-02"}, False, id="only the last"),
        pytest.param({0: "2026-01-02", 2_499: "2026-01-02"}, False, id="the same"),
        pytest.param({0: "2026-01-02", 2_499: "2026-01-03"}, True, id="the last is newer"),
        pytest.param({3: "2026-01-02", 2_490: "2026-01-03"}, True, id="near both ends"),
        pytest.param({0: "1970-01-01", 2_499: "2026-01-03"}, False, id="a mistake at the start"),
    ],
)
def test_reads_the_first_entries_unless_dates_say_otherwise(
    dates: dict[int, str], reads_last: bool
) -> None:
    body = rss(range(2_500), lambda number: dates.get(number, ""))

    feed = parse(URL, body, None)

    assert titles(feed)[0] == (500 if reads_last else 0)


def test_a_sitemap_counts_its_news_only() -> None:
    pages = ["<url><loc>https://a.example/p</loc></url>"] * 1_500
    body = sitemap(range(1_500)).replace(b"</urlset>", "".join(pages).encode() + b"</urlset>")

    feed = parse(URL, body, None)

    assert (len(feed.entries), feed.beyond) == (1_500, 0)
