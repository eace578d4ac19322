"""Do one round and end: `run --once`, `feeds poll`, `receivers test`.

Process. The same passes as the daemon's, stepped until nothing is due.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from monitor.daemon.clock import utc_now
from monitor.daemon.logs import set_up_logging
from monitor.daemon.parts import build, build_client
from monitor.deliver import open_transport, render_test
from monitor.errors import NotFound
from monitor.store import Store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.config import Config
    from monitor.daemon.parts import Parts
    from monitor.model import Poll, Receipt, SavedPoll

#: How soon the evaluator looks again while polls go on.
LOOK_SECONDS = 0.1


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
    """Evaluate while polls go on; deliver when all is evaluated."""
    async with asyncio.TaskGroup() as group:
        if "poll" in roles:
            polling = group.create_task(_poll_all(parts))
            while "evaluate" in roles and not polling.done():
                if not await parts.evaluator.step():
                    await asyncio.wait({polling}, timeout=LOOK_SECONDS)
    while "evaluate" in roles and await parts.evaluator.step():
        pass
    while "dispatch" in roles and await parts.dispatcher.step():
        await parts.dispatcher.finish()


def _first_of(group: ExceptionGroup[Exception]) -> Exception:
    """Give the first error itself: the operator wants its sentence, not a tree."""
    first = group.exceptions[0]
    return _first_of(first) if isinstance(first, ExceptionGroup) else first


async def _poll_all(parts: Parts) -> None:
    """Poll until nothing is due and everything is saved."""
    started = await parts.poller.step()
    while started or parts.poller.in_flight:
        if parts.poller.in_flight:
            await parts.poller.save_finished()
        started = await parts.poller.step()


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
        return await transport.send(render_test(name, utc_now()))
