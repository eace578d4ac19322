"""Walk the dispatch pass: lease due deliveries, render, send, record.

Process. Marks after it sends: a crash between the two can repeat that one send, under the
same idempotency key, and loses nothing. Receivers are served side by side, the deliveries
of one receiver in order.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.deliver import plan_attempt, render
from monitor.errors import DeliveryError
from monitor.model import DeliveryState

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime, timedelta

    from monitor.deliver import Transport
    from monitor.model import AttemptResult, DeliveryId, LeasedDelivery, Receipt
    from monitor.pipeline.offload import Offload
    from monitor.store import Store

logger = logging.getLogger(__name__)

#: Deliveries leased at once.
BATCH = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchTools:
    """What the dispatch pass works with."""

    store: Store
    offload: Offload
    #: By receiver name; deliveries to any other receiver are dead.
    transports: Mapping[str, Transport]
    clock: Callable[[], datetime]
    jitter: Callable[[], float]
    owner: str
    lease_for: timedelta


class Dispatcher:
    """Sends due deliveries and records what came of each."""

    def __init__(self, tools: DispatchTools) -> None:
        self._tools = tools
        #: Attempts that did not end in a sent message, since the start.
        self.failed = 0

    async def step(self) -> int:
        """Send one batch; returns how many deliveries were tried, 0 when none is due."""
        tools = self._tools
        leased = await tools.offload.call(
            tools.store.lease_deliveries,
            owner=tools.owner,
            now=tools.clock(),
            lease_for=tools.lease_for,
            limit=BATCH,
        )
        if not leased:
            return 0
        by_receiver: dict[str, list[LeasedDelivery]] = defaultdict(list)
        for delivery in leased:
            by_receiver[delivery.delivery.receiver].append(delivery)
        waiting = {delivery.delivery.id for delivery in leased}
        renewing = asyncio.create_task(self._renew(waiting))
        try:
            async with asyncio.TaskGroup() as group:
                for deliveries in by_receiver.values():
                    group.create_task(self._serve(deliveries, waiting))
        finally:
            renewing.cancel()
        return len(leased)

    async def _renew(self, waiting: set[DeliveryId]) -> None:
        """Keep the leases of what waits or is being sent: a slow mail server may take minutes.

        The leases themselves are short, so that after a crash another process soon takes over.
        """
        tools = self._tools
        while True:
            await asyncio.sleep(tools.lease_for.total_seconds() / 3)
            until = tools.clock() + tools.lease_for
            await tools.offload.call(
                tools.store.renew_deliveries, tools.owner, ids=tuple(waiting), until=until
            )

    async def _serve(self, deliveries: Sequence[LeasedDelivery], waiting: set[DeliveryId]) -> None:
        """Send the deliveries of one receiver in order; stop when it asks to be left alone."""
        tools = self._tools
        for index, leased in enumerate(deliveries):
            result = await self._attempt(leased)
            await tools.offload.call(tools.store.save_attempts, [result])
            waiting.discard(leased.delivery.id)
            self._log(leased, result)
            if result.receiver_blocked_until is not None:
                rest = [later.delivery.id for later in deliveries[index + 1 :]]
                waiting.difference_update(rest)
                await tools.offload.call(tools.store.release_deliveries, tools.owner, ids=rest)
                return

    async def _attempt(self, leased: LeasedDelivery) -> AttemptResult:
        tools = self._tools
        receipt: Receipt | None = None
        error: DeliveryError | None = None
        try:
            transport = self._transport(leased.delivery.receiver)
            receipt = await transport.send(render(leased))
        except DeliveryError as problem:
            error = problem
        return plan_attempt(
            leased, error, receipt=receipt, now=tools.clock(), jitter=tools.jitter()
        )

    def _transport(self, receiver: str) -> Transport:
        transport = self._tools.transports.get(receiver)
        if transport is None:
            raise DeliveryError(
                reason=f"the settings have no receiver {receiver}; add it, then "
                "`monitor deliveries retry`",
                permanent=True,
            )
        return transport

    def _log(self, leased: LeasedDelivery, result: AttemptResult) -> None:
        sent = result.state is DeliveryState.SENT
        self.failed += not sent
        logger.log(
            logging.INFO if sent else logging.WARNING,
            "delivery sent" if sent else "delivery failed",
            extra={
                "delivery_id": result.delivery_id,
                "topic": leased.delivery.topic,
                "receiver": leased.delivery.receiver,
                "state": result.state.value,
                "attempt": result.attempt,
                "error": result.error,
            },
        )
