"""Render what is said of many at once: a digest of a backlog, and the report of an outage.

Process. Fills templates. A digest lists every alert in it, one a line or two, urgent ones first,
within Slack's limits; what there is no room for is cut in the lines, never left out.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.deliver.coverage import note_outage
from monitor.deliver.digests import note_backlog
from monitor.deliver.payload import write_outage
from monitor.deliver.style import PLAIN
from monitor.deliver.writing import write_notice

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from monitor.deliver.style import Style
    from monitor.model import Alert, LeasedDelivery, Message, OutageReport


def render_backlog(
    leased: LeasedDelivery, alerts: Sequence[Alert], style: Style = PLAIN
) -> Message:
    """Render a digest of alerts that could not be told in time."""
    # Not the key of the first alert alone: who knows that one would drop all of them.
    key = f"{leased.delivery.key}/digest"
    message = write_notice(note_backlog(leased, alerts, style.pages_url), key=key, style=style)
    return replace(message, written_at=leased.alert.created_at, uncertain=leased.uncertain)


def render_outage(report: OutageReport, now: datetime, style: Style = PLAIN) -> Message:
    """Render the report that a receiver is broken, or works again."""
    return replace(
        write_notice(note_outage(report, style.zone), key=report.key, style=style),
        data=write_outage(report),
        written_at=report.created_at,
        uncertain=report.attempt > 1,
        attempted_at=now,
    )
