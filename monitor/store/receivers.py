"""Keep how receivers fare: whose turn it is, who asked to be left alone, who is broken.

Database. All processes share these rows: together they keep the rate of a receiver, probe a
broken one once a minute, and report it once. Within transactions of others, rows of deliveries
are locked before those of receivers.
"""

from __future__ import annotations

from datetime import UTC, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import and_, bindparam, func, or_, select, update

from monitor.model import (
    MOST_FAILURES,
    PROBE_EVERY,
    Circuit,
    DeliveryState,
    OutageKind,
    ReceiverStanding,
)
from monitor.store.columns import digest_of
from monitor.store.part import Part
from monitor.store.tables import (
    DeliveryRow,
    OutageReportRow,
    ReceiverRow,
    deliveries,
    outage_reports,
    receivers,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Select

    from monitor.model import AttemptResult
    from monitor.store.dialect import Database
    from monitor.store.part import AnyRow

#: A turn that is further away is not waited for.
PATIENCE = timedelta(seconds=5)
#: A turn that is further away was given before the clock was set back; it counts no more.
FURTHEST_TURN = timedelta(hours=2)
#: What waited out an outage follows its probe so soon.
BREATH = timedelta(seconds=1)


class Receivers(Part):
    """The store's part for receivers."""

    def take_receiver_turn(self, name: str, *, now: datetime, every: timedelta) -> datetime | None:
        """Take the next turn at a receiver; None when it is too far away to be waited for."""
        with self._database.writing() as connection:
            slot = take_turn(self._database, connection, name, now=now, every=every)
            return None if slot is None else slot.starts_at

    def list_receivers(self) -> tuple[ReceiverStanding, ...]:
        """Say how every receiver fares that was ever in trouble or has deliveries waiting."""
        with self._database.reading() as connection:
            waiting = _count_waiting(connection)
            rows = {row.name: row for row in connection.execute(_STANDING)}
        return tuple(
            _standing(name, rows.get(name), waiting.get(name, 0))
            for name in sorted(rows.keys() | waiting.keys())
        )


class Slot(NamedTuple):
    """A turn that was taken."""

    starts_at: datetime
    #: The receiver is broken: it is only asked whether it still is.
    is_probe: bool


def take_turn(
    database: Database,
    connection: Connection,
    name: str,
    *,
    now: datetime,
    every: timedelta,
) -> Slot | None:
    """Reserve the next turn at a receiver, within a transaction.

    Gives when it is; None when that is further away than PATIENCE: then nothing is reserved.
    """
    if every:
        # There must be a row, or two processes that find none take the same turn.
        connection.execute(database.insert(receivers).values(name=name).on_conflict_do_nothing())
    row = connection.execute(_LOCK, {"receiver": name}).one_or_none()
    if row is None:
        return Slot(now, is_probe=False)
    turn = _next_turn(row, now)
    if turn > now + PATIENCE or _is_blocked(row, now):
        return None
    circuit = _circuit(row)
    every = circuit.every(every)
    if every:
        connection.execute(
            update(receivers).where(receivers.c.name == name).values(next_send_at=turn + every)
        )
    return Slot(turn, is_probe=circuit.is_open)


def _is_blocked(row: AnyRow, now: datetime) -> bool:
    return row.blocked_until is not None and row.blocked_until > now


def _next_turn(row: AnyRow, now: datetime) -> datetime:
    turn: datetime | None = row.next_send_at
    if turn is None or turn <= now or turn > now + FURTHEST_TURN:
        return now
    return turn


def are_closed(now: datetime) -> Select[str]:
    """Select the names of receivers that nobody may send to for more than PATIENCE."""
    far = and_(
        ReceiverRow.next_send_at > now + PATIENCE, ReceiverRow.next_send_at <= now + FURTHEST_TURN
    )
    return select(ReceiverRow.name).where(or_(ReceiverRow.blocked_until > now, far))


def are_broken() -> Select[str]:
    """Select the names of receivers that are only probed."""
    return select(ReceiverRow.name).where(ReceiverRow.failures >= MOST_FAILURES)


class Ended(NamedTuple):
    """An attempt that ended, with the receiver that it was made at."""

    receiver: str
    result: AttemptResult


def note_endings(
    database: Database, connection: Connection, endings: Iterable[Ended], report_to: str | None
) -> None:
    """Note what attempts say of their receivers: failing, broken, back again."""
    ordered = sorted(endings, key=lambda ended: ended.receiver)
    for name, some in groupby(ordered, key=lambda ended: ended.receiver):
        results = [ended.result for ended in some]
        _note_endings(database, connection, name, results, report_to)


def _note_endings(
    database: Database,
    connection: Connection,
    name: str,
    results: Sequence[AttemptResult],
    report_to: str | None,
) -> None:
    row = connection.execute(_LOCK, {"receiver": name}).one_or_none()
    before = Circuit() if row is None else _circuit(row)
    circuit = before
    for result in results:
        circuit = _after(circuit, result)
    blocked_until = max(
        (one.receiver_blocked_until for one in results if one.receiver_blocked_until is not None),
        default=None,
    )
    if circuit == before and blocked_until is None:
        return
    at = results[-1].finished_at
    values = {
        "failures": circuit.failures,
        "broken_at": circuit.broken_at,
        "error": circuit.error,
        "blocked_until": _later(blocked_until, None if row is None else row.blocked_until),
        "next_send_at": _after_trouble(row, before, circuit, at),
    }
    insertion = database.insert(receivers).values(name=name, **values)
    connection.execute(insertion.on_conflict_do_update(index_elements=["name"], set_=values))
    if before.is_open and not circuit.is_open:
        _hurry(connection, name)
    if report_to not in {None, name}:
        _report(database, connection, name, before, circuit, at)


def _after(circuit: Circuit, result: AttemptResult) -> Circuit:
    if result.reached:
        return circuit.after_success()
    is_dead = result.state is DeliveryState.DEAD
    return circuit.after_failure(result.finished_at, result.error, for_good=is_dead)


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max((at for at in (one, other) if at is not None), default=None)


def _after_trouble(
    row: AnyRow | None, before: Circuit, circuit: Circuit, at: datetime
) -> datetime | None:
    """Say when the next message may go: after the outage soon, during it at the next probe."""
    if circuit.is_open:
        return at + PROBE_EVERY
    if before.is_open:
        return at + BREATH
    return None if row is None else row.next_send_at


def _hurry(connection: Connection, name: str) -> None:
    """Let what was tried during the outage go first, in its order, without its back-off."""
    connection.execute(
        update(deliveries)
        .where(deliveries.c.receiver == name, deliveries.c.state == DeliveryState.RETRYING.value)
        .values(next_attempt_at=deliveries.c.first_due_at)
    )


def _report(
    database: Database,
    connection: Connection,
    name: str,
    before: Circuit,
    circuit: Circuit,
    at: datetime,
) -> None:
    """Put down what is to be reported through another receiver: an outage, and its end."""
    if before.broken_at is None and circuit.broken_at is not None:
        values = _report_values(connection, name, OutageKind.BROKEN, circuit.broken_at, at)
    elif before.broken_at is not None and circuit.broken_at is None:
        told = _report_key(name, OutageKind.BROKEN, before.broken_at)
        is_known = select(OutageReportRow.id).where(OutageReportRow.key == told)
        if connection.execute(is_known).first() is None:
            return
        values = _report_values(connection, name, OutageKind.MENDED, before.broken_at, at)
    else:
        return
    values["error"] = circuit.error or before.error
    connection.execute(database.insert(outage_reports).values(values).on_conflict_do_nothing())


def _report_key(name: str, kind: OutageKind, broken_at: datetime) -> str:
    return digest_of("outage", name, kind.value, broken_at.astimezone(UTC).isoformat())


def _report_values(
    connection: Connection, name: str, kind: OutageKind, broken_at: datetime, at: datetime
) -> dict[str, object]:
    return {
        "receiver": name,
        "kind": kind.value,
        "key": _report_key(name, kind, broken_at),
        "created_at": at,
        "broken_at": broken_at,
        "waiting": _count_waiting(connection, name).get(name, 0),
        "attempts": 0,
        "next_attempt_at": at,
    }


def _count_waiting(connection: Connection, name: str | None = None) -> dict[str, int]:
    counted = (
        select(DeliveryRow.receiver, func.count().label("number"))
        .where(DeliveryRow.next_attempt_at.is_not(None))
        .group_by(DeliveryRow.receiver)
    )
    if name is not None:
        counted = counted.where(DeliveryRow.receiver == name)
    return {row.receiver: row.number for row in connection.execute(counted)}


def _circuit(row: AnyRow) -> Circuit:
    return Circuit(failures=row.failures, broken_at=row.broken_at, error=row.error)


def _standing(name: str, row: AnyRow | None, waiting: int) -> ReceiverStanding:
    if row is None:
        return ReceiverStanding(name=name, circuit=Circuit(), waiting=waiting)
    return ReceiverStanding(
        name=name, circuit=_circuit(row), blocked_until=row.blocked_until, waiting=waiting
    )


_COLUMNS = (
    ReceiverRow.name,
    ReceiverRow.blocked_until,
    ReceiverRow.next_send_at,
    ReceiverRow.failures,
    ReceiverRow.broken_at,
    ReceiverRow.error,
)
_STANDING = select(*_COLUMNS).order_by(ReceiverRow.name)
_LOCK = select(*_COLUMNS).where(ReceiverRow.name == bindparam("receiver")).with_for_update()
