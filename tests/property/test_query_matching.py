"""The matcher, the judge and the evidence agree, whatever is written and wherever it stands."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitor.match import compile_query, compile_topics, judge
from monitor.match.pattern import make_pattern
from monitor.match.reading import Reading
from monitor.model import Catalog, ConceptKind, Field, Name, NameSource, Topic
from tests.support.builders import NOW, make_article, make_concept

NAMES = (
    ("Schoigu", "de"),
    ("Choïgou", "fr"),
    ("Шойгу", "ru"),
    ("쇼이구", "ko"),
    ("绍伊古", "zh"),
    ("ショイグ", "ja"),
    ("ชอยกู", "th"),
    ("شويغو", "ar"),
    ("שויגו", "he"),
    ("Sergei Shoigu", "en"),
)
CONCEPTS = (
    make_concept(
        key="shoigu",
        kind=ConceptKind.PERSON,
        names=tuple(
            Name(text=text, language=language, source=NameSource.GIVEN) for text, language in NAMES
        ),
    ),
)
FRAGMENTS = st.sampled_from(
    [
        *(name for name, _ in NAMES),
        "Schoi\u00adgus",
        "SHOIGU",
        "Sergei-Shoigu’s",
        "Нордкорея",
        "Nordkorea-Reise",
        "평양",
        "태평양",
        "평양에서",
        "平壤",
        "ﷺ",
        "Straße",
        "STRASSE",
        "missiles",
        "Missile",
        "ミサイル",
        "Kim Jong-un",
        "kim",
        "Kim",
        "पाकिस्तान",
        " ",
        " ",
        " – ",
        ". ",
        ", ",
        "\n",
        "\u200b",
        "e\u0301",
        "ß",
        "の",
        "가",
        "и\u0306",
        "\u064e",
        "“",
        "’s",
        "1",
        "-",
        "پیونگ\u200cیانگ",
    ]
)
TEXTS = st.lists(st.one_of(FRAGMENTS, st.text(max_size=2)), max_size=12).map("".join)
QUERIES = (
    "@shoigu",
    "Schoigu",
    '"Sergei Shoigu"',
    "평양",
    "平壤",
    "missil*",
    "ミサ*",
    "북*",
    "Nordkorea",
    "strasse",
    '="Straße"',
    "=Kim",
    "kim NEAR/3 @shoigu",
    "@shoigu ONEAR/5 (평양 OR 平壤 OR Nordkorea)",
    "2 OF (kim, 평양, @shoigu, missile)",
    "title:kim OR summary:@shoigu",
    "@shoigu NOT kim",
    "پیونگ‌یانگ",
    "(kim OR lang:de) AND (@shoigu OR site:example.org)",
    "lang:fr OR @shoigu",
    "source:times 平壤",
    "NOT (NOT kim)",
    "पाकिस्तान",
    "url:news OR kim",
    "tag:asia* OR 平壤",
    "1",
    '"平壤 kim" OR "Kim 平壤"',
)
TOPICS = tuple(Topic(name=f"t{n}", title="T", query=query) for n, query in enumerate(QUERIES))
COMPILED = {topic.name: compile_query(topic.query, CONCEPTS, for_topic=True) for topic in TOPICS}
CATALOG = Catalog(version=1, topics=TOPICS, concepts=CONCEPTS, silences=())
MATCHER = compile_topics(CATALOG)


@given(TEXTS, TEXTS, TEXTS)
def test_the_matcher_of_all_topics_finds_what_the_judge_of_each_finds(title, summary, text):
    article = make_article(title=title, summary=summary, text=text)

    matches = {match.topic: match.evidence for match in MATCHER.match(article, now=NOW)}

    verdicts = {name: judge(query, article, now=NOW) for name, query in COMPILED.items()}
    assert not MATCHER.broken
    assert matches == {
        name: verdict.evidence for name, verdict in verdicts.items() if verdict.matched
    }
    assert all(verdict.reason for verdict in verdicts.values())


@given(TEXTS, TEXTS, TEXTS)
def test_evidence_is_a_true_cut_of_the_article(title, summary, text):
    article = make_article(title=title, summary=summary, text=text)

    matches = MATCHER.match(article, now=NOW)

    for match in matches:
        for evidence in match.evidence:
            if evidence.field in (Field.TITLE, Field.SUMMARY, Field.TEXT):
                value = getattr(article, evidence.field)
                assert value[evidence.start : evidence.end] == evidence.text
            assert evidence.text


@given(TEXTS, st.sampled_from(NAMES), TEXTS)
def test_a_name_between_spaces_is_always_found(before, name, after):
    article = make_article(title=f"{before} {name[0]} {after}", summary="", text="")

    verdict = judge(COMPILED["t0"], article, now=NOW)

    assert verdict.matched
    assert verdict.evidence[0].concept == "shoigu"


SPELLINGS = (
    *(make_pattern(name) for name, _ in NAMES),
    *(
        make_pattern(name)
        for name in (
            "Kim",
            "Kim Jong-un",
            "پیونگ‌یانگ",
            "پیونگ یانگ",
            "كوريا الشمالية",
            "الصين",
            "평양",
            "평",
            "김정은 위원장",
            "平",
            "平壤",
            "金 正恩",
            "北朝鮮",
            "ミサイル",
            "のの",
            "Straße",
            "U.S. Army",
            "AT&T",
            "LG전자",
            "F-16",
            "पाकिस्तान",
            "צפון קוריאה",
            "ß",
            "1",
        )
    ),
    *(
        make_pattern(name, is_prefix=True)
        for name in ("missil", "북", "平", "Kim Jon", "nordk", "ミ")
    ),
)
#: Every spelling's own text, in pieces and with what may stand around it.
PIECES = st.sampled_from(
    [
        *(pattern.text for pattern in SPELLINGS if pattern),
        "و",
        "لل",
        "ב",
        "ו",
        "s",
        "주",
        "방",
        "이",
        " ",
        "-",
        "\u00ad",
        "\u200c",
        "’",
        ".",
        "・",
        "a",
        "北",
        "ー",
    ]
)


@given(
    st.lists(st.one_of(PIECES, st.text(max_size=1)), max_size=8).map("".join),
    st.sampled_from(["en", "de", "pl", "ru", "fi", "hu", "tr", "ar", "ko", None]),
)
def test_what_is_in_a_text_the_index_knows(text, language):
    article = make_article(title=text, summary="", text="", language=language)
    reading = Reading(article, NOW)
    (passage,) = reading.passages(Field.TITLE)

    for pattern in SPELLINGS:
        assert pattern is not None
        if any(pattern.find(passage)):
            assert pattern.keys & (reading.keys | reading.prefix_keys), pattern.text
