"""What names sound like, in whatever letters."""

from __future__ import annotations

import pytest

from monitor.text import consonants_of, distance, ear_of, is_given_name, read_aloud, read_name


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
    ],
)
def test_a_name_sounds_alike_in_every_language_and_script(language, word):
    assert nearest("Shoigu", word, language) <= 0.25


@pytest.mark.parametrize(
    ("name", "language", "word"),
    [
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
