"""Take over topics that were written for another program.

Database.
"""

from __future__ import annotations

import sys
from typing import IO, TYPE_CHECKING

import click

from monitor.cli.desk import open_store, read_config, read_now, receiver_names
from monitor.cli.lazy import Command
from monitor.cli.output import json_option, print_json, print_line, print_note

if TYPE_CHECKING:
    from monitor.manage.importing import ForeignTopic, ImportedTopic, RefusedTopic


@click.command(name="import", cls=Command)
@click.argument("name", required=False)
@click.argument("query", required=False)
@click.option(
    "--from",
    "dialect",
    type=click.Choice(["meltwater", "talkwalker", "brandwatch", "google"]),
    required=True,
    help="Whose query language it is.",
)
@click.option(
    "--file",
    "table",
    type=click.File(encoding="utf-8-sig", lazy=False),
    help="Take over all topics of a CSV file with the columns name, query and perhaps title.",
)
@click.option("--title", help="Its title.")
@click.option("--receiver", "receivers", multiple=True, help="Who is told; may be repeated.")
@click.option("--allow-less", is_flag=True, help="Take over also what finds less here than there.")
@click.option("--dry-run", is_flag=True, help="Store nothing.")
@json_option
def import_(
    name: str | None,
    query: str | None,
    *,
    dialect: str,
    table: IO[str] | None,
    title: str | None,
    receivers: tuple[str, ...],
    allow_less: bool,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Take over topic NAME with a QUERY of another program (- reads it from standard input).

    With --file, all topics of a table. What would find less here than there is not taken over.
    """
    from monitor.manage.importing import ImportedTopic, RefusedTopic, Wishes, import_topics
    from monitor.match import Dialect

    wishes = Wishes(
        dialect=Dialect(dialect), receivers=receivers, allows_less=allow_less, dry_run=dry_run
    )
    given = _read(name, query, table, title)
    config = read_config()
    with open_store(config) as store:
        told = import_topics(store, given, wishes, receivers=receiver_names(config), now=read_now())
    refused = [one for one in told if isinstance(one, RefusedTopic)]
    if refused and table is None:
        raise refused[0].error
    for one in told:
        _tell(one, dry_run=dry_run, as_json=as_json)
    if table is not None and not as_json:
        taken = [one for one in told if isinstance(one, ImportedTopic)]
        less = sum(one.finds_less for one in taken)
        print_note(
            f"topics taken over: {len(taken)} (find less than there: {less}), "
            f"refused: {len(refused)}"
        )
    return int(bool(refused))


def _read(
    name: str | None, query: str | None, table: IO[str] | None, title: str | None
) -> tuple[ForeignTopic, ...]:
    from monitor.manage.importing import ForeignTopic, read_foreign_topics

    if table is not None:
        if name is not None or title is not None:
            raise click.UsageError("with --file, names, queries and titles stand in the file")
        return read_foreign_topics(table.read(), file=table.name)
    if name is None or query is None:
        raise click.UsageError("give a NAME and a QUERY, or --file")
    text = sys.stdin.read() if query == "-" else query
    return (ForeignTopic(name=name, query=text, title=title),)


def _tell(one: ImportedTopic | RefusedTopic, *, dry_run: bool, as_json: bool) -> None:
    from monitor.manage.importing import RefusedTopic
    from monitor.manage.objects import write_topic

    if isinstance(one, RefusedTopic):
        print_note(f"not taken over: {one.name}: {one.error}")
        return
    if as_json:
        notes = [
            {
                "position": note.position,
                "text": note.text,
                "reason": note.reason,
                "effect": note.effect.value,
            }
            for note in one.notes
        ]
        print_json({**write_topic(one.topic), "notes": notes, "warnings": list(one.warnings)})
        return
    less = " (finds less than there)" if one.finds_less else ""
    print_line(f"{'would add' if dry_run else 'added'} {one.topic.name}{less}: {one.topic.query}")
    for note in one.notes:
        print_note(str(note))
    for warning in one.warnings:
        print_note(f"warning: {warning}")
