"""How papers write of a country and its capital without saying its name."""

from __future__ import annotations

from functools import cache

import pytest

from monitor.manage.naming import Naming, make_concept
from monitor.match import Query, Reading, compile_query
from monitor.model import ConceptKind
from tests.support.builders import NOW, make_article


@cache
def ask_for(kind: ConceptKind, name: str | None, country: str) -> Query:
    naming = Naming(key="it", kind=kind, name=name, names={}, country=country)
    return compile_query("@it", (make_concept(naming)[0],))


def is_found(query: Query, language: str, text: str) -> bool:
    article = make_article(title=text, summary="", language=language)
    return query.plan.holds(Reading(article, NOW))


@pytest.mark.parametrize(
    ("country", "language", "text"),
    [
        ("AM", "de", "Kallas in der armenischen Hauptstadt"),
        ("AZ", "de", "in der aserbaidschanischen Hauptstadt"),
        ("CH", "de", "Netanjahu trifft Schweizer Präsidenten"),
        ("DE", "de", "die deutschen Truppen"),
        ("FR", "nl", "de Franse hoofdstad"),
        ("IL", "fr", "les frappes israéliennes"),
        ("IN", "fr", "armée indienne"),
        ("IN", "ru", "в индийской столице"),
        ("IR", "en", "the Iranian president"),
        ("IR", "es", "los misiles iraníes"),
        ("IR", "it", "le forze iraniane"),
        ("IR", "nl", "de Iraanse regering"),
        ("IR", "pl", "irańskiego prezydenta"),
        ("IR", "pt", "as forças iranianas"),
        ("SY", "uk", "сирійських військ"),
        ("RU", "ru", "российского президента"),
    ],
)
def test_an_adjective_stands_for_its_country(country: str, language: str, text: str) -> None:
    assert is_found(ask_for(ConceptKind.COUNTRY, None, country), language, text)


@pytest.mark.parametrize(
    ("country", "language", "text"),
    [
        ("US", "es", "los países latinoamericanos"),
        ("US", "de", "lateinamerikanische Staaten"),
        ("CN", "en", "Indochinese history"),
        ("IN", "en", "Indiana votes"),
        ("IE", "en", "an iris"),
    ],
)
def test_a_longer_word_is_not_the_adjective(country: str, language: str, text: str) -> None:
    assert not is_found(ask_for(ConceptKind.COUNTRY, None, country), language, text)


@pytest.mark.parametrize(
    ("city", "country", "language", "text"),
    [
        ("Kyiv", "UA", "ko", "메르츠 독일 총리, 키이우 방문"),
        ("Geneva", "CH", "zh", "納坦雅胡抵達日內瓦"),
        ("Doha", "QA", "ru", "Аббас прибыл в Доху"),
        ("Vienna", "AT", "pl", "Orbán w Wiedniu"),
    ],
)
def test_a_city_is_found_as_papers_of_today_write_it(
    city: str, country: str, language: str, text: str
) -> None:
    assert is_found(ask_for(ConceptKind.PLACE, city, country), language, text)
