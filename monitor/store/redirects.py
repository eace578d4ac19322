"""Keep the addresses that lead on, whose turn it is to be asked, and where they led.

Database. The rows are the queue and the cache: an address is asked once, and what it said is
kept for every feed that shows it later. One address of a host is leased at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select, update

from monitor.model import AddressReason, Block, LeasedRedirect, Newness, RedirectState
from monitor.store.addresses import Claim, find_by_addresses, lock_claimed, settle_claims
from monitor.store.columns import digest_of
from monitor.store.hosts import block_hosts, blocked_hosts
from monitor.store.part import Part
from monitor.store.tables import RedirectRow, redirects
from monitor.text import domain_of_url

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime, timedelta

    from sqlalchemy import Connection, Select

    from monitor.model import ArticleId, RedirectVisit
    from monitor.store.dialect import Database
    from monitor.store.intake import Intake


class Redirects(Part):
    """The store's part for addresses that lead on."""

    def has_due_redirects(self, now: datetime) -> bool:
        """Say whether an address is to be asked, leased or not."""
        due = select(RedirectRow.digest).where(RedirectRow.next_ask_at <= now)
        with self._database.reading() as connection:
            return connection.scalars(due.limit(1)).first() is not None

    def lease_redirects(
        self, *, owner: str, now: datetime, lease_for: timedelta, limit: int
    ) -> tuple[LeasedRedirect, ...]:
        """Take the right to ask addresses where they lead, one of a host at most."""
        free = (
            select(RedirectRow.digest)
            .where(
                RedirectRow.digest.in_(_next_of_each_host(now, limit)),
                RedirectRow.next_ask_at <= now,
                or_(RedirectRow.lease_until.is_(None), RedirectRow.lease_until <= now),
            )
            .with_for_update(skip_locked=True)
            .cte("free")
        )
        lease = (
            update(redirects)
            .where(redirects.c.digest.in_(select(free.c.digest)))
            .values(
                lease_owner=owner, lease_until=now + lease_for, attempts=redirects.c.attempts + 1
            )
            .returning(redirects)
        )
        with self._database.writing() as connection:
            rows = connection.execute(lease).all()
        return tuple(
            LeasedRedirect(
                url=row.url,
                host=row.host,
                attempt=row.attempts,
                lease_owner=row.lease_owner,
                lease_until=row.lease_until,
            )
            for row in sorted(rows, key=lambda row: (row.next_ask_at, row.url))
        )

    def save_redirects(self, visits: Sequence[RedirectVisit]) -> tuple[ArticleId, ...]:
        """Store where addresses led; gives the articles that wait for the evaluator again."""
        with self._database.writing() as connection:
            # Articles first, as everywhere; who lost the lease claims nothing.
            claims = _claims(connection, visits)
            locked = lock_claimed(connection, claims.values())
            held = [visit for visit in visits if _record(connection, visit)]
            if not held:
                return ()
            now = max(visit.finished_at for visit in held)
            blocks = [
                Block(host=visit.host, until=visit.blocked_until)
                for visit in held
                if visit.blocked_until is not None
            ]
            if blocks:
                block_hosts(self._database, connection, blocks, now=now)
            urls = {visit.url for visit in held}
            mine = [claim for url, claim in claims.items() if url in urls]
            return settle_claims(self._database, connection, mine, locked, now=now)

    def release_redirects(self, owner: str) -> int:
        """Give back all addresses that this owner holds, as if they had not been tried."""
        release = (
            update(redirects)
            .where(redirects.c.lease_owner == owner)
            .values(lease_owner=None, lease_until=None, attempts=redirects.c.attempts - 1)
        )
        with self._database.writing() as connection:
            return connection.execute(release).rowcount


def queue_redirects(database: Database, connection: Connection, intakes: Iterable[Intake]) -> None:
    """Have the addresses asked under which these polls brought new articles."""
    values = {
        entry.draft.canonical_url: {
            "digest": digest_of(entry.draft.canonical_url),
            "url": entry.draft.canonical_url,
            "host": domain_of_url(entry.draft.canonical_url),
            "state": RedirectState.DUE.value,
            "next_ask_at": intake.poll.finished_at,
            "attempts": 0,
            "created_at": intake.poll.finished_at,
        }
        for intake in intakes
        for entry in intake.entries(Newness.NEW)
        if entry.draft.leads_on and entry.draft.canonical_url is not None
    }
    if values:
        ordered = sorted(values.values(), key=lambda row: str(row["digest"]))
        connection.execute(database.insert(redirects).on_conflict_do_nothing(), ordered)


def _next_of_each_host(now: datetime, limit: int) -> Select[tuple[str]]:
    busy = select(RedirectRow.host).where(
        RedirectRow.next_ask_at <= now, RedirectRow.lease_until > now
    )
    in_order = (RedirectRow.next_ask_at, RedirectRow.digest)
    waiting = (
        select(
            RedirectRow.digest,
            RedirectRow.next_ask_at,
            func.row_number().over(partition_by=RedirectRow.host, order_by=in_order).label("place"),
        )
        .where(
            RedirectRow.next_ask_at <= now,
            RedirectRow.host.not_in(blocked_hosts(now)),
            RedirectRow.host.not_in(busy),
        )
        .subquery("waiting")
    )
    return (
        select(waiting.c.digest)
        .where(waiting.c.place == 1)
        .order_by(waiting.c.next_ask_at, waiting.c.digest)
        .limit(limit)
    )


def _claims(connection: Connection, visits: Collection[RedirectVisit]) -> dict[str, Claim]:
    """Give what the articles under these addresses may claim now, by the address."""
    resolved = {digest_of(visit.url): visit for visit in visits if visit.target is not None}
    found = find_by_addresses(connection, resolved.keys())
    return {
        visit.url: Claim(found[digest], visit.target, AddressReason.REDIRECT, visit.target_url)
        for digest, visit in resolved.items()
        if digest in found and visit.target is not None
    }


def _record(connection: Connection, visit: RedirectVisit) -> bool:
    """Store what asking came to, unless the lease was lost meanwhile."""
    record = (
        update(redirects)
        .where(
            redirects.c.digest == digest_of(visit.url),
            redirects.c.lease_owner == visit.lease_owner,
            redirects.c.attempts == visit.attempt,
        )
        .values(
            state=visit.state.value,
            next_ask_at=visit.next_ask_at,
            asked_at=visit.finished_at,
            target=visit.target,
            last_error=visit.error,
            lease_owner=None,
            lease_until=None,
        )
    )
    return bool(connection.execute(record).rowcount)
