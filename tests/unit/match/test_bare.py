"""Bare family names that were written down for a person."""

from __future__ import annotations

import pytest

from monitor.match import compile_query, judge
from monitor.model import NameSource
from tests.support.builders import NOW, make_article, make_concept, make_name

SHOIGU = make_concept(
    "shoigu",
    names=(
        make_name("Sergei Shoigu"),
        make_name("Шойгу", source=NameSource.WIKIDATA),
        make_name("쇼이구", language="ko", source=NameSource.WIKIDATA),
        make_name("ชอยกู", language="th", source=NameSource.WIKIDATA),
    ),
)


def ask(text, language):
    query = compile_query("@shoigu", (SHOIGU,))
    return judge(query, make_article(title=text, summary="", language=language), now=NOW)


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("ru", "Шойгу прибыл в Пхеньян", "Шойгу"),
        ("ko", "쇼이구가 평양에 도착", "쇼이구"),
        ("th", "ชอยกูเดินทางถึงเกาหลีเหนือ", "ชอยกู"),
    ],
)
def test_a_bare_name_is_found_as_it_is_written(language, text, found):
    assert [one.text for one in ask(text, language).evidence] == [found]


@pytest.mark.parametrize(
    ("language", "text"),
    [("ru", "Ксения Шойгу ушла"), ("ru", "Ушла Ксения Шойгу: Шойгу молчит"), ("ru", "блюдо шойгу")],
)
def test_a_bare_name_that_is_written_down_may_still_be_somebody_elses(language, text):
    assert not ask(text, language).matched
