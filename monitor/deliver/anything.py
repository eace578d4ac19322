"""Bring a message to any service that the Apprise library knows.

Network, around `outbound`: Apprise makes its own connections, so the address guard does not see
them, nor do its limits hold. It is an extra (`monitor[apprise]`), imported when first used, for
settings that are trusted. Owns apprise. It is synchronous: every send runs in a thread of its
own, which is left behind at the deadline. It says only yes or no, so every no is tried again; a
service that said yes is not asked again for the same message.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar

from monitor.errors import DeliveryError
from monitor.model import Receipt

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.model import AppriseReceiver, Message

T = TypeVar("T")

#: Settings do not get better by the minute.
_MENDING = timedelta(minutes=5)
#: What most services take at once is less; Apprise cuts or splits for each.
_LONGEST_TEXT = 30_000
_REMEMBERED = 1_000
#: They log addresses, which hold tokens.
_TALKATIVE = ("apprise", "urllib3", "requests", "requests_oauthlib", "oauthlib")


class AppriseTransport:
    """Brings messages to the services of one receiver."""

    takes_digests = True

    def __init__(
        self, receiver: AppriseReceiver, *, longest_send: timedelta = timedelta(minutes=1)
    ) -> None:
        self._receiver = receiver
        self.longest_send = longest_send
        #: Which services took a message that others did not, by key; lost with the process.
        self._taken: dict[str, frozenset[int]] = {}

    async def greet(self) -> str | None:
        """Only a message can tell."""
        return None

    async def send(self, message: Message) -> Receipt:
        """Bring a message to every service.

        Raises:
            DeliveryError: one of them did not take it, or did not answer in time.
        """
        failure: DeliveryError
        try:
            async with asyncio.timeout(self.longest_send.total_seconds()):
                took = await _run_beside(lambda: self._notify(message))
        except TimeoutError:
            failure = DeliveryError(reason=f"{self._who}: no answer within the deadline")
        else:
            return self._judge(message.key, took)
        raise failure

    @property
    def _who(self) -> str:
        return f"apprise receiver {self._receiver.name}"

    def _notify(self, message: Message) -> frozenset[int]:
        """Ask every service that has not got it; gives those that have it now."""
        had = self._taken.get(message.key, frozenset())
        services = self._open()
        body = message.text[:_LONGEST_TEXT].encode("utf-8", "replace").decode()
        title = message.subject.encode("utf-8", "replace").decode()
        took = {
            number
            for number, service in enumerate(services)
            if number not in had and service.notify(body=body or title, title=title)
        }
        return had | took

    def _open(self) -> list[_Service]:
        try:
            from apprise import Apprise
        except ImportError:
            problem = "the library is missing; install monitor[apprise]"
        else:
            for name in _TALKATIVE:
                logging.getLogger(name).setLevel(logging.CRITICAL + 1)
            found = [Apprise.instantiate(url) for url in self._receiver.urls]
            services: list[_Service] = [one for one in found if one is not None]
            if len(services) == len(found):
                return services
            unknown = [str(at) for at, one in enumerate(found, 1) if one is None]
            problem = f"Apprise does not know address {', '.join(unknown)}; correct it"
        raise DeliveryError(reason=f"{self._who}: {problem}", retry_after=_MENDING)

    def _judge(self, key: str, took: frozenset[int]) -> Receipt:
        count = len(self._receiver.urls)
        if len(took) == count:
            self._taken.pop(key, None)
            return Receipt(detail=f"taken by {count} of {count}")
        if took:
            self._remember(key, took)
        raise DeliveryError(
            reason=f"{self._who}: taken by {len(took)} of {count}; Apprise does not say why",
            reached=bool(took),
        )

    def _remember(self, key: str, took: frozenset[int]) -> None:
        while len(self._taken) >= _REMEMBERED:
            del self._taken[next(iter(self._taken))]
        self._taken[key] = took


class _Service(Protocol):
    """What we use of an Apprise service."""

    def notify(self, *, body: str, title: str) -> bool: ...


async def _run_beside(work: Callable[[], T]) -> T:
    """Run in a thread that nobody waits for once it is late: not the loop, not the program."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def finish(settle: Callable[[], None]) -> None:
        if not done.done():
            settle()

    def run() -> None:
        settle: Callable[[], None]
        try:
            found = work()
        except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
            settle = partial(done.set_exception, _cut_off(error))
        else:
            settle = partial(done.set_result, found)
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(finish, settle)

    threading.Thread(target=run, name="apprise", daemon=True).start()
    return await done


def _cut_off(error: BaseException) -> BaseException:
    """Keep what a library raised, and may quote, from hanging on what leaves here."""
    if isinstance(error, DeliveryError):
        return error
    return DeliveryError(reason=f"Apprise failed: {type(error).__name__}")
