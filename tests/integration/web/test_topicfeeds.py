"""The feeds that topics publish, asked over HTTP: valid, secret, and sent once."""

from __future__ import annotations

import asyncio
import io
import json
import re
from contextlib import asynccontextmanager
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import feedparser
import httpx
import pytest

from monitor.model import ArticleId
from monitor.parse import parse
from monitor.web import TopicFeedDoor, build_app, make_rules, open_listener, serve
from tests.integration.web.test_pages import served
from tests.support.builders import NOW, make_draft, make_evaluated, make_topic
from tests.support.hostile import HOSTILE
from tests.support.scenes import alert_about, evaluate, store_articles
from tests.support.telling import place, place_copy

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from monitor.store import Store

TOKEN = "made-up-token-of-a-test"
TOPIC = "shoigu-in-pyongyang"
PATH = f"/feeds/topics/{TOPIC}"
FORMS = ("rss", "atom", "json")
TITLE = "Shoigu & Kim <meet> in Pyongyang"


def publish(store: Store, token: str = TOKEN) -> None:
    store.save_topic_feed(TOPIC, token, now=NOW)


@pytest.fixture
def filled(store: Store) -> Store:
    """A store with two matches and a feed."""
    alert_about(
        store,
        make_draft("arrival", title=TITLE, summary="Report <b>from</b> Pyongyang"),
        make_draft("ar", title="شويغو يصل إلى بيونغ يانغ", language="ar"),
    )
    publish(store)
    return store


@pytest.mark.parametrize("form", FORMS)
async def test_our_own_parser_reads_each_form(filled: Store, form: str) -> None:
    async with served(filled) as client:
        answer = await client.get(f"{PATH}.{form}", params={"token": TOKEN})

    feed = parse("https://desk.example/feed", answer.content, answer.headers["content-type"])
    assert answer.status_code == 200
    assert feed.flaw is None
    title = TITLE.replace("<", "‹") if form == "rss" else TITLE
    assert {unescape(entry.title) for entry in feed.entries} == {title, "شويغو يصل إلى بيونغ يانغ"}
    assert {entry.link for entry in feed.entries} == {
        "https://times.example/arrival",
        "https://times.example/ar",
    }
    assert all("first report of this story" in str(entry) for entry in feed.entries)


@pytest.mark.parametrize(
    ("form", "version", "media_type"),
    [("rss", "rss20", "application/rss+xml"), ("atom", "atom10", "application/atom+xml")],
)
async def test_feedparser_finds_no_fault(
    filled: Store, form: str, version: str, media_type: str
) -> None:
    async with served(filled) as client:
        answer = await client.get(f"{PATH}.{form}", params={"token": TOKEN})

    read = feedparser.parse(io.BytesIO(answer.content))
    assert not read.bozo
    assert read.version == version
    assert answer.headers["content-type"] == f"{media_type}; charset=utf-8"
    assert read.feed.title == make_topic().title
    assert all(entry.published_parsed and entry.id for entry in read.entries)


async def test_the_json_feed_has_what_version_1_1_asks_for(filled: Store) -> None:
    async with served(filled) as client:
        answer = await client.get(f"{PATH}.json", params={"token": TOKEN})

    feed = answer.json()
    assert answer.headers["content-type"].startswith("application/feed+json")
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    for entry in feed["items"]:
        assert isinstance(entry["id"], str)
        assert entry["content_html"]
        assert entry["date_published"].endswith("+00:00")
        assert entry["authors"] == [{"name": "Example Times"}]
    assert {entry["language"] for entry in feed["items"]} == {"en", "ar"}


async def test_matched_words_are_marked_and_what_feeds_wrote_is_escaped(filled: Store) -> None:
    async with served(filled) as client:
        answer = await client.get(f"{PATH}.json", params={"token": TOKEN})

    (entry,) = (one for one in answer.json()["items"] if one["title"] == TITLE)
    assert "Report &lt;b&gt;from&lt;/b&gt; Pyongyang" in entry["content_html"]
    assert "<b>from" not in entry["content_html"]


async def test_the_three_forms_and_a_later_text_have_the_same_ids(filled: Store) -> None:
    async def ids() -> list[set[str]]:
        async with served(filled) as client:
            bodies = [
                (await client.get(f"{PATH}.{form}", params={"token": TOKEN})).content
                for form in FORMS
            ]
        read = [feedparser.parse(io.BytesIO(body)) for body in bodies[:2]]
        return [
            *({entry.id for entry in one.entries} for one in read),
            {entry["id"] for entry in json.loads(bodies[2])["items"]},
        ]

    before = await ids()
    evaluate(filled, make_evaluated(ArticleId(1), alerts=()))
    after = await ids()

    assert len({frozenset(one) for one in (*before, *after)}) == 1


@pytest.mark.parametrize(
    "path",
    [
        f"{PATH}.rss",
        f"{PATH}.rss?token=",
        f"{PATH}.rss?token=wrong",
        f"{PATH}.rss?token={TOKEN}x",
        f"{PATH}.rss?token=%00%ff",
        f"{PATH}.xml?token={TOKEN}",
        f"/feeds/topics/other.rss?token={TOKEN}",
        "/feeds/topics/other.rss?token=",
    ],
)
async def test_whatever_is_wrong_is_answered_alike(filled: Store, path: str) -> None:
    async with served(filled) as client:
        answer = await client.get(path)

    assert (answer.status_code, answer.text) == (404, "no such feed\n")


async def test_a_topic_without_a_feed_is_not_there(store: Store) -> None:
    alert_about(store, make_draft())

    async with served(store) as client:
        answer = await client.get(f"{PATH}.rss", params={"token": ""})

    assert answer.status_code == 404


async def test_a_rotated_token_opens_it_no_more(filled: Store) -> None:
    publish(filled, "another")

    async with served(filled) as client:
        old = await client.get(f"{PATH}.rss", params={"token": TOKEN})
        new = await client.get(f"{PATH}.rss", params={"token": "another"})

    assert (old.status_code, new.status_code) == (404, 200)


@pytest.mark.parametrize("form", FORMS)
async def test_what_a_reader_has_is_not_sent_again(filled: Store, form: str) -> None:
    async with served(filled) as client:
        first = await client.get(f"{PATH}.{form}", params={"token": TOKEN})
        by_tag = await client.get(
            f"{PATH}.{form}",
            params={"token": TOKEN},
            headers={"If-None-Match": f'"other", W/{first.headers["etag"]}'},
        )
        by_date = await client.get(
            f"{PATH}.{form}",
            params={"token": TOKEN},
            headers={"If-Modified-Since": first.headers["last-modified"]},
        )

    for answer in (by_tag, by_date):
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == first.headers["etag"]


@pytest.mark.parametrize(
    "headers",
    [
        {"If-None-Match": '"other"'},
        {"If-None-Match": '"other"', "If-Modified-Since": "Tue, 24 Nov 2099 09:00:00 GMT"},
        {"If-Modified-Since": "Mon, 23 Nov 2026 09:00:00 GMT"},
        {"If-Modified-Since": "yesterday"},
        {"If-Modified-Since": "Mon, 23 Nov 2026 09:00:00"},
    ],
)
async def test_what_a_reader_has_not_is_sent(filled: Store, headers: dict[str, str]) -> None:
    async with served(filled) as client:
        answer = await client.get(f"{PATH}.rss", params={"token": TOKEN}, headers=headers)

    assert answer.status_code == 200


async def test_a_new_match_changes_the_tag_and_nothing_else_does(filled: Store) -> None:
    async with served(filled) as client:
        tags = [
            (await client.get(f"{PATH}.atom", params={"token": TOKEN})).headers["etag"]
            for _ in range(2)
        ]
        (new,) = store_articles(filled, make_draft("third"))
        evaluate(filled, make_evaluated(new))
        third = await client.get(f"{PATH}.atom", params={"token": TOKEN})

    assert tags[0] == tags[1] != third.headers["etag"]


async def test_copies_are_folded_into_their_text(store: Store) -> None:
    store.save_catalog(topics=[make_topic()], now=NOW)
    (first,) = store_articles(store, make_draft("arrival"))
    (copied,) = store_articles(store, make_draft("copied"))
    matched = [make_evaluated(one, alerts=()).matches for one in (first, copied)]
    evaluate(
        store,
        replace(place(first), matches=matched[0]),
        replace(place_copy(copied, first), matches=matched[1]),
    )
    publish(store)

    async with served(store) as client:
        answer = await client.get(f"{PATH}.json", params={"token": TOKEN})

    (entry,) = answer.json()["items"]
    assert entry["url"].endswith("/arrival")
    assert "2 articles by 1 independent publisher, 1 copy" in entry["content_html"]


async def test_no_cache_on_the_way_keeps_a_feed(filled: Store) -> None:
    async with served(filled) as client:
        answer = await client.get(f"{PATH}.rss", params={"token": TOKEN})

    assert answer.headers["cache-control"].startswith("private")
    assert answer.headers["x-robots-tag"] == "noindex"
    assert TOKEN not in answer.text


@pytest.mark.parametrize("form", FORMS)
async def test_hostile_text_breaks_no_form(store: Store, form: str) -> None:
    drafts = [
        make_draft(f"hostile-{number}", title=text[:3_000], summary=text[:3_000])
        for number, text in enumerate(HOSTILE.values())
    ]
    alert_about(store, *drafts)
    publish(store)

    async with served(store) as client:
        answer = await client.get(f"{PATH}.{form}", params={"token": TOKEN})

    feed = parse("https://desk.example/feed", answer.content, answer.headers["content-type"])
    assert feed.flaw is None
    assert len(feed.entries) == len(HOSTILE)
    for html in read_html(form, answer.content):
        assert not re.search(r"<(?!/?(?:p|b|bdi|mark)[ >])", html)
        assert not re.search(r"<[^>]*(?:src|href|on[a-z]+)=", html)


def read_html(form: str, body: bytes) -> list[str]:
    """Give what the entries hold as HTML."""
    if form == "json":
        return [entry["content_html"] for entry in json.loads(body)["items"]]
    name = "description" if form == "rss" else "{http://www.w3.org/2005/Atom}content"
    entries = (entry for entry in ET.fromstring(body).iter() if entry.tag == name)  # noqa: S314 - written by us
    found = [entry.text or "" for entry in entries]
    return found[1:] if form == "rss" else found


async def test_a_topic_that_is_removed_publishes_nothing(filled: Store) -> None:
    filled.save_catalog(remove_topics=[TOPIC], now=NOW)

    assert filled.find_topic_feed(TOPIC) is None


@asynccontextmanager
async def served_to_the_world(store: Store) -> AsyncIterator[httpx.AsyncClient]:
    """Serve as behind a proxy, with a password; asks by the public name."""
    listener = open_listener("127.0.0.1", 0)
    door = TopicFeedDoor(store=store, base_url="https://news.example.org/m", prefix="/m")
    rules = make_rules(
        bind_host="127.0.0.1", public_url="https://news.example.org/m", public_paths=door.paths
    )
    app = build_app(
        store,
        problems=list,
        clock=lambda: NOW,
        feeds=door,
        rules=rules,
        password="a password of a test",
    )
    stop = asyncio.Event()
    serving = asyncio.create_task(serve(app, listener, stop))
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    headers = {"Host": "news.example.org", "X-Forwarded-For": "203.0.113.9"}
    async with httpx.AsyncClient(base_url=address, headers=headers, trust_env=False) as client:
        yield client
        stop.set()
        await serving


@pytest.mark.parametrize("prefix", ["", "/m"])
async def test_a_feed_is_read_at_the_public_address_without_the_password(
    filled: Store, prefix: str
) -> None:
    async with served_to_the_world(filled) as client:
        feed = await client.get(f"{prefix}{PATH}.json", params={"token": TOKEN})
        page = await client.get(f"{prefix}/stories")

    assert feed.status_code == 200
    assert feed.json()["home_page_url"] == f"https://news.example.org/m/stories?topic={TOPIC}"
    assert page.status_code == 404
