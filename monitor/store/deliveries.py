"""Keep the outbox: who must be told, who is at it, what came of it.

Database. Lease, send, record: a lease counts the attempt, and the count is the fencing
number, so an attempt that wakes up after its lease ran out records nothing. A receiver that
asked to be left alone gets nothing until then, whichever delivery it told it to; what began to be
sent and was not recorded is uncertain, and marked so for whoever takes it over.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, case, not_, or_, select, update

from monitor.errors import NotFound
from monitor.model import DeliveryId, DeliveryState, LeasedDelivery, StoryId, Turn
from monitor.store.alerts import DELIVERY_COLUMNS, load_alerts, read_delivery
from monitor.store.bundling import goes_by_itself, load_bundle, unbundle
from monitor.store.part import Part
from monitor.store.receivers import are_closed, take_turn
from monitor.store.recording import note_attempts, record_attempts
from monitor.store.stories import load_members
from monitor.store.tables import DeliveryRow, deliveries
from monitor.store.threads import find_thread

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime, timedelta

    from sqlalchemy import Connection

    from monitor.model import Alert, AttemptResult, Delivery, Member
    from monitor.store.part import AnyRow

LEASED = DeliveryState.LEASED.value


class Deliveries(Part):
    """The store's part for deliveries."""

    def lease_deliveries(
        self,
        *,
        owner: str,
        now: datetime,
        lease_for: timedelta,
        limit: int,
        leave: Collection[str] = (),
    ) -> tuple[LeasedDelivery, ...]:
        """Take the right to send due deliveries, longest due first.

        Also those that somebody else leased and let run out: what this owner leased it still
        has, however long its machine slept. None to a receiver that asked to be left alone, that
        is broken and was probed just now, or that the caller names in `leave`.
        """
        free = (
            select(DeliveryRow.id)
            .where(
                DeliveryRow.next_attempt_at <= now,
                or_(
                    DeliveryRow.lease_until.is_(None),
                    and_(DeliveryRow.lease_until <= now, DeliveryRow.lease_owner != owner),
                ),
                DeliveryRow.receiver.not_in(are_closed(now)),
                DeliveryRow.receiver.not_in(leave),
                goes_by_itself(),
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
            .returning(*_LEASED_COLUMNS)
        )
        with self._database.writing() as connection:
            rows = connection.execute(lease).all()
            ordered = sorted(rows, key=lambda row: (row.next_attempt_at, row.id))
            alert_ids = list(dict.fromkeys(row.alert_id for row in ordered))
            alerts = {alert.id: alert for alert in load_alerts(connection, alert_ids)}
            reports = _load_reports(connection, alerts.values())
        return tuple(_leased(row, alerts[row.alert_id], reports) for row in ordered)

    def take_delivery_turn(
        self,
        leased: LeasedDelivery,
        *,
        now: datetime,
        until: datetime,
        every: timedelta,
        ended: AttemptResult | None = None,
        report_to: str | None = None,
    ) -> Turn | None:
        """Take the next turn at the receiver of a delivery, right before it is sent.

        Renews the lease until then; gives None when somebody else has it by now. From here on
        the delivery may have arrived, whatever becomes of us. With `ended`, what came of the
        delivery before it is recorded first, as by `save_attempts`, in the same transaction.
        """
        with self._database.writing() as connection:
            # Rows of deliveries before those of receivers, the lower number first: nobody who
            # locks them in that order can wait for us while we wait for him.
            is_first = ended is None or leased.delivery.id < ended.delivery_id
            begun = _begin(connection, leased, until) if is_first else None
            if ended is not None:
                recorded = record_attempts(connection, [ended])
                begun = begun if is_first else _begin(connection, leased, until)
                note_attempts(self._database, connection, recorded, report_to)
            if begun is None:
                return None
            return self._turn(connection, leased, begun, now=now, every=every)

    def _turn(
        self,
        connection: Connection,
        leased: LeasedDelivery,
        begun: AnyRow,
        *,
        now: datetime,
        every: timedelta,
    ) -> Turn:
        """Give the turn of a delivery that has begun."""
        number, receiver = leased.delivery.id, leased.delivery.receiver
        slot = take_turn(self._database, connection, receiver, now=now, every=every)
        if slot is None:
            # It did not begin after all; what is uncertain stays so.
            before = -1 if leased.uncertain else 0
            connection.execute(_STAY, {"number": number, "before": before})
            return Turn(starts_at=now, taken=False)
        turn = Turn(starts_at=slot.starts_at, is_probe=slot.is_probe)
        if begun.carrier_id == number:
            return replace(turn, bundle=load_bundle(connection, number))
        return _turn_in_thread(connection, leased, turn)

    def save_attempts(
        self, results: Sequence[AttemptResult], *, report_to: str | None = None
    ) -> int:
        """Record what came of attempts; returns how many were recorded.

        A result whose lease was lost is dropped: whoever has the lease now records his own.
        A receiver that breaks, or works again, is to be reported through `report_to`.
        """
        with self._database.writing() as connection:
            recorded = record_attempts(connection, results)
            note_attempts(self._database, connection, recorded, report_to)
        return len(recorded)

    def release_deliveries(self, owner: str, *, ids: Sequence[DeliveryId] | None = None) -> int:
        """Give back leases without an attempt: all of this owner, or only these.

        What began to be sent counts as an attempt: it may have arrived.
        """
        has_begun = deliveries.c.begun == deliveries.c.attempts
        release = (
            update(deliveries)
            .where(deliveries.c.lease_owner == owner, deliveries.c.state == LEASED)
            .values(
                state=case(
                    (and_(deliveries.c.attempts <= 1, not_(has_begun)), DeliveryState.DUE.value),
                    else_=DeliveryState.RETRYING.value,
                ),
                attempts=case((has_begun, deliveries.c.attempts), else_=deliveries.c.attempts - 1),
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
                state=DeliveryState.DUE.value,
                attempts=0,
                first_due_at=now,
                next_attempt_at=now,
                # What a digest did not bring goes out on its own.
                carrier_id=None,
                # Still uncertain, but no attempt to come has this number.
                begun=case((deliveries.c.begun == 0, 0), else_=-1),
            )
        )
        with self._database.writing() as connection:
            if connection.execute(retry).rowcount == 0:
                raise NotFound("dead or retrying delivery", delivery_id)
            unbundle(connection, delivery_id)


def _begin(connection: Connection, leased: LeasedDelivery, until: datetime) -> AnyRow | None:
    """Mark a delivery as one whose sending has begun; None when somebody else has it by now."""
    mine = {"owner": leased.lease_owner, "attempt": leased.attempt, "until": until}
    return connection.execute(_BEGIN, {"number": leased.delivery.id, **mine}).one_or_none()


def _turn_in_thread(connection: Connection, leased: LeasedDelivery, turn: Turn) -> Turn:
    """Give a turn with the story's reports, and where the receiver was told of it before."""
    turn = replace(turn, reports=leased.reports)
    found = find_thread(connection, leased.alert, leased.delivery.receiver)
    if found is None:
        return turn
    opening = load_alerts(connection, [found.alert_id])
    return replace(turn, thread=found.thread, opening=opening[0] if opening else None)


def _load_reports(
    connection: Connection, alerts: Iterable[Alert]
) -> Mapping[int, tuple[Member, ...]]:
    """Load the articles of the stories of alerts, where they have more than one."""
    stories = {story for alert in alerts if (story := _story_with_company(alert)) is not None}
    return load_members(connection, stories) if stories else {}


def _story_with_company(alert: Alert) -> StoryId | None:
    alone = alert.standing is None or alert.standing.articles == 1
    return None if alert.article is None or alone else alert.article.story_id


def _leased(row: AnyRow, alert: Alert, reports: Mapping[int, tuple[Member, ...]]) -> LeasedDelivery:
    story = _story_with_company(alert)
    return LeasedDelivery(
        delivery=read_delivery(row),
        alert=alert,
        lease_owner=row.lease_owner,
        attempt=row.attempts,
        first_due_at=row.first_due_at,
        uncertain=row.begun != 0,
        reports=() if story is None else reports.get(story, ()),
    )


_LEASED_COLUMNS = (
    *DELIVERY_COLUMNS,
    DeliveryRow.lease_owner,
    DeliveryRow.first_due_at,
    DeliveryRow.begun,
)
_BEGIN = (
    update(deliveries)
    .where(
        deliveries.c.id == bindparam("number"),
        deliveries.c.lease_owner == bindparam("owner"),
        deliveries.c.attempts == bindparam("attempt"),
        deliveries.c.state == LEASED,
    )
    .values(lease_until=bindparam("until"), begun=deliveries.c.attempts)
    .returning(deliveries.c.carrier_id)
)
_STAY = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("number"))
    .values(begun=bindparam("before"))
)
