"""Propose spellings of a concept that articles hold, and take them over.

Database. Reads the articles of the last days; `match` judges what in them is probably a name.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from monitor.manage.concepts import get_concept
from monitor.manage.linting import uses
from monitor.match import propose_names
from monitor.model import Name, NameSource

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime, timedelta

    from monitor.model import Concept, ProposedName
    from monitor.store import Store

#: Articles that are looked through, the newest first.
MOST_ARTICLES = 5_000


def propose(
    store: Store, key: str, *, since: timedelta, limit: int, now: datetime
) -> tuple[ProposedName, ...]:
    """Give spellings that are probably names of a concept, the likeliest first.

    Raises:
        NotFound: with the nearest key as a note.
    """
    concept = get_concept(store, key)
    catalog = store.load_catalog()
    others = [one for one in catalog.concepts if one.key != concept.key]
    topics = [topic for topic in catalog.topics if uses(topic, concept)]
    companions = {one.key for one in others if any(uses(topic, one) for topic in topics)}
    articles = islice(store.iter_articles(since=now - since), MOST_ARTICLES)
    return propose_names(concept, others, companions, articles, now=now)[:limit]


def take_over(
    store: Store, key: str, proposals: Collection[ProposedName], *, now: datetime
) -> Concept:
    """Add proposed spellings to a concept's names; they are kept when a file is applied.

    Raises:
        NotFound: with the nearest key as a note.
    """
    concept = get_concept(store, key)
    known = {name.text for name in concept.names}
    fresh = [
        Name(text=one.text, language=one.language, source=NameSource.ARCHIVE)
        for one in proposals
        if one.text not in known
    ]
    changed = replace(concept, names=(*concept.names, *fresh))
    if fresh:
        store.save_catalog(concepts=[changed], now=now)
    return changed


def write_proposal(proposal: ProposedName) -> dict[str, Any]:
    """Give the JSON object of a proposal."""
    return {
        "name": proposal.text,
        "language": proposal.language,
        "articles": proposal.articles,
        "example": proposal.example,
        "why": proposal.why,
        "score": proposal.score,
    }
