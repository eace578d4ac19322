"""Ask a site's robots.txt before a page of it is fetched, as RFC 9309 has it.

Network. Owns protego. What a site asks of robots is kept in memory for a day (§2.4), by origin.
No such file allows everything (§2.3.1.3); one that cannot be reached forbids everything for now
(§2.3.1.4), unless an older one is at hand. Feeds are not asked about: their publishers offer them
to programs, and the operator named them.
"""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from protego import Protego

from monitor.errors import AddressRefused, FetchError, TooManyRedirects

if TYPE_CHECKING:
    from monitor.fetch.politeness import HostGate
    from monitor.outbound import OutboundClient

#: Our product token; it begins our User-Agent.
TOKEN: Final = "monitor"  # noqa: S105 - a name, not a secret
#: RFC 9309 §2.4: no longer than a day.
KEPT_FOR: Final = timedelta(hours=24)
#: A site whose file cannot be reached is asked again so soon.
ASKED_AGAIN_AFTER: Final = timedelta(minutes=10)
#: RFC 9309 §2.5: the least that must be read.
MAX_ROBOTS_BYTES: Final = 500 * 1024
#: A longer one is judged beside the loop: the longest that may come takes a second or three.
QUICK_ROBOTS_CHARS: Final = 16 * 1024
#: `Crawl-delay` is no part of RFC 9309 but asked for by many; nobody keeps us longer than this.
LONGEST_DELAY: Final = timedelta(seconds=60)
#: Bounds of what is kept in memory for all sites together.
MAX_KEPT_CHARS: Final = 8 * 1024 * 1024
MAX_KEPT_SITES: Final = 10_000

_USER_AGENT: Final = re.compile(r"\s*user[-\s]*agent\b\s*:?\s*([^\s#]*)", re.IGNORECASE)
_PRODUCT: Final = re.compile(r"[a-z_-]+", re.IGNORECASE)


class Answer(StrEnum):
    """What a site says about one of its pages."""

    ALLOWED = "allowed"
    REFUSED = "refused"
    #: It could not be asked: as good as refused, until it can.
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """Whether a page may be fetched, and how long to pause before the site's next one."""

    answer: Answer
    delay: timedelta = timedelta()
    #: Why the site could not be asked.
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """A site's robots.txt; without a text it could not be reached."""

    text: str | None
    until: datetime
    error: str | None = None


class Robots:
    """Knows what sites ask of robots."""

    def __init__(self, client: OutboundClient, gate: HostGate) -> None:
        self._client = client
        self._gate = gate
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._chars = 0

    async def ask(self, url: str, now: datetime) -> Permission:
        """Say whether `url` may be fetched.

        Raises:
            AddressRefused: the site may not be called at all.
        """
        kept = await self._consult(_origin(url), now)
        if kept.text is None:
            return Permission(answer=Answer.UNREACHABLE, error=kept.error)
        if len(kept.text) <= QUICK_ROBOTS_CHARS:
            return judge_robots(kept.text, url)
        return await asyncio.to_thread(judge_robots, kept.text, url)

    async def _consult(self, origin: str, now: datetime) -> _Kept:
        kept = self._kept.get(origin)
        if kept is None or kept.until <= now:
            former, kept = kept, await self._fetch(origin, now)
            if kept.text is None and former is not None and former.text is not None:
                kept = _Kept(text=former.text, until=kept.until)
            self._keep(origin, kept)
        self._kept.move_to_end(origin)
        return kept

    async def _fetch(self, origin: str, now: datetime) -> _Kept:
        url = f"{origin}/robots.txt"
        try:
            async with self._gate.turn(url):
                answer = await self._client.get(url, headers={"Accept": "text/plain, */*;q=0.1"})
        except TooManyRedirects:
            return _Kept(text="", until=now + KEPT_FOR)
        except AddressRefused:
            raise
        except FetchError as error:
            return _Kept(text=None, until=now + ASKED_AGAIN_AFTER, error=str(error))
        status = answer.status_code
        if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            error_text = f"{url} answered with status {status}"
            return _Kept(text=None, until=now + ASKED_AGAIN_AFTER, error=error_text)
        is_there = HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES
        return _Kept(text=_text_of(answer.body) if is_there else "", until=now + KEPT_FOR)

    def _keep(self, origin: str, kept: _Kept) -> None:
        former = self._kept.pop(origin, None)
        self._kept[origin] = kept
        self._chars += len(kept.text or "") - len((former and former.text) or "")
        while self._chars > MAX_KEPT_CHARS or len(self._kept) > MAX_KEPT_SITES:
            _, oldest = self._kept.popitem(last=False)
            self._chars -= len(oldest.text or "")


def judge_robots(text: str, url: str) -> Permission:
    """Say what a robots.txt says to us about `url`."""
    rules = Protego.parse(_call_others_alike(text))
    allowed = rules.can_fetch(url, TOKEN)
    seconds = rules.crawl_delay(TOKEN) or 0.0
    return Permission(
        answer=Answer.ALLOWED if allowed else Answer.REFUSED,
        delay=min(timedelta(seconds=min(seconds, 1e6)), LONGEST_DELAY),
    )


def _call_others_alike(text: str) -> str:
    """Give all other robots one name.

    protego keeps each rule for each robot of its group: 66 kB of 2,000 robots with 2,000 rules
    took it four seconds. It also takes `mon` for us; RFC 9309 §2.2.1 wants the whole token.
    """
    return "\n".join(_renamed(line) for line in text.splitlines())


def _renamed(line: str) -> str:
    found = _USER_AGENT.match(line)
    if found is None:
        return line
    product = _PRODUCT.match(found.group(1))
    if product is not None and product.group().lower() == TOKEN:
        return f"User-agent: {TOKEN}"
    return "User-agent: *" if found.group(1) == "*" else "User-agent: other"


def _text_of(body: bytes) -> str:
    return body[:MAX_ROBOTS_BYTES].decode("utf-8-sig", "replace")


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
