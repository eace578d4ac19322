from __future__ import annotations

import pytest

from monitor.match import propose_names
from monitor.match.resemblance import is_abbreviation, resembles
from monitor.model import ConceptKind
from tests.support.builders import NOW, make_article, make_concept, make_name
from tests.support.proposals import ARCHIVE, COMPANIONS, CONCEPTS, MISSING, is_same

PLACE = make_concept("odesa", kind=ConceptKind.PLACE, names=(make_name("Odesa"),))


@pytest.mark.parametrize(("key", "least", "right"), [("iaea", 15, 5), ("drone", 10, 5)])
def test_brings_back_the_spellings_that_a_concept_lacks(key, least, right):
    (concept,) = (one for one in CONCEPTS if one.key == key)
    others = [one for one in CONCEPTS if one.key != key]

    proposals = propose_names(concept, others, COMPANIONS[key], ARCHIVE, now=NOW)

    back = {
        language
        for language, spelling in MISSING[key].items()
        if any(is_same(one.text, spelling) for one in proposals if one.language == language)
    }
    top = [
        one
        for one in proposals[:5]
        if any(is_same(one.text, spelling) for spelling in MISSING[key].values())
    ]
    assert len(back) >= least
    assert len(top) == right


def propose(concept, titles, *, others=(PLACE,), companions=("odesa",), **values):
    articles = [
        make_article(title=title, summary="", **values) if isinstance(title, str) else title
        for title in titles
    ]
    return propose_names(concept, others, companions, articles, now=NOW)


def term(*names):
    return make_concept("drone", kind=ConceptKind.TERM, names=tuple(map(make_name, names)))


def test_says_where_how_often_and_why():
    titles = ["Dron trafia w port Odesa", "Nad Odesa dron", "Deszcz w sobotę"]

    (best, *_) = propose(term("drone"), titles, language="pl")

    assert (best.text, best.language, best.articles) == ("dron", "pl", 2)
    assert best.example == "Dron trafia w port Odesa"
    assert best.why == (
        "looks like drone; in 2 of 2 articles where it should be, in 0 of 1 others; "
        "no name in pl yet"
    )


def test_does_not_propose_names_that_it_has_on_or_off():
    off = make_concept(
        "drone",
        kind=ConceptKind.TERM,
        names=(make_name("drone"), make_name("Dron", enabled=False)),
    )

    found = propose(off, ["Dron trafia w port Odesa", "Nad Odesa dron"], language="pl")

    assert [one for one in found if one.text.lower().startswith("dron")] == []


def test_does_not_propose_what_another_concept_is_found_by():
    titles = ["Odesa portu", "Odesa nocy"]

    assert propose(term("drone"), titles, language="pl") == ()


def test_articles_in_which_the_concept_is_found_tell_nothing():
    titles = ["Drone over Odesa: tovar lands", "Drone over Odesa: tovar starts"]

    assert propose(term("drone"), titles) == ()


def test_looks_in_the_stories_that_the_concept_was_found_in():
    titles = [
        make_article(title="Drone hits port", summary="", story_id=7),
        make_article(title="드론, 항구 공격", summary="", language="ko", story_id=7),
        make_article(title="항구에 드론이", summary="", language="ko", story_id=7),
        make_article(title="항구에 배가", summary="", language="ko", story_id=8),
    ]

    (best, *_) = propose(term("drone"), titles, companions=())

    assert best.text == "드론"


def test_what_stands_everywhere_is_no_name():
    near = ["여행 오데사 비행", "오데사 여행 일정"]
    far = ["여행 준비", "여행 가방", "여행 계획", "여행 사진"]
    place = make_concept("odesa", kind=ConceptKind.PLACE, names=(make_name("오데사"),))

    found = propose(term("drone"), [*near, *far], others=(place,), language="ko")

    assert "여행" not in [one.text for one in found]


def test_a_person_is_proposed_where_no_rule_reads_the_letters():
    person = make_concept("lavrov", names=(make_name("Sergei Lavrov"),))

    (best, *_) = propose(person, ["ឡាវរ៉ូវ ទៅ Odesa"], language="km")

    assert best.text == "ឡាវរ៉ូវ"


#: Kind, name, language, a word that stands beside the place twice, whether it is proposed
WORDS = [
    (ConceptKind.PERSON, "Ivan Sijak", "ko", "시작", False),
    (ConceptKind.PERSON, "Ivan Startow", "de", "Start", False),
    (ConceptKind.PLACE, "Nowoje", "ru", "Новое", False),
    (ConceptKind.PLACE, "Moscow", "ru", "Москва", True),
    (ConceptKind.ORGANIZATION, "Congress", "ru", "Конгресс", True),
    (ConceptKind.ORGANIZATION, "IAEA", "ru", "Начало", False),
]


@pytest.mark.parametrize(("kind", "name", "language", "word", "is_proposed"), WORDS)
def test_proposes_no_ordinary_words(kind, name, language, word, is_proposed):
    place = make_concept(
        "odesa", kind=ConceptKind.PLACE, names=(make_name("Odesa"), make_name("오데사"))
    )
    concept = make_concept("it", kind=kind, names=(make_name(name),))
    titles = [f"{word} Odesa", f"Odesa: {word}"]

    found = propose(concept, titles, others=(place,), language=language)

    assert (word in [proposal.text for proposal in found]) is is_proposed


@pytest.mark.parametrize(
    ("text", "name", "language", "is_alike"),
    [
        ("Szojgu", "Shoigu", "pl", True),
        ("Шойгу", "Shoigu", "ru", True),
        ("ชอยกู", "Shoigu", "th", True),
        ("שויגו", "Shoigu", "he", True),
        ("拉夫罗夫", "Lavrov", "zh", True),
        ("ドローン", "drone", "ja", True),
        ("IAEO", "IAEA", "de", True),
        ("МАГАТЭ", "IAEA", "ru", True),
        ("Lavrov", "Shoigu", "en", False),
        ("IAEO", "Shoigu", "de", False),
        ("여행", "drone", "ko", False),
        ("ai", "Shoigu", "en", False),
    ],
)
def test_tells_what_resembles_a_name(text, name, language, is_alike):
    limit = 0.6 if is_abbreviation(name) else 0.72

    assert (resembles(text, name, language) >= limit) is is_alike


@pytest.mark.parametrize("titles", [[], [""], ["…"], ["平" * 3_000], ["ก" * 3_000], ["a " * 3_000]])
def test_any_text_is_looked_through(titles):
    assert propose(term("drone"), titles) == ()
