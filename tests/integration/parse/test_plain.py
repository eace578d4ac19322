"""Hold the fast path to feedparser: what it reads is what feedparser says, or it reads nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import NotAFeed
from monitor.parse.markup import build_feed, read_markup
from monitor.parse.piecewise import read_pieces
from monitor.parse.plain import open_plain, read_plain
from monitor.parse.sniff import sniff
from tests.support.plainfeeds import atom, made_up, rdf, rss

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.model import ParsedFeed

ROOT = Path(__file__).parents[3]
OURS = ROOT / "tests" / "data" / "feeds"
OTHERS = ROOT.parent / "shared" / "data" / "feeds"
URL = "https://feeds.example/news/all.xml"
MEDIA_TYPES = (None, "application/rss+xml", "text/html; charset=UTF-8")
#: Documents of which the fast path says something else than feedparser, with the reason.
EXCEPTIONS: dict[str, str] = {}


def read_fast(url: str, body: bytes, media_type: str | None) -> ParsedFeed | None:
    """Read all of a document by the fast path, or nothing."""
    document = open_plain(url, body, media_type)
    reading = read_plain(document)
    if reading is None or None in reading.entries:
        return None
    found = {"version": reading.version, "feed": reading.feed, "entries": reading.entries}
    return replace(build_feed(url, found), flaw=document.flaw)


def read_in_pieces(url: str, body: bytes, media_type: str | None) -> ParsedFeed:
    """Read each entry by the fast path where that is certain, else by feedparser."""
    return replace(read_pieces(url, body, media_type), marks=())


def dated(minutes: Iterable[int]) -> str:
    """Write an entry for each minute."""
    noon = datetime(2026, 11, 5, 12, tzinfo=UTC)
    return "".join(
        f"<item><guid>{minute}</guid><link>/{minute}</link>"
        f"<pubDate>{noon + timedelta(minutes=minute):%a, %d %b %Y %H:%M:%S} GMT</pubDate></item>"
        for minute in minutes
    )


@pytest.mark.parametrize(
    "name",
    [
        *("rss20_full.xml", "rss20_plain_variety.xml", "atom10_plain_variety.xml"),
        *("rss20_relative_links.xml", "rss20_shared_guid.xml", "rss20_no_items.xml"),
    ],
)
@pytest.mark.parametrize("media_type", MEDIA_TYPES)
def test_reads_plain_documents_as_feedparser_does(name: str, media_type: str | None) -> None:
    body = (OURS / name).read_bytes()

    feed = read_fast(URL, body, media_type)

    assert feed == read_markup(URL, body, media_type)


def documents(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*")) if path.is_file()]


@pytest.mark.parametrize("folder", [OURS, OTHERS], ids=["ours", "others"])
def test_reads_every_document_at_hand_as_feedparser_does(folder: Path) -> None:
    paths = documents(folder)
    if folder == OTHERS and not paths:
        pytest.skip("the documents of other projects are not beside this repository")
    feeds = fast = 0

    for path in paths:
        body = path.read_bytes()
        if sniff(body).format != "feed" or path.name in EXCEPTIONS:
            continue
        try:
            expected = read_markup(URL, body, "application/xml")
        except NotAFeed:
            continue
        feeds += 1
        fast += read_fast(URL, body, "application/xml") is not None
        assert read_in_pieces(URL, body, "application/xml") == expected, path

    assert fast >= feeds * (0.85 if folder == OTHERS else 0.5)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"<rss version='2.0'><channel>", id="cut short"),
        pytest.param(b"<!DOCTYPE rss>" + rss(""), id="document type"),
        pytest.param(rss("", "version='2.0' base='https://a.example/'"), id="base"),
        pytest.param(rss("<channel/>"), id="an element without a rule"),
        pytest.param(rss("<title><div>x</div></title>"), id="markup not declared"),
        pytest.param(rss("<dc:x xmlns:dc='https://other.example/'/>"), id="a prefix used twice"),
        pytest.param(rss("<own:a>" * 60 + "</own:a>" * 60), id="too deep"),
        pytest.param(rdf("").replace(b"rss/1.0/", b"rss/2.0/", 1), id="another RDF"),
        pytest.param(atom("<title mode='base64'>YQ==</title>"), id="base64"),
    ],
)
def test_leaves_a_document_that_raises_a_doubt_to_feedparser(body: bytes) -> None:
    assert read_plain(open_plain(URL, body, "application/xml")) is None


@pytest.mark.parametrize(
    "odd",
    [
        pytest.param("<body>x</body>", id="an element without a rule"),
        pytest.param("<own:a><title>x</title></own:a>", id="title elsewhere"),
        pytest.param("<link>http:////a.example</link>", id="slashes"),
        pytest.param("<title own:lang='x'>x</title>", id="language"),
        pytest.param("<content type='image/png'>a</content>", id="base64"),
        pytest.param(
            "<a><b xmlns:l='http://www.w3.org/1999/xlink'/><c xmlns:l='http://www.w3.org/1999/xlink'"
            "/></a>",
            id="a declaration that becomes an attribute",
        ),
        pytest.param("<author>Ann<name>Bo</name></author>", id="text among children"),
        pytest.param(f"{'<own:a>' * 60}{'</own:a>' * 60}", id="too deep"),
    ],
)
def test_leaves_only_the_entry_that_raises_a_doubt_to_feedparser(odd: str) -> None:
    plain = "<item><title>a</title></item><item><title>b</title></item>"
    body = rss(plain.replace("</item>", f"{odd}</item>", 1))

    reading = read_plain(open_plain(URL, body, "application/xml"))

    assert reading is not None
    assert [entry is None for entry in reading.entries] == [True, False]
    assert read_in_pieces(URL, body, "application/xml") == read_markup(URL, body, "application/xml")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"\n " + rss("<item><title>x</title></item>"), id="blanks before it"),
        pytest.param(
            rss("<item><title>\xe9</title></item>").decode().encode("latin-1"), id="Latin-1"
        ),
        pytest.param(
            b"<?xml version='1.0' encoding='koi8-r'?>"
            + rss("<item><title>\u0448</title></item>").decode().encode("koi8-r"),
            id="KOI8",
        ),
        pytest.param(rss("<item><pubDate>yesterday</pubDate></item>"), id="date"),
        pytest.param(rss("<item><title>&#146;</title></item>"), id="Windows characters"),
        pytest.param(rss("<item/>" * 2001), id="too many entries"),
        pytest.param(rss(dated(range(2_100))), id="too many entries, newest last"),
        pytest.param(rss(dated(reversed(range(2_100)))), id="too many entries, newest first"),
        pytest.param(rss(dated(range(6_100))), id="three times too many entries"),
        pytest.param(
            rss(f"<item><body>x</body></item>{dated(range(2_100))}"), id="many after a doubt"
        ),
        pytest.param(
            rss(f"{dated(range(2_100))}<item><body>x</body></item>"), id="a doubt after many"
        ),
        pytest.param(
            rss(f"<item xml:base='https://b.example/'/>{dated(range(2_100))}"),
            id="a base before many",
        ),
        pytest.param(rss("<item><item/><title>x</title></item><item/>"), id="entries in entries"),
        pytest.param(atom("<title type='xhtml'><div>x</div></title>"), id="markup"),
        pytest.param(b"<feed><title>x</title><entry/></feed>", id="no namespace"),
        pytest.param(rss("<item/>", 'xmlns="https://own.example/"'), id="another namespace"),
        pytest.param(rss("<item/>", 'xmlns="http://backend.userland.com/rss2"'), id="Userland"),
        pytest.param(
            rss("<item/>", 'xmlns:cc="http://backend.userland.com/creativeCommonsRssModule"'),
            id="a known prefix for something else",
        ),
        pytest.param(
            atom("<entry><content><div xml:lang='de'>x</div></content></entry><entry/>"),
            id="a language that outlives its entry",
        ),
        pytest.param(
            atom(
                "<entry><summary type='xhtml'><title>x</title></summary></entry>"
                "<entry><content type='xhtml'><div>a<br/></div></content></entry>"
            ),
            id="a title in markup",
        ),
        pytest.param(
            rss("<item xml:base='https://b.example/'/><item><link>x</link></item>"),
            id="a base that outlives its entry",
        ),
        pytest.param(
            rss("<content>x</content><item><body/></item><item><summary>y</summary></item>"),
            id="a content of the feed",
        ),
        pytest.param(rss("<item><body/></item><title>U</title>"), id="a title after an entry"),
    ],
)
def test_reads_odd_documents_as_feedparser_does(body: bytes) -> None:
    assert read_in_pieces(URL, body, "text/xml; charset=x") == read_markup(
        URL, body, "text/xml; charset=x"
    )


@pytest.mark.parametrize(
    "url", ["https://a.example/x?", "https:////a.example/x", "data:x", "h://["]
)
def test_reads_atom_as_feedparser_does_wherever_it_came_from(url: str) -> None:
    body = (OURS / "atom10_plain_variety.xml").read_bytes()

    feed = read_fast(url, body, None)

    assert feed == read_markup(url, body, None)


@settings(max_examples=200, deadline=None)
@given(body=made_up)
def test_reads_made_up_documents_as_feedparser_does(body: bytes) -> None:
    assert read_in_pieces(URL, body, "application/xml") == read_markup(URL, body, "application/xml")


@given(
    rest=st.text("abZ09-._~/?#%&=+,@!:; \\ß", max_size=14),
    base=st.sampled_from((URL, "http://a.example", "https://a.example/x/../y?z#q")),
)
def test_takes_no_short_cut_where_joining_would_change_a_link(rest: str, base: str) -> None:
    link = f"https://b.example{rest}".strip()

    feed = build_feed(base, {"version": "rss20", "feed": {"link": link}})

    assert feed.link == urljoin(base, link)
