"""Walk the subscribe pass: lease due subscriptions, ask their hubs, save what they say.

Process. A few hubs at once, a slow one delays no other. What is asked here is answered twice:
now, and when the hub calls back; the second answer is heard in `callback`.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.errors import FetchError, redact_url
from monitor.feeds import (
    ASKED_LEASE,
    judge_acceptance,
    judge_refusal,
    judge_trouble,
    may_share_secret,
)
from monitor.fetch import ask_hub
from monitor.model import HubRequest

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, timedelta

    from monitor.feeds import Asked
    from monitor.fetch import HostGate
    from monitor.model import LeasedSubscription
    from monitor.outbound import OutboundClient
    from monitor.pipeline.offload import Offload
    from monitor.store import Store

logger = logging.getLogger(__name__)

#: Where hubs call, under the public address.
CALLBACK_PATH = "/websub/"


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscribeTools:
    """What the subscribe pass works with."""

    store: Store
    offload: Offload
    client: OutboundClient
    gate: HostGate
    clock: Callable[[], datetime]
    jitter: Callable[[], float]
    #: Gives what nobody can guess.
    make_key: Callable[[], str]
    #: Where hubs reach our pages, without a slash at its end.
    public_url: str
    owner: str
    lease_for: timedelta
    concurrency: int


class Subscriber:
    """Asks hubs, `concurrency` requests at a time."""

    def __init__(self, tools: SubscribeTools, *, on_room: Callable[[], None]) -> None:
        self._tools = tools
        self._on_room = on_room
        self._requests: set[asyncio.Task[None]] = set()
        #: Faults of ours that ended a request: its subscription stays leased for a while.
        self._faults: list[BaseException] = []

    async def step(self) -> int:
        """Lease as many due subscriptions as there is room for and start asking their hubs.

        Returns how many requests were started; raises a fault of an earlier one, once.
        """
        if self._faults:
            raise self._faults.pop()
        tools, room = self._tools, self._tools.concurrency - len(self._requests)
        if room <= 0:
            return 0
        leased = await tools.offload.call(
            tools.store.lease_subscriptions,
            owner=tools.owner,
            now=tools.clock(),
            lease_for=tools.lease_for,
            limit=room,
            public_url=tools.public_url,
            make_key=tools.make_key,
        )
        for subscription in leased:
            task = asyncio.create_task(self._request(subscription), name="ask hub")
            self._requests.add(task)
            task.add_done_callback(self._end_request)
        return len(leased)

    def _end_request(self, task: asyncio.Task[None]) -> None:
        self._requests.discard(task)
        if not task.cancelled() and (fault := task.exception()) is not None:
            self._faults.append(fault)
        self._on_room()

    async def _request(self, leased: LeasedSubscription) -> None:
        tools = self._tools
        asked, error = await ask(leased, tools)
        _log(leased, asked, error)
        subscription = leased.subscription
        request = HubRequest(
            feed_id=subscription.feed_id,
            hub=subscription.hub,
            token=leased.token,
            lease_owner=leased.lease_owner,
            state=asked.state,
            next_request_at=asked.next_request_at,
            failures=asked.failures,
            error=None if error is None else str(error),
            hub_rests_until=asked.hub_rests_until,
        )
        await tools.offload.call(tools.store.save_requests, [request], now=tools.clock())

    async def finish(self) -> None:
        """Wait until every request that was started is answered and saved."""
        await asyncio.gather(*self._requests, return_exceptions=True)

    async def abandon(self) -> None:
        """Drop what is in flight; the leases run out or are released by the caller."""
        for task in tuple(self._requests):
            task.cancel()
        await asyncio.gather(*self._requests, return_exceptions=True)


async def ask(leased: LeasedSubscription, tools: SubscribeTools) -> tuple[Asked, FetchError | None]:
    """Ask one hub and decide what follows."""
    subscription = leased.subscription
    try:
        async with tools.gate.turn(subscription.hub):
            await ask_hub(
                tools.client,
                subscription.hub,
                mode=leased.mode,
                topic=subscription.topic,
                callback=f"{tools.public_url}{CALLBACK_PATH}{leased.token}",
                secret=leased.secret if may_share_secret(subscription.hub) else None,
                lease=ASKED_LEASE,
            )
    except FetchError as error:
        now, jitter = tools.clock(), tools.jitter()
        if not error.transient:
            return judge_refusal(leased, now=now, jitter=jitter), error
        after = error.retry_after
        return judge_trouble(leased, now=now, jitter=jitter, retry_after=after), error
    return judge_acceptance(leased, now=tools.clock(), jitter=tools.jitter()), None


def _log(leased: LeasedSubscription, asked: Asked, error: FetchError | None) -> None:
    logger.log(
        logging.DEBUG if error is None else logging.WARNING,
        "hub asked",
        extra={
            "feed_id": leased.subscription.feed_id,
            "hub": redact_url(leased.subscription.hub),
            "mode": leased.mode.value,
            "outcome": asked.reason.value,
            "error": None if error is None else str(error),
        },
    )
