"""Say how the newsroom is doing, and look for what an operator should mend.

Database.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from monitor.errors import redact_url
from monitor.manage.objects import tell_state, write_instant

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from monitor.model import Status
    from monitor.store import Store

#: Feeds of which somebody should know.
_BAD = ("failing", "dead", "gone")
#: Of feeds in trouble so many are named; a listing has the others.
MOST_NAMED = 5
#: Before this program was written: a clock that says so was never set.
OLDEST_NOW = datetime(2025, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Symptom:
    """What one look of the doctor found."""

    name: str
    #: `fine`, `doubtful` or `broken`.
    state: str
    detail: str


def get_status(store: Store, *, now: datetime) -> Status:
    """Count what there is and what waits."""
    return store.get_status(now)


def find_troubles(store: Store, status: Status) -> tuple[str, ...]:
    """Say what somebody should mend: broken receivers, failing feeds, dead letters."""
    return (
        *_tell_receivers(store),
        *(_tell_feeds(store) if status.feeds_failing or status.feeds_gone else ()),
        *_tell_dead(status),
    )


def _tell_receivers(store: Store) -> Iterator[str]:
    named = {name for topic in store.load_catalog().topics for name in topic.receivers}
    for one in store.list_receivers():
        # One that nobody asks for any more is nobody's trouble.
        if one.circuit.broken_at is not None and (one.waiting or one.name in named):
            since = write_instant(one.circuit.broken_at)
            yield f"receiver {one.name} is broken since {since}: {one.circuit.error or 'no answer'}"


def _tell_feeds(store: Store) -> Iterator[str]:
    bad = [(feed, tell_state(feed)) for feed in store.list_feeds() if tell_state(feed) in _BAD]
    for feed, state in bad[:MOST_NAMED]:
        since = feed.gone_at or feed.failing_since
        told = "" if since is None else f" since {write_instant(since)}"
        reason = feed.last_error or "no reason known"
        yield f"feed {redact_url(feed.url)} is {state}{told}: {reason}"
    if len(bad) > MOST_NAMED:
        yield f"{len(bad) - MOST_NAMED} more feeds like that: `monitor feeds list`"


def _tell_dead(status: Status) -> Iterator[str]:
    if dead := status.deliveries.get("dead", 0):
        told = "1 delivery is" if dead == 1 else f"{dead} deliveries are"
        yield f"{told} dead: `monitor deliveries list --state dead`"


def write_status(status: Status, troubles: Sequence[str] = ()) -> dict[str, Any]:
    """Give the JSON object of `monitor status`."""
    return {
        **asdict(status),
        "troubles": list(troubles),
        "next_poll_at": write_instant(status.next_poll_at),
        "last_polled_at": write_instant(status.last_polled_at),
    }


def examine(store: Store, *, receivers: Collection[str], now: datetime) -> Iterator[Symptom]:
    """Look at database, schema, clock, feeds, topics and deliveries."""
    state = store.schema_state()
    if state.found != state.expected:
        detail = f"found {state.found or 'none'}, expected {state.expected}"
        remedy = "install the newer monitor" if state.newer else "run `monitor db upgrade`"
        yield Symptom(name="schema", state="broken", detail=f"{detail}: {remedy}")
        return
    yield Symptom(name="schema", state="fine", detail=f"{state.expected} in {store.url}")
    status = store.get_status(now)
    yield _examine_clock(status, now)
    yield _examine_feeds(store, status)
    yield _examine_topics(store, receivers)
    yield _examine_deliveries(status)
    for trouble in _tell_receivers(store):
        yield Symptom(name="deliveries", state="broken", detail=trouble)


def _examine_clock(status: Status, now: datetime) -> Symptom:
    last = status.last_polled_at
    if now < OLDEST_NOW:
        detail = f"the clock says {write_instant(now)}: it was never set"
        return Symptom(name="clock", state="broken", detail=detail)
    if last is not None and last > now:
        detail = f"the clock says {write_instant(now)}, but a feed was polled {write_instant(last)}"
        return Symptom(name="clock", state="broken", detail=detail)
    return Symptom(name="clock", state="fine", detail=f"{write_instant(now)}")


def _examine_feeds(store: Store, status: Status) -> Symptom:
    if not status.feeds:
        detail = "there are none: `monitor feeds add URL` or `monitor apply newsroom.yaml`"
        return Symptom(name="feeds", state="doubtful", detail=detail)
    state = "doubtful" if status.feeds_failing else "fine"
    detail = f"{status.feeds}, failing {status.feeds_failing}, due for a poll {status.feeds_due}"
    if status.feeds_failing:
        detail = "; ".join((detail, *_tell_feeds(store)))
    return Symptom(name="feeds", state=state, detail=detail)


def _examine_topics(store: Store, receivers: Collection[str]) -> Symptom:
    topics = store.load_catalog().topics
    missing = sorted({name for topic in topics for name in topic.receivers} - set(receivers))
    if missing:
        detail = f"the settings know no receiver {', '.join(missing)}"
        return Symptom(name="topics", state="broken", detail=detail)
    return Symptom(
        name="topics",
        state="fine" if topics else "doubtful",
        detail=str(len(topics)) if topics else "there are none: `monitor apply FILE`",
    )


def _examine_deliveries(status: Status) -> Symptom:
    dead = status.deliveries.get("dead", 0)
    if dead:
        detail = f"{dead} dead: `monitor deliveries list --state dead`"
        return Symptom(name="deliveries", state="broken", detail=detail)
    told = ", ".join(f"{count} {state}" for state, count in status.deliveries.items() if count)
    return Symptom(name="deliveries", state="fine", detail=told or "none yet")
