"""Say how a receiver fares, and when it counts as broken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

#: A receiver that failed so often in a row is only probed.
MOST_FAILURES = 5
#: How often it is probed: an outage costs 60 calls an hour, whatever waits.
PROBE_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Circuit:
    """What the attempts at one receiver amount to."""

    #: In a row.
    failures: int = 0
    #: When its outage began; None: it works, as far as anybody knows.
    broken_at: datetime | None = None
    #: Why the last attempt failed.
    error: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is only probed."""
        return self.failures >= MOST_FAILURES

    def after_success(self) -> Circuit:
        """Say how it fares after a message was brought."""
        return Circuit()

    def after_failure(self, at: datetime, error: str | None, *, for_good: bool) -> Circuit:
        """Say how it fares after one was not; what is refused for good is an outage at once."""
        failures = self.failures + 1
        broken = for_good or failures >= MOST_FAILURES
        return Circuit(
            failures=failures,
            broken_at=self.broken_at or (at if broken else None),
            error=error,
        )

    def every(self, usual: timedelta) -> timedelta:
        """Give the least time between two messages."""
        return max(usual, PROBE_EVERY) if self.is_open else usual


class OutageKind(StrEnum):
    """What is reported of a receiver, through another."""

    BROKEN = "broken"
    MENDED = "mended"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageReport:
    """The task of telling the operators that a receiver is broken, or works again."""

    id: int
    #: The receiver that it is about.
    receiver: str
    kind: OutageKind
    #: Idempotency key: the same on every attempt.
    key: str
    created_at: datetime
    broken_at: datetime
    #: Why the last attempt failed.
    error: str | None
    #: Deliveries that waited for the receiver then.
    waiting: int
    lease_owner: str
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiverStanding:
    """How a receiver fares by now."""

    name: str
    circuit: Circuit
    #: It asked to be left alone until then.
    blocked_until: datetime | None = None
    #: Deliveries that wait for it.
    waiting: int = 0
