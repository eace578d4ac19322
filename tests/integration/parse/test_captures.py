"""Hold what we read of captures of real feeds to what stands in them.

They belong to projects whose expectations are programs, and lie beside this repository.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.peerreading import read

FOLDER = Path(__file__).parents[3].parent / "shared" / "data" / "feeds"

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the documents of other projects are not beside this repository"
)

#: How many entries there are, and the
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

    entry = found.entries[0]
    assert len(found.entries) == count
    dated = entry.dated_at and entry.dated_at.isoformat()[:16]
    assert (entry.title, entry.link, entry.id) == (title, link, id_)
    assert (dated, entry.author) == (minute, author)
