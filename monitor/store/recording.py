"""Record what came of attempts to send.

Database. Within transactions of others. An attempt is recorded by whoever has the lease, under
the number that the lease gave it; of any other nothing is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import bindparam, update

from monitor.model import DeliveryState
from monitor.store.bundling import record_bundles
from monitor.store.receivers import Ended, note_endings
from monitor.store.tables import deliveries
from monitor.store.threads import save_threads

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from monitor.model import AttemptResult, DeliveryId, Thread
    from monitor.store.dialect import Database


class Recorded(NamedTuple):
    """An attempt that was recorded, with the receiver that it was made at."""

    result: AttemptResult
    receiver: str
    #: It was the message of others too.
    carries: bool


def record_attempts(
    connection: Connection, results: Iterable[AttemptResult]
) -> tuple[Recorded, ...]:
    """Mark deliveries with what came of them; gives those that were still held."""
    ordered = sorted(results, key=lambda result: result.delivery_id)
    recorded = (_record(connection, result) for result in ordered)
    return tuple(one for one in recorded if one is not None)


def _record(connection: Connection, result: AttemptResult) -> Recorded | None:
    row = connection.execute(_RECORD, _values(result)).one_or_none()
    if row is None:
        return None
    return Recorded(result, row.receiver, carries=row.carrier_id == result.delivery_id)


def note_attempts(
    database: Database,
    connection: Connection,
    recorded: Sequence[Recorded],
    report_to: str | None,
) -> None:
    """Note what these attempts say of others: of what they carried, of threads, of receivers."""
    record_bundles(connection, [one.result for one in recorded if one.carries])
    save_threads(database, connection, _opened(recorded))
    ended = [Ended(one.receiver, one.result) for one in recorded]
    note_endings(database, connection, ended, report_to)


def _opened(recorded: Iterable[Recorded]) -> dict[DeliveryId, tuple[Thread, datetime]]:
    return {
        one.result.delivery_id: (one.result.thread, one.result.finished_at)
        for one in recorded
        if one.result.thread is not None
    }


def _values(result: AttemptResult) -> dict[str, object]:
    sent = result.state is DeliveryState.SENT
    return {
        "number": result.delivery_id,
        "owner": result.lease_owner,
        "attempt": result.attempt,
        "new_state": result.state.value,
        "new_next_attempt_at": result.next_attempt_at,
        "new_error": result.error,
        "new_detail": result.detail,
        "new_sent_at": result.finished_at if sent else None,
    }


_RECORD = (
    update(deliveries)
    .where(
        deliveries.c.id == bindparam("number"),
        deliveries.c.state == DeliveryState.LEASED.value,
        deliveries.c.lease_owner == bindparam("owner"),
        deliveries.c.attempts == bindparam("attempt"),
    )
    .values(
        state=bindparam("new_state"),
        next_attempt_at=bindparam("new_next_attempt_at"),
        last_error=bindparam("new_error"),
        detail=bindparam("new_detail"),
        sent_at=bindparam("new_sent_at"),
        lease_owner=None,
        lease_until=None,
    )
    .returning(deliveries.c.receiver, deliveries.c.carrier_id)
)
