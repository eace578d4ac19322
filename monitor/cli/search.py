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

    from monitor.manage.searching import Found
    from monitor.model import Doubt


@click.command(cls=Command)
@click.argument("query")
@click.option("--since", type=Span(), help="Only articles first seen within this span.")
@limit_option
@json_option
def search(query: str, *, since: timedelta | None, limit: int | None, as_json: bool) -> None:
    """Find articles by a QUERY of the language that topics are written in, newest first."""
    from monitor.manage.searching import search as find
    from monitor.manage.topics import warn_of_query

    if query.startswith(("http://", "https://")):
        raise click.UsageError(f"that is an address, no query; see `monitor why {query}`")
    with open_store() as store:
        print_doubts(query, warn_of_query(store, query))
        print_found(
            find(
                store,
                query,
                since=since,
                now=read_now(),
                limit=choose_limit(limit, as_json=as_json),
            ),
            as_json=as_json,
        )


def print_doubts(query: str, doubts: Iterable[Doubt]) -> None:
    """Print what is doubtful about a query, with carets under the place."""
    for doubt in doubts:
        print_note(f"warning: {doubt}")
        if doubt.start is not None:
            for line in point_at(query, doubt.start, doubt.end or doubt.start + 1):
                print_note(line)


def print_found(found: Iterable[Found], *, as_json: bool) -> None:
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
        empty="no article was found",
    )
