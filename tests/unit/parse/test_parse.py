"""Hold parsing to what documents say, in every format, and to calm in the face of the rest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.errors import NotAFeed, ParseError
from monitor.model import Entry, ParsedFeed
from monitor.parse import parse

DATA = Path(__file__).parents[2] / "data" / "feeds"
URL = "https://feeds.example/all.xml"


def read(name: str, content_type: str | None = None) -> ParsedFeed:
    return parse(URL, (DATA / name).read_bytes(), content_type)


def rss(items: str, version: str = "2.0") -> bytes:
    head = f'<?xml version="1.0"?><rss version="{version}"><channel><title>T</title>'
    return f"{head}{items}</channel></rss>".encode()


def test_reads_rss_2_0_whole() -> None:
    feed = read("rss20_full.xml", "application/rss+xml")

    assert (feed.format, feed.title) == ("rss20", "Hafenblatt & Umland")
    assert (feed.link, feed.language) == ("https://hafenblatt.example/", "de-DE")
    assert feed.ttl == timedelta(minutes=30)
    assert feed.flaw is None
    assert feed.entries[0] == Entry(
        id="hafenblatt-7",
        link="https://hafenblatt.example/stadt/faehre?utm_source=rss&id=7",
        title="Fähre nach Sturm wieder im Dienst",
        summary="<p>Die Fähre f&auml;hrt <b>wieder</b>.</p>",
        content="<p>Die Fähre fährt wieder.</p><p>Am Kai standen hundert Leute.</p>"
        "<script>alert(1)</script>",
        author="Jule Harms",
        categories=("Stadt", "Verkehr"),
        published_at=datetime(2026, 11, 5, 6, 30, tzinfo=UTC),
        updated_at=None,
        language=None,
    )
    assert feed.entries[1].author == "Ole Petersen"


def test_reads_rdf() -> None:
    feed = read("rdf10.xml", "application/rdf+xml")

    (entry,) = feed.entries
    assert (feed.format, feed.language) == ("rss10", "ja")
    assert (entry.link, entry.author) == ("https://minato.example/ferry", "佐藤")
    assert entry.updated_at == datetime(2026, 11, 5, 0, 0, tzinfo=UTC)
    assert entry.published_at is None


def test_reads_atom_with_its_bases_and_languages() -> None:
    feed = read("atom10_xhtml.xml", "application/atom+xml")

    first, second = feed.entries
    assert (feed.format, feed.language) == ("atom10", "en")
    assert first.link == "https://harbour.example/blog/1"
    assert first.title == "Ferry <i>back</i>"
    assert first.content == "<p>A hundred people <em>waited</em>.</p>"
    assert (first.author, first.categories) == ("Ann Teal", ("The sea",))
    assert first.published_at == datetime(2026, 11, 5, 5, 0, tzinfo=UTC)
    assert first.updated_at == datetime(2026, 11, 5, 8, 0, tzinfo=UTC)
    assert (first.language, second.language) == ("en", "fr")


def test_keeps_a_plain_title_that_looks_like_markup_plain() -> None:
    feed = read("atom10_xhtml.xml")

    assert feed.entries[1].title == "a &lt; b, and &lt;b> is a tag"


def test_reads_json_feed_1_1() -> None:
    feed = parse("https://hangu.example/feed.json", (DATA / "json11.json").read_bytes(), None)

    first, second = feed.entries
    assert (feed.format, feed.title, feed.language) == ("json11", "항구 소식", "ko")
    assert first == Entry(
        id="1",
        link="https://hangu.example/ferry",
        title="여객선 운항 재개",
        summary="",
        content="<p>백 명이 부두에서 기다렸다.</p>",
        author="김민지, 이준",
        categories=("바다", "교통"),
        published_at=datetime(2026, 11, 5, 0, 0, tzinfo=UTC),
        updated_at=None,
        language=None,
    )
    assert (second.id, second.link) == ("2", "https://other.example/2")
    assert second.content == "1 &lt; 2 &amp; &lt;b&gt;"
    assert second.updated_at == datetime(2026, 11, 5, 0, 30, tzinfo=UTC)


def test_passes_over_members_of_a_wrong_type_in_json() -> None:
    feed = read("json10_odd_types.json", "application/feed+json")

    odd, fine = feed.entries
    assert (feed.format, feed.title) == ("json1", None)
    assert feed.flaw == "items that are no objects"
    assert (odd.id, odd.link, odd.title, odd.categories) == (None, None, "", ())
    assert (odd.author, odd.published_at) == ("Ann", None)
    assert (fine.id, fine.title, fine.categories) == ("3.5", "Fine \ufffd here", ("sea",))
    assert fine.published_at == datetime(2026, 11, 5, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("rss20_latin1.xml", "L'été dernier à la côte"),
        ("rss20_windows1251.xml", "Паром снова ходит после шторма"),
    ],
)
@pytest.mark.parametrize("content_type", [None, "application/rss+xml", "text/xml", "text/plain"])
def test_reads_other_encodings(name: str, title: str, content_type: str | None) -> None:
    assert read(name, content_type).entries[0].title == title


def test_the_header_decides_about_the_encoding() -> None:
    body = rss("<item><title>Пхеньян</title></item>").decode().encode("koi8-r")

    feed = parse(URL, body, "application/rss+xml; charset=koi8-r")

    assert feed.entries[0].title == "Пхеньян"


def test_reads_what_arrived_of_a_document_that_was_cut_short() -> None:
    feed = read("rss20_cut_short.xml")

    assert feed.entries[0].title == "Whole item"
    assert feed.flaw is not None
    assert "Parse" in feed.flaw


def test_reads_entities_that_xml_does_not_know() -> None:
    title = read("rss20_undefined_entities.xml").entries[0].title

    assert title.startswith("Café")
    assert "open & loud" in title


def test_links_of_rss_are_relative_to_the_site_and_ids_stay_as_they_are() -> None:
    feed = read("rss20_relative_links.xml")

    assert [(entry.id, entry.link) for entry in feed.entries] == [
        ("a1", "https://site.example/news/2026/ferry.html"),
        ("a2", "https://site.example/ferry.html"),
        ("/perma/3", "https://site.example/perma/3"),
    ]


def test_a_link_is_relative_to_the_document_when_the_feed_names_no_site() -> None:
    feed = parse(URL, rss("<item><title>a</title><link>news/1</link></item>"), None)

    assert feed.entries[0].link == "https://feeds.example/news/1"


def test_a_wrong_media_type_is_no_flaw() -> None:
    assert read("rss20_full.xml", "text/html").flaw is None


def test_a_feed_without_items_is_a_feed() -> None:
    feed = read("rss20_no_items.xml")

    assert (feed.format, feed.title, feed.entries) == ("rss20", "Quiet", ())


@pytest.mark.parametrize(
    ("body", "ttl"),
    [
        ("<ttl>60</ttl>", timedelta(minutes=60)),
        ("<ttl>0</ttl>", None),
        ("<ttl>-5</ttl>", None),
        ("<ttl>soon</ttl>", None),
        ("<ttl>99999999999999999999</ttl>", timedelta(days=365)),
        ("", None),
    ],
)
def test_reads_how_long_the_document_wants_to_be_left_alone(
    body: str, ttl: timedelta | None
) -> None:
    assert parse(URL, rss(body), None).ttl == ttl


@pytest.mark.parametrize(
    "name",
    [
        "page_error.html",
        "page_challenge.html",
        "page_plain.txt",
        "json_other.json",
        "opml.xml",
        "empty.xml",
        "blank.xml",
        "rss20_path_as_document.txt",
    ],
)
@pytest.mark.parametrize("content_type", [None, "text/html", "application/rss+xml"])
def test_says_that_something_else_is_no_feed(name: str, content_type: str | None) -> None:
    with pytest.raises(NotAFeed):
        read(name, content_type)


@pytest.mark.parametrize(
    "body",
    [b"{", b'{"items": 5, "version": "https://jsonfeed.org/version/1"}', b"{} trailing", b"[1]"],
)
def test_broken_or_other_json_is_no_feed(body: bytes) -> None:
    with pytest.raises(NotAFeed):
        parse(URL, body, "application/json")


def test_reads_no_file_and_calls_no_address_that_a_document_names() -> None:
    feed = read("rss20_external_entity.xml")

    shown = f"{feed.title} {feed.entries[0].title}"
    assert "root:" not in shown
    assert feed.entries[0].title.startswith("Inside:")


def test_keeps_its_head_when_a_kilobyte_wants_to_be_a_gigabyte() -> None:
    feed = read("rss20_billion_laughs.xml")

    assert len(feed.entries[0].title) <= 1000


def test_takes_the_first_entries_and_cuts_what_is_too_long() -> None:
    long_title, long_text = "t" * 5000, "s" * 300_000
    items = f"<item><title>{long_title}</title><description>{long_text}</description></item>"

    feed = parse(URL, rss(items + "<item><title>x</title></item>" * 2500), None)

    assert (len(feed.entries), feed.beyond) == (2000, 501)
    assert len(feed.entries[0].title) == 1000
    assert len(feed.entries[0].summary) == 256 * 1024


@pytest.mark.parametrize(
    "body",
    [
        b"\x00" * 100,
        b"\xff\xfe<\x00r\x00s\x00s\x00",
        b"<rss>" * 5000,
        b"{" * 100_000,
        b'{"a":' * 100_000,
        b"<?xml version='1.0' encoding='utf-7'?><rss>+ADw-</rss>",
        b"<?xml version='1.0' encoding='no-such'?><rss><channel><item/></channel></rss>",
        b"<rss><channel><item><pubDate>Thu, 99 Nov 99999 99:99:99 +9999</pubDate></item>",
        b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><link href='http://[::1'/></entry></feed>",
        b"<rss><channel><item><link>http://[::1</link></item></channel></rss>",
        b"<rss><channel><item><title>&#xD800; &#x0; &#99999999;</title></item></channel></rss>",
    ],
)
def test_raises_nothing_but_errors_of_its_own_and_gives_text_that_can_be_encoded(
    body: bytes,
) -> None:
    assert titles_of(body).encode("utf-8") is not None


def titles_of(body: bytes) -> str:
    try:
        return "".join(entry.title for entry in parse(URL, body, None).entries)
    except ParseError:
        return ""
