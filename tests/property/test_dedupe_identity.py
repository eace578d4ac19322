"""Whatever a feed shows, in whatever order: nothing is lost, and nothing is new twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor.dedupe import Titles, absorb, identify, know_title, title_key
from monitor.model import ArticleId, KnownArticle, Newness
from tests.support.builders import NOW, digest, make_draft, make_source

DAY = timedelta(days=1)

DRAFTS = st.lists(
    st.builds(
        lambda page, key, text: make_draft(
            page or "none",
            key=digest("key", key),
            title=text,
            **({} if page else {"url": None, "canonical_url": None}),
        ),
        st.sampled_from(["", "a", "b", "c"]),
        st.sampled_from("1234"),
        st.sampled_from(["short", "other", "a much longer text " * 5]),
    ),
    max_size=8,
)


class Memory:
    """The least that a store must remember for identity to hold."""

    def __init__(self):
        self.by_key = {}
        self.by_url = {}
        self.articles = 0

    def keep(self, identified):
        for one in identified:
            if one.newness is Newness.SEEN:
                continue
            if one.newness is Newness.NEW:
                self.articles += 1
            article_id = one.article_id or ArticleId(self.articles)
            draft = one.draft
            length = len(draft.title) + len(draft.summary) + len(draft.text)
            known = KnownArticle(
                article_id=article_id,
                content_hash=draft.content_hash,
                length=length,
                shown_here=True,
            )
            self.by_key[draft.key] = known
            if draft.canonical_url and one.newness is not Newness.SIGHTED:
                self.by_url[draft.canonical_url] = known


@given(st.lists(DRAFTS, max_size=4))
def test_nothing_is_new_twice_and_nothing_is_lost(documents):
    memory = Memory()

    for drafts in documents:
        identified = identify(drafts, by_key=memory.by_key, by_url=memory.by_url)
        assert [one.draft.key for one in identified] == [draft.key for draft in drafts]
        fresh = [one.draft for one in identified if one.newness is Newness.NEW]
        urls = [draft.canonical_url for draft in fresh if draft.canonical_url]
        assert len({draft.key for draft in fresh}) == len(fresh)
        assert len(set(urls)) == len(urls)
        assert not {draft.key for draft in fresh} & set(memory.by_key)
        assert not set(urls) & set(memory.by_url)
        assert all(one.reason for one in identified)
        memory.keep(identified)

    shown = [draft for drafts in documents for draft in drafts]
    assert all(
        draft.key in memory.by_key or draft.canonical_url in memory.by_url for draft in shown
    )


@given(DRAFTS)
def test_a_document_that_comes_again_unchanged_brings_nothing_after_it_settled(drafts):
    memory = Memory()
    for _ in range(len(drafts) + 1):
        memory.keep(identify(drafts, by_key=memory.by_key, by_url=memory.by_url))

    again = identify(drafts, by_key=memory.by_key, by_url=memory.by_url)

    assert all(one.newness is not Newness.NEW for one in again)
    assert all(one.reason for one in again)


# -- well-formed documents: each entry with an id and a page of its own ----------------------------

SOURCE = make_source()
TEXTS = st.sampled_from(
    ["", "It rained.", "The minister was met at the airport by his hosts. " * 2]
)
TITLES = st.sampled_from(
    ["Weather", "Shoigu lands in Pyongyang for talks", "Live", "Morning briefing"]
)


@st.composite
def well_formed(draw):
    """Draw the entries of a document; titles and texts repeat, as they do."""
    count = draw(st.integers(0, 12))
    return tuple(
        make_draft(
            f"page-{number}",
            key=digest("key", str(number)),
            title=draw(TITLES),
            summary=draw(TEXTS),
            published_at=draw(st.none() | st.sampled_from([NOW, NOW - DAY, NOW - 9 * DAY])),
        )
        for number in range(count)
    )


class Shelf(Memory):
    """A memory that knows titles too."""

    def __init__(self):
        super().__init__()
        self.by_title = {}

    def poll(self, drafts):
        """Compare a document and keep it; gives what its entries were."""
        fresh = [
            draft
            for draft in drafts
            if draft.key not in self.by_key and draft.canonical_url not in self.by_url
        ]
        key_of = {draft.key: title_key(draft, SOURCE) for draft in fresh}
        titles = Titles(key_of=key_of, known=self.by_title, now=NOW)
        identified = identify(drafts, by_key=self.by_key, by_url=self.by_url, titles=titles)
        absorbed = absorb(identified, known_keys=self.by_key)
        self.keep(absorbed.entries)
        for one in absorbed.entries:
            if one.newness is Newness.NEW and one.article_id is None:
                article_id = self.by_key[one.draft.key].article_id
                known = replace(know_title(one.draft, NOW), article_id=article_id, shown_here=True)
                self.by_title.setdefault(one.title_key, []).append(known)
            for url in one.also_urls:
                if one.draft.key in self.by_key:
                    self.by_url.setdefault(url, self.by_key[one.draft.key])
        return absorbed.entries


@given(well_formed())
def test_polling_a_document_twice_changes_nothing(drafts):
    shelf = Shelf()
    shelf.poll(drafts)

    again = shelf.poll(drafts)

    assert {one.newness for one in again} <= {Newness.SEEN}


@given(well_formed(), st.randoms(use_true_random=False))
def test_the_order_of_a_document_changes_nothing(drafts, chance):
    shelf = Shelf()
    shelf.poll(drafts)
    shuffled = list(drafts)
    chance.shuffle(shuffled)

    again = shelf.poll(shuffled)

    assert {one.newness for one in again} <= {Newness.SEEN}


@given(well_formed(), st.booleans())
def test_other_ids_make_no_new_article(drafts, all_of_them):
    shelf = Shelf()
    shelf.poll(drafts)
    articles = shelf.articles
    rekeyed = [
        replace(draft, key=digest("other", draft.key)) if all_of_them or n % 3 else draft
        for n, draft in enumerate(drafts)
    ]

    again = shelf.poll(rekeyed)

    assert shelf.articles == articles
    assert Newness.NEW not in {one.newness for one in again}
    assert {one.newness for one in shelf.poll(rekeyed)} <= {Newness.SEEN}


@given(well_formed(), well_formed())
def test_what_comes_and_goes_is_new_once(first, second):
    shelf = Shelf()
    for drafts in (first, second):
        shelf.poll(drafts)
    articles = shelf.articles

    for drafts in (first, second, first):
        shelf.poll(drafts)

    assert shelf.articles == articles
