"""The edge of a term decides how it is found: the table per script."""

from __future__ import annotations

import pytest

from monitor.match.passage import Passage
from monitor.match.pattern import make_pattern
from monitor.text import fold


def cuts(name, text, *, language=None, **options):
    pattern = make_pattern(name, **options)
    assert pattern is not None
    folded = fold(text)
    found = pattern.find(Passage(folded, language))
    return [text[slice(*folded.span(start, end))] for start, end in found]


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("Schoigu", "Schoigus und Schoigu-Reise, Schoiguland", ["Schoigus", "Schoigu"]),
        ("Iran", "Iran's Irans Irani", ["Iran", "Irans"]),
        ("Kim", "Kims Kim", ["Kim"]),
        ("Texas", "Texass Texas", ["Texas"]),
        (
            "Kim Jong-un",
            "Kim Jong Un / Kim-Jong-un / Kim Jong-uns / Kim, Jong-un",
            ["Kim Jong Un", "Kim-Jong-un", "Kim Jong-uns"],
        ),
        ("U.S. Army", "the U.S. Army, US Army", ["U.S. Army"]),
        ("Washington, D.C.", "in Washington, D.C. and Washington DC", ["Washington, D.C"]),
        ("Лавров", "Лавров, Лавровый", ["Лавров"]),
        ("Παρίσι", "στο Παρίσι!", ["Παρίσι"]),
        ("평양", "평양, 평양에서, 주평양, 태평양, 대평양", ["평양", "평양", "평양", "평양"]),
        ("김정은 위원장", "김정은 위원장은 김정은위원장", ["김정은 위원장", "김정은위원장"]),
        ("平壤", "訪平壤後", ["平壤"]),
        ("イラン", "イラン外相 ブイランド イランー", ["イラン"]),
        (
            "セルゲイ・ショイグ",
            "セルゲイ ショイグ、セルゲイショイグ",
            ["セルゲイ ショイグ", "セルゲイショイグ"],
        ),
        ("เปียงยาง", "ถึงเปียงยางแล้ว", ["เปียงยาง"]),
        (
            "كوريا الشمالية",
            "وكوريا الشمالية ولكوريا الشمالية",
            ["وكوريا الشمالية", "ولكوريا الشمالية"],
        ),
        ("الصين", "الصين وللصين بالصين صين", ["الصين", "وللصين", "بالصين"]),
        ("ישראל", "בישראל ושבישראל ישראלי", ["בישראל"]),
        ("पाकिस्तान", "पाकिस्तान में पाकिस्तानी", ["पाकिस्तान"]),
        ("LG전자", "LG전자는 LG 전자", ["LG전자", "LG 전자"]),
        ("NATO", "NATO軍とnatoの", ["NATO", "nato"]),
    ],
)
def test_a_name_is_found_by_the_habits_of_its_script(name, text, found):
    assert cuts(name, text) == found


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("missil", "Missiles dismissal missilery", ["Missiles", "missilery"]),
        ("Kim Jo", "Kim Jong-un, Kim Yo-jong", ["Kim Jong"]),
        ("북", "북한은 남북", ["북한은"]),
        ("北", "訪北朝鮮", ["北"]),
        ("kim", "Kim氏とKimchi", ["Kim", "Kimchi"]),
    ],
)
def test_a_prefix_is_found_with_the_rest_of_the_word(name, text, found):
    assert cuts(name, text, is_prefix=True) == found


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("Kim", "Kim KIM kim Kim’s Kims", ["Kim", "Kim"]),
        ("Straße", "STRASSE Straße Strasse", ["Straße"]),
        (
            "Choïgou",
            "Choigou Cho\u0069\u0308gou Choï\u00adgou",
            ["Cho\u0069\u0308gou", "Choï\u00adgou"],
        ),
        ("Die Zeit", "die Zeit, Die\u00a0Zeit, Die-Zeit", ["Die\u00a0Zeit"]),
    ],
)
def test_an_exact_spelling_is_found_only_as_it_is_written(name, text, found):
    assert cuts(name, text, is_exact=True) == found


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("Shoigu", "shoigu SHOIGU Shoigu", ["SHOIGU", "Shoigu"]),
        ("쇼이구", "쇼이구가", ["쇼이구"]),
        ("شويغو", "شويغو", ["شويغو"]),
    ],
)
def test_a_bare_surname_needs_a_capital_where_there_are_any(name, text, found):
    assert cuts(name, text, needs_capital=True) == found


def test_there_is_no_pattern_without_a_letter_or_digit():
    assert make_pattern("… – !") is None


@pytest.mark.parametrize(
    ("language", "name", "text", "found"),
    [
        ("ru", "Северная Корея", "в Северной Корее", ["Северной Корее"]),
        ("cs", "Severní Korea", "do Severní Koreje", ["Severní Koreje"]),
        ("fi", "Pohjois-Korea", "Pohjois-Koreassa", ["Pohjois-Koreassa"]),
        ("de", "nordkoreanisch", "nordkoreanische Raketen", ["nordkoreanische"]),
        (
            "en",
            "launch",
            "launched, launches, launching pads",
            ["launched", "launches", "launching"],
        ),
        ("ko", "인도", "인도 총리, 인도네시아, 인도적 지원, 인도의", ["인도", "인도"]),
        ("zh", "印度", "印度总理访问印度尼西亚", ["印度"]),
    ],
)
def test_a_name_is_found_in_the_forms_of_the_articles_language(language, name, text, found):
    assert cuts(name, text, language=language) == found


def test_a_short_name_is_looked_for_in_its_own_language_only():
    assert cuts("Rim", "Rim", language="hr", only_in="sr") == ["Rim"]
    assert cuts("Rim", "Rim", language="en", only_in="sr") == []
    assert cuts("Rim", "Rim", language=None, only_in="sr") == ["Rim"]
