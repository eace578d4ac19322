"""Publish the feeds of topics, at addresses that nobody guesses.

Network. Who has the token reads the feed, by whatever name of ours and without the password of the
pages: feed readers ask for none. A wrong token, a topic without a feed and a topic that does not
exist are answered alike. What a reader has already is not sent again (RFC 9110 §13).
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import UTC
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from monitor.manage.topicfeeds import FEED_PATH
from monitor.web.feedwriting import WRITERS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from starlette.requests import Request

    from monitor.store import Store
    from monitor.web.feedwriting import FeedText

#: Entries of a feed: what a busy topic brings between two visits of a slow reader.
MOST_ENTRIES: Final = 100
#: Nobody between us and the reader keeps it, and no search engine lists it.
_HEADERS: Final[Mapping[str, str]] = {
    "Cache-Control": "private, max-age=60",
    "X-Robots-Tag": "noindex",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicFeedDoor:
    """The addresses of the feeds."""

    store: Store
    #: Where our pages are, for links to them.
    base_url: str
    #: Path of the public address, where a proxy hands it on whole.
    prefix: str = ""

    @property
    def paths(self) -> tuple[str, ...]:
        """Under what the feeds stand."""
        return tuple({FEED_PATH, f"{self.prefix}{FEED_PATH}"})

    def routes(self) -> list[Route]:
        """Give what the application is to route here."""
        return [Route(f"{path}{{name}}.{{form}}", self.show) for path in self.paths]

    async def show(self, request: Request) -> Response:
        """Give the feed of a topic to who has its token; 404 else."""
        name, form = request.path_params["name"], request.path_params["form"]
        token = request.query_params.get("token", "")
        written = await run_in_threadpool(self._write, name, form, token)
        if written is None:
            return PlainTextResponse("no such feed\n", status_code=404)
        tag = f'"{sha256(written.body).hexdigest()[:32]}"'
        headers = {
            **_HEADERS,
            "ETag": tag,
            "Last-Modified": format_datetime(written.changed_at, usegmt=True),
        }
        if has_it(request.headers, tag, written.changed_at):
            return Response(status_code=304, headers=headers)
        media_type = f"{written.media_type}; charset=utf-8"
        return Response(written.body, headers=headers, media_type=media_type)

    def _write(self, name: str, form: str, token: str) -> FeedText | None:
        feed = self.store.find_topic_feed(name)
        known = "" if feed is None else feed.token
        is_right = hmac.compare_digest(token.encode("utf-8", "replace"), known.encode())
        if feed is None or not is_right or form not in WRITERS:
            return None
        matches = self.store.list_fed_matches(feed.topic, limit=MOST_ENTRIES)
        home = f"{self.base_url}/stories?topic={quote(feed.topic, safe='')}"
        return WRITERS[form](feed, matches, home)


def has_it(headers: Mapping[str, str], tag: str, changed_at: datetime) -> bool:
    """Say whether a reader has what there is: its tags are asked first, its date only without."""
    if (asked := headers.get("if-none-match")) is not None:
        tags = [one.strip().removeprefix("W/") for one in asked.split(",")]
        return tag in tags or "*" in tags
    try:
        since = parsedate_to_datetime(headers.get("if-modified-since", ""))
    except (ValueError, TypeError):
        return False
    # RFC 9110 has GMT alone; who names no zone means it.
    return changed_at <= (since if since.tzinfo else since.replace(tzinfo=UTC))
