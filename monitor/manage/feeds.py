"""Add, list, show, remove, pause and resume feeds.

Database. A feed is named by its URL; a name that is not known is answered with the nearest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monitor.checks import Document, judge
from monitor.errors import ConfigError, NotFound, Problem, redact_url
from monitor.feeds import complete_address
from monitor.manage.absent import not_found
from monitor.manage.exporting import write_feed
from monitor.manage.newsroom import FeedEntry

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from monitor.model import Feed, FeedSpec, PollRecord
    from monitor.store import Change, Store


def add_feeds(
    store: Store,
    urls: Sequence[str],
    *,
    options: Mapping[str, Any],
    now: datetime,
    dry_run: bool = False,
) -> tuple[Change, ...]:
    """Store feeds; a feed that exists takes over what `options` say and keeps the rest.

    Args:
        store: where they go.
        urls: their addresses.
        options: the other keys of a feed in the newsroom file.
        now: the present instant.
        dry_run: change nothing, but say what would be changed.

    Raises:
        ConfigError: an address or an option is not as it must be; then nothing is stored.
    """
    specs = check_feeds(store, name_feeds(store, urls), options=options)
    return store.save_newsroom(
        feeds=specs, topics=(), concepts=(), silences=(), prune=False, dry_run=dry_run, now=now
    )


def check_feeds(
    store: Store, urls: Sequence[str], *, options: Mapping[str, Any]
) -> tuple[FeedSpec, ...]:
    """Give the feeds as they would be stored.

    Raises:
        ConfigError: an address or an option is not as it must be.
    """
    stored = {spec.url: write_feed(spec) for spec in store.list_feed_specs() if spec.url in urls}
    specs = []
    problems: list[Problem] = []
    for url in dict.fromkeys(urls):
        value = {"url": url, **stored.get(url, {}), **options}
        entry, found = judge(Document(value=value, file=redact_url(url)), FeedEntry)
        problems.extend(found)
        if entry is not None:
            specs.append(entry.to_spec())
    if problems:
        raise ConfigError(tuple(problems))
    return tuple(specs)


def name_feeds(store: Store, urls: Sequence[str]) -> tuple[str, ...]:
    """Give each address as the feed that has it spells it; a new one as it should be spelled.

    A former address of a feed that moved gives the present one.
    """
    known = {complete_address(spec.url): spec.url for spec in store.list_feed_specs()}
    return tuple(_name(store, url, known) for url in urls)


def _name(store: Store, url: str, known: Mapping[str, str]) -> str:
    spelled = complete_address(url)
    feed = store.find_feed(url) or store.find_feed(spelled)
    return known.get(spelled, spelled) if feed is None else feed.url


def find_unknown(store: Store, urls: Sequence[str]) -> tuple[str, ...]:
    """Give those of these addresses that no feed has."""
    return tuple(url for url in dict.fromkeys(urls) if store.find_feed(url) is None)


def list_feeds(store: Store) -> tuple[Feed, ...]:
    """Give every feed."""
    return store.list_feeds()


def show_feed(store: Store, url: str, *, limit: int = 10) -> tuple[Feed, tuple[PollRecord, ...]]:
    """Give a feed with its last polls."""
    feed = _get(store, url)
    return feed, store.list_polls(feed.url, limit)


def remove_feeds(store: Store, urls: Sequence[str]) -> tuple[Change, ...]:
    """Remove feeds; the articles they showed are kept."""
    return store.remove_feeds([_get(store, url).url for url in urls])


def pause_feeds(store: Store, urls: Sequence[str], *, now: datetime) -> None:
    """Poll these feeds no more until they are resumed."""
    for feed in [_get(store, url) for url in urls]:
        store.pause_feed(feed.url, now=now)


def resume_feeds(store: Store, urls: Sequence[str], *, now: datetime) -> None:
    """Poll these feeds again, at once."""
    for feed in [_get(store, url) for url in urls]:
        store.resume_feed(feed.url, now=now)


def _get(store: Store, url: str) -> Feed:
    try:
        return store.find_feed(url) or store.get_feed(name_feeds(store, [url])[0])
    except NotFound:
        raise not_found("feed", url, (feed.url for feed in store.list_feeds())) from None
