"""Believe of a page's date what is believed of a feed's.

Pure.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.normalize.document import CLOCK_DIFFERENCE, EARLIEST

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model import Page


def normalize_page(page: Page, *, now: datetime) -> Page:
    """Take away a date before there was a web, or one that is still to come."""
    date = page.published_at
    if date is None or EARLIEST <= date <= now + CLOCK_DIFFERENCE:
        return page
    return replace(page, published_at=None)
