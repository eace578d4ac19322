"""Construct the program and run it.

Process. Builds everything from a `Config` once, in one place; roles choose which passes run
here. The scheduler only ticks: what is due stands in the rows.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import random
import signal
import socket
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from monitor import __version__
from monitor.alert import AlertLimits
from monitor.daemon.clock import utc_now
from monitor.daemon.logs import set_up_logging
from monitor.daemon.readers import ProcessReader
from monitor.daemon.worker import Worker
from monitor.deliver import open_transport, render_test
from monitor.errors import AddressTaken, NotFound
from monitor.feeds import PollLimits
from monitor.fetch import HostGate
from monitor.outbound import OutboundClient
from monitor.pipeline import Dispatcher, Evaluator, Offload, Poller
from monitor.pipeline.dispatch import DispatchTools
from monitor.pipeline.evaluate import EvaluateTools
from monitor.pipeline.poll import PollTools
from monitor.store import Store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Sequence

    from monitor.config import Config
    from monitor.model import Poll, Receipt, SavedPoll

logger = logging.getLogger(__name__)

#: A tick only bounds how late a pass may notice work that another process made.
TICK_SECONDS = 1
#: Outlasts the longest honest visit: a fetch at its deadline behind a full queue at its host.
POLL_LEASE = timedelta(minutes=5)
#: These two are renewed while work goes on, so they may be short: after a crash another
#: process takes over as soon.
EVALUATE_LEASE = timedelta(seconds=30)
DISPATCH_LEASE = timedelta(seconds=60)
#: Time that work under way gets when the daemon is told to stop.
GRACE_SECONDS = 20
#: Longest a worker may read one document.
READ_DEADLINE = timedelta(seconds=20)
#: A pass that has not ended a step well for so long is not running.
STALE_SECONDS = 60

ROLES = ("web", "poll", "evaluate", "dispatch")


@dataclass(slots=True, kw_only=True)
class Parts:
    """Everything that was constructed."""

    store: Store
    offload: Offload
    poller: Poller
    evaluator: Evaluator
    dispatcher: Dispatcher
    owner: str
    #: Called by the passes; the daemon connects them to its workers.
    wakes: dict[str, Callable[[], None]]

    def wake(self, name: str) -> None:
        """Wake a pass that runs in this process."""
        if name in self.wakes:
            self.wakes[name]()


def run(
    config: Config, *, once: bool, role: str, on_ready: Callable[[], None] | None = None
) -> int:
    """Run the daemon; see `monitor.daemon.run_daemon`."""
    set_up_logging(level=config.log.level, json_lines=config.log.format == "json")
    store = Store(config.database.url)
    try:
        roles = ROLES if role == "all" else (role,)
        with store.hold_exclusively(), _listening(config, roles, once=once) as listener:
            _upgrade(store)
            if store.is_exclusive:
                store.release_all()
            if once:
                return asyncio.run(_once(config, store))
            return asyncio.run(_serve(config, store, roles, listener, on_ready))
    finally:
        store.close()


@contextlib.contextmanager
def _listening(
    config: Config, roles: Sequence[str], *, once: bool
) -> Iterator[socket.socket | None]:
    """Take the address of the pages before anything is begun: it may be in use."""
    if once or "web" not in roles:
        yield None
        return
    with contextlib.closing(_listen(config)) as listener:
        yield listener


def _listen(config: Config) -> socket.socket:
    from monitor.web import open_listener

    try:
        return open_listener(*config.web.address)
    except OSError as error:
        raise AddressTaken(config.web.bind, problem=error.strerror or str(error)) from None


def _upgrade(store: Store) -> None:
    upgrade = store.upgrade(now=utc_now())
    if upgrade.found != upgrade.reached:
        logger.info(
            "database upgraded",
            extra={"found": upgrade.found, "reached": upgrade.reached, "backup": upgrade.backup},
        )


@contextlib.asynccontextmanager
async def _build(config: Config, store: Store, *, waits: bool = True) -> AsyncIterator[Parts]:
    """Construct the passes and what they work with."""
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(_client(config))
        # Receivers get a client of their own: no crowd of feeds may hold up an alert.
        courier = await stack.enter_async_context(_client(config))
        offload = Offload(threads=store.writers)
        stack.callback(offload.close)
        owner = f"{socket.gethostname()}:{os.getpid()}:{random.getrandbits(32):08x}"
        wakes: dict[str, Callable[[], None]] = {}
        parts = Parts(
            store=store,
            offload=offload,
            owner=owner,
            wakes=wakes,
            poller=Poller(
                _poll_tools(config, store, offload, client, owner),
                on_stored=lambda: parts.wake("evaluate"),
            ),
            evaluator=Evaluator(
                EvaluateTools(
                    store=store,
                    offload=offload,
                    limits=AlertLimits(
                        group_wait=config.alert.group_wait,
                        backfill_after=config.alert.backfill_after,
                    ),
                    clock=utc_now,
                    owner=owner,
                    lease_for=EVALUATE_LEASE,
                    waits=waits,
                ),
                on_planned=lambda: parts.wake("dispatch"),
            ),
            dispatcher=Dispatcher(
                DispatchTools(
                    store=store,
                    offload=offload,
                    transports={
                        receiver.name: open_transport(
                            receiver, smtp=config.to_smtp(), client=courier
                        )
                        for receiver in config.to_receivers()
                    },
                    clock=utc_now,
                    jitter=random.random,
                    owner=owner,
                    lease_for=DISPATCH_LEASE,
                )
            ),
        )
        yield parts


def _client(config: Config) -> OutboundClient:
    contact = f"; {config.fetch.contact}" if config.fetch.contact else ""
    return OutboundClient(
        user_agent=f"monitor/{__version__} (feed aggregator{contact})",
        allow_private=config.fetch.allow_private,
        timeout=config.fetch.timeout,
        max_bytes=config.fetch.max_bytes,
        concurrency=config.fetch.concurrency,
    )


def _poll_tools(
    config: Config, store: Store, offload: Offload, client: OutboundClient, owner: str
) -> PollTools:
    fetching = config.fetch
    return PollTools(
        store=store,
        offload=offload,
        client=client,
        gate=HostGate(concurrency=fetching.per_host_concurrency, delay=fetching.per_host_delay),
        reader=ProcessReader(workers=config.poll.workers, deadline=READ_DEADLINE),
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


async def _once(config: Config, store: Store) -> int:
    """Poll all that is due, evaluate, dispatch, and say whether every delivery went out."""
    async with _build(config, store, waits=False) as parts:
        async with asyncio.TaskGroup() as group:
            polling = group.create_task(_poll_all(parts))
            while not polling.done():
                if not await parts.evaluator.step():
                    await asyncio.wait({polling}, timeout=TICK_SECONDS / 10)
        while await parts.evaluator.step():
            pass
        while await parts.dispatcher.step():
            await parts.dispatcher.finish()
        await parts.evaluator.release()
        return 1 if parts.dispatcher.failed else 0


async def _poll_all(parts: Parts) -> None:
    """Poll until nothing is due and everything is saved."""
    started = await parts.poller.step()
    while started or parts.poller.in_flight:
        if parts.poller.in_flight:
            await parts.poller.save_finished()
        started = await parts.poller.step()


async def _serve(
    config: Config,
    store: Store,
    roles: Sequence[str],
    listener: socket.socket | None,
    on_ready: Callable[[], None] | None,
) -> int:
    """Run the passes of these roles until a signal says stop."""
    stop = asyncio.Event()
    _stop_on_signals(stop)
    async with _build(config, store) as parts:
        steps = {
            "poll": parts.poller.step,
            "evaluate": parts.evaluator.step,
            "dispatch": parts.dispatcher.step,
        }
        workers = [Worker(name, steps[name], stop) for name in roles if name in steps]
        parts.wakes.update({worker.name: worker.wake for worker in workers})
        scheduler = _start_ticking(workers)
        async with asyncio.TaskGroup() as group:
            if listener is not None:
                pages = _pages(store, listener, workers, stop)
                group.create_task(pages, name="web")
            tasks = [group.create_task(worker.run(), name=worker.name) for worker in workers]
            saving = group.create_task(_save_polls(parts), name="save polls")
            logger.info(
                "monitor started",
                extra={"version": __version__, "roles": ",".join(roles), "database": store.url},
            )
            if on_ready is not None:
                on_ready()
            await stop.wait()
            logger.info("stopping; work under way is finished first")
            scheduler.shutdown(wait=False)
            await asyncio.wait(tasks, timeout=GRACE_SECONDS) if tasks else None
            for task in (*tasks, saving):
                task.cancel()
        await _let_go(parts)
    logger.info("monitor stopped")
    return 0


async def _pages(
    store: Store, listener: socket.socket, workers: Sequence[Worker], stop: asyncio.Event
) -> None:
    from monitor.web import build_app, serve

    app = build_app(store, problems=lambda: _problems(workers), clock=utc_now)
    await serve(app, listener, stop)


async def _save_polls(parts: Parts) -> None:
    """Save visits as they finish and let the poll pass fill the room they leave."""
    saver = Worker("save polls", lambda: _save_some(parts), asyncio.Event())
    await saver.run()


async def _save_some(parts: Parts) -> int:
    await parts.poller.save_finished()
    parts.wake("poll")
    return 1


async def _let_go(parts: Parts) -> None:
    """Finish or drop what is in flight and give every lease back."""
    try:
        async with asyncio.timeout(GRACE_SECONDS):
            await asyncio.gather(parts.poller.finish(), parts.dispatcher.finish())
    except TimeoutError:
        await parts.poller.abandon()
        await parts.dispatcher.abandon()
    await parts.offload.call(parts.store.release_feeds, parts.owner)
    await parts.offload.call(parts.store.release_deliveries, parts.owner)
    await parts.evaluator.release()


def _stop_on_signals(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)


def _start_ticking(workers: Sequence[Worker]) -> AsyncIOScheduler:
    """One fixed job per pass; a tick that comes late or double only wakes a pass once."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    for worker in workers:
        scheduler.add_job(
            _tick,
            "interval",
            seconds=TICK_SECONDS,
            args=[worker],
            coalesce=True,
            misfire_grace_time=None,
        )
    scheduler.start()
    return scheduler


async def _tick(worker: Worker) -> None:
    worker.wake()


def _problems(workers: Sequence[Worker]) -> tuple[str, ...]:
    """Name the passes that have not ended a step well lately."""
    now = asyncio.get_running_loop().time()
    return tuple(
        f"the {worker.name} pass is not running"
        for worker in workers
        if worker.succeeded_at is None or now - worker.succeeded_at > STALE_SECONDS
    )


def poll_now(config: Config, urls: Sequence[str]) -> tuple[tuple[Poll, SavedPoll], ...]:
    """Poll these feeds at once; see `monitor.daemon.poll_now`."""
    set_up_logging(level=config.log.level, json_lines=config.log.format == "json")
    store = Store(config.database.url)
    try:
        return asyncio.run(_poll_now(config, store, urls))
    finally:
        store.close()


async def _poll_now(
    config: Config, store: Store, urls: Sequence[str]
) -> tuple[tuple[Poll, SavedPoll], ...]:
    async with _build(config, store) as parts:
        await parts.poller.step(urls)
        done: list[tuple[Poll, SavedPoll]] = []
        while parts.poller.in_flight:
            done.extend(await parts.poller.save_finished())
        return tuple(done)


def send_test(config: Config, name: str) -> Receipt:
    """Send a test message; see `monitor.daemon.send_test`."""
    receivers = {receiver.name: receiver for receiver in config.to_receivers()}
    if name not in receivers:
        raise NotFound("receiver", name)
    return asyncio.run(_send_test(config, name))


async def _send_test(config: Config, name: str) -> Receipt:
    receivers = {receiver.name: receiver for receiver in config.to_receivers()}
    async with _client(config) as client:
        transport = open_transport(receivers[name], smtp=config.to_smtp(), client=client)
        return await transport.send(render_test(name, utc_now()))
