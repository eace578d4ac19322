"""Say which of many topics an article satisfies.

Pure. Each topic is filed under the words without which it cannot match (its anchor), the rarest
that it has; an article asks only the topics filed under words it holds. Topics without an anchor
are asked about every article.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from monitor.errors import QuerySyntaxError
from monitor.match.anchor import find_anchor
from monitor.match.compiler import Compiler
from monitor.match.judge import compile_with, show_evidence
from monitor.match.reading import Reading
from monitor.model import Match

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from monitor.match.judge import Query
    from monitor.model import Article, Catalog, Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Matcher:
    """The topics of one catalog, ready for articles."""

    #: Topics whose query cannot be used, by name.
    broken: Mapping[str, QuerySyntaxError]
    topics: tuple[tuple[str, Query], ...]
    index: _Index

    def match(self, article: Article, *, now: datetime) -> tuple[Match, ...]:
        """Return the matches of an article, in the order of the catalog's topics."""
        reading = Reading(article, now)
        matches: list[Match] = []
        for number in self.index.find(reading):
            name, query = self.topics[number]
            if query.plan.holds(reading):
                evidence = show_evidence(query.plan.hits(reading))
                matches.append(Match(topic=name, article_id=article.id, evidence=evidence))
        return tuple(matches)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Index:
    """Topic numbers by key; topics with the same anchor share an entry."""

    #: Key → groups of topics.
    groups: Mapping[str, tuple[int, ...]]
    #: Group → topic numbers.
    topics: tuple[tuple[int, ...], ...]
    #: Topics that have no anchor.
    always: tuple[int, ...]
    has_prefixes: bool
    has_facts: bool

    def find(self, reading: Reading) -> Iterable[int]:
        """Return the topics that may match, in order."""
        found = self.groups.keys() & reading.keys
        if self.has_prefixes:
            found |= self.groups.keys() & reading.prefix_keys
        if self.has_facts:
            found |= self.groups.keys() & reading.fact_keys
        if not found:
            return self.always
        groups = {group for key in found for group in self.groups[key]}
        return sorted({*self.always, *(topic for group in groups for topic in self.topics[group])})


def compile_topics(catalog: Catalog) -> Matcher:
    """Make a catalog's topics ready; paused ones are left out, broken ones named with the error."""
    compiler = Compiler(catalog.concepts)
    broken: dict[str, QuerySyntaxError] = {}
    topics: list[tuple[str, Query]] = []
    for topic in catalog.topics:
        if topic.paused_at is None:
            _compile_topic(compiler, topic, topics, broken)
    return Matcher(
        broken=MappingProxyType(broken),
        topics=tuple(topics),
        index=_build_index([query for _, query in topics]),
    )


def _compile_topic(
    compiler: Compiler,
    topic: Topic,
    topics: list[tuple[str, Query]],
    broken: dict[str, QuerySyntaxError],
) -> None:
    try:
        topics.append((topic.name, compile_with(compiler, topic.query)))
    except QuerySyntaxError as error:
        broken[topic.name] = error


def _build_index(queries: list[Query]) -> _Index:
    members: dict[frozenset[str], list[int]] = {}
    always: list[int] = []
    has_facts = False
    for number, query in enumerate(queries):
        anchor = find_anchor(query.plan)
        if anchor is None:
            always.append(number)
            continue
        members.setdefault(anchor.keys, []).append(number)
        has_facts = has_facts or anchor.has_facts
    groups: dict[str, tuple[int, ...]] = {}
    for group, keys in enumerate(members):
        for key in keys:
            groups[key] = (*groups.get(key, ()), group)
    return _Index(
        groups=groups,
        topics=tuple(tuple(numbers) for numbers in members.values()),
        always=tuple(always),
        has_prefixes=any(key.endswith("*") for key in groups),
        has_facts=has_facts,
    )
