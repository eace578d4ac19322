"""Lint asks receivers, feeds and articles as well as queries and names."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.errors import NotFound
from monitor.manage.linting import Finding, lint_topics, tell_finding
from monitor.model import ConceptKind, DoubtReason, Examples
from monitor.store import Store
from tests.support.builders import (
    NOW,
    make_concept,
    make_draft,
    make_feed_spec,
    make_name,
    make_source,
    make_topic,
)
from tests.support.scenes import store_articles

if TYPE_CHECKING:
    from collections.abc import Iterator

R = DoubtReason
TAKES_ALL = (
    "warning: not: NOT test excludes 20 of the 20 articles that the rest of the query finds; "
    "exclude something narrower, such as NOT title:…"
)


@pytest.fixture
def memory() -> Iterator[Store]:
    with Store("sqlite://") as store:
        store.upgrade(now=NOW)
        yield store


def lint(store: Store, *names: str) -> tuple[Finding, ...]:
    since = timedelta(days=30)
    return lint_topics(store, names, receivers=["desk"], since=since, now=NOW)


def reasons(store: Store, *names: str) -> set[tuple[str | None, DoubtReason]]:
    return {(one.topic or one.concept, one.doubt.reason) for one in lint(store, *names)}


def topic(name: str, query: str = "missile", **values: object):
    return make_topic(name, query=query, **{"receivers": ("desk",), **values})


def test_tells_problems_and_warnings_of_stored_topics(memory: Store) -> None:
    memory.save_catalog(
        topics=[
            topic("good"),
            topic("gone", receivers=("desc",)),
            topic("broken", "@absent"),
            topic("quiet", receivers=()),
            topic("wrong", examples=Examples(match=("Sunshine",))),
        ],
        now=NOW,
    )

    found = lint(memory)

    assert {(one.topic, one.doubt.reason, one.is_problem) for one in found} == {
        ("gone", R.UNKNOWN_RECEIVER, True),
        ("broken", R.BROKEN_QUERY, True),
        ("quiet", R.NO_RECEIVER, False),
        ("wrong", R.BROKEN_EXAMPLE, True),
    }
    assert next(one.doubt for one in found if one.topic == "gone").remedy == "did you mean `desk`?"


def test_shows_a_broken_query_with_carets_under_the_place(memory: Store) -> None:
    memory.save_catalog(topics=[topic("broken", "kim AND @absent")], now=NOW)

    (finding,) = lint(memory)

    assert list(tell_finding(finding)) == [
        "problem: broken: there is no concept @absent; monitor concepts list shows the known ones",
        "  kim AND @absent",
        "          ^^^^^^^",
    ]


def test_doubts_facts_that_no_feed_has(memory: Store) -> None:
    source = make_source(country="DE")
    memory.save_feeds([make_feed_spec(source=source, tags=("asia",))], now=NOW)
    memory.save_catalog(
        topics=[topic("a", "missile tag:asia country:DE"), topic("b", "missile tag:africa")],
        now=NOW,
    )

    assert reasons(memory) == {("b", R.UNKNOWN_FACT)}


def test_without_feeds_no_fact_is_doubted(memory: Store) -> None:
    memory.save_catalog(topics=[topic("b", "missile tag:africa")], now=NOW)

    assert reasons(memory) == set()


def test_counts_stars_and_nots_in_the_articles_of_the_last_days(memory: Store) -> None:
    drafts = [
        make_draft(f"a{number}", title=f"Missile inter{chr(97 + number)}x test", summary="")
        for number in range(20)
    ]
    store_articles(memory, *drafts)
    memory.save_catalog(
        topics=[topic("star", "inter* AND lavrov"), topic("not", "missile NOT test")], now=NOW
    )

    assert reasons(memory) == {("star", R.WIDE_WILDCARD), ("not", R.UNSELECTIVE_NOT)}
    assert reasons(memory, "not") == {("not", R.UNSELECTIVE_NOT)}
    told = {one.topic: next(tell_finding(one)) for one in lint(memory)}
    assert told["star"].startswith(
        "warning: star: inter* stands for 20 words in 20 of the last 20 articles (inter"
    )
    assert told["star"].endswith(", …); write more letters, or the words themselves")
    assert told["not"] == TAKES_ALL


def test_names_concepts_that_no_topic_uses_and_those_that_lack_a_language(memory: Store) -> None:
    term = make_concept("rocket", kind=ConceptKind.TERM, names=(make_name("rocket"),))
    memory.save_catalog(
        topics=[topic("t", "@Rocket OR @rocket-2")],
        concepts=[
            term,
            make_concept("rocket-2", names=(make_name("Werner Braun"),)),
            make_concept("rock", names=(make_name("Helmut Rock"),)),
        ],
        now=NOW,
    )
    store_articles(memory, make_draft("a", title="Ракета", language="ru"))

    assert reasons(memory) == {
        ("rocket", R.NO_NAME_IN_LANGUAGE),
        ("rock", R.UNUSED_CONCEPT),
    }
    assert reasons(memory, "t") == {("rocket", R.NO_NAME_IN_LANGUAGE)}


def test_names_the_nearest_topic_for_one_that_does_not_exist(memory: Store) -> None:
    memory.save_catalog(topics=[topic("shoigu")], now=NOW)

    with pytest.raises(NotFound) as caught:
        lint(memory, "shogu")

    assert caught.value.__notes__ == ["did you mean shoigu?"]
