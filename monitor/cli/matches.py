"""List matches.

Database.
"""

from __future__ import annotations

import click

from monitor.cli.desk import open_store
from monitor.cli.lazy import Group
from monitor.cli.output import choose_limit, json_option, limit_option, print_listing, show_instant


@click.group(cls=Group)
def matches() -> None:
    """Which articles satisfied which topic."""


@matches.command(name="list")
@click.option("--topic", help="Only of this topic.")
@limit_option
@json_option
def list_(*, topic: str | None, limit: int | None, as_json: bool) -> None:
    """List matches, newest first."""
    from monitor.manage.objects import write_match
    from monitor.manage.outbox import list_matches

    with open_store() as store:
        found = list_matches(store, topic=topic, limit=choose_limit(limit, as_json=as_json))
    print_listing(
        found,
        as_json=as_json,
        write=write_match,
        columns={
            "matched": lambda match: show_instant(match.matched_at),
            "topic": lambda match: match.topic,
            "held": lambda match: match.branch,
            "found": lambda match: tuple(dict.fromkeys(e.text for e in match.evidence)),
            "title": lambda match: match.title,
            "url": lambda match: match.url,
        },
        empty="no matches yet",
    )
