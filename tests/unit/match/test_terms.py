"""The terms that articles are filed under, and the alarm for when they change."""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
import re

from monitor.match import Reading, list_terms, pattern, spoken, terms
from monitor.match.terms import MAX_TERMS, VERSION, edition, number_of
from monitor.text import alphabet, inflection, letters, person, script, sound
from tests.support.archive import read_lines
from tests.support.builders import NOW, make_article

#: Of the tables that terms are made by, and of what they make of the own lines.
#: When this differs, articles may get other terms. Set it to what the test says, and if the
#: present VERSION was released, raise that: archives are then filed anew.
DIGEST = "fd5cbcde9a745407"
RELEASED = 1

TABLES = (alphabet, letters, person, script, pattern, spoken, terms)
PACKAGES = (inflection, sound)


def list_modules():
    inside = (
        importlib.import_module(f"{package.__name__}.{module.name}")
        for package in PACKAGES
        for module in pkgutil.iter_modules(package.__path__)
    )
    return sorted((*TABLES, *inside), key=lambda module: module.__name__)


def write_plainly(value):
    """Write a constant the same in every process; None when it is none."""
    if isinstance(value, re.Pattern):
        return f"/{value.pattern}/"
    if type(value) is dict:
        return sorted((repr(key), repr(write_plainly(one))) for key, one in value.items())
    if type(value) in (set, frozenset):
        return sorted(repr(write_plainly(one)) for one in value)
    if type(value) in (tuple, list):
        return [write_plainly(one) for one in value]
    return repr(value) if isinstance(value, (str, int, float)) else None


def list_constants():
    return [
        (module.__name__, name, write_plainly(value))
        for module in list_modules()
        for name, value in sorted(vars(module).items())
        if name.lstrip("_").isupper() and name != "VERSION"
    ]


def read_terms(language, text, **values):
    article = make_article(title=text, summary="", language=language, **values)
    return list_terms(Reading(article, NOW))


def test_articles_get_the_terms_that_they_got_before():
    made = [sorted(read_terms(language, text)) for language, text in read_lines()]

    digest = hashlib.blake2b(repr((list_constants(), made)).encode(), digest_size=8).hexdigest()

    assert digest == DIGEST
    assert VERSION > RELEASED


def test_the_tables_are_looked_at():
    names = {name for module, name, value in list_constants() if value}

    assert {"HANGUL", "HANGUL_CLITICS", "NAMES", "WORDS", "FRONTS", "TABLES", "READINGS"} <= names


def test_terms_are_numbers_that_every_database_takes():
    numbers = [number_of(key) for key in ("", "a", "평양", "~e", "\ud800", "x" * 1_000)]

    assert all(0 < number < 2**28 for number in numbers)
    assert len(set(numbers)) == len(numbers)
    assert 0 < edition() < 2**28


def test_an_article_is_filed_under_words_beginnings_sounds_and_facts():
    found = read_terms(
        "de",
        "Schoigus Reise",
        url="https://news.example.org/1",
        author="Anna Kim",
        categories=("Welt",),
    )

    for key in ("schoigu", "schoigus", "sch*", "schoi*", "reise", "lang=de", "site=example.org",
                "author:kim", "author:ann*", "category:welt"):  # fmt: skip
        assert number_of(key) in found, key
    assert number_of("kim") not in found


def test_what_changes_without_the_article_is_not_filed():
    plain = read_terms("de", "Reise")

    assert read_terms("de", "Reise", tags=("asia",), feeds=("https://other.example/",)) == plain


def test_a_list_of_more_words_than_a_text_has_is_not_filed():
    characters = "".join(map(chr, range(0x4E00, 0x4E00 + MAX_TERMS)))

    assert read_terms("zh", characters) is None
    assert read_terms("zh", characters[: MAX_TERMS // 4])
