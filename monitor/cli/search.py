"""Find articles by a query.

Database.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitor.carets import point_at
from monitor.cli.desk import open_store, read_now
from monitor.cli.lazy import Command
from monitor.cli.output import (
    choose_limit,
    json_option,
    limit_option,
    print_listing,
    print_note,
    show_instant,
)
from monitor.cli.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import timedelta

    from monitor.manage.searching import Found, Walk
    from monitor.model import Doubt
    from monitor.store import Store


#: Whoever finds fewer may have looked for one spelling of a name.
FEW = 5


@click.command(cls=Command)
@click.argument("query")
@click.option("--since", type=Span(), help="Only articles first seen within this span.")
@limit_option
@click.option("--all", "is_whole", is_flag=True, help="Ask every article, however long it takes.")
@json_option
def search(
    query: str, *, since: timedelta | None, limit: int | None, is_whole: bool, as_json: bool
) -> int:
    """Find articles by a QUERY of the language that topics are written in, newest first."""
    from monitor.manage import searching
    from monitor.manage.topics import warn_of_query

    if query.startswith(("http://", "https://")):
        raise click.UsageError(f"that is an address, no query; see `monitor why {query}`")
    walk = searching.Walk()
    with open_store() as store:
        print_doubts(query, warn_of_query(store, query))
        most = choose_limit(limit, as_json=as_json)
        found = searching.search(
            store, query, since=since, now=read_now(), limit=most, walk=None if is_whole else walk
        )
        if as_json:
            print_found(found, as_json=True)
        else:
            _show(store, query, list(found), walk, most)
    if (told := walk.tell()) is not None:
        print_note(f"{told}, or ask all with --all")
    return int(walk.stopped_at is not None)


def _show(store: Store, query: str, found: list[Found], walk: Walk, most: int) -> None:
    """Show a person what was found, and where it is little, what would find more."""
    from monitor.manage.searching import hint

    is_whole = walk.stopped_at is None
    none = "no article was found" if is_whole else f"none of the newest {walk.walked} articles"
    print_found(found, as_json=False, empty=none)
    if len(found) < min(FEW, most) and (hinted := hint(store, query)) is not None:
        print_note(f"hint: {hinted}")


def print_doubts(query: str, doubts: Iterable[Doubt]) -> None:
    """Print what is doubtful about a query, with carets under the place."""
    for doubt in doubts:
        print_note(f"warning: {doubt}")
        if doubt.start is not None:
            for line in point_at(query, doubt.start, doubt.end or doubt.start + 1):
                print_note(line)


def print_found(found: Iterable[Found], *, as_json: bool, empty: str = "") -> None:
    """Print what a query found."""
    from monitor.manage.searching import write_found

    print_listing(
        found,
        as_json=as_json,
        write=write_found,
        columns={
            "first seen": lambda one: show_instant(one.article.first_seen_at),
            "lang": lambda one: one.article.language,
            "source": lambda one: one.article.source.name,
            "title": lambda one: one.article.title,
            "found": lambda one: tuple(dict.fromkeys(e.text for e in one.evidence)),
            "url": lambda one: one.article.url,
        },
        empty=empty,
    )
