"""Find articles by a query.

Database. The search index names the articles that may satisfy the query, newest first, and the
matcher says of each; so a search gives what a live topic of the same query would have given. A
query that names nothing an article must hold (only a time, a feed, or what must not be there) is
asked of every article.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from monitor.manage.objects import write_article, write_evidence
from monitor.match import compile_query, judge, narrow, terms_edition

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, timedelta

    from monitor.match import Query
    from monitor.model import Article, Evidence
    from monitor.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An article that a query found, and by what."""

    article: Article
    evidence: tuple[Evidence, ...]
    #: The alternatives of the query that hold, written as a query.
    branch: str | None = None


def search(
    store: Store,
    query: str,
    *,
    since: timedelta | None,
    now: datetime,
    limit: int | None = None,
) -> Iterator[Found]:
    """Give the articles first seen within `since` that satisfy the query, newest first.

    Raises:
        QuerySyntaxError: the query cannot be understood.
    """
    compiled = compile_query(query, store.load_catalog().concepts, for_topic=False)
    start = None if since is None else now - since
    candidates = _list_candidates(store, compiled, start=start, now=now)
    return islice(_judge(compiled, candidates, now=now), limit)


def write_found(found: Found) -> dict[str, Any]:
    """Give the JSON object of an article that a query found."""
    evidence = [write_evidence(one) for one in found.evidence]
    return {**write_article(found.article), "branch": found.branch, "evidence": evidence}


def _list_candidates(
    store: Store, query: Query, *, start: datetime | None, now: datetime
) -> Iterator[Article]:
    narrowing = narrow(query, now=now)
    starts = [one for one in (start, narrowing.since) if one is not None]
    since = max(starts, default=None)
    if narrowing.needed is None:
        return store.iter_articles(since=since)
    return store.iter_candidates(narrowing.needed, edition=terms_edition(), since=since)


def _judge(query: Query, articles: Iterator[Article], *, now: datetime) -> Iterator[Found]:
    for article in articles:
        verdict = judge(query, article, now=now)
        if verdict.matched:
            yield Found(article=article, evidence=verdict.evidence, branch=verdict.branch)
