"""Articles: found, listed, loaded whole."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.errors import NotFound
from monitor.model import ArticleId, FeedId, KnownArticle, Newness
from tests.support.builders import (
    FEED_URL,
    NOW,
    OTHER_FEED_URL,
    digest,
    make_draft,
    make_evaluated,
    make_feed_spec,
    make_identified,
    make_unmatched,
)
from tests.support.database import count_statements
from tests.support.scenes import alert_about, evaluate, get_article, store_articles

if TYPE_CHECKING:
    from monitor.store import Store

HOUR = timedelta(hours=1)


def store_hourly(store: Store, amount: int) -> list[ArticleId]:
    """Store one article an hour, oldest first."""
    return [
        store_articles(store, make_draft(str(hour)), finished_at=NOW + hour * HOUR)[0]
        for hour in range(amount)
    ]


def revise(store: Store, article_id: ArticleId, title: str) -> None:
    entry = make_identified(make_draft(title=title), newness=Newness.CHANGED, article_id=article_id)
    store_articles(store, entry)


def test_known_entries_are_found_by_key_in_this_feed_and_by_page_anywhere(store: Store) -> None:
    here = make_draft("here")
    there = make_draft("there")
    (here_id,) = store_articles(store, here)
    (there_id,) = store_articles(store, there, url=OTHER_FEED_URL)

    known = store.find_known(
        feed_id=store.get_feed(FEED_URL).id,
        keys=[here.key, there.key, digest("unknown")],
        urls=[str(here.canonical_url), str(there.canonical_url), "https://nowhere.example/"],
    )

    lengths = {draft: len(draft.title) + len(draft.summary) for draft in (here, there)}
    here_known = KnownArticle(
        article_id=here_id,
        content_hash=here.content_hash,
        length=lengths[here],
        shown_here=True,
    )
    there_known = KnownArticle(
        article_id=there_id,
        content_hash=there.content_hash,
        length=lengths[there],
        is_own=False,
    )
    assert known.by_key == {here.key: here_known}
    assert known.by_url == {here.canonical_url: here_known, there.canonical_url: there_known}


def test_nothing_is_known_in_an_empty_store(store: Store) -> None:
    known = store.find_known(feed_id=FeedId(1), keys=[], urls=[])

    assert (known.by_key, known.by_url) == ({}, {})


def test_waiting_articles_are_listed_oldest_first(store: Store) -> None:
    first, second, third = store_hourly(store, 3)
    evaluate(store, make_unmatched(second))

    assert [one.id for one in store.list_unevaluated(limit=9)] == [first, third]
    assert [one.id for one in store.list_unevaluated(limit=1)] == [first]


@pytest.mark.parametrize("limit_hint", [1, 2, 3, 500])
def test_all_articles_are_walked_newest_first_whatever_the_chunk(
    store: Store, limit_hint: int
) -> None:
    at_once = store_articles(store, *(make_draft(f"same moment {n}") for n in range(4)))
    hourly = store_hourly(store, 2)

    walked = [one.id for one in store.iter_articles(limit_hint=limit_hint)]

    assert len(walked) == 6
    assert walked[0] == hourly[1]
    assert walked[1:] == sorted([*at_once, hourly[0]], reverse=True)


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [(1, None, [2, 1]), (None, 2, [1, 0]), (1, 2, [1]), (3, None, [])],
)
def test_articles_are_walked_from_since_on_and_before_until(
    store: Store, since: int | None, until: int | None, expected: list[int]
) -> None:
    hourly = store_hourly(store, 3)

    walked = store.iter_articles(
        since=None if since is None else NOW + since * HOUR,
        until=None if until is None else NOW + until * HOUR,
    )

    assert [one.id for one in walked] == [hourly[number] for number in expected]


def test_a_walk_may_be_left_in_the_middle_and_written_in(store: Store) -> None:
    store_hourly(store, 3)
    walk = store.iter_articles(limit_hint=1)

    next(walk)
    store_articles(store, make_draft("meanwhile"), finished_at=NOW + 9 * HOUR)

    assert len(list(walk)) == 2


@pytest.mark.parametrize(
    "spelling", ["https://times.example/a?utm_source=rss", "https://times.example/a"]
)
def test_an_article_is_found_by_its_link_and_by_its_canonical_url(
    store: Store, spelling: str
) -> None:
    draft = make_draft(
        url="https://times.example/a?utm_source=rss", canonical_url="https://times.example/a"
    )
    (article_id,) = store_articles(store, draft)

    found = store.find_article(spelling)

    assert found == get_article(store, article_id)


def test_an_article_is_found_by_another_spelling(store: Store) -> None:
    store_articles(store, make_draft())
    given = "HTTPS://times.example/arrival#top"

    assert store.find_article(given) is None
    assert store.find_article(given, "https://times.example/arrival") is not None


def test_an_article_bears_the_tags_of_every_feed_that_showed_it(store: Store) -> None:
    store.save_feeds(
        [
            make_feed_spec(FEED_URL, tags=("wire", "asia")),
            make_feed_spec(OTHER_FEED_URL, tags=("asia", "daily")),
        ],
        now=NOW,
    )
    (article_id,) = store_articles(store, make_draft())
    store_articles(store, make_draft(), url=OTHER_FEED_URL, finished_at=NOW + HOUR)

    article = get_article(store, article_id)

    assert article.feeds == (FEED_URL, OTHER_FEED_URL)
    assert article.tags == ("wire", "asia", "daily")


def test_the_previous_text_is_the_one_that_was_evaluated_last(store: Store) -> None:
    (article_id,) = store_articles(store, make_draft(title="evaluated"))
    evaluate(store, make_unmatched(article_id))
    revise(store, article_id, "never looked at")
    revise(store, article_id, "now")

    previous = store.previous_text([article_id])

    assert get_article(store, article_id).revision == 3
    assert [(one.number, one.title) for one in previous.values()] == [(1, "evaluated")]


def test_there_is_no_previous_text_of_what_was_never_evaluated_or_never_edited(
    store: Store,
) -> None:
    (edited, untouched) = store_articles(store, make_draft(), make_draft("untouched"))
    revise(store, edited, "now")
    evaluate(store, make_unmatched(untouched))

    assert store.previous_text([edited, untouched]) == {}


def test_the_trace_tells_all_that_happened(store: Store) -> None:
    (article_id,) = alert_about(store, make_draft())
    revise(store, article_id, "Another title")

    trace = store.get_trace(article_id)

    assert trace.article.topics == ("shoigu-in-pyongyang",)
    assert [one.feed_url for one in trace.sightings] == [FEED_URL]
    assert [one.number for one in trace.revisions] == [1, 2]
    assert [one.topic for one in trace.matches] == ["shoigu-in-pyongyang"]
    (alert,) = trace.alerts
    assert (alert.article, alert.reason) == (trace.article, "first report of this story")
    assert {one.receiver for one in alert.deliveries} == {"desk-mail", "desk-slack"}


def test_there_is_no_trace_of_an_unknown_article(store: Store) -> None:
    with pytest.raises(NotFound, match="there is no article 7"):
        store.get_trace(ArticleId(7))


def test_listing_more_articles_takes_no_more_statements(store: Store) -> None:
    store_articles(store, make_draft("one"))
    with count_statements(store) as for_one:
        store.list_unevaluated(limit=100)
    store_articles(store, *(make_draft(f"entry {number}") for number in range(60)))

    with count_statements(store) as for_many:
        articles = store.list_unevaluated(limit=100)

    assert len(articles) == 61
    assert for_many.total == for_one.total <= 5


def test_listing_more_alerts_takes_no_more_statements(store: Store) -> None:
    (first, *rest) = store_articles(store, *(make_draft(f"entry {n}") for n in range(30)))
    evaluate(store, make_evaluated(first))
    with count_statements(store) as for_one:
        store.list_alerts()
    evaluate(store, *(make_evaluated(article_id) for article_id in rest))

    with count_statements(store) as for_many:
        alerts = store.list_alerts()

    assert len(alerts) == 30
    assert for_many.total == for_one.total <= 8
