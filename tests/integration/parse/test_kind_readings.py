"""Read what others read too: rules that other projects' expectations taught us.

The documents are our own. Parsing and normalizing together, since both have a part in it.
"""

from __future__ import annotations

import json

import pytest

from monitor.errors import NotAFeed
from monitor.parse import parse
from tests.support.peerreading import Reading, read

RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    ' xmlns="http://purl.org/rss/1.0/"><channel rdf:about="https://ferry.example/">'
    "<title>Ferry News</title><link>https://ferry.example/</link></channel>{}</rdf:RDF>"
)
ABOUT = '<item rdf:about="https://ferry.example/dock">{}<title>Dock closed</title></item>'


def read_text(document: str) -> Reading:
    return read("x", document.encode())


@pytest.mark.parametrize(
    ("item", "link"),
    [
        (ABOUT.format(""), "https://ferry.example/dock"),
        (ABOUT.format("<link>https://ferry.example/n/1</link>"), "https://ferry.example/n/1"),
        (ABOUT.replace("https://ferry.example/dock", "urn:dock").format(""), None),
        (ABOUT.replace("https:", "HTTPS:").format(""), None),
    ],
)
@pytest.mark.parametrize("doubt", ["", "<undeclared:name/>", "<content>&nbsp;</content>"])
def test_what_an_rdf_item_is_about_is_its_link_where_it_names_none(
    item: str, link: str | None, doubt: str
) -> None:
    found = read_text(RDF.format(item.replace("</item>", f"{doubt}</item>")))

    assert found.entries[0].link == link


@pytest.mark.parametrize("doubt", ["", "<undeclared:name/>"])
def test_an_id_that_is_said_to_be_no_link_is_none(doubt: str) -> None:
    guid = '<guid isPermaLink="false">https://ferry.example/dock</guid>'
    found = read_text(
        f"<rss version='2.0'><channel><title>Ferry</title><item>{guid}{doubt}<title>Dock</title>"
        "</item></channel></rss>"
    )

    entry = found.entries[0]
    assert (entry.id, entry.link) == ("https://ferry.example/dock", None)


def test_reads_rss_whose_elements_have_a_prefix_that_is_not_declared() -> None:
    found = read_text(
        '<?xml version="1.0"?><rss version="2.0"><rss:channel><rss:title>Pier</rss:title>'
        "<rss:item><rss:title>Lamp repaired</rss:title><rss:link>https://pier.example/1</rss:link>"
        "<rss:description>It shines.</rss:description>"
        "<rss:pubDate>Thu, 05 Nov 2026 06:30:00 GMT</rss:pubDate></rss:item></rss:channel></rss>"
    )

    (entry,) = found.entries
    assert (found.title, entry.title) == ("Pier", "Lamp repaired")
    assert (entry.link, entry.texts[0]) == ("https://pier.example/1", "Itshines.")
    assert entry.dated_at is not None


def test_notes_that_a_prefix_is_not_declared() -> None:
    feed = parse(
        "https://pier.example/feed",
        b"<rss><rss:channel><rss:title>Pier</rss:title></rss:channel></rss:oops></rss>",
        None,
    )

    assert feed.flaw is not None


@pytest.mark.parametrize(
    ("version", "format_"), [("1", "json1"), ("1.0", "json1"), (" 1.1 ", "json11")]
)
def test_reads_a_json_feed_that_says_its_version_in_short(version: str, format_: str) -> None:
    body = {"version": version, "items": [{"content_text": "The lamp shines again."}]}

    feed = parse("https://pier.example/feed", json.dumps(body).encode(), "application/json")

    assert (feed.format, len(feed.entries)) == (format_, 1)


@pytest.mark.parametrize(
    "members",
    [
        {"version": "1.1", "items": [{"price": 5}]},
        {"version": "2.0", "title": "Orders", "items": [{"content_text": "x"}]},
        {"version": "api/1.1", "title": "Orders", "items": [{"content_text": "x"}]},
    ],
)
def test_other_json_that_has_a_version_is_no_feed(members: dict[str, object]) -> None:
    with pytest.raises(NotAFeed):
        parse("https://pier.example/feed", json.dumps(members).encode(), "application/json")


@pytest.mark.parametrize(
    "authors",
    [
        {"authors": {"name": "Vera Holm"}},
        {"author": [{"name": "Vera Holm"}]},
        {"author": "Vera Holm"},
        {"authors": ["Vera Holm", None, 5]},
    ],
)
def test_names_authors_of_json_in_whatever_form(authors: dict[str, object]) -> None:
    body = {"version": "https://jsonfeed.org/version/1.1", "items": [{"title": "T", **authors}]}

    (entry,) = read_text(json.dumps(body)).entries

    assert entry.author == "Vera Holm"


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("&lt;video&gt;", "<video>"),
        ("&lt;/section&gt;", "</section>"),
        ("&lt;br&gt;", "Said below."),
        ("&amp;lt;p&amp;gt;", "Said below."),
    ],
)
def test_a_title_that_is_one_tag_is_meant_to_be_read(written: str, title: str) -> None:
    (entry,) = read_text(
        f"<rss version='2.0'><channel><item><title>{written}</title>"
        "<description>Said below.</description></item></channel></rss>"
    ).entries

    assert entry.title == title
