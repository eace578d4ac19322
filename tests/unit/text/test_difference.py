"""A difference is made of both texts and nothing else, and takes no longer than it should."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text import Turn, compare_words

TEXTS = st.text(alphabet="ab \n,.쇼이習近ü", max_size=60)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("Five dead", "Seven dead", "-Five +Seven = dead"),
        ("dead in blast", "dead in a blast", "=dead in  +a  =blast"),
        ("the old man left", "the young woman left", "=the  -old man +young woman = left"),
        ("쇼이구, 평양 도착", "쇼이구 평양 도착", "=쇼이구 -, = 평양 도착"),
        ("习近平访问平壤", "习近平将访问平壤", "=习近平 +将 =访问平壤"),
        ("same", "same", "=same"),
        ("", "new", "+new"),
        ("old", "", "-old"),
        ("", "", ""),
    ],
)
def test_words_that_went_and_came_are_shown(before: str, after: str, told: str) -> None:
    signs = {Turn.SAME: "=", Turn.REMOVED: "-", Turn.ADDED: "+"}

    pieces = compare_words(before, after)

    assert " ".join(signs[piece.turn] + piece.text for piece in pieces) == told


@given(TEXTS, TEXTS)
def test_the_pieces_are_both_texts(before: str, after: str) -> None:
    pieces = compare_words(before, after)

    assert "".join(piece.text for piece in pieces if piece.turn is not Turn.ADDED) == before
    assert "".join(piece.text for piece in pieces if piece.turn is not Turn.REMOVED) == after
    assert all(piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a b " * 3_000, "b a a " * 2_000),
        ("word\n" * 5_000, "word\n\n" * 4_000),
        ("習近平" * 5_000, "近平習" * 5_000),
    ],
)
def test_no_texts_take_long(before: str, after: str) -> None:
    started = time.process_time()

    compare_words(before, after)

    assert time.process_time() - started < 1


def test_a_word_in_a_long_text_is_found() -> None:
    words = [f"w{number % 97}" for number in range(4_000)]
    edited = [*words[:2_000], "another", *words[2_001:]]

    pieces = compare_words(" ".join(words), " ".join(edited))

    assert [piece.text for piece in pieces if piece.turn is not Turn.SAME] == [
        words[2_000],
        "another",
    ]
