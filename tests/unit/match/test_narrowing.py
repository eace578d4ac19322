"""What a query needs of an article, by example."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.match import Reading, compile_query, list_terms, narrow
from monitor.match.narrowing import MAX_DEPTH, MAX_TERMS, _trim
from monitor.match.terms import number_of
from monitor.model import Either, Every, Holding
from tests.support.builders import NOW, make_article, make_concept, make_name

CONCEPT = make_concept("storm", kind="term", names=(make_name("storm"), make_name("буря")))
#: Every key that an example shows.
KEYS = (
    "storm", "буря", "missile", "missi*", "nor*", "security", "council", "north", "korea", "평양",
    "평", "平壤", "壤市", "平", "北朝", "朝鮮", "lg", "kim", "jong", "un", "پيونگ", "يانگ",
    "پيونگيانگ", "lang=de", "site=example.org", "author:kim", "author:missi*", "category:korea",
    "a", "b", "c", "d",
)  # fmt: skip
NAMES = {number_of(key): key for key in KEYS}


def write(needed):
    if needed is None:
        return None
    if isinstance(needed, Holding):
        return "|".join(sorted(NAMES[term] for term in needed.terms))
    sign = " & " if isinstance(needed, Every) else " or "
    return f"({sign.join(sorted(map(write, needed.parts)))})"


def need(query):
    return narrow(compile_query(query, (CONCEPT,), for_topic=False), now=NOW)


@pytest.mark.parametrize(
    ("query", "needed"),
    [
        ("missile", "missile"),
        ('"security council"', "(council & security)"),
        ('="North Korea"', "(korea & north)"),
        ("missil*", "missi*"),
        ("nor*", "nor*"),
        ("평양", "평양"),
        ("평*", "평"),
        ("平壤市", "(壤市 & 平壤)"),
        ("平", "平"),
        ("北朝鮮", "(北朝 & 朝鮮)"),
        ('"LG평양"', "lg"),
        ('"پیونگ یانگ"', "(يانگ|پيونگيانگ & پيونگ|پيونگيانگ)"),
        ("@storm", "storm|буря"),
        ("kim AND (missile OR @storm)", "(kim & missile|storm|буря)"),
        ('kim OR "north korea"', "((korea & north) or kim)"),
        ("kim NOT missile", "kim"),
        ("NOT missile", None),
        ("kim OR NOT missile", None),
        ("2 OF (a, b, c)", "(a|b & a|c & b|c)"),
        ("2 OF (a, b, NOT c)", "a|b"),
        ("1 OF (a, b, NOT c)", None),
        ("3 OF (a, b, c)", "(a & b & c)"),
        ("a NEAR/3 (b OR c)", "(a & b|c)"),
        ("title:missile", "missile"),
        ("author:kim", "author:kim"),
        ("author:missil*", "author:missi*"),
        ("category:korea", "category:korea"),
        ("lang:de missile", "(lang=de & missile)"),
        ("site:example.org", "site=example.org"),
        ("tag:a AND b", "b"),
        ("source:a OR b", None),
        ("country:de", None),
        ("url:a OR feed:b", None),
        ("published:>2026-01-01", None),
    ],
)
def test_a_query_needs(query, needed):
    assert write(need(query).needed) == needed


@pytest.mark.parametrize(
    ("query", "span"),
    [
        ("since:3h", timedelta(hours=3)),
        ("missile since:2d since:1d", timedelta(days=1)),
        ("missile OR since:1d", None),
        ("NOT since:1d", None),
        ("missile", None),
    ],
)
def test_a_query_says_since_when(query, span):
    assert need(query).since == (None if span is None else NOW - span)


def test_a_concept_without_names_needs_what_nothing_has():
    nameless = make_concept("nobody", names=())

    narrowing = narrow(compile_query("@nobody", (nameless,)), now=NOW)

    assert narrowing.needed == Holding(terms=frozenset())


def test_a_choice_of_many_needs_any_of_them():
    words = [f"word{number}" for number in range(12)]

    needed = need(f"6 OF ({', '.join(words)})").needed

    assert needed == Holding(terms=frozenset(map(number_of, words)))


def holding(*terms):
    return Holding(terms=frozenset(terms))


def test_a_question_that_is_too_large_keeps_what_it_can():
    large = holding(*range(MAX_TERMS + 1))
    small = holding(1, 2)

    assert _trim(large, MAX_TERMS, MAX_DEPTH) is None
    assert _trim(Every(parts=(large, small)), MAX_TERMS, MAX_DEPTH) == small
    assert _trim(Either(parts=(Every(parts=(large, small)), small)), 100, MAX_DEPTH) is None


def test_a_question_that_is_too_deep_keeps_what_it_can():
    deep = Either(parts=(holding(3), Every(parts=(holding(1), holding(2)))))

    assert _trim(Every(parts=(deep, holding(4))), 100, 2) == holding(4)
    assert _trim(Every(parts=(deep, holding(4))), 100, 4) == Every(parts=(holding(4), deep))


def test_two_letters_of_a_longer_word_are_not_what_is_needed():
    reading = Reading(make_article(title="태평양에서 태풍", summary="", language="ko"), NOW)

    needed = need("평양").needed

    assert isinstance(needed, Holding)
    assert needed.terms.isdisjoint(list_terms(reading))
