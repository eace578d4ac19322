"""Fixtures that more than one kind of test uses."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from monitor.store import Store
from tests.support.database import KINDS, MADE_AT, connections_in_use, fill_memory, run_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.database import TestServer


@pytest.fixture(scope="session")
def postgresql() -> Iterator[TestServer]:
    with run_server() as server:
        yield server


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the current tables; to be copied, not used."""
    path = tmp_path_factory.mktemp("database") / "migrated.db"
    with Store(f"sqlite:///{path}") as store:
        store.upgrade(now=MADE_AT)
    return path


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without tables, of each kind in turn."""
    match request.param:
        case "memory":
            yield "sqlite://"
        case "file":
            yield f"sqlite:///{tmp_path}/monitor.db"
        case _:
            server: TestServer = request.getfixturevalue("postgresql")
            with server.empty_database() as url:
                yield url


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path, migrated_file: Path) -> Iterator[Store]:
    """A store with the current tables, on each kind of database in turn."""
    match request.param:
        case "memory":
            with Store("sqlite://") as memory:
                fill_memory(memory, migrated_file)
                yield from _checked(memory)
        case "file":
            yield from _copied(migrated_file, tmp_path)
        case _:
            server: TestServer = request.getfixturevalue("postgresql")
            yield from _served(server)


@pytest.fixture(params=["file", "postgresql"])
def shared_store(
    request: pytest.FixtureRequest, tmp_path: Path, migrated_file: Path
) -> Iterator[Store]:
    """A store that several workers can use at once: each kind that has many connections."""
    if request.param == "file":
        yield from _copied(migrated_file, tmp_path)
    else:
        yield from _served(request.getfixturevalue("postgresql"))


def _copied(migrated_file: Path, folder: Path) -> Iterator[Store]:
    path = shutil.copy(migrated_file, folder / "monitor.db")
    with Store(f"sqlite:///{path}") as store:
        yield from _checked(store)


def _served(server: TestServer) -> Iterator[Store]:
    with server.ready_database() as url, Store(url) as store:
        yield from _checked(store)


def _checked(store: Store) -> Iterator[Store]:
    """Give a store with the current tables, and see that no connection stays in use."""
    store.check_schema()
    yield store
    assert connections_in_use(store) == 0


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the tests that take longest: at the end one worker would do them alone."""
    items.sort(key=lambda item: "crash" not in item.path.parts)
