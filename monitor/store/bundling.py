"""Put deliveries that waited out an outage together into digests.

Database. The first of a bundle carries the others: it is leased, sent and recorded for all,
under a key of its own, so the message is the same at every attempt, and whatever comes of it is
recorded with every one. Nothing that may have arrived on its own is put into one while an
attempt is under way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, func, or_, select, update

from monitor.model import AlertKind, DeliveryId, DeliveryState
from monitor.store.alerts import load_alerts
from monitor.store.part import Part
from monitor.store.receivers import are_broken, are_closed
from monitor.store.tables import AlertRow, DeliveryRow, deliveries

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

    from monitor.model import Alert, AttemptResult

#: Alerts in one digest: what a Slack message has room for.
MOST_IN_BUNDLE = 50
#: Bundles made in one transaction.
MOST_BUNDLES = 20
_TELL_MANY = (AlertKind.DIGEST.value, AlertKind.COVERAGE.value)
#: A message with one alert in it is that alert's.
_FEWEST = 2


class Bundling(Part):
    """The store's part for digests of what waited too long."""

    def bundle_deliveries(
        self,
        names: Collection[str],
        *,
        now: datetime,
        late_since: datetime,
        more_than: int,
    ) -> int:
        """Bundle what waits for these receivers since then, where there is more than that.

        Not while a receiver is broken: one message is enough to find out. Returns how many
        digests there will be.
        """
        with self._database.reading() as connection:
            backlogs = _find_backlogs(connection, names, now, late_since, more_than)
        made = 0
        for name in backlogs:
            with self._database.writing() as connection:
                made += _bundle(connection, name, late_since, more_than)
        return made


def _is_waiting(late_since: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        DeliveryRow.next_attempt_at.is_not(None),
        DeliveryRow.carrier_id.is_(None),
        DeliveryRow.state.in_([DeliveryState.DUE.value, DeliveryState.RETRYING.value]),
        DeliveryRow.first_due_at <= late_since,
        # One that tells of many itself is not cut down to a line.
        exists().where(AlertRow.id == DeliveryRow.alert_id, AlertRow.kind.not_in(_TELL_MANY)),
    )


def _find_backlogs(
    connection: Connection,
    names: Collection[str],
    now: datetime,
    late_since: datetime,
    more_than: int,
) -> Sequence[str]:
    counted = (
        select(DeliveryRow.receiver)
        .where(
            *_is_waiting(late_since),
            DeliveryRow.receiver.in_(names),
            DeliveryRow.receiver.not_in(are_closed(now)),
            DeliveryRow.receiver.not_in(are_broken()),
        )
        .group_by(DeliveryRow.receiver)
        .having(func.count() > more_than)
    )
    return connection.scalars(counted).all()


def _bundle(connection: Connection, name: str, late_since: datetime, more_than: int) -> int:
    waiting = (
        select(DeliveryRow.id)
        .where(*_is_waiting(late_since), DeliveryRow.receiver == name)
        .order_by(DeliveryRow.first_due_at, DeliveryRow.id)
        .limit(MOST_IN_BUNDLE * MOST_BUNDLES)
        .with_for_update(skip_locked=True)
    )
    numbers = connection.scalars(waiting).all()
    if len(numbers) <= more_than:
        return 0
    bundles = [
        numbers[start : start + MOST_IN_BUNDLE] for start in range(0, len(numbers), MOST_IN_BUNDLE)
    ]
    made = [bundle for bundle in bundles if len(bundle) >= _FEWEST]
    for bundle in made:
        connection.execute(
            update(deliveries)
            .where(deliveries.c.id.in_(bundle))
            .values(carrier_id=bundle[0], next_attempt_at=deliveries.c.first_due_at)
        )
    return len(made)


def goes_by_itself() -> ColumnElement[bool]:
    """Select what is sent alone, or carries others."""
    return or_(DeliveryRow.carrier_id.is_(None), DeliveryRow.carrier_id == DeliveryRow.id)


def load_bundle(connection: Connection, carrier_id: DeliveryId) -> tuple[Alert, ...]:
    """Load the alerts of a bundle in the order in which they were due."""
    numbers = connection.scalars(
        select(DeliveryRow.alert_id)
        .where(DeliveryRow.carrier_id == carrier_id, DeliveryRow.next_attempt_at.is_not(None))
        .order_by(DeliveryRow.first_due_at, DeliveryRow.id)
    ).all()
    return load_alerts(connection, numbers)


def unbundle(connection: Connection, carrier_id: DeliveryId) -> None:
    """Let everything that a delivery carries go out on its own."""
    connection.execute(
        update(deliveries)
        .where(deliveries.c.carrier_id == carrier_id, deliveries.c.next_attempt_at.is_not(None))
        .values(carrier_id=None)
    )


def record_bundles(connection: Connection, results: Iterable[AttemptResult]) -> None:
    """Record with all of a bundle what came of its carrier; a later attempt is for all."""
    for result in results:
        if result.next_attempt_at is not None:
            continue
        fellows = (
            update(deliveries)
            .where(
                deliveries.c.carrier_id == result.delivery_id,
                deliveries.c.id != result.delivery_id,
                deliveries.c.next_attempt_at.is_not(None),
            )
            .values(
                state=result.state.value,
                attempts=deliveries.c.attempts + 1,
                next_attempt_at=None,
                sent_at=result.finished_at if result.state is DeliveryState.SENT else None,
                last_error=result.error,
                detail=f"in digest {result.delivery_id}",
            )
        )
        connection.execute(fellows)
