"""Decide when an alert is due.

Pure. A first message waits for company, an update for its interval, and both, where the topic has
active hours, until these begin.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from monitor.alert.hours import are_open, next_opening
from monitor.alert.situation import PRIORITIES
from monitor.model import OutsideHours

if TYPE_CHECKING:
    from monitor.alert.situation import Situation


def when_ready(situation: Situation) -> datetime:
    """Give when a message has waited for company, whatever the hour."""
    return situation.now + _company_wait(situation)


def when_due(situation: Situation, ready_at: datetime) -> datetime:
    """Give when what is ready then may be sent."""
    hours = situation.topic.notify.active_hours
    if hours is None or situation.outside_hours is OutsideHours.TELL:
        return ready_at
    return next_opening(hours, ready_at)


def when_updated(situation: Situation, said_at: datetime) -> datetime:
    """Give when a message may be brought up to date after what was said then."""
    own = situation.topic.notify.update_interval
    interval = situation.limits.update_interval if own is None else own
    return when_due(situation, max(when_ready(situation), said_at + interval))


def is_outside_hours(situation: Situation, at: datetime) -> bool:
    """Say whether an instant is outside of the topic's active hours."""
    hours = situation.topic.notify.active_hours
    return hours is not None and not are_open(hours, at)


def _company_wait(situation: Situation) -> timedelta:
    own = situation.topic.notify.group_wait
    if not situation.limits.waits:
        return timedelta(0)
    if own is not None:
        return own
    waits = PRIORITIES[situation.topic.priority].waits
    return situation.limits.group_wait if waits else timedelta(0)
