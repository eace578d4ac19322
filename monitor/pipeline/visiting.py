"""Visit one feed: take a turn at its host, fetch, and read the document when it changed.

Process. What goes wrong with the feed becomes part of the visit; nothing is compared or saved.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from monitor.errors import FeedError, Unpollable
from monitor.feeds import is_full_due
from monitor.fetch import fetch
from monitor.model import Document, Fetched, Gone, NotModified, Validators

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model import LeasedFeed
    from monitor.pipeline.poll import PollTools
    from monitor.pipeline.turns import Turns

logger = logging.getLogger(__name__)


class Reader(Protocol):
    """Something that reads a document, in this process or in another."""

    async def __call__(self, feed: LeasedFeed, fetched: Fetched, now: datetime) -> Document:
        """Parse and normalize; raises ParseError."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One feed visited: what came over the wire, before anything is compared or saved."""

    feed: LeasedFeed
    started_at: datetime
    finished_at: datetime
    answer: Fetched | NotModified | Gone | None = None
    document: Document | None = None
    error: FeedError | None = None
    #: It was asked without the validators that we hold, to see whether they can be trusted.
    probed: bool = False
    #: Nobody was asked: its host wants to be left alone until then.
    put_off_until: datetime | None = None


async def visit(feed: LeasedFeed, tools: PollTools, turns: Turns) -> Visit:
    """Fetch one feed and read its document when it changed; errors become part of the visit."""
    started_at = tools.clock()
    probed = is_full_due(feed.trust, started_at) and feed.validators != Validators()
    answer: Fetched | NotModified | Gone | None = None
    document: Document | None = None
    error: FeedError | None = None
    put_off_until: datetime | None = None
    try:
        async with tools.gate.turn(feed.url):
            # Another feed of this host may have been told so while this one waited.
            put_off_until = turns.blocked_until(feed.host, tools.clock())
            if put_off_until is None:
                validators = Validators() if probed else feed.validators
                answer = await fetch(tools.client, feed.url, validators)
        if isinstance(answer, Fetched) and answer.body_hash != feed.body_hash:
            document = await tools.reader(feed, answer, started_at)
    except FeedError as problem:
        error = problem
    except Exception:
        # It came to light by what this feed answered, so it is this feed that fails.
        logger.exception("a feed cannot be polled", extra={"feed_id": feed.id})
        error = Unpollable(feed.url)
    return Visit(
        feed=feed,
        started_at=started_at,
        finished_at=tools.clock(),
        answer=answer,
        document=document,
        error=error,
        probed=probed,
        put_off_until=put_off_until,
    )
