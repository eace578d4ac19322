"""A page that holds the reader costs one worker and nothing else."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta

import pytest

from monitor.daemon.readers import ProcessReader
from monitor.errors import ParseLimit
from monitor.model import FetchedPage
from tests.support.builders import NOW
from tests.support.webpages import make_page

URL = "https://times.example/visit"
#: Attributes cost libxml2 the square of their number: these hold it for many seconds.
HOLDING = "<html><body><p " + "".join(f"a{number}='x' " for number in range(120_000)) + ">x</p>"


def make_fetched(html: str) -> FetchedPage:
    return FetchedPage(url=URL, final_url=URL, body=html.encode(), content_type="text/html")


def make_reader(*, seconds: float = 20.0, workers: int = 1) -> ProcessReader:
    return ProcessReader(workers=workers, deadline=timedelta(seconds=seconds))


async def test_reads_pages_in_a_process_of_their_own() -> None:
    page = await make_reader().read_page(make_fetched(make_page("Shoigu has arrived.")), NOW)

    assert page.text.endswith("Shoigu has arrived.")


async def test_a_page_that_holds_the_reader_ends_in_time_and_the_next_is_read() -> None:
    reader = make_reader(seconds=2.0)
    before = time.monotonic()

    evil = asyncio.create_task(reader.read_page(make_fetched(HOLDING), NOW))
    await asyncio.sleep(0)
    with pytest.raises(ParseLimit):
        await evil

    assert time.monotonic() - before < 10
    page = await make_reader().read_page(make_fetched(make_page("Shoigu has arrived.")), NOW)
    assert "Shoigu" in page.text


async def test_what_the_libraries_think_of_a_page_is_not_printed(
    capfd: pytest.CaptureFixture[str],
) -> None:
    page = await make_reader().read_page(make_fetched("%PDF-1.7"), NOW)

    assert page.text == ""
    assert capfd.readouterr().err == ""
