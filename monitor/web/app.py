"""Build the application: which address shows what.

Network. Reads the store in worker threads; every page is rendered with autoescaping under a
policy that lets nothing in from elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

import jinja2
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from monitor import __version__
from monitor.errors import NotFound, StoreError, redact_url
from monitor.web.alerts import AlertPages
from monitor.web.api import Desk, build_api
from monitor.web.articles import ArticlePages
from monitor.web.docs import DocsPage
from monitor.web.guards import LoginGuard, WriteGuard
from monitor.web.headers import SecureHeaders
from monitor.web.hosts import LOCAL, HostGuard, make_rules
from monitor.web.marks import pieces
from monitor.web.metrics import Meter
from monitor.web.missing import tell_missing
from monitor.web.stories import StoryPages
from monitor.web.topicfeeds import TopicFeedDoor

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from starlette.requests import Request
    from starlette.responses import Response

    from monitor.store import Store
    from monitor.web.hosts import HostRules
    from monitor.web.hubs import HubDoor

#: Rows that the overview shows of each kind.
SHOWN = 20
#: Asked without a password: by what watches whether we live, and by browsers before they ask.
FREE_PATHS = ("/healthz", "/readyz", "/static/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What the pages work with."""

    store: Store
    #: Says which passes do not run; empty when all is well.
    problems: Callable[[], Sequence[str]]
    clock: Callable[[], datetime]
    pages: jinja2.Environment
    meter: Meter

    async def overview(self, _request: Request) -> Response:
        """Show how the newsroom is doing, the latest alerts and the feeds."""
        html = await run_in_threadpool(self._overview)
        return HTMLResponse(html)

    def _overview(self) -> str:
        return self.pages.get_template("overview.html").render(
            pieces=pieces,
            redact_url=redact_url,
            version=__version__,
            now=self.clock(),
            status=self.store.get_status(self.clock()),
            alerts=self.store.list_alerts(None, limit=SHOWN),
            feeds=self.store.list_feeds(),
        )

    async def healthz(self, _request: Request) -> Response:
        """Answer as long as the process lives."""
        return PlainTextResponse("ok\n")

    async def readyz(self, _request: Request) -> Response:
        """Answer 200 when the schema is current and the passes run, 503 with the problems else."""
        problems = list(self.problems())
        try:
            await run_in_threadpool(self.store.check_schema)
        except StoreError as error:
            problems.append(str(error))
        return JSONResponse(
            {"ready": not problems, "problems": problems}, status_code=503 if problems else 200
        )

    async def metrics(self, _request: Request) -> Response:
        """Show figures to a program that watches programs."""
        return await run_in_threadpool(self.meter.show, stalled=len(self.problems()))


async def _tell_store_error(_request: Request, error: Exception) -> Response:
    """Answer 503 with the sentence: the database may be back for the next request."""
    return PlainTextResponse(f"{error}\n", status_code=503)


def build_app(
    store: Store,
    *,
    problems: Callable[[], Sequence[str]],
    clock: Callable[[], datetime],
    hubs: HubDoor | None = None,
    feeds: TopicFeedDoor | None = None,
    rules: HostRules | None = None,
    password: str | None = None,
    may_write: bool = True,
) -> Starlette:
    """Build the ASGI application over a store.

    Args:
        store: what is shown.
        problems: says which passes do not run.
        clock: gives the present instant.
        hubs: the door for hubs, where they are heard.
        feeds: the door for readers of what topics publish; None: as on this machine.
        rules: the names it answers to.
        password: what who reads must know; None: nobody is asked.
        may_write: whether anything can be changed from here.
    """
    site = Site(
        store=store,
        problems=problems,
        clock=clock,
        pages=jinja2.Environment(
            loader=jinja2.PackageLoader("monitor.web"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        ),
        meter=Meter(store, clock=clock),
    )
    missing = tell_missing(site.pages, clock)
    api = build_api(Desk(store=store, clock=clock))
    feeds = feeds or TopicFeedDoor(store=store, base_url=f"http://{LOCAL}")
    hub_paths = () if hubs is None else hubs.paths
    free_paths = (*FREE_PATHS, *hub_paths, *feeds.paths)
    return Starlette(
        routes=[
            Route("/", site.overview),
            Route("/healthz", site.healthz),
            Route("/readyz", site.readyz),
            Route("/metrics", site.metrics),
            Route("/api/docs", DocsPage(api=api, clock=clock, pages=site.pages).show),
            Mount("/api", api),
            *ArticlePages(store=store, clock=clock, pages=site.pages).routes(),
            *AlertPages(store=store, clock=clock, pages=site.pages).routes(),
            *StoryPages(store=store, clock=clock, pages=site.pages).routes(),
            Mount("/static", StaticFiles(packages=[("monitor.web", "static")])),
            *feeds.routes(),
            *([] if hubs is None else hubs.routes()),
        ],
        middleware=[
            Middleware(SecureHeaders),
            Middleware(HostGuard, rules=rules or make_rules(bind_host=LOCAL)),
            *(
                [Middleware(LoginGuard, password=password, free_paths=free_paths)]
                if password
                else []
            ),
            Middleware(WriteGuard, may_write=may_write, free_paths=hub_paths),
        ],
        exception_handlers={
            StoreError: _tell_store_error,
            NotFound: missing,
            HTTPStatus.NOT_FOUND: missing,
        },
    )
