"""Hold the canonical URL to pairs: the same page in two spellings, and pages that only look so."""

from __future__ import annotations

import time

import pytest

from monitor.normalize import canonicalize
from monitor.normalize.link import clean_link

SAME = [
    ("https://example.org/a", "HTTPS://Example.ORG/a"),
    ("https://example.org/a", "https://example.org:443/a"),
    ("http://example.org/a", "http://example.org:80/a"),
    ("https://example.org/", "https://example.org"),
    ("https://example.org/a", "https://example.org./a"),
    ("https://example.org/a", "https://example.org/a#comments"),
    ("https://example.org/a", "https://example.org/a#"),
    ("https://example.org/a", "https://example.org/a?"),
    ("https://example.org/a", "https://example.org/x/../a"),
    ("https://example.org/a", "https://example.org/./a"),
    ("https://example.org/~me", "https://example.org/%7Eme"),
    ("https://example.org/a%C3%A9", "https://example.org/aé"),
    ("https://example.org/a%C3%A9", "https://example.org/a%c3%a9"),
    ("https://example.org/a%20b", "https://example.org/a b"),
    ("https://xn--bcher-kva.example/a", "https://bücher.example/a"),
    ("https://example.org/a", " https://example.org/a\n"),
    ("https://example.org/a", "https://exam\nple.org/a"),
    ("https://example.org/a", "https://me:pw@example.org/a"),
    ("https://example.org/a", "https://example.org/a?utm_source=rss&utm_medium=feed"),
    ("https://example.org/a", "https://example.org/a?UTM_Source=rss"),
    ("https://example.org/a?id=7", "https://example.org/a?utm_source=rss&id=7&fbclid=x"),
    ("https://example.org/a?id=7", "https://example.org/a?id=7&amp;utm_source=rss"),
    ("https://example.org/a?id=7", "https://example.org/a?&id=7&"),
    ("https://example.org/a", "https://example.org/a?gclid=x#top"),
    ("https://example.org/a", "https://example.org/a?mc_cid=1&mc_eid=2"),
    ("https://example.org/a", "https://example.org/a?xtor=RSS-3208"),
    ("https://example.org/a", "https://example.org/a?wt_mc=rss.red.ho"),
    ("https://www.bbc.co.uk/news/1", "https://www.bbc.co.uk/news/1?at_medium=RSS&at_campaign=rss"),
    ("https://www.nytimes.com/a.html", "https://www.nytimes.com/a.html?partner=rss&emc=rss"),
    ("https://www.dw.com/en/a-1", "https://www.dw.com/en/a-1?maca=en-rss-en-all-1573-rdf"),
    ("https://www.theguardian.com/a", "https://www.theguardian.com/a?CMP=rss"),
    ("https://youtu.be/x1", "https://youtu.be/x1?si=abc"),
    ("https://www.youtube.com/watch?v=x1", "https://www.youtube.com/watch?v=x1&feature=youtu.be"),
    ("https://app.example/#!/news/1", "https://app.example/?utm_source=x#!/news/1"),
]

DIFFERENT = [
    ("https://example.org/a", "https://example.org/A"),
    ("https://example.org/a", "https://example.org/a/"),
    ("https://example.org/a", "https://example.org/a.html"),
    ("https://example.org/a", "https://example.org:8443/a"),
    ("https://example.org/a", "https://m.example.org/a"),
    ("https://example.org/a", "https://example.com/a"),
    ("https://example.org/a?id=1", "https://example.org/a?id=2"),
    ("https://example.org/a?id=1", "https://example.org/a"),
    ("https://example.org/a?id=a", "https://example.org/a?id=A"),
    ("https://example.org/?p=1", "https://example.org/?p=2"),
    ("https://example.org/a?ref=1", "https://example.org/a?ref=2"),
    ("https://example.org/a?source=x", "https://example.org/a?source=y"),
    ("https://example.org/a?cid=1", "https://example.org/a?cid=2"),
    ("https://example.org/a?s=1", "https://example.org/a?s=2"),
    ("https://notnytimes.com/a?ref=1", "https://notnytimes.com/a?ref=2"),
    ("https://example.org/a%2Fb", "https://example.org/a/b"),
    ("https://example.org/a?q=x%26y=1", "https://example.org/a?q=x&y=1"),
    ("https://example.org/a?q=a+b", "https://example.org/a?q=a%2Bb"),
    ("https://app.example/#!/news/1", "https://app.example/#!/news/2"),
    ("https://example.org/utm_source=1", "https://example.org/utm_source=2"),
    ("https://www.youtube.com/watch?v=x1", "https://www.youtube.com/watch?v=X1"),
]


@pytest.mark.parametrize(("canonical", "spelling"), SAME)
def test_the_same_page_has_one_canonical_url(canonical: str, spelling: str) -> None:
    assert canonicalize(spelling) == canonical
    assert canonicalize(canonical) == canonical


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_pages_that_only_look_the_same_stay_apart(one: str, other: str) -> None:
    assert canonicalize(one) != canonicalize(other)
    assert canonicalize(one) is not None


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
    ],
)
def test_no_url_takes_long(url: str) -> None:
    started = time.perf_counter()

    canonicalize(url)

    assert time.perf_counter() - started < 0.5
