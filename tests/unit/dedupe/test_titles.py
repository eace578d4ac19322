"""One title of one publisher is one article, unless dates or texts say otherwise."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from monitor.dedupe.titles import judge_title, title_key
from monitor.model import ArticleId, KnownTitle
from tests.support.builders import NOW, digest, make_draft, make_source

TITLE = "Shoigu arrives in Pyongyang for talks on security"
TEXT = "The secretary of the security council was met at the airport by the foreign minister."
OTHER_TEXT = "Rain is expected in the north, with strong winds along the coast until the evening."
HOUR = timedelta(hours=1)


def known_title(**values: Any) -> KnownTitle:
    defaults: dict[str, Any] = {
        "article_id": ArticleId(1),
        "canonical_url": "https://times.example/asia/arrival",
        "published_at": NOW - HOUR,
        "first_seen_at": NOW - HOUR,
        "summary": TEXT,
        "text": "",
        "content_hash": digest("known"),
        "length": 100,
    }
    return KnownTitle(**{**defaults, **values})


def draft(**values: Any) -> Any:
    return make_draft(**{"title": TITLE, "summary": TEXT, "published_at": NOW - HOUR, **values})


@pytest.mark.parametrize(
    ("shown", "kept", "same", "reason"),
    [
        pytest.param({}, {}, True, "the same text", id="all the same"),
        pytest.param({"summary": ""}, {}, True, "nothing that speaks against it", id="no teaser"),
        pytest.param(
            {"summary": TEXT[:60]}, {"text": TEXT * 3}, True, "the same text", id="a teaser of it"
        ),
        pytest.param({"summary": OTHER_TEXT}, {}, False, "another text", id="another text"),
        pytest.param(
            {"published_at": NOW - 25 * HOUR}, {}, False, "24 h apart", id="a column of the day"
        ),
        pytest.param(
            {"published_at": NOW - 22 * HOUR}, {}, False, "21 h apart", id="twenty hours and more"
        ),
        pytest.param(
            {"published_at": NOW - 20 * HOUR}, {}, True, "19 h apart", id="nineteen hours"
        ),
        pytest.param(
            {"published_at": None},
            {"first_seen_at": NOW - 30 * HOUR},
            True,
            "the same text",
            id="undated, the same text a day later",
        ),
        pytest.param(
            {"published_at": None, "summary": ""},
            {"first_seen_at": NOW - 30 * HOUR},
            False,
            "30 h apart",
            id="undated, without a text, a day later",
        ),
        pytest.param(
            {"title": "Weather", "summary": ""}, {}, False, "it is short", id="a short title alone"
        ),
        pytest.param({"title": "Weather"}, {}, True, "the same text", id="a short title, one text"),
        pytest.param(
            {"title": "쇼이구 러시아 안보회의 서기 평양 도착", "summary": ""},
            {},
            True,
            "nothing that speaks",
            id="few Korean words say enough",
        ),
        pytest.param(
            {"title": "習近平同志抵達平壤", "summary": ""}, {}, False, "it is short",
            id="nine Chinese signs do not",
        ),
        pytest.param(
            {"published_at": NOW - timedelta(days=90)},
            {"published_at": NOW - timedelta(days=90), "first_seen_at": NOW - timedelta(days=90)},
            True,
            "the same text",
            id="an old article that comes back",
        ),
    ],
)  # fmt: skip
def test_one_title_is_one_article_unless_dates_or_texts_say_otherwise(
    shown: dict[str, Any], kept: dict[str, Any], same: bool, reason: str
) -> None:
    verdict = judge_title(draft(**shown), known_title(**kept), now=NOW)

    assert verdict.same is same
    assert reason in verdict.reason


def test_counters_and_spaces_make_no_other_text() -> None:
    shown = draft(summary=f"{TEXT.upper()}\n\n 1,204 comments · Updated: 24.11.2026, 12:31")

    assert judge_title(shown, known_title(), now=NOW).same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"title": "Shoigu lands"}, {"title": "SHOIGU  lands!"}),
        ({"title": "Shoigu lands"}, {"title": "Shoigu lands | Example Times"}),
        ({"title": "Shoigu lands"}, {"title": "Shoigu lands – Times"}),
        (
            {"canonical_url": "https://times.example/world/1"},
            {"canonical_url": "https://asia.times.example/2"},
        ),
    ],
)
def test_a_publishers_title_has_one_key(one: dict[str, Any], other: dict[str, Any]) -> None:
    keys = {title_key(make_draft(**values), make_source()) for values in (one, other)}

    assert len(keys) == 1
    assert keys != {None}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"title": "Shoigu lands"}, {"title": "Shoigu leaves"}),
        ({"title": "Shoigu lands"}, {"title": "Shoigu lands | Post"}),
        ({"title": "12 dead"}, {"title": "13 dead"}),
        (
            {"canonical_url": "https://times.example/1"},
            {"canonical_url": "https://post.example/1"},
        ),
    ],
)
def test_other_titles_and_other_publishers_have_other_keys(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    first, second = (title_key(make_draft(**values), make_source()) for values in (one, other))

    assert first != second


@pytest.mark.parametrize(
    ("url", "names", "same"),
    [
        ("https://youtube.com/watch?v=dQw4w9WgXcQ", ("Channel one", "Channel two"), False),
        ("https://times.example/1", ("Times World", "Times Asia"), True),
        (None, ("Times World", "Times Asia"), False),
    ],
)
def test_where_many_publish_the_source_counts_too(
    url: str | None, names: tuple[str, str], same: bool
) -> None:
    shown = make_draft(canonical_url=url)
    first, second = (title_key(shown, make_source(name=name)) for name in names)

    assert (first == second) is same


def test_a_family_is_one_publisher_whatever_its_domains() -> None:
    source = make_source(family="example press")
    first, second = (
        title_key(make_draft(canonical_url=f"https://{host}/1"), source)
        for host in ("times.example", "post.example")
    )

    assert first == second


@pytest.mark.parametrize("values", [{"title": "…"}, {"leads_on": True}])
def test_what_names_no_publisher_or_says_nothing_has_no_key(values: dict[str, Any]) -> None:
    assert title_key(make_draft(**values), make_source()) is None
