from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.errors import QuerySyntaxError
from monitor.match import compile_query, judge
from monitor.model import ConceptKind, Field, NameSource, Source
from tests.support.builders import NOW, make_article, make_concept, make_name

SHOIGU = make_concept(
    "shoigu",
    names=(
        make_name("Sergei Shoigu", language="en"),
        make_name("Schoigu", language="de"),
        make_name("Шойгу", language="ru"),
        make_name("쇼이구", language="ko"),
        make_name("Choïgou", language="fr", enabled=False),
        make_name("Shoigu", source=NameSource.DERIVED),
    ),
)
PYONGYANG = make_concept(
    "pyongyang",
    kind=ConceptKind.PLACE,
    name="Pyongyang",
    names=(
        make_name("Pyongyang", language="en"),
        make_name("Pjöngjang", language="de"),
        make_name("Пхеньян", language="ru"),
        make_name("평양", language="ko"),
        make_name("پیونگ‌یانگ", language="fa"),
    ),
)
DPRK = make_concept(
    "dprk", kind=ConceptKind.COUNTRY, name="North Korea", names=(make_name("North Korea"),)
)
CONCEPTS = (SHOIGU, PYONGYANG, DPRK)
FOUNDING = "@shoigu AND (@pyongyang OR @dprk)"


def ask(query, title="", **values):
    article = make_article(**{"title": title, "summary": "", "text": "", **values})
    return judge(compile_query(query, CONCEPTS), article, now=NOW)


@pytest.mark.parametrize(
    ("title", "summary"),
    [
        ("Schoigu in Pjöngjang eingetroffen", ""),
        ("Schoi\u00adgus Reise", "Nach Pjöng\u00adjang fliegt er am Montag."),
        ("쇼이구, 평양 도착", ""),
        ("Шойгу: «Пхеньян ждёт»", ""),
        ("SHOIGU LANDS", "The visit to North-Korea lasts a day."),
        ("Shoigu visits", "text ends with پیونگ\u200cیانگ"),
        ("Shoigu visits", "text ends with پیونگ یانگ"),
        ("Shoigu visits", "text ends with پیونگیانگ"),
    ],
)
def test_the_founding_topic_is_found_in_title_and_summary_together(title, summary):
    verdict = ask(FOUNDING, title, summary=summary)

    assert verdict.matched, verdict.reason


@pytest.mark.parametrize(
    "title",
    [
        "Schoigu reist nach Teheran",
        "Lawrow in Pjöngjang",
        "쇼이구, 태평양함대 방문",
        "Choïgou à Pyongyang",
        "a dish named shoigu in Pyongyang",
        "Shoiguland near Pyongyang",
    ],
)
def test_what_the_founding_topic_does_not_ask_for_is_not_found(title):
    assert not ask(FOUNDING, title).matched


def test_evidence_says_which_name_where_and_in_which_language():
    verdict = ask(FOUNDING, "Schoi\u00adgus Ankunft", summary="Er ist in Pjöngjang.", language="de")

    first, second = verdict.evidence
    assert (first.field, first.start, first.end, first.text) == (
        Field.TITLE,
        0,
        9,
        "Schoi\u00adgus",
    )
    assert (first.name, first.concept, first.language) == ("Schoigu", "shoigu", "de")
    assert (second.field, second.text) == (Field.SUMMARY, "Pjöngjang")
    assert "Er ist in Pjöngjang."[second.start : second.end] == "Pjöngjang"


def test_the_longest_of_overlapping_names_is_the_evidence():
    verdict = ask("@shoigu", "Sergei Shoigu landed, Shoigu said")

    assert [evidence.text for evidence in verdict.evidence] == ["Sergei Shoigu", "Shoigu"]


def test_the_name_of_the_articles_language_is_named_where_spellings_are_equal():
    place = make_concept(
        "x",
        kind=ConceptKind.PLACE,
        names=(make_name("Pjongjang", language="fi"), make_name("Pjöngjang", language="de")),
    )
    query = compile_query("@x", [place])

    def named(title, language):
        article = make_article(title=title, summary="", language=language)
        (evidence,) = judge(query, article, now=NOW).evidence
        return evidence.language

    assert named("PJÖNGJANG", "de") == "de"
    assert named("PJÖNGJANG", "fi") == "fi"
    assert named("Pjöngjang", "sv") == "de"


def test_a_name_that_stands_everywhere_is_recorded_ten_times_a_field():
    verdict = ask("kim", "kim", text="kim " * 200)

    fields = [evidence.field for evidence in verdict.evidence]
    assert (fields.count(Field.TITLE), fields.count(Field.TEXT)) == (1, 10)


def test_what_is_excluded_is_no_evidence():
    verdict = ask("kim OR (shoigu NOT lavrov)", "Kim and Shoigu meet Lavrov")

    assert [evidence.text for evidence in verdict.evidence] == ["Kim"]


@pytest.mark.parametrize(
    ("title", "is_found"),
    [
        ("Kim of Seoul meets Lavrov", True),
        ("Lavrov meets a Seoul man: Kim", True),
        ("Kim. one two three four five Lavrov", False),
    ],
)
def test_near_may_be_chained(title, is_found):
    assert ask("kim NEAR/3 seoul NEAR/3 lavrov", title).matched is is_found


def test_near_does_not_cross_fields():
    assert not ask("kim NEAR/5 lavrov", "Kim", summary="Lavrov").matched
    assert ask("kim NEAR/5 lavrov", "Kim", summary="Lavrov, Kim").matched


@pytest.mark.parametrize(
    ("query", "text", "is_found"),
    [
        ("绍伊古 NEAR/3 平壤", "绍伊古访问平壤", True),
        ("绍伊古 NEAR/3 平壤", "绍伊古会见了俄罗斯外交部长之后去了平壤", False),
        ("쇼이구 NEAR/2 평양", "쇼이구가 오늘 평양에", True),
    ],
)
def test_near_counts_words_where_there_are_no_spaces(query, text, is_found):
    assert ask(query, text).matched is is_found


@pytest.mark.parametrize(
    ("query", "values"),
    [
        ("site:example.co", {"url": "https://www.example.co/a", "canonical_url": None}),
        ("site:https://www.example.co/", {"url": "https://www.example.co/a"}),
        ("site:bücher.example", {"url": "https://xn--bcher-kva.example/a"}),
        ("source:agency", {"source": Source(name="Times", family="World Agency")}),
        ('tag:"east asia"', {"tags": ("europe", "East Asia")}),
        ("author:@shoigu", {"author": "Sergei Shoigu"}),
        ("lang:zh-Hant", {"language": "zh"}),
        ("feed:RSS.xml", {"feeds": ("https://a.example/x", "https://b.example/rss.xml")}),
        ("category:(sport OR politics)", {"categories": ("World", "Politics")}),
        ("kim published:>2026-11-23", {"published_at": None}),
    ],
)
def test_fields_look_at_the_facts_around_an_article(query, values):
    with_it = ask(query, "Kim", **values)
    without = ask(
        query,
        "Kim",
        url=None,
        canonical_url=None,
        feeds=(),
        language=None,
        published_at=NOW - timedelta(days=400),
    )

    assert with_it.matched, with_it.reason
    assert with_it.evidence
    assert not without.matched


def test_a_site_is_no_end_of_another_sites_name():
    assert not ask("site:example.org", url="https://badexample.org/x", canonical_url=None).matched


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("@shoigo", "did you mean @shoigu?"),
        ("kim AND @zzzzzz", "monitor concepts list"),
        ("lang:@shoigu", "no concept"),
        ("NOT kim", "everything but"),
        ("NOT kim NOT shoigu", "everything but"),
        ("kim OR NOT shoigu", "everything but"),
        ("2 OF (kim, NOT a, NOT b)", "everything but"),
        ("since:7d", "everything but"),
        ("published:>2026-01-01 NOT kim", "everything but"),
    ],
)
def test_refuses_what_cannot_be_bound_or_answered(query, expected):
    with pytest.raises(QuerySyntaxError) as caught:
        compile_query(query, CONCEPTS)

    assert expected in f"{caught.value.expected}; {caught.value.hint}"


def test_an_unknown_concept_is_pointed_at():
    with pytest.raises(QuerySyntaxError) as caught:
        compile_query("kim AND @shoigo", CONCEPTS)

    assert (caught.value.position, caught.value.end) == (8, 15)


@pytest.mark.parametrize(
    "query",
    ["kim NOT shoigu", "NOT (NOT kim)", "2 OF (kim, lavrov, NOT b)", "lang:de", "site:x.org"],
)
def test_accepts_what_names_something(query):
    assert str(compile_query(query, CONCEPTS))


def test_a_search_may_ask_for_everything_but():
    query = compile_query("since:7d NOT kim", CONCEPTS, for_topic=False)

    verdict = judge(query, make_article(title="Lavrov"), now=NOW)

    assert verdict.matched
    assert verdict.evidence == ()


def test_a_concept_without_names_is_never_found():
    empty = make_concept("empty", names=(make_name("Kim", enabled=False),))

    verdict = judge(compile_query("@empty", [empty]), make_article(title="Kim"), now=NOW)

    assert verdict.reason == "@empty not found"
