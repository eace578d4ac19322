"""Keep what hubs tell: that a feed has changed, that they know us, that they do not want us.

Database. Locks are taken in one order everywhere: feeds, then subscriptions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, select, update

from monitor.model import FailureKind, FeedId, PushTarget, SubscriptionState
from monitor.store.intake import given
from monitor.store.part import Part, chunks
from monitor.store.subscriptions import SUBSCRIPTION_COLUMNS, subscription_of
from monitor.store.tables import FeedRow, HostRow, SubscriptionRow, feeds, subscriptions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

    from monitor.model import HubNews, HubOffer, Subscription
    from monitor.store.dialect import Database
    from monitor.store.part import AnyRow


class Pushes(Part):
    """The store's part for what hubs tell."""

    def find_push_target(self, token: str) -> PushTarget | None:
        """Give the feed that a hub calls about with this token; None when there is none."""
        found = (
            select(*SUBSCRIPTION_COLUMNS, *_TARGET_COLUMNS)
            .join(FeedRow, FeedRow.id == SubscriptionRow.feed_id)
            .outerjoin(HostRow, HostRow.name == FeedRow.host)
            .where(SubscriptionRow.token == token)
        )
        with self._database.reading() as connection:
            row = connection.execute(found).first()
        return None if row is None else _target(row)

    def note_push(
        self,
        subscription: Subscription,
        *,
        due_at: datetime | None,
        busy_until: datetime | None,
        now: datetime,
    ) -> None:
        """Store that a hub told of a change, and let the feed be polled at `due_at`."""
        values = {"pushed_at": now, "due_at": due_at, "looks": 0}
        if busy_until is not None:
            values["busy_until"] = busy_until
        with self._database.writing() as connection:
            if due_at is not None:
                _make_due(connection, {subscription.feed_id: due_at})
            connection.execute(update(subscriptions).where(_is(subscription)).values(values))

    def note_intent(
        self,
        subscription: Subscription,
        *,
        state: SubscriptionState,
        expires_at: datetime | None,
        next_request_at: datetime | None,
        poll_at: datetime | None,
        error: str | None,
        now: datetime,
    ) -> None:
        """Store what a hub said when it called back; `poll_at` lets the feed be polled then."""
        values: dict[str, object] = {
            "state": state.value,
            "expires_at": expires_at,
            "next_request_at": next_request_at,
            "last_error": error,
            "failures": 0 if error is None else subscriptions.c.failures + 1,
        }
        if state is SubscriptionState.ACTIVE:
            values["verified_at"] = now
        if state is SubscriptionState.ENDED:
            values |= {"token": None, "secret": None}
        with self._database.writing() as connection:
            if poll_at is not None:
                _make_due(connection, {subscription.feed_id: poll_at})
            connection.execute(update(subscriptions).where(_is(subscription)).values(values))


def note_news(
    database: Database, connection: Connection, news: Mapping[FeedId, tuple[HubNews, datetime]]
) -> None:
    """Store what polls mean for subscriptions, with the instants at which they ended.

    A push that came while its feed was being polled may be about what the poll did not see:
    the feed is due again.
    """
    kept = _lock(connection, news)
    _make_due(
        connection,
        {
            feed_id: row.due_at
            for feed_id, row in kept.items()
            if row.due_at is not None and row.pushed_at != news[feed_id][0].seen_push_at
        },
    )
    judged = [
        _judged(feed_id, news[feed_id][0], row)
        for feed_id, row in kept.items()
        if _says_more(news[feed_id][0], row)
    ]
    if judged:
        connection.execute(_JUDGE, judged)
    for feed_id, (one, now) in news.items():
        if one.wish is not None:
            ask_at = one.ask_at or now
            _follow(database, connection, feed_id, kept.get(feed_id), one.wish, ask_at)


def _lock(connection: Connection, feed_ids: Iterable[FeedId]) -> dict[FeedId, AnyRow]:
    kept: dict[FeedId, AnyRow] = {}
    for some in chunks(sorted(feed_ids)):
        rows = connection.execute(
            select(*_NEWS_COLUMNS)
            .where(SubscriptionRow.feed_id.in_(some))
            .order_by(SubscriptionRow.feed_id)
            .with_for_update()
        )
        kept.update((FeedId(row.feed_id), row) for row in rows)
    return kept


def _says_more(news: HubNews, row: AnyRow) -> bool:
    return (row.proven, row.idle, row.looks) != (news.proven, news.idle, news.looks)


def _judged(feed_id: FeedId, news: HubNews, row: AnyRow) -> dict[str, object]:
    is_answered = row.pushed_at == news.seen_push_at
    return {
        "number": feed_id,
        "new_looks": news.looks if is_answered else row.looks,
        "new_proven": news.proven,
        "new_idle": news.idle,
    }


def _follow(
    database: Database,
    connection: Connection,
    feed_id: FeedId,
    row: AnyRow | None,
    wish: HubOffer,
    ask_at: datetime,
) -> None:
    """Subscribe to what the feed names now, or leave."""
    if wish.hub is None:
        if row is not None:
            _leave(connection, feed_id, row, ask_at)
        return
    values: dict[str, object] = {
        **_UNASKED,
        "hub": wish.hub,
        "topic": wish.topic,
        "next_request_at": ask_at,
    }
    insert = database.insert(subscriptions).values(feed_id=feed_id, **values)
    connection.execute(insert.on_conflict_do_update(index_elements=["feed_id"], set_=values))


def _leave(connection: Connection, feed_id: FeedId, row: AnyRow, ask_at: datetime) -> None:
    """Have the hub told, if it knows us."""
    is_known = row.state in _KNOWN and row.token is not None
    values: dict[str, object] = {"state": SubscriptionState.ENDED.value, **_NOT_ASKED}
    if is_known:
        values = {
            "state": SubscriptionState.ENDING.value,
            "next_request_at": ask_at,
            "failures": 0,
        }
    connection.execute(
        update(subscriptions).where(subscriptions.c.feed_id == feed_id).values(values)
    )


def _is(subscription: Subscription) -> ColumnElement[bool]:
    """It is still the one that was read: another hub would have another token."""
    return (subscriptions.c.feed_id == subscription.feed_id) & (
        subscriptions.c.token == subscription.token
    )


def _make_due(connection: Connection, times: Mapping[FeedId, datetime]) -> None:
    """Let feeds be polled at these times, or earlier where they are due earlier."""
    if times:
        connection.execute(
            _MAKE_DUE, [{"number": number, "due": times[number]} for number in sorted(times)]
        )


def _target(row: AnyRow) -> PushTarget:
    return PushTarget(
        subscription=subscription_of(row),
        next_poll_at=row.next_poll_at,
        last_polled_at=row.last_polled_at,
        failure_kind=None if row.failure_kind is None else FailureKind(row.failure_kind),
        is_polled=row.paused_at is None and row.gone_at is None,
        is_leased=row.lease_owner is not None,
        blocked_until=row.blocked_until,
    )


_KNOWN: Final = (SubscriptionState.REQUESTED, SubscriptionState.ACTIVE)
_NOT_ASKED: Final[dict[str, object]] = {
    "token": None,
    "secret": None,
    "next_request_at": None,
    "expires_at": None,
}
#: A subscription that no hub knows of yet.
_UNASKED: Final[dict[str, object]] = {
    **_NOT_ASKED,
    "state": SubscriptionState.WANTED.value,
    "public_url": None,
    "verified_at": None,
    "pushed_at": None,
    "due_at": None,
    "looks": None,
    "proven": 0,
    "idle": 0,
    "busy_until": None,
    "failures": 0,
    "last_error": None,
    "lease_owner": None,
    "lease_until": None,
}
_TARGET_COLUMNS: Final = (
    FeedRow.next_poll_at,
    FeedRow.last_polled_at,
    FeedRow.failure_kind,
    FeedRow.paused_at,
    FeedRow.gone_at,
    FeedRow.lease_owner,
    HostRow.blocked_until,
)
_NEWS_COLUMNS: Final = (
    subscriptions.c.feed_id,
    subscriptions.c.state,
    subscriptions.c.token,
    subscriptions.c.pushed_at,
    subscriptions.c.due_at,
    subscriptions.c.looks,
    subscriptions.c.proven,
    subscriptions.c.idle,
)
_MAKE_DUE = (
    update(feeds)
    .where(feeds.c.id == bindparam("number"), feeds.c.next_poll_at > bindparam("due"))
    .values(next_poll_at=given("due", feeds.c.next_poll_at))
)
_JUDGE = (
    update(subscriptions)
    .where(subscriptions.c.feed_id == bindparam("number"))
    .values(
        looks=bindparam("new_looks"),
        proven=bindparam("new_proven"),
        idle=bindparam("new_idle"),
    )
)
