"""Keep the reports of broken receivers until they are told through another.

Database. An outbox of its own: such a report is about no article and no story. Leased, told and
recorded as deliveries are; see `monitor.store.deliveries`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select, update

from monitor.model import OutageKind, OutageReport
from monitor.store.part import Part
from monitor.store.tables import OutageReportRow, outage_reports

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from monitor.store.part import AnyRow

#: More than these are never open: two for each outage.
MOST_AT_ONCE = 10


class Outages(Part):
    """The store's part for reports of broken receivers."""

    def lease_outage_reports(
        self, *, owner: str, now: datetime, lease_for: timedelta
    ) -> tuple[OutageReport, ...]:
        """Take the right to tell reports that are due, oldest first."""
        is_due = (
            OutageReportRow.next_attempt_at <= now,
            or_(OutageReportRow.lease_until.is_(None), OutageReportRow.lease_until <= now),
        )
        with self._database.reading() as connection:
            if (
                connection.execute(select(OutageReportRow.id).where(*is_due).limit(1)).first()
                is None
            ):
                return ()
        free = (
            select(OutageReportRow.id)
            .where(*is_due)
            .order_by(OutageReportRow.id)
            .limit(MOST_AT_ONCE)
            .with_for_update(skip_locked=True)
            .cte("free")
        )
        lease = (
            update(outage_reports)
            .where(outage_reports.c.id.in_(select(free.c.id)))
            .values(
                lease_owner=owner,
                lease_until=now + lease_for,
                attempts=outage_reports.c.attempts + 1,
            )
            .returning(*_COLUMNS)
        )
        with self._database.writing() as connection:
            rows = connection.execute(lease).all()
        return tuple(_read(row) for row in sorted(rows, key=lambda row: row.id))

    def save_outage_report(
        self,
        report: OutageReport,
        *,
        told_at: datetime | None = None,
        next_attempt_at: datetime | None = None,
        error: str | None = None,
    ) -> bool:
        """Record what came of telling a report: told, tried again then, or given up.

        A result whose lease was lost is dropped.
        """
        record = (
            update(outage_reports)
            .where(
                outage_reports.c.id == report.id,
                outage_reports.c.lease_owner == report.lease_owner,
                outage_reports.c.attempts == report.attempt,
            )
            .values(
                told_at=told_at,
                next_attempt_at=next_attempt_at,
                last_error=error,
                lease_owner=None,
                lease_until=None,
            )
        )
        with self._database.writing() as connection:
            return connection.execute(record).rowcount == 1


def _read(row: AnyRow) -> OutageReport:
    return OutageReport(
        id=row.id,
        receiver=row.receiver,
        kind=OutageKind(row.kind),
        key=row.key,
        created_at=row.created_at,
        broken_at=row.broken_at,
        error=row.error,
        waiting=row.waiting,
        lease_owner=row.lease_owner,
        attempt=row.attempts,
    )


_COLUMNS = (
    outage_reports.c.id,
    outage_reports.c.receiver,
    outage_reports.c.kind,
    outage_reports.c.key,
    outage_reports.c.created_at,
    outage_reports.c.broken_at,
    outage_reports.c.error,
    outage_reports.c.waiting,
    outage_reports.c.attempts,
    outage_reports.c.lease_owner,
)
