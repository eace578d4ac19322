"""Say what an article must hold to be found, in the terms of the search index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model.article import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """An article must have one of these terms."""

    terms: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Every:
    """All of these must be so."""

    parts: tuple[Needed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Either:
    """One of these must be so."""

    parts: tuple[Needed, ...]


Needed: TypeAlias = Holding | Every | Either


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """What every article that satisfies a query has; others need not be looked at."""

    #: None: nothing is certain, and every article must be looked at.
    needed: Needed | None = None
    #: First seen then or later; None when the query does not say.
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfilled:
    """Some articles that the search index does not know yet."""

    articles: tuple[Article, ...]
    #: When these are saved, articles with greater numbers than this are all known.
    down_to: int
