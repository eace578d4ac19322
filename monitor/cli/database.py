"""Upgrade, check and back up the database.

Database.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from monitor.cli.desk import read_config, read_now
from monitor.cli.lazy import Group
from monitor.cli.output import print_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.store import Store


@click.group(cls=Group)
def database() -> None:
    """The database."""


@contextmanager
def _open_as_it_is() -> Iterator[Store]:
    from monitor.store import Store

    store = Store(read_config().database.url)
    try:
        yield store
    finally:
        store.close()


@database.command()
def upgrade() -> None:
    """Bring the schema to the one this program works with."""
    with _open_as_it_is() as store:
        done = store.upgrade(now=read_now())
    if done.backup is not None:
        print_line(f"backup: {done.backup}")
    if done.found == done.reached:
        print_line(f"the schema is {done.reached} already")
    else:
        print_line(f"the schema was {done.found or 'absent'}, it is {done.reached} now")


@database.command()
def check() -> None:
    """Say whether the schema is the one this program works with."""
    with _open_as_it_is() as store:
        store.check_schema()
        print_line(f"{store.url}: schema {store.schema_state().expected}, as it must be")


@database.command()
@click.argument("file", type=click.Path(dir_okay=False))
def backup(file: str) -> None:
    """Copy a SQLite database to FILE, also while the daemon runs."""
    with _open_as_it_is() as store:
        store.check_schema()
        store.backup(file)
    print_line(f"written to {file}")
