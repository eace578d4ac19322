"""Answer WebSub hubs: that we meant it, and that we heard.

Network. The body of a push is weighed piece by piece and kept nowhere; it is a hint that the
feed has changed, and the feed itself is polled for what changed. Who has no good signature is
answered like who has one (W3C WebSub §7.1), and is not heard.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from monitor.pipeline import CALLBACK_PATH

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from starlette.requests import Request

    from monitor.feeds import SignatureCheck
    from monitor.pipeline import Callback

P = ParamSpec("P")
T = TypeVar("T")

#: A hub that takes longer over its push is not heard.
PUSH_SECONDS: Final = 30.0
#: Pushes that are received at once; hubs come again when they are told to.
MOST_PUSHES: Final = 100
#: Database calls at once, of all that hubs make us do: the pages want some as well.
MOST_CALLS: Final = 4

#: Answers the pushes that are heard and those that are not.
_HEARD: Final = 202
#: Tells a hub that there is no such subscription any more (§7).
_GONE: Final = 410


class HubDoor:
    """The addresses that hubs call: under `/websub/`, and under the path of the public address."""

    def __init__(self, callback: Callback, *, public_url: str, max_bytes: int) -> None:
        self._callback = callback
        self.paths = tuple({CALLBACK_PATH, f"{urlsplit(public_url).path}{CALLBACK_PATH}"})
        self._max_bytes = max_bytes
        self._calls = asyncio.Semaphore(MOST_CALLS)
        self._pushes = 0

    def routes(self) -> list[Route]:
        """Give what the application is to route here."""
        return [
            Route(f"{path}{{token}}", endpoint, methods=[method])
            for path in self.paths
            for method, endpoint in (("GET", self.verify), ("POST", self.push))
        ]

    async def verify(self, request: Request) -> Response:
        """Echo the challenge of a hub that asks about what we asked for; 404 else."""
        target = await self._call(self._callback.find, request.path_params["token"])
        asked = dict(reversed(request.query_params.multi_items()))
        is_question = asked.get("hub.mode") != "denied"
        if target is None or (is_question and not asked.get("hub.challenge")):
            return _say("not asked for", 404)
        intent = await self._call(self._callback.answer_intent, target, asked)
        if intent.is_confirmed:
            return PlainTextResponse(asked["hub.challenge"])
        return _say("not asked for", 404) if is_question else _say("noted", 200)

    async def push(self, request: Request) -> Response:
        """Hear that a feed has changed."""
        token = request.path_params["token"]
        target = await self._call(self._callback.find, token)
        if target is None:
            return _say("no such subscription", _GONE)
        if self._pushes >= MOST_PUSHES:
            return _say("too many at once", 503, {"Retry-After": "60"})
        check = self._callback.check(target, request.headers.get("x-hub-signature"))
        try:
            async with self._one_more(), asyncio.timeout(PUSH_SECONDS):
                if not await self._weigh(request, check):
                    return _say("too large", 413)
        except (TimeoutError, ClientDisconnect):
            return _say("not received whole", 408)
        signature = check.verdict()
        if not signature.is_trusted:
            self._callback.ignore(target, signature)
        # Read again: the body may have taken its time.
        elif (target := await self._call(self._callback.find, token)) is not None:
            await self._call(self._callback.hear, target)
        return Response(status_code=_HEARD)

    async def _weigh(self, request: Request, check: SignatureCheck) -> bool:
        """Have the body checked; False when there is too much of it."""
        size = 0
        async for piece in request.stream():
            size += len(piece)
            if size > self._max_bytes:
                return False
            check.update(piece)
        return True

    @asynccontextmanager
    async def _one_more(self) -> AsyncIterator[None]:
        self._pushes += 1
        try:
            yield
        finally:
            self._pushes -= 1

    async def _call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        async with self._calls:
            return await run_in_threadpool(function, *args, **kwargs)


def _say(text: str, status_code: int, headers: dict[str, str] | None = None) -> Response:
    return PlainTextResponse(f"{text}\n", status_code=status_code, headers=headers)
