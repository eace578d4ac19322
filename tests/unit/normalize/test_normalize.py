"""Hold normalizing to what a draft must be: plain, dated within reason, in a language, keyed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.model import Document, Draft, Entry, ParsedFeed
from monitor.normalize import normalize

NOW = datetime(2026, 11, 5, 12, 0, tzinfo=UTC)
FEED_URL = "https://feeds.example/all.xml"
EARLIER = NOW - timedelta(hours=3)


def make_entry(**given: object) -> Entry:
    entry = Entry(
        id="1",
        link="https://example.org/1",
        title="Ferry back in service",
        summary="<p>A hundred people waited.</p>",
        content="",
        author=None,
        categories=(),
        published_at=EARLIER,
        updated_at=None,
        language=None,
    )
    return replace(entry, **given)  # type: ignore[arg-type]


def read(*entries: Entry, language: str | None = None, default: str | None = None) -> Document:
    parsed = ParsedFeed(
        format="rss20", title="T", link=None, language=language, entries=tuple(entries)
    )
    return normalize(parsed, feed_url=FEED_URL, now=NOW, default_language=default)


def draft_of(**given: object) -> Draft:
    (draft,) = read(make_entry(**given)).drafts
    return draft


def test_makes_plain_text_of_html() -> None:
    draft = draft_of(
        title="Caf&eacute; <b>du</b>\n Port",
        summary="<p>One &amp; two</p><script>x()</script>",
        content="<p>The whole</p><p>story</p>",
    )

    assert draft.title == "Café du Port"
    assert draft.summary == "One & two"
    assert draft.text == "The whole\nstory"


@pytest.mark.parametrize("content", ["<p>A hundred people waited.</p>", "A hundred people waited."])
def test_keeps_a_text_once_that_is_summary_and_content_at_once(content: str) -> None:
    draft = draft_of(content=content)

    assert (draft.summary, draft.text) == ("A hundred people waited.", "")


@pytest.mark.parametrize(
    ("given", "title"),
    [
        ({"title": "", "summary": "<p>Short and good</p>"}, "Short and good"),
        ({"title": " <b></b> ", "summary": "", "content": "Only content"}, "Only content"),
        (
            {"title": "", "summary": "word " * 40},
            "word word word word word word word word word word word word word word word word…",
        ),
        ({"title": "", "summary": "語" * 100}, "語" * 80 + "…"),
        ({"title": "", "summary": ""}, "https://example.org/1"),
        ({"title": "", "summary": "", "link": None}, FEED_URL),
    ],
)
def test_a_missing_title_is_stood_in_for(given: dict[str, str], title: str) -> None:
    assert draft_of(**given).title == title


def test_keeps_the_link_as_it_came_beside_its_canonical_form() -> None:
    draft = draft_of(link="https://Example.org/1?utm_source=rss")

    assert draft.url == "https://Example.org/1?utm_source=rss"
    assert draft.canonical_url == "https://example.org/1"


@pytest.mark.parametrize("link", [None, "javascript:alert(1)", "tag:example.org,2026:1"])
def test_an_entry_without_a_web_page_has_no_url(link: str | None) -> None:
    draft = draft_of(link=link)

    assert (draft.url, draft.canonical_url) == (None, None)


@pytest.mark.parametrize(
    ("published", "updated", "expected"),
    [
        (EARLIER, None, EARLIER),
        (EARLIER, NOW, EARLIER),
        (None, EARLIER, EARLIER),
        (None, None, None),
        (NOW + timedelta(minutes=59), None, NOW + timedelta(minutes=59)),
        (NOW + timedelta(minutes=61), None, None),
        (NOW + timedelta(days=365), EARLIER, EARLIER),
        (datetime(1970, 1, 1, tzinfo=UTC), None, None),
        (datetime(1989, 12, 31, 23, 59, tzinfo=UTC), EARLIER, EARLIER),
        (datetime(1990, 1, 1, tzinfo=UTC), None, datetime(1990, 1, 1, tzinfo=UTC)),
    ],
)
def test_believes_a_date_only_within_reason(
    published: datetime | None, updated: datetime | None, expected: datetime | None
) -> None:
    assert draft_of(published_at=published, updated_at=updated).published_at == expected


@pytest.mark.parametrize(
    ("entry", "document", "default", "expected"),
    [
        ("fr-CA", "de", "en", "fr"),
        (None, "de-DE", "en", "de"),
        (None, None, "it", "it"),
    ],
)
def test_the_nearest_statement_of_the_language_counts(
    entry: str | None, document: str | None, default: str | None, expected: str
) -> None:
    short = make_entry(title="Taxi 4", summary="", language=entry)

    (draft,) = read(short, language=document, default=default).drafts

    assert draft.language == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("쇼이구, 평양 도착", "ko"),
        ("Шойгу прибыл в Пхеньян с официальным визитом", "ru"),
        ("Der Verteidigungsminister ist gestern in der Hauptstadt eingetroffen", "de"),
    ],
)
def test_finds_the_language_where_nobody_states_it(title: str, expected: str) -> None:
    assert draft_of(title=title, summary="").language == expected


def test_cleans_author_and_categories() -> None:
    draft = draft_of(
        author=" <b>Jule</b>\nHarms ",
        categories=(" Sea ", "<i>Sea</i>", "", "Town &amp; harbor", *map(str, range(30))),
    )

    assert draft.author == "Jule Harms"
    assert draft.categories[:3] == ("Sea", "Town & harbor", "0")
    assert len(draft.categories) == 20


def test_carries_over_what_concerns_the_document() -> None:
    parsed = ParsedFeed(
        format="atom10",
        title="A <b>title</b>",
        link=None,
        language="de-AT",
        entries=(),
        ttl=timedelta(hours=1),
        hubs=("https://hub.example/",),
        self_url="https://feeds.example/canonical.xml",
        flaw="SAXParseException: x",
    )

    document = normalize(parsed, feed_url=FEED_URL, now=NOW, default_language=None)

    assert document == Document(
        format="atom10",
        title="A title",
        language="de",
        drafts=(),
        ttl=timedelta(hours=1),
        hubs=("https://hub.example/",),
        self_url="https://feeds.example/canonical.xml",
        flaw="SAXParseException: x",
    )


@pytest.mark.parametrize(
    ("flaw", "told"),
    [
        (None, "only the newest 1 of 2,601 entries were read"),
        ("Error: x", "Error: x; only the newest 1 of 2,601 entries were read"),
    ],
)
def test_tells_how_many_entries_were_not_read(flaw: str | None, told: str) -> None:
    parsed = ParsedFeed(
        format="rss20",
        title=None,
        link=None,
        language=None,
        entries=(make_entry(),),
        flaw=flaw,
        beyond=2_600,
    )

    document = normalize(parsed, feed_url=FEED_URL, now=NOW, default_language=None)

    assert (document.flaw, document.beyond) == (told, 2_600)


def test_leaves_out_an_entry_that_says_nothing() -> None:
    empty = make_entry(id=None, link=None, title=" ", summary="<p></p>", content="")

    assert read(empty).drafts == ()


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Ferry back  in service "},
        {"summary": "<div>A hundred\n people <b>waited</b>.</div>"},
        {"link": "https://example.org/2", "id": "2", "published_at": None, "author": "Ann"},
    ],
)
def test_the_content_hash_is_of_the_words_alone(change: dict[str, object]) -> None:
    assert draft_of(**change).content_hash == draft_of().content_hash


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Ferry back in service!"},
        {"summary": "Two hundred people waited."},
        {"content": "More."},
        {"title": "Ferry back in service A", "summary": "hundred people waited."},
    ],
)
def test_another_word_is_another_content_hash(change: dict[str, object]) -> None:
    assert draft_of(**change).content_hash != draft_of().content_hash
