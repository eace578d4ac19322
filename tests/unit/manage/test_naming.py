from __future__ import annotations

import pytest

from monitor.manage.naming import Naming, find_surname, is_telling, make_concept
from monitor.model import Concept, ConceptKind, NameSource


def make(kind: ConceptKind, name: str | None, country: str | None = None, **names: str) -> Concept:
    naming = Naming(
        key="key",
        kind=kind,
        name=name,
        names={language: (text,) for language, text in names.items()},
        country=country,
    )
    return make_concept(naming)[0]


def texts(concept: Concept, source: NameSource) -> list[str]:
    return [name.text for name in concept.names if name.source is source]


@pytest.mark.parametrize(
    ("name", "surname"),
    [
        ("Sergei Shoigu", "Shoigu"),
        ("Сергей Шойгу", "Шойгу"),
        ("Jean-Luc Mélenchon", "Mélenchon"),
        ("Ursula von der Leyen", "von der Leyen"),
        ("Mohammed bin Salman", "bin Salman"),
        ("Kim Jong-un", None),
        ("Ким Чен Ын", None),
        ("Xi Jinping", None),
        ("Theresa May", None),
        ("Robert Downey Junior", "Downey"),
        ("Shoigu", None),
        ("쇼이구 세르게이", None),
        ("Сергей Shoigu", "Shoigu"),
        ("", None),
    ],
)
def test_finds_the_surname_where_a_name_shows_one(name: str, surname: str | None) -> None:
    assert find_surname(name) == surname


def test_keeps_given_names_first_and_derives_the_surname() -> None:
    concept = make(ConceptKind.PERSON, "Sergei Shoigu", de="Schoigu", ru="Сергей Шойгу")

    assert [(name.text, name.language, name.source.value) for name in concept.names] == [
        ("Sergei Shoigu", None, "given"),
        ("Schoigu", "de", "given"),
        ("Сергей Шойгу", "ru", "given"),
        ("Shoigu", None, "derived"),
        ("Шойгу", "ru", "derived"),
    ]


def test_derives_nothing_for_terms_and_organizations() -> None:
    assert len(make(ConceptKind.TERM, "Hypersonic Missile").names) == 1
    assert len(make(ConceptKind.ORGANIZATION, "Security Council").names) == 1


@pytest.mark.parametrize(
    "name", ["Nordkorea", "North Korea", "북한", "КНДР", "北朝鮮", "조선민주주의인민공화국"]
)
def test_names_a_country_in_every_language(name: str) -> None:
    concept = make(ConceptKind.COUNTRY, None, "KP")

    assert concept.name == "North Korea"
    assert name in texts(concept, NameSource.CLDR)


def test_says_a_names_language_where_all_its_sources_agree() -> None:
    languages = {name.text: name.language for name in make(ConceptKind.COUNTRY, None, "KP").names}

    assert languages["Corée du Nord"] == "fr"
    # German, Swedish, Danish and Luxembourgish say it alike.
    assert languages["Nordkorea"] is None


@pytest.mark.parametrize("name", ["Pjöngjang", "Пхеньян", "平壤", "평양", "پیونگ‌یانگ", "Phenian"])
def test_names_a_place_in_every_script(name: str) -> None:
    concept = make(ConceptKind.PLACE, "Pyongyang", "KP")

    assert name in [found.text for found in concept.names]


def test_leaves_codes_and_readings_out_of_a_places_names() -> None:
    names = {name.text for name in make(ConceptKind.PLACE, "Pyongyang", "KP").names}

    assert names.isdisjoint({"FNJ", "ping rang", "pywngyang"})


@pytest.mark.parametrize(
    ("name", "country", "local"), [("Kyiv", "UA", "Київ"), ("Cologne", "DE", "Köln")]
)
def test_finds_a_place_by_any_of_its_names(name: str, country: str, local: str) -> None:
    concept = make(ConceptKind.PLACE, name, country)

    assert concept.name == name
    assert local in [found.text for found in concept.names]


def test_warns_of_a_place_that_is_not_known() -> None:
    naming = Naming(key="x", kind=ConceptKind.PLACE, name="Atlantis", names={}, country="GR")

    concept, warnings = make_concept(naming)

    assert warnings == ("no place Atlantis in GR is known; only the given names are matched",)
    assert [name.text for name in concept.names] == ["Atlantis"]


def test_names_the_candidates_when_a_place_is_not_the_only_one() -> None:
    naming = Naming(key="x", kind=ConceptKind.PLACE, name="Springfield", names={}, country="US")

    _, (warning,) = make_concept(naming)

    assert warning.startswith("several places are called Springfield in US: Springfield (US, 170,")
    assert warning.endswith("the largest is taken")


@pytest.mark.parametrize(
    ("name", "telling"),
    [
        ("Poo", False),
        ("USA", True),
        ("Mali", True),
        ("日本", True),
        ("미국", True),
        ("中", False),
        ("рф", False),
        ("США", True),
    ],
)
def test_takes_short_names_only_where_they_are_no_other_word(name: str, telling: bool) -> None:
    assert is_telling(name) is telling


@pytest.mark.parametrize(
    ("code", "language", "word"),
    [
        ("KP", "de", "nordkoreanisch"),
        ("KP", "ru", "северокорейский"),
        ("KP", "en", "North Korean"),
        ("KP", "en", "DPRK"),
        ("DE", "ru", "немецкий"),
        ("FR", "pl", "francuski"),
        ("UA", "sv", "ukrainsk"),
        ("JP", "he", "יפני"),
    ],
)
def test_knows_what_else_a_country_is_called(code: str, language: str, word: str) -> None:
    derived = {
        name.text.casefold(): name.language
        for name in make(ConceptKind.COUNTRY, None, code).names
        if name.source is not NameSource.GIVEN
    }

    assert derived[word.casefold()] in (language, None)


def test_a_country_may_be_given_by_its_name_alone() -> None:
    by_name = make(ConceptKind.COUNTRY, "North Korea")
    by_code = make(ConceptKind.COUNTRY, None, "KP")

    assert {name.text for name in by_code.names} <= {name.text for name in by_name.names}


def test_a_short_name_is_kept_for_each_of_its_languages() -> None:
    rome = make(ConceptKind.PLACE, "Rome", "IT")

    assert {name.language for name in rome.names if name.text == "Rim"} >= {"hr", "sr", "sl"}
    assert {
        name.language for name in make(ConceptKind.COUNTRY, None, "IR").names if name.text == "Iran"
    } == {None}


@pytest.mark.parametrize(
    ("name", "language", "word"),
    [
        ("Paris", "cs", "pařížský"),
        ("Paris", "uk", "паризький"),
        ("London", "pl", "londyński"),
        ("London", "de", "Londoner"),
        ("Paris", "hu", "párizsi"),
        ("Moscow", "ru", "московский"),
        ("Beijing", "ru", "пекинский"),
    ],
)
def test_a_city_has_an_adjective_where_a_rule_gives_one(
    name: str, language: str, word: str
) -> None:
    concept = make(ConceptKind.PLACE, name)

    assert (word, language) in {(one.text, one.language) for one in concept.names}


def test_names_that_are_other_words_are_left_out_of_a_place() -> None:
    concept = make(ConceptKind.PLACE, "Paris")

    assert "Paname" not in {one.text for one in concept.names}


def test_no_prefix_of_an_african_language_is_part_of_a_name() -> None:
    assert not [n for n in make(ConceptKind.PLACE, "Pyongyang").names if n.text.startswith("i-")]
