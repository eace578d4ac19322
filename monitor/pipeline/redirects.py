"""Walk the redirect pass: lease addresses that lead on, ask where, make articles one.

Process. A few at once, each of another host, at the pace of the gate; each address is asked
once and its answer kept. Polls never wait for it: an article is stored under the address that
its feed gave, and joins the page's own article when the answer comes. Robots.txt is not asked:
a redirector is there to be followed, and the page it leads to is not fetched.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from monitor.errors import BadStatus, FetchError
from monitor.feeds import patience
from monitor.fetch import ask_redirect, next_fetch_at
from monitor.model import RedirectState, RedirectVisit
from monitor.normalize import canonicalize, is_redirector

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, timedelta

    from monitor.fetch import HostGate
    from monitor.model import LeasedRedirect
    from monitor.outbound import OutboundClient
    from monitor.pipeline.offload import Offload
    from monitor.store import Store

logger = logging.getLogger(__name__)

#: Redirectors lead to redirectors; who leads further than this leads nowhere.
MOST_HOPS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class RedirectTools:
    """What the redirect pass works with."""

    store: Store
    offload: Offload
    client: OutboundClient
    gate: HostGate
    clock: Callable[[], datetime]
    jitter: Callable[[], float]
    owner: str
    lease_for: timedelta
    concurrency: int


class Resolver:
    """Asks addresses where they lead, `concurrency` at a time."""

    def __init__(self, tools: RedirectTools, *, on_joined: Callable[[], None]) -> None:
        self._tools = tools
        self._on_joined = on_joined

    async def step(self) -> int:
        """Ask one batch of addresses; returns how many were asked, 0 when none is due."""
        tools = self._tools
        if not await tools.offload.call(tools.store.has_due_redirects, tools.clock()):
            return 0
        leased = await tools.offload.call(
            tools.store.lease_redirects,
            owner=tools.owner,
            now=tools.clock(),
            lease_for=tools.lease_for,
            limit=tools.concurrency,
        )
        visits = await asyncio.gather(*(ask(redirect, tools) for redirect in leased))
        for visit in visits:
            waiting = await tools.offload.call(tools.store.save_redirects, [visit])
            _log(visit)
            if waiting:
                self._on_joined()
        return len(leased)


async def ask(redirect: LeasedRedirect, tools: RedirectTools) -> RedirectVisit:
    """Follow one address to a page; what goes wrong becomes part of the visit."""
    url = redirect.url
    try:
        for _ in range(MOST_HOPS):
            async with tools.gate.turn(url):
                target = await ask_redirect(tools.client, url)
            page = None if target is None else canonicalize(target)
            if target is None or page is None:
                break
            if not is_redirector(page):
                return _end(redirect, tools, RedirectState.RESOLVED, target=page, target_url=target)
            url = target
    except FetchError as error:
        return _failed(redirect, tools, error)
    return _end(redirect, tools, RedirectState.SILENT)


def _failed(redirect: LeasedRedirect, tools: RedirectTools, error: FetchError) -> RedirectVisit:
    again = next_fetch_at(
        attempt=redirect.attempt,
        now=tools.clock(),
        transient=error.transient,
        retry_after=error.retry_after,
        jitter=tools.jitter(),
    )
    is_asked_off = (
        isinstance(error, BadStatus) and error.status_code == HTTPStatus.TOO_MANY_REQUESTS
    )
    rest = patience(error.retry_after, tools.jitter()) if is_asked_off else None
    return _end(
        redirect,
        tools,
        RedirectState.FAILED if again is None else RedirectState.DUE,
        error=str(error),
        next_ask_at=again,
        blocked_until=None if rest is None else tools.clock() + rest,
    )


def _end(
    leased: LeasedRedirect,
    tools: RedirectTools,
    state: RedirectState,
    **facts: Any,  # noqa: ANN401 - fields of RedirectVisit
) -> RedirectVisit:
    return RedirectVisit(
        url=leased.url,
        host=leased.host,
        lease_owner=leased.lease_owner,
        attempt=leased.attempt,
        finished_at=tools.clock(),
        state=state,
        **facts,
    )


def _log(visit: RedirectVisit) -> None:
    logger.debug(
        "redirector asked",
        extra={"host": visit.host, "state": visit.state.value, "error": visit.error},
    )
