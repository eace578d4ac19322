"""Keep the subscriptions: which hub tells us of which feed, and what is to be said to it.

Database. The rows are the queue: a request that is due is an indexed column, a lease is two.
One hub is asked by one worker at a time.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import case, exists, func, or_, select, update

from monitor.model import (
    FeedId,
    LeasedSubscription,
    Subscription,
    SubscriptionMode,
    SubscriptionState,
)
from monitor.store.part import Part, chunks
from monitor.store.tables import FeedRow, SubscriptionRow, subscriptions

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Select

    from monitor.model import HubRequest
    from monitor.store.part import AnyRow

#: Requests to one hub that one worker takes on at once.
PER_HUB: Final = 5
#: No request is put off for longer; what says so was written by a clock that was wrong.
LONGEST_WAIT: Final = timedelta(days=15)
_ENDING, _ENDED = SubscriptionState.ENDING, SubscriptionState.ENDED
_REFUSED, _WANTED = SubscriptionState.REFUSED, SubscriptionState.WANTED


class Subscriptions(Part):
    """The store's part for WebSub."""

    def find_subscription(self, feed_id: FeedId) -> Subscription | None:
        """Give a feed's subscription; None when it never named a hub."""
        with self._database.reading() as connection:
            return subscriptions_of(connection, [feed_id]).get(feed_id)

    def lease_subscriptions(
        self,
        *,
        owner: str,
        now: datetime,
        lease_for: timedelta,
        limit: int,
        public_url: str,
        make_key: Callable[[], str],
    ) -> tuple[LeasedSubscription, ...]:
        """Take the right to ask hubs about due subscriptions, longest due first.

        From now on they count as asked: a hub may call back before it has answered. Those that
        were never asked get a token and a secret of `make_key`.
        """
        free = (
            select(SubscriptionRow.feed_id)
            .where(
                SubscriptionRow.feed_id.in_(_next_of_each_hub(now, limit)),
                # Asked again of the locked row: somebody may have been faster.
                _is_due(now),
                _is_free(now),
            )
            .with_for_update(skip_locked=True)
            .cte("free")
        )
        begun = subscriptions.c.state.in_([_WANTED.value, _REFUSED.value])
        requested = SubscriptionState.REQUESTED.value
        lease = (
            update(subscriptions)
            .where(subscriptions.c.feed_id.in_(select(free.c.feed_id)))
            .values(
                lease_owner=owner,
                lease_until=now + lease_for,
                requested_at=now,
                public_url=public_url,
                state=case((begun, requested), else_=subscriptions.c.state),
            )
            .returning(*_LEASED_COLUMNS)
        )
        with self._database.writing() as connection:
            rows = connection.execute(lease).all()
            keys = _give_keys(connection, [row for row in rows if row.token is None], make_key)
        ordered = sorted(rows, key=lambda row: (row.next_request_at, row.feed_id))
        return tuple(_leased(row, keys) for row in ordered)

    def save_requests(self, requests: Sequence[HubRequest], *, now: datetime) -> None:
        """Store what came of asking hubs.

        What a hub said in the meantime by calling back stands; a request whose lease was lost,
        or whose subscription is another one now, is dropped.
        """
        with self._database.writing() as connection:
            rows = _lock(connection, [request.feed_id for request in requests])
            for request in requests:
                row = rows.get(request.feed_id)
                if row is not None and _holds(request, row):
                    _save_request(connection, request, row)
            for request in requests:
                if request.hub_rests_until is not None:
                    _rest(connection, request.hub, request.hub_rests_until, now)

    def release_subscriptions(self, owner: str) -> int:
        """Give back all subscriptions that this owner holds; they are as due as before."""
        release = (
            update(subscriptions)
            .where(subscriptions.c.lease_owner == owner)
            .values(lease_owner=None, lease_until=None)
        )
        with self._database.writing() as connection:
            return connection.execute(release).rowcount

    def move_subscriptions(self, public_url: str | None, *, now: datetime) -> int:
        """Have hubs asked anew that were given another public address than this one.

        Without an address they are forgotten: no call of theirs arrives. Returns how many.
        """
        elsewhere = update(subscriptions).where(subscriptions.c.public_url.is_not(None))
        if public_url is None:
            is_over = subscriptions.c.state.in_([_ENDING.value, _ENDED.value])
            elsewhere = elsewhere.values(
                state=case((is_over, _ENDED.value), else_=_WANTED.value),
                next_request_at=case((is_over, None), else_=now),
                **_FORGOTTEN,
            )
        else:
            elsewhere = elsewhere.where(
                subscriptions.c.public_url != public_url, subscriptions.c.state != _ENDED.value
            ).values(next_request_at=now, failures=0, public_url=public_url)
        with self._database.writing() as connection:
            return connection.execute(elsewhere).rowcount


def subscriptions_of(
    connection: Connection, feed_ids: Collection[FeedId]
) -> dict[FeedId, Subscription]:
    """Give the subscriptions of these feeds."""
    found: dict[FeedId, Subscription] = {}
    for some in chunks(feed_ids):
        rows = connection.execute(
            select(*SUBSCRIPTION_COLUMNS).where(SubscriptionRow.feed_id.in_(some))
        )
        found.update((FeedId(row.feed_id), subscription_of(row)) for row in rows)
    return found


def subscription_of(row: AnyRow) -> Subscription:
    """Give a subscription with all that is known of it."""
    return Subscription(
        feed_id=FeedId(row.feed_id),
        hub=row.hub,
        topic=row.topic,
        state=SubscriptionState(row.state),
        token=row.token,
        secret=row.secret,
        next_request_at=row.next_request_at,
        requested_at=row.requested_at,
        verified_at=row.verified_at,
        expires_at=row.expires_at,
        pushed_at=row.pushed_at,
        looks=row.looks,
        proven=row.proven,
        idle=row.idle,
        busy_until=row.busy_until,
        failures=row.failures,
        last_error=row.last_error,
    )


def _is_due(now: datetime) -> ColumnElement[bool]:
    at = SubscriptionRow.next_request_at
    return or_(at <= now, at > now + LONGEST_WAIT)


def _is_free(now: datetime) -> ColumnElement[bool]:
    return or_(SubscriptionRow.lease_until.is_(None), SubscriptionRow.lease_until <= now)


def _next_of_each_hub(now: datetime, limit: int) -> Select[tuple[int]]:
    busy = select(SubscriptionRow.hub).where(SubscriptionRow.lease_until > now)
    is_polled = exists(
        select(FeedRow.id).where(
            FeedRow.id == SubscriptionRow.feed_id,
            FeedRow.paused_at.is_(None),
            FeedRow.gone_at.is_(None),
        )
    )
    in_order = (SubscriptionRow.next_request_at, SubscriptionRow.feed_id)
    waiting = (
        select(
            SubscriptionRow.feed_id,
            SubscriptionRow.next_request_at,
            func.row_number()
            .over(partition_by=SubscriptionRow.hub, order_by=in_order)
            .label("place"),
        )
        .where(
            _is_due(now),
            or_(SubscriptionRow.state == _ENDING.value, is_polled),
            SubscriptionRow.hub.not_in(busy),
        )
        .subquery("waiting")
    )
    return (
        select(waiting.c.feed_id)
        .where(waiting.c.place <= PER_HUB)
        .order_by(waiting.c.next_request_at, waiting.c.feed_id)
        .limit(limit)
    )


def _give_keys(
    connection: Connection, rows: Sequence[AnyRow], make_key: Callable[[], str]
) -> dict[int, tuple[str, str]]:
    keys = {row.feed_id: (make_key(), make_key()) for row in rows}
    for feed_id, (token, secret) in keys.items():
        connection.execute(
            update(subscriptions)
            .where(subscriptions.c.feed_id == feed_id)
            .values(token=token, secret=secret)
        )
    return keys


def _leased(row: AnyRow, keys: dict[int, tuple[str, str]]) -> LeasedSubscription:
    token, secret = keys.get(row.feed_id, (row.token, row.secret))
    ends = row.state == _ENDING
    return LeasedSubscription(
        subscription=subscription_of(row),
        mode=SubscriptionMode.UNSUBSCRIBE if ends else SubscriptionMode.SUBSCRIBE,
        token=token,
        secret=secret,
        lease_owner=row.lease_owner,
    )


def _lock(connection: Connection, feed_ids: Collection[FeedId]) -> dict[FeedId, AnyRow]:
    locked: dict[FeedId, AnyRow] = {}
    for some in chunks(sorted(set(feed_ids))):
        rows = connection.execute(
            select(*_LEASED_COLUMNS)
            .where(subscriptions.c.feed_id.in_(some))
            .order_by(subscriptions.c.feed_id)
            .with_for_update()
        )
        locked.update((FeedId(row.feed_id), row) for row in rows)
    return locked


def _holds(request: HubRequest, row: AnyRow) -> bool:
    return bool(row.lease_owner == request.lease_owner and row.token == request.token)


def _save_request(connection: Connection, request: HubRequest, row: AnyRow) -> None:
    values: dict[str, object] = {"lease_owner": None, "lease_until": None}
    if not _has_called_back(row):
        state = row.state if request.state is None else request.state.value
        values |= {
            "state": state,
            "next_request_at": request.next_request_at,
            "failures": request.failures,
            "last_error": request.error,
        }
        if state == _ENDED:
            values |= {"token": None, "secret": None}
    statement = update(subscriptions).where(subscriptions.c.feed_id == request.feed_id)
    connection.execute(statement.values(values))


def _has_called_back(row: AnyRow) -> bool:
    """Say whether the hub came back while it was being asked: then that decides."""
    is_verified = row.verified_at is not None and row.verified_at >= row.requested_at
    return is_verified or row.state in {_REFUSED, _ENDED}


def _rest(connection: Connection, hub: str, until: datetime, now: datetime) -> None:
    """Ask a hub in trouble for nothing before `until`."""
    due = (
        select(SubscriptionRow.feed_id)
        .where(SubscriptionRow.hub == hub, SubscriptionRow.next_request_at < until, _is_free(now))
        .with_for_update(skip_locked=True)
    )
    numbers = connection.scalars(due).all()
    for some in chunks(numbers):
        connection.execute(
            update(subscriptions)
            .where(subscriptions.c.feed_id.in_(some))
            .values(next_request_at=until)
        )


SUBSCRIPTION_COLUMNS: Final = (
    subscriptions.c.feed_id,
    subscriptions.c.hub,
    subscriptions.c.topic,
    subscriptions.c.state,
    subscriptions.c.token,
    subscriptions.c.secret,
    subscriptions.c.next_request_at,
    subscriptions.c.requested_at,
    subscriptions.c.verified_at,
    subscriptions.c.expires_at,
    subscriptions.c.pushed_at,
    subscriptions.c.looks,
    subscriptions.c.proven,
    subscriptions.c.idle,
    subscriptions.c.busy_until,
    subscriptions.c.failures,
    subscriptions.c.last_error,
)
_LEASED_COLUMNS: Final = (*SUBSCRIPTION_COLUMNS, subscriptions.c.lease_owner)
#: What no hub knows of any more.
_FORGOTTEN: Final[dict[str, object]] = {
    "token": None,
    "secret": None,
    "public_url": None,
    "expires_at": None,
    "failures": 0,
}
