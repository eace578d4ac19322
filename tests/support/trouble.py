"""Make a database refuse or fail, as real ones do, for the length of a block.

Process. What is done to the database is undone at the end of the block.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.store import Store


@contextmanager
def refusing_twice(store: Store, title: str) -> Iterator[None]:
    """Refuse a transaction that brings two articles of this title."""
    name = "uq_articles_refused"
    with store._database.writing() as connection:
        connection.execute(
            text(f"CREATE UNIQUE INDEX {name} ON articles (title) WHERE title = '{title}'")
        )
    try:
        yield
    finally:
        with store._database.writing() as connection:
            connection.execute(text(f"DROP INDEX {name}"))


@contextmanager
def outage(store: Store) -> Iterator[None]:
    """Be a database that cannot be used: a file that lacks tables, a server that hangs up."""
    if store.is_exclusive:
        _rename(store, "{}", "{}_away")
    else:
        _let_in(store, allowed=False)
    try:
        yield
    finally:
        if store.is_exclusive:
            _rename(store, "{}_away", "{}")
        else:
            _let_in(store, allowed=True)


def _rename(store: Store, before: str, after: str) -> None:
    file = str(store._database.engine.url.database)
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        for table in ("polls", "deliveries"):
            connection.execute(
                f"ALTER TABLE {before.format(table)} RENAME TO {after.format(table)}"
            )
        connection.execute("COMMIT")


def _let_in(store: Store, *, allowed: bool) -> None:
    """Open or shut the database to everybody, as its administrator."""
    url = store._database.engine.url
    engine = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"ALTER DATABASE {url.database} ALLOW_CONNECTIONS {allowed}"))
        if not allowed:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
                ),
                {"name": url.database},
            )
    engine.dispose()
