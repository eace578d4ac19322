"""Show one article: where it was seen, what its edits changed, its story, and what came of it.

Network.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse
from starlette.routing import Route

from monitor import __version__
from monitor.manage.why import explain_article, tell_explanation

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    import jinja2
    from starlette.requests import Request
    from starlette.responses import Response

    from monitor.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePages:
    """The page about an article: what `monitor why` tells."""

    store: Store
    clock: Callable[[], datetime]
    pages: jinja2.Environment

    def routes(self) -> tuple[Route, ...]:
        """Give the address of this page."""
        return (Route("/articles/{number:int}", self.show),)

    async def show(self, request: Request) -> Response:
        """Show the whole trace of an article."""
        return HTMLResponse(await run_in_threadpool(self._show, request.path_params["number"]))

    def _show(self, number: int) -> str:
        explanation = explain_article(self.store, number, now=self.clock())
        title, *lines = tell_explanation(explanation)
        return self.pages.get_template("article.html").render(
            title=title,
            url=explanation.url,
            story=explanation.story,
            lines=[(line.strip(), line.startswith(" ")) for line in lines],
            now=self.clock(),
            version=__version__,
        )
