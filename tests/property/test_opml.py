"""Hold lists of feeds to what must be so for any feed and for any file."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.errors import ConfigError
from monitor.feeds import complete_address, read_list
from monitor.manage.feedlists import export_feeds, import_feeds
from monitor.model import FeedSpec, Source
from monitor.store import Store
from tests.support.builders import NOW
from tests.support.database import fill_memory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: What XML can hold; other characters cannot be written into any list.
texts = st.text(
    alphabet=st.characters(
        exclude_categories=("Cs", "Cc", "Cn"),
        include_characters="\t\n\r",
        exclude_characters="\ufffe\uffff",
    ),
    min_size=1,
    max_size=20,
)
sources = st.builds(
    Source,
    name=texts,
    family=st.none() | texts,
    country=st.none() | st.sampled_from(["NO", "KP"]),
    language=st.none() | st.sampled_from(["nb", "zh-Hant"]),
)
specs = st.builds(
    FeedSpec,
    url=st.sampled_from(["https", "http"]).flatmap(
        lambda scheme: st.from_regex(r"\A[a-z]{1,8}\.example/[!-Z^-~é北]{0,20}\Z").map(
            lambda rest: complete_address(f"{scheme}://{rest}")
        )
    ),
    source=st.none() | sources,
    tags=st.lists(texts, max_size=4, unique=True).map(tuple),
    interval=st.none()
    | st.integers(min_value=1, max_value=10**9).map(lambda n: timedelta(milliseconds=n)),
    full_text=st.booleans(),
)
many = st.lists(specs, max_size=5, unique_by=lambda spec: spec.url)


@pytest.fixture
def two_stores(migrated_file: Path) -> Iterator[tuple[Store, Store]]:
    with Store("sqlite://") as one, Store("sqlite://") as two:
        fill_memory(one, migrated_file)
        fill_memory(two, migrated_file)
        yield one, two


def empty(store: Store) -> None:
    store.remove_feeds([feed.url for feed in store.list_feeds()])


@given(many, st.sets(st.integers(min_value=0, max_value=4)))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_what_is_exported_and_imported_elsewhere_is_the_same(
    two_stores: tuple[Store, Store], wanted: list[FeedSpec], paused: set[int]
) -> None:
    here, there = two_stores
    empty(here)
    empty(there)
    here.save_feeds(wanted, now=NOW)
    for number in paused & set(range(len(wanted))):
        here.pause_feed(wanted[number].url, now=NOW)

    text = export_feeds(here, now=NOW)
    imported = import_feeds(
        there, text.encode(), file="x", allow_private=False, dry_run=False, now=NOW
    )

    assert {line.change for line in imported.lines} <= {"added"}
    assert imported.warnings == ()
    assert there.list_feed_specs() == here.list_feed_specs()
    assert [feed.paused_at for feed in there.list_feeds()] == [
        feed.paused_at for feed in here.list_feeds()
    ]


pieces = st.sampled_from(
    [
        *("<opml>", "</opml>", "<outline", "<outline/>", "</outline>", "<body>", "<!--", "-->"),
        *("<!DOCTYPE", "<![CDATA[", "]]>", "&amp;", "&x;", "&#0;", "=", '"', "'", ">", "/>", " "),
        *(' xmlUrl="https://a.example/"', " xmlurl=x", ' text="', "<?xml", "?>", "\n", "\0", "é"),
        *("xmlns:monitor='urn:x-monitor:opml:1'", ' monitor:tags="[1, [2]]"', "https://b.example"),
    ]
)


@given(st.lists(pieces | st.text(max_size=3), max_size=40).map("".join))
@settings(max_examples=300, deadline=None)
def test_any_file_is_read_or_refused_in_words(text: str) -> None:
    with suppress(ConfigError):
        found = read_list(text, file="x")
        assert all(feed.url.startswith(("http://", "https://")) for feed in found.feeds)
