"""Read news sitemaps as feeds, and tell them from other sitemaps."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.errors import NotAFeed, ParseError
from monitor.model import Entry
from monitor.parse import parse

DATA = Path(__file__).parents[2] / "data" / "feeds"
URL = "https://hafenblatt.example/news-sitemap.xml"
NEWS = (DATA / "news_sitemap.xml").read_bytes()


def test_reads_a_news_sitemap() -> None:
    feed = parse(URL, NEWS, "application/xml")

    assert (feed.format, feed.title, feed.language) == ("news-sitemap", "Hafenblatt", "de")
    assert feed.flaw is None
    assert feed.entries[0] == Entry(
        id="https://hafenblatt.example/stadt/faehre",
        link="https://hafenblatt.example/stadt/faehre",
        title="Fähre nach Sturm &amp; Flut wieder im Dienst",
        summary="",
        content="",
        author=None,
        categories=("Fähre", "Sturm", "PressRelease"),
        published_at=datetime(2026, 11, 5, 6, 30, tzinfo=UTC),
        updated_at=datetime(2026, 11, 5, 6, 0, tzinfo=UTC),
        language="de",
    )


def test_a_page_without_news_is_no_entry() -> None:
    links = [entry.link for entry in parse(URL, NEWS, None).entries]

    assert links == [
        "https://hafenblatt.example/stadt/faehre",
        "https://hafenblatt.example/stadt/kai",
    ]


def test_a_title_is_plain_text() -> None:
    assert parse(URL, NEWS, None).entries[1].title == "Kai gesperrt: 1 &lt; 2"


def test_reads_what_arrived_of_a_sitemap() -> None:
    cut = NEWS[: NEWS.index(b"<loc>/stadt/kai")]

    feed = parse(URL, cut, None)

    assert [entry.link for entry in feed.entries] == ["https://hafenblatt.example/stadt/faehre"]
    assert feed.flaw is not None


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1"])
def test_reads_sitemaps_in_other_encodings(encoding: str) -> None:
    body = NEWS.decode().replace('encoding="UTF-8"', f'encoding="{encoding}"').encode(encoding)

    assert parse(URL, body, None).entries[0].title.startswith("Fähre")


def test_takes_the_first_entries_of_a_long_sitemap() -> None:
    page = "<url><loc>https://a.example/{}</loc><news><title>T</title></news></url>"
    body = f"<urlset>{''.join(page.format(number) for number in range(2500))}</urlset>"

    assert len(parse(URL, body.encode(), None).entries) == 2000


@pytest.mark.parametrize(
    ("body", "format", "advice"),
    [
        (b"<urlset><url><loc>https://a.example/</loc></url></urlset>", "sitemap", "feeds add"),
        (b"<urlset/>", "sitemap", "feeds add"),
        (
            b"<?xml version='1.0'?><sitemapindex><sitemap><loc>x</loc></sitemap></sitemapindex>",
            "sitemap_index",
            "not the index",
        ),
    ],
)
def test_other_sitemaps_are_no_feeds(body: bytes, format: str, advice: str) -> None:  # noqa: A002
    with pytest.raises(NotAFeed) as caught:
        parse(URL, body, None)

    assert caught.value.format == format
    assert advice in str(caught.value)


@pytest.mark.parametrize(
    "body",
    [
        b"<urlset><url",
        b"<urlset><url></urlset>",
        b"<!DOCTYPE urlset [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><urlset><url><loc>&a;</loc>",
        b"<urlset>" + b"<a>" * 10_000,
        b"<urlset><url><loc>http://[</loc><title>T</title></url></urlset>",
        b"<!DOCTYPE urlset [<!ENTITY a 'aaaaaaaa'><!ENTITY b '&a;&a;&a;'>]><urlset>&b;</urlset>",
    ],
)
def test_raises_nothing_but_errors_of_its_own(body: bytes) -> None:
    try:
        entries = parse(URL, body, None).entries
    except ParseError:
        return

    assert [entry.link for entry in entries] == [None]
