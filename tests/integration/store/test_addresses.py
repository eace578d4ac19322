"""Two articles that are one page become one: nothing that was told of either is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.model import ArticleId, Newness, Page, PageState, PageVisit
from tests.support.builders import (
    NOW,
    OTHER_FEED_URL,
    make_draft,
    make_evaluated,
    make_feed_spec,
    make_identified,
    make_match,
    make_planned_alert,
    make_topic,
    make_unmatched,
)
from tests.support.scenes import LEASE_FOR, evaluate, get_article, store_articles

if TYPE_CHECKING:
    from monitor.model import Draft, EvaluatedArticle, Identified, LeasedPage
    from monitor.store import Store

PAGE = "https://times.example/visit"
LATER = NOW + timedelta(minutes=5)


def bring(store: Store, slug: str, *, url: str = OTHER_FEED_URL, **values: object) -> ArticleId:
    """Store an article whose page is to be read."""
    store.save_feeds([make_feed_spec(url, full_text=True)], now=NOW)
    (number,) = store_articles(store, make_draft(slug, **values), url=url)
    return number


def read_page(
    store: Store, number: ArticleId, canonical_url: str | None, text: str = ""
) -> tuple[ArticleId, ...]:
    """Let the page of an article name this address; gives what waits for the evaluator."""
    page = lease_page(store, number)
    read = Page(text=text, published_at=None, canonical_url=canonical_url, language=None)
    return store.save_pages([end(page, state=PageState.READ, page=read)])


def lease_page(store: Store, number: ArticleId) -> LeasedPage:
    """Lease pages, one of a host at a time, until it is this article's turn."""
    for _ in range(20):
        (page,) = store.lease_pages(owner="reader", now=LATER, lease_for=LEASE_FOR, limit=1)
        if page.article_id == number:
            return page
        store.save_pages([end(page)])
    raise AssertionError(number)


def end(leased: LeasedPage, **values: object) -> PageVisit:
    return PageVisit(
        article_id=leased.article_id,
        host=leased.host,
        lease_owner=leased.lease_owner,
        lease_until=leased.lease_until,
        attempt=leased.attempt,
        finished_at=LATER,
        **{"state": PageState.FAILED, **values},
    )


def numbers_of(store: Store) -> list[ArticleId]:
    return sorted(article.id for article in store.iter_articles())


def find(store: Store, url: str) -> ArticleId | None:
    found = store.find_article(url)
    return None if found is None else found.id


def test_an_article_whose_page_names_another_articles_address_is_that_article(
    store: Store,
) -> None:
    elder = bring(store, "visit")
    younger = bring(store, "visit-in-asia", title="Report about visit")

    waiting = read_page(store, younger, PAGE)

    assert numbers_of(store) == [elder]
    assert waiting == ()
    assert find(store, "https://times.example/visit-in-asia") == elder
    assert len(store.get_trace(elder).sightings) == 2


def test_an_article_is_found_by_what_its_page_names_as_its_address(store: Store) -> None:
    number = bring(store, "visit-in-asia")

    read_page(store, number, PAGE)

    assert find(store, PAGE) == number
    known = store.find_known(feed_id=store.get_feed(OTHER_FEED_URL).id, keys=set(), urls={PAGE})
    assert known.by_url[PAGE].article_id == number


def test_matches_and_alerts_of_both_stay(store: Store) -> None:
    store.save_catalog(topics=[make_topic("both"), make_topic("one"), make_topic("other")], now=NOW)
    elder, younger = bring(store, "visit"), bring(store, "visit-in-asia")
    evaluate(store, *(told(*one) for one in ((elder, "both", "one"), (younger, "both", "other"))))

    read_page(store, younger, PAGE)

    trace = store.get_trace(elder)
    assert sorted(match.topic for match in trace.matches) == ["both", "one", "other"]
    assert sorted(alert.topic for alert in trace.alerts) == ["both", "both", "one", "other"]
    assert numbers_of(store) == [elder]


def told(number: ArticleId, *topics: str) -> EvaluatedArticle:
    return make_evaluated(
        number,
        matches=tuple(make_match(number, topic=topic) for topic in topics),
        alerts=tuple(make_planned_alert(number, topic=topic) for topic in topics),
    )


def test_the_fuller_text_stays_and_is_evaluated(store: Store) -> None:
    elder = bring(store, "visit", summary="Short.")
    full = "The minister was met at the airport. " * 9
    younger = bring(store, "visit-in-asia", summary=full)
    evaluate(store, make_unmatched(elder), make_unmatched(younger))

    waiting = read_page(store, younger, PAGE)

    article = get_article(store, elder)
    assert waiting == (elder,)
    assert (article.summary, article.revision, article.evaluated_at) == (full, 2, None)
    assert [one.summary for one in store.get_trace(elder).revisions] == ["Short.", full]


def test_news_that_goes_into_a_baseline_before_it_was_told_is_told(store: Store) -> None:
    (elder,) = store_articles(store, make_draft("visit"), baseline=True)
    evaluate(store, make_unmatched(elder))
    younger = bring(store, "visit-in-asia")

    waiting = read_page(store, younger, PAGE)

    article = get_article(store, elder)
    assert (article.baseline, article.evaluated_at, waiting) == (False, None, (elder,))


def test_a_page_that_too_many_name_is_nobodys(store: Store) -> None:
    bring(store, "visit")
    numbers = [bring(store, f"report-{n}") for n in range(5)]

    for number in numbers:
        read_page(store, number, PAGE)

    assert len(numbers_of(store)) == 3


@pytest.mark.parametrize(("days", "articles"), [(2, 1), (4, 2)])
def test_articles_of_other_days_are_not_one_whatever_a_page_says(
    store: Store, days: int, articles: int
) -> None:
    bring(store, "visit", published_at=NOW - timedelta(days=days))
    younger = bring(store, "visit-in-asia", published_at=NOW)

    read_page(store, younger, PAGE)

    assert len(numbers_of(store)) == articles


def test_a_poll_that_was_compared_before_two_became_one_loses_its_sighting_and_nothing_else(
    store: Store,
) -> None:
    bring(store, "visit")
    younger = bring(store, "visit-in-asia")
    read_page(store, younger, PAGE)

    new = store_articles(store, sighted(younger, make_draft("third")), make_draft("fourth"))

    assert len(new) == 1
    assert len(numbers_of(store)) == 2


def sighted(number: ArticleId, draft: Draft) -> Identified:
    return make_identified(draft, newness=Newness.SIGHTED, article_id=number)
