from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.dedupe import identify
from monitor.model import ArticleId, KnownArticle, Newness
from tests.support.builders import digest, make_draft


def know(draft, article_id=1, **values):
    """What the store knows after it kept this draft."""
    length = len(draft.title) + len(draft.summary) + len(draft.text)
    defaults = {"content_hash": draft.content_hash, "length": length}
    return KnownArticle(article_id=ArticleId(article_id), **{**defaults, **values})


def decide(*drafts, by_key=None, by_url=None):
    return [
        (one.newness, one.article_id)
        for one in identify(drafts, by_key=by_key or {}, by_url=by_url or {})
    ]


def test_what_nobody_has_shown_is_new():
    (one,) = identify([make_draft()], by_key={}, by_url={})

    assert (one.newness, one.article_id) == (Newness.NEW, None)
    assert one.draft == make_draft()
    assert "neither this feed nor another" in one.reason


def test_what_this_feed_shows_again_is_seen():
    draft = make_draft()

    assert decide(draft, by_key={draft.key: know(draft)}) == [(Newness.SEEN, 1)]


def test_another_text_under_the_same_key_is_a_change():
    draft = make_draft()

    changed = decide(draft, by_key={draft.key: know(draft, content_hash="0" * 32)})

    assert changed == [(Newness.CHANGED, 1)]


def test_the_key_in_the_feed_goes_before_the_url():
    draft = make_draft()

    decided = decide(
        draft,
        by_key={draft.key: know(draft, 1)},
        by_url={draft.canonical_url: know(draft, 2, content_hash="0" * 32, length=1)},
    )

    assert decided == [(Newness.SEEN, 1)]


def test_a_page_that_another_feed_showed_is_a_sighting():
    draft = make_draft()

    assert decide(draft, by_url={draft.canonical_url: know(draft, 7)}) == [(Newness.SIGHTED, 7)]


@pytest.mark.parametrize(
    ("kept", "shown", "newness"),
    [
        (100, 139, Newness.SIGHTED),
        (100, 140, Newness.CHANGED),
        (1_000, 1_199, Newness.SIGHTED),
        (1_000, 1_200, Newness.CHANGED),
        (1_000, 300, Newness.SIGHTED),
        (0, 40, Newness.CHANGED),
    ],
)
def test_another_feeds_page_is_changed_only_by_a_clearly_fuller_text(kept, shown, newness):
    draft = make_draft(title="t" * shown, summary="", text="")
    known = know(draft, content_hash="0" * 32, length=kept)

    assert decide(draft, by_url={draft.canonical_url: known}) == [(newness, 1)]


def test_an_update_under_a_new_guid_with_a_text_of_like_length_is_read():
    before = make_draft(title="Russian official visits North Korea")
    after = make_draft(title="Sergei Shoigu visits Pyongyang now", key="f" * 32)
    known = know(before, 7, shown_here=True)

    (one,) = identify([after], by_key={}, by_url={after.canonical_url: known})

    assert (one.newness, one.article_id) == (Newness.CHANGED, 7)
    assert one.reason == "this feed has shown the same page before, with another text"


def test_a_new_guid_with_the_text_that_we_keep_is_a_sighting():
    draft = make_draft()
    known = know(draft, 7, shown_here=True)

    assert decide(draft, by_url={draft.canonical_url: known}) == [(Newness.SIGHTED, 7)]


@pytest.mark.parametrize(
    ("summaries", "newness"),
    [
        (("The minister landed.", "The talks began."), Newness.NEW),
        (("", ""), Newness.NEW),
        (("", "The talks began."), Newness.NEW),
        (("The talks began.", "The talks began."), Newness.SEEN),
        (("The talks began.", "The talks began. More later."), Newness.SEEN),
        (("The talks  began. More later.", "The Talks began."), Newness.SEEN),
    ],
)
def test_two_entries_of_a_live_blog_on_one_page_are_two_articles_unless_one_repeats_the_other(
    summaries, newness
):
    first, second = (
        make_draft("live", key=digest("key", title), title=title, summary=summary)
        for title, summary in zip(("Shoigu lands", "Talks begin"), summaries, strict=True)
    )

    decided = identify([first, second], by_key={}, by_url={})

    assert [one.newness for one in decided] == [Newness.NEW, newness]
    page = None if newness is Newness.NEW else first.canonical_url
    assert {one.draft.canonical_url for one in decided} == {page}


def test_two_entries_with_one_title_on_one_page_are_one_article():
    first = make_draft(summary="The minister landed.")
    second = make_draft(key="f" * 32, summary="The talks began.")

    assert decide(first, second) == [(Newness.NEW, None), (Newness.SEEN, None)]


def test_a_second_entry_of_a_live_blog_is_new_when_the_first_was_stored_before():
    first = make_draft("live", title="Shoigu lands", summary="The minister landed.")
    second = make_draft("live", key="f" * 32, title="Talks begin", summary="Both sit down.")

    decided = decide(
        second,
        first,
        by_key={first.key: know(first, 7)},
        by_url={first.canonical_url: know(first, 7, shown_here=True)},
    )

    assert decided == [(Newness.NEW, None), (Newness.SEEN, 7)]


@pytest.mark.parametrize(
    "again",
    [
        make_draft(title="Other words"),
        make_draft(key="f" * 32),
        make_draft(key="f" * 32, title="Other words"),
    ],
)
def test_a_document_that_says_a_thing_twice_brings_it_once(again):
    first, second = identify([make_draft(), again], by_key={}, by_url={})

    assert (first.newness, second.newness) == (Newness.NEW, Newness.SEEN)
    assert second.article_id is None
    assert "an earlier entry of the same document" in second.reason


def test_a_repeated_entry_belongs_to_the_article_of_the_first():
    draft = make_draft()
    again = make_draft(key="f" * 32)

    decided = decide(draft, again, by_url={draft.canonical_url: know(draft, 7)})

    assert decided == [(Newness.SIGHTED, 7), (Newness.SEEN, 7)]


def test_two_entries_about_one_article_change_it_once_a_document():
    draft, other = make_draft(), make_draft(key="f" * 32)
    known = {one.key: know(one, 3, content_hash="0" * 32) for one in (draft, other)}

    decided = decide(draft, other, by_key=known)

    assert decided == [(Newness.CHANGED, 3), (Newness.SEEN, 3)]


def test_a_new_entry_on_a_page_that_a_known_entry_moved_to_is_not_lost():
    moved = make_draft("new-page", key=digest("key", "moved"))
    fresh = make_draft("new-page", key=digest("key", "fresh"))

    decided = decide(moved, fresh, by_key={moved.key: know(moved, 7)})

    assert decided == [(Newness.SEEN, 7), (Newness.NEW, None)]


def test_a_page_that_a_dropped_entry_linked_to_is_not_lost():
    first, collided = make_draft("one"), make_draft("two", key=make_draft("one").key)
    later = make_draft("two", key="f" * 32)

    assert decide(first, collided, later) == [
        (Newness.NEW, None),
        (Newness.SEEN, None),
        (Newness.NEW, None),
    ]


def make_ticker(count, **values):
    page = "https://times.example/live"
    return [
        make_draft(f"minute-{n}", url=page, canonical_url=page, title=f"Minute {n}", **values)
        for n in range(count)
    ]


@pytest.mark.parametrize(
    "drafts",
    [make_ticker(3), make_ticker(2, rung="link+date"), make_ticker(2, rung="title")],
    ids=["three", "two by link and date", "two by title"],
)
def test_entries_that_share_a_page_are_articles_of_their_own(drafts):
    identified = identify(drafts, by_key={}, by_url={drafts[0].canonical_url: know(drafts[0])})

    assert {one.newness for one in identified} == {Newness.NEW}
    assert {one.draft.canonical_url for one in identified} == {None}
    assert [one.draft.url for one in identified] == [draft.url for draft in drafts]


def test_a_shared_page_is_seen_again_by_its_keys():
    drafts = make_ticker(3)

    again = decide(*drafts, by_key={draft.key: know(draft, n) for n, draft in enumerate(drafts, 1)})

    assert again == [(Newness.SEEN, 1), (Newness.SEEN, 2), (Newness.SEEN, 3)]


def test_entries_without_a_link_are_told_apart_by_their_keys():
    one = make_draft("one", url=None, canonical_url=None)
    two = make_draft("two", url=None, canonical_url=None)

    assert decide(one, two) == [(Newness.NEW, None), (Newness.NEW, None)]


@pytest.mark.parametrize(
    ("rung", "word"),
    [
        ("id", "its id"),
        ("link", "its link"),
        ("link+date", "its link and date"),
        ("title", "its title"),
    ],
)
def test_the_reason_names_the_rung(rung, word):
    draft = make_draft(rung=rung)

    (seen,) = identify([draft], by_key={draft.key: know(draft)}, by_url={})

    assert seen.reason == f"this feed has shown it before, by {word}"


@pytest.mark.parametrize(
    ("kept", "is_own", "newness"),
    [
        (1_000, False, Newness.SIGHTED),
        (140, False, Newness.SIGHTED),
        (139, False, Newness.CHANGED),
        (100, False, Newness.CHANGED),
        (1_000, True, Newness.CHANGED),
    ],
)
@pytest.mark.parametrize("known_by", ["key", "page"])
def test_a_teasers_edit_does_not_take_the_place_of_another_feeds_fuller_text(
    kept, is_own, newness, known_by
):
    draft = make_draft(title="", summary="x" * 100)
    known = know(draft, content_hash="0" * 32, length=kept, is_own=is_own, shown_here=True)
    by_key = {draft.key: known} if known_by == "key" else {}
    by_url = {draft.canonical_url: known} if known_by == "page" else {}

    assert decide(draft, by_key=by_key, by_url=by_url) == [(newness, 1)]


def test_a_page_that_is_kept_under_its_former_name_is_known_and_gets_the_new_one():
    former = "http://www.times.example/arrival/"
    draft = make_draft(tidy_url=former, key="f" * 32)

    (one,) = identify([draft], by_key={}, by_url={former: know(make_draft(), 7)})

    assert (one.newness, one.article_id) == (Newness.SIGHTED, 7)
    assert one.also_urls == (draft.canonical_url,)


def test_a_new_page_is_kept_under_the_name_that_no_rule_changes_too():
    former = "http://www.times.example/arrival/"

    (one,) = identify([make_draft(tidy_url=former)], by_key={}, by_url={})

    assert (one.newness, one.also_urls) == (Newness.NEW, (former,))


def test_a_shared_page_gives_no_entry_another_name():
    drafts = [replace(one, tidy_url="http://times.example/live/") for one in make_ticker(3)]

    identified = identify(drafts, by_key={}, by_url={})

    assert {one.also_urls for one in identified} == {()}
