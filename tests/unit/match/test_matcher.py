from __future__ import annotations

import pytest

from monitor.errors import QuerySyntaxError
from monitor.match import compile_query, compile_topics
from monitor.match.anchor import find_anchor
from monitor.model import Catalog, Concept, Field, Source, Topic
from tests.support.builders import NOW, make_article, make_concept, make_name, make_topic


def make_matcher(*topics: Topic, concepts: tuple[Concept, ...] = ()):
    return compile_topics(Catalog(version=1, topics=topics, concepts=concepts, silences=()))


def names(matches):
    return [match.topic for match in matches]


def test_says_which_topics_match_in_the_order_of_the_catalog():
    matcher = make_matcher(
        make_topic("second", query="pyongyang"),
        make_topic("none", query="tehran"),
        make_topic("first", query="shoigu"),
    )

    matches = matcher.match(make_article(title="Shoigu in Pyongyang", summary=""), now=NOW)

    assert names(matches) == ["second", "first"]
    assert [evidence.text for match in matches for evidence in match.evidence] == [
        "Pyongyang",
        "Shoigu",
    ]
    assert matches[0].article_id == make_article().id


def test_a_broken_topic_is_named_and_the_others_work():
    matcher = make_matcher(
        make_topic("broken", query="shoigu AND"),
        make_topic("unknown", query="@nobody"),
        make_topic("everything", query="NOT shoigu"),
        make_topic("works", query="shoigu"),
    )

    matches = matcher.match(make_article(title="Shoigu"), now=NOW)

    assert names(matches) == ["works"]
    assert set(matcher.broken) == {"broken", "unknown", "everything"}
    assert all(isinstance(error, QuerySyntaxError) for error in matcher.broken.values())


def test_a_paused_topic_is_left_out():
    matcher = make_matcher(make_topic("paused", query="shoigu", paused_at=NOW))

    assert matcher.match(make_article(title="Shoigu"), now=NOW) == ()
    assert not matcher.broken


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("missil*", "Missiles"),
        ("missil* AND lang:en", "Missiles"),
        ("평양", "주평양 대사관"),
        ("壤", "平壤"),
        ("lang:en", "x"),
        ("country:KP", "x"),
        ("site:example", "x"),
        ("url:arrival", "x"),
        ("source:times", "x"),
        ("source:tim*", "x"),
        ("tag:asia", "x"),
        ("2 OF (NOT a, kim, shoigu)", "Kim"),
        ("kim OR url:arrival", "x"),
        ("NOT (NOT kim)", "Kim"),
        ("(NOT (lavrov NOT kim)) AND shoigu", "Shoigu"),
        ("kim published:>2026-01-01", "Kim"),
        ("title:평양", "평양에서"),
        ("@shoigu", "쇼이구가"),
    ],
)
def test_every_kind_of_query_is_found_among_many(query, title):
    others = [make_topic(f"other-{n}", query=f"nothing{n} AND kim") for n in range(50)]
    matcher = make_matcher(*others, make_topic("asked", query=query), concepts=(make_concept(),))
    article = make_article(
        title=title, summary="", source=Source(name="Example Times", country="KP"), tags=("asia",)
    )

    assert names(matcher.match(article, now=NOW)) == ["asked"]


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("kim AND pyongyang", {"pyongyang"}),
        ("kim NOT pyongyang", {"kim"}),
        ("kim OR shoigu", {"kim", "shoigu"}),
        ("kim NEAR/3 shoigu", {"shoigu"}),
        ("2 OF (kim, lavrov, pyongyang)", {"lavrov", "pyongyang"}),
        ('"kim in pyongyang"', {"pyongyang"}),
        ("missil*", {"mis*"}),
        ("평양에", {"평양"}),
        ("site:example.org kim", {"kim"}),
        ("lang:de kim", {"kim"}),
    ],
)
def test_a_topic_is_filed_under_its_rarest_words(query, keys):
    anchor = find_anchor(compile_query(query, ()).plan)

    assert anchor is not None
    assert anchor.keys == keys


def test_a_topic_that_names_only_addresses_is_asked_of_every_article():
    assert find_anchor(compile_query("url:visit", ()).plan) is None
    assert find_anchor(compile_query("kim OR url:visit", ()).plan) is None


def test_evidence_of_facts_is_shown_too():
    matcher = make_matcher(make_topic(query="lang:en AND source:times"))

    (match,) = matcher.match(make_article(), now=NOW)

    assert [(evidence.field, evidence.text) for evidence in match.evidence] == [
        (Field.SOURCE, "Times"),
        (Field.LANG, "en"),
    ]


def test_topics_share_what_a_concept_costs():
    concept = make_concept(names=(make_name("Shoigu"),))
    topics = [make_topic(f"t{n}", query="@shoigu AND kim") for n in range(3)]
    matcher = make_matcher(*topics, concepts=(concept,))

    matches = matcher.match(make_article(title="Kim, Shoigu"), now=NOW)

    assert names(matches) == ["t0", "t1", "t2"]
    assert len({match.evidence for match in matches}) == 1


def compile_after(earlier, *topics, concepts=()):
    catalog = Catalog(version=2, topics=topics, concepts=concepts, silences=())
    return compile_topics(catalog, earlier=earlier)


def test_takes_over_what_has_not_changed():
    kept, changed = make_topic("kept", query="kim AND seoul"), make_topic("new", query="lavrov")
    before = make_matcher(kept, make_topic("new", query="shoigu"))

    after = compile_after(before, kept, changed)

    assert after.topics[0][1] is before.topics[0][1]
    assert names(after.match(make_article(title="Lavrov in Seoul with Kim"), now=NOW)) == [
        "kept",
        "new",
    ]


def test_a_changed_concept_changes_the_topics_that_name_it():
    topics = (make_topic("a", query="@shoigu"), make_topic("b", query="kim"))
    old = make_concept(names=(make_name("Shoigu"),))
    new = make_concept(names=(make_name("Schoigu", language="de"), make_name("Лавров")))
    before = make_matcher(*topics, concepts=(old,))

    after = compile_after(before, *topics, concepts=(new,))
    gone = compile_after(after, *topics)

    assert names(after.match(make_article(title="Лавров в Москве"), now=NOW)) == ["a"]
    assert after.topics[1][1] is before.topics[1][1]
    assert list(gone.broken) == ["a"]
    assert not compile_after(gone, *topics, concepts=(old,)).broken
