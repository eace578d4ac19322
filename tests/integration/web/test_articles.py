"""The page of an article, over each kind of database."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.model import Newness
from tests.support.builders import NOW, make_draft, make_identified, make_poll
from tests.support.scenes import alert_about, lease_feed, store_articles
from tests.support.website import served

if TYPE_CHECKING:
    from monitor.store import Store

LATER = NOW + timedelta(minutes=5)


async def test_shows_where_it_was_seen_what_it_matched_and_what_was_told(store: Store) -> None:
    (number,) = alert_about(store, make_draft("visit", title="Shoigu & Kim <meet>"))

    async with served(store) as client:
        page = await client.get(f"/articles/{number}")

    assert page.status_code == 200
    assert "Shoigu &amp; Kim &lt;meet&gt;" in page.text
    assert "seen in" in page.text
    assert "desk-mail" in page.text
    assert 'href="/stories/' in page.text


async def test_shows_what_an_edit_changed(store: Store) -> None:
    (number,) = store_articles(store, make_draft("visit", summary="He meets Kim on Tuesday."))
    after = make_draft("visit", summary="He meets Kim on Wednesday.")
    edit = make_identified(after, newness=Newness.CHANGED, reason="another text", article_id=number)
    store.save_polls([make_poll(lease_feed(store), edit, finished_at=LATER)])

    async with served(store) as client:
        page = await client.get(f"/articles/{number}")

    assert "Tuesday" in page.text
    assert "Wednesday" in page.text


async def test_an_article_that_is_not_there_is_not_found(store: Store) -> None:
    async with served(store) as client:
        page = await client.get("/articles/4711")

    assert page.status_code == 404
