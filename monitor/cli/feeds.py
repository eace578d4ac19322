"""Add, list, show, remove, pause, resume and poll feeds.

Database.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from monitor.cli.desk import open_store, read_config, read_now
from monitor.cli.lazy import Group
from monitor.cli.output import (
    json_option,
    print_json,
    print_line,
    print_listing,
    print_table,
    show_instant,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.model import Feed, Poll, PollRecord, SavedPoll
    from monitor.store import Change


@click.group(cls=Group)
def feeds() -> None:
    """What is polled."""


@feeds.command()
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
@click.option("--source", help="The publisher's name.")
@click.option("--family", help="The publisher's family: a holding, an agency.")
@click.option("--country", help="The publisher's country, two letters.")
@click.option("--language", help="Used where the feed states none.")
@click.option("--tags", help="Your labels, parted by commas.")
@click.option("--interval", metavar="SPAN", help="How often to poll: 5m, 2h.")
@click.option("--full-text", is_flag=True, default=None, help="Kept for a later version.")
@json_option
def add(
    urls: tuple[str, ...], *, as_json: bool, tags: str | None, **options: str | bool | None
) -> None:
    """Add feeds by their addresses."""
    from monitor.manage.feeds import add_feeds

    given: dict[str, object] = {key: value for key, value in options.items() if value is not None}
    if tags:
        given["tags"] = [tag.strip() for tag in tags.split(",") if tag.strip()]
    with open_store() as store:
        changes = add_feeds(store, urls, options=given, now=read_now())
    _print_changes(changes, as_json=as_json)
    if not as_json:
        print_line("polled within a minute by `monitor run`, or now by `monitor feeds poll URL`")


def _print_changes(changes: Iterable[Change], *, as_json: bool) -> None:
    from monitor.manage.objects import write_change

    for change in changes:
        if as_json:
            print_json(write_change(change))
        else:
            print_line(f"{change.kind.value} {change.key}")


@feeds.command(name="list")
@json_option
def list_(*, as_json: bool) -> None:
    """List feeds."""
    from monitor.manage.feeds import list_feeds
    from monitor.manage.objects import tell_state, write_feed

    with open_store() as store:
        found = list_feeds(store)
    print_listing(
        found,
        as_json=as_json,
        write=write_feed,
        columns={
            "state": tell_state,
            "source": lambda feed: feed.source.name,
            "articles": lambda feed: feed.articles,
            "last polled": lambda feed: show_instant(feed.last_polled_at),
            "url": lambda feed: feed.url,
        },
        empty="no feeds yet: `monitor feeds add URL`",
    )


@feeds.command()
@click.argument("url")
@json_option
def show(url: str, *, as_json: bool) -> None:
    """Show a feed with its last polls."""
    from monitor.manage.feeds import show_feed
    from monitor.manage.objects import write_feed, write_poll

    with open_store() as store:
        feed, polls = show_feed(store, url)
    if as_json:
        print_json({**write_feed(feed), "polls": [write_poll(poll) for poll in polls]})
        return
    _print_feed(feed)
    if polls:
        print_line()
        _print_polls(polls)


def _print_feed(feed: Feed) -> None:
    from monitor.manage.objects import write_feed

    for key, value in write_feed(feed).items():
        shown = ", ".join(value) if isinstance(value, list) else value
        if shown not in (None, "", False):
            print_line(f"{key.replace('_', ' '):16}{shown}")


def _print_polls(polls: tuple[PollRecord, ...]) -> None:
    rows = [
        [
            str(show_instant(poll.started_at)),
            poll.outcome.value,
            str(poll.status_code or "–"),
            f"{poll.new}/{poll.changed}",
            str(show_instant(poll.next_poll_at)),
            poll.next_poll_reason,
            poll.error or "",
        ]
        for poll in polls
    ]
    headings = ["POLLED", "OUTCOME", "STATUS", "NEW/CHANGED", "NEXT", "BECAUSE", "ERROR"]
    print_table(headings, rows)


@feeds.command()
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
@json_option
def remove(urls: tuple[str, ...], *, as_json: bool) -> None:
    """Remove feeds; their articles are kept."""
    from monitor.manage.feeds import remove_feeds

    with open_store() as store:
        changes = remove_feeds(store, urls)
    _print_changes(changes, as_json=as_json)


@feeds.command()
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
def pause(urls: tuple[str, ...]) -> None:
    """Poll these feeds no more until they are resumed."""
    from monitor.manage.feeds import pause_feeds

    with open_store() as store:
        pause_feeds(store, urls, now=read_now())
    for url in urls:
        print_line(f"paused {url}")


@feeds.command()
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
def resume(urls: tuple[str, ...]) -> None:
    """Poll these feeds again."""
    from monitor.manage.feeds import resume_feeds

    with open_store() as store:
        resume_feeds(store, urls, now=read_now())
    for url in urls:
        print_line(f"resumed {url}")


@feeds.command()
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
@json_option
def poll(urls: tuple[str, ...], *, as_json: bool) -> int:
    """Poll feeds now, due or not, and say what came of it."""
    from monitor.daemon import poll_now
    from monitor.manage.feeds import show_feed

    config = read_config()
    with open_store(config) as store:
        by_id = {feed.id: feed.url for feed in (show_feed(store, url)[0] for url in urls)}
    polled = poll_now(config, tuple(by_id.values()))
    for one, saved in polled:
        if as_json:
            print_json(_write_polled(by_id[one.feed_id], one, saved))
        else:
            print_line(_tell_polled(by_id[one.feed_id], one, saved))
    reached = {one.feed_id for one, saved in polled if not saved.lease_lost and one.error is None}
    for feed_id, url in by_id.items():
        if feed_id not in {one.feed_id for one, _ in polled} and not as_json:
            print_line(f"{url}: not polled: another process is polling it; try again in a minute")
    return 0 if len(reached) == len(by_id) else 1


def _write_polled(url: str, poll: Poll, saved: SavedPoll) -> dict[str, Any]:
    from monitor.manage.objects import write_instant

    return {
        "url": url,
        "outcome": poll.outcome.value,
        "status_code": poll.status_code,
        "error": poll.error,
        "new": len(saved.new),
        "changed": len(saved.changed),
        "sighted": saved.sighted,
        "next_poll_at": write_instant(poll.next_poll_at),
        "next_poll_reason": poll.next_poll_reason,
    }


def _tell_polled(url: str, poll: Poll, saved: SavedPoll) -> str:
    if poll.error is not None:
        return f"{url}: {poll.outcome.value}: {poll.error}"
    counts = f"{len(saved.new)} new, {len(saved.changed)} changed, {saved.sighted} seen elsewhere"
    return f"{url}: {poll.outcome.value}: {counts}"
