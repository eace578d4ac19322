"""Speak to SQLite and to PostgreSQL so that nobody else must know which one it is.

Database. The only file that names one. Readers and writers are separate transactions:
on SQLite a writer takes its lock at once (`BEGIN IMMEDIATE`), so it never fails halfway
because another was faster, and readers see a snapshot and wait for nobody (WAL); on
PostgreSQL a reader is a read-only snapshot. An error of the library leaves this file as a
`StoreError`, without the password of the URL and without the values of the statement.
"""

from __future__ import annotations

import fcntl
import json
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import psycopg
from sqlalchemy import (
    URL,
    BigInteger,
    Engine,
    Integer,
    QueuePool,
    create_engine,
    event,
    make_url,
    text,
    update,
)
from sqlalchemy import exc as failures
from sqlalchemy.dialects import postgresql, sqlite

from monitor.errors import (
    BackupRefused,
    DatabaseBusy,
    DatabaseRefused,
    DatabaseUnavailable,
    StoreError,
)
from monitor.store.index import LexemeIndex, WordIndex

if TYPE_CHECKING:
    from collections.abc import Collection, Generator, Iterator, Sequence

    from sqlalchemy import Column, Connection, Table

    from monitor.store.index import TermIndex

#: Connections kept open; a daemon's passes and pages rarely want more at once.
POOL_SIZE = 5
#: A writer waits so long for another writer: longer than any of our transactions.
BUSY_SECONDS = 30
#: What processes on one server call each other by.
CHANNEL = "monitor_wakes"
#: Two daemons that start together upgrade one after the other; any constant will do.
UPGRADE_LOCK = 7_116_112_105

#: Numbers of rows; SQLite counts by itself only in a column that is called INTEGER.
IDENTITY = BigInteger().with_variant(Integer(), "sqlite")
#: Keep the rows in the primary key itself, where there is such a thing.
ROWS_IN_KEY = {"sqlite_with_rowid": False}


def only_where(condition: str) -> dict[str, Any]:
    """Give the arguments that make an index partial."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class Database:
    """One database behind one URL, with its connections."""

    def __init__(self, url: str) -> None:
        self._url = _read_url(url)
        self._file = _file_of(self._url)
        #: The URL without password and options, fit to be shown.
        self.shown_url = self._url.set(query={}).render_as_string(hide_password=True)
        if self._file is not None and not self._file.parent.is_dir():
            raise self._unavailable(f"the folder {self._file.parent} does not exist")
        self._is_server = self._url.get_backend_name() == "postgresql"
        #: The search index.
        self.terms: TermIndex = LexemeIndex() if self._is_server else WordIndex()
        self.engine = _server_engine(self._url) if self._is_server else _local_engine(self._url)
        self._writers = self.engine.execution_options(writes=True)
        self._readers = self.engine
        if self._is_server:
            self._readers = self.engine.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )

    def close(self) -> None:
        """Close the connections; a memory database is gone then."""
        self.engine.dispose()

    @property
    def is_exclusive(self) -> bool:
        """`hold_exclusively` really keeps others out."""
        return not self._is_server

    @property
    def writers(self) -> int:
        """How many transactions may write at once: a database file knows one writer."""
        return POOL_SIZE if self._is_server else 1

    @property
    def is_absent(self) -> bool:
        """The file was never made; looking must not make it."""
        return self._file is not None and not self._file.exists()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that only reads: one snapshot, blocking nobody."""
        with self._translated(), self._readers.connect() as connection:
            yield connection

    @contextmanager
    def writing(self, *, keep: bool = True) -> Iterator[Connection]:
        """Open a transaction that writes; with `keep=False` it is rolled back at its end."""
        with self._translated(), self._writers.connect() as connection:
            yield connection
            if keep:
                connection.commit()

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """Open a transaction that may rebuild tables; one program at a time."""
        with self._translated(), self._writers.connect() as connection:
            if self._is_server:
                connection.execute(
                    text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE_LOCK}
                )
                connection.execute(text("SET LOCAL lock_timeout = '30s'"))
                yield connection
                connection.commit()
                return
            # SQLite rebuilds a table by dropping it; with foreign keys on, that would delete
            # the rows that point to it. The switch is only heard outside a transaction.
            connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
            try:
                yield connection
                if connection.execute(text("PRAGMA foreign_key_check")).first() is not None:
                    raise self._unavailable("the upgrade would cut rows from their owners")
                connection.commit()
            finally:
                connection.rollback()
                connection.connection.cursor().execute("PRAGMA foreign_keys = ON")

    def insert(self, table: Table) -> postgresql.Insert:
        """Start an insert that knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
        if self._is_server:
            return postgresql.insert(table)
        return cast("postgresql.Insert", sqlite.insert(table))

    def notify(self, words: Collection[str]) -> None:
        """Say these words to whoever listens to this database; a file has no listeners."""
        if not self._is_server:
            return
        with self.writing() as connection:
            for word in words:
                connection.execute(text("SELECT pg_notify(:channel, :word)"), _said(word))

    def listen(self, *, wait_seconds: float) -> Generator[str | None, None, None]:
        """Hear what others say, word by word; None each time that nobody spoke for so long.

        Ends at once where there is no server. Raises DatabaseUnavailable when it goes away.
        """
        if not self._is_server:
            return
        engine = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        with self._translated(), engine.connect() as connection:
            connection.execute(text(f"LISTEN {CHANNEL}"))
            driver = cast("psycopg.Connection", connection.connection.driver_connection)
            try:
                while True:
                    heard = list(driver.notifies(timeout=wait_seconds, stop_after=1))
                    yield from (one.payload for one in heard) if heard else (None,)
            except psycopg.Error as error:
                raise self._unavailable(_first_line(error)) from error
            finally:
                connection.invalidate()

    def repack(self, connection: Connection, number: Column[Any], numbers: Sequence[int]) -> None:
        """Let go of the room that shortened rows leave in their pages.

        SQLite keeps a row that became shorter in its page, and gives the room only to rows with
        numbers in between: never. Rows that are moved away and back are packed anew. A server
        does it by itself.
        """
        if self._is_server or not numbers:
            return
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        for chosen in (number.in_(numbers), number.in_([-one for one in numbers])):
            connection.execute(update(number.table).where(chosen).values({number: -number}))

    def backup(self, path: str) -> None:
        """Copy a SQLite database, while it is in use, to a file that does not exist yet."""
        if self._is_server:
            raise BackupRefused("PostgreSQL is backed up with pg_dump")
        target = Path(path)
        if target.exists():
            raise BackupRefused(f"{target} exists already")
        if not target.parent.is_dir():
            raise BackupRefused(f"the folder {target.parent} does not exist")
        if self.is_absent:
            raise self._unavailable("there is no such file")
        part = target.with_name(f"{target.name}.part")
        with self.reading() as connection, closing(sqlite3.connect(part)) as copy:
            _driver_connection(connection).backup(copy)
        part.replace(target)

    def copy_beside(self, mark: str) -> str | None:
        """Back up a database file beside itself; a server or memory has no beside."""
        if self._file is None:
            return None
        path = f"{self._file}-{mark}.backup"
        self.backup(path)
        return path

    @contextmanager
    def hold_exclusively(self) -> Iterator[None]:
        """Be the only daemon on a database file. A server is made for many: nothing to hold."""
        if self._file is None:
            yield
            return
        with self._lock_file() as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise DatabaseBusy(str(self._file)) from None
            yield

    @contextmanager
    def _lock_file(self) -> Iterator[int]:
        try:
            handle = Path(f"{self._file}.lock").open("a")  # noqa: SIM115 - closed below
        except OSError as error:
            raise self._unavailable(str(error)) from error
        with handle:
            yield handle.fileno()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Let the library's errors leave as ours."""
        try:
            yield
        except (failures.OperationalError, failures.InterfaceError) as error:
            raise self._unavailable(_first_line(error.orig)) from error.orig
        except failures.DBAPIError as error:
            # Cut off from its cause: PostgreSQL's details repeat the values.
            raise DatabaseRefused(_first_line(error.orig)) from None
        except failures.TimeoutError as error:
            raise self._unavailable("all connections are in use") from error
        except failures.SQLAlchemyError as error:
            raise StoreError from error

    def _unavailable(self, problem: str) -> DatabaseUnavailable:
        return DatabaseUnavailable(self.shown_url, problem=problem)


def _said(word: str) -> dict[str, str]:
    return {"channel": CHANNEL, "word": word}


def _read_url(url: str) -> URL:
    """Read a database URL; the error does not repeat it, for it may hold a password."""
    try:
        parsed = make_url(url)
    except (failures.ArgumentError, ValueError):
        raise DatabaseUnavailable("(unreadable)", problem=_KNOWN_URLS) from None
    if parsed.get_backend_name() == "postgres":
        parsed = parsed.set(drivername="postgresql")
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in {"sqlite", "sqlite+pysqlite", "postgresql+psycopg"}:
        raise DatabaseUnavailable(parsed.drivername, problem=_KNOWN_URLS)
    return parsed


_KNOWN_URLS = "the URL must be sqlite:///path/to/file or postgresql+psycopg://user@host/name"


def _file_of(url: URL) -> Path | None:
    """Give the database file; None for a server or for memory."""
    if url.get_backend_name() != "sqlite" or url.database in {None, "", ":memory:"}:
        return None
    return Path(str(url.database))


def _local_engine(url: URL) -> Engine:
    """Open SQLite. Memory is one connection that all threads share, one after the other."""
    in_memory = _file_of(url) is None
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=1 if in_memory else POOL_SIZE,
        max_overflow=0 if in_memory else 10,
        connect_args={"check_same_thread": False, "timeout": BUSY_SECONDS},
        hide_parameters=True,
        json_serializer=_to_json,
    )
    event.listen(engine, "connect", _prepare_connection)
    event.listen(engine, "begin", _begin)
    return engine


def _server_engine(url: URL) -> Engine:
    return create_engine(
        url,
        pool_size=POOL_SIZE,
        max_overflow=10,
        pool_pre_ping=True,  # a server that was restarted costs one ping, not one failed pass
        connect_args={
            "application_name": "monitor",
            "connect_timeout": 10,
            # A server behind a cut wire is noticed after a minute, not after two hours.
            "keepalives_idle": 30,
            "keepalives_interval": 10,
            "keepalives_count": 3,
        },
        hide_parameters=True,
        json_serializer=_to_json,
    )


def _prepare_connection(connection: sqlite3.Connection, _record: object) -> None:
    # The driver's own transactions are switched off: it would begin them late, and not for
    # reading or for changes of the schema at all. `_begin` does it.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")  # a commit survives a power cut
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA cache_size = -16384")
    cursor.execute("PRAGMA temp_store = MEMORY")
    cursor.close()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _driver_connection(connection: Connection) -> sqlite3.Connection:
    return cast("sqlite3.Connection", connection.connection.driver_connection)


#: Made once: `json.dumps` with options makes an encoder for every value.
_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def _to_json(value: object) -> str:
    written = _COMPACT.encode(value)
    return written if written.isascii() or _is_sound(written) else json.dumps(value)


def _is_sound(written: str) -> bool:
    try:
        written.encode()
    except UnicodeEncodeError:
        return False
    return True


def _first_line(error: BaseException | None) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else "no reason given"
