"""Walk the page pass: lease due pages, ask robots.txt, fetch, read, save.

Process. A few pages at once, each from another host, each saved as it comes: a slow publisher
delays nobody else, and a crash costs one more visit. What is politeness to a feed's host is so
to a page's: both take turns at one gate.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from monitor.errors import BadStatus, DatabaseUnavailable, FeedError, FetchError, StoreError
from monitor.feeds import patience
from monitor.fetch import Answer, fetch_page, next_fetch_at
from monitor.model import PageState, PageVisit

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, timedelta

    from monitor.fetch import HostGate, Permission, Robots
    from monitor.model import ArticleId, FetchedPage, LeasedPage, Page
    from monitor.outbound import OutboundClient
    from monitor.pipeline.offload import Offload
    from monitor.store import Store

logger = logging.getLogger(__name__)


class PageReader(Protocol):
    """Something that reads a page, in this process or in another."""

    async def read_page(self, page: FetchedPage, now: datetime) -> Page:
        """Parse and normalize; raises ParseError."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTools:
    """What the page pass works with."""

    store: Store
    offload: Offload
    client: OutboundClient
    gate: HostGate
    robots: Robots
    reader: PageReader
    clock: Callable[[], datetime]
    jitter: Callable[[], float]
    owner: str
    lease_for: timedelta
    concurrency: int


class PageFetcher:
    """Fetches and reads due pages, `concurrency` at a time."""

    def __init__(
        self, tools: PageTools, *, on_read: Callable[[], None], on_room: Callable[[], None]
    ) -> None:
        self._tools = tools
        self._on_read = on_read
        self._on_room = on_room
        self._visits: set[asyncio.Task[None]] = set()
        #: Faults of ours that ended a visit: its page stays leased for a while.
        self._faults: list[BaseException] = []
        #: Hosts whose robots.txt asks for a pause, and the loop's time when it ends.
        self._resting: dict[str, float] = {}

    @property
    def in_flight(self) -> int:
        """Pages leased and not yet saved."""
        return len(self._visits)

    async def step(self) -> int:
        """Lease as many due pages as there is room for and start visiting them.

        Returns how many visits were started; raises a fault of an earlier one, once.
        """
        if self._faults:
            raise self._faults.pop()
        tools, room = self._tools, self._tools.concurrency - self.in_flight
        if room <= 0 or not await tools.offload.call(tools.store.has_due_pages, tools.clock()):
            return 0
        leased = await tools.offload.call(
            tools.store.lease_pages,
            owner=tools.owner,
            now=tools.clock(),
            lease_for=tools.lease_for,
            limit=room,
            except_hosts=self._list_resting(),
        )
        for page in leased:
            task = asyncio.create_task(self._visit(page), name=f"visit page {page.article_id}")
            self._visits.add(task)
            task.add_done_callback(self._end_visit)
        return len(leased)

    def _list_resting(self) -> tuple[str, ...]:
        now = asyncio.get_running_loop().time()
        self._resting = {host: until for host, until in self._resting.items() if until > now}
        return tuple(self._resting)

    def _end_visit(self, task: asyncio.Task[None]) -> None:
        self._visits.discard(task)
        if not task.cancelled() and (fault := task.exception()) is not None:
            self._faults.append(fault)
        self._on_room()

    async def _visit(self, page: LeasedPage) -> None:
        visited = await visit_page(page, self._tools, on_delay=self._rest)
        renewed = await self._save(visited)
        _log(page, visited)
        if renewed:
            self._on_read()

    def _rest(self, host: str, delay: timedelta) -> None:
        if delay:
            self._resting[host] = asyncio.get_running_loop().time() + delay.total_seconds()

    async def _save(self, visited: PageVisit) -> tuple[ArticleId, ...]:
        tools = self._tools
        try:
            return await tools.offload.call(tools.store.save_pages, [visited])
        except DatabaseUnavailable:
            raise
        except StoreError as refused:
            if visited.page is None:
                raise
            return await tools.offload.call(
                tools.store.save_pages, [_without_page(visited, str(refused))]
            )

    async def wait(self) -> bool:
        """Wait until there may be more to do; False at once when nothing is left."""
        if self._visits:
            await asyncio.wait(self._visits, return_when=asyncio.FIRST_COMPLETED)
            return True
        tools, hosts = self._tools, self._list_resting()
        if not hosts or not await tools.offload.call(
            tools.store.has_due_pages, tools.clock(), hosts=hosts
        ):
            return False
        await asyncio.sleep(min(self._resting.values()) - asyncio.get_running_loop().time())
        return True

    async def finish(self) -> None:
        """Wait until every visit that was started is fetched and saved."""
        await asyncio.gather(*self._visits, return_exceptions=True)

    async def abandon(self) -> None:
        """Drop what is in flight; the leases run out or are released by the caller."""
        for task in tuple(self._visits):
            task.cancel()
        await asyncio.gather(*self._visits, return_exceptions=True)


async def visit_page(
    page: LeasedPage, tools: PageTools, *, on_delay: Callable[[str, timedelta], None]
) -> PageVisit:
    """Fetch and read one page, if its site allows it; errors become part of the visit."""
    if _is_spent(page, tools.clock()):
        return _end(page, tools, PageState.FAILED, error="no attempt came to an end")
    try:
        permission = await tools.robots.ask(page.url, tools.clock())
        on_delay(page.host, permission.delay)
        if permission.answer is not Answer.ALLOWED:
            return _turned_away(page, tools, permission)
        async with tools.gate.turn(page.url):
            fetched = await fetch_page(tools.client, page.url)
        if _site(fetched.final_url) != _site(page.url):
            permission = await tools.robots.ask(fetched.final_url, tools.clock())
            if permission.answer is not Answer.ALLOWED:
                return _turned_away(page, tools, permission)
        read = await tools.reader.read_page(fetched, tools.clock())
    except FetchError as error:
        return _failed(page, tools, error)
    except FeedError as error:
        return _end(page, tools, PageState.FAILED, error=str(error))
    return _end(page, tools, PageState.READ, page=read, final_url=fetched.final_url)


def _is_spent(page: LeasedPage, now: datetime) -> bool:
    """Say whether the attempt before this one was the last, and left no trace."""
    former = page.attempt - 1
    return former > 0 and (
        next_fetch_at(attempt=former, now=now, transient=True, retry_after=None, jitter=0.0) is None
    )


def _turned_away(page: LeasedPage, tools: PageTools, permission: Permission) -> PageVisit:
    if permission.answer is Answer.REFUSED:
        return _end(page, tools, PageState.REFUSED, error="robots.txt asks robots to stay away")
    again = _next(page, tools, transient=True, retry_after=None)
    state = PageState.FAILED if again is None else PageState.DUE
    error = f"robots.txt cannot be read: {permission.error}"
    return _end(page, tools, state, error=error, next_fetch_at=again)


def _failed(page: LeasedPage, tools: PageTools, error: FetchError) -> PageVisit:
    again = _next(page, tools, transient=error.transient, retry_after=error.retry_after)
    is_asked_off = (
        isinstance(error, BadStatus) and error.status_code == HTTPStatus.TOO_MANY_REQUESTS
    )
    return _end(
        page,
        tools,
        PageState.FAILED if again is None else PageState.DUE,
        error=str(error),
        next_fetch_at=again,
        blocked_until=_rest_until(tools, error) if is_asked_off else None,
    )


def _rest_until(tools: PageTools, error: FetchError) -> datetime:
    """Say until when a host that said 429 is left alone: as long as when its feeds are told so."""
    return tools.clock() + patience(error.retry_after, tools.jitter())


def _next(
    page: LeasedPage, tools: PageTools, *, transient: bool, retry_after: timedelta | None
) -> datetime | None:
    return next_fetch_at(
        attempt=page.attempt,
        now=tools.clock(),
        transient=transient,
        retry_after=retry_after,
        jitter=tools.jitter(),
    )


def _end(leased: LeasedPage, tools: PageTools, state: PageState, **facts: Any) -> PageVisit:  # noqa: ANN401 - fields of PageVisit
    return PageVisit(
        article_id=leased.article_id,
        host=leased.host,
        lease_owner=leased.lease_owner,
        lease_until=leased.lease_until,
        attempt=leased.attempt,
        finished_at=tools.clock(),
        state=state,
        **facts,
    )


def _without_page(visited: PageVisit, refusal: str) -> PageVisit:
    """Turn a visit whose page the database does not take into a failed one."""
    return replace(visited, page=None, state=PageState.FAILED, error=refusal)


def _site(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


def _log(page: LeasedPage, visited: PageVisit) -> None:
    logger.debug(
        "page visited",
        extra={
            "article_id": page.article_id,
            "state": visited.state.value,
            "attempt": page.attempt,
            "error": visited.error,
        },
    )
