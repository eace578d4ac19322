"""Polls: what one visit leaves behind, all of it or nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.errors import NotFound, StoreError
from monitor.model import ArticleId, HeldBack, Newness, Outcome, Validators
from tests.support.builders import (
    FEED_URL,
    NOW,
    OTHER_FEED_URL,
    digest,
    make_draft,
    make_held_back,
    make_identified,
    make_poll,
    make_unmatched,
)
from tests.support.scenes import evaluate, get_article, lease_feed, store_articles
from tests.support.trouble import refusing_twice

if TYPE_CHECKING:
    from monitor.model import Draft, Identified
    from monitor.store import Store

LATER = NOW + timedelta(hours=1)


def edited(article_id: ArticleId, draft: Draft) -> Identified:
    return make_identified(
        draft, newness=Newness.CHANGED, reason="another text", article_id=article_id
    )


def sighted(article_id: ArticleId, draft: Draft) -> Identified:
    return make_identified(
        draft, newness=Newness.SIGHTED, reason="same page", article_id=article_id
    )


def test_a_new_draft_becomes_an_article_with_all_that_it_says(store: Store) -> None:
    draft = make_draft(
        url="https://times.example/arrival?utm_source=rss",
        title="Schoigu in Pjöngjang eingetroffen",
        text="Der Minister …",
        author="Jane Doe",
        categories=("Politik", "Asien"),
        language="de",
    )

    (article_id,) = store_articles(store, draft)

    article = get_article(store, article_id)
    for name in ("url", "canonical_url", "title", "summary", "text", "author", "categories"):
        assert getattr(article, name) == getattr(draft, name)
    assert (article.language, article.published_at) == ("de", draft.published_at)
    assert (article.first_seen_at, article.revision, article.feeds) == (NOW, 1, (FEED_URL,))
    assert (article.baseline, article.evaluated_at, article.story_id) == (False, None, None)


def test_new_articles_are_named_in_the_order_of_the_document(store: Store) -> None:
    drafts = [make_draft(f"entry {number}") for number in range(20)]

    new = store_articles(store, *drafts)

    assert [get_article(store, number).title for number in new] == [d.title for d in drafts]


def test_articles_of_the_first_poll_are_baseline_and_wait_for_the_evaluator(store: Store) -> None:
    (article_id,) = store_articles(store, make_draft(), baseline=True)

    assert [(one.id, one.baseline) for one in store.list_unevaluated(limit=9)] == [
        (article_id, True)
    ]
    assert store.get_feed(FEED_URL).baseline_at == NOW


def test_the_baseline_stays_the_first_one(store: Store) -> None:
    store_articles(store, make_draft("one"), baseline=True)

    store_articles(store, make_draft("two"), baseline=True, finished_at=LATER)

    assert store.get_feed(FEED_URL).baseline_at == NOW


def test_a_page_seen_in_two_feeds_is_one_article_with_two_sightings(store: Store) -> None:
    (article_id,) = store_articles(store, make_draft())
    draft = make_draft(key=digest("another key"))

    store_articles(store, sighted(article_id, draft), url=OTHER_FEED_URL, finished_at=LATER)

    trace = store.get_trace(article_id)
    assert trace.article.feeds == (FEED_URL, OTHER_FEED_URL)
    assert [(one.feed_url, one.first_seen_at, one.reason) for one in trace.sightings] == [
        (FEED_URL, NOW, "no entry with this id, no article with this page"),
        (OTHER_FEED_URL, LATER, "same page"),
    ]
    assert store.get_status(NOW).articles == 1


def test_a_draft_taken_for_new_whose_page_came_meanwhile_is_a_sighting(store: Store) -> None:
    first, second = lease_feed(store), lease_feed(store, OTHER_FEED_URL)

    (one,) = store.save_polls([make_poll(first, make_draft())])
    (other,) = store.save_polls([make_poll(second, make_draft())])

    assert (len(one.new), one.sighted) == (1, 0)
    assert (len(other.new), other.sighted) == (0, 1)
    assert get_article(store, one.new[0]).feeds == (FEED_URL, OTHER_FEED_URL)


def test_a_page_that_is_new_in_two_polls_of_one_batch_is_one_article(store: Store) -> None:
    polls = [
        make_poll(lease_feed(store, url), make_draft(), make_draft("own " + url))
        for url in (FEED_URL, OTHER_FEED_URL)
    ]

    one, other = store.save_polls(polls)

    assert [(len(saved.new), saved.sighted) for saved in (one, other)] == [(2, 0), (1, 1)]
    assert store.get_status(NOW).articles == 3


def test_a_page_under_two_keys_of_one_feed_is_one_article(store: Store) -> None:
    (saved,) = store.save_polls(
        [make_poll(lease_feed(store), make_draft(), make_draft(key=digest("again")))]
    )

    assert (len(saved.new), saved.sighted) == (1, 1)
    assert get_article(store, saved.new[0]).feeds == (FEED_URL,)


def test_articles_without_a_link_are_told_apart_by_feed_and_key(store: Store) -> None:
    unlinked = [make_draft(slug, url=None, canonical_url=None) for slug in ("a", "b")]

    here = store_articles(store, *unlinked)
    there = store_articles(store, *unlinked, url=OTHER_FEED_URL)

    assert len({*here, *there}) == 4


def test_what_was_seen_before_leaves_no_trace(store: Store) -> None:
    (article_id,) = store_articles(store, make_draft())
    seen = make_identified(make_draft(), newness=Newness.SEEN, article_id=article_id)

    (saved,) = store.save_polls([make_poll(lease_feed(store), seen)])

    assert (saved.new, saved.changed, saved.sighted) == ((), (), 0)
    assert len(store.get_trace(article_id).sightings) == 1


def test_an_edit_keeps_the_former_text_and_is_evaluated_again(store: Store) -> None:
    (article_id,) = store_articles(store, make_draft(title="Before"))
    evaluate(store, make_unmatched(article_id))
    after = make_draft(title="After", author="Jane Doe", categories=("x",), language="de")

    (saved,) = store.save_polls(
        [make_poll(lease_feed(store), edited(article_id, after), finished_at=LATER)]
    )

    trace = store.get_trace(article_id)
    assert (saved.new, saved.changed) == ((), (article_id,))
    assert (trace.article.title, trace.article.revision, trace.article.language) == (
        "After",
        2,
        "de",
    )
    assert [(one.number, one.title, one.seen_at) for one in trace.revisions] == [
        (1, "Before", NOW),
        (2, "After", LATER),
    ]
    assert [article.id for article in store.list_unevaluated(limit=9)] == [article_id]


def test_the_first_claimed_date_survives_an_edit(store: Store) -> None:
    draft = make_draft()
    (article_id,) = store_articles(store, draft)

    store_articles(store, edited(article_id, make_draft(title="x", published_at=LATER)))

    assert get_article(store, article_id).published_at == draft.published_at


def test_after_an_edit_this_feed_is_known_to_show_the_new_text(store: Store) -> None:
    (article_id,) = store_articles(store, make_draft())
    after = make_draft(title="After")

    store_articles(store, edited(article_id, after))

    feed = store.get_feed(FEED_URL)
    known = store.find_known(feed_id=feed.id, keys=[after.key], urls=[])
    assert known.by_key[after.key].content_hash == after.content_hash


def test_another_feed_with_a_fuller_text_revises_the_article_and_is_a_sighting(
    store: Store,
) -> None:
    short = make_draft(summary="Short.")
    (article_id,) = store_articles(store, short)
    full = make_draft(key=digest("other key"), summary="Short.", text="And very long indeed.")

    store_articles(store, edited(article_id, full), url=OTHER_FEED_URL)

    article = get_article(store, article_id)
    here, there = store.get_feed(FEED_URL), store.get_feed(OTHER_FEED_URL)
    shown_here = store.find_known(feed_id=here.id, keys=[short.key], urls=[]).by_key[short.key]
    shown_there = store.find_known(feed_id=there.id, keys=[full.key], urls=[]).by_key[full.key]
    assert (article.text, article.feeds) == (full.text, (FEED_URL, OTHER_FEED_URL))
    assert shown_here.content_hash == short.content_hash
    assert shown_there.content_hash == full.content_hash


def test_of_two_edits_in_one_batch_the_fuller_text_is_kept_as_one_revision(store: Store) -> None:
    (article_id,) = store_articles(store, make_draft())
    fuller = make_draft(text="a much longer text")
    polls = [
        make_poll(lease_feed(store, FEED_URL), edited(article_id, fuller)),
        make_poll(lease_feed(store, OTHER_FEED_URL), edited(article_id, make_draft(text="a text"))),
    ]

    one, other = store.save_polls(polls)

    article = get_article(store, article_id)
    assert (one.changed, other.changed) == ((article_id,), ())
    assert (article.text, article.revision) == (fuller.text, 2)


def test_a_page_is_known_as_shown_here_only_to_the_feeds_that_showed_it(store: Store) -> None:
    draft = make_draft()
    store_articles(store, draft)
    here, there = lease_feed(store), lease_feed(store, OTHER_FEED_URL)

    shown = [
        store.find_known(feed_id=feed.id, keys=[], urls=[str(draft.canonical_url)]).by_url
        for feed in (here, there)
    ]

    assert [known[str(draft.canonical_url)].shown_here for known in shown] == [True, False]


def test_an_update_under_a_new_guid_revises_the_article_and_is_known_next_time(
    store: Store,
) -> None:
    before = make_draft(title="Russian official visits North Korea")
    (article_id,) = store_articles(store, before)
    after = make_draft(title="Sergei Shoigu visits Pyongyang now", key=digest("guid#1"))

    store_articles(store, edited(article_id, after))

    known = store.find_known(feed_id=store.get_feed(FEED_URL).id, keys=[after.key], urls=[])
    assert get_article(store, article_id).title == after.title
    assert known.by_key[after.key].content_hash == after.content_hash


@pytest.mark.parametrize("fuller_first", [True, False])
def test_of_two_texts_of_a_new_page_in_one_batch_the_fuller_is_kept(
    store: Store, fuller_first: bool
) -> None:
    teaser, full = make_draft(), make_draft(text="Sergei Shoigu landed in Pyongyang.")
    drafts = [full, teaser] if fuller_first else [teaser, full]
    feeds = [lease_feed(store, url) for url in (FEED_URL, OTHER_FEED_URL)]

    saved = store.save_polls([make_poll(*pair) for pair in zip(feeds, drafts, strict=True)])

    (article,) = store.iter_articles()
    assert article.text == full.text
    assert [len(one.new) for one in saved] == [fuller_first, not fuller_first]


@pytest.mark.parametrize(("words", "revision"), [(1, 1), (20, 2)])
def test_a_text_that_another_worker_outran_revises_the_article_when_it_is_fuller(
    store: Store, words: int, revision: int
) -> None:
    here, there = lease_feed(store), lease_feed(store, OTHER_FEED_URL)
    late = make_draft(text="Shoigu " * words)
    store.save_polls([make_poll(here, make_draft())])

    (saved,) = store.save_polls([make_poll(there, late)])

    (article,) = store.iter_articles()
    assert (article.revision, article.text == late.text) == (revision, revision == 2)
    assert (len(saved.new), len(saved.changed), saved.sighted) == (0, revision - 1, 1)


@pytest.mark.parametrize("newness", [Newness.NEW, Newness.SIGHTED, Newness.CHANGED])
def test_news_that_a_new_feeds_baseline_stored_first_is_news_again_when_another_feed_shows_it(
    store: Store, newness: Newness
) -> None:
    (article_id,) = store_articles(store, make_draft(), baseline=True)
    evaluate(store, make_held_back(article_id, HeldBack.BASELINE))
    shown = make_draft(text="Shoigu " * 20) if newness is Newness.CHANGED else make_draft()
    number = None if newness is Newness.NEW else article_id
    entry = make_identified(shown, newness=newness, article_id=number)

    (saved,) = store.save_polls([make_poll(lease_feed(store, OTHER_FEED_URL), entry)])

    (waiting,) = store.list_unevaluated(limit=9)
    assert (waiting.id, waiting.baseline) == (article_id, False)
    assert saved.changed == (article_id,)
    assert store.previous_text([article_id]) == {}


@pytest.mark.parametrize(
    ("url", "baseline"), [(FEED_URL, False), (OTHER_FEED_URL, True)], ids=["same feed", "baseline"]
)
def test_a_baseline_stays_one_for_its_own_feed_under_a_new_guid_and_for_another_baseline(
    store: Store, url: str, baseline: bool
) -> None:
    (article_id,) = store_articles(store, make_draft(), baseline=True)
    evaluate(store, make_held_back(article_id, HeldBack.BASELINE))

    again = sighted(article_id, make_draft(key=digest("new guid")))
    store_articles(store, again, url=url, baseline=baseline)

    assert get_article(store, article_id).baseline
    assert store.list_unevaluated(limit=9) == ()


@pytest.mark.parametrize("baselines", [(True, False), (False, True)])
def test_a_page_that_a_baseline_and_news_bring_in_one_batch_is_news(
    store: Store, baselines: tuple[bool, bool]
) -> None:
    polls = [
        make_poll(lease_feed(store, url), make_draft(), baseline=baseline)
        for url, baseline in zip((FEED_URL, OTHER_FEED_URL), baselines, strict=True)
    ]

    one, other = store.save_polls(polls)

    (article,) = store.iter_articles()
    assert not article.baseline
    assert [bool(saved.new) for saved in (one, other)] == [not first for first in baselines]


def test_an_edit_that_is_kept_already_is_no_revision(store: Store) -> None:
    (article_id,) = store_articles(store, make_draft())
    after = make_draft(title="After")
    store_articles(store, edited(article_id, after))

    (saved,) = store.save_polls([make_poll(lease_feed(store), edited(article_id, after))])

    assert saved.changed == ()
    assert get_article(store, article_id).revision == 2


def test_a_poll_leaves_the_feed_as_it_says(store: Store) -> None:
    poll = make_poll(
        lease_feed(store),
        make_draft(),
        validators=Validators(etag='W/"x"', last_modified="Tue, 24 Nov 2026 09:00:00 GMT"),
        next_poll_at=LATER,
        feed_title="World news",
    )

    store.save_polls([poll])

    feed = store.get_feed(FEED_URL)
    assert (feed.title, feed.next_poll_at, feed.last_polled_at) == ("World news", LATER, NOW)
    assert (feed.last_changed_at, feed.last_outcome, feed.failures) == (NOW, Outcome.CHANGED, 0)
    assert lease_feed(store).validators == poll.validators


def test_a_failed_poll_keeps_the_title_and_what_changed_last(store: Store) -> None:
    store_articles(store, make_draft(), feed_title="World news")
    failed = {"outcome": Outcome.FAILED, "error": "no connection", "failures": 3}

    store_articles(store, finished_at=LATER, **failed)

    feed = store.get_feed(FEED_URL)
    assert (feed.title, feed.last_changed_at, feed.last_polled_at) == ("World news", NOW, LATER)
    assert (feed.last_outcome, feed.last_error, feed.failures) == (
        Outcome.FAILED,
        "no connection",
        3,
    )


def test_a_feed_that_is_gone_is_polled_no_more_until_resumed(store: Store) -> None:
    store_articles(store, outcome=Outcome.GONE, status_code=410, next_poll_at=NOW)

    leased = store.lease_feeds(owner="a", now=LATER, lease_for=timedelta(minutes=5), limit=9)
    store.resume_feed(FEED_URL, now=LATER)

    feed = store.get_feed(FEED_URL)
    assert leased == ()
    assert (feed.gone_at, feed.next_poll_at) == (None, LATER)


def test_the_history_lists_the_newest_poll_first(store: Store) -> None:
    store_articles(store, make_draft())
    started_at = LATER - timedelta(seconds=2)
    store_articles(
        store,
        started_at=started_at,
        finished_at=LATER,
        outcome=Outcome.FAILED,
        status_code=503,
        error="busy",
        next_poll_reason="failing",
    )

    newest, oldest = store.list_polls(FEED_URL, limit=9)

    assert (newest.started_at, newest.took) == (started_at, timedelta(seconds=2))
    assert (newest.outcome, newest.status_code, newest.error) == (Outcome.FAILED, 503, "busy")
    assert (newest.next_poll_reason, newest.new, oldest.new) == ("failing", 0, 1)
    assert store.list_polls(FEED_URL, limit=1) == (newest,)


def test_the_history_of_an_unknown_feed_is_not_empty_but_missing(store: Store) -> None:
    with pytest.raises(NotFound, match="there is no feed"):
        store.list_polls("https://nowhere.example/")


def test_a_poll_of_a_removed_feed_is_skipped_and_the_rest_is_saved(store: Store) -> None:
    gone, kept = lease_feed(store), lease_feed(store, OTHER_FEED_URL)
    store.remove_feeds([FEED_URL])

    lost, saved = store.save_polls(
        [make_poll(gone, make_draft("one")), make_poll(kept, make_draft("two"))]
    )

    assert (lost.lease_lost, lost.new) == (True, ())
    assert (saved.lease_lost, len(saved.new)) == (False, 1)
    assert store.get_status(NOW).articles == 1


def test_validators_are_never_stored_without_the_articles_they_stand_for(store: Store) -> None:
    feed = lease_feed(store)
    poll = make_poll(feed, make_draft("one", title="twice"), make_draft("two", title="twice"))

    with refusing_twice(store, "twice"), pytest.raises(StoreError):
        store.save_polls([poll])

    assert store.list_polls(FEED_URL) == ()
    assert store.get_status(NOW).articles == 0
    assert store.release_feeds(feed.lease_owner) == 1
    assert lease_feed(store).validators == Validators()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("before\0after", "before\N{REPLACEMENT CHARACTER}after"),
        ("before\ud800after", "before?after"),
        ("'; DROP TABLE articles; --", "'; DROP TABLE articles; --"),
        ("쇼이구 Пхеньян 平壤 \N{PILE OF POO}", "쇼이구 Пхеньян 平壤 \N{PILE OF POO}"),
    ],
)
def test_no_text_that_a_feed_can_send_spoils_the_batch(store: Store, given: str, kept: str) -> None:
    draft = make_draft(title=given, author=given, categories=(given,), content_hash=digest("x"))

    (article_id,) = store_articles(store, draft, feed_title=given, error=given)

    article = get_article(store, article_id)
    assert (article.title, article.author, article.categories) == (kept, kept, (kept,))
    assert store.get_feed(FEED_URL).title == kept


def test_a_link_of_ten_thousand_characters_is_kept_and_found(store: Store) -> None:
    url = "https://times.example/" + "x" * 10_000
    long = make_draft(url=url + "?utm_source=rss", canonical_url=url)

    (article_id,) = store_articles(store, long)

    for spelling in (long.url, long.canonical_url):
        found = store.find_article(str(spelling))
        assert found is not None
        assert found.id == article_id


def test_two_thousand_entries_of_one_document_are_saved_at_once(store: Store) -> None:
    drafts = [make_draft(f"entry {number}") for number in range(2000)]

    new = store_articles(store, *drafts)

    feed = store.get_feed(FEED_URL)
    known = store.find_known(
        feed_id=feed.id,
        keys={draft.key for draft in drafts},
        urls={str(draft.canonical_url) for draft in drafts},
    )
    assert len(new) == len(known.by_key) == len(known.by_url) == feed.articles == 2000


def test_a_teasers_edit_keeps_the_fuller_text_and_is_decided_once(store: Store) -> None:
    (article_id,) = store_articles(store, make_draft(summary="Short."))
    full = make_draft(key=digest("other key"), text="And very long indeed. " * 9)
    store_articles(store, edited(article_id, full), url=OTHER_FEED_URL)
    here = lease_feed(store, FEED_URL)
    teaser = make_draft(summary="Short, edited.")
    known = store.find_known(feed_id=here.id, keys=[teaser.key], urls=[str(teaser.canonical_url)])
    assert not known.by_key[teaser.key].is_own
    assert not known.by_url[str(teaser.canonical_url)].is_own

    sighted = make_identified(teaser, newness=Newness.SIGHTED, article_id=article_id)
    store.save_polls([make_poll(here, sighted)])

    article = get_article(store, article_id)
    assert (article.text, article.revision) == (full.text, 2)
    again = store.find_known(feed_id=here.id, keys=[teaser.key], urls=[]).by_key[teaser.key]
    assert again.content_hash == teaser.content_hash
    assert store.get_feed(FEED_URL).articles == 1
