"""Construct the passes and what they work with.

Process. Builds everything from a `Config`, in one place; nothing else in the program
constructs a store's threads, a client, a transport or a worker process.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import random
import secrets
import socket
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from monitor import __version__
from monitor.daemon.clock import utc_now
from monitor.daemon.readers import ProcessReader
from monitor.daemon.scheduled import Scheduled, build_scheduled
from monitor.daemon.wakes import Wakes
from monitor.deliver import open_style, open_transport
from monitor.feeds import PollLimits
from monitor.fetch import HostGate, Robots
from monitor.outbound import OutboundClient
from monitor.pipeline import (
    Dispatcher,
    Evaluator,
    Offload,
    PageFetcher,
    Poller,
    Resolver,
    Subscriber,
)
from monitor.pipeline.dispatch import DispatchTools
from monitor.pipeline.evaluate import EvaluateTools
from monitor.pipeline.pages import PageTools
from monitor.pipeline.poll import PollTools
from monitor.pipeline.redirects import RedirectTools
from monitor.pipeline.subscribe import SubscribeTools

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

    from monitor.config import Config
    from monitor.store import Store

logger = logging.getLogger(__name__)

#: Outlasts the longest honest visit: a fetch at its deadline behind a full queue at its host.
POLL_LEASE = timedelta(minutes=5)
#: Taken anew with every batch, and renewed while a message is sent, so they may be short:
#: after a crash another process takes over as soon.
EVALUATE_LEASE = timedelta(seconds=30)
DISPATCH_LEASE = timedelta(seconds=60)
#: Time that work under way gets when the daemon is told to stop.
GRACE_SECONDS = 20
#: Pages fetched at once, each from another host.
PAGES_AT_ONCE = 16
#: Addresses asked at once where they lead, each of another host.
REDIRECTS_AT_ONCE = 8
#: Length of what hubs know us by: nobody guesses it.
KEY_BYTES = 32
#: Requests to hubs at once.
HUBS_AT_ONCE = 10
#: Longest a worker may read one document.
READ_DEADLINE = timedelta(seconds=20)


@dataclass(slots=True, kw_only=True)
class Parts:
    """Everything that was constructed."""

    store: Store
    offload: Offload
    poller: Poller
    pages: PageFetcher
    resolver: Resolver
    #: None: hubs cannot reach us.
    subscriber: Subscriber | None
    evaluator: Evaluator
    dispatcher: Dispatcher
    scheduled: Scheduled
    owner: str
    #: Used by the passes; the daemon connects it to its workers.
    wakes: Wakes

    async def let_go(self) -> None:
        """Finish or drop what is in flight and give every lease back.

        What fails keeps none of the rest from being tried; the first error is raised at the end.
        """
        errors: list[BaseException] = []
        for step in self._last_steps():
            try:
                await step()
            except BaseException as error:  # noqa: BLE001 - raised below, when all is given back
                errors.append(error)
        for other in errors[1:]:
            logger.warning("stopping went wrong in more than one place", exc_info=other)
        if errors:
            raise errors[0]

    async def _finish(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GRACE_SECONDS):
                await asyncio.gather(*(walker.finish() for walker in self._walkers()))

    def _last_steps(self) -> Iterator[Callable[[], Awaitable[object]]]:
        yield self._finish
        for walker in self._walkers():
            yield walker.abandon
        releases = [
            self.store.release_feeds,
            self.store.release_pages,
            self.store.release_redirects,
            self.store.release_deliveries,
        ]
        if self.subscriber is not None:
            releases.append(self.store.release_subscriptions)
        for release in releases:
            yield partial(self.offload.call, release, self.owner)
        yield self.evaluator.release
        yield from self.scheduled.releases()
        yield self.wakes.close

    def _walkers(self) -> tuple[Poller | PageFetcher | Subscriber | Dispatcher, ...]:
        """Give the passes that have work in flight."""
        asking = () if self.subscriber is None else (self.subscriber,)
        return self.poller, self.pages, *asking, self.dispatcher


@contextlib.asynccontextmanager
async def build(config: Config, store: Store, *, waits: bool = True) -> AsyncIterator[Parts]:
    """Construct the passes and what they work with."""
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(build_client(config))
        # Receivers get a client of their own: no crowd of feeds may hold up an alert.
        courier = await stack.enter_async_context(build_client(config))
        offload = Offload(threads=store.writers)
        stack.callback(offload.close)
        owner = f"{socket.gethostname()}:{os.getpid()}:{random.getrandbits(32):08x}"
        wakes = Wakes(store, offload)
        wake = wakes.wake
        reader = _reader(config)
        polling = _poll_tools(config, store, offload, client, owner, reader)
        parts = Parts(
            store=store,
            offload=offload,
            owner=owner,
            wakes=wakes,
            poller=Poller(
                polling,
                on_stored=lambda: wake("evaluate", "page", "redirect"),
                on_turn=lambda: wake("poll"),
            ),
            pages=PageFetcher(
                _page_tools(polling, reader),
                on_read=lambda: wake("evaluate"),
                on_room=lambda: wake("page"),
            ),
            resolver=Resolver(_redirect_tools(polling), on_joined=lambda: wake("evaluate")),
            subscriber=_subscriber(config, polling, on_room=lambda: wake("subscribe")),
            evaluator=Evaluator(
                _evaluate_tools(config, store, offload, owner, waits=waits),
                on_planned=lambda: wake("dispatch"),
            ),
            dispatcher=Dispatcher(_dispatch_tools(config, store, offload, courier, owner)),
            scheduled=build_scheduled(
                config,
                store,
                offload,
                owner,
                outage_since=lambda: parts.poller.outage_since,
                on_told=lambda: wake("dispatch"),
            ),
        )
        yield parts


def build_client(config: Config) -> OutboundClient:
    contact = f"; {config.fetch.contact}" if config.fetch.contact else ""
    return OutboundClient(
        user_agent=f"monitor/{__version__} (feed aggregator{contact})",
        allow_private=config.fetch.allow_private,
        allow_networks=config.fetch.allow_networks or (),
        timeout=config.fetch.timeout,
        max_bytes=config.fetch.max_bytes,
        concurrency=config.fetch.concurrency,
    )


def _reader(config: Config) -> ProcessReader:
    return ProcessReader(workers=config.poll.workers or os.cpu_count() or 1, deadline=READ_DEADLINE)


def _poll_tools(
    config: Config,
    store: Store,
    offload: Offload,
    client: OutboundClient,
    owner: str,
    reader: ProcessReader,
) -> PollTools:
    fetching = config.fetch
    return PollTools(
        store=store,
        offload=offload,
        client=client,
        gate=HostGate(concurrency=fetching.per_host_concurrency, delay=fetching.per_host_delay),
        reader=reader,
        limits=PollLimits(
            default_interval=fetching.default_interval,
            min_interval=fetching.min_interval,
            max_interval=fetching.max_interval,
        ),
        clock=utc_now,
        jitter=random.random,
        owner=owner,
        lease_for=POLL_LEASE,
        concurrency=fetching.concurrency,
    )


def _page_tools(polling: PollTools, reader: ProcessReader) -> PageTools:
    """Let pages take turns with feeds at their hosts and at the workers."""
    return PageTools(
        store=polling.store,
        offload=polling.offload,
        client=polling.client,
        gate=polling.gate,
        robots=Robots(polling.client, polling.gate),
        reader=reader,
        clock=polling.clock,
        jitter=polling.jitter,
        owner=polling.owner,
        lease_for=POLL_LEASE,
        concurrency=PAGES_AT_ONCE,
    )


def _redirect_tools(polling: PollTools) -> RedirectTools:
    """Let redirectors take turns with feeds at their hosts."""
    return RedirectTools(
        store=polling.store,
        offload=polling.offload,
        client=polling.client,
        gate=polling.gate,
        clock=polling.clock,
        jitter=polling.jitter,
        owner=polling.owner,
        lease_for=POLL_LEASE,
        concurrency=REDIRECTS_AT_ONCE,
    )


def _subscriber(
    config: Config, polling: PollTools, *, on_room: Callable[[], None]
) -> Subscriber | None:
    if config.web.public_url is None:
        return None
    tools = SubscribeTools(
        store=polling.store,
        offload=polling.offload,
        client=polling.client,
        gate=polling.gate,
        clock=polling.clock,
        jitter=polling.jitter,
        make_key=lambda: secrets.token_urlsafe(KEY_BYTES),
        public_url=config.web.public_url,
        owner=polling.owner,
        lease_for=POLL_LEASE,
        concurrency=HUBS_AT_ONCE,
    )
    return Subscriber(tools, on_room=on_room)


def _evaluate_tools(
    config: Config, store: Store, offload: Offload, owner: str, *, waits: bool
) -> EvaluateTools:
    return EvaluateTools(
        store=store,
        offload=offload,
        limits=config.to_limits(waits=waits),
        clock=utc_now,
        owner=owner,
        lease_for=EVALUATE_LEASE,
    )


def _dispatch_tools(
    config: Config, store: Store, offload: Offload, courier: OutboundClient, owner: str
) -> DispatchTools:
    return DispatchTools(
        store=store,
        offload=offload,
        transports={
            receiver.name: open_transport(receiver, smtp=config.to_smtp(), client=courier)
            for receiver in config.to_receivers()
        },
        clock=utc_now,
        jitter=random.random,
        owner=owner,
        lease_for=DISPATCH_LEASE,
        every={receiver.name: receiver.every for receiver in config.to_receivers()},
        styles={
            receiver.name: open_style(receiver, pages_url=config.pages_url)
            for receiver in config.to_receivers()
        },
        report_to=config.alert.report_to,
        backlog_digest=config.alert.backlog_digest,
    )
