"""Hold the canonical URL to pairs: the same page in two spellings, and pages that only look so."""

from __future__ import annotations

import time

import pytest

from monitor.normalize import canonicalize
from monitor.normalize.link import clean_link, tidy
from tests.support.urlpairs import read_pairs

SAME = read_pairs("same")
DIFFERENT = read_pairs("different")

#: What is only written in another way, and the one way it is written here.
WRITTEN = [
    ("https://example.org/a", "HTTPS://Example.ORG/a"),
    ("https://example.org/a", "http://www.example.org:80/a"),
    ("https://example.org/", "https://example.org"),
    ("https://example.org/a", "https://example.org/a?"),
    ("https://example.org/a", " https://example.org/a\n"),
    ("https://example.org/a", "https://exam\nple.org/a"),
    ("https://example.org/a%20b", "https://example.org/a b"),
    ("https://example.org/a%C3%A9", "https://example.org/aé"),
    ("https://xn--bcher-kva.example/a", "https://bücher.example/a"),
    ("https://example.org/a?id=7", "https://example.org/a?&id=7&"),
    ("https://example.org/a?b=2&b=1&c=0", "https://example.org/a?c=0&b=2&b=1"),
    ("https://app.example/#!/news/1", "https://app.example/?utm_source=x#!/news/1"),
    ("http://example.org:8080/a", "http://example.org:8080/a/"),
    ("http://127.0.0.1/a", "http://127.0.0.1/a#top"),
    ("http://localhost:8000/a", "http://localhost:8000/a"),
    ("http://[::1]/a", "http://[::1]/a"),
]


@pytest.mark.parametrize(("canonical", "spelling"), WRITTEN)
def test_a_canonical_url_is_written_in_one_way(canonical: str, spelling: str) -> None:
    assert canonicalize(spelling) == canonical
    assert canonicalize(canonical) == canonical


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_page_has_one_canonical_url(one: str, other: str) -> None:
    canonical = canonicalize(one)

    assert canonical is not None
    assert canonicalize(other) == canonical
    assert canonicalize(canonical) == canonical


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_pages_that_only_look_the_same_stay_apart(one: str, other: str) -> None:
    first, second = canonicalize(one), canonicalize(other)

    assert first is not None
    assert first != second
    assert canonicalize(first) == first


def test_the_table_is_large_and_nearly_all_of_it_is_merged() -> None:
    missed = read_pairs("missed")

    assert min(len(set(SAME)), len(set(DIFFERENT))) >= 150
    assert len(missed) / len((*SAME, *missed)) < 0.05


@pytest.mark.parametrize(
    "url",
    [
        "",
        "no link",
        "/relative",
        "mailto:a@example.org",
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://example.org/a",
        "tag:example.org,2026:1",
        "https://",
        "https:///a",
        "https://[::1",
        "https://example.org:port/",
        "https://example.org/" + "a" * 5000,
    ],
)
def test_what_is_no_web_page_has_no_canonical_url(url: str) -> None:
    assert canonicalize(url) is None
    assert clean_link(url) is None


def test_a_link_may_be_stored_as_it_came_but_for_blanks_and_controls() -> None:
    assert clean_link(" https://example.org/A b\x00?utm_source=x#y ") == (
        "https://example.org/A%20b?utm_source=x#y"
    )


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/" + "a" * 2000 + "%",
        "https://example.org/" + "a-" * 1000 + "é",
        "https://" + "a." * 1000 + "!/",
        "https://example.org/?" + "utm_source=x&" * 200,
        "https://n.news.naver.com/read.naver?" + "aid=1&" * 350 + "oid=1&" * 300 + "x",
        "https://www.spiegel.de/" + "a-1/" * 1000,
        "https://www.scmp.com/" + "article/" * 500,
        "https://www.dailymail.co.uk/" + "article-1" * 440,
        "https://www.faz.net/" + "-1234567" * 500,
        "https://www.youtube.com/watch?" + "v=1&" * 1000 + "é",
        "https://news.google.com/rss/articles/CBMi" + "A" * 4000,
        "https://www.google.com/url?url=" + "https://www.google.com/url?url=" * 120,
        "https://example.org" + "/amp/index.html" * 250,
    ],
)
def test_no_url_takes_long(url: str) -> None:
    started = time.perf_counter()

    canonicalize(url)

    assert time.perf_counter() - started < 0.5


@pytest.mark.parametrize(
    ("url", "tidied"),
    [
        (
            "http://www.Example.org:80/a/?utm_source=x&b=2&a=1#top",
            "http://www.example.org/a/?b=2&a=1",
        ),
        ("https://m.example.org/a/amp/", "https://m.example.org/a/amp/"),
        ("mailto:desk@example.org", None),
    ],
)
def test_keys_are_made_of_a_form_that_new_rules_do_not_change(url: str, tidied: str | None) -> None:
    assert tidy(url) == tidied
