"""A document that holds the parser, eats the memory or kills it costs its own feed only."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from monitor.daemon.readers import ProcessReader
from monitor.errors import NotAFeed, ParseError, ParseLimit
from monitor.model import Fetched, Validators
from tests.support.builders import FEED_URL, NOW, make_leased_feed
from tests.support.daemon import Desk, wait_until, write_newsroom, write_settings
from tests.support.documents import make_item, write_rss

if TYPE_CHECKING:
    from monitor.model import Document
    from tests.support.feedserver import FeedServer
    from tests.support.slackserver import SlackServer
    from tests.support.smtpserver import SmtpServer

GOOD = write_rss(make_item())
LONG = write_rss(*[make_item(f"{number}", "word " * 50) for number in range(1_000)])
#: Attributes cost feedparser the square of their number: these hold it for half a minute. It reads
#: what is not well-formed.
HOLDING = (
    b"<?xml version='1.0'?><rss version='2.0'><channel><item><title><a "
    + b"".join(b"b%d='c' " % number for number in range(60_000))
    + b">x</a>&bogus;</title></item></channel></rss>"
)


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


def make_reader(*, seconds: float = 20.0, **values: int) -> ProcessReader:
    return ProcessReader(**{"workers": 2, **values}, deadline=timedelta(seconds=seconds))


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


async def start_workers(count: int) -> None:
    """Start so many; they stay for every reader of this loop, which then need not wait."""
    reader = make_reader(workers=count)
    await asyncio.gather(*[read(reader, LONG) for _ in range(count)])


async def test_a_document_that_holds_the_parser_ends_in_time_and_its_neighbors_are_read() -> None:
    await start_workers(2)
    reader = make_reader(seconds=2.0)
    before = time.monotonic()

    evil = asyncio.create_task(read(reader, HOLDING))
    good = await asyncio.gather(*[read(reader, GOOD) for _ in range(5)])
    assert not evil.done()
    with pytest.raises(ParseLimit, match=r"[12] s"):
        await evil

    assert time.monotonic() - before < 10
    assert all(document.drafts for document in good)
    assert (await read(make_reader(), GOOD)).drafts


async def test_a_flock_of_documents_that_hold_the_parser_lets_its_neighbors_pass() -> None:
    reader = make_reader(workers=1, seconds=10.0)
    await read(reader, GOOD)

    evil = [asyncio.create_task(read(reader, HOLDING)) for _ in range(2)]
    await asyncio.sleep(0)
    good = await asyncio.gather(*[read(reader, GOOD) for _ in range(5)])

    assert all(document.drafts for document in good)
    assert not any(task.done() for task in evil)
    for failed in await asyncio.gather(*evil, return_exceptions=True):
        assert isinstance(failed, ParseLimit)


async def test_the_wait_for_a_worker_does_not_count_against_a_document() -> None:
    await start_workers(1)
    reader = make_reader(workers=1, lanes=0, seconds=2.0)

    evil = asyncio.create_task(read(reader, HOLDING))
    await asyncio.sleep(0)
    document = await read(reader, GOOD)

    assert evil.done()
    assert document.drafts
    with pytest.raises(ParseLimit):
        await evil


async def test_a_document_that_eats_the_memory_is_refused_and_the_next_one_read() -> None:
    reader = make_reader(max_bytes=100 << 20)
    large = write_rss(make_item(summary="word " * 12_000_000))

    with pytest.raises(ParseLimit):
        await read(reader, large)

    assert (await read(reader, GOOD)).drafts


@pytest.mark.parametrize("moment", ["idle", "reading"])
async def test_a_worker_that_somebody_killed_is_replaced(moment: str) -> None:
    reader = make_reader(workers=1)
    before = set(list_children())
    await read(reader, GOOD)
    [worker] = set(list_children()) - before

    reading = asyncio.create_task(read(reader, LONG))
    await asyncio.sleep(0 if moment == "idle" else 0.1)
    os.kill(worker, signal.SIGKILL)

    assert len((await reading).drafts) == 1_000


async def test_a_fault_of_ours_that_a_document_brings_to_light_is_its_own_failure(
    caplog: pytest.LogCaptureFixture,
) -> None:
    naive = NOW.replace(tzinfo=None)

    with pytest.raises(ParseError, match="TypeError"):
        await make_reader()(make_leased_feed(), make_fetched(GOOD), naive)

    assert "document broke the reader" in caplog.text


#: The program with less patience, so that the test needs none.
HASTY = (
    "import datetime, monitor.daemon.parts as parts; "
    "parts.READ_DEADLINE = datetime.timedelta(seconds=1.5); "
    "from monitor.cli import main; main()"
)


def test_a_worker_does_not_outlive_a_daemon_that_was_killed(
    tmp_path: Path, publisher: FeedServer, smtp: SmtpServer, slack: SlackServer
) -> None:
    feed = publisher.set("/holding.xml", HOLDING)
    desk = Desk(
        folder=tmp_path,
        settings=write_settings(smtp, slack),
        program=(sys.executable, "-c", HASTY),
    )
    desk.stock(write_newsroom(feed))

    with desk.daemon() as daemon:
        wait_until(daemon.is_reading, what="the reading")
        [worker] = daemon.children()
        daemon.kill()

    wait_until(lambda: not is_running(worker), what="the worker's end")


def is_running(process: Path) -> bool:
    """Say whether it works still: a zombie waits for nobody but its next of kin."""
    with suppress(OSError):
        return (process / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False
