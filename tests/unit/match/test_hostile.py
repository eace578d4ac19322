"""No query and no article takes long.

What is counted is steps, because time depends on the machine.
"""

from __future__ import annotations

import sys

import pytest

from monitor.errors import QuerySyntaxError
from monitor.match import compile_query
from monitor.match.anchor import find_anchor
from monitor.match.judge import show_evidence
from monitor.match.reading import MAX_LETTERS, Reading
from tests.support.builders import NOW, make_article
from tests.support.heavy import ARTICLES, QUERIES

#: Calls of functions, ours and built-in ones: the most that the slowest of these takes, which is
#: about 50 ms on one core of 2026.
MOST_CALLS = 550_000


def count_calls(work):
    calls = 0

    def count(_frame, event, _argument):
        nonlocal calls
        calls += event in ("call", "c_call")

    earlier = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(earlier)
    return calls


def read(text):
    reading = Reading(make_article(title="x", summary="", text=text), NOW)
    assert reading.keys
    assert reading.sound_keys is not None
    return reading


@pytest.mark.parametrize("query", QUERIES)
def test_no_query_takes_many_steps_in_any_text(query):
    compiled = compile_query(QUERIES[query], ())
    find_anchor(compiled.plan)

    def ask(reading):
        if compiled.plan.holds(reading):
            show_evidence(compiled.plan.hits(reading))

    readings = {name: read(text) for name, text in ARTICLES.items()}
    calls = {name: count_calls(lambda one=one: ask(one)) for name, one in readings.items()}

    assert max(calls.values()) <= MOST_CALLS, max(calls.items(), key=lambda one: one[1])


@pytest.mark.parametrize("article", ARTICLES)
def test_no_text_takes_many_steps_to_be_read(article):
    calls = count_calls(lambda: read(ARTICLES[article]))

    assert 0 < calls <= MOST_CALLS


def test_a_chain_of_nears_is_not_deeper_than_what_parentheses_allow():
    with pytest.raises(QuerySyntaxError, match="levels"):
        compile_query(" NEAR/9 ".join(["a"] * 1_000), ())


def test_the_texts_are_as_long_as_any_that_is_read():
    assert all(len(text) >= MAX_LETTERS for text in ARTICLES.values())
