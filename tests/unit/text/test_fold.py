from __future__ import annotations

import pytest

from monitor.text import fold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SHOIGU", "shoigu"),
        ("Choïgou", "choigou"),
        ("Cho\u0069\u0308gou", "Choïgou"),
        ("Schoi\u00adgu", "Schoigu"),
        ("Shoi\u200bgu", "Shoigu"),
        ("\u202bשויגו\u202c", "שויגו"),
        ("Straße", "STRASSE"),
        ("İstanbul", "istanbul"),
        ("Kırım", "kirim"),
        ("Łódź", "lodz"),
        ("Tromsø", "tromso"),
        ("Bình Nhưỡng", "binh nhuong"),
        ("ＮＡＴＯ", "nato"),
        ("ｶﾞｽ", "ガス"),
        ("한국".encode().decode(), "\u1112\u1161\u11ab\u1100\u116e\u11a8"),
        ("Ёлка", "елка"),
        ("Шо\u0301йгу", "Шойгу"),
        ("Шои\u0306гу", "Шойгу"),
        ("ΣΟΪΓΚΟΎΣ", "σοιγκους"),
        ("أحمد", "احمد"),
        ("بيونـــغ", "بيونغ"),
        ("کره شمالی", "كره شمالي"),
        ("مُحَمَّد", "محمد"),
        ("שָׁלוֹם", "שלום"),
        ("„Kim“", '"Kim"'),
        ("Kim’s", "kim's"),
        ("Kim–Putin", "kim-putin"),
        ("a\u00a0b", "a b"),
        ("١٢٣", "123"),
        ("ﬁnal", "final"),
    ],
)
def test_makes_spellings_of_one_word_equal(one, other):
    assert fold(one).text == fold(other).text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Шойгу", "Шоигу"),
        ("ガス", "カス"),
        ("はは", "ばば"),
        ("평양", "평앙"),
        ("їжак", "іжак"),
        ("ไม้", "ไม"),
        ("कि", "क"),
        ("Kim", "Kin"),
    ],
)
def test_keeps_different_letters_apart(one, other):
    assert fold(one).text != fold(other).text


@pytest.mark.parametrize(
    ("original", "found", "cut"),
    [
        ("Die Schoi\u00adgus kommen", "schoigus", "Schoi\u00adgus"),
        ("in P\u00adjöng\u00adjang\u00ad.", "pjongjang", "P\u00adjöng\u00adjang"),
        ("große Straße hier", "strasse", "Straße"),
        ("große Straße hier", "stras", "Straß"),
        ("Cho\u0069\u0308gou", "choigou", "Cho\u0069\u0308gou"),
        ("с Шои\u0306гу в", "шойгу", "Шои\u0306гу"),
        ("x ｶﾞｽ y", "ガス", "ｶﾞｽ"),
        ("ﷺ 평양", "평양", "평양"),
    ],
)
def test_leads_a_folded_stretch_back_to_the_original(original, found, cut):
    folded = fold(original)
    start = folded.text.index(found)

    first, last = folded.span(start, start + len(found))

    assert original[first:last] == cut


@pytest.mark.parametrize("mass", ["e" + "\u0301" * 200_000, "ß" * 100_000, "\u00ad" * 200_000])
def test_a_hostile_mass_takes_no_longer_than_its_length(mass):
    folded = fold(mass)

    assert len(folded.offsets) == len(folded.text) + 1


def test_an_empty_stretch_is_an_empty_place():
    assert fold("a\u00adb").span(1, 1) == (2, 2)
    assert fold("").span(0, 0) == (0, 0)
