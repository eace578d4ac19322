from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

import pytest

from monitor.errors import ConfigError
from monitor.manage.feedlists import export_feeds, import_feeds
from monitor.model import FeedSpec, Source
from tests.support.builders import NOW

if TYPE_CHECKING:
    from monitor.manage.feedlists import ImportedList
    from monitor.store import Store

LATER = NOW + timedelta(hours=1)
LIST = """\
<opml version="2.0"><body>
<outline text="News">
<outline text="Times" xmlUrl="https://times.example/f"/>
<outline text="Post" xmlUrl="https://post.example/f"/>
</outline>
</body></opml>
"""


def take(store: Store, text: str | bytes, **options: Any) -> ImportedList:
    body = text.encode() if isinstance(text, str) else text
    return import_feeds(
        store,
        body,
        file="list.opml",
        now=LATER,
        **{"allow_private": False, "dry_run": False, **options},
    )


def outcome(imported: ImportedList) -> list[tuple[str, str, int]]:
    return [(line.change, line.what, line.line) for line in imported.lines]


def test_adds_the_feeds_of_a_list_with_their_folders_as_tags(store: Store) -> None:
    imported = take(store, LIST)

    assert outcome(imported) == [
        ("added", "https://times.example/f", 3),
        ("added", "https://post.example/f", 4),
    ]
    assert [(feed.url, feed.tags) for feed in store.list_feeds()] == [
        ("https://post.example/f", ("News",)),
        ("https://times.example/f", ("News",)),
    ]


def test_leaves_a_feed_that_is_here_as_it_is(store: Store) -> None:
    spec = FeedSpec(url="https://times.example/f", source=Source(name="Mine"), tags=("mine",))
    store.save_feeds([spec], now=NOW)

    imported = take(store, LIST)

    assert [line.change for line in imported.lines] == ["unchanged", "added"]
    assert store.list_feed_specs()[1] == spec


def test_one_address_in_several_spellings_is_one_feed(store: Store) -> None:
    store.save_feeds([FeedSpec(url="HTTP://b.example:80/Feed", source=None)], now=NOW)
    lines = (
        *("http://a.example/Feed", "HTTP://A.EXAMPLE/Feed", "http://a.example:80/Feed"),
        *("http://a.example/Feed#x", "http://a.example/feed", "http://B.example/Feed#x"),
    )

    imported = take(store, "\n".join(lines))

    assert [(line.change, line.reason) for line in imported.lines] == [
        ("added", None),
        *[("skipped", "twice")] * 3,
        ("added", None),
        ("unchanged", None),
    ]
    assert sorted(feed.url for feed in store.list_feeds()) == [
        "HTTP://b.example:80/Feed",
        "http://a.example/Feed",
        "http://a.example/feed",
    ]


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST.:8080", "me@a.localhost"])
def test_the_machine_itself_is_skipped_by_its_name_too(store: Store, host: str) -> None:
    refused = take(store, f"http://{host}/f")
    taken = take(store, f"http://{host}/f", allow_private=True)

    assert [line.reason for line in refused.lines] == ["refused"]
    assert [line.change for line in taken.lines] == ["added"]


def test_a_dry_run_tells_the_same_and_adds_nothing(store: Store) -> None:
    dry = take(store, LIST, dry_run=True)

    assert store.list_feeds() == ()
    assert take(store, LIST) == dry


def test_reads_our_own_settings(store: Store) -> None:
    take(
        store,
        '<opml xmlns:m="urn:x-monitor:opml:1"><body><outline xmlUrl="https://a.example/f" '
        'm:source="A" m:family="F" m:country="no" m:language="nb" m:tags="[&quot;x, y&quot;]" '
        'm:interval="5m" m:fullText="true" m:paused="true"/></body></opml>',
    )

    [spec], [feed] = store.list_feed_specs(), store.list_feeds()
    assert spec == FeedSpec(
        url="https://a.example/f",
        source=Source(name="A", family="F", country="NO", language="nb"),
        tags=("x, y",),
        interval=timedelta(minutes=5),
        full_text=True,
    )
    assert feed.paused_at == LATER


def test_pauses_no_feed_that_is_here_already(store: Store) -> None:
    store.save_feeds([FeedSpec(url="https://a.example/f")], now=NOW)

    take(store, '<opml><outline xmlUrl="https://a.example/f" monitor:paused="true"/></opml>')

    assert store.list_feeds()[0].paused_at is None


@pytest.mark.parametrize(
    ("attributes", "reason"),
    [
        ('xmlUrl="http://169.254.169.254/latest/meta-data"', "refused"),
        ('xmlUrl="http://127.0.0.1/f"', "refused"),
        ('xmlUrl="http://0x7f.1/f"', "refused"),
        ('xmlUrl="https://a.example:25/f"', "refused"),
        ('xmlUrl="https://a.example/f" monitor:country="Norway"', "setting"),
        ('xmlUrl="https://a.example/f" monitor:interval="often"', "setting"),
        ('xmlUrl="file:///etc/passwd"', "scheme"),
        ('type="include" url="https://a.example/all.opml"', "list"),
    ],
)
def test_adds_nothing_that_may_not_be_called_and_says_why(
    store: Store, attributes: str, reason: str
) -> None:
    imported = take(
        store, f'<opml>\n<outline {attributes}/>\n<outline xmlUrl="https://b.example/f"/></opml>'
    )

    assert [(line.change, line.reason) for line in imported.lines] == [
        ("skipped", reason),
        ("added", None),
    ]
    assert imported.lines[0].detail
    assert [feed.url for feed in store.list_feeds()] == ["https://b.example/f"]


def test_takes_feeds_of_the_operator_s_own_network_where_they_are_allowed(store: Store) -> None:
    take(store, "http://127.0.0.1:8080/f\n", allow_private=True)

    assert [feed.url for feed in store.list_feeds()] == ["http://127.0.0.1:8080/f"]


def test_takes_feeds_of_a_named_network_and_of_no_other(store: Store) -> None:
    text = "http://10.1.2.3/f\nhttp://10.2.0.1/f\n"

    take(store, text, allow_networks=[ip_network("10.1.0.0/16")])

    assert [feed.url for feed in store.list_feeds()] == ["http://10.1.2.3/f"]


@pytest.mark.parametrize(
    "body", [b"<!DOCTYPE x><opml/>", b"{}", b"<rss/>", b"x" * (5 * 1024 * 1024 + 1)]
)
def test_refuses_a_hostile_or_foreign_file_whole(store: Store, body: bytes) -> None:
    with pytest.raises(ConfigError):
        take(store, body)

    assert store.list_feeds() == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1251", "shift_jis"])
def test_reads_lists_in_the_encoding_that_they_name(store: Store, encoding: str) -> None:
    name = "東京" if encoding == "shift_jis" else "Новости"
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?><opml><outline text="{name}">'
        '<outline xmlUrl="https://a.example/f"/></outline></opml>'
    )

    imported = take(store, text.encode(encoding))

    assert store.list_feeds()[0].tags == (name,)
    assert imported.warnings == ()


def test_exports_what_imports_without_a_change(store: Store) -> None:
    take(store, LIST)

    text = export_feeds(store, now=LATER)

    assert [line.change for line in take(store, text).lines] == ["unchanged", "unchanged"]
