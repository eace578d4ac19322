"""List silences.

Database.
"""

from __future__ import annotations

import click

from monitor.cli.desk import open_store, read_now
from monitor.cli.lazy import Group
from monitor.cli.output import json_option, print_listing, show_instant


@click.group(cls=Group)
def silences() -> None:
    """When nobody wants to be told."""


@silences.command(name="list")
@json_option
def list_(*, as_json: bool) -> None:
    """List silences that are not over."""
    from monitor.manage.objects import write_silence
    from monitor.manage.outbox import list_silences

    with open_store() as store:
        found = list_silences(store, now=read_now())
    print_listing(
        found,
        as_json=as_json,
        write=write_silence,
        columns={
            "until": lambda silence: show_instant(silence.until),
            "topics": lambda silence: silence.topics or "all",
            "who": lambda silence: silence.who,
            "why": lambda silence: silence.why,
        },
        empty="no silences",
    )
