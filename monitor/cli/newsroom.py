"""Apply a newsroom file, and write it back.

Database.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.desk import open_store, read_config, read_now, receiver_names
from monitor.cli.lazy import Command
from monitor.cli.output import json_option, print_json, print_line, print_note
from monitor.errors import ConfigError, Problem, redact_url

if TYPE_CHECKING:
    from monitor.manage.applying import Applied


@click.command(cls=Command)
@click.argument("file", required=False)
@click.option("--prune", is_flag=True, help="Remove what the file does not name.")
@click.option("--dry-run", is_flag=True, help="Change nothing; say what would be changed.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of the file instead.")
@json_option
def apply(file: str | None, *, prune: bool, dry_run: bool, schema: bool, as_json: bool) -> None:
    """Make feeds, concepts, topics and silences be as FILE says (`-`: standard input).

    The file is checked whole first; with a problem in it nothing is changed.
    """
    if schema:
        _print_schema()
        return
    if file is None:
        raise click.UsageError("which file? `monitor apply newsroom.yaml`")
    from monitor.manage.applying import apply_newsroom

    config = read_config()
    text = _read(file)
    with open_store(config) as store:
        applied = apply_newsroom(
            store,
            text,
            file=file,
            receivers=receiver_names(config),
            now=read_now(),
            prune=prune,
            dry_run=dry_run,
        )
    _print_applied(applied, dry_run=dry_run, as_json=as_json)


def _print_schema() -> None:
    from monitor.manage.newsroom import newsroom_schema

    click.echo(json.dumps(newsroom_schema(), indent=2, ensure_ascii=False))


def _read(file: str) -> str:
    try:
        if file == "-":
            return sys.stdin.read()
        return Path(file).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        problem = "is not UTF-8 text"
        wrong = Problem(file=file, line=None, where="the file", problem=problem)
        raise ConfigError((wrong,)) from error
    except OSError as error:
        problem = f"cannot be read: {error.strerror}"
        wrong = Problem(file=file, line=None, where="the file", problem=problem)
        raise ConfigError((wrong,)) from error


def _print_applied(applied: Applied, *, dry_run: bool, as_json: bool) -> None:
    from monitor.manage.objects import write_change

    for warning in applied.warnings:
        print_note(f"warning: {warning}")
    counts: dict[str, int] = {}
    for change in applied.changes:
        counts[change.kind.value] = counts.get(change.kind.value, 0) + 1
        if as_json:
            print_json(write_change(change))
        elif change.kind.value != "unchanged":
            key = redact_url(change.key) if change.noun == "feed" else change.key
            print_line(f"{change.kind.value:9} {change.noun} {key}")
    if not as_json:
        told = (
            ", ".join(f"{count} {kind}" for kind, count in counts.items()) or "nothing in the file"
        )
        print_line(f"{told}{' (dry run: nothing was changed)' if dry_run else ''}")


@click.command(cls=Command)
@click.argument(
    "file", required=False, type=click.Path(path_type=Path, dir_okay=False, allow_dash=True)
)
def export(file: Path | None) -> None:
    """Write everything as a newsroom file, to FILE or standard output (`-`, or no FILE)."""
    from monitor.manage.exporting import export_newsroom

    with open_store() as store:
        text = export_newsroom(store, now=read_now())
    if file is None or str(file) == "-":
        click.echo(text, nl=False)
        return
    file.write_text(text, encoding="utf-8")
    print_note(f"written to {file}")
