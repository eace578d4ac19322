"""Hints: words of a query that are names of a concept, which finds more."""

from __future__ import annotations

import pytest

from monitor.match import compile_query, hint_concepts
from monitor.model import ConceptKind
from tests.support.builders import make_concept, make_name

SHOIGU = make_concept(
    names=tuple(map(make_name, ("Sergei Shoigu", "Schoigu", "Sergej Schojgu", "쇼이구", "Шойгу")))
)
PYONGYANG = make_concept(
    "pyongyang",
    kind=ConceptKind.PLACE,
    names=(
        make_name("Pyongyang"),
        make_name("평양"),
        make_name("Пхеньян"),
        make_name("平壤", enabled=False),
    ),
)
CONCEPTS = (SHOIGU, PYONGYANG)

#: A query, and what is hinted instead.
HINTED = [
    ("shoigu AND pyongyang", "@shoigu AND @pyongyang"),
    ("SHOIGU missile", "@shoigu missile"),
    ('"Sergei Shoigu" OR missile', "@shoigu OR missile"),
    ("schojgu NEAR/5 평양", "@shoigu NEAR/5 @pyongyang"),
    ("title:(shoigu OR kim)", "title:(@shoigu OR kim)"),
    ("@shoigu AND pyongyang", "@shoigu AND @pyongyang"),
    ("kim NOT shoigu", None),
    ("sergei", None),
    ("平壤", None),
    ("shoigu*", None),
    ('="Shoigu"', None),
    ("site:pyongyang kim", None),
    ("@shoigu shoigu", None),
    ("missile", None),
]


@pytest.mark.parametrize(("query", "hinted"), HINTED)
def test_names_the_concepts_that_words_of_a_query_are_names_of(
    query: str, hinted: str | None
) -> None:
    hint = hint_concepts(query, CONCEPTS)

    assert (hint and hint.query) == hinted
    if hint is not None:
        assert compile_query(hint.query, CONCEPTS)


def test_shows_names_in_other_scripts_first() -> None:
    hint = hint_concepts("shoigu AND pyongyang", CONCEPTS)

    assert str(hint) == (
        "@shoigu also finds 쇼이구, Шойгу, Schoigu, Sergej Schojgu …; "
        "@pyongyang also finds 평양, Пхеньян …: search '@shoigu AND @pyongyang'"
    )


def test_a_concept_of_that_key_comes_before_one_that_bears_the_name() -> None:
    minister = make_concept("minister", names=(make_name("Sergei Shoigu"),))

    hint = hint_concepts("shoigu", (minister, SHOIGU))

    assert hint is not None
    assert hint.query == "@shoigu"
