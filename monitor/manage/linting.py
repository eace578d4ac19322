"""Check topics and concepts: what is wrong with them, and what is probably not meant.

Database. The queries and names alone are judged by `match`; receivers, feeds and the articles of
the last days tell the rest.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from monitor.carets import point_at
from monitor.checks import suggest
from monitor.manage.absent import not_found
from monitor.manage.examples import find_broken_examples, make_example
from monitor.match import compile_topics, lint_all, lint_concept, lint_facts, take_census
from monitor.model import Doubt, DoubtReason

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import datetime, timedelta

    from monitor.errors import QuerySyntaxError
    from monitor.match import Matcher
    from monitor.model import Article, Catalog, Concept, Feed, Topic
    from monitor.store import Store

#: Articles that stars and NOTs are counted in; more say the same and take longer.
MOST_ARTICLES = 5_000
#: A language that stands in fewer articles is a slip of the detector, or a guest.
_LEAST_SHARE = 0.005


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that lint has to say about a topic, or about a concept."""

    topic: str | None = None
    concept: str | None = None
    #: Of the topic.
    query: str | None = None
    doubt: Doubt

    @property
    def is_problem(self) -> bool:
        """False: a warning only."""
        return self.doubt.is_problem


def lint_topics(
    store: Store,
    names: Collection[str],
    *,
    receivers: Collection[str],
    since: timedelta,
    now: datetime,
) -> tuple[Finding, ...]:
    """Check these topics and the concepts they name; without names all topics and concepts.

    Args:
        store: What is kept.
        names: Of topics.
        receivers: Names of the configured receivers.
        since: How far back articles are asked.
        now: The present instant.

    Raises:
        NotFound: there is no such topic; with the nearest name as a note.
    """
    catalog = store.load_catalog()
    topics = _choose(catalog, names)
    matcher = compile_topics(replace(catalog, topics=tuple(map(_awake, topics))))
    queries = {name: query.text for name, query in matcher.topics}
    feeds = store.list_feeds()
    recent = tuple(islice(store.iter_articles(since=now - since), MOST_ARTICLES))
    doubts = (
        {topic.name: tuple(_doubt_receivers(topic, receivers)) for topic in topics},
        {name: (_doubt_error(error),) for name, error in matcher.broken.items()},
        lint_all(queries, catalog.concepts),
        _doubt_examples(topics, matcher, now=now),
        _doubt_facts(queries, catalog, feeds, now=now),
        take_census(queries, catalog.concepts, recent, now=now),
    )
    written = {topic.name: topic.query for topic in topics}
    found = [
        Finding(topic=name, query=written[name], doubt=doubt)
        for group in doubts
        for name, some in group.items()
        for doubt in some
    ]
    found += _lint_concepts(catalog, topics if names else None, _languages(feeds, recent))
    order = {topic.name: number for number, topic in enumerate(topics)}
    return tuple(sorted(found, key=lambda one: order.get(one.topic or "", len(order))))


def _choose(catalog: Catalog, names: Collection[str]) -> tuple[Topic, ...]:
    topics = {topic.name: topic for topic in catalog.topics}
    for name in names:
        if name not in topics:
            raise not_found("topic", name, topics)
    return tuple(topics[name] for name in names) or catalog.topics


def _awake(topic: Topic) -> Topic:
    """A paused topic is looked at like the others."""
    return replace(topic, paused_at=None)


def _doubt_receivers(topic: Topic, receivers: Collection[str]) -> Iterator[Doubt]:
    for name in topic.receivers:
        if name not in receivers:
            remedy = suggest(name, receivers) or f"add [receivers.{name}] to the settings"
            found = f"the settings know no receiver {name}"
            yield Doubt(reason=DoubtReason.UNKNOWN_RECEIVER, found=found, remedy=remedy)
    if not topic.receivers:
        yield Doubt(
            reason=DoubtReason.NO_RECEIVER,
            found="nobody is told: no receivers",
            remedy="name some as `receivers` in the newsroom file",
        )


def _doubt_error(error: QuerySyntaxError) -> Doubt:
    return Doubt(
        reason=DoubtReason.BROKEN_QUERY,
        found=error.expected,
        remedy=error.hint or "",
        start=error.position,
        end=error.end,
    )


def _doubt_examples(
    topics: Iterable[Topic], matcher: Matcher, *, now: datetime
) -> dict[str, tuple[Doubt, ...]]:
    """Say which examples are not treated as they should be."""
    queries = dict(matcher.topics)
    return {
        topic.name: tuple(
            Doubt(
                reason=DoubtReason.BROKEN_EXAMPLE,
                found=f"{broken.problem}: {broken.text}",
                remedy="",
            )
            for broken in find_broken_examples(queries[topic.name], topic, now=now)
        )
        for topic in topics
        if topic.name in queries
    }


def _doubt_facts(
    queries: Mapping[str, str], catalog: Catalog, feeds: Iterable[Feed], *, now: datetime
) -> dict[str, tuple[Doubt, ...]]:
    """Doubt tags, feeds, sources and countries that no feed has; without feeds all would be."""
    articles = [
        replace(make_example("", now=now), source=feed.source, feeds=(feed.url,), tags=feed.tags)
        for feed in feeds
    ]
    return lint_facts(queries, catalog.concepts, articles, now=now) if articles else {}


def _languages(feeds: Iterable[Feed], articles: Collection[Article]) -> tuple[str, ...]:
    """Give the languages that are spoken, the commonest first."""
    counts = Counter(one.language.split("-")[0] for one in articles if one.language)
    least = max(1, len(articles) * _LEAST_SHARE)
    spoken = [language for language, count in counts.most_common() if count >= least]
    said = [feed.source.language.split("-")[0] for feed in feeds if feed.source.language]
    return tuple(dict.fromkeys((*spoken, *said)))


def _lint_concepts(
    catalog: Catalog, topics: Collection[Topic] | None, languages: Collection[str]
) -> Iterator[Finding]:
    """Doubt the concepts that these topics use; all of them, and the unused, without topics."""
    for concept in catalog.concepts:
        is_used = any(uses(topic, concept) for topic in topics or catalog.topics)
        if topics is not None and not is_used:
            continue
        if not is_used:
            found = f"no topic uses @{concept.key}"
            doubt = Doubt(reason=DoubtReason.UNUSED_CONCEPT, found=found, remedy="")
            yield Finding(concept=concept.key, doubt=doubt)
        for doubt in lint_concept(concept, languages=languages):
            yield Finding(concept=concept.key, doubt=doubt)


def uses(topic: Topic, concept: Concept) -> bool:
    """Whether a topic's query names a concept."""
    key = f"@{concept.key}"
    query = topic.query.casefold()
    place = query.find(key)
    while place >= 0:
        after = query[place + len(key) : place + len(key) + 1]
        if not (after.isalnum() or after in {"_", "-", "."}):
            return True
        place = query.find(key, place + 1)
    return False


def write_finding(finding: Finding) -> dict[str, Any]:
    """Give the JSON object of a finding."""
    doubt = finding.doubt
    return {
        "topic": finding.topic,
        "concept": finding.concept,
        "kind": "problem" if finding.is_problem else "warning",
        "reason": doubt.reason.value,
        "text": str(doubt),
        "found": doubt.found,
        "remedy": doubt.remedy or None,
        "start": doubt.start,
        "end": doubt.end,
    }


def tell_finding(finding: Finding) -> Iterator[str]:
    """Say a finding in lines, with carets under its place in the query."""
    doubt = finding.doubt
    kind = "problem" if finding.is_problem else "warning"
    about = finding.topic or f"@{finding.concept}"
    yield f"{kind}: {about}: {doubt}"
    if finding.query is not None and doubt.start is not None:
        yield from point_at(finding.query, doubt.start, doubt.end or doubt.start + 1)
