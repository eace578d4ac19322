"""File articles under their search terms: new ones as they are evaluated, old ones bit by bit.

Process. The evaluator does both, while it holds its lease, for what is filed must be of the text
that is evaluated. Trouble with the index costs a search its speed, never somebody an alert.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from monitor.errors import DatabaseUnavailable, LeaseLost
from monitor.match import Reading, list_terms, terms_edition

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from monitor.model import Article, ArticleId, EvaluatedArticle, Unfilled
    from monitor.store import Store

    Terms = Mapping[ArticleId, frozenset[int] | None]

logger = logging.getLogger(__name__)

#: Old articles that are filed at once, while no new one waits for more than these take.
FILL_BATCH: Final = 100


def find_terms(reading: Reading) -> frozenset[int] | None:
    """Give the terms of an article; None when there are none that could be told."""
    try:
        return list_terms(reading)
    except Exception:
        logger.exception("article has no search terms", extra={"article_id": reading.article.id})
        return None


def terms_of(articles: Sequence[Article], now: datetime) -> Terms:
    """Read articles for nothing but their terms."""
    return {article.id: find_terms(Reading(article, now)) for article in articles}


def file_evaluated(
    store: Store, articles: Sequence[EvaluatedArticle], *, lease: str, fence: int
) -> None:
    """File articles that are about to count as evaluated."""
    _file(store, {one.article_id: one.terms for one in articles}, lease=lease, fence=fence)


def has_unfilled(store: Store) -> bool:
    """Say whether evaluated articles are not filed under the present terms."""
    return store.has_unfilled(edition=terms_edition())


def list_unfilled(store: Store) -> Unfilled | None:
    """Give some articles that are not filed, the newest first."""
    return store.list_unfilled(edition=terms_edition(), limit=FILL_BATCH)


def file_old(store: Store, terms: Terms, *, down_to: int, lease: str, fence: int) -> bool:
    """File old articles; False when that cannot be done."""
    return _file(store, terms, lease=lease, fence=fence, down_to=down_to)


def _file(
    store: Store, terms: Terms, *, lease: str, fence: int, down_to: int | None = None
) -> bool:
    edition = terms_edition()
    try:
        store.save_terms(terms, edition=edition, lease=lease, fence=fence, down_to=down_to)
    except LeaseLost:
        raise
    except Exception as fault:
        if isinstance(fault, DatabaseUnavailable) and store.are_terms_sound():
            raise  # a full disk, a lock: not the index
        logger.exception("the search index cannot be kept; searches will look at every article")
        store.forget_terms()
        return False
    return True
