from __future__ import annotations

import pytest

from monitor.text import Script, find_words, fold, script_of, tokenize


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Nordkorea-Reise von Schoigu", ["nordkorea", "reise", "von", "schoigu"]),
        ("Shoigu’s F-16", ["shoigu", "s", "f", "16"]),
        ("露のショイグ氏", ["露", "の", "ショイグ", "氏"]),
        ("쇼이구가 평양에", ["쇼이구가", "평양에"]),
        ("NATO軍", ["nato", "軍"]),
        ("セルゲイ・ショイグ", ["セルゲイ", "ショイグ"]),
        ("ชอยกูเดินทาง", ["ชอยกูเดินทาง"]),
        ("पाकिस्तान में", ["पाकिस्तान", "में"]),
        ("a_b #c @d", ["a", "b", "c", "d"]),
        ("… – !", []),
    ],
)
def test_splits_by_the_habits_of_the_script(text, words):
    assert [token.text for token in tokenize(fold(text))] == words


def test_tokens_stand_where_they_say():
    folded = fold("Schoigu, 평양 と平壌")

    for token in tokenize(folded):
        assert folded.text[token.start : token.end] == token.text
        assert {script_of(char) for char in token.text} == {token.script}


def test_words_are_grouped_by_how_they_are_kept_apart():
    words = find_words(fold("Kim trifft 쇼이구가 in 平壤 ショイグ").text)

    assert words.spaced == ["kim", "trifft", "in"]
    assert words.hangul == ["쇼이구가"]
    assert words.running == ["平壤", "ショイグ"]


def test_only_scripts_without_spaces_are_running():
    assert not Script.SPACED.is_running
    assert not Script.HANGUL.is_running
    assert Script.HAN.is_running
    assert script_of("-") is None
