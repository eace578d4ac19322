"""Hold what is read of entries to what their publishers meant, format by format."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from monitor.parse import parse

if TYPE_CHECKING:
    from monitor.model import Entry, ParsedFeed

DATA = Path(__file__).parents[2] / "data" / "feeds"
URL = "https://feeds.example/news/all.xml"
NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:googleplay="http://www.google.com/schemas/play-podcasts/1.0" '
    'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
)


def rss(children: str, of_channel: str = "<link>https://site.example/</link>") -> ParsedFeed:
    body = f"<rss version='2.0' {NAMESPACES}><channel>{of_channel}<item>{children}</item></channel>"
    return parse(URL, f"{body}</rss>".encode(), None)


def atom(children: str, of_feed: str = "", attributes: str = "") -> ParsedFeed:
    body = f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}>{of_feed}'
    return parse(URL, f"{body}<entry>{children}</entry></feed>".encode(), None)


def first(feed: ParsedFeed) -> Entry:
    return feed.entries[0]


@pytest.mark.parametrize(
    ("children", "link"),
    [
        ("<link>https://a.example/1</link>", "https://a.example/1"),
        ("<link> \n https://a.example/1 \n</link>", "https://a.example/1"),
        ("<link>news/1</link>", "https://site.example/news/1"),
        ("<link>//a.example/1</link>", "https://a.example/1"),
        ("<link>https://a.example/?a=1&amp;b=2</link>", "https://a.example/?a=1&b=2"),
        ("<link>https://a.example/?a=1&b=2</link>", "https://a.example/?a=1&b=2"),
        ("<link><![CDATA[https://a.example/?a=1&b=2]]></link>", "https://a.example/?a=1&b=2"),
        ('<atom:link href="https://a.example/1"/>', "https://a.example/1"),
        (
            (
                '<atom:link rel="payment" href="https://a.example/pay"/>'
                '<atom:link rel="https://own.example/rel" href="https://a.example/1"/>'
            ),
            "https://a.example/1",
        ),
        (
            (
                "<link>https://count.example/1</link>"
                "<feedburner:origLink>https://a.example/1</feedburner:origLink>"
            ),
            "https://a.example/1",
        ),
        ("<guid>https://a.example/1</guid>", "https://a.example/1"),
        ("<guid>/perma/1</guid>", "https://site.example/perma/1"),
        ("<guid>4711</guid>", None),
        ('<guid isPermaLink="false">https://a.example/1</guid>', None),
        ('<enclosure url="https://a.example/1.mp3" type="audio/mpeg"/>', "https://a.example/1.mp3"),
        (
            '<enclosure url="https://a.example/1.mp3"/><link>https://a.example/1</link>',
            "https://a.example/1",
        ),
        ("<link></link>", None),
        ("", None),
    ],
)
def test_finds_the_link_of_an_rss_item(children: str, link: str | None) -> None:
    assert first(rss(children)).link == link


@pytest.mark.parametrize(
    ("children", "attributes", "link"),
    [
        ('<link href="/1"/>', "", "https://feeds.example/1"),
        ('<link href="1"/>', "", "https://feeds.example/news/1"),
        ('<link href="../1"/>', "", "https://feeds.example/1"),
        ('<link href="?p=1"/>', "", "https://feeds.example/news/all.xml?p=1"),
        ('<link href="//a.example/1"/>', "", "https://a.example/1"),
        (
            '<link href="1"/>',
            'xml:base="https://site.example/blog/"',
            "https://site.example/blog/1",
        ),
        ('<link href="1"/>', 'xml:base="/blog/"', "https://feeds.example/blog/1"),
        ('<link href=" https://a.example/1 "/>', "", "https://a.example/1"),
        (
            '<link rel="edit" href="/edit"/><link rel="alternate" href="/1"/>',
            "",
            "https://feeds.example/1",
        ),
        (
            '<link rel="alternate" type="application/pdf" href="/1.pdf"/>',
            "",
            "https://feeds.example/1.pdf",
        ),
        (
            '<id>urn:x:1</id><link rel="enclosure" href="/1.mp3"/>',
            "",
            "https://feeds.example/1.mp3",
        ),
        ("<id>https://a.example/1</id>", "", "https://a.example/1"),
        ("<id>t3_42tizy</id>", "", None),
    ],
)
def test_finds_the_link_of_an_atom_entry(children: str, attributes: str, link: str | None) -> None:
    assert first(atom(children, attributes=attributes)).link == link


def test_a_base_ends_with_its_element() -> None:
    feed = parse(
        URL,
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry xml:base="https://a.example/x/">'
        b'<link href="1"/><content type="xhtml" xml:base="/deep/er/"><div>x</div></content></entry>'
        b'<entry><id>two</id><link href="2"/></entry></feed>',
        None,
    )

    assert [entry.link for entry in feed.entries] == [
        "https://a.example/x/1",
        "https://feeds.example/news/2",
    ]
    assert feed.entries[1].id == "two"


@pytest.mark.parametrize(
    "id_", ["t3_42tizy", "/1", "../1", "?p=1", "tag:x,2026:1", "https://a.example/1"]
)
def test_an_id_stays_as_it_is_wherever_the_feed_moves(id_: str) -> None:
    body = (
        f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>{id_}</id></entry></feed>'.encode()
    )

    ids = [parse(url, body, None).entries[0].id for url in (URL, "http://moved.example/a/b/c")]

    assert ids == [id_, id_]


@pytest.mark.parametrize(
    ("children", "author"),
    [
        ("<author>jule@site.example (Jule Harms)</author>", "Jule Harms"),
        ("<author>Jule Harms &lt;jule@site.example&gt;</author>", "Jule Harms"),
        ("<dc:creator>Jule Harms (mailto:jule@site.travel)</dc:creator>", "Jule Harms"),
        ("<author>jule@site.example</author>", "jule@site.example"),
        ("<dc:creator>Jule Harms</dc:creator>", "Jule Harms"),
        ("<dc:creator>Jule</dc:creator><dc:creator>Ole</dc:creator>", "Jule, Ole"),
        ("<author>Jule Harms</author><itunes:author>Jule</itunes:author>", "Jule Harms"),
        ("<itunes:author>Jule</itunes:author>", "Jule"),
        ("<googleplay:author>Jule</googleplay:author>", "Jule"),
        ("<atom:author><atom:name>Jule</atom:name></atom:author>", "Jule"),
        ("<author><name>Jule</name><title>Editor</title></author>", "Jule"),
        ("<author>by <![CDATA[Jule Harms]]></author>", "by Jule Harms"),
        ("<title>x</title>", None),
    ],
)
def test_names_the_authors_of_an_rss_item(children: str, author: str | None) -> None:
    assert first(rss(children)).author == author


@pytest.mark.parametrize(
    ("of_entry", "of_feed", "author"),
    [
        ("<author><name>Jule</name></author>", "<author><name>Desk</name></author>", "Jule"),
        ("", "<author><name>Desk</name></author>", "Desk"),
        ("", "<author><name>A</name></author><author><name>B</name></author>", "A, B"),
        ("", "<author><email>desk@site.example</email></author>", None),
        (
            (
                "<author><name>A</name></author><author><name>B</name></author>"
                "<author><name>B</name></author>"
            ),
            "",
            "A, B",
        ),
        ("<author><name/><email>a@site.example</email></author>", "", "a@site.example"),
        ("<author><name>A</name><email>a@site.example</email></author>", "", "A"),
    ],
)
def test_names_the_authors_of_an_atom_entry(
    of_entry: str, of_feed: str, author: str | None
) -> None:
    assert first(atom(of_entry, of_feed)).author == author


@pytest.mark.parametrize(
    ("of_channel", "author"),
    [
        ("<itunes:author>The Desk</itunes:author>", "The Desk"),
        ("<managingEditor>desk@site.example (Ann Teal)</managingEditor>", "Ann Teal"),
        ("<managingEditor>desk@site.example</managingEditor>", None),
        ("<webMaster>web@site.example (Root)</webMaster>", None),
    ],
)
def test_the_author_of_a_channel_stands_for_that_of_its_items(
    of_channel: str, author: str | None
) -> None:
    assert first(rss("<title>x</title>", of_channel)).author == author


@pytest.mark.parametrize(
    ("children", "summary"),
    [
        ("<description>A</description>", "A"),
        ("<itunes:summary>B</itunes:summary>", "B"),
        ("<itunes:subtitle>C</itunes:subtitle>", "C"),
        ("<googleplay:description>D</googleplay:description>", "D"),
        ("<itunes:subtitle>C</itunes:subtitle><description>A</description>", "A"),
        (
            (
                "<itunes:subtitle>C</itunes:subtitle>"
                "<googleplay:description>D</googleplay:description>"
            ),
            "D",
        ),
        ("<media:group><media:description>E</media:description></media:group>", "E"),
        ("<description/><itunes:subtitle>C</itunes:subtitle>", "C"),
    ],
)
def test_finds_the_summary(children: str, summary: str) -> None:
    assert first(rss(children)).summary == summary


@pytest.mark.parametrize(
    ("children", "title"),
    [
        ("<title>\n A \n</title>", "A"),
        ("<dc:title>A</dc:title>", "A"),
        ("<media:content><media:title>B</media:title></media:content>", "B"),
        ("<title>A</title><media:title>B</media:title>", "A"),
        ("<media:title>B</media:title><title>A</title>", "A"),
        ("<title>&lt;/example&gt;</title>", "&lt;/example>"),
        ("<title>&lt;video&gt;</title>", "&lt;video>"),
        ("<title>&lt;b&gt;A&lt;/b&gt;</title>", "<b>A</b>"),
        ("<title>&lt;br&gt;</title>", "<br>"),
        ("<title>&#931; &#xDF;</title>", "Σ ß"),
        ("<title>Caf&eacute; &nbsp; &hellip;</title>", "Café \xa0 …"),
    ],
)
def test_finds_the_title(children: str, title: str) -> None:
    assert first(rss(children)).title == title


def test_takes_the_full_content_beside_the_summary() -> None:
    entry = first(
        rss(
            "<description>Short</description>"
            "<content:encoded><![CDATA[<p>Long &amp; <b>whole</b></p>]]></content:encoded>"
        )
    )

    assert (entry.summary, entry.content) == ("Short", "<p>Long &amp; <b>whole</b></p>")


HUBS = (
    '<{0}link rel="hub" href="https://hub.example/"/><{0}link rel="hub" href="https://b.example/"/>'
    '<{0}link rel="hub" href="https://hub.example/"/><{0}link rel="hub" href="javascript:x()"/>'
    '<{0}link rel="self" href="https://feeds.example/canonical.xml"/>'
)


@pytest.mark.parametrize(
    "feed",
    [rss("", HUBS.format("atom:")), atom("", HUBS.format(""))],
    ids=["RSS", "Atom"],
)
def test_names_the_hubs_and_the_address_that_they_know(feed: ParsedFeed) -> None:
    assert feed.hubs == ("https://hub.example/", "https://b.example/")
    assert feed.self_url == "https://feeds.example/canonical.xml"


def test_names_no_hub_where_there_is_none() -> None:
    feed = atom('<link rel="hub" href="https://of-an-entry.example/"/>')

    assert (feed.hubs, feed.self_url) == ((), None)


def json_feed(item: dict[str, object], **members: object) -> ParsedFeed:
    document = {"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [item]}
    return parse(URL, json.dumps({**document, **members}).encode(), "application/feed+json")


@pytest.mark.parametrize(
    ("item", "author"),
    [
        ({"authors": [{"name": "A"}, {"name": "B"}, {"name": "A"}]}, "A, B"),
        ({"author": {"name": "A"}}, "A"),
        ({"author": {"name": "A"}, "authors": [{"name": "B"}]}, "B, A"),
        ({"authors": [{"url": "https://a.example/"}, 5]}, "Desk"),
        ({}, "Desk"),
    ],
)
def test_names_the_authors_of_a_json_item(item: dict[str, object], author: str) -> None:
    assert first(json_feed(item, authors=[{"name": "Desk"}])).author == author


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-11-05T06:30:00Z", datetime(2026, 11, 5, 6, 30, tzinfo=UTC)),
        ("2026-11-05T12:00:00.123+05:30", datetime(2026, 11, 5, 6, 30, 0, 123000, tzinfo=UTC)),
        ("2026-11-05", datetime(2026, 11, 5, tzinfo=UTC)),
        ("Thu, 05 Nov 2026 07:30:00 +0100", datetime(2026, 11, 5, 6, 30, tzinfo=UTC)),
        (1793860200, datetime(2026, 11, 5, 6, 30, tzinfo=UTC)),
        ("soon", None),
        (True, None),
        ([], None),
    ],
)
def test_reads_the_dates_of_json_items(value: object, expected: datetime | None) -> None:
    assert first(json_feed({"date_published": value})).published_at == expected


@pytest.mark.parametrize(
    ("item", "link"),
    [
        ({"url": "/1", "external_url": "https://b.example/"}, "https://feeds.example/1"),
        ({"external_url": "https://b.example/"}, "https://b.example/"),
        ({"id": "https://a.example/1"}, "https://a.example/1"),
        (
            {"id": "1", "attachments": [{"url": "https://a.example/1.mp3"}]},
            "https://a.example/1.mp3",
        ),
        ({"id": "1"}, None),
    ],
)
def test_finds_the_link_of_a_json_item(item: dict[str, object], link: str | None) -> None:
    assert first(json_feed(item)).link == link


def test_names_the_hubs_of_a_json_feed() -> None:
    hubs = [{"type": "WebSub", "url": "https://hub.example/"}, {"type": "rssCloud", "url": "x"}, 5]

    feed = json_feed({}, hubs=hubs, feed_url="https://feeds.example/canonical.json")

    assert feed.hubs == ("https://hub.example/",)
    assert feed.self_url == "https://feeds.example/canonical.json"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_reads_json_feeds_in_other_encodings(encoding: str) -> None:
    body = (DATA / "json11.json").read_text("utf-8").encode(encoding)

    assert parse(URL, body, None).title == "항구 소식"


def test_reads_what_arrived_of_a_json_feed() -> None:
    body = (DATA / "json11.json").read_bytes()
    end_of_first = body.index(b"}", body.index(b'"items"')) + 200

    feed = parse(URL, body[:end_of_first], None)

    assert (feed.title, feed.entries[0].id) == ("항구 소식", "1")
    assert feed.flaw is not None


@pytest.mark.parametrize(
    ("name", "format", "titles"),
    [
        ("cdf.xml", "cdf", ["Ferry back", "Pier closed"]),
        ("rss090.xml", "rss090", ["Ferry back", "Pier closed"]),
        ("rss092.xml", "rss092", ["Ferry back", ""]),
        ("rss11.xml", "rss10", ["Ferry back", "Pier closed"]),
        ("atom03.xml", "atom03", ["Ferry back", "Pier <b>closed</b>"]),
        ("podcast.xml", "rss20", ["The ferry", "The pier"]),
    ],
)
def test_reads_the_old_formats(name: str, format: str, titles: list[str]) -> None:  # noqa: A002
    feed = parse(URL, (DATA / name).read_bytes(), None)

    assert (feed.format, feed.flaw) == (format, None)
    assert [entry.title for entry in feed.entries] == titles


def test_takes_title_link_and_text_of_a_podcast_where_they_are() -> None:
    episode, bare = parse(URL, (DATA / "podcast.xml").read_bytes(), None).entries

    assert episode.link == "https://hafenfunk.example/1"
    assert episode.summary == "All about the ferry."
    assert episode.author == "Jule Harms"
    assert bare.link == "https://cdn.hafenfunk.example/2.mp3"
    assert bare.summary == "In one line."
    assert bare.author == "Hafenfunk e. V."


def test_a_base_in_rss_ends_with_its_item() -> None:
    feed = parse(
        URL,
        b'<rss version="2.0"><channel><link>https://site.example/</link>'
        b'<item xml:base="https://a.example/x/"><link>1</link><guid>one</guid></item>'
        b"<item><link>2</link><guid>two</guid></item></channel></rss>",
        None,
    )

    assert [entry.link for entry in feed.entries] == [
        "https://a.example/x/1",
        "https://site.example/2",
    ]
    assert feed.entries[1].id == "two"


def test_an_id_is_no_link_to_the_site() -> None:
    feed = atom("", "<id>urn:uuid:1</id><link rel='alternate' type='x' href='/site'/>")

    assert feed.link == "https://feeds.example/site"
