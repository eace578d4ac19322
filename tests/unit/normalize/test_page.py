"""Dates of pages are believed as those of feeds are, addresses where they can be theirs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.model import Page
from monitor.normalize import normalize_page
from tests.support.builders import NOW

PAGE = "https://www.times.example/world/visit-4711?utm_source=rss"


@pytest.mark.parametrize(
    ("claimed", "believed"),
    [
        (None, False),
        (NOW, True),
        (NOW - timedelta(days=900), True),
        (NOW + timedelta(minutes=30), True),
        (NOW + timedelta(hours=2), False),
        (datetime(1970, 1, 1, tzinfo=UTC), False),
    ],
)
def test_a_date_of_the_future_or_from_before_the_web_is_none(
    claimed: datetime | None, believed: bool
) -> None:
    page = Page(text="x", published_at=claimed, canonical_url=None, language=None)

    assert normalize_page(page, url=PAGE, now=NOW).published_at == (claimed if believed else None)


@pytest.mark.parametrize(
    ("claimed", "believed"),
    [
        (None, None),
        ("https://www.times.example/asia/visit-4711", "https://times.example/asia/visit-4711"),
        ("http://m.times.example/visit?id=7#top", "https://times.example/visit?id=7"),
        ("https://amp.times.example/visit/amp/", "https://times.example/visit/amp"),
        ("https://times.example/?p=4711", "https://times.example/?p=4711"),
        ("https://times.example/", None),
        ("https://www.times.example/index.html", None),
        ("https://agency.example/visit-4711", None),
        ("https://times.example.evil.example/visit", None),
        ("/visit-4711", None),
        ("javascript:alert(1)", None),
    ],
)
def test_a_page_is_believed_an_address_of_its_own_site_that_is_no_front(
    claimed: str | None, believed: str | None
) -> None:
    page = Page(text="x", published_at=None, canonical_url=claimed, language=None)

    assert normalize_page(page, url=PAGE, now=NOW).canonical_url == believed
