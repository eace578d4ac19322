"""Serve made-up feeds to whatever is measured: 304s where validators are sent, else the body.

Run as a process of its own, so that its cost is not counted: `python -m tests.bench.feedworld
FEEDS ENTRIES`. Prints its port on the first line. `GET /touch` changes the build date of every
feed and nothing else; `GET /publish` puts NEWS new entries on top of each and drops as many.
"""

from __future__ import annotations

import asyncio
import random
import sys
from dataclasses import dataclass, field
from email.utils import formatdate

WORDS = (
    *("council", "harbor", "minister", "border", "treaty", "engine", "river", "market", "strike"),
    *("budget", "season", "storm", "railway", "museum", "senate", "village", "climate", "factory"),
    *("bridge", "election", "orchestra", "vaccine"),
)


#: New entries of a feed that publishes.
NEWS = 2


def feed_xml(number: int, entries: int, *, edition: int = 0, first: int = 0) -> bytes:
    """Write one RSS feed with HTML summaries of a news wire's length; the seed is the number.

    `first` is the number of its oldest entry, `edition` what its build date tells.
    """
    items = []
    for entry in reversed(range(first, first + entries)):
        chance = random.Random(number * 1_000_003 + entry)
        words = chance.choices(WORDS, k=60)
        published = formatdate(1_790_000_000 + entry * 600 - number)
        items.append(
            f"<item><title>{' '.join(words[:8]).capitalize()} {number}-{entry}</title>"
            f"<link>http://news{number}.example.org/{entry}?utm_source=rss</link>"
            f"<guid isPermaLink='false'>{number}-{entry}</guid><pubDate>{published}</pubDate>"
            f"<description>&lt;p&gt;{' '.join(words[8:40])}.&lt;/p&gt;&lt;p&gt;&lt;a "
            f"href='http://news{number}.example.org/'&gt;{' '.join(words[40:])}&lt;/a&gt;"
            "&lt;/p&gt;</description></item>"
        )
    return (
        "<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel>"
        f"<title>News {number}</title><link>http://news{number}.example.org/</link>"
        f"<language>en</language><description>made up</description>"
        f"<lastBuildDate>{formatdate(1_795_000_000 + edition)}</lastBuildDate>{''.join(items)}"
        "</channel></rss>"
    ).encode()


@dataclass(slots=True)
class World:
    """All feeds as they stand."""

    feeds: int
    entries: int
    edition: int = 0
    first: int = 0
    bodies: list[bytes] = field(default_factory=list)

    def write(self) -> None:
        """Write every feed anew."""
        self.bodies = [
            feed_xml(number, self.entries, edition=self.edition, first=self.first)
            for number in range(self.feeds)
        ]

    def answer(self, request: bytes) -> bytes:
        """Answer one request."""
        path = request.split(b" ", 2)[1].strip(b"/")
        if path in {b"touch", b"publish"}:
            self.edition += 1
            self.first += NEWS if path == b"publish" else 0
            self.write()
            return b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        number = int(path.removesuffix(b".xml"))
        etag = b'"%d-%d"' % (number, self.edition)
        if b"if-none-match: " + etag in request.lower():
            return b"HTTP/1.1 304 Not Modified\r\nETag: " + etag + b"\r\n\r\n"
        body = self.bodies[number]
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nETag: " + etag
        return head + b"\r\nContent-Length: %d\r\n\r\n" % len(body) + body


async def serve(feeds: int, entries: int) -> None:
    """Serve until killed."""
    world = World(feeds, entries)
    world.write()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while request := await reader.readuntil(b"\r\n\r\n"):
                writer.write(world.answer(request))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2])))
