"""Keep which hosts asked to be left alone, and until when.

Database. Feeds and pages ask the same hosts: what one was told holds for the other.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import and_, case, select

from monitor.store.tables import HostRow, hosts

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection, Select

    from monitor.model import Block
    from monitor.store.dialect import Database

#: No host is left alone for longer; what says so was written by a clock that was wrong.
LONGEST_BLOCK: Final = timedelta(hours=25)


def blocked_hosts(now: datetime) -> Select[str]:
    """Select the names of the hosts that are left alone."""
    return select(HostRow.name).where(
        HostRow.blocked_until > now, HostRow.blocked_until <= now + LONGEST_BLOCK
    )


def block_hosts(
    database: Database, connection: Connection, blocks: Iterable[Block], *, now: datetime
) -> None:
    """Leave hosts alone that asked for it; the longest time that was asked for stands.

    But for one that lies further ahead than any host can ask for: that is taken back.
    """
    until: dict[str, datetime] = {}
    for block in blocks:
        until[block.host] = max(block.until, until.get(block.host, block.until))
    if not until:
        return
    statement = database.insert(hosts)
    asked, known = statement.excluded.blocked_until, hosts.c.blocked_until
    stands = and_(known > asked, known <= now + LONGEST_BLOCK)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["name"], set_={"blocked_until": case((stands, known), else_=asked)}
        ),
        [{"name": host, "blocked_until": until[host]} for host in sorted(until)],
    )
