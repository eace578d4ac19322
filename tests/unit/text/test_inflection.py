"""From a word in a text to the words that it may be a form of."""

from __future__ import annotations

import pytest

from monitor.text import fold, lemmas_of


def lemmas(word, language):
    return lemmas_of(fold(word).text, language)


@pytest.mark.parametrize(
    ("language", "word", "name"),
    [
        ("de", "Schoigus", "Schoigu"),
        ("en", "Shoigus", "Shoigu"),
        ("ru", "Пхеньяне", "Пхеньян"),
        ("ru", "Путиным", "Путин"),
        ("ru", "Кореей", "Корея"),
        ("ru", "Северной", "Северная"),
        ("ru", "Зеленского", "Зеленский"),
        ("uk", "Києвом", "Київ"),
        ("uk", "Зеленським", "Зеленський"),
        ("be", "Менску", "Менск"),
        ("bg", "Кореята", "Корея"),
        ("sr", "Пјонгјангу", "Пјонгјанг"),
        ("sr", "Kimom", "Kim"),
        ("hr", "Moskvi", "Moskva"),
        ("pl", "Pjongjangu", "Pjongjang"),
        ("pl", "Putinowi", "Putin"),
        ("pl", "Pradze", "Praga"),
        ("pl", "Zełenskim", "Zełenski"),
        ("cs", "Pchjongjangu", "Pchjongjang"),
        ("cs", "Koreje", "Korea"),
        ("cs", "Praze", "Praha"),
        ("sk", "Severnej", "Severná"),
        ("sl", "Ljubljani", "Ljubljana"),
        ("fi", "Pjongjangiin", "Pjongjang"),
        ("fi", "Koreassa", "Korea"),
        ("fi", "Helsingissä", "Helsinki"),
        ("fi", "Suomen", "Suomi"),
        ("et", "Pyongyangis", "Pyongyang"),
        ("hu", "Phenjanban", "Phenjan"),
        ("hu", "Putyinnal", "Putyin"),
        ("tr", "Pyongyangda", "Pyongyang"),
        ("ro", "Phenianului", "Phenian"),
        ("lt", "Putinui", "Putinas"),
        ("lt", "Trumpo", "Trump"),
        ("lv", "Maskavā", "Maskava"),
        ("el", "Ρωσίας", "Ρωσία"),
        ("ka", "მოსკოვში", "მოსკოვი"),
        ("hy", "Մոսկվայում", "Մոսկվա"),
        ("ar", "وللصين", "الصين"),
        ("ar", "بموسكو", "موسكو"),
        ("he", "שבמוסקבה", "מוסקבה"),
        ("kk", "Мәскеуде", "Мәскеу"),
        ("az", "Moskvada", "Moskva"),
        ("eu", "Moskun", "Mosku"),
        ("ta", "சீனாவில்", "சீனா"),
    ],
)
def test_a_declined_name_is_a_form_of_its_name(language, word, name):
    assert fold(name).text in lemmas(word, language).as_name


@pytest.mark.parametrize(
    ("language", "word", "lemma"),
    [
        ("en", "launched", "launch"),
        ("en", "stopped", "stop"),
        ("en", "countries", "country"),
        ("de", "nordkoreanischen", "nordkoreanisch"),
        ("de", "Raketen", "Rakete"),
        ("fr", "nationaux", "national"),
        ("es", "misiles", "misil"),
        ("it", "missili", "missile"),
        ("nl", "raketten", "raket"),
        ("sv", "raketerna", "raket"),
        ("fi", "ohjuksia", "ohjus"),
    ],
)
def test_a_common_word_takes_more_endings_than_a_name(language, word, lemma):
    found = lemmas(word, language)

    assert fold(lemma).text in found.as_word
    assert set(found.as_name) <= set(found.as_word)


@pytest.mark.parametrize(
    ("language", "word", "name"),
    [
        ("en", "trumped", "trump"),
        ("en", "Texass", "Texas"),
        ("de", "Putinen", "Putin"),
        ("fr", "putains", "Putin"),
        ("ru", "Лавровый", "Лавров"),
        ("en", "Pjongjangu", "Pjongjang"),
    ],
)
def test_another_word_is_no_form_of_a_name(language, word, name):
    assert fold(name).text not in lemmas(word, language).as_name


def test_a_word_in_another_alphabet_takes_the_endings_of_that_alphabet():
    assert "москва" in lemmas("Москвы", "de").as_name
    assert "moskaus" in lemmas("Moskaus", "ru").as_name
    assert "moskau" in lemmas("Moskaus", "ru").as_name


def test_the_word_itself_comes_first_and_nothing_is_empty():
    for word in ("a", "ab", "schoigus", "1990", "x" * 500):
        found = lemmas_of(word, "ru")

        assert found.as_name[0] == word
        assert all(found.as_word)
