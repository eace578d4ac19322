"""List, show, test, lint, pause, resume and remove topics.

Database. What a query finds is always judged by the one matcher, over the articles we keep.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.checks import suggest
from monitor.errors import QuerySyntaxError
from monitor.manage.absent import not_found
from monitor.manage.examples import find_broken_examples
from monitor.manage.searching import Found, search
from monitor.match import compile_query, lint

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime, timedelta

    from monitor.model import Concept, Topic
    from monitor.store import Change, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that lint has to say about a topic."""

    topic: str
    #: False: a warning only.
    is_problem: bool
    text: str


def list_topics(store: Store) -> tuple[Topic, ...]:
    """Give every topic."""
    return store.load_catalog().topics


def get_topic(store: Store, name: str) -> Topic:
    """Give one topic.

    Raises:
        NotFound: with the nearest name as a note.
    """
    topics = {topic.name: topic for topic in list_topics(store)}
    if name not in topics:
        raise not_found("topic", name, topics)
    return topics[name]


def test_query(store: Store, query: str, *, since: timedelta, now: datetime) -> Iterator[Found]:
    """Give every article of the last days that the query would have matched.

    Raises:
        QuerySyntaxError: the query cannot be understood.
    """
    return search(store, query, since=since, now=now)


def warn_of_query(store: Store, query: str) -> tuple[str, ...]:
    """Say in words what is doubtful about a query."""
    return lint(query, store.load_catalog().concepts)


def pause_topic(store: Store, name: str, *, now: datetime) -> None:
    """Match this topic no more until it is resumed."""
    store.set_topic_paused(get_topic(store, name).name, now)


def resume_topic(store: Store, name: str) -> None:
    """Match this topic again, from the next article on."""
    store.set_topic_paused(get_topic(store, name).name, None)


def remove_topic(store: Store, name: str, *, now: datetime) -> tuple[Change, ...]:
    """Remove a topic; its matches and alerts are kept."""
    return store.save_catalog(remove_topics=[get_topic(store, name).name], now=now)


def lint_topics(
    store: Store, names: Collection[str], *, receivers: Collection[str], now: datetime
) -> tuple[Finding, ...]:
    """Check queries, examples and receivers of these topics, or of all when none is named."""
    concepts = store.load_catalog().concepts
    topics = [get_topic(store, name) for name in names] or list_topics(store)
    return tuple(
        finding for topic in topics for finding in _lint(topic, concepts, receivers, now=now)
    )


def _lint(
    topic: Topic, concepts: tuple[Concept, ...], receivers: Collection[str], *, now: datetime
) -> Iterator[Finding]:
    for name in topic.receivers:
        if name not in receivers:
            remedy = suggest(name, receivers) or f"add [receivers.{name}] to the settings"
            text = f"the settings know no receiver {name}; {remedy}"
            yield Finding(topic=topic.name, is_problem=True, text=text)
    if not topic.receivers:
        yield Finding(topic=topic.name, is_problem=False, text="nobody is told: no receivers")
    try:
        query = compile_query(topic.query, concepts)
    except QuerySyntaxError as error:
        yield Finding(topic=topic.name, is_problem=True, text=str(error))
        return
    for warning in lint(topic.query, concepts):
        yield Finding(topic=topic.name, is_problem=False, text=warning)
    for broken in find_broken_examples(query, topic, now=now):
        text = f"{broken.problem}: {broken.text}"
        yield Finding(topic=topic.name, is_problem=True, text=text)
