"""Folding keeps the way back: every folded stretch stands where it says in the original."""

from __future__ import annotations

import string

from hypothesis import given
from hypothesis import strategies as st

from monitor.text import clean_html, digest, find_words, fold, tokenize

#: Characters that folding has to think about, next to any others.
TRICKY = (
    "\u00ad\u200b\u200c\u200d\ufeff\u0301\u0306\u0308\u0327\u0345\u064e\u0651\u0640\u05b8\u3099\u309a"
    "ｶﾞﾟガßẞİıŁæЙйЁёИиéΐςΣ平壤壌ｼㄱㅏ가각\u1100\u1161\u11a8ﷺ´¨`«»„“–—\u00a0\u3000ａＡ１٣४ไทยเ\u0e35ක\u0dcf\u0dca"
    "ﬁ½…™ᾳΆΊŉǰ"
)
TEXTS = st.text(
    st.one_of(
        st.sampled_from(TRICKY), st.sampled_from(string.ascii_letters + " -'"), st.characters()
    ),
    max_size=40,
)


@given(TEXTS)
def test_offsets_are_monotone_and_in_range(text):
    folded = fold(text)

    offsets = list(folded.offsets)
    assert len(offsets) == len(folded.text) + 1
    assert offsets == sorted(offsets)
    assert offsets[-1] == len(text)
    assert all(0 <= offset <= len(text) for offset in offsets)


@given(TEXTS, st.data())
def test_the_original_of_a_folded_stretch_folds_to_it(text, data):
    folded = fold(text)
    start = data.draw(st.integers(0, len(folded.text)))
    end = data.draw(st.integers(start, len(folded.text)))

    first, last = folded.span(start, end)

    assert 0 <= first <= last <= len(text)
    assert folded.text[start:end] in fold(text[first:last]).text


@given(TEXTS)
def test_the_original_of_a_word_folds_to_nothing_but_the_word_and_what_shares_its_letters(text):
    folded = fold(text)

    for token in tokenize(folded):
        first, last = folded.span(token.start, token.end)
        cut = fold(text[first:last]).text
        assert token.text in cut
        assert set(cut) - set(token.text) <= set(fold(text[first]).text + fold(text[last - 1]).text)


@given(TEXTS)
def test_folding_twice_changes_nothing(text):
    once = fold(text).text

    assert fold(once).text == once


@given(TEXTS)
def test_case_and_invisible_characters_make_no_difference(text):
    plain = "".join(char for char in text if char not in "\u00ad\u200b\u200d\u2060\ufeff\u034f")
    scattered = "\u00ad".join(plain)

    assert fold(scattered).text == fold(plain).text
    assert (
        fold(string.ascii_uppercase + " " + plain).text
        == fold(string.ascii_lowercase + " " + plain).text
    )


@given(TEXTS)
def test_the_index_sees_the_same_words_as_the_tokens(text):
    folded = fold(text)

    words = find_words(folded.text)

    tokens = [token.text for token in tokenize(folded)]
    assert sorted([*words.spaced, *words.hangul, *words.running]) == sorted(tokens)


@given(TEXTS)
def test_clean_text_is_storable_and_stays_as_it_is(text):
    clean = clean_html(text)

    assert clean == clean.strip()
    assert "\x00" not in clean
    clean.encode()
    assert "  " not in clean
    if "&" not in clean and "<" not in clean:
        # One line break is what HTML calls white space; paragraphs are parted by more.
        assert clean_html(clean) == clean.replace("\n", " ")


@given(st.lists(st.text(max_size=5), max_size=4), st.lists(st.text(max_size=5), max_size=4))
def test_digests_agree_only_for_equal_parts(parts, others):
    assert (digest(*parts) == digest(*others)) == (parts == others)
