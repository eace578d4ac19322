"""List matches, alerts and deliveries, and retry a delivery.

Database.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.manage.absent import not_found
from monitor.model import (
    Alert,
    AlertId,
    Delivery,
    DeliveryId,
    DeliveryState,
    StoredMatch,
)

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.store import Store


def list_matches(store: Store, *, topic: str | None, limit: int) -> tuple[StoredMatch, ...]:
    """Give the newest matches, of one topic or of all."""
    found = store.list_matches(topic, limit)
    return found or _nothing_of(store, topic)


def list_alerts(
    store: Store, *, topic: str | None, limit: int, is_open: bool = False
) -> tuple[Alert, ...]:
    """Give the newest alerts, those held back among them; or those told and not answered."""
    found = store.list_open_alerts(topic, limit) if is_open else store.list_alerts(topic, limit)
    return found or _nothing_of(store, topic)


def _nothing_of(store: Store, topic: str | None) -> tuple[()]:
    """Tell a topic without results from one that does not exist."""
    names = {known.name for known in store.load_catalog().topics}
    if topic is not None and topic not in names:
        raise not_found("topic", topic, names)
    return ()


def get_alert(store: Store, alert_id: int) -> Alert:
    """Give one alert.

    Raises:
        NotFound: there is none of that id.
    """
    return store.get_alert(AlertId(alert_id))


def list_deliveries(
    store: Store, *, state: DeliveryState | None, limit: int
) -> tuple[Delivery, ...]:
    """Give the newest deliveries, in one state or in any."""
    return store.list_deliveries(state, limit)


def retry_delivery(store: Store, delivery_id: int, *, now: datetime) -> None:
    """Make a delivery that failed due at once; its attempts start anew."""
    store.retry_delivery(DeliveryId(delivery_id), now=now)
