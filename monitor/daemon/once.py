"""Do one round and end: `run --once`, `feeds poll`, `receivers test`.

Process. The same passes as the daemon's, stepped until nothing is due.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from monitor.daemon.clock import utc_now
from monitor.daemon.logs import set_up_logging
from monitor.daemon.parts import build, build_client
from monitor.deliver import open_style, open_transport, render_test
from monitor.errors import NotFound
from monitor.store import Store

if TYPE_CHECKING:
    from collections.abc import Coroutine, Sequence

    from monitor.config import Config
    from monitor.daemon.parts import Parts
    from monitor.model import Poll, Receipt, SavedPoll

#: How soon the evaluator looks again while polls go on.
LOOK_SECONDS = 0.1
#: So long `run --once` reads pages; what is left is due at the next run.
PAGES_SECONDS = 120.0


async def run_once(config: Config, store: Store, roles: Sequence[str]) -> int:
    """Poll all that is due, evaluate, dispatch, and say whether every delivery went out.

    Only the passes of these roles. Returns the exit code.
    """
    async with build(config, store, waits=False) as parts:
        try:
            await _one_round(parts, roles)
        except ExceptionGroup as group:
            raise _first_of(group) from None
        finally:
            await parts.let_go()
        return 1 if parts.dispatcher.failed else 0


async def _one_round(parts: Parts, roles: Sequence[str]) -> None:
    """Tell what the feeds say before pages are fetched, then what the pages say.

    Where redirectors lead comes last: it is news to nobody, but keeps the next round from
    telling an article twice.
    """
    gathers = (_poll_all, _read_pages, _resolve) if "poll" in roles else (_gather_nothing,)
    for gather in gathers:
        await _evaluate_while(gather(parts), parts, roles)
        await _dispatch_all(parts, roles)
    for step in parts.scheduled.steps(roles).values():
        await step()
    await _dispatch_all(parts, roles)


async def _dispatch_all(parts: Parts, roles: Sequence[str]) -> None:
    """Send what is due."""
    while "dispatch" in roles and await parts.dispatcher.step():
        await parts.dispatcher.finish()


async def _evaluate_while(
    work: Coroutine[Any, Any, None], parts: Parts, roles: Sequence[str]
) -> None:
    """Evaluate while this goes on, and all that is left when it has ended."""
    async with asyncio.TaskGroup() as group:
        working = group.create_task(work)
        while "evaluate" in roles and not working.done():
            if not await parts.evaluator.step():
                await asyncio.wait({working}, timeout=LOOK_SECONDS)
    while "evaluate" in roles and await parts.evaluator.step():
        pass


async def _gather_nothing(parts: Parts) -> None:
    """Have another process poll."""


async def _read_pages(parts: Parts) -> None:
    """Fetch and read the pages that are due, as many as there is time for."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(PAGES_SECONDS):
            pages = parts.pages
            # The last visit may end between a step that found no room and the wait: look again.
            while await pages.step() or await pages.wait() or await pages.step():
                pass


async def _resolve(parts: Parts) -> None:
    """Ask redirectors where they lead, as many as there is time for."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(PAGES_SECONDS):
            while await parts.resolver.step():
                pass


def _first_of(group: ExceptionGroup[Exception]) -> Exception:
    """Give the first error itself: the operator wants its sentence, not a tree."""
    first = group.exceptions[0]
    return _first_of(first) if isinstance(first, ExceptionGroup) else first


async def _poll_all(parts: Parts) -> None:
    """Poll until nothing is due, no feed waits for its turn and everything is saved."""
    while True:
        waiting = parts.poller.seconds_to_last_turn
        started = await parts.poller.step()
        if parts.poller.in_flight:
            await parts.poller.save_finished()
        elif waiting:
            await asyncio.sleep(min(waiting, LOOK_SECONDS))
        elif not started:
            return


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
    async with build(config, store) as parts:
        done: list[tuple[Poll, SavedPoll]] = []
        for start in range(0, len(urls), parts.poller.room):
            await parts.poller.step(urls[start : start + parts.poller.room])
            while parts.poller.in_flight:
                done.extend(await parts.poller.save_finished())
        await parts.let_go()
        return tuple(done)


def send_test(config: Config, name: str) -> Receipt:
    """Send a test message; see `monitor.daemon.send_test`."""
    receivers = {receiver.name: receiver for receiver in config.to_receivers()}
    if name not in receivers:
        raise NotFound("receiver", name)
    return asyncio.run(_send_test(config, name))


async def _send_test(config: Config, name: str) -> Receipt:
    receivers = {receiver.name: receiver for receiver in config.to_receivers()}
    async with build_client(config) as client:
        transport = open_transport(receivers[name], smtp=config.to_smtp(), client=client)
        style = open_style(receivers[name], pages_url=config.pages_url)
        message = render_test(name, utc_now(), style)
        receipt = await transport.send(message)
    return replace(receipt, detail=f"{receipt.detail}; {message.note}") if message.note else receipt
