"""Run the program: tick the passes of its roles until a signal says stop.

Process. The scheduler only ticks: what is due stands in the rows. Work under way is finished
first, and every lease is given back.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from monitor import __version__
from monitor.daemon.clock import utc_now
from monitor.daemon.logs import set_up_logging
from monitor.daemon.once import run_once
from monitor.daemon.parts import GRACE_SECONDS, build
from monitor.daemon.worker import Worker
from monitor.errors import AddressTaken
from monitor.store import Store

if TYPE_CHECKING:
    import socket
    from collections.abc import Awaitable, Callable, Iterator, Sequence

    from monitor.config import Config
    from monitor.daemon.parts import Parts
    from monitor.web import HubDoor, TopicFeedDoor

logger = logging.getLogger(__name__)

#: A tick only bounds how late a pass may notice work that another process made.
TICK_SECONDS = 1
#: A pass that has not ended a step well for so long is not running.
STALE_SECONDS = 60

#: Waits for visits to finish, however long there are none: only a failure says that it is ill.
SAVER = "save polls"

ROLES = ("web", "poll", "evaluate", "dispatch")


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
                return asyncio.run(run_once(config, store, roles))
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
    async with build(config, store) as parts:
        if "poll" in roles:
            await parts.offload.call(store.move_subscriptions, config.web.public_url, now=utc_now())
        workers = _make_workers(parts, roles, stop)
        parts.wakes.here.update({worker.name: worker.wake for worker in workers})
        parts.wakes.listen()
        saver = Worker(SAVER, lambda: _save_some(parts), asyncio.Event())
        scheduler = _start_ticking(workers)
        async with asyncio.TaskGroup() as group:
            if listener is not None:
                pages = _pages(config, parts, listener, (*workers, saver), stop)
                group.create_task(pages, name="web")
            tasks = [group.create_task(worker.run(), name=worker.name) for worker in workers]
            saving = group.create_task(saver.run(), name=saver.name)
            logger.info(
                "monitor started",
                extra={
                    "version": __version__,
                    "roles": ",".join(roles),
                    "database": store.url,
                    "pages": None if listener is None else config.web.base_url,
                },
            )
            if on_ready is not None:
                on_ready()
            await stop.wait()
            logger.info("stopping; work under way is finished first")
            scheduler.shutdown(wait=False)
            await asyncio.wait(tasks, timeout=GRACE_SECONDS) if tasks else None
            for task in (*tasks, saving):
                task.cancel()
        await parts.let_go()
    logger.info("monitor stopped")
    return 0


def _make_workers(parts: Parts, roles: Sequence[str], stop: asyncio.Event) -> list[Worker]:
    """Make a worker for each pass of these roles."""
    steps: dict[str, Callable[[], Awaitable[int]]] = {
        "poll": parts.poller.step,
        "page": parts.pages.step,
        "redirect": parts.resolver.step,
        "evaluate": parts.evaluator.step,
        "dispatch": parts.dispatcher.step,
    }
    if parts.subscriber is not None:
        steps["subscribe"] = parts.subscriber.step
    scheduled = parts.scheduled.steps(roles)
    names = (*roles, "page", "redirect", "subscribe") if "poll" in roles else roles
    steps |= scheduled
    return [Worker(name, steps[name], stop) for name in (*names, *scheduled) if name in steps]


async def _pages(
    config: Config,
    parts: Parts,
    listener: socket.socket,
    workers: Sequence[Worker],
    stop: asyncio.Event,
) -> None:
    from monitor.web import build_app, make_rules, serve

    hubs = _hub_door(config, parts)
    password = None if config.web.password is None else config.web.password.get_secret_value()
    feeds = _feed_door(config, parts)
    open_paths = (*feeds.paths, *(() if hubs is None else hubs.paths))
    rules = make_rules(
        bind_host=config.web.address[0],
        public_url=config.web.public_url,
        allowed=config.web.allowed_hosts or (),
        # What asks for a password may be shown to the world.
        public_paths=open_paths if password is None else ("/",),
    )
    if password is None and not config.web.is_local:
        logger.warning(
            "the pages are open to whoever reaches this address, so nothing can be changed there:"
            " set password_file under [web]",
            extra={"bind": config.web.bind},
        )
    app = build_app(
        parts.store,
        problems=lambda: _problems(workers),
        clock=utc_now,
        hubs=hubs,
        feeds=feeds,
        rules=rules,
        password=password,
        may_write=password is not None or config.web.is_local,
    )
    await serve(app, listener, stop)


def _feed_door(config: Config, parts: Parts) -> TopicFeedDoor:
    """Let readers in who have the token of a topic's feed."""
    from monitor.web import TopicFeedDoor

    prefix = urlsplit(config.web.public_url or "").path
    return TopicFeedDoor(store=parts.store, base_url=config.web.base_url, prefix=prefix)


def _hub_door(config: Config, parts: Parts) -> HubDoor | None:
    """Hear hubs where they can reach us; a push wakes the poll pass if it runs in here."""
    from monitor.pipeline import Callback
    from monitor.web import HubDoor

    if config.web.public_url is None:
        return None
    loop = asyncio.get_running_loop()

    def wake() -> None:
        loop.call_soon_threadsafe(parts.wakes.wake, "poll")

    callback = Callback(store=parts.store, clock=utc_now, on_due=wake)
    return HubDoor(callback, public_url=config.web.public_url, max_bytes=config.fetch.max_bytes)


async def _save_some(parts: Parts) -> int:
    """Save visits as they finish and let the poll pass fill the room they leave."""
    await parts.poller.save_finished()
    parts.wakes.wake("poll")
    return 1


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
        f"the {worker.name} pass is not running" for worker in workers if _is_ill(worker, now)
    )


def _is_ill(worker: Worker, now: float) -> bool:
    if worker.name == SAVER:
        return worker.is_failing
    return worker.succeeded_at is None or now - worker.succeeded_at > STALE_SECONDS
