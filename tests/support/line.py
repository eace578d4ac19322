"""Make the passes of the line around a store, with a clock that tests move.

Process. The passes are the real ones; only chance and the clock are ours. Documents are read
in the test's own process, which is quicker than starting workers; `readings` counts them.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from monitor.alert import AlertLimits
from monitor.deliver import open_transport
from monitor.feeds import PollLimits
from monitor.fetch import HostGate
from monitor.outbound import OutboundClient
from monitor.pipeline import Dispatcher, Evaluator, Offload, Poller, read_document
from monitor.pipeline.dispatch import DispatchTools
from monitor.pipeline.evaluate import EvaluateTools
from monitor.pipeline.poll import PollTools
from tests.support.clock import FakeClock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping, Sequence
    from datetime import datetime

    from monitor.deliver import Transport
    from monitor.model import Document, Fetched, LeasedFeed, Poll, Receiver, SavedPoll, SMTPServer
    from monitor.store import Store

LIMITS = PollLimits(
    default_interval=timedelta(minutes=15),
    min_interval=timedelta(minutes=1),
    max_interval=timedelta(hours=24),
)
LEASE_FOR = timedelta(minutes=5)
USER_AGENT = "monitor-tests"


def middle() -> float:
    """Be chance: neither early nor late."""
    return 0.5


@dataclass(kw_only=True)
class Reader:
    """Reads documents here and now, and remembers whose."""

    readings: list[str] = field(default_factory=list)
    #: What reading the document of a feed raises.
    faults: dict[str, Exception] = field(default_factory=dict)

    async def __call__(self, feed: LeasedFeed, fetched: Fetched, now: datetime) -> Document:
        self.readings.append(feed.url)
        if feed.url in self.faults:
            raise self.faults[feed.url]
        return read_document(
            fetched.final_url,
            fetched.body,
            content_type=fetched.content_type,
            now=now,
            default_language=feed.source.language,
            known_marks=feed.marks,
            ids_rotate=feed.ids_rotate,
        )


@dataclass(kw_only=True)
class Line:
    """The passes around one store, and who was woken by them."""

    store: Store
    offload: Offload
    client: OutboundClient
    clock: FakeClock = field(default_factory=FakeClock)
    reader: Reader = field(default_factory=Reader)
    #: Which passes were woken, in order.
    woken: list[str] = field(default_factory=list)

    def poller(
        self,
        *,
        owner: str = "poller",
        concurrency: int = 20,
        gate: HostGate | None = None,
        jitter: Callable[[], float] = middle,
    ) -> Poller:
        tools = PollTools(
            store=self.store,
            offload=self.offload,
            client=self.client,
            gate=gate or HostGate(concurrency=concurrency, delay=timedelta()),
            reader=self.reader,
            limits=LIMITS,
            clock=self.clock,
            jitter=jitter,
            owner=owner,
            lease_for=LEASE_FOR,
            concurrency=concurrency,
        )
        return Poller(tools, on_stored=lambda: self.woken.append("evaluate"))

    def evaluator(
        self,
        *,
        owner: str = "evaluator",
        clock: Callable[[], datetime] | None = None,
        limits: AlertLimits | None = None,
        lease_for: timedelta = LEASE_FOR,
        waits: bool = True,
    ) -> Evaluator:
        tools = EvaluateTools(
            store=self.store,
            offload=self.offload,
            limits=replace(limits or AlertLimits(), waits=waits),
            clock=clock or self.clock,
            owner=owner,
            lease_for=lease_for,
        )
        return Evaluator(tools, on_planned=lambda: self.woken.append("dispatch"))

    def dispatcher(
        self,
        *receivers: Receiver,
        smtp: SMTPServer,
        owner: str = "sender",
        clock: Callable[[], datetime] | None = None,
        lease_for: timedelta = LEASE_FOR,
        others: Mapping[str, Transport] | None = None,
        every: Mapping[str, timedelta] | None = None,
        **values: Any,
    ) -> Dispatcher:
        transports: dict[str, Transport] = {
            receiver.name: open_transport(receiver, smtp=smtp, client=self.client)
            for receiver in receivers
        }
        transports |= others or {}
        return Dispatcher(
            DispatchTools(
                store=self.store,
                offload=self.offload,
                transports=transports,
                clock=clock or self.clock,
                jitter=middle,
                owner=owner,
                lease_for=lease_for,
                # Tests that stop the clock would wait for turns that never come.
                every=every or {},
                **values,
            )
        )


async def lead_to_loopback(host: str, _port: int) -> Sequence[str]:
    """Be the name server: every name is this machine, so that one server is many hosts."""
    return (host if host.startswith("127.") else "127.0.0.1",)


@asynccontextmanager
async def open_line(store: Store) -> AsyncIterator[Line]:
    """Give the line around a store; its client calls loopback and its threads end with it."""
    client = OutboundClient(
        user_agent=USER_AGENT,
        allow_private=True,
        timeout=timedelta(seconds=5),
        max_bytes=1 << 20,
        concurrency=50,
        resolve=lead_to_loopback,
    )
    offload = Offload(threads=store.writers)
    try:
        async with client:
            yield Line(store=store, offload=offload, client=client)
    finally:
        offload.close()


async def poll_all(
    poller: Poller, urls: Sequence[str] | None = None
) -> tuple[tuple[Poll, SavedPoll], ...]:
    """Poll what is due, or these feeds, until all is saved; gives what came of each poll."""
    done: list[tuple[Poll, SavedPoll]] = []
    await poller.step(urls)
    while poller.in_flight:
        done.extend(await poller.save_finished())
    return tuple(done)


async def evaluate_all(evaluator: Evaluator) -> int:
    """Evaluate until nothing waits; gives how many articles were evaluated."""
    total = 0
    while done := await evaluator.step():
        total += done
    return total
