"""Serve the application on a socket that was opened before anything else started.

Network. uvicorn runs inside the daemon's loop and leaves signals to the daemon.
"""

from __future__ import annotations

import contextlib
import logging
import socket
from typing import TYPE_CHECKING

import uvicorn

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator

    from starlette.applications import Starlette


#: Of a request; what browsers and proxies send is a tenth of it.
MAX_HEADER_BYTES = 64 * 1024


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave SIGTERM and SIGINT to the daemon, which ends the passes first."""
        yield


def open_listener(host: str, port: int) -> socket.socket:
    """Bind and listen.

    Raises:
        OSError: the address is in use or not ours.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    listener.setblocking(False)
    return listener


async def serve(app: Starlette, listener: socket.socket, stop: asyncio.Event) -> None:
    """Serve until `stop` is set; requests under way get two seconds."""
    import asyncio

    config = uvicorn.Config(
        app,
        # The one that refuses endless headers, installed or not what is faster.
        http="h11",
        h11_max_incomplete_event_size=MAX_HEADER_BYTES,
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    # What hubs call is a secret: no request is logged, whatever the level.
    logging.getLogger("uvicorn.access").setLevel(logging.WARNING)
    server = _Server(config)
    running = asyncio.create_task(server.serve(sockets=[listener]))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    stopping.cancel()
    await running
