"""The made-up papers answer as real ones do."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from monitor.demo.press import Press
from monitor.demo.world import BACKLOG, PAPERS, TOUR
from monitor.pipeline import read_document
from tests.support.clock import FakeClock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.model import Document


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def taken() -> list[dict[str, Any]]:
    return []


@pytest.fixture
def press(clock: FakeClock, taken: list[dict[str, Any]]) -> Iterator[Press]:
    with Press(clock=clock, on_slack=taken.append) as press:
        yield press


def get(url: str, etag: str | None = None) -> tuple[int, bytes, str | None]:
    request = urllib.request.Request(url, headers={"If-None-Match": etag} if etag else {})  # noqa: S310 - loopback
    try:
        with urllib.request.urlopen(request) as answer:  # noqa: S310 - loopback
            return answer.status, answer.read(), answer.headers["ETag"]
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read(), error.headers["ETag"]


def read(press: Press, slug: str, clock: FakeClock) -> Document:
    url = f"{press.address}/{slug}.xml"
    _, body, _ = get(url)
    return read_document(
        url, body, content_type="application/rss+xml", now=clock(), default_language=None
    )


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.slug)
def test_every_paper_has_a_feed_in_its_language_that_grows(
    press: Press, clock: FakeClock, paper: Any
) -> None:
    before = read(press, paper.slug, clock)
    clock.advance(minutes=5)
    after = read(press, paper.slug, clock)

    assert (before.title, before.language, before.flaw) == (paper.name, paper.language, None)
    old = {draft.title for draft in before.drafts}
    assert old == {item.title for item in BACKLOG if paper.slug in item.papers}
    assert old < {draft.title for draft in after.drafts}


def test_a_feed_that_has_not_changed_is_not_sent_again(press: Press, clock: FakeClock) -> None:
    url = f"{press.address}/{PAPERS[0].slug}.xml"
    _, _, etag = get(url)

    assert get(url, etag)[0] == 304
    clock.now += timedelta(seconds=TOUR[0].at)
    assert get(url, etag)[0] == 200


def test_there_is_no_other_page(press: Press) -> None:
    assert get(f"{press.address}/nothing.xml")[0] == 404


def test_takes_what_a_webhook_would(press: Press, taken: list[dict[str, Any]]) -> None:
    message = {"text": "쇼이구"}
    request = urllib.request.Request(  # noqa: S310 - loopback
        f"{press.address}/slack", data=json.dumps(message).encode(), method="POST"
    )

    with urllib.request.urlopen(request) as answer:  # noqa: S310 - loopback
        assert answer.read() == b"ok"

    assert taken == [message]
