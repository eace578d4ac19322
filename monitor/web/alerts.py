"""Show one alert, and take what a person says of it: relevant, not relevant, silence.

Network. A button sends a request without a body; what it says stands in its address.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.routing import Route

from monitor import __version__
from monitor.errors import NotFound
from monitor.manage.answering import answer_alert
from monitor.manage.outbox import get_alert
from monitor.manage.silences import add_silence
from monitor.model import Relevance, Silence
from monitor.web.guards import read_name
from monitor.web.marks import pieces

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    import jinja2
    from starlette.requests import Request
    from starlette.responses import Response

    from monitor.store import Store

#: What a button silences a topic for.
SILENCE: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertPages:
    """The pages about alerts."""

    store: Store
    clock: Callable[[], datetime]
    pages: jinja2.Environment

    def routes(self) -> tuple[Route, ...]:
        """Give the addresses of these pages."""
        return (
            Route("/alerts/{number:int}", self.show),
            Route("/alerts/{number:int}/{said}", self.take, methods=["POST"]),
        )

    async def show(self, request: Request) -> Response:
        """Show one alert with what can be said of it."""
        return HTMLResponse(await run_in_threadpool(self._show, request.path_params["number"]))

    def _show(self, number: int) -> str:
        return self.pages.get_template("alert.html").render(
            alert=get_alert(self.store, number),
            pieces=pieces,
            now=self.clock(),
            version=__version__,
        )

    async def take(self, request: Request) -> Response:
        """Keep what was said, and show the alert again."""
        number, said = request.path_params["number"], request.path_params["said"]
        who = read_name(request.headers.get("authorization", "")) or "somebody on the pages"
        await run_in_threadpool(self._take, number, said, who)
        return RedirectResponse(f"/alerts/{number}", status_code=303)

    def _take(self, number: int, said: str, who: str) -> None:
        alert, now = get_alert(self.store, number), self.clock()
        if said == "silence":
            why = f"said on the page of alert {number}"
            wanted = Silence(topics=(alert.topic,), until=now + SILENCE, who=who, why=why)
            add_silence(self.store, wanted, now=now)
        elif said in ANSWERS:
            answer_alert(self.store, number, relevance=ANSWERS[said], who=who, now=now)
        else:
            raise NotFound("answer", said)


#: What a button says, by the end of its address.
ANSWERS: Final = {"relevant": Relevance.RELEVANT, "not-relevant": Relevance.NOT_RELEVANT}
