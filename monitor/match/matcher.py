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
from monitor.match.held import write_held
from monitor.match.judge import compile_with, show_evidence
from monitor.match.reading import Reading
from monitor.match.spoken import SOUND_MARK
from monitor.match.syntax import find_concepts
from monitor.model import Match

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from monitor.match.anchor import Anchor
    from monitor.match.judge import Query
    from monitor.match.reading import Keys
    from monitor.model import Article, Catalog


@dataclass(frozen=True, slots=True, kw_only=True)
class Matcher:
    """The topics of one catalog, ready for articles."""

    #: Topics whose query cannot be used, by name.
    broken: Mapping[str, QuerySyntaxError]
    topics: tuple[tuple[str, Query], ...]
    index: _Index
    #: What the next version of the catalog can take over: the compiler, and queries by text.
    compiler: Compiler
    compiled: Mapping[str, _Compiled]

    def match(self, article: Article, *, now: datetime) -> tuple[Match, ...]:
        """Return the matches of an article, in the order of the catalog's topics."""
        return self.match_reading(Reading(article, now))

    def match_reading(self, reading: Reading) -> tuple[Match, ...]:
        """Return the matches of an article that was read for something else too."""
        matches: list[Match] = []
        for number in self.index.find(reading):
            name, query = self.topics[number]
            if query.plan.holds(reading):
                evidence = show_evidence(query.plan.hits(reading))
                matches.append(
                    Match(
                        topic=name,
                        article_id=reading.article.id,
                        evidence=evidence,
                        branch=write_held(query.plan, reading),
                    )
                )
        return tuple(matches)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Compiled:
    """A query made ready, with what it depends on."""

    query: Query
    anchor: Anchor | None
    concepts: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Index:
    """Topic numbers by key; topics with the same anchor share an entry."""

    #: All keys, as a set: to find those of an article among them takes half the time.
    keys: frozenset[str]
    #: Key → topic numbers, and below zero those of groups of topics.
    groups: Mapping[str, tuple[int, ...]]
    #: Group → topic numbers.
    topics: Mapping[int, tuple[int, ...]]
    #: Topic → words of which an article must have one besides.
    also_words: tuple[frozenset[str] | None, ...]
    #: Topic → keys of which an article must have one besides, where not all are words.
    also: Mapping[int, Keys]
    #: Topics that have no anchor.
    always: tuple[int, ...]
    has_prefixes: bool
    has_sounds: bool
    has_facts: bool

    def find(self, reading: Reading) -> Iterable[int]:
        """Return the topics that may match, in order."""
        found = reading.keys & self.keys
        if self.has_prefixes:
            found |= reading.prefix_keys & self.keys
        if self.has_sounds:
            found |= reading.sound_keys & self.keys
        if self.has_facts:
            found |= reading.fact_keys & self.keys
        if not found:
            return self.always
        topics: set[int] = set(self.always).union(*map(self.groups.__getitem__, found))
        groups = [topic for topic in topics if topic < 0]
        topics.difference_update(groups)
        topics.update(*(self.topics[group] for group in groups))
        return sorted(self._drop_lacking(topics, reading))

    def _drop_lacking(self, topics: Iterable[int], reading: Reading) -> list[int]:
        """Leave out the topics of whose other keys the article has none."""
        words, keys, others = self.also_words, reading.keys, self.also
        kept = [
            topic for topic in topics if (also := words[topic]) is None or not also.isdisjoint(keys)
        ]
        if not others:
            return kept
        return [topic for topic in kept if topic not in others or not reading.lacks(others[topic])]


def compile_topics(catalog: Catalog, *, earlier: Matcher | None = None) -> Matcher:
    """Make a catalog's topics ready; paused ones are left out, broken ones named with the error.

    Args:
        catalog: Topics and concepts.
        earlier: What was made ready before; what has not changed since is taken from there.
    """
    known = earlier.compiled if earlier is not None else {}
    compiler, changed = Compiler.following(earlier.compiler if earlier else None, catalog.concepts)
    broken: dict[str, QuerySyntaxError] = {}
    compiled: dict[str, _Compiled] = {}
    topics: list[tuple[str, _Compiled]] = []
    for topic in catalog.topics:
        if topic.paused_at is not None:
            continue
        one = compiled.get(topic.query) or known.get(topic.query)
        try:
            if one is None or not one.concepts.isdisjoint(changed):
                one = _compile(compiler, topic.query)
        except QuerySyntaxError as error:
            broken[topic.name] = error
            continue
        compiled[topic.query] = one
        topics.append((topic.name, one))
    return Matcher(
        broken=MappingProxyType(broken),
        topics=tuple((name, one.query) for name, one in topics),
        index=_build_index([one.anchor for _, one in topics]),
        compiler=compiler,
        compiled=MappingProxyType(compiled),
    )


def _compile(compiler: Compiler, text: str) -> _Compiled:
    query = compile_with(compiler, text)
    concepts = frozenset(find_concepts(query.root))
    return _Compiled(query=query, anchor=find_anchor(query.plan), concepts=concepts)


def _build_index(anchors: list[Anchor | None]) -> _Index:
    members: dict[frozenset[str], list[int]] = {}
    for number, anchor in enumerate(anchors):
        if anchor is not None:
            members.setdefault(anchor.keys, []).append(number)
    groups: dict[str, list[int]] = {}
    shared = {-number - 1: keys for number, keys in enumerate(members) if len(members[keys]) > 1}
    numbers = {keys: group for group, keys in shared.items()}
    for keys, topics in members.items():
        for key in keys:
            groups.setdefault(key, []).append(numbers.get(keys, topics[0]))
    also = [None if anchor is None else anchor.also for anchor in anchors]
    return _Index(
        keys=frozenset(groups),
        groups={key: tuple(numbers) for key, numbers in groups.items()},
        topics={group: tuple(members[keys]) for group, keys in shared.items()},
        also_words=tuple(map(_only_words, also)),
        also={
            number: keys
            for number, keys in enumerate(also)
            if keys is not None and _only_words(keys) is None
        },
        always=tuple(number for number, anchor in enumerate(anchors) if anchor is None),
        has_prefixes=any(key.endswith("*") for key in groups),
        has_sounds=any(key.startswith(SOUND_MARK) for key in groups),
        has_facts=any(anchor.has_facts for anchor in anchors if anchor is not None),
    )


def _only_words(keys: Keys | None) -> frozenset[str] | None:
    return None if keys is None or keys.prefixes or keys.sounds else keys.words
