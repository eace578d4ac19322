"""Believe of a page's date and address what can be believed.

Pure. A date is believed as a feed's is. The address that a page names as its own is believed
where it is on the same registered domain and leads to more than a front page: whole sites name
their front, or somebody else's site.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monitor.normalize.document import CLOCK_DIFFERENCE, EARLIEST
from monitor.normalize.link import canonicalize
from monitor.text import domain_of_url

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model import Page


def normalize_page(page: Page, *, url: str, now: datetime) -> Page:
    """Take away a date that cannot be true and an address that is not the page's.

    Args:
        page: What it says.
        url: Where it really was, after redirects.
        now: The present, to tell dates that claim the future.
    """
    date = page.published_at
    if date is not None and not EARLIEST <= date <= now + CLOCK_DIFFERENCE:
        page = replace(page, published_at=None)
    return replace(page, canonical_url=_own_address(page.canonical_url, url))


def _own_address(claimed: str | None, url: str) -> str | None:
    canonical = None if claimed is None else canonicalize(claimed)
    if canonical is None or domain_of_url(canonical) != domain_of_url(canonicalize(url) or ""):
        return None
    parts = urlsplit(canonical)
    return canonical if parts.path.strip("/") or parts.query or parts.fragment else None
