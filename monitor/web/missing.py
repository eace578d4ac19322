"""Say that there is no such page, as a page.

Network. Programs, which do not ask for HTML, are told in plain text.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse, PlainTextResponse

from monitor import __version__

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    import jinja2
    from starlette.requests import Request
    from starlette.responses import Response


def tell_missing(
    pages: jinja2.Environment, clock: Callable[[], datetime]
) -> Callable[[Request, Exception], Awaitable[Response]]:
    """Make what answers when something does not exist."""

    async def tell(request: Request, error: Exception) -> Response:
        said = str(getattr(error, "detail", error))
        if said == HTTPStatus.NOT_FOUND.phrase:
            said = "There is no such page."
        if "text/html" not in request.headers.get("accept", ""):
            return PlainTextResponse(f"{said}\n", status_code=HTTPStatus.NOT_FOUND)
        template = pages.get_template("missing.html")
        html = template.render(said=said, now=clock(), version=__version__)
        return HTMLResponse(html, status_code=HTTPStatus.NOT_FOUND)

    return tell
