"""Dates of pages are believed as those of feeds are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.model import Page
from monitor.normalize import normalize_page
from tests.support.builders import NOW


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

    assert normalize_page(page, now=NOW).published_at == (claimed if believed else None)
