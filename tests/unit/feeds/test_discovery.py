from __future__ import annotations

import time
from pathlib import Path

import pytest

from monitor.feeds import Findings, Hint, find_feeds
from monitor.parse import decode_page

OTHERS = Path(__file__).parents[3].parent / "shared" / "data" / "feeds" / "feedvalidator"
URL = "https://times.example/news/today"
ATOM = 'type="application/atom+xml"'


def find(html: str, *, url: str = URL, link_header: str | None = None) -> Findings:
    return find_feeds(html, url=url, link_header=link_header)


def urls(html: str) -> list[str]:
    return [one.url for one in find(html).candidates]


def test_takes_what_a_page_names_as_its_feed() -> None:
    found = find(
        "<html><head><title> Example\n Times </title>"
        f'<link rel="alternate" {ATOM} title="All &amp; more" href="/feed.atom">'
    )

    [one] = found.candidates
    assert found.title == "Example Times"
    assert (one.url, one.title) == ("https://times.example/feed.atom", "All & more")
    assert (one.hint, one.format, one.is_comments) == (Hint.ALTERNATE, "atom", False)


@pytest.mark.parametrize(
    "tag",
    [
        f'<LINK REL="Alternate" {ATOM} HREF="/f">',
        "<link rel=alternate type=application/rss+xml href=/f>",
        '<link rel="alternate home" type="application/rss+xml; charset=utf-8" href="/f" />',
        '<link rel="feed" href="/f">',
        '<link rel="alternate" type="application/feed+json" href="/f">',
        '<link rel="alternate" type="text/xml" href="/f">',
        '<a type="application/rss+xml" href="/f">RSS</a>',
        '<a href="/f">RSS</a>',
        '<a href="feed://times.example/f" type="application/rss+xml">',
    ],
)
def test_knows_a_feed_however_it_is_named(tag: str) -> None:
    [url] = urls(tag)

    assert url.partition("://")[2] == "times.example/f"


@pytest.mark.parametrize(
    "tag",
    [
        '<link rel="stylesheet" type="text/css" href="/feed.css">',
        '<link rel="alternate" hreflang="de" href="/de/">',
        '<link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/1">',
        '<link rel="alternate" type="application/json+oembed" href="/oembed?format=json">',
        f'<link rel="alternate" {ATOM} href="">',
        f'<link rel="alternate" {ATOM} href="javascript:alert(1)">',
        f'<link rel="alternate" {ATOM} href="file:///etc/passwd">',
        f'<link rel="alternate" {ATOM} href="https://[bad/f">',
        f'<!-- <link rel="alternate" {ATOM} href="/f"> -->',
        f'<script>\'<link rel="alternate" {ATOM} href="/f">\'</script>',
        '<a href="/feedback">Feedback</a>',
        '<a href="/feed-the-hungry">Feed the hungry</a>',
        '<a href="/rss.png">RSS</a>',
        '<a href="mailto:rss@times.example">RSS</a>',
        '<a href="/news">News</a>',
    ],
)
def test_takes_nothing_else_for_a_feed(tag: str) -> None:
    assert urls(tag) == []


def test_completes_addresses_by_the_base_of_the_page() -> None:
    page = f'<base href="https://cdn.example/x/"><link rel=alternate {ATOM} href="feed">'

    assert urls(page) == ["https://cdn.example/x/feed"]


def test_ranks_what_is_named_before_what_looks_like_it_and_comments_last() -> None:
    page = (
        f'<link rel=alternate {ATOM} title="Comments" href="/comments/feed">'
        '<a href="https://other.example/rss">RSS</a><a href="/rss/">RSS</a>'
        f'<link rel=alternate {ATOM} href="/a"><link rel=alternate {ATOM} href="/b">'
    )

    found = find(page).candidates

    assert [one.url.partition("example")[2] for one in found] == [
        *("/a", "/b", "/rss/", "/rss", "/comments/feed")
    ]
    assert [one.is_comments for one in found] == [False, False, False, False, True]


@pytest.mark.parametrize("title", ["Kommentare zu X", "Comments on X", "Commentaires"])
def test_knows_feeds_of_comments_in_other_languages(title: str) -> None:
    [one] = find(f'<link rel=alternate {ATOM} title="{title}" href="/f">').candidates

    assert one.is_comments


def test_names_an_address_once() -> None:
    page = f'<a href="/f">RSS</a><link rel=alternate {ATOM} title="T" href="/f#top">'

    [one] = find(page).candidates

    assert (one.hint, one.title) == (Hint.ALTERNATE, "T")


def test_does_not_name_the_page_itself() -> None:
    assert urls('<a href="/news/today">RSS</a>') == []


def test_reads_the_headers_of_the_page() -> None:
    header = (
        '<https://hub.example/>; rel="hub", </feed,x>; rel=alternate; '
        'type="application/atom+xml"; title="A, B", </style>; rel=preload'
    )

    [one] = find("", link_header=header).candidates

    assert (one.url, one.hint) == ("https://times.example/feed,x", Hint.HEADER)
    assert one.title == "A, B"


@pytest.mark.parametrize(
    ("content", "target"),
    [
        ("0; url=/en/", "https://times.example/en/"),
        ("5;URL='https://new.example/'", "https://new.example/"),
        ("0;url=/news/today", None),
        ("300", None),
        ("0;url=javascript:alert(1)", None),
    ],
)
def test_says_where_a_page_sends_its_readers(content: str, target: str | None) -> None:
    page = f'<meta http-equiv="Refresh" content="{content}">'

    assert find(page).moved_to == target


def test_takes_no_more_than_fifty() -> None:
    page = "".join(f"<link rel=alternate {ATOM} href=/{n}>" for n in range(200))

    assert len(urls(page)) == 50


@pytest.mark.skipif(not OTHERS.is_dir(), reason="the documents of other projects are not here")
def test_finds_the_feed_of_every_page_of_another_project() -> None:
    pages = sorted((OTHERS / "feedfinder-tests").glob("html4-*.html"))

    for page in pages:
        html = decode_page(page.read_bytes(), "text/html")
        [one] = find(html, url=f"https://tests.example/{page.name}").candidates

        assert one.hint is Hint.ALTERNATE, page
        assert one.url.endswith(f"{page.stem}.xml"), page
    assert len(pages) > 50


@pytest.mark.parametrize(
    "piece", ['<link rel="alternate" ', "<a href=/rss>", "<base href=/>", "<title>", "<a href='"]
)
def test_a_hostile_page_costs_no_more_than_its_length(piece: str) -> None:
    started = time.process_time()

    find(piece * (200_000 // len(piece)), link_header="<a>;" * 400 + '<x>; rel="' * 400)

    assert time.process_time() - started < 5


@pytest.mark.parametrize("filler", ["1", " ", "1."])
def test_a_hostile_refresh_costs_no_more_than_its_length(filler: str) -> None:
    started = time.process_time()

    find(f'<meta http-equiv="refresh" content="{filler * (200_000 // len(filler))}">')

    assert time.process_time() - started < 5
