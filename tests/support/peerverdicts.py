"""Say of each value where we differ from another project who is right.

Pure.
"""

from __future__ import annotations

from typing import NamedTuple


class Difference(NamedTuple):
    """Why we do not say what a peer says, and how often."""

    times: int
    reason: str

    @property
    def who(self) -> str:
        """Give `theirs` where theirs is wrong, `a choice` where both readings are good."""
        return self.reason.partition(":")[0]


CHARSET = "theirs: their file was written as if all documents were UTF-8, and lost the letters"
COUNTING = "a choice: theirs is FeedBurner's counting link, ours the publisher's own beside it"
WHOLE = "a choice: theirs is as written, ours resolved against the document or its xml:base"
KEYWORDS = "a choice: keywords of iTunes and Media RSS are labels too"
LOST_LINE = "theirs: a line of names is lost in their text without tags"
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
        ("customfields.rss", "text"): Difference(1, LOST_LINE),
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

_TWO_NAMES = (
    "a choice: of two names of one author, where one contains the other, ours is the longer"
)

#: Where we do not state a single string of rss-parser's entries, links to the same page apart.
STRINGS: dict[tuple[str, str], Difference] = {
    ("reddit-atom.rss", "content"): Difference(24, ORDER),
    ("reddit-atom.rss", "contentSnippet"): Difference(24, ORDER),
    ("reddit-home.rss", "content"): Difference(24, ORDER),
    ("reddit-home.rss", "contentSnippet"): Difference(24, ORDER),
    ("customfields.rss", "contentSnippet"): Difference(1, LOST_LINE),
    **{
        (f"{name}.rss", "itunes.explicit"): Difference(
            1, "a choice: no field of ours; feedparser makes it true or false"
        )
        for name in (
            *("item-itunes-episodeType", "itunes-category", "itunes-keywords", "narro"),
            "pagination-links",
        )
    },
    **{
        (f"{name}.rss", field): Difference(1, _TWO_NAMES)
        for name in ("itunes-category", "itunes-keywords")
        for field in ("author", "itunes.author")
    },
    **{
        (f"{name}.rss", "itunes.keywords"): Difference(
            1, "a choice: we keep twenty categories, it has more"
        )
        for name in ("itunes-category", "itunes-keywords")
    },
}
