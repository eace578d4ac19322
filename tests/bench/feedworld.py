"""Serve made-up feeds to whatever is measured: 304s where validators are sent, else the body.

Run as a process of its own, so that its cost is not counted: `python -m tests.bench.feedworld
FEEDS ENTRIES`. Prints its port on the first line.
"""

from __future__ import annotations

import asyncio
import random
import sys
from email.utils import formatdate

WORDS = (
    *("council", "harbor", "minister", "border", "treaty", "engine", "river", "market", "strike"),
    *("budget", "season", "storm", "railway", "museum", "senate", "village", "climate", "factory"),
    *("bridge", "election", "orchestra", "vaccine"),
)


def feed_xml(number: int, entries: int) -> bytes:
    """Write one RSS feed with HTML summaries of a news wire's length; the seed is the number."""
    chance = random.Random(number)
    items = []
    for entry in range(entries):
        words = chance.choices(WORDS, k=60)
        published = formatdate(1_790_000_000 - entry * 600 - number)
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
        f"<language>en</language><description>made up</description>{''.join(items)}"
        "</channel></rss>"
    ).encode()


async def serve(feeds: int, entries: int) -> None:
    """Serve until killed."""
    bodies = [feed_xml(number, entries) for number in range(feeds)]

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while request := await reader.readuntil(b"\r\n\r\n"):
                number = int(request.split(b" ", 2)[1].strip(b"/").removesuffix(b".xml"))
                etag = b'"%d"' % number
                if b"if-none-match: " + etag in request.lower():
                    writer.write(b"HTTP/1.1 304 Not Modified\r\nETag: " + etag + b"\r\n\r\n")
                else:
                    body = bodies[number]
                    writer.write(
                        b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nETag: "
                        + etag
                        + b"\r\nContent-Length: %d\r\n\r\n" % len(body)
                        + body
                    )
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
