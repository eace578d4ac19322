"""Add, check, list, show, remove, pause, resume, poll, import and export feeds.

Database.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli.desk import open_store, read_config, read_now
from monitor.cli.gathering import (
    print_added,
    print_choice,
    print_imported,
    print_refused,
    print_symptoms,
    read_bytes,
)
from monitor.cli.lazy import Group
from monitor.cli.output import (
    json_option,
    print_json,
    print_line,
    print_listing,
    print_note,
    print_table,
    show_instant,
)
from monitor.cli.spans import Numbers
from monitor.errors import redact_url

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
@click.option("--full-text", is_flag=True, default=None, help="Read the articles' pages too.")
@click.option("--all", "take_all", is_flag=True, help="Add every feed that a site has.")
@click.option("--pick", type=Numbers(), default=(), help="Add these of the feeds: 1,3.")
@click.option("--no-look", is_flag=True, help="Add the addresses without looking at them.")
@click.option("--dry-run", is_flag=True, help="Look, but change nothing.")
@json_option
def add(
    urls: tuple[str, ...],
    *,
    take_all: bool,
    pick: tuple[int, ...],
    no_look: bool,
    dry_run: bool,
    as_json: bool,
    **options: str | bool | None,
) -> int:
    """Add feeds by their addresses, or the feeds of sites by the sites' addresses.

    A site with one feed gets that; of a site with several they are listed, and none is added
    until you say which. What cannot be reached is added as it is, what can never be polled is not.
    """
    from monitor.daemon import look_at
    from monitor.feeds import complete_address, is_bare
    from monitor.manage.feeds import add_feeds, check_feeds, find_unknown, name_feeds
    from monitor.manage.gathering import gather

    if pick and len(urls) > 1:
        raise click.UsageError("--pick goes with one address")
    if take_all + bool(pick) + no_look > 1:
        raise click.UsageError("of --all, --pick and --no-look only one goes at a time")
    for url in urls:
        if Path(url).is_file():
            raise click.UsageError(f"{url} is a file; see `monitor feeds import {url}`")
    config, given = read_config(), _read_options(options)
    bare = frozenset(complete_address(url) for url in urls if is_bare(url))
    with open_store(config) as store:
        urls = name_feeds(store, urls)
        check_feeds(store, urls, options=given)
        unknown = () if no_look else find_unknown(store, urls)
    looks = look_at(config, unknown, bare=bare) if unknown else ()
    gathered = gather(urls, looks, take_all=take_all, picked=pick)
    with open_store(config) as store:
        names = name_feeds(store, [one.url for one in gathered.additions])
        additions = dict(zip(names, gathered.additions, strict=True))
        changes = add_feeds(store, tuple(additions), options=given, now=read_now(), dry_run=dry_run)
    print_added(changes, additions, as_json=as_json)
    for look in gathered.choices:
        print_choice(look, as_json=as_json)
    for look in gathered.refused:
        print_refused(look, as_json=as_json)
    if dry_run and not as_json:
        print_line("dry run: nothing was changed")
    elif changes and not as_json:
        print_line("polled within a minute by `monitor run`, or now by `monitor feeds poll URL`")
    return 1 if gathered.choices or gathered.refused else 0


def _read_options(options: dict[str, str | bool | None]) -> dict[str, object]:
    """Give the options as the newsroom file's keys."""
    given: dict[str, object] = {key: value for key, value in options.items() if value is not None}
    if isinstance(tags := given.get("tags"), str):
        given["tags"] = [tag.strip() for tag in tags.split(",") if tag.strip()]
    return given


@feeds.command()
@click.argument("url")
@json_option
def check(url: str, *, as_json: bool) -> int:
    """Explain a feed as a doctor would, whether it is in the database or not."""
    from monitor.daemon import examine_feed
    from monitor.feeds import complete_address, is_bare, is_usable, judge_feed

    checkup = examine_feed(read_config(), complete_address(url), is_bare=is_bare(url))
    symptoms = judge_feed(checkup)
    print_symptoms(checkup.url, symptoms, as_json=as_json)
    if checkup.url != complete_address(url) and not as_json:
        print_note("https is not spoken there, so http was looked at")
    return 0 if is_usable(symptoms) else 1


@feeds.command(name="import")
@click.argument("file")
@click.option("--dry-run", is_flag=True, help="Change nothing; say what would be changed.")
@json_option
def import_(file: str, *, dry_run: bool, as_json: bool) -> int:
    """Add the feeds of FILE: OPML, or one address a line (`-`: standard input)."""
    from monitor.feeds import MAX_LIST_BYTES
    from monitor.manage.feedlists import import_feeds

    config, body = read_config(), read_bytes(file, most=MAX_LIST_BYTES)
    with open_store(config) as store:
        imported = import_feeds(
            store,
            body,
            file="standard input" if file == "-" else file,
            allow_private=config.fetch.allow_private,
            allow_networks=config.fetch.allow_networks or (),
            dry_run=dry_run,
            now=read_now(),
        )
    print_imported(imported, dry_run=dry_run, as_json=as_json)
    return 0 if any(line.change != "skipped" for line in imported.lines) else 1


@feeds.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
def export(file: Path | None) -> None:
    """Write every feed as OPML, to FILE or standard output."""
    from monitor.feeds import MAX_LIST_BYTES
    from monitor.manage.feedlists import export_feeds

    with open_store() as store:
        text = export_feeds(store, now=read_now())
    if len(text.encode()) > MAX_LIST_BYTES:
        print_note("warning: `feeds import` takes no list as large as this; see `monitor export`")
    if file is None:
        click.echo(text, nl=False)
        return
    file.write_text(text, encoding="utf-8")
    print_note(f"written to {file}")


def _print_changes(changes: Iterable[Change], *, as_json: bool) -> None:
    from monitor.manage.objects import write_change

    for change in changes:
        if as_json:
            print_json(write_change(change))
        else:
            print_line(f"{change.kind.value} {redact_url(change.key)}")


@feeds.command(name="list")
@json_option
def list_(*, as_json: bool) -> None:
    """List feeds."""
    from monitor.manage.feeds import list_feeds
    from monitor.manage.objects import tell_state, tell_trouble, write_feed

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
            "url": lambda feed: redact_url(feed.url),
            "trouble": tell_trouble,
        },
        empty="no feeds yet: `monitor feeds add URL`",
    )


@feeds.command()
@click.argument("url")
@json_option
def show(url: str, *, as_json: bool) -> None:
    """Show a feed with its last polls."""
    from monitor.manage.feeds import show_feed
    from monitor.manage.hubs import tell_subscription, write_subscription
    from monitor.manage.objects import write_feed, write_poll

    with open_store() as store:
        feed, polls = show_feed(store, url)
        hub = store.find_subscription(feed.id)
    if as_json:
        told = {"subscription": write_subscription(hub)}
        print_json({**write_feed(feed), **told, "polls": [write_poll(poll) for poll in polls]})
        return
    _print_feed(feed)
    if hub is not None:
        print_line(f"{'hub':16}{tell_subscription(hub, read_now())}")
    if polls:
        print_line()
        _print_polls(polls)


def _print_feed(feed: Feed) -> None:
    from monitor.manage.objects import write_feed

    told = {**write_feed(feed), "url": redact_url(feed.url)}
    told["next_poll_at"] = told["next_poll_at"] or "–"
    for key, value in told.items():
        shown = ", ".join(value) if isinstance(value, list) else value
        if shown not in (None, "", False):
            print_line(f"{key.replace('_', ' '):16}{shown}")


def _print_polls(polls: tuple[PollRecord, ...]) -> None:
    from monitor.model import Outcome

    rows = [
        [
            str(show_instant(poll.started_at)),
            poll.outcome.value,
            str(poll.status_code or "–"),
            f"{poll.new}/{poll.changed}",
            "–" if poll.outcome is Outcome.GONE else str(show_instant(poll.next_poll_at)),
            poll.next_poll_reason,
            poll.error or poll.note or "",
        ]
        for poll in polls
    ]
    headings = ["POLLED", "OUTCOME", "STATUS", "NEW/CHANGED", "NEXT", "BECAUSE", "REMARK"]
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
        print_line(f"paused {redact_url(url)}")


@feeds.command()
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
def resume(urls: tuple[str, ...]) -> None:
    """Poll these feeds again."""
    from monitor.manage.feeds import resume_feeds

    with open_store() as store:
        resume_feeds(store, urls, now=read_now())
    for url in urls:
        print_line(f"resumed {redact_url(url)}")


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
            who = f"{redact_url(url)}: not polled"
            print_line(f"{who}: another process is polling it; try again in a minute")
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
    url = redact_url(url)
    if poll.error is not None:
        return f"{url}: {poll.outcome.value}: {poll.error}"
    counts = f"{len(saved.new)} new, {len(saved.changed)} changed, {saved.sighted} seen elsewhere"
    return f"{url}: {poll.outcome.value}: {counts}"
