"""Opening a database: what cannot be used says so in a sentence, and tells no secret."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import traceback
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, select

from monitor.errors import (
    BackupRefused,
    DatabaseBusy,
    DatabaseRefused,
    DatabaseUnavailable,
    StoreError,
)
from monitor.store import Store
from monitor.store.tables import feeds
from tests.support.builders import NOW, make_draft, make_feed_spec
from tests.support.scenes import store_articles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.database import TestServer

SECRET = "pa55word"
HOLD = """
import sys
from monitor.store import Store
with Store(sys.argv[1]) as store, store.hold_exclusively():
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "monitor.db"


@pytest.fixture
def file_store(path: Path) -> Iterator[Store]:
    with Store(f"sqlite:///{path}") as store:
        store.upgrade(now=NOW)
        yield store


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("sqlite:////nowhere/at/all/monitor.db", "the folder /nowhere/at/all does not exist"),
        ("mysql://user@host/name", "the URL must be sqlite:///path/to/file or"),
        ("monitor.db", "the URL must be sqlite:///path/to/file or"),
        (f"postgresql://user:{SECRET}@host:port/name", "the URL must be"),
    ],
)
def test_a_url_that_cannot_be_used_is_refused_with_a_sentence(url: str, problem: str) -> None:
    with pytest.raises(DatabaseUnavailable) as caught:
        Store(url)

    assert problem in str(caught.value)
    assert SECRET not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql+psycopg://user:{SECRET}@127.0.0.1:1/name",
        f"postgresql://user@127.0.0.1:1/name?password={SECRET}",
        f"postgres://user:{SECRET}@127.0.0.1:1/name",
    ],
)
def test_a_server_that_does_not_answer_is_named_without_its_password(url: str) -> None:
    with Store(url) as store, pytest.raises(DatabaseUnavailable) as caught:
        store.list_feeds()

    assert "127.0.0.1:1/name" in store.url
    assert "127.0.0.1:1/name cannot be used" in str(caught.value)
    assert SECRET not in store.url + "".join(traceback.format_exception(caught.value))


def test_a_file_that_is_no_database_is_named(path: Path) -> None:
    path.write_text("this is a letter, not a database " * 50)

    with Store(f"sqlite:///{path}") as store, pytest.raises(StoreError) as caught:
        store.list_feeds()

    assert "not a database" in str(caught.value)


def test_a_database_without_tables_fails_with_an_error_of_ours(database_url: str) -> None:
    with Store(database_url) as store, pytest.raises(StoreError):
        store.list_feeds()


def test_an_error_does_not_repeat_what_was_to_be_stored(store: Store) -> None:
    url = f"https://user:{SECRET}@times.example/"
    store.save_feeds([make_feed_spec(url)], now=NOW)
    twice = insert(feeds).from_select(
        list(feeds.columns.keys())[1:], select(*list(feeds.columns)[1:])
    )

    with pytest.raises(DatabaseRefused) as caught, store._database.writing() as connection:
        connection.execute(twice)

    assert "feeds" in str(caught.value)
    assert SECRET not in "".join(traceback.format_exception(caught.value))


def test_asking_for_the_schema_makes_no_file(path: Path) -> None:
    with Store(f"sqlite:///{path}") as store:
        state = store.schema_state()

    assert state.found is None
    assert not path.exists()


def test_a_backup_taken_while_the_database_is_open_is_whole(
    file_store: Store, tmp_path: Path
) -> None:
    store_articles(file_store, make_draft())
    target = tmp_path / "copy.db"

    file_store.backup(str(target))
    store_articles(file_store, make_draft("after the backup"))

    with Store(f"sqlite:///{target}") as copy:
        copy.check_schema()
        assert [article.title for article in copy.iter_articles()] == [make_draft().title]
    assert sorted(tmp_path.glob("*.part")) == []


def test_memory_can_be_backed_up_to_a_file(tmp_path: Path) -> None:
    with Store("sqlite://") as store:
        store.upgrade(now=NOW)

        store.backup(str(tmp_path / "copy.db"))

    with Store(f"sqlite:///{tmp_path}/copy.db") as copy:
        copy.check_schema()


def test_a_backup_overwrites_nothing(file_store: Store, tmp_path: Path) -> None:
    target = tmp_path / "precious.txt"
    target.write_text("precious")

    with pytest.raises(BackupRefused, match="exists already"):
        file_store.backup(str(target))

    assert target.read_text() == "precious"


def test_a_backup_into_a_missing_folder_says_so(file_store: Store, tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match="does not exist"):
        file_store.backup(str(tmp_path / "missing" / "copy.db"))


def test_a_backup_of_nothing_says_so_and_makes_nothing(tmp_path: Path) -> None:
    with (
        Store(f"sqlite:///{tmp_path}/missing.db") as store,
        pytest.raises(DatabaseUnavailable, match="no such file"),
    ):
        store.backup(str(tmp_path / "copy.db"))

    assert list(tmp_path.iterdir()) == []


def test_a_server_is_backed_up_with_its_own_tool(postgresql: TestServer, tmp_path: Path) -> None:
    with (
        postgresql.ready_database() as url,
        Store(url) as store,
        pytest.raises(BackupRefused, match="pg_dump"),
    ):
        store.backup(str(tmp_path / "copy.db"))


def test_a_second_daemon_on_the_same_file_is_refused(file_store: Store, path: Path) -> None:
    with Store(f"sqlite:///{path}") as second:
        with (
            file_store.hold_exclusively(),
            pytest.raises(DatabaseBusy, match="already running"),
            second.hold_exclusively(),
        ):
            pass
        with second.hold_exclusively():
            pass


def test_another_process_is_refused_until_the_first_one_ends_however_it_ends(
    file_store: Store, path: Path
) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, f"sqlite:///{path}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(DatabaseBusy), file_store.hold_exclusively():
            pass
        holder.kill()
        holder.wait(timeout=10)

        with file_store.hold_exclusively():
            assert len(file_store.list_feeds()) == 0


def test_the_operator_may_look_while_the_daemon_holds_the_file(
    file_store: Store, path: Path
) -> None:
    with file_store.hold_exclusively(), Store(f"sqlite:///{path}") as other:
        store_articles(other, make_draft())

    assert file_store.get_status(NOW).articles == 1


@pytest.mark.parametrize("kind", ["memory", "postgresql"])
def test_what_is_no_file_is_held_by_many(request: pytest.FixtureRequest, kind: str) -> None:
    if kind == "memory":
        with Store("sqlite://") as store, store.hold_exclusively(), store.hold_exclusively():
            return
    server: TestServer = request.getfixturevalue("postgresql")
    with (
        server.ready_database() as url,
        Store(url) as one,
        Store(url) as other,
        one.hold_exclusively(),
        other.hold_exclusively(),
    ):
        assert other.list_feeds() == one.list_feeds()


def test_a_commit_on_a_file_survives_a_power_cut(file_store: Store, path: Path) -> None:
    with file_store._database.writing() as connection:
        answers = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]

    assert answers == ["wal", 2, 1, 30_000]
    with closing(sqlite3.connect(path)) as plain:
        assert plain.execute("PRAGMA journal_mode").fetchone() == ("wal",)


@pytest.mark.parametrize(
    ("url", "is_exclusive", "writes_alone"),
    [
        ("sqlite://", True, True),
        ("sqlite:///monitor.db", True, True),
        ("postgresql://user@host/name", False, False),
    ],
)
def test_says_whether_one_daemon_holds_it_alone(
    url: str, is_exclusive: bool, writes_alone: bool
) -> None:
    with Store(url) as store:
        assert (store.is_exclusive, store.writers == 1) == (is_exclusive, writes_alone)
