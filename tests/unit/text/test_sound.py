"""What names sound like, in whatever letters."""

from __future__ import annotations

import pytest

from monitor.text import (
    consonants_of,
    cut_thai,
    distance,
    ear_of,
    is_given_name,
    list_same_names,
    read_aloud,
    read_name,
)


def nearest(name, word, language):
    ear = ear_of(word.lower())
    sounds = read_aloud(word.lower(), language)
    return min(distance(sound, wanted, ear) for sound in sounds for wanted in read_name(name, None))


@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("de", "Schoigu"),
        ("fr", "Choïgou"),
        ("es", "Shoigú"),
        ("nl", "Sjojgoe"),
        ("pl", "Szojgu"),
        ("cs", "Šojgu"),
        ("sv", "Sjojgu"),
        ("hu", "Sojgu"),
        ("ro", "Șoigu"),
        ("tr", "Şoygu"),
        ("el", "Σοϊγκού"),
        ("ru", "Шойгу"),
        ("be", "Шайгу"),
        ("ar", "شويغو"),
        ("fa", "شویگو"),
        ("he", "שויגו"),
        ("ja", "ショイグ"),
        ("ko", "쇼이구"),
        ("zh", "绍伊古"),
        ("ka", "შოიგუ"),
        ("hy", "Շոյգու"),
        ("th", "ชอยกู"),
    ],
)
def test_a_name_sounds_alike_in_every_language_and_script(language, word):
    assert nearest("Shoigu", word, language) <= 0.25


@pytest.mark.parametrize(
    ("name", "language", "word"),
    [
        ("Biden", "bg", "Байдън"),
        ("Gates", "ru", "Гейтс"),
        ("Pence", "sr", "Pens"),
        ("Hegseth", "ja", "ヘグセス"),
        ("Rosenstein", "ru", "Розенштейн"),
        ("Zuckerberg", "zh", "扎克伯格"),
        ("Sanders", "ar", "ساندرز"),
        ("Trump", "hi", "ट्रंप"),
        ("Guterres", "ru", "Гутерреш"),
        ("Merkel", "th", "แมร์เคิล"),
        ("Johnson", "th", "จอห์นสัน"),
        ("Netanyahu", "th", "เนทันยาฮู"),
        ("Cameron", "th", "แคเมอรอน"),
        ("Aliyev", "az", "Əliyev"),
    ],
)
def test_names_that_are_read_unlike_they_are_written_sound_alike(name, language, word):
    assert nearest(name, word, language) <= 0.5


@pytest.mark.parametrize(
    ("name", "language", "word"),
    [
        ("Biden", "ru", "Баден"),
        ("Meloni", "ar", "مليوني"),
        ("Corbyn", "he", "קרבן"),
        ("Shoigu", "de", "Schröder"),
        ("Putin", "fr", "Putains"),
        ("Lavrov", "ru", "Павлов"),
        ("Trump", "ko", "평양"),
        ("Merkel", "ja", "マイケル"),
    ],
)
def test_another_name_sounds_different(name, language, word):
    assert nearest(name, word, language) >= 0.5


def test_consonants_are_what_a_script_can_tell_apart():
    assert consonants_of("putin", ear_of("путин")) == {"ptn"}
    assert consonants_of("putin", ear_of("プーチン")) == {"ptn", "pcn"}
    assert consonants_of("putin", ear_of("بوتين")) == {"btn"}


@pytest.mark.parametrize(
    ("word", "language", "is_name"),
    [
        ("ksenia", "en", True),
        ("ксения", "ru", True),
        ("クセニヤ", "ja", True),
        ("präsident", "de", False),
        ("министр", "ru", False),
    ],
)
def test_given_names_are_known_by_their_sound(word, language, is_name):
    assert is_given_name(word, language) is is_name


def test_a_given_name_stands_for_those_of_other_languages():
    assert {"Mykola", "Nicolas"} <= set(list_same_names("Nikolai"))
    assert list_same_names("Kamala") == ("Kamala",)


def test_windows_of_thai_begin_and_end_where_a_name_may():
    text = "นายลาฟรอฟกล่าวว่า"

    windows = {text[start:end] for start, end in cut_thai(text)}

    assert "ลาฟรอฟ" in windows
    assert not any("่" in window for window in windows)
    assert not any(window.startswith(("า", "์")) for window in windows)
