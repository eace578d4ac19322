"""List, show, test, pause, resume and remove topics.

Database. What a query finds is always judged by the one matcher, over the articles we keep.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.manage.absent import not_found
from monitor.match import lint

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model import Doubt, Topic
    from monitor.store import Change, Store


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


def warn_of_query(store: Store, query: str) -> tuple[Doubt, ...]:
    """Say what is doubtful about a query."""
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
