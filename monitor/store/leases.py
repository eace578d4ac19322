"""Keep named leases: the right to be the only one who does something.

Database. Each new holder gets a higher fencing number; what a former holder saves with its
old number is refused, however late it wakes up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import case, or_, select, update

from monitor.errors import LeaseLost
from monitor.model import DeliveryState
from monitor.store.part import Part
from monitor.store.tables import Base, LeaseRow, deliveries, leases

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from sqlalchemy import Connection

#: Whatever has an owner for a time; a table that is added later is not forgotten.
_LEASED_TABLES = [table for table in Base.metadata.sorted_tables if "lease_owner" in table.c]


class Leases(Part):
    """The store's part for named leases."""

    def take_lease(
        self, name: str, *, owner: str, now: datetime, lease_for: timedelta
    ) -> int | None:
        """Take the lease or prolong it; gives the fencing number, or None when another has it.

        The number stays while the owner prolongs in time; it grows when the lease changes
        hands or ran out.
        """
        until = now + lease_for
        is_kept = (leases.c.owner == owner) & (leases.c.until > now)
        is_free = or_(leases.c.owner.is_(None), leases.c.owner == owner, leases.c.until <= now)
        take = (
            self._database.insert(leases)
            .values(name=name, owner=owner, until=until, fence=1)
            .on_conflict_do_update(
                index_elements=["name"],
                set_={
                    "owner": owner,
                    "until": until,
                    "fence": case((is_kept, leases.c.fence), else_=leases.c.fence + 1),
                },
                where=is_free,
            )
            .returning(leases.c.fence)
        )
        with self._database.writing() as connection:
            return connection.scalars(take).first()

    def release_lease(self, name: str, *, owner: str) -> None:
        """Give the lease back, if this owner holds it."""
        release = (
            update(leases)
            .where(leases.c.name == name, leases.c.owner == owner)
            .values(owner=None, until=None)
        )
        with self._database.writing() as connection:
            connection.execute(release)

    def release_all(self) -> None:
        """End every lease there is, of whatever table, and of every pass.

        Only for the one daemon of a database that it holds exclusively: whoever had a lease
        is dead, and nobody needs to wait until it runs out. Attempts keep their count, for a
        message may have gone out before its record was written.
        """
        with self._database.writing() as connection:
            for table in _LEASED_TABLES:
                connection.execute(
                    update(table)
                    .where(table.c.lease_owner.is_not(None))
                    .values(lease_owner=None, lease_until=None)
                )
            connection.execute(
                update(deliveries)
                .where(deliveries.c.state == DeliveryState.LEASED.value)
                .values(state=DeliveryState.RETRYING.value)
            )
            connection.execute(
                update(leases).where(leases.c.owner.is_not(None)).values(owner=None, until=None)
            )


def demand_fence(connection: Connection, name: str, fence: int) -> None:
    """Raise LeaseLost unless this is the current number; nobody takes over until the commit."""
    held = connection.execute(
        select(LeaseRow.owner, LeaseRow.fence).where(LeaseRow.name == name).with_for_update()
    ).first()
    if held is None or held.fence != fence:
        raise LeaseLost((held and held.owner) or "nobody")
