"""Name the moments at which a daemon may die, and kill it at one of them.

Process. Called in a child of the zygote before the program begins (see `Step`). The names come
from the program as it is: a commit is called after the method of the store that makes it, a send
after the transport. A new method or transport has its points without anybody listing them.
"""

from __future__ import annotations

import inspect
import os
import signal
import sys
import threading
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, Pool, event

from monitor.daemon import parts
from monitor.deliver import plan_attempt, transport
from monitor.deliver.smtp import SMTPTransport
from monitor.store import Store
from monitor.store.part import Part

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from monitor.model import AttemptResult


def watch(*, record: str | None = None, point: str | None = None, nth: int = 1) -> None:
    """Write every point that is reached to a file, or kill the process at one of them."""
    reached: Counter[str] = Counter()
    committing = threading.local()

    def reach(name: str) -> None:
        reached[name] += 1
        if record is not None:
            with Path(record).open("a", encoding="utf-8") as lines:
                lines.write(f"{name}\n")
        if name == point and reached[name] == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    def before_commit(*_: object) -> None:
        if getattr(committing, "name", None) is None:
            committing.name = _method(sys._getframe())
            reach(f"before {committing.name}")

    def after_commit(*_: object) -> None:
        name, committing.name = getattr(committing, "name", None), None
        if name is not None:
            reach(f"after {name}")

    event.listen(Engine, "commit", before_commit)
    event.listen(Pool, "checkin", after_commit)
    for kind in _transports():
        _watch_sends(kind, reach)


def shorten_leases(*, seconds: float) -> None:
    """Let others take over soon: on a server nobody knows that the owner is dead."""
    for name in ("POLL_LEASE", "EVALUATE_LEASE", "DISPATCH_LEASE"):
        setattr(parts, name, timedelta(seconds=seconds))


def mark_before_sending() -> None:
    """Be a bad outbox: record a delivery as sent when its turn has come, then send it."""
    honest = Store.take_delivery_turn

    def hasty(store: Store, leased: Any, **times: Any) -> Any:
        turn = honest(store, leased, **times)
        if turn is not None and turn.taken:
            store.save_attempts([_sent(leased, times["now"])])
        return turn

    Store.take_delivery_turn = hasty  # type: ignore[method-assign, assignment] # sabotage is what is asked for


def send_under_another_key() -> None:
    """Be another bad outbox: give each attempt a key of its own."""
    honest = SMTPTransport.send

    async def careless(transport: SMTPTransport, message: Any) -> Any:
        return await honest(transport, replace(message, key=f"{message.key}-{os.getpid()}"))

    SMTPTransport.send = careless  # type: ignore[method-assign, assignment] # as above


def _sent(leased: Any, now: Any) -> AttemptResult:
    return plan_attempt(leased, None, receipt=None, now=now, jitter=0.0)


def _method(frame: FrameType | None) -> str:
    """Name the outermost method of a store that leads here."""
    found = "a transaction"
    while frame is not None:
        if isinstance(frame.f_locals.get("self"), Part) and not frame.f_code.co_name.startswith(
            "_"
        ):
            found = frame.f_code.co_name
        frame = frame.f_back
    return found


def _transports() -> Iterator[type[Any]]:
    for _, kind in inspect.getmembers(transport, inspect.isclass):
        if hasattr(kind, "send") and kind is not transport.Transport:
            yield kind


def _watch_sends(kind: type[Any], reach: Any) -> None:
    honest = kind.send

    async def watched(self: Any, message: Any) -> Any:
        reach(f"before {kind.__name__}")
        receipt = await honest(self, message)
        reach(f"after {kind.__name__}")
        return receipt

    kind.send = watched
