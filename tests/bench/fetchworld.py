"""Answer requests as cheaply as Python can, at a thousand origins on loopback.

Run as a process of its own, so that its cost is not counted: `python -m tests.bench.fetchworld
ORIGINS`. Prints the origins as JSON on the first line. `/200` gives a document of 55 kB in
13.5 kB of gzip, `/304` says that nothing changed.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import random
import resource
import socket
import sys
from typing import Final

BODY_BYTES: Final = 55_000


def document() -> bytes:
    """Write a body that packs about as well as a real feed."""
    chance = random.Random(3)
    words = [
        "".join(chance.choices("abcdefghijklmnop", k=chance.randint(2, 11))) for _ in range(900)
    ]
    blocks, size = [], 0
    while size < BODY_BYTES:
        block = f"<item><title>{' '.join(chance.choices(words, k=12))}</title></item>".encode()
        # Something repeats, as boilerplate does.
        blocks += [block, block[:50]]
        size += len(block) + 50
    return b"".join(blocks)[:BODY_BYTES]


class Answering(asyncio.Protocol):
    """Reads to the empty line, answers by the path, hangs up when asked to."""

    def __init__(self, answers: dict[bytes, bytes]) -> None:
        self._answers = answers
        self._asked = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._asked += data
        while b"\r\n\r\n" in self._asked:
            question, _, self._asked = self._asked.partition(b"\r\n\r\n")
            self._transport.write(self._answers[question.split(b" ", 2)[1]])
            if b"connection: close" in question.lower():
                self._transport.close()


def answers() -> dict[bytes, bytes]:
    """Write both answers out, with the headers that servers send."""
    packed = gzip.compress(document(), 6)
    shared = (
        b'Server: nginx\r\nDate: Tue, 24 Nov 2026 10:00:00 GMT\r\nETag: "5f3a-1c"\r\n'
        b"Last-Modified: Tue, 24 Nov 2026 09:00:00 GMT\r\nCache-Control: max-age=300\r\n"
        b"Vary: Accept-Encoding\r\n"
    )
    return {
        b"/200": (
            b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml; charset=utf-8\r\n"
            b"Content-Encoding: gzip\r\nContent-Length: %d\r\n" % len(packed)
            + shared + b"\r\n" + packed
        ),
        b"/304": b"HTTP/1.1 304 Not Modified\r\n" + shared + b"\r\n",
    }  # fmt: skip


def listen(number: int, port: int) -> socket.socket:
    """Open one origin: an address of its own where the system has them, else a port."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((f"127.1.{number // 250}.{number % 250 + 1}", port))
    except OSError:
        listener.bind(("127.0.0.1", 0))
    listener.listen(1024)
    listener.setblocking(False)
    return listener


async def serve(origins: int) -> None:
    """Serve until killed."""
    ready = answers()
    loop = asyncio.get_running_loop()
    listeners = [listen(0, 0)]
    port = listeners[0].getsockname()[1]
    listeners += [listen(number, port) for number in range(1, origins)]
    for listener in listeners:
        await loop.create_server(lambda: Answering(ready), sock=listener)
    names = [listener.getsockname() for listener in listeners]
    print(json.dumps([f"http://{host}:{at}" for host, at in names]), flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    asyncio.run(serve(int(sys.argv[1])))
