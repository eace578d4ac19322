"""Make up feeds as publishers write them: well, badly, and with ill will.

Hypothesis strategies for the bytes of a document: RSS, RDF, Atom, JSON Feed and news sitemaps
with odd dates, markup in markup, ids that repeat, encodings that are not what they are said to be,
text before the beginning and no end.
"""

from __future__ import annotations

import gzip
import json
from html import escape

from hypothesis import strategies as st

NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:own="https://own.example/ns"'
)

#: Text of any script, with what should not be in a document.
letters = st.text(max_size=30) | st.sampled_from(
    [
        *(
            "Fähre nach Sturm",
            "Шойгу прибыл в Пхеньян",
            "쇼이구, 평양 도착",
            "フェリー運航",
            "فيري",
        ),
        *("a\x00b", "\x1b[2J", "\x85\x92", "\ud7ff\ue000", "\u202eabc\u202c", "\u200b", "\ufffe"),
        *("e\u0301" * 20, "👩‍👩‍👧", "\u2028", "a" * 3000),
    ]
)
html = st.one_of(
    letters,
    st.sampled_from(
        [
            *("<p>a</p>", "<b>a<i>b</b>c</i>", "<script>alert(1)</script>", "<!-- x", "<![CDATA[x"),
            *("]]>", "&amp;lt;b&amp;gt;", "&nbsp;&hellip;&bogus;&#0;&#xD800;&#x110000;&", "<a b=c"),
            *("<img src=x onerror=y>", "<div>" * 60, "&#147;a&#148;", "Ã¤Ã¶Ã¼", "<svg/onload=x>"),
        ]
    ),
)
links = st.one_of(
    st.sampled_from(
        [
            *("https://a.example/1", "/1", "../1", "//a.example/1", "?p=1", "#x", "", " ", "x y"),
            *(
                "http://[::1",
                "javascript:alert(1)",
                "data:,x",
                "https://a.example/?a=1&b=2&amp;c=3",
            ),
            *(
                "HTTP://A.EXAMPLE:80/%7e",
                "http://пример.рф/а",
                "mailto:a@b.example",
                "http://a:b@c/",
            ),
        ]
    ),
    letters,
)
ids = st.sampled_from(["1", "1", "1", "2", "", "tag:a.example,2026:1", "/1", "https://a.example/1"])
dates = st.one_of(
    st.sampled_from(
        [
            *(
                "Thu, 05 Nov 2026 06:30:00 GMT",
                "2026-11-05T06:30:00Z",
                "5 нояб. 2026 06:30",
                "soon",
            ),
            *(
                "0000-00-00",
                "Thu, 99 Nov 99999 99:99:99 +9999",
                "1793860200",
                "9" * 30,
                "",
                "24:00",
            ),
            *(
                "05/11/2026",
                "2026-11-05T24:00:00Z",
                "0001-01-01T00:00:00+14:00",
                "9999-12-31T23:59Z",
            ),
            *("Thu, 05 Nov 2026 06:30:00 Europe/Brussels", "2026年11月5日", "mar., 01 déc. 2026"),
        ]
    ),
    letters,
)

KINDS: tuple[tuple[tuple[str, ...], st.SearchStrategy[str]], ...] = (
    (("title", "media:title", "dc:title", "itunes:subtitle"), html),
    (("description", "summary", "content:encoded", "content", "itunes:summary"), html),
    (("link", "guid", "id", "atom:id", "own:link"), ids | links),
    (("pubDate", "updated", "published", "dc:date", "issued", "modified", "created"), dates),
    (("author", "dc:creator", "itunes:author", "managingEditor", "name"), html),
    (("category", "dc:subject", "itunes:keywords", "media:keywords"), letters),
    (("language", "dc:language", "ttl", "sy:updatePeriod", "sy:updateFrequency"), letters),
    (("item", "entry", "source", "image", "own:a", "channel", "feed"), html),
)
attributes = st.sampled_from(
    [
        *("", "", "", "", ' type="html"', ' type="xhtml"', ' type="text/plain" mode="base64"'),
        *(' isPermaLink="false"', ' xml:base="/b/"', ' xml:lang="de"', ' rel="self" href="/s"'),
        *(' href="/h"', ' rel="hub" href="https://h.example/"', ' url="u" length="x"', " broken"),
        *(' term="t" label="l"', ' xml:base="http://["', ' xmlns="https://other.example/"'),
    ]
)


def _element(name: str, attributes: str, inner: str, *, how: int) -> str:
    shown = (escape(inner), f"<![CDATA[{inner}]]>", inner)[how]
    return f"<{name}{attributes}>{shown}</{name}>"


elements = st.sampled_from(KINDS).flatmap(
    lambda kind: st.builds(
        _element,
        st.sampled_from(kind[0]),
        attributes,
        kind[1],
        how=st.sampled_from([0, 0, 0, 1, 2]),
    )
)
children = st.lists(elements, max_size=8).map("".join)


def _markup(root: str, head: str, entries: list[str], name: str) -> str:
    inner = head + "".join(f"<{name}>{entry}</{name}>" for entry in entries)
    return root.format(NAMESPACES, inner)


markup = st.builds(
    lambda form, head, entries: _markup(form[0], head, entries, form[1]),
    st.sampled_from(
        [
            ('<rss version="2.0" {}><channel>{}</channel></rss>', "item"),
            ('<feed xmlns="http://www.w3.org/2005/Atom" {}>{}</feed>', "entry"),
            ('<feed xmlns="http://purl.org/atom/ns#" version="0.3" {}>{}</feed>', "entry"),
            ('<rdf:RDF xmlns="http://purl.org/rss/1.0/" {}><channel/>{}</rdf:RDF>', "item"),
            ('<CHANNEL HREF="https://a.example/" {}>{}</CHANNEL>', "ITEM"),
            ("<urlset {}>{}</urlset>", "url"),
        ]
    ),
    children,
    st.lists(children, max_size=4),
)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), html, links, dates, ids),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner),
    max_leaves=5,
)
_MEMBERS = [
    *("id", "url", "external_url", "title", "summary", "content_html", "content_text"),
    *("date_published", "date_modified", "author", "authors", "tags", "language", "attachments"),
]
json_feeds = st.builds(
    lambda version, members, items: json.dumps({**members, "version": version, "items": items}),
    st.sampled_from(["https://jsonfeed.org/version/1.1", "https://jsonfeed.org/version/1", 5]),
    st.dictionaries(st.sampled_from(["title", "hubs", "authors", "language", "feed_url"]), values),
    st.lists(st.dictionaries(st.sampled_from(_MEMBERS), values, max_size=6) | values, max_size=4),
)
_PROLOGS = ("", "", "<?xml version='1.0' encoding='{}'?>", "<!DOCTYPE rss [<!ENTITY e 'x'>]>")
_ENCODINGS = (
    "utf-8",
    "utf-8",
    "utf-8",
    "utf-16",
    "utf-16-le",
    "koi8-r",
    "cp1252",
    "cp932",
    "gb18030",
)
_LABELS = (*_ENCODINGS, "utf-7", "no-such", "iso-8859-1", "us-ascii")
_BEFORE = ("", "", "", "\n", "<br />Warning: x<br />\n", "HTTP/1.1 200 OK\r\n\r\n", "\ufeff")


def _document(text: str, prolog: str, before: str, label: str, encoding: str) -> bytes:
    return (before + prolog.format(label) + text).encode(encoding, "replace")


whole_documents = st.builds(
    _document,
    markup | markup | json_feeds,
    st.sampled_from(_PROLOGS),
    st.sampled_from(_BEFORE),
    st.sampled_from(_LABELS),
    st.sampled_from(_ENCODINGS),
)
#: Documents as they arrive: whole, cut short, with a byte that fell over, packed.
documents = st.one_of(
    whole_documents,
    whole_documents,
    st.builds(lambda body, end: body[: end % (len(body) + 1)], whole_documents, st.integers(0)),
    st.builds(
        lambda body, place, byte: body[: place % (len(body) + 1)] + byte + body[place:],
        whole_documents,
        st.integers(0, 500),
        st.binary(min_size=1, max_size=3),
    ),
    whole_documents.map(gzip.compress),
)
media_types = st.sampled_from(
    [None, "application/rss+xml", "text/html; charset=utf-8", "text/xml; charset=koi8-r", "x", ";="]
)
