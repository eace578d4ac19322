"""Queries of other programs: rewritten in our language, what has no counterpart told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.match import Dialect, compile_query, translate_query

#: dialect, query there, query here, the parts that are noted
QUERIES = [
    ("meltwater", '("sailboat" or "boat") AND "racing"', '("sailboat" OR "boat") AND "racing"', []),
    ("meltwater", "Apple NEAR/10 watch", "Apple NEAR/11 watch", []),
    ("meltwater", "Apple ONEAR watch", "Apple ONEAR/5 watch", []),
    ("meltwater", "a1 AND (b1 OR c1)^9", "a1 AND (b1 OR c1)", ["^9"]),
    ("meltwater", "kim NOT (park OR lee)", "kim AND NOT (park OR lee)", []),
    ("meltwater", "ingress:missile country:us", "summary:missile AND country:US", []),
    ("meltwater", "#ukraine", "ukraine", ["#ukraine"]),
    ("meltwater", "kim NEAR/100 park", "kim NEAR/50 park", ["NEAR/100"]),
    ("meltwater", "sentiment:negative AND kim", "kim", ["sentiment:negative"]),
    ("meltwater", "reach:(low OR high) OR kim", "kim", ["reach:(low OR high)"]),
    ("meltwater", "kim AND NOT hashtag:x", "kim", ["hashtag:x"]),
    ("brandwatch", "logitech NEAR/2f keyboard", "logitech ONEAR/3 keyboard", []),
    ("brandwatch", "(a1 OR b1) NEAR/5 (c1 OR d1)", "(a1 OR b1) NEAR/6 (c1 OR d1)", []),
    ("brandwatch", "((a1 OR b1) AND c1)~5", "(a1 OR b1) NEAR/6 c1", []),
    ("brandwatch", '"apple juice"~5', "apple NEAR/6 juice", []),
    ("brandwatch", "British OR {BT}", 'British OR ="BT"', []),
    ("brandwatch", "kim <<<the north>>>", "kim", ["<<<the north>>>"]),
    ("brandwatch", "(a1 AND b1) NEAR/3 c1", "a1 AND b1 AND c1", ["NEAR/3"]),
    ("talkwalker", 'b1 AND NOT site:"www.cnet.com"', "b1 AND NOT site:www.cnet.com", []),
    ("talkwalker", "choc -swiss +BMW Lux*", 'choc AND NOT swiss AND ="BMW" AND Lux*', []),
    ("talkwalker", "wom?n AND kim", "kim", ["wom?n"]),
    ("talkwalker", "sourcecountry:kp lang:de kim", "country:KP AND lang:de AND kim", []),
    ("google", "apple banana OR cherry", "apple AND (banana OR cherry)", []),
    ("google", "kim | park", "kim OR park", []),
    ("google", '"the * minister"', "the ONEAR/2 minister", []),
    ("google", "kim AROUND(3) park", "kim NEAR/4 park", []),
    ("google", 'intitle:"big news" inurl:asia', 'title:"big news" AND url:asia', []),
    ("google", "((kim OR park", "kim OR park", ["(", "("]),
    ("google", "kim )", "kim", [")"]),
    ("google", 'kim "unclosed', "kim AND unclosed", ['"']),
    ("google", '"AND"', '"AND"', []),
]  # fmt: skip


@pytest.mark.parametrize(("dialect", "there", "here", "noted"), QUERIES)
def test_rewrites_a_query_of_another_program(
    dialect: str, there: str, here: str, noted: list[str]
) -> None:
    translated = translate_query(there, Dialect(dialect))

    assert translated.query == here
    assert sorted(note.text for note in translated.notes) == sorted(noted)
    assert compile_query(translated.query, ())


def test_a_note_points_to_its_place_in_the_foreign_query() -> None:
    query = "kim AND reach:>100"

    [note] = translate_query(query, Dialect.BRANDWATCH).notes

    assert query[note.position :].startswith(note.text)
    assert "reach" in note.reason


@given(
    st.sampled_from(Dialect),
    st.text(alphabet='ab "()*?~^{}|-+#@:5/<>' + "ORANDTNE", max_size=40),
)
def test_whatever_it_is_given_it_gives_a_query_whose_parentheses_close(
    dialect: Dialect, query: str
) -> None:
    translated = translate_query(query, dialect)

    depth = 0
    is_quoted = False
    for position, char in enumerate(translated.query):
        if char == '"' and translated.query[position - 1 : position] != "\\":
            is_quoted = not is_quoted
        elif not is_quoted:
            depth += (char == "(") - (char == ")")
        assert depth >= 0
    assert depth == 0
    assert all(note.reason for note in translated.notes)
