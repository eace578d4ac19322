"""Figures for a program that watches programs, over each kind of database."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from prometheus_client.parser import text_string_to_metric_families

from tests.support.builders import NOW, make_draft, make_result
from tests.support.scenes import alert_about, lease_deliveries
from tests.support.website import served

if TYPE_CHECKING:
    import httpx

    from monitor.store import Store


async def look(client: httpx.AsyncClient) -> dict[str, float]:
    """Give every figure, by its name and labels."""
    answer = await client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    return {
        " ".join((sample.name, *(f"{k}={v}" for k, v in sorted(sample.labels.items())))): (
            sample.value
        )
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


async def test_counts_what_there_is_and_what_waits(store: Store) -> None:
    alert_about(store, make_draft("visit"))

    async with served(store, problems=["the poll pass is not running"]) as client:
        figures = await look(client)

    assert figures["monitor_articles"] == 1
    assert figures["monitor_matches"] == 1
    assert figures["monitor_feeds_by_health health=failing"] == 0
    assert figures["monitor_deliveries state=due"] == 2
    assert figures["monitor_deliveries state=dead"] == 0
    assert figures["monitor_passes_stalled"] == 1


async def test_measures_from_publication_to_the_receiver_since_it_was_asked_first(
    store: Store,
) -> None:
    old = make_draft("old", published_at=NOW - timedelta(hours=1))
    fresh = make_draft("fresh", published_at=NOW - timedelta(seconds=40))

    async with served(store) as client:
        alert_about(store, old)
        await look(client)
        alert_about(store, fresh)
        sent_at = NOW + timedelta(seconds=3)
        for leased in lease_deliveries(store):
            store.save_attempts([make_result(leased, finished_at=sent_at)])
        figures = await look(client)
        again = await look(client)

    assert figures["monitor_publication_to_sight_seconds_count"] == 1
    assert figures["monitor_publication_to_sight_seconds_sum"] == 40
    assert figures["monitor_publication_to_sight_seconds_bucket le=30.0"] == 0
    assert figures["monitor_publication_to_sight_seconds_bucket le=60.0"] == 1
    assert figures["monitor_sight_to_alert_seconds_count"] == 1
    assert figures["monitor_alert_to_receiver_seconds_count"] == 4
    assert figures["monitor_alert_to_receiver_seconds_bucket le=+Inf"] == 4
    assert again == figures
