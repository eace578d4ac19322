"""Give endpoints what they work with, and answer in one way.

Network.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Query, Request
from starlette.responses import JSONResponse

from monitor.checks import Duration
from monitor.store import Store

#: Rows that one answer has at most.
MOST_ROWS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What every endpoint works with."""

    store: Store
    clock: Callable[[], datetime]


def _get_desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


def say(found: Mapping[str, Any] | Iterable[Mapping[str, Any]], status: int = 200) -> JSONResponse:
    """Answer with one object, or with a list of them."""
    content = found if isinstance(found, Mapping) else list(found)
    return JSONResponse(content, status_code=status)


AtDesk = Annotated[Desk, Depends(_get_desk)]
Limit = Annotated[int, Query(ge=1, le=MOST_ROWS, description="At most so many, newest first.")]
OfTopic = Annotated[str | None, Query(description="Only of this topic.")]
Since = Annotated[
    Duration | None, Query(description="How far back: 30m, 12h, 7d.", examples=["7d"])
]
