"""Keep the digests that wait, and gather what they tell.

Database. Each topic has one row that waits at most. A digest, its deliveries and the row of the
next one are one transaction, and each begins where the one before ended: no instant is in two, and
none is left out. What was held back for a digest is found by the numbers of its alerts, which one
evaluator gives in their order, so that one that was stored late is in the next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, exists, func, insert, select, update

from monitor.model import AlertKind, DigestTask, HeldStories, read_digest_rule
from monitor.store.gathering import WAS_DIGESTED, Gathered, gather
from monitor.store.leases import demand_fence
from monitor.store.part import Part, chunks
from monitor.store.scheduled import ScheduledAlert, insert_alert
from monitor.store.tables import AlertRow, CursorRow, DigestRow, cursors, digests

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from monitor.model import Digest, Topic
    from monitor.store.part import AnyRow

#: The named right to make digests.
LEASE = "digest"
HELD_CURSOR = "held for digests"


class Digests(Part):
    """The store's part for digests."""

    def list_digest_tasks(self) -> tuple[DigestTask, ...]:
        """Give the digests that wait."""
        with self._database.reading() as connection:
            return tuple(_task(row) for row in connection.execute(_WAITING))

    def has_due_digest(self, now: datetime) -> bool:
        """Say whether one of them is due."""
        due = select(DigestRow.id).where(DigestRow.made_at.is_(None), DigestRow.due_at <= now)
        with self._database.reading() as connection:
            return connection.scalars(due.limit(1)).first() is not None

    def list_held_stories(self) -> tuple[dict[str, HeldStories], int]:
        """Give what was held back for digests since this was noted last, and how far that goes."""
        with self._database.reading() as connection:
            after = connection.scalar(_CURSOR) or 0
            last = connection.scalar(
                select(func.max(AlertRow.id)).where(
                    AlertRow.held_back.is_not(None), AlertRow.id > after
                )
            )
            rows = connection.execute(
                select(
                    AlertRow.topic,
                    func.min(AlertRow.id).label("first"),
                    func.min(AlertRow.created_at).label("since"),
                )
                .where(AlertRow.id > after, AlertRow.held_back.is_not(None), *WAS_DIGESTED)
                .group_by(AlertRow.topic)
            ).all()
        held = {row.topic: HeldStories(since=row.since, after=row.first - 1) for row in rows}
        return held, last or after

    def save_digest_tasks(
        self,
        *,
        opened: Sequence[DigestTask] = (),
        moved: Sequence[DigestTask] = (),
        dropped: Sequence[str] = (),
        held_to: int,
        fence: int,
    ) -> None:
        """Plan digests, move some to another time, drop those of some topics."""
        with self._database.writing() as connection:
            demand_fence(connection, LEASE, fence)
            for some in chunks(dropped):
                connection.execute(
                    delete(digests).where(digests.c.made_at.is_(None), digests.c.topic.in_(some))
                )
            for task in moved:
                connection.execute(
                    update(digests)
                    .where(digests.c.topic == task.topic, digests.c.made_at.is_(None))
                    .values(rule=str(task.rule), since=task.since, due_at=task.due_at)
                )
            if opened:
                statement = self._database.insert(digests).on_conflict_do_nothing()
                connection.execute(statement, [_task_values(task) for task in opened])
            noted = self._database.insert(cursors).values(name=HELD_CURSOR, number=held_to)
            connection.execute(
                noted.on_conflict_do_update(index_elements=["name"], set_={"number": held_to})
            )

    def gather_digest(self, task: DigestTask, *, until: datetime, only_held: bool) -> Gathered:
        """Give the stories of a topic that a digest tells, in no order."""
        with self._database.reading() as connection:
            return gather(connection, task, until=until, only_held=only_held)

    def put_off_digest(self, task: DigestTask, *, until: datetime, fence: int) -> None:
        """Let a digest wait until then, with all that it would have told."""
        later = (
            update(digests)
            .where(digests.c.topic == task.topic, digests.c.made_at.is_(None))
            .values(due_at=until)
        )
        with self._database.writing() as connection:
            demand_fence(connection, LEASE, fence)
            connection.execute(later)

    def save_digest(
        self,
        task: DigestTask,
        digest: Digest | None,
        *,
        topic: Topic,
        reason: str,
        until: datetime,
        next_at: datetime | None,
        held_to: int,
        fence: int,
        now: datetime,
    ) -> bool:
        """Store a digest with its deliveries and plan the next; False when it is made already.

        Args:
            task: The one that waits.
            digest: What it tells; None: there is nothing to tell.
            topic: Whose it is.
            reason: One sentence for people.
            until: What was seen before that is in it.
            next_at: When the next is due; None: there is no next one.
            held_to: The last alert that was held back for it.
            fence: The number of the right to make digests.
            now: The present instant.
        """
        with self._database.writing() as connection:
            demand_fence(connection, LEASE, fence)
            made = (
                update(digests)
                .where(
                    digests.c.topic == task.topic,
                    digests.c.since == task.since,
                    digests.c.made_at.is_(None),
                )
                .values(made_at=now, until=until)
            )
            if connection.execute(made).rowcount == 0:
                return False
            if digest is not None:
                _tell(connection, task, digest, topic, reason, now)
            if next_at is not None:
                follows = DigestTask(
                    topic=task.topic,
                    rule=task.rule,
                    since=until,
                    due_at=next_at,
                    held_after=held_to,
                )
                connection.execute(insert(digests), _task_values(follows))
            return True


def _task(row: AnyRow) -> DigestTask:
    return DigestTask(
        topic=row.topic,
        rule=read_digest_rule(row.rule),
        since=row.since,
        due_at=row.due_at,
        held_after=row.held_after,
        has_held=bool(row.has_held),
    )


def _task_values(task: DigestTask) -> dict[str, object]:
    return {
        "topic": task.topic,
        "rule": str(task.rule),
        "since": task.since,
        "due_at": task.due_at,
        "held_after": task.held_after,
    }


def _tell(
    connection: Connection,
    task: DigestTask,
    digest: Digest,
    topic: Topic,
    reason: str,
    now: datetime,
) -> None:
    alert = ScheduledAlert(
        kind=AlertKind.DIGEST,
        reason=reason,
        receivers=topic.receivers,
        topic=topic.name,
        topic_title=topic.title,
        content=digest,
    )
    number = insert_alert(connection, alert, now=now)
    connection.execute(
        update(digests)
        .where(digests.c.topic == task.topic, digests.c.since == task.since)
        .values(alert_id=number)
    )


_HELD_SINCE = exists().where(
    AlertRow.topic == DigestRow.topic, AlertRow.id > DigestRow.held_after, *WAS_DIGESTED
)
_WAITING = (
    select(
        DigestRow.topic,
        DigestRow.rule,
        DigestRow.since,
        DigestRow.due_at,
        DigestRow.held_after,
        _HELD_SINCE.label("has_held"),
    )
    .where(DigestRow.made_at.is_(None))
    .order_by(DigestRow.due_at, DigestRow.topic)
)
_CURSOR = select(CursorRow.number).where(CursorRow.name == HELD_CURSOR)
