"""Build what was seen of a feed: a good one, one keyword per point of the test."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from monitor.feeds import FeedFacts
from tests.support.builders import NOW


def make_facts(**values: Any) -> FeedFacts:
    defaults: dict[str, Any] = {
        "taken_at": NOW,
        "format": "rss20",
        "title": "Example Times",
        "language": "en-GB",
        "languages": ("en",),
        "entries": 10,
        "titles": ("Minister arrives",),
        "names": ("https://times.example/1",),
        "newest_at": NOW,
        "oldest_at": NOW - timedelta(hours=10),
        "pace": timedelta(hours=1),
        "undated": 0,
        "future": 0,
        "ancient": 0,
        "is_frozen": False,
        "without_id": 0,
        "shared_ids": 0,
        "without_link": 0,
        "relative_links": 0,
        "without_title": 0,
        "text_chars": 3000,
        "flaw": None,
        "ttl": None,
        "hubs": (),
    }
    return FeedFacts(**{**defaults, **values})
