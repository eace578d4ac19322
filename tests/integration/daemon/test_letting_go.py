"""What was leased is given back at the end, as far as it can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitor.config import Config
from monitor.daemon.parts import build
from monitor.errors import DatabaseUnavailable
from monitor.store import Store
from tests.support.builders import NOW, OTHER_FEED_URL, make_draft, make_feed_spec
from tests.support.scenes import LEASE_FOR, alert_about, lease_deliveries, lease_feed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EVALUATE = "evaluate"


class StubbornStore(Store):
    """Takes no feeds and no pages back."""

    def release_feeds(self, owner: str) -> int:
        raise DatabaseUnavailable(owner, problem="feeds")

    def release_pages(self, owner: str) -> int:
        raise DatabaseUnavailable(owner, problem="pages")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[StubbornStore]:
    with StubbornStore(f"sqlite:///{tmp_path / 'monitor.db'}") as store:
        store.upgrade(now=NOW)
        yield store


async def test_what_cannot_be_given_back_keeps_nothing_else_from_it(store: StubbornStore) -> None:
    store.save_feeds([make_feed_spec(full_text=True)], now=NOW)
    alert_about(store, make_draft())

    async with build(Config(), store) as parts:
        lease_feed(store, OTHER_FEED_URL, owner=parts.owner)
        held = lease_deliveries(store, owner=parts.owner)
        with pytest.raises(DatabaseUnavailable) as caught:
            await parts.let_go()

    assert caught.value.problem == "feeds"
    assert held
    assert len(lease_deliveries(store, owner="heir")) == len(held)


async def test_a_pass_that_cannot_finish_keeps_nothing_from_being_given_back(
    store: StubbornStore,
) -> None:
    async with build(Config(), store) as parts:
        lease = {"owner": parts.owner, "now": NOW, "lease_for": LEASE_FOR}
        assert store.take_lease(EVALUATE, **lease) is not None

        async def fail() -> None:
            raise ValueError("a fault")

        parts.dispatcher.finish = fail  # type: ignore[method-assign]
        with pytest.raises(ValueError, match="a fault"):
            await parts.let_go()

    assert store.take_lease(EVALUATE, owner="heir", now=NOW, lease_for=LEASE_FOR) is not None
