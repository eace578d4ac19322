"""Persons, found under any spelling of one name."""

from __future__ import annotations

import pytest

from monitor.match import compile_query, judge
from monitor.model import NameSource
from tests.support.builders import NOW, make_article, make_concept, make_name

SHOIGU = make_concept(
    "shoigu",
    names=(make_name("Sergei Shoigu"), make_name("Shoigu", source=NameSource.DERIVED)),
)
KIM = make_concept("kim", name="Kim Jong-un", names=(make_name("Kim Jong-un"),))
LEYEN = make_concept(
    "leyen", name="Ursula von der Leyen", names=(make_name("Ursula von der Leyen"),)
)


def ask(text, language="en", concept=SHOIGU):
    query = compile_query(f"@{concept.key}", (concept,))
    return judge(query, make_article(title=text, summary="", language=language), now=NOW)


def cuts(verdict):
    return [evidence.text for evidence in verdict.evidence]


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("de", "Schoigus Abstecher", "Schoigus"),
        ("de", "Sergej Schoigu landet", "Sergej Schoigu"),
        ("fr", "Choïgou en visite", "Choïgou"),
        ("nl", "Sjojgoe op bezoek", "Sjojgoe"),
        ("pl", "Szojgu w Moskwie", "Szojgu"),
        ("tr", "Şoygu’yla görüştü", "Şoygu"),
        ("ru", "Сергеем Шойгу", "Сергеем Шойгу"),
        ("ru", "Сергей Кужугетович Шойгу", "Сергей Кужугетович Шойгу"),
        ("ru", "С. Шойгу прибыл", "Шойгу"),
        ("hu", "Sojgu Szergej", "Sojgu Szergej"),
        ("en", "SHOIGU LANDS", "SHOIGU"),
        ("en", "Schoi\u00adgu lands", "Schoi\u00adgu"),
        ("ar", "وشويغو في موسكو", "وشويغو"),
        ("ja", "セルゲイ・ショイグ氏", "セルゲイ・ショイグ"),
        ("ko", "쇼이구가 도착", "쇼이구"),
        ("zh", "俄罗斯绍伊古访问", "绍伊古"),
    ],
)
def test_one_spelling_finds_the_others_and_shows_the_place(language, text, found):
    verdict = ask(text, language)

    assert found in cuts(verdict), verdict.reason
    assert verdict.evidence[0].name == "Sergei Shoigu"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Ksenia Shoigu steps down"),
        ("ru", "Ксения Шойгу ушла"),
        ("ru", "К. Шойгу ушла"),
        ("ja", "クセニヤ・ショイグ"),
        ("en", "a dish named shoigu"),
        ("en", "Sergei Lavrov lands"),
        ("en", "Shoiguland opens"),
        ("ko", "싸우기 시작했다"),
    ],
)
def test_another_person_or_word_is_not_the_one(language, text):
    assert not ask(text, language).matched


@pytest.mark.parametrize(
    ("name", "language", "text"),
    [
        ("Pedro Sánchez", "en", "Alexis Sanchez scores in Rabat"),
        ("Pedro Sánchez", "en", "Raul Sanchez wins"),
        ("Aleksandar Vučić", "en", "Danilo Vucic signs for Neftchi"),
        ("Aleksandar Vučić", "sr", "Данило Вучић о Бакуу"),
    ],
)
def test_a_known_given_name_before_it_makes_it_somebody_else(name, language, text):
    concept = make_concept("who", name=name, names=(make_name(name),))

    assert not ask(text, language, concept).matched


def test_who_is_named_in_the_title_is_meant_in_the_summary():
    query = compile_query("@shoigu", (SHOIGU,))
    about_her = make_article(title="Ksenia Shoigu quits", summary="Shoigu gave no reason")
    about_both = make_article(title="Ksenia Shoigu quits", summary="Sergei Shoigu is silent")

    assert not judge(query, about_her, now=NOW).matched
    assert judge(query, about_both, now=NOW).matched


def test_an_article_about_a_relative_is_not_about_the_person():
    assert not ask("Ksenia Shoigu quits: Shoigu said so").matched
    assert ask("Ksenia Shoigu quits: Sergei Shoigu said so").matched


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Kim Jong Un speaks"),
        ("pl", "Kim Dzong Un przemawia"),
        ("cs", "Kim Čong-un mluví"),
        ("hu", "Kim Dzsongun beszél"),
        ("ru", "Ким Чен Ын выступил"),
        ("ar", "كيم جونغ أون"),
        ("ko", "김정은 위원장"),
    ],
)
def test_a_name_that_begins_with_the_family_name_needs_both(language, text):
    assert ask(text, language, KIM).matched


@pytest.mark.parametrize("text", ["Kim Yo-jong speaks", "Kim speaks", "Jong speaks"])
def test_a_short_family_name_alone_is_nobody(text):
    assert not ask(text, "en", KIM).matched


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Frau von der Leyen"),
        ("ru", "Урсула фон дер Ляйен"),
        ("bg", "Урсула фон дер Лайен"),
    ],
)
def test_particles_speak_for_a_family_name(language, text):
    assert ask(text, language, LEYEN).matched


@pytest.mark.parametrize(
    ("name", "language", "text"),
    [
        ("Nikolai Patrushev", "uk", "Микола Патрушев прибув"),
        ("Antony Blinken", "ko", "토니 블링컨 장관"),
        ("Abdel Fattah el-Sisi", "ru", "Абдель Фаттах ас-Сиси прибыл"),
        ("Bashar al-Assad", "ru", "Асад прибыл"),
        ("Olaf Scholz", "fr", "Scholz à Paris"),
        ("Sergei Shoigu", "th", "นายเซียร์เกย์ ชอยกู เดินทาง"),
        ("Donald Trump", "th", "พบกับทรัมป์ที่กรุงเทพ"),
        ("Aleksandar Vučić", "de", "Vucics Reise nach Baku"),
        ("Aleksandar Vucic", "de", "Vučićs Reise nach Baku"),
        ("Friedrich Merz", "de", "Ｍｅｒｚ in Kiew"),
    ],
)
def test_a_person_is_found_though_the_name_is_written_otherwise(name, language, text):
    assert ask(text, language, make_concept("who", name=name, names=(make_name(name),))).matched


@pytest.mark.parametrize(
    ("name", "language", "text"),
    [
        ("Imran Khan", "ru", "Хуан прибыл"),
        ("Marjorie Greene", "ko", "그런 사람"),
        ("Javier Milei", "hi", "जानकारी मिली है"),
        ("Mike Pence", "th", "ซึ่งเป็นสิ่ง"),
        ("Kaja Kallas", "hi", "की खोज"),
    ],
)
def test_words_that_sound_a_little_like_a_short_name_are_not_it(name, language, text):
    concept = make_concept("who", name=name, names=(make_name(name),))

    assert not ask(text, language, concept).matched


def test_a_spelling_that_was_switched_off_is_not_found_by_its_sound():
    without = make_concept(
        "shoigu", names=(make_name("Sergei Shoigu"), make_name("Choïgou", enabled=False))
    )

    assert not ask("Choïgou à Moscou", "fr", without).matched
    assert ask("Schoigu in Moskau", "de", without).matched


def test_the_bare_family_name_can_be_switched_off():
    derived = make_name("Shoigu", source=NameSource.DERIVED, enabled=False)
    full = make_concept("shoigu", names=(make_name("Sergei Shoigu"), derived))

    assert not ask("Schoigu in Moskau", "de", full).matched
    assert ask("Sergej Schoigu in Moskau", "de", full).matched


def test_a_person_may_be_named_in_the_query():
    query = compile_query('name:"Sergei Shoigu" AND title:name:"Kim Jong-un"', ())
    article = make_article(title="Szojgu i Kim Dzong Un", summary="", language="pl")

    verdict = judge(query, article, now=NOW)

    assert verdict.matched
    assert verdict.reason == (
        'name:"Sergei Shoigu" found in title as «Szojgu»; '
        'name:"Kim Jong-un" found in title as «Kim Dzong Un»'
    )
    assert str(query) == 'name:"Sergei Shoigu" AND title:name:"Kim Jong-un"'
