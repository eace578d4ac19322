"""Hold what we read to what other projects expect of their own documents.

The documents lie beside this repository, where they are; `docs/parsing.md` sums this up. There is
no tolerance: each difference is listed, with who is right and why.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support.peers import CLAIMS, Claim, read

FOLDER = Path(__file__).parents[3].parent / "shared" / "data" / "feeds"

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the documents of other projects are not beside this repository"
)


class Difference(NamedTuple):
    """Why we do not say what a peer says, and how often."""

    times: int
    reason: str


CHARSET = "theirs: their file was written as if all documents were UTF-8, and lost the letters"
COUNTING = "a choice: theirs is FeedBurner's counting link, ours the publisher's own beside it"
WHOLE = "a choice: theirs is as written, ours resolved against the document or its xml:base"
KEYWORDS = "a choice: keywords of iTunes and Media RSS are labels too"
ORDER = "theirs: their reader of XML moves texts away from the elements between them"

#: Where we differ, by peer, document and field. Nowhere is theirs the better reading.
DIFFERENCES: dict[str, dict[tuple[str, str], Difference]] = {
    "rss-parser": {
        ("encoding.rss", "title"): Difference(34, CHARSET),
        ("encoding.rss", "text"): Difference(72, CHARSET),
        ("encoding.rss", "categories"): Difference(8, CHARSET),
        ("encoding.rss", "link"): Difference(40, COUNTING),
        ("uolNoticias.rss", "title"): Difference(11, CHARSET),
        ("uolNoticias.rss", "text"): Difference(20, CHARSET),
        ("feedburner.atom", "link"): Difference(25, COUNTING),
        ("many-links.rss", "link"): Difference(25, COUNTING),
        ("gulp-atom.atom", "link"): Difference(10, WHOLE),
        ("itunes-category.rss", "categories"): Difference(1, KEYWORDS),
        ("itunes-keywords.rss", "categories"): Difference(1, KEYWORDS),
        ("reddit-atom.rss", "text"): Difference(48, ORDER),
        ("reddit-home.rss", "text"): Difference(48, ORDER),
        ("customfields.rss", "text"): Difference(
            1, "theirs: a line of names is lost in their text without tags"
        ),
    },
    "feed-rs": {
        ("atom_example_3.xml", "link"): Difference(1, COUNTING),
        ("rss_2.0_rps.xml", "link"): Difference(1, COUNTING),
        ("atom_relative.xml", "link"): Difference(1, WHOLE),
        ("rss_1.0_example_1.xml", "link"): Difference(2, WHOLE),
        ("rss_0.91_encoding_1.xml", "link"): Difference(
            1, "a choice: theirs has a lower-case host; so has our canonical URL"
        ),
        ("rss_1.0_spec_2.xml", "author"): Difference(
            1, "a choice: theirs is `name (mailto:address)`, ours the name"
        ),
        ("rss_2.0_ch9.xml", "text"): Difference(
            1, "a choice: theirs is the description, ours the longer itunes:summary"
        ),
        ("rss_2.0_example_3.xml", "categories"): Difference(1, KEYWORDS),
        ("rss_2.0_ilgiornale.xml", "author"): Difference(
            1, "theirs: the author's name is there, they write `author`"
        ),
        ("rss_2.0_relurl_1.xml", "author"): Difference(
            2, "theirs: the author's name is there, they write `author`"
        ),
    },
    "feedsmith": {
        ("atom-03.xml", "link"): Difference(3, WHOLE),
        ("atom-10.xml", "link"): Difference(2, WHOLE),
        ("atom-ns.xml", "author"): Difference(
            1, "a choice: theirs is Atom's, ours names dc:creator's too"
        ),
        ("rss-ns.xml", "author"): Difference(
            1, "a choice: theirs is RSS's, ours names dc:creator's too"
        ),
    },
}

#: How many of their values there are to compare, and how many of them we share.
FIGURES = {"rss-parser": (3069, 2725), "feed-rs": (733, 721), "feedsmith": (168, 161)}


@cache
def claims(peer: str) -> tuple[Claim, ...]:
    return tuple(CLAIMS[peer](FOLDER / peer))


@pytest.mark.parametrize("peer", FIGURES)
def test_every_difference_from_a_peer_is_listed(peer: str) -> None:
    found = Counter((claim.document, claim.field) for claim in claims(peer) if not claim.agrees)

    assert found == {where: listed.times for where, listed in DIFFERENCES[peer].items()}


@pytest.mark.parametrize("peer", FIGURES)
def test_agrees_with_a_peer_as_often_as_the_page_says(peer: str) -> None:
    total, agreeing = FIGURES[peer]

    assert len(claims(peer)) == total
    assert sum(claim.agrees for claim in claims(peer)) == agreeing


@pytest.mark.parametrize("peer", FIGURES)
def test_agrees_with_every_peer_on_all_counts_and_dates(peer: str) -> None:
    wanted = [claim for claim in claims(peer) if claim.field in {"count", "date"}]

    assert wanted
    assert [claim for claim in wanted if not claim.agrees] == []


#: What stands in documents whose projects keep their expectations in programs: entries, and the
#: first one's title, link, id, day and author.
BY_HAND = [
    (
        "miniflux/internal/reader/parser/testdata/encoding_ISO-8859-1.xml",
        40,
        "Red Dead Redemption 2: Hinweise auf PC-Umsetzung in App von Rockstar Games",
        "https://www.golem.de/news/red-dead-redemption-2-hinweise-auf-pc-umsetzung-in-app-von-rockstar-games-1810-137358-rss.html",
        "https://www.golem.de/1810/137358-rss.html",
        "2018-10-28T12:48",
        None,
    ),
    (
        "miniflux/internal/reader/parser/testdata/encoding_WINDOWS-1251.xml",
        50,
        "Цитата #17703",
        "http://ibash.org.ru/quote.php?id=17703",
        "http://ibash.org.ru/quote.php?id=17703",
        "2018-03-21T07:27",
        None,
    ),
    (
        "miniflux/internal/reader/parser/testdata/no_encoding_ISO-8859-1.xml",
        10,
        "Perturbateurs endocriniens : quels effets sur le cerveau ?",
        "https://le-cercle-psy.scienceshumaines.com/perturbateurs-endocriniens-quels-effets-sur-le-cerveau_sh_39995",
        None,
        "2018-10-17T10:30",
        None,
    ),
    (
        "miniflux/internal/reader/parser/testdata/large_atom.xml",
        25,
        "Using vale with vim",
        "https://dustri.org/b/using-vale-with-vim.html",
        "tag:dustri.org,2024-03-10:/b/using-vale-with-vim.html",
        "2024-03-10T16:15",
        "jvoisin",
    ),
    (
        "miniflux/internal/reader/parser/testdata/large_rss.xml",
        25,
        "Using vale with vim",
        "https://dustri.org/b/using-vale-with-vim.html",
        "tag:dustri.org,2024-03-10:/b/using-vale-with-vim.html",
        "2024-03-10T16:15",
        "jvoisin",
    ),
    (
        "miniflux/internal/reader/parser/testdata/small_atom.xml",
        20,
        "Parse podcast categories",
        "https://github.com/miniflux/v2/commit/6d97f8b4582414b6ce69467656824690057d4793",
        "tag:github.com,2008:Grit::Commit/6d97f8b4582414b6ce69467656824690057d4793",
        "2024-03-12T05:30",
        "fguillot",
    ),
    (
        "miniflux/internal/reader/parser/testdata/rdf_UTF8.xml",
        60,
        "OLED-TVs: Vorsichtsmaßnahmen gegen Einbrennen",
        "https://www.heise.de/newsticker/meldung/OLED-TVs-Vorsichtsmassnahmen-gegen-Einbrennen-4205274.html?wt_mc=rss.ho.beitrag.rdf",
        None,
        None,
        None,
    ),
    (
        "miniflux/internal/reader/xml/testdata/koi8r.xml",
        2,
        "Первая новость",
        "http://example.com/post1",
        "http://example.com/post1",
        "2026-02-15T10:00",
        None,
    ),
    (
        "node-feedparser/test/feeds/iconv.xml",
        10,
        "В Бузулуке главные стройплощадки – детсад и Ледовый дворец",
        "http://www.oren.ru/news/2743422/",
        None,
        "2014-01-22T14:31",
        None,
    ),
    (
        "node-feedparser/test/feeds/compressed.xml",
        10,
        "В Бузулуке главные стройплощадки – детсад и Ледовый дворец",
        "http://www.oren.ru/news/2743422/",
        None,
        "2014-01-22T14:31",
        None,
    ),
    (
        "node-feedparser/test/feeds/invalid-characters-gzipped.xml",
        25,
        "NSOperation",
        "http://nshipster.com/nsoperation/",
        "http://nshipster.com/nsoperation/",
        "2014-07-14T07:00",
        "Mattt Thompson",
    ),
    (
        "node-feedparser/test/feeds/nondefaultnamespace.atom",
        1,
        "If you can read the content of this entry, your aggregator works fine.",
        "http://example.org/tests/namespace/result.html",
        "urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a",
        "2006-01-18T11:26",
        "Aristotle Pagaltzis",
    ),
    (
        "node-feedparser/test/feeds/complexNamespaceFeed.xml",
        1,
        "This is the title",
        "http://localhost:8080/namespace/feed/entries/urn:uuid:d5ffaea2-0a9a-4f38-98fc-5c364177b6b4",
        "urn:uuid:d5ffaea2-0a9a-4f38-98fc-5c364177b6b4",
        "2012-08-04T01:29",
        "John Doe",
    ),
    (
        "node-feedparser/test/feeds/saxerror.xml",
        3,
        "Good Item",
        "http://example.com/good",
        "http://example.com/good",
        None,
        None,
    ),
    (
        "node-feedparser/test/feeds/illegally-nested.xml",
        20,
        "My Professional Armchair Analysis of CES",
        "http://feedproxy.google.com/~r/ziffdavis/pcmag/dvorak/~3/0O-eUfOYo94/0,2817,2525649,00.asp",
        None,
        "2018-01-17T20:50",
        None,
    ),
    (
        "reader/tests/data/full.atom",
        5,
        "Atom-Powered Robots Run Amok",
        "http://example.org/2003/12/13/atom03",
        "urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a",
        "2003-12-13T17:17",
        "John Doe",
    ),
    (
        "reader/tests/data/full.rss",
        5,
        "Example entry",
        "http://www.example.com/blog/post/1",
        "7bd204c6-1655-4c27-aeee-53f933c5395f",
        "2009-09-06T16:20",
        "Example editor",
    ),
    (
        "reader/tests/data/full.json",
        2,
        "Title",
        "https://example.org/second-item",
        "2",
        "2020-01-02T21:00",
        "Joe, Jane",
    ),
    (
        "reader/tests/data/relative.atom",
        1,
        "one two three",
        "https://feeds.example/entries/entry.html",
        "urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a",
        None,
        None,
    ),
]


@pytest.mark.parametrize(
    ("name", "count", "title", "link", "id_", "minute", "author"),
    BY_HAND,
    ids=[name.rpartition("/")[2] for name, *_ in BY_HAND],
)
def test_reads_what_stands_in_captures_of_real_feeds(
    name: str,
    count: int,
    title: str,
    link: str | None,
    id_: str | None,
    minute: str | None,
    author: str | None,
) -> None:
    found = read(name, (FOLDER / name).read_bytes())

    entry, draft = found.entries[0]
    assert len(found.entries) == count
    assert draft is not None
    dated = draft.published_at and draft.published_at.isoformat()[:16]
    assert (draft.title, entry.link, entry.id) == (title, link, id_)
    assert (dated, draft.author) == (minute, author)
