"""Pages: queued with their articles, leased politely, stored with a second evaluation."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from monitor.model import Block, LeasedPage, Newness, Page, PageState, PageVisit
from tests.support.builders import (
    FEED_URL,
    NOW,
    OTHER_FEED_URL,
    make_draft,
    make_evaluated,
    make_feed_spec,
    make_identified,
    make_poll,
    make_unmatched,
)
from tests.support.scenes import LEASE_FOR, evaluate, get_article, lease_feed, store_articles

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model import ArticleId, PageRecord
    from monitor.store import Store

FULL = "The minister was met at the airport. " * 20
HOST = "times.example"


@pytest.fixture(autouse=True)
def _full_text_feed(store: Store) -> None:
    store.save_feeds([make_feed_spec(full_text=True), make_feed_spec(OTHER_FEED_URL)], now=NOW)


def lease(store: Store, *, now: datetime = NOW, **values: Any) -> tuple[LeasedPage, ...]:
    defaults = {"owner": "reader", "lease_for": LEASE_FOR, "limit": 10}
    return store.lease_pages(now=now, **{**defaults, **values})


def lease_one(store: Store, **values: Any) -> LeasedPage:
    (page,) = lease(store, **values)
    return page


def make_read_page(text: str = FULL, **values: Any) -> Page:
    defaults = {"published_at": None, "canonical_url": None, "language": None}
    return Page(text=text, **{**defaults, **values})


def make_visit(leased: LeasedPage, **values: Any) -> PageVisit:
    """Build a visit that read the page."""
    defaults: dict[str, Any] = {
        "article_id": leased.article_id,
        "host": leased.host,
        "lease_owner": leased.lease_owner,
        "lease_until": leased.lease_until,
        "attempt": leased.attempt,
        "finished_at": NOW,
        "state": PageState.READ,
        "final_url": leased.url,
        "page": make_read_page(),
    }
    return PageVisit(**{**defaults, **values})


def make_failure(leased: LeasedPage, **values: Any) -> PageVisit:
    defaults = {"state": PageState.FAILED, "page": None, "final_url": None, "error": "status 404"}
    return make_visit(leased, **{**defaults, **values})


def read(store: Store, text: str = FULL, *, now: datetime = NOW) -> tuple[ArticleId, ...]:
    """Lease the one page that is due and store that it says this."""
    leased = lease_one(store, now=now)
    return store.save_pages([make_visit(leased, page=make_read_page(text), finished_at=now)])


def page_of(store: Store, article_id: ArticleId) -> PageRecord:
    page = store.get_trace(article_id).page
    assert page is not None
    return page


def edit(
    store: Store, article_id: ArticleId, *, now: datetime = NOW, url: str = FEED_URL, **texts: str
) -> None:
    entry = make_identified(make_draft(**texts), newness=Newness.CHANGED, article_id=article_id)
    store_articles(store, entry, url=url, finished_at=now)


# -- what is queued -------------------------------------------------------------------------------


def test_a_new_article_of_a_feed_with_full_text_is_due_at_once(store: Store) -> None:
    (article_id,) = store_articles(store, make_draft())

    assert lease(store) == (
        LeasedPage(
            article_id=article_id,
            url="https://times.example/arrival",
            host=HOST,
            attempt=1,
            lease_owner="reader",
            lease_until=NOW + LEASE_FOR,
        ),
    )


@pytest.mark.parametrize(
    ("draft", "values"),
    [
        (make_draft(), {"url": OTHER_FEED_URL}),
        (make_draft(), {"baseline": True}),
        (make_draft(url=None, canonical_url=None), {}),
        (make_draft(url="ftp://times.example/x"), {}),
        (make_draft(url="http://[::1"), {}),
        (make_draft(url="/relative"), {}),
    ],
    ids=["another feed", "baseline", "no link", "ftp", "broken link", "relative link"],
)
def test_nothing_is_fetched_that_need_not_or_cannot_be(
    store: Store, draft: Any, values: dict[str, Any]
) -> None:
    (article_id,) = store_articles(store, draft, **values)

    assert not lease(store)
    assert store.get_trace(article_id).page is None


def test_an_article_of_another_feed_is_due_when_a_feed_with_full_text_shows_it(
    store: Store,
) -> None:
    (article_id,) = store_articles(store, make_draft(), url=OTHER_FEED_URL)
    sighted = make_identified(make_draft(), newness=Newness.SIGHTED, article_id=article_id)

    store_articles(store, sighted)
    store_articles(store, sighted)

    assert lease_one(store).article_id == article_id


def test_a_baseline_article_that_becomes_news_is_due(store: Store) -> None:
    (article_id,) = store_articles(store, make_draft(), url=OTHER_FEED_URL, baseline=True)
    sighted = make_identified(make_draft(), newness=Newness.SIGHTED, article_id=article_id)

    store_articles(store, sighted)

    assert lease_one(store).article_id == article_id


def test_an_edit_has_the_page_fetched_again_but_not_every_minute(store: Store) -> None:
    (article_id,) = store_articles(store, make_draft())
    read(store)
    assert not lease(store)

    edit(store, article_id, title="Another title", now=NOW + timedelta(minutes=1))

    assert page_of(store, article_id).state is PageState.DUE
    assert not lease(store, now=NOW + timedelta(minutes=9))
    assert lease_one(store, now=NOW + timedelta(minutes=10)).attempt == 1


def test_an_edit_elsewhere_has_a_page_fetched_again_that_was_asked_for(store: Store) -> None:
    (article_id,) = store_articles(store, make_draft())
    read(store)
    (other,) = store_articles(store, make_draft("other"), url=OTHER_FEED_URL)

    edit(store, article_id, title="Another title", url=OTHER_FEED_URL)
    edit(store, other, title="A third title", url=OTHER_FEED_URL)

    assert page_of(store, article_id).state is PageState.DUE
    assert store.get_trace(other).page is None


# -- what is leased -------------------------------------------------------------------------------


def test_one_page_of_a_host_is_leased_at_a_time_whoever_asks(store: Store) -> None:
    drafts = [make_draft(f"{n}", url=f"https://www{n}.times.example/{n}") for n in range(3)]
    store_articles(store, *drafts, make_draft("x", url="https://post.example/x"))

    first = lease(store)
    assert sorted(page.host for page in first) == ["post.example", HOST]
    assert not lease(store, owner="another")

    store.save_pages([make_visit(page) for page in first])

    (second,) = lease(store)
    assert second.host == HOST
    assert second.url not in {page.url for page in first}


def test_leaves_out_hosts_that_rest_or_asked_to_be_left_alone(store: Store) -> None:
    store_articles(store, make_draft("a"), make_draft("b"))
    until = NOW + timedelta(hours=1)
    asked_off = make_failure(
        lease_one(store), state=PageState.DUE, next_fetch_at=until, blocked_until=until
    )

    assert not lease(store, except_hosts=[HOST], owner="another")
    store.save_pages([asked_off])

    assert not lease(store, now=until - timedelta(seconds=1))
    assert lease_one(store, now=until, limit=1)


def test_a_lease_that_ran_out_is_free_and_its_late_result_is_dropped(store: Store) -> None:
    (article_id,) = store_articles(store, make_draft())
    late = lease_one(store)

    later = NOW + LEASE_FOR
    again = lease_one(store, now=later, owner="heir")

    assert again.attempt == 2
    assert store.save_pages([make_visit(late)]) == ()
    assert get_article(store, article_id).text == ""
    assert store.save_pages([make_visit(again)]) == (article_id,)


def test_a_visit_that_an_edit_overtook_is_dropped_for_that_of_the_edited_page(
    store: Store,
) -> None:
    (article_id,) = store_articles(store, make_draft())
    overtaken = lease_one(store)
    later = NOW + timedelta(minutes=1)
    edit(store, article_id, title="Another title", now=later)
    again = lease_one(store, now=later)
    before, after = make_read_page("Before. " + FULL), make_read_page("After. " + FULL)

    assert store.save_pages([make_visit(overtaken, page=before)]) == ()
    assert store.save_pages([make_visit(again, page=after)]) == (article_id,)

    assert (overtaken.lease_owner, overtaken.attempt) == (again.lease_owner, again.attempt)
    assert get_article(store, article_id).text == after.text
    assert page_of(store, article_id).state is PageState.READ


@pytest.mark.parametrize(
    ("said", "asked", "stands"),
    [
        (timedelta(hours=9), timedelta(hours=1), timedelta(hours=9)),
        (timedelta(hours=1), timedelta(hours=9), timedelta(hours=9)),
        # No host asks for months: a clock was wrong.
        (timedelta(days=90), timedelta(hours=1), timedelta(hours=1)),
    ],
)
def test_the_longest_time_stands_that_a_host_told_its_feeds_or_its_pages(
    store: Store, said: timedelta, asked: timedelta, stands: timedelta
) -> None:
    store_articles(store, make_draft("a"), make_draft("b"))
    leased = lease_one(store)
    block = Block(host=HOST, until=NOW + said)
    store.save_polls([make_poll(lease_feed(store), block=block)])

    store.save_pages([make_failure(leased, blocked_until=NOW + asked)])

    assert not lease(store, now=NOW + stands - timedelta(seconds=1))
    assert lease_one(store, now=NOW + stands)


def test_a_page_that_is_given_back_counts_no_attempt(store: Store) -> None:
    store_articles(store, make_draft())
    lease_one(store)

    assert store.release_pages("somebody else") == 0
    assert store.release_pages("reader") == 1

    assert lease_one(store).attempt == 1


def test_the_only_daemon_of_a_database_frees_what_its_forerunner_held(store: Store) -> None:
    store_articles(store, make_draft())
    lease_one(store)

    store.release_all()

    assert lease_one(store, owner="next").attempt == 2


def test_tells_whether_a_page_of_these_hosts_is_due(store: Store) -> None:
    store_articles(store, make_draft())

    assert store.has_due_pages(NOW)
    assert store.has_due_pages(NOW, hosts=[HOST])
    assert not store.has_due_pages(NOW, hosts=["post.example"])
    assert not store.has_due_pages(NOW - timedelta(seconds=1))


# -- what is stored -------------------------------------------------------------------------------


def test_the_text_of_the_page_is_the_text_of_the_article(store: Store) -> None:
    (article_id,) = store_articles(store, make_draft(text="A short text."))

    assert read(store) == (article_id,)

    assert get_article(store, article_id).text == FULL
    assert store.list_unevaluated(limit=9)[0].text == FULL
    (revision,) = store.get_trace(article_id).revisions
    assert revision.text == "A short text."
    record = page_of(store, article_id)
    assert (record.state, record.fetched_at, record.length) == (PageState.READ, NOW, len(FULL))
    assert record.final_url == "https://times.example/arrival"
    assert record.next_fetch_at is None


@pytest.mark.parametrize(
    "text", ["", "Short.", "What is known\nabout arrival. ", "It was said at length. " * 9]
)
def test_a_page_that_tells_no_more_than_the_feed_changes_nothing(store: Store, text: str) -> None:
    (article_id,) = store_articles(store, make_draft(text="It was said at length. " * 10))
    evaluate(store, make_unmatched(article_id))

    assert read(store, text) == ()

    assert page_of(store, article_id).state is PageState.EMPTY
    article = get_article(store, article_id)
    assert (article.text, article.evaluated_at) == ("It was said at length. " * 10, NOW)


def test_a_page_that_says_what_it_said_before_is_not_evaluated_again(store: Store) -> None:
    (article_id,) = store_articles(store, make_draft())
    read(store)
    edit(store, article_id, title="Another title")
    evaluate(store, make_unmatched(article_id, revision=2, page_revision=1))

    assert read(store, now=NOW + timedelta(hours=1)) == ()

    assert page_of(store, article_id).state is PageState.READ
    assert not store.has_unevaluated()


def test_a_failure_is_told_and_tried_again_when_it_says_so(store: Store) -> None:
    (article_id,) = store_articles(store, make_draft())
    soon = NOW + timedelta(minutes=2)
    failure = make_failure(lease_one(store), state=PageState.DUE, next_fetch_at=soon)

    assert store.save_pages([failure]) == ()

    record = page_of(store, article_id)
    assert (record.state, record.last_error, record.attempts) == (PageState.DUE, "status 404", 1)
    assert not lease(store)
    assert lease_one(store, now=soon).attempt == 2


def test_what_a_page_said_stays_when_it_cannot_be_had_again(store: Store) -> None:
    (article_id,) = store_articles(store, make_draft())
    read(store)
    edit(store, article_id, title="Another title")

    store.save_pages([make_failure(lease_one(store, now=NOW + timedelta(hours=1)))])

    record = page_of(store, article_id)
    assert (record.state, record.fetched_at, record.length) == (PageState.FAILED, NOW, len(FULL))
    assert get_article(store, article_id).text == FULL


def test_an_edit_that_brings_more_than_the_page_is_what_is_read(store: Store) -> None:
    (article_id,) = store_articles(store, make_draft())
    read(store)

    edit(store, article_id, text=FULL + FULL)

    assert get_article(store, article_id).text == FULL + FULL


@pytest.mark.parametrize("stated", [True, False])
def test_date_and_language_of_the_page_fill_what_the_feed_left_out(
    store: Store, stated: bool
) -> None:
    feeds = {"published_at": NOW - timedelta(days=1), "language": "de"}
    pages = {"published_at": NOW - timedelta(days=3), "language": "ko"}
    given = feeds if stated else {"published_at": None, "language": None}
    (article_id,) = store_articles(store, make_draft(**given))
    canonical = "https://times.example/canonical"

    page = make_read_page("", canonical_url=canonical, **pages)
    store.save_pages([make_visit(lease_one(store), page=page)])

    article = get_article(store, article_id)
    assert (article.published_at, article.language) == tuple((feeds if stated else pages).values())
    record = page_of(store, article_id)
    assert (record.canonical_url, record.published_at) == (canonical, pages["published_at"])


def test_a_text_that_no_database_takes_is_stored_as_far_as_it_goes(store: Store) -> None:
    (article_id,) = store_articles(store, make_draft())

    assert read(store, FULL + "\0\ud800") == (article_id,)

    assert get_article(store, article_id).text.startswith(FULL)


# -- what is evaluated ----------------------------------------------------------------------------


def test_the_article_is_evaluated_once_more_and_what_was_told_stays_told(store: Store) -> None:
    (article_id,) = store_articles(store, make_draft())
    evaluate(store, make_evaluated(article_id))

    read(store)

    (waiting,) = store.list_unevaluated(limit=9)
    assert (waiting.page_revision, waiting.revision) == (1, 1)
    saved = evaluate(store, make_evaluated(article_id, page_revision=1))
    assert (saved.alerts, saved.deliveries) == (0, 0)
    assert not store.has_unevaluated()


def test_a_page_that_comes_while_its_article_is_evaluated_is_evaluated_too(store: Store) -> None:
    (article_id,) = store_articles(store, make_draft())
    looked_at = make_unmatched(article_id)

    read(store)
    evaluate(store, looked_at)

    assert store.list_unevaluated(limit=9)[0].text == FULL
    evaluate(store, replace(looked_at, page_revision=1))
    assert not store.has_unevaluated()


def test_the_text_before_an_edit_is_the_page_as_it_was_evaluated(store: Store) -> None:
    (article_id,) = store_articles(store, make_draft(text="Short."))
    read(store)
    evaluate(store, make_unmatched(article_id, page_revision=1))

    edit(store, article_id, title="Another title")

    assert store.previous_text([article_id])[article_id].text == FULL


def test_there_is_no_text_before_a_page_that_came_with_an_edit(store: Store) -> None:
    (article_id,) = store_articles(store, make_draft(text="Short."))
    evaluate(store, make_unmatched(article_id))
    leased = lease_one(store)

    store.save_pages([make_visit(leased)])
    edit(store, article_id, title="Another title")

    assert not store.previous_text([article_id])
