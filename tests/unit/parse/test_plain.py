"""Hold the fast path to feedparser: what it reads is what feedparser says, or it reads nothing."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urljoin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.parse.markup import build_feed, read_markup
from monitor.parse.plain import read_plain

ROOT = Path(__file__).parents[3]
OURS = ROOT / "tests" / "data" / "feeds"
OTHERS = ROOT.parent / "shared" / "data" / "feeds"
URL = "https://feeds.example/news/all.xml"
MEDIA_TYPES = (None, "application/rss+xml", "text/html; charset=UTF-8")

NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" '
    'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0" '
    'xmlns:creativeCommons="http://backend.userland.com/creativeCommonsRssModule" '
    'xmlns:own="https://own.example/ns"'
)


def rss(items: str, attributes: str = 'version="2.0"') -> bytes:
    return (
        f"<rss {attributes} {NAMESPACES}><channel><title>T</title>{items}</channel></rss>"
    ).encode()


def atom(children: str) -> bytes:
    head = '<?xml version="1.0" encoding="utf-8"?>'
    return (
        f'{head}<feed xmlns="http://www.w3.org/2005/Atom" {NAMESPACES}>{children}</feed>'.encode()
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

    feed = read_plain(URL, body, media_type)

    assert feed == read_markup(URL, body, media_type)


def documents(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*")) if path.is_file()]


@pytest.mark.parametrize("folder", [OURS, OTHERS], ids=["ours", "others"])
def test_reads_every_document_at_hand_as_feedparser_does_or_not_at_all(folder: Path) -> None:
    paths = documents(folder)
    if folder == OTHERS and not paths:
        pytest.skip("the documents of other projects are not beside this repository")
    read = 0

    for path in paths:
        body = path.read_bytes()
        feed = read_plain(URL, body, "application/xml")
        if feed is not None:
            read += 1
            assert feed == read_markup(URL, body, "application/xml"), path

    assert read >= (1_300 if folder == OTHERS else 8)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"<rss version='2.0'><channel>", id="cut short"),
        pytest.param(b"<!DOCTYPE rss>" + rss(""), id="document type"),
        pytest.param(rss("").decode().encode("utf-16"), id="another encoding"),
        pytest.param(
            rss("<item><title>\xe9</title></item>").decode().encode("latin-1"), id="Latin-1"
        ),
        pytest.param(
            b"<?xml version='1.0' encoding='koi8-r'?>" + rss(""), id="another encoding declared"
        ),
        pytest.param(
            b"<?xml version='1.0'?>" + rss("<item/>") + b"<?x encoding='koi8-r'?>",
            id="an encoding where feedparser looks for one",
        ),
        pytest.param(rss("", "version='2.0' xml:base='https://a.example/'"), id="base"),
        pytest.param(rss("<item><title>a<b>c</b></title></item>"), id="markup in a title"),
        pytest.param(rss("<item><pubDate>yesterday</pubDate></item>"), id="date"),
        pytest.param(rss("<item><body>x</body></item>"), id="an element without a rule"),
        pytest.param(rss("<item><own:a><title>x</title></own:a></item>"), id="title elsewhere"),
        pytest.param(rss("<x:item xmlns:x='http://purl.org/rss/1.0/'/>"), id="RSS 1.0"),
        pytest.param(rss("<dc:x xmlns:dc='https://other.example/'/>"), id="a prefix used twice"),
        pytest.param(rss("", "xmlns:geo='http://webns.net/mvcb/'"), id="a known prefix misused"),
        pytest.param(rss("<item><title>&#146;</title></item>"), id="Windows characters"),
        pytest.param(rss("<item><link>http:////a.example</link></item>"), id="slashes"),
        pytest.param(rss("<item/>" * 2001), id="too many entries"),
        pytest.param(rss("<own:a>" * 60 + "</own:a>" * 60), id="too deep"),
        pytest.param(atom("<title type='xhtml'><div/></title>"), id="xhtml"),
        pytest.param(atom("<entry><content type='image/png'>a</content></entry>"), id="base64"),
        pytest.param(b"<feed><title>x</title></feed>", id="no namespace"),
    ],
)
def test_leaves_what_raises_a_doubt_to_feedparser(body: bytes) -> None:
    assert read_plain(URL, body, "application/xml") is None


@pytest.mark.parametrize(
    ("url", "media_type"),
    [
        ("https://a.example/x?", "application/xml"),
        ("https:////a.example/x", "application/xml"),
        ("data:x", "application/xml"),
        ("http://[", "application/xml"),
        (URL, None),
        (URL, "text/xml; charset=x"),
    ],
)
def test_leaves_atom_to_feedparser_when_address_or_encoding_are_unclear(
    url: str, media_type: str | None
) -> None:
    body = '<feed xmlns="http://www.w3.org/2005/Atom"><title>ß</title></feed>'.encode()

    assert read_plain(url, body, media_type) is None


ODD_TEXTS = st.one_of(
    st.sampled_from(
        [
            *("", " ", "\n a b \n", "Ann", "a@b.example", "a@b.co (Ann)", "Ann &lt;a@b.co&gt;"),
            *(
                "&lt;p&gt;a&amp;nbsp;b&lt;/p&gt;",
                "<![CDATA[<b>&amp;</b>]]>",
                "a<!-- c -->b",
                "(x@y.co)",
            ),
            *("&#127754;", "Ã©", "é", "\xa0x\xa0", "&#133;", "a]]&gt;b", "x,y , ,z", "<?pi x?>c"),
            *("https://x.example/a?b=1&amp;c=2", "/rel", "x?a&amp;amp;b", "http://[", "?&amp;lt;"),
            *("60", "hourly", "urn:x:1", "tag:x,2026:1", "mailto:a@b.co", "true", "1,2", "../x"),
        ]
    ),
    st.text(
        st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="<&>\ufffe\uffff"),
        max_size=12,
    ),
)
DATES = st.sampled_from(
    [
        *("Thu, 05 Nov 2026 06:30:00 GMT", "05 Nov 2026 06:30 -0330", "2026-11-05T06:30:00Z"),
        *("Tue, 5 Oct 2026 06:30:59 PST", "2026-11-05T06:30:00.9+05:30", "2026-11-05", "", "\n"),
        *(
            "Sat, 01 Aug 2026 23:59:59 +1400",
            "2026-01-01T00:00:00-11:00",
            "1 Mar 2026 06:30:00 UTC",
        ),
    ]
)
ODD_DATES = st.sampled_from(
    [
        *("2026-11-05T24:00:00Z", "Tue, 31 Feb 2026 06:30:00 PST", "soon", "5 Nov 26 06:30:00 GMT"),
        *("0001-01-01T00:00:00+02:00", "Thu, 05 Nov 2026", "2026-11-05 06:30", "2026"),
    ]
)
LANGUAGES = ("", "", "", ' xml:lang="de_AT"', ' xml:lang=""')
TYPES = (*LANGUAGES, ' type="html"', ' type="text"', ' type="TEXT/HTML"', ' src="/c"')
TAGS = (*LANGUAGES, ' domain="d"', ' term="t"', ' term="t" label="l"', ' scheme="s"', ' label="k"')
IDS = (*LANGUAGES, ' isPermaLink="false"', ' ispermalink="true"', ' isPermaLink="False"')
LINKS = (
    *(*LANGUAGES, ' href="/h"', ' rel="self" href="/s"', ' REL="Alternate" HREF="h?a&amp;b"'),
    *(' rel="alternate" type="application/pdf" href="p"', ' rel="alternate" type="XHTML" href="q"'),
    *(
        ' rel="enclosure" href="e"',
        ' rel="self"',
        ' href="https://y.example/?a&amp;amp;b" title="t"',
    ),
)
ODD_ATTRIBUTES = st.sampled_from(
    [
        *(' type="xhtml"', ' mode="base64"', ' lang="x"', ' own:href="/o"', ' href=""', ' url="u"'),
        *(
            ' base="x"',
            ' xml:base="/b"',
            ' own:lang="x"',
            ' foo="bar"',
            ' lastmod="x"',
            ' xml:space="x"',
        ),
    ]
)
#: Names of elements, what they usually hold, and attributes that they usually have.
KINDS: tuple[tuple[tuple[str, ...], st.SearchStrategy[str], tuple[str, ...]], ...] = (
    (("title", "title", "media:title", "description", "summary", "dc:title"), ODD_TEXTS, TYPES),
    (
        ("content:encoded", "content", "itunes:summary", "media:description", "TITLE"),
        ODD_TEXTS,
        TYPES,
    ),
    (("link", "link", "atom:link"), ODD_TEXTS, LINKS),
    (("guid", "id", "atom:id"), ODD_TEXTS, IDS),
    (("pubDate", "published", "updated", "dc:date", "dcterms:modified", "created"), DATES, ("",)),
    (("category", "category", "dc:subject", "media:category", "keywords"), ODD_TEXTS, TAGS),
    (("author", "dc:creator", "itunes:author", "dc:language", "language"), ODD_TEXTS, LANGUAGES),
    (("media:keywords", "itunes:keywords", "feedburner:origLink", "ttl"), ODD_TEXTS, ("",)),
    (("sy:updatePeriod", "sy:updateFrequency", "comments", "own:title"), ODD_TEXTS, ("",)),
    (("itunes:image", "enclosure", "source", "media:thumbnail", "own:a"), ODD_TEXTS, LINKS),
    (
        ("itunes:subtitle", "rights", "dc:rights", "dc:publisher", "dc:description"),
        ODD_TEXTS,
        LANGUAGES,
    ),
    (("generator", "image", "thumbnail", "itunes:explicit"), ODD_TEXTS, LANGUAGES),
    (("creativeCommons:license", "media:license", "name", "email"), ODD_TEXTS, LANGUAGES),
    (("media:restriction", "itunes:link", "itunes:email", "info"), ODD_TEXTS, LINKS),
)
#: Where feedparser does something that we have no rule for, or not there.
ODD_NAMES = ("tags", "body", "abstract", "rss", "channel", "dcterms:valid")


def element(name: str, attributes: str, inner: str) -> str:
    return f"<{name}{attributes}>{inner}</{name}>"


def one_in(
    odds: int, odd: st.SearchStrategy[str], usual: st.SearchStrategy[str]
) -> st.SearchStrategy[str]:
    return st.integers(1, odds).flatmap(lambda drawn: odd if drawn == odds else usual)


def leaf(
    kind: tuple[tuple[str, ...], st.SearchStrategy[str], tuple[str, ...]],
) -> st.SearchStrategy[str]:
    names, texts, attributes = kind
    return st.builds(
        element,
        one_in(80, st.sampled_from(ODD_NAMES), st.sampled_from(names)),
        one_in(60, ODD_ATTRIBUTES, st.sampled_from(attributes)),
        one_in(40, ODD_DATES, texts),
    )


leaves = st.sampled_from(KINDS).flatmap(leaf)
persons = st.builds(
    element,
    st.sampled_from(("author", "author", "contributor", "atom:author")),
    st.just(""),
    st.lists(
        st.builds(
            element, st.sampled_from(("name", "email", "uri", "own:a")), st.just(""), ODD_TEXTS
        ),
        max_size=3,
    ).map("\n".join),
)
media_parts = st.builds(
    element,
    st.sampled_from(("media:title", "media:description", "media:category", "media:keywords")),
    st.just(""),
    ODD_TEXTS,
)
media = st.builds(
    element,
    st.sampled_from(("media:group", "media:content")),
    st.just(""),
    st.lists(
        media_parts | media_parts.map(lambda part: element("media:content", ' url="u"', part)),
        max_size=3,
    ).map("".join),
)
sources = st.lists(
    st.builds(element, st.sampled_from(("title", "link", "id", "own:a")), st.just(""), ODD_TEXTS),
    max_size=3,
).map(lambda inner: element("source", ' url="u"', "".join(inner)))
#: Only of the feed, and only sometimes of an entry.
boxes = st.builds(
    element,
    st.sampled_from(("image", "textInput", "itunes:owner", "own:a", "title")),
    st.just(""),
    st.lists(
        st.builds(
            element,
            st.sampled_from(("title", "url", "link", "itunes:name", "own:b")),
            st.just(""),
            ODD_TEXTS,
        ),
        max_size=2,
    ).map("".join),
)
usual_children = st.one_of(leaves, leaves, leaves, leaves, persons, media, sources)
children = st.lists(one_in(60, boxes, usual_children), max_size=8).map("".join)
channel_children = st.lists(st.one_of(leaves, leaves, persons, boxes), max_size=4).map("".join)
entries = st.lists(
    st.builds(
        element,
        st.sampled_from(("item", "item", "item", "entry")),
        st.sampled_from(("", "", "", "", ' xml:lang="fr"', ' id="e"')),
        children,
    ),
    max_size=3,
).map("".join)
bodies = st.builds("{}{}{}".format, channel_children, entries, channel_children | st.just(""))
VERSIONS = st.sampled_from(
    ['version="2.0"', 'version="0.92"', "", 'version="2.0" xml:lang="en_US"']
)


@settings(max_examples=150, deadline=None)
@given(body=st.one_of(st.builds(rss, bodies, VERSIONS), bodies.map(atom)))
def test_reads_made_up_documents_as_feedparser_does_or_not_at_all(body: bytes) -> None:
    feed = read_plain(URL, body, "application/xml")

    if feed is not None:
        assert feed == read_markup(URL, body, "application/xml")


@given(
    rest=st.text("abZ09-._~/?#%&=+,@!:; \\ß", max_size=14),
    base=st.sampled_from((URL, "http://a.example", "https://a.example/x/../y?z#q")),
)
def test_takes_no_short_cut_where_joining_would_change_a_link(rest: str, base: str) -> None:
    link = f"https://b.example{rest}".strip()

    feed = build_feed(base, {"version": "rss20", "feed": {"link": link}})

    assert feed.link == urljoin(base, link)
