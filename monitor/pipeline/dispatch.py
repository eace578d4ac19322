"""Walk the dispatch pass: lease due deliveries, render, send, record.

Process. Marks after it sends: a crash between the two can repeat that one send, under the
same idempotency key, and loses nothing. Each receiver has a lane of its own: a mail server
that takes minutes holds up nobody else, and the deliveries of one receiver stay in order. Whose
turn it is at a receiver stands in the database, so all processes together keep its rate.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple, ParamSpec, TypeVar

from monitor.deliver import Style, plan_attempt, render_turn
from monitor.errors import DeliveryError, StoreError
from monitor.model import DeliveryState
from monitor.pipeline.reporting import Reporter

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import datetime

    from monitor.deliver import Transport
    from monitor.model import AttemptResult, DeliveryId, LeasedDelivery, Receipt, Turn
    from monitor.pipeline.offload import Offload
    from monitor.store import Store

logger = logging.getLogger(__name__)

#: Deliveries leased at once.
BATCH = 20
#: Deliveries held at once.
MOST_IN_FLIGHT = 200
#: Of one receiver: what a slow one gathers must leave room for the others.
MOST_IN_LANE = 40
#: What waits so long for a receiver is a backlog.
LATE_AFTER = timedelta(minutes=2)
#: The database is asked again so soon, doubling, to record what was sent.
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 2.0
#: A receiver that the settings do not know may be there after the next restart.
ABSENT_PAUSE = timedelta(minutes=5)

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchTools:
    """What the dispatch pass works with."""

    store: Store
    offload: Offload
    #: By receiver name; deliveries to any other receiver wait for one of that name.
    transports: Mapping[str, Transport]
    clock: Callable[[], datetime]
    jitter: Callable[[], float]
    owner: str
    lease_for: timedelta
    #: The least time between two messages, by receiver; none at those that are not named.
    every: Mapping[str, timedelta] = field(default_factory=dict)
    #: What is told of a receiver that is broken; None: nothing is, beyond the log.
    report_to: str | None = None
    #: How messages look, by receiver; as usual at those that are not named.
    styles: Mapping[str, Style] = field(default_factory=dict)
    #: Waits for a turn.
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    #: More deliveries than this that wait too long for one receiver go out as a digest.
    backlog_digest: int = 20


class Ended(NamedTuple):
    """A delivery with what came of the attempt to send it."""

    leased: LeasedDelivery
    result: AttemptResult


@dataclass(slots=True, kw_only=True)
class Lane:
    """What waits for one receiver, and the task that serves it."""

    waiting: deque[LeasedDelivery] = field(default_factory=deque)
    #: Attempted, and not recorded yet.
    ended: Ended | None = None
    serving: asyncio.Task[None] | None = None


class Dispatcher:
    """Sends due deliveries and records what came of each."""

    def __init__(self, tools: DispatchTools) -> None:
        self._tools = tools
        self._lanes: dict[str, Lane] = {}
        #: Leased and not recorded yet.
        self._held: set[DeliveryId] = set()
        self._renewing: asyncio.Task[None] | None = None
        self._reporter = Reporter(tools)
        #: Attempts that did not end in a sent message, since the start.
        self.failed = 0

    @property
    def in_flight(self) -> int:
        """Deliveries leased and not yet recorded."""
        return len(self._held)

    async def step(self) -> int:
        """Lease a batch and put it into the lanes of its receivers; returns how many."""
        tools = self._tools
        await self._tidy()
        room = min(BATCH, MOST_IN_FLIGHT - self.in_flight)
        if room <= 0:
            return 0
        await self._bundle()
        self._reporter.step()
        leased = await tools.offload.call(
            tools.store.lease_deliveries,
            owner=tools.owner,
            now=tools.clock(),
            lease_for=tools.lease_for,
            limit=room,
            leave=[name for name, lane in self._lanes.items() if len(lane.waiting) >= MOST_IN_LANE],
        )
        self._held.update(delivery.delivery.id for delivery in leased)
        for delivery in leased:
            self._queue(delivery)
        if leased and (self._renewing is None or self._renewing.done()):
            self._renewing = asyncio.create_task(self._renew(), name="renew deliveries")
        return len(leased)

    async def _bundle(self) -> None:
        """Let what waited out an outage go out as digests."""
        tools = self._tools
        names = [name for name, one in tools.transports.items() if one.takes_digests]
        if not names:
            return
        now = tools.clock()
        await tools.offload.call(
            tools.store.bundle_deliveries,
            names,
            now=now,
            late_since=now - LATE_AFTER,
            more_than=tools.backlog_digest,
        )

    async def finish(self) -> None:
        """Wait until all that was leased is sent and recorded."""
        await self._reporter.finish()
        while serving := [lane.serving for lane in self._lanes.values() if lane.serving]:
            await asyncio.wait(serving)
            await self._tidy()

    async def abandon(self) -> None:
        """Drop what is in flight; the leases run out or are released by the caller."""
        tasks = [lane.serving for lane in self._lanes.values() if lane.serving]
        tasks += self._reporter.tasks
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._lanes.clear()
        self._held.clear()

    def _queue(self, leased: LeasedDelivery) -> None:
        lane = self._lanes.setdefault(leased.delivery.receiver, Lane())
        lane.waiting.append(leased)
        if lane.serving is None:
            lane.serving = asyncio.create_task(
                self._serve(lane), name=f"deliver to {leased.delivery.receiver}"
            )

    async def _tidy(self) -> None:
        """Take away lanes that ended badly, give back what waits there, and say what happened."""
        for receiver, lane in tuple(self._lanes.items()):
            if lane.serving is None or not lane.serving.done():
                continue
            del self._lanes[receiver]
            await self._release(lane)
            lane.serving.result()

    async def _renew(self) -> None:
        """Keep the leases of what waits or is being sent: a slow mail server may take minutes.

        The leases themselves are short, so that after a crash another process soon takes over.
        """
        tools = self._tools
        while True:
            await asyncio.sleep(tools.lease_for.total_seconds() / 3)
            if not self._held:
                return
            until = tools.clock() + tools.lease_for
            try:
                await tools.offload.call(
                    tools.store.renew_deliveries, tools.owner, ids=tuple(self._held), until=until
                )
            except StoreError as error:
                logger.warning("leases not renewed", extra={"error": str(error)})

    async def _serve(self, lane: Lane) -> None:
        """Send what waits for one receiver in order; stop when it asks to be left alone."""
        while lane.waiting:
            leased = lane.waiting[0]
            turn = await self._take_turn(lane, leased)
            if turn is None:
                lane.waiting.popleft()
                self._held.discard(leased.delivery.id)
                continue
            if not turn.taken:
                await self._release(lane)
                break
            result = await self._attempt(leased, turn)
            lane.ended = Ended(lane.waiting.popleft(), result)
            if not lane.waiting or _asks_for_a_break(turn, result):
                await self._record(lane)
            if result.receiver_blocked_until is not None or turn.is_probe:
                # After an outage, what waits may go out as a digest.
                await self._release(lane)
        lane.serving = None

    async def _record(self, lane: Lane) -> None:
        """Record what came of the last attempt."""
        if lane.ended is not None:
            results = [lane.ended.result]
            report_to = self._tools.report_to
            await self._insist(self._tools.store.save_attempts, results, report_to=report_to)
            self._close(lane)

    def _close(self, lane: Lane) -> None:
        """Let go of what was recorded."""
        ended, lane.ended = lane.ended, None
        if ended is not None:
            self._held.discard(ended.leased.delivery.id)
            self._log(ended.leased, ended.result)

    async def _take_turn(self, lane: Lane, leased: LeasedDelivery) -> Turn | None:
        """Take the next turn at the receiver and wait for it; None: another has the delivery.

        The lease is renewed right before the send: a machine that slept may have lost it. What
        came of the delivery before it is recorded in the same transaction, before any wait.
        """
        tools = self._tools
        now = tools.clock()
        turn = await self._insist(
            tools.store.take_delivery_turn,
            leased,
            now=now,
            until=now + tools.lease_for,
            every=tools.every.get(leased.delivery.receiver, timedelta()),
            ended=None if lane.ended is None else lane.ended.result,
            report_to=tools.report_to,
        )
        self._close(lane)
        if turn is not None and turn.taken and turn.starts_at > now:
            await tools.sleep((turn.starts_at - now).total_seconds())
        return turn

    async def _insist(self, method: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call the store until it answers: what was sent must be recorded, or it is repeated."""
        pause = FIRST_PAUSE_SECONDS
        while True:
            try:
                return await self._tools.offload.call(method, *args, **kwargs)
            except StoreError as error:
                if pause < LONGEST_PAUSE_SECONDS:  # the passes say how it goes on
                    logger.warning("database does not answer", extra={"error": str(error)})
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    async def _release(self, lane: Lane) -> None:
        """Give back what waits in a lane, and what could not be recorded."""
        tools = self._tools
        rest = [waiting.delivery.id for waiting in lane.waiting]
        rest += [lane.ended.leased.delivery.id] if lane.ended is not None else []
        lane.waiting.clear()
        lane.ended = None
        self._held.difference_update(rest)
        await tools.offload.call(tools.store.release_deliveries, tools.owner, ids=rest)

    async def _attempt(self, leased: LeasedDelivery, turn: Turn) -> AttemptResult:
        tools = self._tools
        receipt: Receipt | None = None
        error: DeliveryError | None = None
        try:
            transport = self._transport(leased.delivery.receiver)
            style = tools.styles.get(leased.delivery.receiver, Style())
            message = render_turn(leased, turn, tools.clock(), style)
            receipt = await transport.send(message)
            if message.note:
                receipt = replace(receipt, detail=f"{receipt.detail}; {message.note}")
        except DeliveryError as problem:
            error = problem
        except Exception as problem:  # noqa: BLE001 - one delivery must not stop its receiver's lane
            # Its text may quote a secret, so only the kind is told.
            error = DeliveryError(reason=f"a fault of ours: {type(problem).__name__}")
        if receipt is not None and turn.bundle:
            # A digest tells many stories; none of them is answered in its thread.
            receipt = replace(receipt, thread=None, detail=f"digest: {receipt.detail}")
        return plan_attempt(
            leased, error, receipt=receipt, now=tools.clock(), jitter=tools.jitter()
        )

    def _transport(self, receiver: str) -> Transport:
        transport = self._tools.transports.get(receiver)
        if transport is None:
            raise DeliveryError(
                reason=f"the settings have no receiver {receiver}; add it and restart the daemon",
                retry_after=ABSENT_PAUSE,
            )
        return transport

    def _log(self, leased: LeasedDelivery, result: AttemptResult) -> None:
        sent = result.error is None
        self.failed += not sent
        logger.log(
            logging.INFO if sent else logging.WARNING,
            f"delivery {result.state.value}" if sent else "delivery failed",
            extra={
                "delivery_id": result.delivery_id,
                "topic": leased.delivery.topic,
                "receiver": leased.delivery.receiver,
                "state": result.state.value,
                "attempt": result.attempt,
                "error": result.error,
            },
        )


def _asks_for_a_break(turn: Turn, result: AttemptResult) -> bool:
    """Say whether what follows depends on what this attempt says of its receiver."""
    return turn.is_probe or bool(turn.bundle) or result.state is not DeliveryState.SENT
