"""Build the API: its endpoints, its description, and how it says that something went wrong.

Network.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from monitor import __version__
from monitor.errors import ConfigError, Conflict, MonitorError, NotFound, QuerySyntaxError
from monitor.web.api import asking, doing
from monitor.web.api.shapes import Trouble

if TYPE_CHECKING:
    from starlette.requests import Request

    from monitor.web.api.desk import Desk

DESCRIPTION = """\
Objects are those that the commands print with `--json`: fields may be added, never renamed.
Instants are ISO 8601 in UTC. What goes wrong is answered with `error`, a sentence, and `problems`.
"""
#: What a client is answered; every other error of ours means: not now, 503.
STATUS: dict[type[MonitorError], int] = {
    NotFound: 404,
    Conflict: 409,
    QuerySyntaxError: 422,
    ConfigError: 422,
}
TROUBLES: dict[int | str, dict[str, Any]] = {
    404: {"model": Trouble, "description": "There is no such thing."},
    422: {"model": Trouble, "description": "What was asked for cannot be understood."},
    503: {"model": Trouble, "description": "The database does not answer just now."},
}


def build_api(desk: Desk) -> FastAPI:
    """Build the application that stands under `/api`."""
    api = FastAPI(
        title="monitor",
        version=__version__,
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        responses=TROUBLES,
        exception_handlers={
            MonitorError: _tell,
            HTTPException: _tell_http,
            RequestValidationError: _tell_misuse,
        },
    )
    api.state.desk = desk
    api.include_router(asking.router, prefix="/v1")
    api.include_router(doing.router, prefix="/v1")
    return api


async def _tell(_request: Request, error: Exception) -> JSONResponse:
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 503)
    told = error.problems if isinstance(error, ConfigError) else getattr(error, "__notes__", ())
    return _trouble(status, str(error), [str(one) for one in told])


async def _tell_http(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - what it is registered for
    return _trouble(error.status_code, str(error.detail), [])


async def _tell_misuse(_request: Request, error: Exception) -> JSONResponse:
    """Say what is wrong with a parameter; what it was is not repeated: it may be a secret."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - what it is registered for
    problems = [f"{'.'.join(map(str, one['loc'][1:]))}: {one['msg']}" for one in error.errors()]
    return _trouble(422, "a parameter is not as it must be", problems)


def _trouble(status: int, error: str, problems: list[str]) -> JSONResponse:
    return JSONResponse({"error": error, "problems": problems}, status_code=status)
