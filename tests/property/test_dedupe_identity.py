"""Whatever a feed shows, in whatever order: nothing is lost, and nothing is new twice."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitor.dedupe import identify
from monitor.model import ArticleId, KnownArticle, Newness
from tests.support.builders import digest, make_draft

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
