from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.errors import QuerySyntaxError
from monitor.match import compile_query, judge, lint, lint_concept, lint_facts, take_census
from monitor.match.branches import implies
from monitor.match.homonyms import find_homonyms
from monitor.match.parser import parse_query
from monitor.model import ConceptKind, DoubtReason, NameSource, Source
from tests.support.builders import NOW, make_article, make_concept, make_name

R = DoubtReason
CONCEPTS = (
    make_concept("shoigu"),
    make_concept("dprk", kind=ConceptKind.COUNTRY, names=(make_name("North Korea"),)),
    make_concept("pyongyang", kind=ConceptKind.PLACE, names=(make_name("Pyongyang"),)),
    make_concept("empty", names=(make_name("Kim", enabled=False),)),
)


def doubts_of(query):
    return [(doubt.reason, query[doubt.start : doubt.end]) for doubt in lint(query, CONCEPTS)]


@pytest.mark.parametrize(
    ("query", "reason", "place"),
    [
        ("kim and shoigu", R.SMALL_OPERATOR, "and"),
        ("Or kim", R.SMALL_OPERATOR, "Or"),
        ("kim near shoigu", R.SMALL_OPERATOR, "near"),
        ("abc OR b AND cde", R.MIXED_OPERATORS, "abc OR b AND cde"),
        ("abc b OR cde", R.MIXED_OPERATORS, "abc b OR cde"),
        ('kim "missil* test"', R.STAR_IN_QUOTES, '"missil* test"'),
        ("kim AND @empty", R.NO_NAMES, "@empty"),
        # A name that is also a word.
        ("조선 AND missile", R.PART_OF_WORDS, "조선"),
        ("missile AND Rim", R.COMMON_WORD, "Rim"),
        ("Sisi AND Gaza", R.COMMON_WORD, "Sisi"),
        ("Того AND переворот", R.COMMON_WORD, "Того"),
        ("رئيسي AND إيران", R.COMMON_WORD, "رئيسي"),
        ("中 AND 朝鲜", R.PART_OF_WORDS, "中"),
        # Capitals that are found in small letters.
        ("WHO AND vaccine", R.ABBREVIATION, "WHO"),
        ("missile AND США", R.ABBREVIATION, "США"),
        # A star after too little.
        ("missile AND kor*", R.WIDE_WILDCARD, "kor*"),
        ("平*", R.WIDE_WILDCARD, "平*"),
        # What can never be.
        ("kim NOT kim", R.NEVER_MATCHES, "NOT kim"),
        ('"sergei shoigu" NOT Shoigu', R.NEVER_MATCHES, "NOT Shoigu"),
        ("missile NOT missil*", R.NEVER_MATCHES, "NOT missil*"),
        ("@shoigu AND lavrov NOT (@shoigu OR kim)", R.NEVER_MATCHES, "NOT (@shoigu OR kim)"),
        ("title:kim NOT kim", R.NEVER_MATCHES, "NOT kim"),
        ("kim NEAR/3 moon NOT moon", R.NEVER_MATCHES, "NOT moon"),
        ("missile lang:de lang:fr", R.NEVER_MATCHES, "lang:fr"),
        ("missile lang:(de OR fr) lang:en", R.NEVER_MATCHES, "lang:en"),
        ("missile country:KP country:KR", R.NEVER_MATCHES, "country:KR"),
        (
            "missile published:>2026-05-01 published:<2026-04-01",
            R.NEVER_MATCHES,
            "published:<2026-04-01",
        ),
        (
            "missile published:2026-05-01 published:>2026-05-01",
            R.NEVER_MATCHES,
            "published:>2026-05-01",
        ),
        ("lavrov OR (kim NOT kim)", R.NEVER_MATCHES, "NOT kim"),
        # What changes nothing.
        ("kim OR lavrov OR kim", R.ADDS_NOTHING, "kim"),
        ('shoigu OR "sergei shoigu"', R.ADDS_NOTHING, '"sergei shoigu"'),
        ("missile OR missil*", R.ADDS_NOTHING, "missile"),
        ('shoigu AND "sergei shoigu"', R.ADDS_NOTHING, "shoigu"),
        ("kim AND (kim OR lavrov)", R.ADDS_NOTHING, "kim OR lavrov"),
        ("kim OR (kim AND lavrov)", R.ADDS_NOTHING, "kim AND lavrov"),
        ("title:kim OR kim", R.ADDS_NOTHING, "title:kim"),
        ("2 OF (kim, lavrov, kim)", R.ADDS_NOTHING, "kim"),
        # A NOT of what is everywhere.
        ("missile NOT in", R.UNSELECTIVE_NOT, "NOT in"),
        ("missile -inc*", R.UNSELECTIVE_NOT, "-inc*"),
        # What a search asks of every article.
        ("NOT kim", R.ASKS_ALL, "NOT kim"),
        ("tag:asia OR kim", R.ASKS_ALL, "tag:asia OR kim"),
        ("published:>2026-05-01", R.ASKS_ALL, "published:>2026-05-01"),
        # Letters that the language does not use.
        ("shoigu lang:ru", R.OTHER_SCRIPT, "shoigu"),
        ("(Шойгу OR shoigu) AND lang:(ru OR uk)", R.OTHER_SCRIPT, "shoigu"),
        ("Шойгу AND lang:de", R.OTHER_SCRIPT, "Шойгу"),
    ],
)
def test_warns_of_what_is_probably_not_meant_and_points_at_it(query, reason, place):
    assert doubts_of(query) == [(reason, place)]


@pytest.mark.parametrize(
    "query",
    [
        "@shoigu AND (@pyongyang OR @dprk)",
        "abc OR (bcd AND cde)",
        "(abc bcd) OR cde",
        '"and" kim',
        "tag:asia kim",
        "since:7d NOT kim",
        "lang:de",
        "missile NOT (test NEAR/3 cricket)",
        '="WHO" AND vaccine',
        "rim AND wheel",
        "NATO* OR alliance",
        "missil* AND 平壤*",
        "kim NOT title:kim",
        'moon NOT "moon landing"',
        "missile lang:de",
        "missile (lang:de OR lang:fr)",
        "missile published:>2026-05-01 published:<=2026-05-02",
        "Шойгу lang:ru",
        "MH370 lang:ru",
        "2 OF (kim, lavrov, shoigu)",
        "missile NOT lang:en",
        "평양 OR 平壤",
        "country:KP missile",
    ],
)
def test_is_silent_where_all_is_plain(query):
    assert doubts_of(query) == []


def test_says_what_was_found_and_what_to_do():
    (doubt,) = lint("kim and shoigu", CONCEPTS)

    assert doubt.found == "“and” is looked for as a word"
    assert doubt.remedy == "the operator is AND"
    assert str(doubt) == "“and” is looked for as a word; the operator is AND"
    assert not doubt.is_problem


TOGO = (
    "Того is also a word: “of that” (ru), “of that” (uk); "
    'write ="Того", add another term, or take a @concept'
)
EVERYWHERE = (
    "NOT in excludes much that it is not meant for; exclude longer words, or a field: NOT title:…"
)
NO_INSTANT = (
    "no instant lies within published:>2026-05-01 and published:<2026-04-01; this can never match"
)
ASKS_ALL = (
    "it names nothing that all it finds must hold, so a search asks every article; "
    "add a word, a name, lang: or site:, or a time as in since:7d"
)
#: A query, and what a person is told of it.
TOLD = [
    ("조선 AND missile", "조선 is also a part of 조선소 (shipyard); add NOT 조선소"),
    ("中 AND 朝鲜", "中 is a part of many words; write a longer name"),
    ("WHO AND vaccine", 'WHO is also found in small letters; write ="WHO"'),
    ("Того AND переворот", TOGO),
    (
        "missile AND kor*",
        "kor* stands for every word that begins so; write more letters, or the words",
    ),
    (
        '"sergei shoigu" NOT Shoigu',
        '"sergei shoigu" always brings Shoigu, which NOT excludes; this can never match',
    ),
    ("missile lang:de lang:fr", "lang:de and lang:fr exclude each other; join them with OR"),
    ("lavrov OR (missile published:>2026-05-01 published:<2026-04-01)", NO_INSTANT),
    ("missile NOT in", EVERYWHERE),
    ("source:reuters", ASKS_ALL),
]


@pytest.mark.parametrize(("query", "told"), TOLD)
def test_tells_a_person_what_is_doubtful_and_what_to_do(query, told):
    assert list(map(str, lint(query, CONCEPTS))) == [told]


def test_says_in_which_language_a_name_is_a_word():
    (doubt,) = lint("missile AND Lima", CONCEPTS)

    assert "“five” (id)" in doubt.found
    assert "“file”" not in doubt.found


def test_refuses_what_cannot_be_read():
    with pytest.raises(QuerySyntaxError):
        lint("kim AND", CONCEPTS)


def test_a_long_list_of_what_is_not_wanted_is_looked_through_quickly():
    query = f"(kim OR {' OR '.join(f'a{n}' for n in range(400))})"
    query += "".join(f" NOT b{n}" for n in range(400)) + " AND moon NOT moon"

    assert doubts_of(query) == [(R.NEVER_MATCHES, "NOT moon")]


def test_a_long_list_is_looked_through_quickly():
    query = " OR ".join(f"a{number}" for number in range(1_000)) + " OR a7"

    assert doubts_of(query) == [(R.ADDS_NOTHING, "a7")]


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        ("a1 AND b1", "a1", True),
        ("a1", "a1 OR b1", True),
        ("a1 OR b1", "a1", False),
        ("NOT a1", 'NOT "a1 b1"', True),
        ('NOT "a1 b1"', "NOT a1", False),
        ('="Kim"', "kim", True),
        ("kim", '="Kim"', False),
        ('="Kim Jong"', "kim", False),
        ('"kim jong un"', '"jong un"', True),
        ('"kim jong un"', '"kim un"', False),
        ("missil*", "missile", False),
        ("summary:kim", "title:kim", False),
        ("source:kim", "kim", False),
        ("lang:de", "lang:(de OR fr)", True),
    ],
)
def test_knows_what_implies_what(one, other, answer):
    assert implies(parse_query(one).root, parse_query(other).root) is answer


@pytest.mark.parametrize(
    ("kind", "names", "reason", "said"),
    [
        (ConceptKind.PERSON, [make_name("Sisi")], R.COMMON_WORD, "“we” (sw)"),
        (
            ConceptKind.PERSON,
            [make_name("Donald Trump"), make_name("Trump", source=NameSource.DERIVED)],
            R.COMMON_WORD,
            "“outdo” (en)",
        ),
        (
            ConceptKind.COUNTRY,
            [make_name("조선", source=NameSource.CLDR)],
            R.PART_OF_WORDS,
            "조선소",
        ),
        (ConceptKind.PLACE, [make_name("Rim")], R.COMMON_WORD, "“an edge” (en)"),
        (ConceptKind.ORGANIZATION, [make_name("WHO")], R.ABBREVIATION, "small letters"),
        (ConceptKind.PERSON, [make_name("Sergei")], R.GIVEN_NAME, "called Sergei"),
        (ConceptKind.PERSON, [make_name("Kim", enabled=False)], R.NO_NAMES, "switched on"),
    ],
)
def test_doubts_names_that_are_something_else(kind, names, reason, said):
    concept = make_concept("it", kind=kind, names=tuple(names))

    (doubt,) = lint_concept(concept)

    assert doubt.reason is reason
    assert said in doubt.found


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (ConceptKind.PLACE, [make_name("Rim", language="hr", source=NameSource.CLDR)]),
        (ConceptKind.COUNTRY, [make_name("Turkey", language="en", source=NameSource.CLDR)]),
        (ConceptKind.ORGANIZATION, [make_name("WHO", source=NameSource.WIKIDATA)]),
        (ConceptKind.PERSON, [make_name("Sergei Shoigu"), make_name("쇼이구", language="ko")]),
    ],
)
def test_does_not_doubt_names_that_are_looked_for_so_that_nothing_is_mistaken(kind, names):
    assert lint_concept(make_concept("it", kind=kind, names=tuple(names))) == ()


@pytest.mark.parametrize(
    ("kind", "names", "missing"),
    [
        (ConceptKind.TERM, [make_name("missile")], "de, ru, ko, km"),
        (
            ConceptKind.TERM,
            [make_name("missile"), make_name("Rakete", language="de")],
            "ru, ko, km",
        ),
        (ConceptKind.PERSON, [make_name("Sergei Shoigu")], "km"),
        (ConceptKind.PLACE, [make_name("Pyongyang"), make_name("Пхеньян")], "ko, km"),
    ],
)
def test_says_in_which_languages_of_the_feeds_a_concept_has_no_name(kind, names, missing):
    concept = make_concept("it", kind=kind, names=tuple(names))

    (doubt,) = lint_concept(concept, languages=("en", "de", "ru", "ko", "km"))

    assert doubt.reason is R.NO_NAME_IN_LANGUAGE
    assert doubt.found.endswith(f": {missing}")


def test_doubts_facts_that_no_feed_has():
    feeds = [
        make_article(source=Source(name="Times", country="GB"), feeds=("https://a.example/x",)),
        make_article(source=Source(name="Post", family="Post Group"), tags=("asia desk",)),
    ]
    query = "missile AND (source:times OR source:herald OR tag:asia OR tag:afrika OR country:KP)"

    found = lint_facts({"t": query}, CONCEPTS, feeds, now=NOW)["t"]

    assert [query[one.start : one.end] for one in found] == [
        "source:herald",
        "tag:afrika",
        "country:KP",
    ]
    assert {one.reason for one in found} == {R.UNKNOWN_FACT}


def count_in(query, titles):
    articles = [make_article(title=title, summary="") for title in titles]
    return take_census({"t": query}, CONCEPTS, articles, now=NOW).get("t", ())


def test_doubts_a_not_that_takes_away_most_of_what_the_rest_finds():
    titles = [*["Missile test in Korea"] * 8, *["Missile lands"] * 4, *["Weather"] * 40]

    (doubt,) = count_in("missile NOT korea", titles)

    assert doubt.reason is R.UNSELECTIVE_NOT
    assert "8 of the 12 articles that the rest of the query finds" in doubt.found


def test_doubts_a_not_that_holds_for_most_of_the_news():
    titles = [*["President speaks"] * 60, *["Weather"] * 60]

    (doubt,) = count_in("missile OR (rocket NOT president)", titles)

    assert "60 of the last 120 articles" in doubt.found


def test_doubts_a_star_that_stands_for_words_without_end():
    titles = [f"inter{chr(97 + number)}xy report" for number in range(20)]

    (doubt,) = count_in("inter* AND missile", titles)

    assert doubt.reason is R.WIDE_WILDCARD
    assert "20 words in 20 of the last 20 articles" in doubt.found


def test_does_not_doubt_stars_and_nots_that_do_their_work():
    titles = [*["Missile test", "Missiles launched", "Missile parade in Korea"] * 9, *["Sun"] * 120]

    assert count_in("missil* NOT korea", titles) == ()


def test_reads_no_article_where_nothing_is_to_be_counted():
    def articles():
        raise AssertionError
        yield

    assert take_census({"t": "missile"}, CONCEPTS, articles(), now=NOW) == {}


def test_each_word_of_the_table_is_one_word_and_found_however_it_is_written():
    assert find_homonyms("RIM") == find_homonyms("rim") != ()
    assert find_homonyms("Şimşek") == find_homonyms("şimşek") != ()
    assert find_homonyms("missile") == ()


def test_a_homonym_of_the_table_really_matches_the_word_that_it_is_mistaken_for():
    query = compile_query("Rim AND wheel", CONCEPTS)

    article = make_article(title="The rim of the wheel", published_at=NOW - timedelta(hours=1))

    assert judge(query, article, now=NOW).matched
