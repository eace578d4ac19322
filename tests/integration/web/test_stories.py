"""The pages about stories, over each kind of database."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.integration.web.test_pages import served
from tests.support.builders import NOW, make_draft, make_match, make_topic
from tests.support.scenes import alert_about, evaluate, store_articles
from tests.support.telling import place, place_copy

if TYPE_CHECKING:
    from monitor.model import ArticleId
    from monitor.store import Store

TITLE = "Shoigu & Kim <meet> in Pyongyang"


def fill(store: Store) -> list[ArticleId]:
    """Make a story of a text and its copy."""
    (first,) = store_articles(store, make_draft("arrival", title=TITLE))
    (copied,) = store_articles(store, make_draft("copied"))
    evaluate(store, place(first), place_copy(copied, first))
    return [first, copied]


async def test_stories_are_listed_with_what_they_amount_to(store: Store) -> None:
    fill(store)

    async with served(store) as client:
        page = await client.get("/stories")

    assert page.status_code == 200
    assert "&amp; Kim &lt;meet&gt; in Pyongyang" in page.text
    assert 'href="/stories/1"' in page.text
    assert "2 articles by 1 independent publisher, 1 copy, in en" in page.text


async def test_stories_of_a_topic_are_listed(store: Store) -> None:
    store.save_catalog(topics=[make_topic()], now=NOW)
    (one,) = store_articles(store, make_draft("arrival"))
    (other,) = store_articles(store, make_draft("storm"))
    match = make_match(one)
    evaluate(store, replace(place(one), matches=(match,)), place(other))

    async with served(store) as client:
        page = await client.get("/stories", params={"topic": match.topic})

    assert "Report about arrival" in page.text
    assert "Report about storm" not in page.text


async def test_a_story_shows_its_copies_and_the_reason_for_each(store: Store) -> None:
    fill(store)

    async with served(store) as client:
        page = await client.get("/stories/1")

    assert "&lt;meet&gt;" in page.text
    assert "1 copy of this text" in page.text
    assert "copy of article 1 (0.98): «Der Sicherheitschef traf am Dienstag ein.»" in page.text
    assert 'href="https://times.example/copied"' in page.text


async def test_a_story_that_was_merged_leads_to_the_one_that_has_its_articles(
    store: Store,
) -> None:
    (one,) = store_articles(store, make_draft("arrival"))
    (other,) = store_articles(store, make_draft("storm"))
    evaluate(store, place(one), place(other))
    into, gone = (story.id for story in reversed(list(store.iter_stories(limit=9))))
    store.merge_stories(into, [gone], by="anna", now=NOW)

    async with served(store) as client:
        page = await client.get(f"/stories/{gone}")

    assert (page.status_code, page.headers["location"]) == (307, f"/stories/{into}")


async def test_a_story_that_is_not_there_is_told_so(store: Store) -> None:
    async with served(store) as client:
        page, odd = await client.get("/stories/7"), await client.get("/stories/x")

    assert (page.status_code, page.text) == (404, "there is no story 7\n")
    assert odd.status_code == 404


async def test_an_empty_newsroom_has_no_stories(store: Store) -> None:
    async with served(store) as client:
        page = await client.get("/stories")

    assert "No story yet" in page.text


async def test_an_alert_leads_to_its_story(store: Store) -> None:
    alert_about(store, make_draft("visit"))

    async with served(store) as client:
        page = await client.get("/")

    assert 'href="/stories/1"' in page.text
