"""Find articles by a query.

Database. The search index names the articles that may satisfy the query, newest first, and the
matcher says of each; so a search gives what a live topic of the same query would have given. A
query that names nothing an article must hold (only a time, a feed, or what must not be there) is
asked of every article, as far as a walk may go.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from monitor.manage.objects import write_article, write_evidence
from monitor.match import compile_query, hint_concepts, judge, narrow, terms_edition

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime, timedelta

    from monitor.match import Hint, Query
    from monitor.model import Article, Evidence
    from monitor.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An article that a query found, and by what."""

    article: Article
    evidence: tuple[Evidence, ...]
    #: The alternatives of the query that hold, written as a query.
    branch: str | None = None


#: Articles that one search may look at without an index, and for how many seconds.
MOST_WALKED = 100_000
LONGEST_WALK = 15.0
_ASKS_ALL = "the query names nothing that all it finds must hold: narrow by a word or a time"
_UNFILLED = "the index does not hold all articles yet: run the daemon, or narrow by a time"


@dataclass(slots=True, kw_only=True)
class Walk:
    """How far a search goes that no index can narrow, and how far it went."""

    most: int = field(default_factory=lambda: MOST_WALKED)
    seconds: float = LONGEST_WALK
    clock: Callable[[], float] = time.monotonic
    #: Articles that were looked at.
    walked: int = 0
    #: First sight of the last of them, where the walk was stopped before its end.
    stopped_at: datetime | None = None
    _began_at: float | None = None
    _because: str = ""

    def follow(self, articles: Iterator[Article], *, because: str) -> Iterator[Article]:
        """Give articles as long as the walk may last; say why they are walked."""
        self._because = because
        self._began_at = self.clock()
        for article in articles:
            if self.walked >= self.most or self.clock() - self._began_at > self.seconds:
                self.stopped_at = article.first_seen_at
                return
            self.walked += 1
            yield article

    def tell(self) -> str | None:
        """Say where it was stopped; None: all were asked."""
        if self.stopped_at is None:
            return None
        spent = self.clock() - (self._began_at or 0.0)
        return (
            f"stopped after {self.walked} articles ({spent:.0f} s), back to "
            f"{self.stopped_at:%Y-%m-%d %H:%M}; older ones were not asked, for {self._because}"
        )


def search(
    store: Store,
    query: str,
    *,
    since: timedelta | None,
    now: datetime,
    limit: int | None = None,
    walk: Walk | None = None,
) -> Iterator[Found]:
    """Give the articles first seen within `since` that satisfy the query, newest first.

    Args:
        store: where they are.
        query: what they must satisfy.
        since: how far back.
        now: the present instant.
        limit: at most so many.
        walk: how far it goes where no index helps, and tells of it; None: to the end.

    Raises:
        QuerySyntaxError: the query cannot be understood.
    """
    compiled = compile_query(query, store.load_catalog().concepts, for_topic=False)
    start = None if since is None else now - since
    candidates = _list_candidates(store, compiled, start=start, now=now, walk=walk)
    return islice(_judge(compiled, candidates, now=now), limit)


def hint(store: Store, query: str) -> Hint | None:
    """Name the concepts that words of a query are names of.

    Raises:
        QuerySyntaxError: the query cannot be understood.
    """
    return hint_concepts(query, store.load_catalog().concepts)


def write_found(found: Found) -> dict[str, Any]:
    """Give the JSON object of an article that a query found."""
    evidence = [write_evidence(one) for one in found.evidence]
    return {**write_article(found.article), "branch": found.branch, "evidence": evidence}


def _list_candidates(
    store: Store, query: Query, *, start: datetime | None, now: datetime, walk: Walk | None
) -> Iterator[Article]:
    narrowing = narrow(query, now=now)
    starts = [one for one in (start, narrowing.since) if one is not None]
    since = max(starts, default=None)
    if narrowing.needed is None:
        articles = store.iter_articles(since=since)
        return articles if walk is None else walk.follow(articles, because=_ASKS_ALL)
    edition = terms_edition()
    articles = store.iter_candidates(narrowing.needed, edition=edition, since=since)
    if walk is None or not store.has_unfilled(edition=edition):
        return articles
    return walk.follow(articles, because=_UNFILLED)


def _judge(query: Query, articles: Iterator[Article], *, now: datetime) -> Iterator[Found]:
    for article in articles:
        verdict = judge(query, article, now=now)
        if verdict.matched:
            yield Found(article=article, evidence=verdict.evidence, branch=verdict.branch)
