"""Write feed documents as publishers do.

Pure. One keyword per point of the test; links and ids follow from the slug.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape

from tests.support.builders import NOW

SITE = "https://times.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of a feed."""

    slug: str
    title: str
    summary: str = ""
    published_at: datetime | None = NOW - timedelta(minutes=10)
    #: None: made of the slug.
    link: str | None = None

    @property
    def url(self) -> str:
        return self.link or f"{SITE}/{self.slug}"


def make_item(slug: str = "arrival", title: str | None = None, **values: object) -> Item:
    """Build an item; its title names the slug unless it is given."""
    return Item(slug=slug, title=title or f"Report about {slug}", **values)  # type: ignore[arg-type] # passed on


def write_rss(*items: Item, title: str = "Example Times", language: str = "en") -> str:
    """Write an RSS document of these items."""
    return (
        "<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel>"
        f"<title>{escape(title)}</title><language>{language}</language>"
        f"{''.join(_write_item(item) for item in items)}</channel></rss>"
    )


def _write_item(item: Item) -> str:
    at = item.published_at
    date = "" if at is None else f"<pubDate>{format_datetime(at)}</pubDate>"
    return (
        f"<item><title>{escape(item.title)}</title><link>{escape(item.url)}</link>"
        f"<guid isPermaLink='false'>{escape(item.slug)}</guid>{date}"
        f"<description>{escape(item.summary)}</description></item>"
    )
