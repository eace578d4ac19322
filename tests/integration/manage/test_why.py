from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from monitor.errors import NotFound
from monitor.manage.why import explain, tell_explanation, write_explanation
from monitor.model import AttemptResult, DeliveryState, HeldBack, Page, PageState, PageVisit
from monitor.store import Store
from tests.support.builders import (
    FEED_URL,
    NOW,
    make_draft,
    make_evaluated,
    make_feed_spec,
    make_held_back,
    make_match,
    make_topic,
    make_unmatched,
)
from tests.support.scenes import alert_about, evaluate, lease_deliveries, store_articles
from tests.support.telling import make_placement, place, place_copy

if TYPE_CHECKING:
    from collections.abc import Iterator

DRAFT = make_draft("visit", title="Shoigu arrives in Pyongyang")
URL = str(DRAFT.url)


@pytest.fixture
def memory() -> Iterator[Store]:
    with Store("sqlite://") as store:
        store.upgrade(now=NOW)
        yield store


def ask(store: Store, url: str = URL) -> str:
    return "\n".join(tell_explanation(explain(store, url, now=NOW)))


def test_tells_the_whole_trace_from_feed_to_delivery(store: Store) -> None:
    alert_about(store, DRAFT)

    text = ask(store)

    assert "Shoigu arrives in Pyongyang" in text
    assert f"seen in\n  {FEED_URL} at 2026-11-24T09:00:00Z (no entry with this id" in text
    assert "topic shoigu-in-pyongyang: matches: " in text
    assert 'title 0–6: "Report" as report' in text
    assert "alert 1 (first) under shoigu-in-pyongyang" in text
    assert "to desk-mail: due, next attempt 2026-11-24T09:00:00Z" in text


def test_finds_the_article_by_any_spelling_of_its_address(memory: Store) -> None:
    store_articles(memory, DRAFT)

    explanation = explain(memory, URL + "?utm_source=rss", now=NOW)

    assert explanation.trace is not None


def test_says_of_an_unknown_article_which_feeds_of_its_site_there_are(memory: Store) -> None:
    memory.save_feeds([make_feed_spec("https://feeds.times.example/world.xml")], now=NOW)

    text = ask(memory, "https://www.times.example/missing")

    assert text.splitlines() == [
        "no feed showed https://www.times.example/missing",
        "feeds of that site:",
        "  https://feeds.times.example/world.xml (new; last polled never)",
    ]


def test_says_of_an_unknown_site_how_to_add_a_feed(memory: Store) -> None:
    text = ask(memory, "https://elsewhere.example/missing")

    assert "there is no feed of that site; add one with `monitor feeds add URL`" in text


def test_gives_the_matchers_reason_where_a_topic_does_not_match(memory: Store) -> None:
    memory.save_catalog(topics=[make_topic(query="shoigu AND teheran")], now=NOW)
    (article_id,) = store_articles(memory, DRAFT)
    evaluate(memory, make_unmatched(article_id))

    text = ask(memory)

    assert "topic shoigu-in-pyongyang: no match: " in text
    assert "teheran" in text
    assert "no alert: no topic matched" in text


def test_says_that_a_topic_is_newer_than_the_evaluation(memory: Store) -> None:
    (article_id,) = store_articles(memory, DRAFT)
    evaluate(memory, make_unmatched(article_id))
    memory.save_catalog(topics=[make_topic()], now=NOW)

    assert "it matches now, but did not when the article was evaluated" in ask(memory)


def test_says_that_a_paused_topic_would_match(memory: Store) -> None:
    memory.save_catalog(topics=[make_topic()], now=NOW)
    memory.set_topic_paused("shoigu-in-pyongyang", NOW)
    (article_id,) = store_articles(memory, DRAFT)
    evaluate(memory, make_unmatched(article_id))

    assert "no match: it would match, but the topic is paused" in ask(memory)


def test_says_that_an_article_waits_for_its_evaluation(memory: Store) -> None:
    memory.save_catalog(topics=[make_topic()], now=NOW)
    store_articles(memory, DRAFT)

    text = ask(memory)

    assert "not evaluated yet" in text
    assert "it will match; the article is not evaluated yet" in text


def test_says_why_an_alert_is_held_back(memory: Store) -> None:
    memory.save_catalog(topics=[make_topic()], now=NOW)
    (article_id,) = store_articles(memory, DRAFT)
    evaluate(memory, make_held_back(article_id, HeldBack.SILENCED))

    assert "  held back: silenced" in ask(memory)


def test_says_that_the_story_was_told_before_and_that_this_is_a_copy(memory: Store) -> None:
    memory.save_catalog(topics=[make_topic()], now=NOW)
    (one,) = store_articles(memory, make_draft("first"))
    (other,) = store_articles(memory, DRAFT)
    first = make_evaluated(one, placement=make_placement(one))
    copied = replace(place_copy(other, one), matches=(make_match(other),))
    evaluate(memory, first, copied)

    text = ask(memory)

    assert "story 1: 2 articles by 1 independent publisher, 1 copy, in en" in text
    assert f"  copy of article {one} (0.98): «Der Sicherheitschef traf am Dienstag ein.»" in text
    assert (
        "no alert under shoigu-in-pyongyang: its story was told there before (alert 1), and it is"
        f" a copy of article {one}; publishers that report it now: 1, when it was told: 1"
    ) in text


def test_says_that_its_story_was_held_back_already(memory: Store) -> None:
    memory.save_catalog(topics=[make_topic()], now=NOW)
    (one,) = store_articles(memory, make_draft("first"))
    (other,) = store_articles(memory, DRAFT)
    held = make_held_back(one, HeldBack.TOO_FEW_PUBLISHERS)
    again = make_held_back(other, HeldBack.TOO_FEW_PUBLISHERS)
    evaluate(
        memory,
        replace(held, placement=make_placement(one)),
        replace(again, placement=make_placement(other, beside=one)),
    )

    text = ask(memory)

    assert "another article of its story was held back there for the same reason (alert 1)" in text
    assert "first report of this story" in text


def test_the_decision_about_its_story_is_in_the_object(memory: Store) -> None:
    (article_id,) = store_articles(memory, DRAFT)
    evaluate(memory, place(article_id, agency="TASS"))

    story = write_explanation(explain(memory, URL, now=NOW))["story"]

    assert (story["id"], story["article_ids"]) == (1, [article_id])
    assert (story["decision"]["reason"], story["decision"]["agency"]) == ("opened", "TASS")


@pytest.mark.parametrize(
    ("state", "next_attempt_at", "told"),
    [
        (
            DeliveryState.RETRYING,
            NOW + timedelta(minutes=1),
            "to desk-mail: retrying, next attempt 2026-11-24T09:01:00Z, attempts: 1, last error",
        ),
        (DeliveryState.DEAD, None, "to desk-mail: dead, try again with `monitor deliveries retry"),
    ],
)
def test_tells_how_a_delivery_that_failed_goes_on(
    memory: Store, state: DeliveryState, next_attempt_at, told: str
) -> None:
    alert_about(memory, DRAFT)
    leased = next(one for one in lease_deliveries(memory) if one.delivery.receiver == "desk-mail")
    result = AttemptResult(
        delivery_id=leased.delivery.id,
        lease_owner=leased.lease_owner,
        attempt=leased.attempt,
        state=state,
        finished_at=NOW,
        next_attempt_at=next_attempt_at,
        error="421 try later",
    )
    memory.save_attempts([result])

    text = ask(memory)

    assert told in text
    assert "421 try later" in text


def test_gives_the_same_trace_as_json(memory: Store) -> None:
    alert_about(memory, DRAFT)

    told = write_explanation(explain(memory, URL, now=NOW))

    assert told["article"]["url"] == URL
    assert told["sightings"][0]["feed"] == FEED_URL
    assert told["topics"] == [
        {"topic": "shoigu-in-pyongyang", "matched": True, "reason": told["topics"][0]["reason"]}
    ]
    assert told["alerts"][0]["deliveries"][0]["state"] == "due"


def test_gives_json_for_an_unknown_article_too(memory: Store) -> None:
    told = write_explanation(explain(memory, "https://x.example/", now=NOW))

    assert told == {"url": "https://x.example/", "article": None, "feeds_of_site": []}


FULL = "The minister was met at the airport. " * 20
LATER = NOW + timedelta(minutes=2)


@pytest.mark.parametrize(
    ("visit", "told"),
    [
        (
            {"state": PageState.READ, "page": FULL},
            ["full text: 740 characters from its page, fetched at 2026-11-24T09:00:00Z"],
        ),
        (
            {"state": PageState.READ, "page": "Subscribe."},
            [
                (
                    "full text: none; its page, fetched at 2026-11-24T09:00:00Z, "
                    "tells no more than the feed"
                )
            ],
        ),
        (
            {"state": PageState.REFUSED, "error": "robots.txt asks robots to stay away"},
            [
                "full text: none; its page was not fetched",
                "  robots.txt asks robots to stay away",
            ],
        ),
        (
            {"state": PageState.FAILED, "error": "status code: 403"},
            [
                "full text: none; its page could not be fetched (attempts: 1)",
                "  status code: 403",
            ],
        ),
        (
            {"state": PageState.DUE, "error": "status code: 500", "next_fetch_at": LATER},
            [
                "full text: its page is to be fetched, not before 2026-11-24T09:02:00Z",
                "  status code: 500",
            ],
        ),
    ],
    ids=["read", "empty", "refused", "failed", "due"],
)
def test_tells_what_came_of_the_page(memory: Store, visit: dict[str, Any], told: list[str]) -> None:
    memory.save_feeds([make_feed_spec(full_text=True)], now=NOW)
    store_articles(memory, DRAFT)
    [leased] = memory.lease_pages(owner="reader", now=NOW, lease_for=timedelta(1), limit=1)
    text = visit.pop("page", None)
    page = text and Page(text=text, published_at=None, canonical_url=None, language=None)
    memory.save_pages(
        [
            PageVisit(
                article_id=leased.article_id,
                host=leased.host,
                lease_owner="reader",
                lease_until=leased.lease_until,
                attempt=1,
                finished_at=NOW,
                page=page,
                **visit,
            )
        ]
    )

    explanation = explain(memory, URL, now=NOW)

    lines = list(tell_explanation(explanation))
    start = lines.index(told[0])
    assert lines[start : start + len(told)] == told
    written = write_explanation(explanation)["page"]
    assert (written["attempts"], written["last_error"]) == (1, visit.get("error"))


def test_says_nothing_of_a_page_that_nobody_wanted(memory: Store) -> None:
    store_articles(memory, DRAFT)

    assert "full text" not in ask(memory)
    assert write_explanation(explain(memory, URL, now=NOW))["page"] is None


def test_tells_of_a_fault_that_kept_the_article_from_every_topic(memory: Store) -> None:
    (article_id,) = store_articles(memory, DRAFT)
    evaluate(memory, make_unmatched(article_id, error="RecursionError: too deep"))

    assert "a fault of ours kept it from every topic: RecursionError: too deep" in ask(memory)


@pytest.mark.parametrize("named", ["times.example/visit", "1", URL, "times.example/visit?utm_id=1"])
def test_an_article_is_named_by_its_address_with_or_without_scheme_or_by_its_number(
    memory: Store, named: str
) -> None:
    store_articles(memory, DRAFT)

    assert ask(memory, named).startswith("Shoigu arrives in Pyongyang")


def test_an_address_without_scheme_that_no_feed_showed_is_told_as_one(memory: Store) -> None:
    memory.save_feeds([make_feed_spec("https://feeds.times.example/world.xml")], now=NOW)

    text = ask(memory, "www.times.example/missing")

    assert "no feed showed https://www.times.example/missing\nfeeds of that site:" in text


def test_one_topic_alone_is_asked_where_it_is_named(memory: Store) -> None:
    memory.save_catalog(topics=[make_topic(), make_topic("another", query="report")], now=NOW)
    (article_id,) = store_articles(memory, DRAFT)
    evaluate(memory, make_unmatched(article_id))

    told = write_explanation(explain(memory, URL, now=NOW, topic="another"))

    assert [one["topic"] for one in told["topics"]] == ["another"]


def test_a_topic_that_does_not_exist_is_told_with_the_nearest(memory: Store) -> None:
    memory.save_catalog(topics=[make_topic("another")], now=NOW)

    with pytest.raises(NotFound) as caught:
        explain(memory, URL, now=NOW, topic="anothr")

    assert caught.value.__notes__ == ["did you mean another?"]
