"""Keep the outbox: who must be told, who is at it, what came of it.

Database. Lease, send, record: a lease counts the attempt, and the count is the fencing
number, so an attempt that wakes up after its lease ran out records nothing. A receiver that
asked to be left alone gets nothing until then, whichever delivery it told it to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, case, or_, select, update

from monitor.errors import NotFound
from monitor.model import DeliveryId, DeliveryState, LeasedDelivery
from monitor.store.alerts import DELIVERY_COLUMNS, load_alerts, read_delivery
from monitor.store.part import Part, chunks
from monitor.store.tables import DeliveryRow, ReceiverRow, deliveries, receivers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime, timedelta

    from sqlalchemy import Connection

    from monitor.model import Alert, AttemptResult, Delivery
    from monitor.store.dialect import Database
    from monitor.store.part import AnyRow

LEASED = DeliveryState.LEASED.value


class Deliveries(Part):
    """The store's part for deliveries."""

    def lease_deliveries(
        self, *, owner: str, now: datetime, lease_for: timedelta, limit: int
    ) -> tuple[LeasedDelivery, ...]:
        """Take the right to send due deliveries, longest due first.

        Also those that somebody else leased and let run out: what this owner leased it still
        has, however long its machine slept. None to a receiver that asked to be left alone.
        """
        blocked = select(ReceiverRow.name).where(ReceiverRow.blocked_until > now)
        free = (
            select(DeliveryRow.id)
            .where(
                DeliveryRow.next_attempt_at <= now,
                or_(
                    DeliveryRow.lease_until.is_(None),
                    and_(DeliveryRow.lease_until <= now, DeliveryRow.lease_owner != owner),
                ),
                DeliveryRow.receiver.not_in(blocked),
            )
            .order_by(DeliveryRow.next_attempt_at, DeliveryRow.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .cte("free")
        )
        lease = (
            update(deliveries)
            .where(deliveries.c.id.in_(select(free.c.id)))
            .values(
                state=LEASED,
                lease_owner=owner,
                lease_until=now + lease_for,
                attempts=deliveries.c.attempts + 1,
            )
            .returning(*DELIVERY_COLUMNS, deliveries.c.lease_owner, deliveries.c.first_due_at)
        )
        with self._database.writing() as connection:
            rows = connection.execute(lease).all()
            ordered = sorted(rows, key=lambda row: (row.next_attempt_at, row.id))
            alert_ids = list(dict.fromkeys(row.alert_id for row in ordered))
            alerts = {alert.id: alert for alert in load_alerts(connection, alert_ids)}
        return tuple(_leased(row, alerts[row.alert_id]) for row in ordered)

    def save_attempts(self, results: Sequence[AttemptResult]) -> int:
        """Record what came of attempts; returns how many were recorded.

        A result whose lease was lost is dropped: whoever has the lease now records his own.
        """
        with self._database.writing() as connection:
            held = _held(connection, [result.delivery_id for result in results])
            valid = [result for result in results if _is_held(result, held)]
            if valid:
                connection.execute(_RECORD, [_result_values(result) for result in valid])
                _block_receivers(self._database, connection, valid, held)
        return len(valid)

    def release_deliveries(self, owner: str, *, ids: Sequence[DeliveryId] | None = None) -> int:
        """Give back leases without an attempt: all of this owner, or only these."""
        release = (
            update(deliveries)
            .where(deliveries.c.lease_owner == owner, deliveries.c.state == LEASED)
            .values(
                state=case(
                    (deliveries.c.attempts <= 1, DeliveryState.DUE.value),
                    else_=DeliveryState.RETRYING.value,
                ),
                attempts=deliveries.c.attempts - 1,
                lease_owner=None,
                lease_until=None,
            )
        )
        if ids is not None:
            release = release.where(deliveries.c.id.in_(ids))
        with self._database.writing() as connection:
            return connection.execute(release).rowcount

    def renew_deliveries(
        self, owner: str, *, ids: Sequence[DeliveryId], until: datetime
    ) -> tuple[DeliveryId, ...]:
        """Prolong leases while their work goes on; gives those that are still this owner's."""
        renew = (
            update(deliveries)
            .where(
                deliveries.c.id.in_(ids),
                deliveries.c.lease_owner == owner,
                deliveries.c.state == LEASED,
            )
            .values(lease_until=until)
            .returning(deliveries.c.id)
        )
        with self._database.writing() as connection:
            return tuple(DeliveryId(number) for number in connection.scalars(renew))

    def list_deliveries(
        self, state: DeliveryState | None = None, limit: int = 50
    ) -> tuple[Delivery, ...]:
        """Give deliveries, newest first; in all states when none is named."""
        wanted = select(*DELIVERY_COLUMNS).order_by(DeliveryRow.id.desc()).limit(limit)
        if state is not None:
            wanted = wanted.where(DeliveryRow.state == state.value)
        with self._database.reading() as connection:
            return tuple(read_delivery(row) for row in connection.execute(wanted))

    def retry_delivery(self, delivery_id: DeliveryId, *, now: datetime) -> None:
        """Make a dead or retrying delivery due at once, its attempts counted anew.

        Raises NotFound for any other: what is due or under way needs no push, and what was
        sent is not sent again.
        """
        retry = (
            update(deliveries)
            .where(
                deliveries.c.id == delivery_id,
                deliveries.c.state.in_([DeliveryState.DEAD.value, DeliveryState.RETRYING.value]),
            )
            .values(
                state=DeliveryState.DUE.value, attempts=0, first_due_at=now, next_attempt_at=now
            )
        )
        with self._database.writing() as connection:
            if connection.execute(retry).rowcount == 0:
                raise NotFound("dead or retrying delivery", delivery_id)


def _held(connection: Connection, numbers: Iterable[DeliveryId]) -> dict[DeliveryId, AnyRow]:
    held: dict[DeliveryId, AnyRow] = {}
    for some in chunks(sorted(numbers)):
        locked = select(
            DeliveryRow.id,
            DeliveryRow.receiver,
            DeliveryRow.state,
            DeliveryRow.lease_owner,
            DeliveryRow.attempts,
        ).where(DeliveryRow.id.in_(some))
        rows = connection.execute(locked.order_by(DeliveryRow.id).with_for_update())
        held.update((DeliveryId(row.id), row) for row in rows)
    return held


def _is_held(result: AttemptResult, held: Mapping[DeliveryId, AnyRow]) -> bool:
    row = held.get(result.delivery_id)
    return (
        row is not None
        and row.state == LEASED
        and row.lease_owner == result.lease_owner
        and row.attempts == result.attempt
    )


def _result_values(result: AttemptResult) -> dict[str, object]:
    sent = result.state is DeliveryState.SENT
    return {
        "number": result.delivery_id,
        "new_state": result.state.value,
        "new_next_attempt_at": result.next_attempt_at,
        "new_error": result.error,
        "new_detail": result.detail,
        "new_sent_at": result.finished_at if sent else None,
    }


def _block_receivers(
    database: Database,
    connection: Connection,
    results: Iterable[AttemptResult],
    held: Mapping[DeliveryId, AnyRow],
) -> None:
    """Leave receivers alone as long as the longest wish says."""
    until: dict[str, datetime] = {}
    for result in results:
        if result.receiver_blocked_until is not None:
            name = held[result.delivery_id].receiver
            until[name] = max(
                result.receiver_blocked_until, until.get(name, result.receiver_blocked_until)
            )
    if not until:
        return
    statement = database.insert(receivers)
    later = case(
        (
            statement.excluded.blocked_until > receivers.c.blocked_until,
            statement.excluded.blocked_until,
        ),
        else_=receivers.c.blocked_until,
    )
    connection.execute(
        statement.on_conflict_do_update(index_elements=["name"], set_={"blocked_until": later}),
        [{"name": name, "blocked_until": until[name]} for name in sorted(until)],
    )


def _leased(row: AnyRow, alert: Alert) -> LeasedDelivery:
    return LeasedDelivery(
        delivery=read_delivery(row),
        alert=alert,
        lease_owner=row.lease_owner,
        attempt=row.attempts,
        first_due_at=row.first_due_at,
    )


_RECORD = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("number"))
    .values(
        state=bindparam("new_state"),
        next_attempt_at=bindparam("new_next_attempt_at"),
        last_error=bindparam("new_error"),
        detail=bindparam("new_detail"),
        sent_at=bindparam("new_sent_at"),
        lease_owner=None,
        lease_until=None,
    )
)
