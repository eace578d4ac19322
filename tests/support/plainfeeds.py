"""Make up feeds of which the fast path can read most, with oddities now and then.

Hypothesis strategies for bytes of RSS, RDF and Atom that are well-formed.
"""

from __future__ import annotations

from hypothesis import strategies as st

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
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:own="https://own.example/ns"'
)


def rss(items: str, attributes: str = 'version="2.0"') -> bytes:
    """Write an RSS document."""
    return (
        f"<rss {attributes} {NAMESPACES}><channel><title>T</title>{items}</channel></rss>"
    ).encode()


def rdf(items: str) -> bytes:
    """Write an RSS 1.0 document; its entries stand beside the channel."""
    return (
        '<rdf:RDF xmlns="http://purl.org/rss/1.0/" '
        f"{NAMESPACES}>"
        '<channel rdf:about="https://feeds.example/"><title>T</title><items><rdf:Seq>'
        f'<rdf:li rdf:resource="https://feeds.example/1"/></rdf:Seq></items></channel>{items}'
        "</rdf:RDF>"
    ).encode()


def atom(children: str) -> bytes:
    """Write an Atom document."""
    head = '<?xml version="1.0" encoding="utf-8"?>'
    return (
        f'{head}<feed xmlns="http://www.w3.org/2005/Atom" {NAMESPACES}>{children}</feed>'.encode()
    )


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
            ' own:foo="bar"',
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
    """Write an element."""
    return f"<{name}{attributes}>{inner}</{name}>"


def one_in(
    odds: int, odd: st.SearchStrategy[str], usual: st.SearchStrategy[str]
) -> st.SearchStrategy[str]:
    """Draw what is odd once in so many times."""
    return st.integers(1, odds).flatmap(lambda drawn: odd if drawn == odds else usual)


def leaf(
    kind: tuple[tuple[str, ...], st.SearchStrategy[str], tuple[str, ...]],
) -> st.SearchStrategy[str]:
    """Write an element without children."""
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
#: Markup that is not escaped: declared, or by mistake.
INLINE = (
    *("<div>a<br/>b</div>", "a <b>b</b> &amp;lt; c", "<p>a</p><p lang='x'>&lt;b</p>", "<div/>"),
    *("<div><div>a</div></div> ", "<div>a</div><div>b</div>", '<a HREF="/x" rel="A">&amp;</a>'),
    *("<own:b>c</own:b>", '<p xml:lang="fr" title="&quot;">x</p>', "<title>x</title>", "x<hr/>"),
)
inline = st.builds(
    element,
    st.sampled_from(("content", "summary", "title", "description", "media:description")),
    st.sampled_from((' type="xhtml"', ' type="xhtml"', ' type="application/xhtml+xml"', "")),
    st.sampled_from(INLINE),
)
usual_children = st.one_of(leaves, leaves, leaves, leaves, leaves, persons, media, sources, inline)
children = st.lists(one_in(60, boxes, usual_children), max_size=8).map("".join)
channel_children = st.lists(st.one_of(leaves, leaves, persons, boxes), max_size=4).map("".join)
entries = st.lists(
    st.builds(
        element,
        st.sampled_from(("item", "item", "item", "entry")),
        st.sampled_from(("", "", "", "", ' xml:lang="fr"', ' id="e"', ' rdf:about="urn:a"')),
        children,
    ),
    max_size=3,
).map("".join)
bodies = st.builds("{}{}{}".format, channel_children, entries, channel_children | st.just(""))
VERSIONS = st.sampled_from(
    ['version="2.0"', 'version="0.92"', "", 'version="2.0" xml:lang="en_US"']
)
#: Documents as wholes.
made_up = st.one_of(st.builds(rss, bodies, VERSIONS), bodies.map(atom), entries.map(rdf))
