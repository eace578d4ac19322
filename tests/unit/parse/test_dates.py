"""Read the dates that real feeds have, and none where a text could mean two days."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.parse import parse
from monitor.parse.anydate import read_any_date
from monitor.parse.dates import is_plain_date, read_date

MORNING = datetime(2026, 11, 5, 6, 30, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 5, tzinfo=UTC)
NEXT_DAY = datetime(2026, 11, 6, tzinfo=UTC)

#: What stands in a feed, and what it means.
DATES = [
    # RFC 822 and what became of it
    ("Thu, 05 Nov 2026 06:30:00 GMT", MORNING),
    ("Thu, 5 Nov 26 6:30 UT", MORNING),
    ("Thursday, 05-Nov-26 06:30:00 GMT", MORNING),
    ("Thu,05 Nov 2026 06:30:00 GMT", MORNING),
    ("Thu , \t 05  Nov\t2026  06:30:00\t +0000", MORNING),
    ("Thu Nov  5 06:30:00 2026", MORNING),
    ("Thu, 5th November 2026, 06:30", MORNING),
    ("5 Nov 2026 06:30", MORNING),
    ("Nov. 5, 2026, 6:30 a.m.", MORNING),
    ("November 5 2026 06:30:00 AM", MORNING),
    ("Thu, November 05, 2026 at 01:30 AM EST", MORNING),
    ("Thu Nov 05 2026 06:30:00 GMT+0000 (Coordinated Universal Time)", MORNING),
    ("Thu, 05 Nov 2026 07:30:00 +0100", MORNING),
    ("Thu, 05 Nov 2026 07:30:00 +01:00", MORNING),
    ("Thu, 05 Nov 2026 07:30:00 +1", MORNING),
    ("Thu, 05 Nov 2026 07:30:00 GMT+1", MORNING),
    ("Wed, 04 Nov 2026 23:30:00 GMT-07:00", MORNING),
    ("Thu, 05 Nov 2026 06:30:00 -0000", MORNING),
    ("Thu, 05 Nov 2026 06:30:60 GMT", datetime(2026, 11, 5, 6, 30, 59, tzinfo=UTC)),
    ("Thu, 05 Nov 2026 24:00:00 GMT", NEXT_DAY),
    ("Thu, 05 Nov 2026", MIDNIGHT),
    # named zones, of which feedparser knows the American ones
    ("Thu, 05 Nov 2026 07:30:00 CET", MORNING),
    ("Thu, 05 Nov 2026 08:30:00 CEST", MORNING),
    ("Thu, 05 Nov 2026 09:30:00 MSK", MORNING),
    ("Thu, 05 Nov 2026 12:00:00 IST", MORNING),
    ("Thu, 05 Nov 2026 15:30:00 JST", MORNING),
    ("Thu, 05 Nov 2026 15:30:00 KST", MORNING),
    ("Thu, 05 Nov 2026 17:30:00 AEDT", MORNING),
    ("Thu, 05 Nov 2026 07:30:00 Europe/Brussels", MORNING),
    ("Thu, 05 Nov 2026 06:30:00 Nowhere/Land", MORNING),
    # military letters say nothing (RFC 5322 §4.3)
    ("Thu, 05 Nov 2026 06:30:00 A", MORNING),
    ("Thu, 05 Nov 2026 06:30:00 Z", MORNING),
    # no zone is no doubt
    ("Thu, 05 Nov 2026 06:30:00", MORNING),
    # no such offset
    ("2026-11-05 06:30:00+15:00", MORNING),
    # ISO 8601
    ("2026-11-05T06:30:00Z", MORNING),
    ("2026-11-05t06:30:00z", MORNING),
    ("2026-11-05T06:30", MORNING),
    ("2026-11-05 06:30:00", MORNING),
    ("2026-11-05 06:30:00 +00:00", MORNING),
    ("2026-11-05T06:30:00.123456789Z", MORNING),
    ("2026-11-05T06:30:00,5Z", MORNING),
    ("2026-11-05T12:00:00+0530", MORNING),
    ("2026-11-05T01:30:00-05:00Z", MORNING),
    ("20261105T063000Z", MORNING),
    ("2026-11-05T063000+0000", MORNING),
    ("2026-11-05T24:00:00Z", NEXT_DAY),
    ("2026-11-05", MIDNIGHT),
    ("20261105", MIDNIGHT),
    ("2026-309", MIDNIGHT),
    ("2026-W45-4", MIDNIGHT),
    ("2026/11/05", MIDNIGHT),
    ("2026-11", datetime(2026, 11, 1, tzinfo=UTC)),
    ("Nov. 2026", datetime(2026, 11, 1, tzinfo=UTC)),
    # seconds and milliseconds since 1970
    ("1793860200", MORNING),
    ("1793860200000", MORNING),
    # numbers alone
    ("05.11.2026 06:30", MORNING),
    ("5.11.26", MIDNIGHT),
    ("Thu, 05/11/2026 - 06:30", MORNING),
    ("Thu, 11/05/2026 - 06:30", MORNING),
    ("Thu, 05 11 2026 06:30:00 +0000", MORNING),
    ("11/15/26 06:30:00", datetime(2026, 11, 15, 6, 30, tzinfo=UTC)),
    ("15/11/2026", datetime(2026, 11, 15, tzinfo=UTC)),
    # other languages
    ("Do, 05 Nov 2026 07:30:00 +0100", MORNING),
    ("Do, 05 Mär 2026 07:30:00 +0100", datetime(2026, 3, 5, 6, 30, tzinfo=UTC)),
    ("jeu., 05 nov. 2026 07:30:00 +0100", MORNING),
    ("mar., 01 déc. 2026 07:30:00 +0100", datetime(2026, 12, 1, 6, 30, tzinfo=UTC)),
    ("Lundi, 16. Novembre 2026 - 06:30", datetime(2026, 11, 16, 6, 30, tzinfo=UTC)),
    ("lun, 17 ago 2026 06:30:00 +0000", datetime(2026, 8, 17, 6, 30, tzinfo=UTC)),
    ("mié, 20 ene 2027 06:30:00 +0000", datetime(2027, 1, 20, 6, 30, tzinfo=UTC)),
    ("Seg, 24 Set 2018 19:42:40 -0300", datetime(2018, 9, 24, 22, 42, 40, tzinfo=UTC)),
    ("gio, 28 mag 2026 06:30:00 +0000", datetime(2026, 5, 28, 6, 30, tzinfo=UTC)),
    ("do, 28 mei 2026 06:30:00 +0000", datetime(2026, 5, 28, 6, 30, tzinfo=UTC)),
    ("Чт, 05 нояб. 2026 09:30:00 +0300", MORNING),
    ("5 мая 2026 06:30", datetime(2026, 5, 5, 6, 30, tzinfo=UTC)),
    ("5 листопада 2026 06:30", MORNING),
    ("czw, 05 lis 2026 06:30:00 +0000", MORNING),
    ("5 Kasım 2026 06:30", MORNING),
    ("Πεμ, 05 Νοε 2026 08:30:00 +0200", MORNING),
    ("5 نوفمبر 2026 06:30", MORNING),
    ("2026년 11월 5일 오후 6:30", datetime(2026, 11, 5, 18, 30, tzinfo=UTC)),
    ("2026年11月5日 06:30", MORNING),
    ("2026年11月5日 6時30分", MORNING),
    ("5 tháng 11, 2026 06:30", MORNING),
]


@pytest.mark.parametrize(("text", "expected"), DATES)
def test_reads_the_dates_of_real_feeds(text: str, expected: datetime) -> None:
    body = f"<rss version='2.0'><channel><item><pubDate>{text}</pubDate></item></channel></rss>"

    (entry,) = parse("https://feeds.example/x", body.encode(), None).entries

    assert entry.published_at == expected


@pytest.mark.parametrize("text", [text for text, _ in DATES if is_plain_date(text)])
def test_both_readers_of_dates_agree_on_plain_ones(text: str) -> None:
    fields = read_date(text)

    assert fields is not None
    assert read_any_date(text) == datetime(*fields, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        *("", "soon", "yesterday", "insert date here", "Nov", "5 Nov", "06:30"),
        pytest.param("05/11/2026 06:30", id="the fifth of November, or May the eleventh?"),
        pytest.param("26-11-05", id="which of them is the year?"),
        *("0000-00-00 00:00:00", "2026-11-31", "2026-13-01T00:00:00Z", "5 Nov 2026 25:30"),
        *("5 Nov 2026 06:75", "9" * 40, "1 2 3 4 5 6 Nov", "Nov " * 50),
    ],
)
def test_gives_no_date_where_none_or_two_could_be_meant(text: str) -> None:
    assert read_any_date(text) is None


@given(st.text(alphabet="0123456789-/.:,+ TZtz年月日mayJanNovGMTpm", max_size=60) | st.text())
def test_no_text_breaks_the_reading_of_dates(text: str) -> None:
    read = read_any_date(text)

    assert read is None or read.tzinfo is UTC


@pytest.mark.parametrize("name", ["dc:date", "dcterms:created", "atom:updated", "dcterms:issued"])
def test_takes_dates_of_other_vocabularies(name: str) -> None:
    body = (
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:atom="http://www.w3.org/2005/Atom">'
        f"<channel><item><{name}>2026-11-05T06:30:00Z</{name}></item></channel></rss>"
    )

    (entry,) = parse("https://feeds.example/x", body.encode(), None).entries

    assert MORNING in (entry.published_at, entry.updated_at)
