"""Hold redaction to what must be hidden and what must stay readable."""

from __future__ import annotations

import pytest

from monitor.errors import FeedError, NotAFeed
from monitor.outbound import redact_url


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://me:hunter2@example.org/feed", "https://***@example.org/feed"),
        ("https://token@example.org:8443/feed", "https://***@example.org:8443/feed"),
        ("https://example.org/f?token=abc", "https://example.org/f?token=***"),
        ("https://example.org/f?api_key=abc&n=1", "https://example.org/f?api_key=***&n=1"),
        ("https://example.org/f?access_token=abc", "https://example.org/f?access_token=***"),
        ("https://example.org/f?X-Amz-Signature=a", "https://example.org/f?X-Amz-Signature=***"),
        ("https://example.org/f?auth=a&PASSWORD=b", "https://example.org/f?auth=***&PASSWORD=***"),
        ("https://hooks.slack.com/services/T0/B0/xyz", "https://hooks.slack.com/***"),
        ("https://HOOKS.slack.com:443/services/T0/B0/x", "https://HOOKS.slack.com:443/***"),
        ("https://example.org/f#secret", "https://example.org/f"),
        ("http://[::1", "(unreadable URL)"),
    ],
)
def test_hides_what_opens_a_door(url: str, shown: str) -> None:
    assert redact_url(url) == shown


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/feed.xml",
        "https://example.org/?feed=rss2&cat=7&keyword=north%20korea",
        "https://example.org/rss?token=",
        "http://127.0.0.1:8000/a",
    ],
)
def test_leaves_an_ordinary_url_as_it_is(url: str) -> None:
    assert redact_url(url) == url


@pytest.mark.parametrize("kind", [FeedError, NotAFeed])
@pytest.mark.parametrize(
    "url", ["https://example.org/f?token=CANARY", "https://me:CANARY@example.org/f"]
)
def test_the_secret_of_a_feed_does_not_reach_its_error(kind: type[FeedError], url: str) -> None:
    error = kind(url)

    assert "CANARY" not in repr(vars(error)) + str(error)
    assert "***" in error.url
