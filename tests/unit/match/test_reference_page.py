"""The reference page is true: every example of docs/queries.md is run."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.errors import QuerySyntaxError
from monitor.match import compile_query, judge, lint
from monitor.model import ConceptKind, DoubtReason, Field, NameSource, Source
from tests.support.builders import make_article, make_concept, make_name

PAGE = (Path(__file__).parents[3] / "docs" / "queries.md").read_text(encoding="utf-8")
ROWS = [
    tuple(cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1])
    for line in PAGE.splitlines()
    if line.startswith("| `")
]
EXAMPLES = [(query.strip("`"), *rest) for query, *rest in ROWS]
ANSWERED = [row for row in EXAMPLES if row[-1] in {"yes", "no"}]
WARNED = [row for row in EXAMPLES if len(row) == 3 and row not in ANSWERED]
REFUSED = [row for row in EXAMPLES if len(row) == 2]
CONCEPTS = (
    make_concept(
        "shoigu",
        kind=ConceptKind.PERSON,
        names=(
            *map(make_name, ("Sergei Shoigu", "Шойгу", "쇼이구", "绍伊古", "ショイグ", "شويغو")),
            make_name("Shoigu", source=NameSource.DERIVED),
        ),
    ),
    make_concept(
        "pyongyang",
        kind=ConceptKind.PLACE,
        names=tuple(map(make_name, ("Pyongyang", "Пхеньян", "평양", "平壤", "平壌", "بيونغ يانغ"))),
    ),
)
NOW = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)


def make_reported(title):
    return make_article(
        title=title,
        summary="A delegation arrives",
        text="The motorcade crosses the river",
        url="https://news.example.org/2026/visit",
        canonical_url="https://news.example.org/2026/visit",
        author="Ada Writer",
        categories=("Foreign Policy",),
        language="en",
        source=Source(name="Example Times", country="KP"),
        feeds=("https://example.org/world.xml",),
        tags=("asia desk",),
        published_at=datetime(2026, 3, 1, 12, 0, tzinfo=UTC),
        first_seen_at=datetime(2026, 3, 1, 12, 5, tzinfo=UTC),
    )


@pytest.mark.parametrize(("query", "text", "answer"), ANSWERED)
def test_answers_each_example_as_the_page_says(query, text, answer):
    verdict = judge(compile_query(query, CONCEPTS), make_reported(text), now=NOW)

    assert verdict.matched == {"yes": True, "no": False}[answer], verdict.reason


@pytest.mark.parametrize(("query", "why"), REFUSED)
def test_refuses_each_query_that_the_page_says_is_refused(query, why):
    with pytest.raises(QuerySyntaxError) as caught:
        compile_query(query, CONCEPTS)

    assert caught.value.expected, why


@pytest.mark.parametrize(("query", "reason", "why"), WARNED)
def test_warns_of_each_query_that_the_page_says_is_doubtful(query, reason, why):
    assert [doubt.reason for doubt in lint(query, CONCEPTS)] == [reason.strip("`")], why


def test_says_of_every_reason_what_it_means():
    assert [reason for reason in DoubtReason if f"`{reason}`" not in PAGE] == []


def test_every_row_of_the_page_is_run():
    tables = re.findall(r"^\| `.*$", PAGE, flags=re.MULTILINE)

    assert len(ANSWERED) + len(WARNED) + len(REFUSED) == len(tables) > 100


def test_shows_of_every_text_field_what_it_finds_and_what_not():
    for name in ("title", "summary", "text", "site", "source", "lang", "published", "since"):
        answers = {answer for query, _, answer in ANSWERED if f"{name}:" in query}
        assert answers == {"yes", "no"}, name


def test_shows_every_field_and_operator():
    asked = " ".join(query for query, *_ in ANSWERED)

    fields = [*Field, "published", "since", "name"]
    signs = ["AND", "OR", "NOT", "NEAR/", "ONEAR/", " OF (", "@", "=", "*", '"', "„", "-", "("]
    assert [name for name in fields if f"{name}:" not in asked] == []
    assert [sign for sign in signs if sign not in asked] == []
