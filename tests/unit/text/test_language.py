from __future__ import annotations

import pytest

from monitor.text import detect_language

GERMAN = (
    "Der Minister ist am Dienstag zu einem Besuch eingetroffen, der zuvor nicht angekündigt worden "
    "war. Er wird mit der Führung des Landes über die Zusammenarbeit sprechen, hieß es aus der "
    "Hauptstadt, und am Abend an einem Essen teilnehmen."
)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("쇼이구, 평양 도착", "ko"),
        ("北朝鮮がミサイルを発射", "ja"),
        ("绍伊古访问平壤", "zh"),
        ("שויגו בפיונגיאנג", "he"),
        ("ชอยกูเดินทางถึงเกาหลีเหนือ", "th"),
        ("Ο Σοϊγκού έφτασε", "el"),
        ("შოიგუ ჩავიდა", "ka"),
        ("Շոյգուն ժամանել է", "hy"),
        ("Візит пов’язують з відбудовою області", "uk"),
        ("Шойгу прыляцеў у Пхеньян, паведаміў ягоны офіс у суботу ўвечары", "be"),
        ("Министр прибыл в столицу с необъявленным визитом", "ru"),
        ("The minister arrived in the capital for talks", "en"),
        (GERMAN, "de"),
        ("وزير الدفاع الروسي يصل إلى العاصمة", "ar"),
        ("پاسخ وزیر خارجه به گفت‌وگوهای چند روز گذشته", "fa"),
    ],
)
def test_tells_the_language_where_nothing_is_declared(text, language):
    assert detect_language(text, None) == language


@pytest.mark.parametrize(
    ("text", "declared", "language"),
    [
        ("Schoigu in Pjöngjang", "en-US", "en"),
        ("Schoigu in Pjöngjang", "DE_at", "de"),
        (GERMAN, "en", "de"),
        (GERMAN, "de", "de"),
        ("쇼이구, 평양 도착", "en", "ko"),
        ("Шойгу в Пхеньяне", "en", "ru"),
        ("Шојгу у Пјонгјангу", "sr", "sr"),
        ("Šojgu u poseti Pjongjangu", "sr", "sr"),
        ("会談", "ja", "ja"),
        ("Ziyarat resmi", "id", "id"),
        ("…", "fr", "fr"),
        ("Karibu sana", "sw", "sw"),
    ],
)
def test_believes_what_is_declared_unless_the_text_says_otherwise(text, declared, language):
    assert detect_language(text, declared) == language


@pytest.mark.parametrize("declared", [None, "", "und", "x-default", "english", "mul"])
def test_says_nothing_where_nothing_tells(declared):
    assert detect_language("2026 – 7:3", declared) is None
