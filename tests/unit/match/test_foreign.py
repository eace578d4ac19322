"""Queries of other programs: rewritten in our language, what has no counterpart told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import QuerySyntaxError
from monitor.match import Dialect, Translated, compile_query, translate_query
from monitor.match.parser import parse_query
from tests.support.foreignqueries import LONG_QUERIES

#: dialect, query there, query here, the parts that are noted
QUERIES = [
    ("meltwater", '("sailboat" or "boat") AND "racing"', '("sailboat" OR "boat") AND "racing"', []),
    ("meltwater", "Apple NEAR/10 watch", "Apple NEAR/11 watch", []),
    ("meltwater", "Apple ONEAR watch", "Apple ONEAR/5 watch", []),
    ("meltwater", "a1 AND (b1 OR c1)^9", "a1 AND (b1 OR c1)", ["^9"]),
    ("meltwater", "kim NOT (park OR lee)", "kim AND NOT (park OR lee)", []),
    ("meltwater", "ingress:missile country:us", "summary:missile AND country:US", []),
    ("meltwater", "#ukraine", "ukraine", ["#ukraine"]),
    ("meltwater", "kim NEAR/100 park", "kim AND park", ["NEAR/100"]),
    ("meltwater", "sentiment:negative AND kim", "kim", ["sentiment:negative"]),
    ("meltwater", "reach:(low OR high) OR kim", "kim", ["reach:(low OR high)"]),
    ("meltwater", "kim AND NOT hashtag:x", "kim", ["hashtag:x"]),
    ("brandwatch", "logitech NEAR/2f keyboard", "logitech ONEAR/3 keyboard", []),
    ("brandwatch", "(a1 OR b1) NEAR/5 (c1 OR d1)", "(a1 OR b1) NEAR/6 (c1 OR d1)", []),
    ("brandwatch", "((a1 OR b1) AND c1)~5", "(a1 OR b1) NEAR/6 c1", []),
    ("brandwatch", '"apple juice"~5', "apple NEAR/6 juice", []),
    ("brandwatch", '"big climate chang*"~5',
     "(big NEAR/6 climate) AND (climate NEAR/6 chang*)", []),
    ("brandwatch", '"wom?n march"~5', "wom* NEAR/6 march", ['"wom?n march"']),
    ("brandwatch", '("wom?n march" OR kim)~5', "(wom* ONEAR/1 march) OR kim",
     ['"wom?n march"', "~5"]),
    ("brandwatch", "British OR {BT}", 'British OR ="BT"', []),
    ("brandwatch", "kim <<<the north>>>", "kim", ["<<<the north>>>"]),
    ("brandwatch", "(a1 AND b1) NEAR/3 c1", "a1 AND b1 AND c1", ["NEAR/3"]),
    ("talkwalker", 'b1 AND NOT site:"www.cnet.com"', "b1 AND NOT site:www.cnet.com", []),
    ("talkwalker", "choc -swiss ++BMW Lux*", 'choc AND NOT swiss AND ="BMW" AND Lux*', []),
    ("talkwalker", 'choc +BMW ++"A&B"', 'choc AND BMW AND ="A&B"', ["+"]),
    ("talkwalker", 'choc NOT +"p&t"', 'choc AND NOT ="p&t"', ["+"]),
    ("talkwalker", "wom?n AND kim", "wom* AND kim", ["wom?n"]),
    ("talkwalker", '"wrestl?ng" AND kim', "wrestl* AND kim", ['"wrestl?ng"']),
    ("talkwalker", '"a big wrestl?ng match"', '("a big" ONEAR/1 wrestl*) ONEAR/1 match',
     ['"a big wrestl?ng match"']),
    ("talkwalker", '"climate chang*"', "climate ONEAR/1 chang*", []),
    ("talkwalker", "w?n AND kim", "kim", ["w?n"]),
    ("brandwatch", "behavio*r", "behavio*", ["behavio*r"]),
    ("brandwatch", "raw:Google+", '="Google+"', []),
    ("brandwatch", "kim NEAR/0f jong", "kim ONEAR/1 jong", []),
    ("brandwatch", "kim and park", "kim AND park", ["and"]),
    ("brandwatch", "reach:[1 TO 50] kim", "kim", ["reach:[1 TO 50]"]),
    ("brandwatch", "kim NOT NEAR/5 park", "kim", ["NEAR/5"]),
    ("brandwatch", "kim near park", "kim AND near AND park", []),
    ("brandwatch", "kim OR #kim", "kim", ["#kim"]),
    ("meltwater", "kim near/5 park", "kim NEAR/6 park", []),
    ("meltwater", "atleast/3(kim) and park", "kim AND park", ["atleast/3"]),
    ("meltwater", "title: (kim or park)", "title:(kim OR park)", []),
    ("meltwater", "park title:(not kim)", "park AND title:(NOT kim)", []),
    ("meltwater", "“north korea”\n and\u00a0kim", '"north korea" AND kim', []),
    ("meltwater", "title: kim and park", "title:kim AND park", []),
    ("meltwater", "note: kim", '"note:" AND kim', []),
    ("meltwater", "title:kim near/3 title:park", "title:kim NEAR/4 title:park", []),
    ("meltwater", '"a1"OR"b1"Or(c1)And(d1)', '"a1" OR "b1" OR (c1 AND d1)', []),
    ("brandwatch", "kim AND-park", "kim AND NOT park", []),
    ("talkwalker", "🚀 AND kim", "kim", ["🚀"]),
    ("meltwater", "country:uk kim", "country:GB AND kim", []),
    ("google", "site:https://bbc.co.uk/news/ kim", "url:bbc.co.uk/news AND kim", []),
    ("google", "site:*.gov kim –park", "site:gov AND kim AND NOT park", []),
    ("google", "allintitle: kim park", "title:(kim AND park)", []),
    ("google", "kim after:2024-1-31", "kim AND published:>2024-01-31", []),
    ("google", "kim or park", "kim AND park", ["or"]),
    ("google", "kim 2020..2024", "kim", ["2020..2024"]),
    ("talkwalker", "sourcecountry:kp lang:de kim", "country:KP AND lang:de AND kim", []),
    ("google", "apple banana OR cherry", "apple AND (banana OR cherry)", []),
    ("google", "kim | park", "kim OR park", []),
    ("google", '"the * minister"', "the ONEAR/2 minister", []),
    ("google", "kim AROUND(3) park", "kim NEAR/4 park", []),
    ("google", 'intitle:"big news" inurl:asia', 'title:"big news" AND url:asia', []),
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


#: The query there, the query here, the parts that are noted with what the query finds then.
LEFT_OUT = [
    ("kim AND reach:1", "kim", {"reach:1": "more"}),
    ("kim OR reach:1", "kim", {"reach:1": "less"}),
    ("kim AND (missile OR reach:1)", "kim AND missile", {"reach:1": "less"}),
    ("kim OR (missile AND reach:1)", "kim OR missile", {"reach:1": "more"}),
    ("kim AND (reach:1 OR city:x)", "kim", {"reach:1": "more", "city:x": "more"}),
    ("kim OR (reach:1 AND city:x)", "kim", {"reach:1": "less", "city:x": "less"}),
    ("kim NOT reach:1", "kim", {"reach:1": "more"}),
    ("kim NOT (missile OR reach:1)", "kim AND NOT missile", {"reach:1": "more"}),
    ("kim NOT (missile AND reach:1)", "kim", {"reach:1": "more"}),
    ("kim OR NOT (missile AND reach:1)", "kim", {"reach:1": "less"}),
    ("kim NOT (a1 AND NOT (b1 OR reach:1))", "kim AND NOT (a1 AND NOT b1)", {"reach:1": "less"}),
    ("kim NOT (a1 AND NOT (b1 AND reach:1))", "kim AND NOT (a1 AND NOT b1)", {"reach:1": "more"}),
    ("kim NEAR/5 *ism", "kim", {"*ism": "more"}),
    ("kim NEAR/5 (*ism OR park)", "kim NEAR/6 park", {"*ism": "less"}),
    ("kim NOT (a1 NEAR/5 *ism)", "kim", {"*ism": "more"}),
    ("kim NOT wom?n", "kim", {"wom?n": "more"}),
    ('kim NOT "wom?n run"', "kim", {'"wom?n run"': "more"}),
    ("kim NOT #park", "kim", {"#park": "more"}),
    ("kim NOT (a1 NEAR/100 b1)", "kim AND NOT (a1 NEAR/50 b1)", {"NEAR/100": "more"}),
    ("kim NOT ((a1 AND b1) NEAR/3 c1)", "kim", {"NEAR/3": "more"}),
]  # fmt: skip


@pytest.mark.parametrize(("there", "here", "effects"), LEFT_OUT)
def test_says_of_each_part_that_is_left_out_whether_more_or_less_is_found(
    there: str, here: str, effects: dict[str, str]
) -> None:
    translated = translate_query(there, Dialect.BRANDWATCH)

    assert translated.query == here
    assert {note.text: note.effect for note in translated.notes} == effects
    assert bool(translated.losses) is ("less" in effects.values())


def test_an_excluded_part_goes_with_what_it_is_excluded_together_with() -> None:
    [note] = translate_query("kim NOT (missile AND reach:1)", Dialect.BRANDWATCH).notes

    assert str(note) == (
        "position 22, reach:1: the field reach: has no counterpart, left out, "
        "with all that it is excluded together with; finds more"
    )


#: A query of parts that are true or false: `f:x` has no counterpart.
_LEAVES = ["aa", "bb", "cc", "f:x", "f:y"]
_FORMULAS = st.recursive(
    st.sampled_from(_LEAVES),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["and", "or"]), inner, inner),
        st.tuples(st.just("not"), inner),
    ),
    max_leaves=8,
)


def _write(formula: str | tuple[str, ...]) -> str:
    if isinstance(formula, str):
        return formula
    sign, *parts = formula
    return (
        f"(NOT {_write(parts[0])})"
        if sign == "not"
        else (f"({_write(parts[0])} {sign.upper()} {_write(parts[1])})")
    )


def _holds(formula: str | tuple[str, ...], true: frozenset[str]) -> bool:
    if isinstance(formula, str):
        return formula in true
    sign, *parts = formula
    held = [_holds(part, true) for part in parts]
    return {"and": all(held), "or": any(held), "not": not held[0]}[sign]


def _finds(query: str, true: frozenset[str]) -> bool:
    """Hold a query of ours against an article that has these words."""
    words = {word: word in true for word in _LEAVES if ":" not in word}
    python = query.replace("AND", "and").replace("OR", "or").replace("NOT", "not")
    return bool(eval(python, {}, words)) if query else True  # noqa: S307 - words of this test


@given(_FORMULAS, st.frozensets(st.sampled_from(_LEAVES)))
def test_finds_less_than_there_nowhere_without_a_note(
    formula: str | tuple[str, ...], true: frozenset[str]
) -> None:
    translated = translate_query(_write(formula), Dialect.BRANDWATCH)

    if not translated.losses and _holds(formula, true):
        assert _finds(translated.query, true)


@pytest.mark.parametrize(("dialect", "query"), LONG_QUERIES)
def test_takes_over_long_queries_as_people_keep_them(dialect: str, query: str) -> None:
    translated = translate_query(query, Dialect(dialect))

    assert compile_query(translated.query, ())
    assert translated.losses == ()
    for note in translated.notes:
        assert query[note.position :].startswith(note.text)


#: dialect, query there, where it cannot be read, what is said
UNREADABLE = [
    ("google", "((kim OR park", 1, "this parenthesis is never closed"),
    ("google", "kim )", 4, "this parenthesis was never opened"),
    ("google", 'kim "unclosed', 4, "this quotation mark is never closed"),
    ("meltwater", "kim AND", 7, "a word, a phrase in quotes, a field or ( … ) after AND"),
    ("meltwater", "kim AND OR park", 8, "a word, a phrase in quotes, a field or ( … ), not OR"),
    ("meltwater", "kim (park or ) lee", 13, "before this parenthesis"),
    ("meltwater", "kim ()", 5, "before this parenthesis"),
    ("meltwater", "NEAR/5 kim", 0, "not NEAR/5"),
    ("meltwater", "~5 kim", 0, "before ~5"),
    ("brandwatch", "kim {BT", 4, "this brace is never closed"),
    ("brandwatch", 'kim ""', 4, "something between these signs"),
    ("brandwatch", "title:(kim site:x.org)", 11, "no field within another field"),
    ("talkwalker", "kim !park", 4, "! means nothing here"),
    ("talkwalker", "kim title:", 10, "after title:"),
    ("talkwalker", "", 0, "after nothing"),
    ("talkwalker", "kim NEAR/2 " * 900 + "kim", 554, "a shorter chain"),
    ("talkwalker", "x:" * 60 + "kim", 100, "at most 50 levels of nesting"),
    ("talkwalker", "kim " * 6000, 20_000, "at most 20000 characters"),
    ("talkwalker", "(" * 60 + "kim" + ")" * 60, 50, "at most 50 levels of nesting"),
]  # fmt: skip


@pytest.mark.parametrize(("dialect", "query", "position", "told"), UNREADABLE)
def test_says_where_a_query_cannot_be_read_and_what_was_expected(
    dialect: str, query: str, position: int, told: str
) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        translate_query(query, Dialect(dialect))

    assert caught.value.position == position
    assert told in caught.value.expected


@given(
    st.sampled_from(Dialect),
    st.text(alphabet='ab "()*?~^{}|-+#@:5/<>' + "ORANDTNE", max_size=40),
)
def test_whatever_it_is_given_it_gives_a_query_or_says_where_it_cannot_be_read(
    dialect: Dialect, query: str
) -> None:
    translated = _try(query, dialect)

    if isinstance(translated, QuerySyntaxError):
        assert 0 <= translated.position <= len(query)
        assert translated.expected
        return
    assert all(note.reason for note in translated.notes)
    assert not translated.query or parse_query(translated.query)


def _try(query: str, dialect: Dialect) -> Translated | QuerySyntaxError:
    try:
        return translate_query(query, dialect)
    except QuerySyntaxError as error:
        return error
