"""Count what there is and find when something is due next.

Database. Each answer is one statement.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from monitor.model import DeliveryState, FailureKind, Status
from monitor.store.bundling import goes_by_itself
from monitor.store.part import Part
from monitor.store.schema import found_revision
from monitor.store.tables import (
    AlertRow,
    ArticleRow,
    DeliveryRow,
    FeedRow,
    MatchRow,
    ReceiverRow,
    TopicRow,
)

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, ScalarSelect

_IS_POLLED = and_(FeedRow.paused_at.is_(None), FeedRow.gone_at.is_(None))
#: One that was only asked for patience is not failing.
_IS_FAILING = or_(
    FeedRow.failures > 0,
    and_(
        FeedRow.failing_since.is_not(None),
        func.coalesce(FeedRow.failure_kind, "") != FailureKind.TEMPORARY.value,
    ),
)
_IS_UNREACHED = FeedRow.failure_kind == FailureKind.OUTAGE.value
#: Possible losses are told for so long.
LATELY = timedelta(days=1)


class Statuses(Part):
    """The store's part for counts and due times."""

    def get_status(self, now: datetime) -> Status:
        """Say how the newsroom is doing."""
        with self._database.reading() as connection:
            feeds = connection.execute(_count_feeds(now)).one()
            counts = connection.execute(_COUNTS).one()
            return Status(
                **feeds._mapping,  # noqa: SLF001 - the library's public name for it
                **counts._mapping,  # noqa: SLF001
                deliveries=_count_deliveries(connection),
                schema=found_revision(connection) or "none",
            )

    def next_due_at(self, now: datetime) -> datetime | None:
        """Say when a feed or a delivery is due next; None when nothing ever is.

        What is leased is due when the lease runs out; a delivery not before its receiver
        may be called again.
        """
        feed = select(func.min(_later(FeedRow.next_poll_at, FeedRow.lease_until))).where(_IS_POLLED)
        free_at = _later(DeliveryRow.next_attempt_at, DeliveryRow.lease_until)
        delivery = (
            select(func.min(_later(free_at, ReceiverRow.blocked_until)))
            .select_from(DeliveryRow)
            .outerjoin(
                ReceiverRow,
                and_(ReceiverRow.name == DeliveryRow.receiver, ReceiverRow.blocked_until > now),
            )
            .where(DeliveryRow.next_attempt_at.is_not(None), goes_by_itself())
        )
        with self._database.reading() as connection:
            dues = [connection.scalar(feed), connection.scalar(delivery)]
        return min((due for due in dues if due is not None), default=None)


def _later(one: Any, other: Any) -> ColumnElement[datetime]:  # noqa: ANN401 - columns of several kinds
    """Give the later of two instants; the other may be missing."""
    return case((and_(other.is_not(None), other > one), other), else_=one)


def _count_feeds(now: datetime) -> Any:  # noqa: ANN401 - a select of many columns
    is_due = and_(_IS_POLLED, FeedRow.next_poll_at <= now)
    return select(
        func.count().label("feeds"),
        _count(is_due).label("feeds_due"),
        _count(and_(_IS_POLLED, _IS_FAILING)).label("feeds_failing"),
        _count(FeedRow.paused_at.is_not(None)).label("feeds_paused"),
        _count(FeedRow.gone_at.is_not(None)).label("feeds_gone"),
        _count(and_(_IS_POLLED, _IS_UNREACHED)).label("feeds_unreached"),
        _count(and_(_IS_POLLED, FeedRow.lying)).label("feeds_lying"),
        _count(FeedRow.overflowed_at > now - LATELY).label("feeds_overflowed"),
        func.min(case((_IS_POLLED, FeedRow.next_poll_at))).label("next_poll_at"),
        func.max(FeedRow.last_polled_at).label("last_polled_at"),
    ).select_from(FeedRow)


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """Count the rows for which the condition holds."""
    return func.count(case((condition, 1)))


def _number_of(row: Any, *conditions: ColumnElement[bool]) -> ScalarSelect[int]:  # noqa: ANN401
    return select(func.count()).select_from(row).where(*conditions).scalar_subquery()


_COUNTS = select(
    _number_of(ArticleRow).label("articles"),
    _number_of(ArticleRow, ArticleRow.evaluated_at.is_(None)).label("articles_unevaluated"),
    _number_of(TopicRow).label("topics"),
    _number_of(MatchRow).label("matches"),
    _number_of(AlertRow).label("alerts"),
    _number_of(AlertRow, AlertRow.held_back.is_not(None)).label("alerts_held_back"),
)


def _count_deliveries(connection: Connection) -> dict[str, int]:
    counts = dict.fromkeys((state.value for state in DeliveryState), 0)
    rows = connection.execute(
        select(DeliveryRow.state, func.count().label("number")).group_by(DeliveryRow.state)
    )
    counts.update((row.state, row.number) for row in rows)
    return counts
