"""The API's search: a header says where it was stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.manage import searching
from tests.support.builders import make_draft
from tests.support.scenes import store_articles
from tests.support.website import served

if TYPE_CHECKING:
    import pytest

    from monitor.store import Store


async def test_a_search_that_was_stopped_says_so(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_articles(store, *(make_draft(one, title=one) for one in ("one", "two")))
    monkeypatch.setattr(searching, "MOST_WALKED", 1)

    async with served(store) as client:
        stopped = await client.get("/api/v1/search", params={"query": "NOT kim"})
        whole = await client.get("/api/v1/search", params={"query": "two"})

    assert len(stopped.json()) == 1
    assert stopped.headers["X-Search-Stopped"].startswith("stopped after 1 articles")
    assert "X-Search-Stopped" not in whole.headers
