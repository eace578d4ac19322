"""Family names in what Wikidata calls a person."""

from __future__ import annotations

import pytest

from monitor.manage.families import find_families
from monitor.model import Name, NameSource


def families_of(text, language, main="Sergei Shoigu"):
    name = Name(text=text, language=language, source=NameSource.WIKIDATA)
    return [found.text for found in find_families([name], main)]


@pytest.mark.parametrize(
    ("language", "text", "family"),
    [
        ("pl", "Siergiej Szojgu", "Szojgu"),
        ("ru", "Шойгу, Сергей Кужугетович", "Шойгу"),
        ("uk", "Шойгу Сергій Кужугетович", "Шойгу"),
        ("hu", "Sojgu Szergej", "Sojgu"),
        ("ka", "სერგეი შოიგუ", "შოიგუ"),
        ("ja", "セルゲイ・ショイグ", "ショイグ"),
        ("zh", "谢尔盖·绍伊古", "绍伊古"),
        ("ko", "세르게이 쇼이구", "쇼이구"),
        ("th", "เซียร์เกย์ ชอยกู", "ชอยกู"),
    ],
)
def test_the_word_that_sounds_like_the_family_name_is_it(language, text, family):
    assert families_of(text, language) == [family]


@pytest.mark.parametrize(
    ("language", "text", "main"),
    [
        ("ko", "쇼이구", "Sergei Shoigu"),
        ("ru", "Ким Чен Ын", "Kim Jong-un"),
        ("ru", "Марин Ле Пен де Пре", "Marine Le Pen"),
        ("ko", "나렌드라 모디", "Narendra Modi"),
        ("hu", "Ferenc Deák", "Sergei Shoigu"),
    ],
)
def test_names_that_show_no_telling_family_name_give_none(language, text, main):
    assert families_of(text, language, main) == []


def test_particles_stay_with_the_family_name():
    assert families_of("Марин Ле Пен", "ru", "Marine Le Pen") == ["Ле Пен"]
