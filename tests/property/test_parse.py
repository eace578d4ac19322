"""Hold reading to calm whatever a document is, and its results to what the rest relies on."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import ParseError
from monitor.normalize import normalize
from monitor.parse import parse
from tests.support.feeds_strategy import documents, markup, media_types

if TYPE_CHECKING:
    from monitor.model import Document

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
URL = "https://feeds.example/news/all.xml"
MAX_ENTRIES = 2_000
#: Line ends apart, which texts of several paragraphs have.
CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]")


def drafts_of(body: bytes, content_type: str | None) -> Document | None:
    try:
        parsed = parse(URL, body, content_type)
    except ParseError:
        return None
    assert len(parsed.entries) <= MAX_ENTRIES
    return normalize(parsed, feed_url=URL, now=NOW, default_language=None)


@settings(max_examples=150, deadline=None)
@given(documents, media_types)
def test_no_document_raises_anything_but_a_parse_error(
    body: bytes, content_type: str | None
) -> None:
    document = drafts_of(body, content_type)

    for draft in document.drafts if document else ():
        texts = (draft.title, draft.summary, draft.text, draft.author or "", *draft.categories)
        for text in texts:
            assert CONTROLS.search(text) is None
            text.encode("utf-8")
        assert draft.url is None or draft.url.lower().startswith(("http://", "https://"))
        assert draft.published_at is None or draft.published_at <= NOW.replace(hour=13)


@settings(max_examples=50, deadline=None)
@given(documents, media_types)
def test_reading_twice_says_the_same(body: bytes, content_type: str | None) -> None:
    assert drafts_of(body, content_type) == drafts_of(body, content_type)


@settings(max_examples=50, deadline=None)
@given(markup, st.sampled_from(["http://moved.example/x", "https://feeds.example/other/y?z"]))
def test_ids_do_not_change_with_the_address(text: str, address: str) -> None:
    body = text.encode("utf-8", "replace")

    try:
        here, there = parse(URL, body, None), parse(address, body, None)
    except ParseError:
        return

    # Where a base is resolved, a scheme in capitals may come out in small letters, and an id
    # that names none (`//host/1`) takes that of the address.
    ids, others = (
        [(entry.id or "").lower().replace("http:", "https:", 1) for entry in feed.entries]
        for feed in (here, there)
    )
    assert ids == others
