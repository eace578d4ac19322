"""A document that holds the parser, eats the memory or kills it costs its own feed only."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from monitor.daemon.readers import ProcessReader
from monitor.errors import NotAFeed, ParseLimit
from monitor.model import Fetched, Validators
from tests.support.builders import FEED_URL, NOW, make_leased_feed
from tests.support.documents import make_item, write_rss

if TYPE_CHECKING:
    from monitor.model import Document

GOOD = write_rss(make_item())
START = b"<?xml version='1.0'?><rss version='2.0'><channel><title>x</title><item><title>"
END = b"</title></item></channel></rss>"


def make_fetched(body: bytes | str) -> Fetched:
    return Fetched(
        url=FEED_URL,
        final_url=FEED_URL,
        status_code=200,
        body=body.encode() if isinstance(body, str) else body,
        content_type="application/rss+xml",
        validators=Validators(),
        body_hash="",
    )


def make_reader(*, workers: int = 2, seconds: float = 20.0) -> ProcessReader:
    return ProcessReader(workers=workers, deadline=timedelta(seconds=seconds))


async def read(reader: ProcessReader, body: bytes | str) -> Document:
    return await reader(make_leased_feed(), make_fetched(body), NOW)


def list_children() -> list[int]:
    children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text()
    return [int(number) for number in children.split()]


async def test_reads_documents_in_processes_of_their_own() -> None:
    before = set(list_children())

    document = await read(make_reader(), GOOD)

    assert [draft.title for draft in document.drafts] == [make_item().title]
    assert set(list_children()) - before


async def test_says_of_a_page_that_it_is_no_feed() -> None:
    with pytest.raises(NotAFeed, match="not a feed"):
        await read(make_reader(), "<html><body>Hello")


@pytest.mark.parametrize(
    "body",
    [START + b"<!--" * 75_000, START + b"<a " + b"b='c' " * 50_000 + b">" + END],
    ids=["comments", "attributes"],
)
async def test_a_hostile_document_ends_in_time_and_its_neighbors_are_read(body: bytes) -> None:
    reader = make_reader(seconds=1.5)
    await asyncio.gather(read(reader, GOOD), read(reader, GOOD))
    before = time.monotonic()

    evil, *good = await asyncio.gather(
        read(reader, body), *[read(reader, GOOD) for _ in range(5)], return_exceptions=True
    )

    assert time.monotonic() - before < 3
    assert isinstance(evil, ParseLimit) or evil.drafts  # type: ignore[union-attr]
    assert all(document.drafts for document in good)  # type: ignore[union-attr]
    assert (await read(reader, GOOD)).drafts
