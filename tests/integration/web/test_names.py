"""The pages answer to their own names only, and read no endless request."""

from __future__ import annotations

import asyncio
import http.client
import socket
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from monitor.store import Store
from monitor.web import build_app, make_rules, open_listener, serve
from tests.support.builders import NOW
from tests.support.database import fill_memory

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path


@pytest.fixture
def store(migrated_file: Path) -> Iterator[Store]:
    """One kind is enough: it is asked for nothing here."""
    with Store("sqlite://") as store:
        fill_memory(store, migrated_file)
        yield store


@asynccontextmanager
async def served(store: Store) -> AsyncIterator[int]:
    """Serve the pages as behind a proxy that hands everything on; gives the port."""
    listener = open_listener("127.0.0.1", 0)
    rules = make_rules(
        bind_host="127.0.0.1", public_url="https://news.example.org", public_paths=("/websub/",)
    )
    app = build_app(store, problems=list, clock=lambda: NOW, rules=rules)
    stop = asyncio.Event()
    serving = asyncio.create_task(serve(app, listener, stop))
    yield listener.getsockname()[1]
    stop.set()
    async with asyncio.timeout(3):
        await serving


def ask(port: int, path: str, host: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path, headers={"Host": host})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("host", "path", "status", "words"),
    [
        ("localhost", "/", 200, "No alert yet"),
        ("127.0.0.1:1", "/", 200, "No alert yet"),
        ("evil.example", "/", 400, "allowed_hosts"),
        ("evil.example", "/static/monitor.css", 400, "allowed_hosts"),
        ("evil.example", "/healthz", 200, "ok"),
        ("news.example.org", "/", 404, "only hubs"),
        ("news.example.org", "/readyz", 404, "only hubs"),
    ],
)
async def test_shows_pages_under_its_own_names_only(
    store: Store, host: str, path: str, status: int, words: str
) -> None:
    async with served(store) as port:
        answer = await asyncio.to_thread(ask, port, path, host)

    assert answer[0] == status
    assert words in answer[1]


def send_endless_header(port: int) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ")
        try:
            for _ in range(64):
                connection.sendall(b"x" * 16_384)
            return connection.recv(1000)
        except (ConnectionError, TimeoutError):
            return b"HTTP/1.1 400 (connection closed)"


async def test_a_header_without_an_end_is_cut_off(store: Store) -> None:
    async with served(store) as port:
        answer = await asyncio.to_thread(send_endless_header, port)

    assert answer.startswith(b"HTTP/1.1 400")
