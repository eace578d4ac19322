"""Find articles by a query.

Database. Walks the articles we keep, newest first, and lets the matcher say of each; so a
search gives what a live topic of the same query would have given.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from monitor.match import compile_query, judge

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, timedelta

    from monitor.model import Article, Evidence
    from monitor.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An article that a query found, and by what."""

    article: Article
    evidence: tuple[Evidence, ...]


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

    def walk() -> Iterator[Found]:
        for article in store.iter_articles(since=start):
            verdict = judge(compiled, article, now=now)
            if verdict.matched:
                yield Found(article=article, evidence=verdict.evidence)

    return islice(walk(), limit)
