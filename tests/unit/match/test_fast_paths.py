from __future__ import annotations

from itertools import product

from hypothesis import example, given
from hypothesis import strategies as st

from monitor.match import compile_query
from monitor.match.passage import Passage
from monitor.match.plan import Close, count_between, spans_of
from monitor.match.reading import MAX_LETTERS, Reading
from monitor.match.spoken import find_sound_keys, find_spots, hear_spot
from monitor.model import Field
from monitor.text import fold, tokenize
from tests.support.builders import NOW, make_article

WORDS = (
    "Shoigu",
    "Schoigus",
    "SHOIGU",
    "missile",
    "missiles",
    "Missile",
    "missilery",
    "launch",
    "launched",
    "Kim",
    "kim",
    "Straße",
    "STRASSE",
    "Пхеньяне",
    "Пхеньян",
    "Шойгу",
    "شويغو",
    "والصين",
    "ג'ונסון",
    "צ'ה",
    "쇼이구가",
    "평양에서",
    "绍伊古访问平壤",
    "ショイグ",
    "ชอยกู",
    "Schoi\u00adgu",
    "e\u0301lan",
    "ﬃ",
    "a",
)
GAPS = st.sampled_from([" ", " ", "-", ", ", ". ", "\n", "'", "", "\u200b"])
TEXTS = st.lists(st.tuples(st.sampled_from(WORDS), GAPS), max_size=40).map(
    lambda pairs: "".join(word + gap for word, gap in pairs)
)
LANGUAGES = st.sampled_from(["en", "de", "ru", "ar", "he", "ko", "zh", None])


def find_slowly(passage, word, *, as_name):
    """Look at every word of a passage, one after the other."""
    tokens = tokenize(passage.folded)
    numbers = range(len(tokens))
    return [number for number in numbers if passage.is_form(number, word, as_name=as_name)]


@given(TEXTS, LANGUAGES, st.lists(st.sampled_from(WORDS), min_size=1, max_size=12), st.booleans())
def test_the_first_lookups_and_those_by_index_find_what_looking_at_every_word_finds(
    text, language, words, as_name
):
    passage = Passage(fold(text), language)
    tokens = tokenize(passage.folded)

    for word in words:
        folded = fold(word).text
        if len(tokenize(fold(word))) != 1 or not folded.isalpha():
            continue
        slowly = find_slowly(passage, folded, as_name=as_name)
        assert passage.find(folded, as_name=as_name) == slowly
        if tokenize(fold(word))[0].script == "spaced":
            places = [(tokens[number].start, tokens[number].end) for number in slowly]
            assert passage.find_places(folded, as_name=as_name) == places


@given(TEXTS)
def test_words_made_one_by_one_are_those_of_the_whole_text(text):
    passage = Passage(fold(text), None)

    assert tuple(passage.tokens) == tokenize(passage.folded)


@example("شويغوג'ונסון", "en")
@given(TEXTS, LANGUAGES)
def test_the_index_of_sounds_has_what_every_stretch_sounds_like(text, language):
    passage = Passage(fold(text), language)

    keys = find_sound_keys(passage.folded, passage.tokens, language)

    spots = find_spots(passage.folded, passage.tokens)
    heard = [hear_spot(spot, language) for spot in spots]
    assert keys == {key for one in heard if one is not None for key in one.keys}


@given(TEXTS, st.sampled_from(["NEAR", "ONEAR"]), st.integers(1, 6))
def test_near_finds_what_comparing_every_pair_finds(text, sign, distance):
    query = compile_query(f"(kim OR missile) {sign}/{distance} (launch OR kim OR Schoigu)", ())
    reading = Reading(make_article(title=text, summary="kim launch", text=""), NOW)
    plan = query.plan
    assert isinstance(plan, Close)

    found = {(span.field, span.start, span.end) for span in plan.spans(reading)}

    pairs = product(spans_of(plan.left, reading), spans_of(plan.right, reading))
    expected = {
        (left.field, min(left.start, right.start), max(left.end, right.end))
        for left, right in pairs
        if left.field is right.field and _is_close(left, right, plan, reading)
    }
    assert found == expected


def _is_close(left, right, plan, reading):
    if left.end <= right.start:
        return count_between(left, right, reading) <= plan.distance
    is_before = right.end <= left.start and not plan.is_ordered
    return is_before and count_between(right, left, reading) <= plan.distance


def test_what_is_beyond_the_longest_text_is_not_read():
    words = "word " * (MAX_LETTERS // 5 - 2)

    def holds(text):
        reading = Reading(make_article(title="", summary="", text=text), NOW)
        return compile_query("missile", ()).plan.holds(reading)

    assert holds(words + "missile")
    assert not holds(words + "word word missile")


def test_a_word_that_the_longest_text_ends_within_is_left_out():
    text = "word " * (MAX_LETTERS // 5 - 1) + "missilery"

    reading = Reading(make_article(title="", summary="", text=text), NOW)

    (passage,) = reading.passages(Field.TEXT)
    assert passage.tokens.texts[-1] == "word"


def test_title_summary_and_text_share_the_room():
    article = make_article(title="kim " * 10, summary="x " * MAX_LETTERS, text="missile")

    reading = Reading(article, NOW)

    sizes = [len(one.folded.text) for field in Field for one in _texts(reading, field)]
    assert sum(sizes) <= MAX_LETTERS
    assert reading.passages(Field.TEXT)[0].folded.text == ""


def _texts(reading, field):
    is_text = field in (Field.TITLE, Field.SUMMARY, Field.TEXT)
    return reading.passages(field) if is_text else ()
