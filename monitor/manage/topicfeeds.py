"""Open, change and close the feeds that topics publish, and say where they are.

Database.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from monitor.errors import NotFound
from monitor.manage.topics import get_topic

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from monitor.model import TopicFeed
    from monitor.store import Store

#: Under which the feeds of topics stand.
FEED_PATH: Final = "/feeds/topics/"
FORMATS: Final = ("rss", "atom", "json")


def open_topic_feed(
    store: Store, name: str, *, make_token: Callable[[], str], now: datetime, rotate: bool = False
) -> TopicFeed:
    """Let a topic publish a feed; one that it has stays as it is, unless it is to be rotated.

    Raises:
        NotFound: there is no such topic, with the nearest name as a note.
    """
    topic = get_topic(store, name).name
    if rotate or store.find_topic_feed(topic) is None:
        store.save_topic_feed(topic, make_token(), now=now)
    found = store.find_topic_feed(topic)
    if found is None:
        raise NotFound("feed of topic", topic)
    return found


def find_topic_feed(store: Store, name: str) -> TopicFeed | None:
    """Give the feed of a topic; None where it publishes none."""
    return store.find_topic_feed(get_topic(store, name).name)


def close_topic_feed(store: Store, name: str) -> None:
    """Let a topic publish its feed no more; raises NotFound where it published none."""
    store.remove_topic_feed(get_topic(store, name).name)


def write_addresses(feed: TopicFeed, base_url: str) -> dict[str, str]:
    """Give the address of a feed in each format; each opens it."""
    where = f"{base_url.rstrip('/')}{FEED_PATH}{quote(feed.topic, safe='')}"
    return {form: f"{where}.{form}?token={feed.token}" for form in FORMATS}
