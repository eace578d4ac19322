"""Look at an address before it is polled: is it a feed, or a site that has feeds?

Process. At most `MOST_REQUESTS` requests at a site, each in its turn at the host's gate. Feeds
that a page names are its publisher's offer; what is only guessed (a link that looks like one, a
customary place) is asked for when robots.txt allows it. Nothing is stored.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from monitor.errors import (
    FOUND_INSTEAD,
    AddressRefused,
    FetchError,
    ParseError,
    redact_url,
)
from monitor.feeds import (
    DECLARED,
    Candidate,
    Hint,
    Look,
    Sight,
    Verdict,
    compare_sights,
    keep_user,
    know_site,
    list_probes,
    names_itself,
    use_http,
)
from monitor.fetch import Answer, visit
from monitor.pipeline.speaking import lacks_https

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from monitor.feeds import FeedFacts
    from monitor.fetch import HostGate, Robots, Visited
    from monitor.outbound import OutboundClient
    from monitor.pipeline.inspecting import Inspection

#: What looking at one site may cost it, robots.txt included.
MOST_REQUESTS = 10
#: A page that names more feeds is shown with the first of them looked at.
MOST_VERIFIED = 6
_OK = frozenset({200, 226})
_GONE = 410
_BY_HAND = (
    "look on the site for a link to a feed (RSS, Atom) and add that address, or remove this one"
)


class Inspector(Protocol):
    """Something that inspects a document, in this process or in another."""

    async def inspect(self, visited: Visited, now: datetime) -> Inspection:
        """Say what it is; raises ParseError when that took too much time or memory."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LookTools:
    """What looking works with."""

    client: OutboundClient
    gate: HostGate
    robots: Robots
    inspector: Inspector
    clock: Callable[[], datetime]


class _Enough(Exception):  # noqa: N818 - not an error
    """The site was asked often enough."""


class Looker:
    """Looks at one address."""

    def __init__(self, tools: LookTools, url: str) -> None:
        self._tools = tools
        self._url = url
        self._left = MOST_REQUESTS
        self._asked: set[str] = set()
        self._sights: list[Sight] = []
        #: Hosts whose robots.txt was asked for.
        self._robots: set[str] = set()
        #: The host was found, and would not speak https.
        self.lacks_https = False

    async def look(self) -> Look:
        """Find the feed that is at this address or that its page leads to."""
        site = know_site(self._url)
        if site is not None and await self._try(site):
            return self._found()
        try:
            visited, inspection = await self._visit(self._url)
        except (FetchError, ParseError) as error:
            self.lacks_https = lacks_https(error)
            return self._without(_weigh(error, self._url), str(error))
        if visited.status_code not in _OK:
            note = f"{redact_url(self._url)} answered with status {visited.status_code}"
            gone = visited.status_code == _GONE
            if gone:
                note = f"{redact_url(self._url)} is gone for good (status 410)"
            return self._without(Verdict.REFUSED if gone else Verdict.UNREACHABLE, note)
        if inspection.facts is not None:
            self._keep(Candidate(url=self._url, hint=Hint.GIVEN), inspection.facts)
            feed = replace(self._found(), verdict=Verdict.FEED)
            return replace(feed, moved_to=visited.moved_to)
        with suppress(_Enough):
            await self._search(visited, inspection)
        if self._sights:
            return self._found()
        verdict = Verdict.REFUSED if inspection.format == "opml" else Verdict.NOTHING
        return self._without(verdict, _advise(inspection))

    def _found(self) -> Look:
        return Look(url=self._url, verdict=Verdict.SITE, sights=compare_sights(self._sights))

    def _without(self, verdict: Verdict, note: str | None) -> Look:
        return Look(url=self._url, verdict=verdict, note=note)

    async def _search(self, visited: Visited, inspection: Inspection) -> None:
        """Try what the page names, then what looks like a feed, then customary places."""
        if inspection.findings is None:
            return
        home, candidates = visited.final_url, inspection.findings.candidates
        target = inspection.findings.moved_to
        if not candidates and target is not None:
            visited, inspection = await self._go_on(target)
            if inspection.facts is not None:
                self._keep(Candidate(url=target, hint=Hint.ALTERNATE), inspection.facts)
                return
            home = visited.final_url
            candidates = () if inspection.findings is None else inspection.findings.candidates
        await self._verify(one for one in candidates if one.hint in DECLARED)
        if not self._has_articles():
            await self._verify(one for one in candidates if one.hint not in DECLARED)
        if not self._has_articles():
            await self._probe(home)

    def _has_articles(self) -> bool:
        return any(not sight.is_comments for sight in self._sights)

    async def _go_on(self, target: str) -> tuple[Visited, Inspection]:
        try:
            return await self._visit(target)
        except (FetchError, ParseError) as error:
            raise _Enough from error

    async def _verify(self, candidates: Iterable[Candidate]) -> None:
        rest = list(candidates)
        tried, untried = rest[:MOST_VERIFIED], rest[MOST_VERIFIED:]
        for candidate in tried:
            await self._try(candidate)
        if self._sights:
            for candidate in untried:
                self._keep(candidate, None)

    async def _probe(self, home: str) -> None:
        for url in list_probes(home):
            if await self._try(Candidate(url=url, hint=Hint.PROBE)):
                return

    async def _try(self, candidate: Candidate) -> bool:
        """Ask for a candidate and keep it when it is a feed."""
        url = keep_user(candidate.url, self._url)
        if url in self._asked:
            return False
        try:
            if candidate.hint not in DECLARED and not await self._may(url):
                return False
            visited, inspection = await self._visit(url)
        except (FetchError, ParseError):
            return False
        if visited.status_code not in _OK or inspection.facts is None:
            return False
        self._keep(replace(candidate, url=visited.moved_to or url), inspection.facts)
        return True

    async def _may(self, url: str) -> bool:
        """Ask robots.txt about a place that nobody offered."""
        host = urlsplit(url).netloc
        if host not in self._robots:
            self._robots.add(host)
            self._spend()
        permission = await self._tools.robots.ask(url, self._tools.clock())
        return permission.answer is Answer.ALLOWED

    async def _visit(self, url: str) -> tuple[Visited, Inspection]:
        self._asked.add(url)
        self._spend()
        async with self._tools.gate.turn(url):
            visited = await visit(self._tools.client, url)
        return visited, await self._tools.inspector.inspect(visited, self._tools.clock())

    def _spend(self) -> None:
        if not self._left:
            raise _Enough
        self._left -= 1

    def _keep(self, candidate: Candidate, facts: FeedFacts | None) -> None:
        if any(sight.url == candidate.url for sight in self._sights):
            return
        title = candidate.title if facts is None or facts.title is None else facts.title
        self._sights.append(
            Sight(
                url=candidate.url,
                hint=candidate.hint,
                title=title,
                is_comments=candidate.is_comments,
                facts=facts,
            )
        )


async def look_over(tools: LookTools, url: str, *, or_http: bool = False) -> Look:
    """Look at an address; with `or_http` at its http twin where https is not spoken.

    That is for addresses whose scheme nobody gave. One whose certificate is not trusted does
    speak https, and is left at it.
    """
    looker = Looker(tools, url)
    look = await looker.look()
    if not or_http or not looker.lacks_https:
        return look
    plain = await Looker(tools, use_http(url)).look()
    is_heard = plain.verdict is not Verdict.UNREACHABLE
    return replace(plain, instead_of=url) if is_heard else look


def _weigh(error: FetchError | ParseError, url: str) -> Verdict:
    """Say whether it is vain to try again."""
    if isinstance(error, AddressRefused) and (not error.transient or names_itself(url)):
        return Verdict.REFUSED
    return Verdict.UNREACHABLE


def _advise(inspection: Inspection) -> str | None:
    """Say why there is no feed; who came here need not be sent to `feeds add` again."""
    _, remedy = FOUND_INSTEAD.get(inspection.format or "", ("", ""))
    error = inspection.error
    if error is None or "`monitor feeds add`" not in remedy:
        return error
    return f"{error.removesuffix(remedy)}{_BY_HAND}"
