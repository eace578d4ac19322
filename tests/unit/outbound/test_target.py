"""Hold the check of URLs to its tables: what may be tried, what may not, where redirects lead."""

from __future__ import annotations

import pytest

from monitor.outbound.target import Refused, read_target

REFUSED = [
    ("ftp://example.org/feed", "scheme ftp"),
    ("file:///etc/passwd", "scheme file"),
    ("gopher://example.org/", "scheme gopher"),
    ("data:text/xml,<rss/>", "scheme data"),
    ("javascript:alert(1)", "scheme javascript"),
    ("//example.org/feed", "scheme missing"),
    ("example.org/feed", "scheme missing"),
    ("", "scheme missing"),
    ("http://", "malformed host"),
    ("http:///feed", "malformed host"),
    ("http://user@/feed", "malformed host"),
    ("http://exa mple.org/", "malformed host"),
    ("http://example.org:22/", "port 22"),
    ("http://example.org:25/", "port 25"),
    ("https://example.org:0/", "port 0"),
    ("http://example.org:99999/", "malformed URL"),
    ("http://example.org:abc/", "malformed URL"),
    ("http://[::1/", "malformed URL"),
    ("http://A\\@127.0.0.1/", "malformed URL"),
    ("http://example.org\\@127.0.0.1/", "malformed URL"),
    ("http://example.org/a\r\nHost: evil", "malformed URL"),
    ("http://example.org/\x00", "malformed URL"),
    ("http://example.org/" + "a" * 9000, "malformed URL"),
    ("http://[fe80::1%25eth0]/", "host with a zone id or percent signs"),
    ("http://%31%32%37.0.0.1/", "host with a zone id or percent signs"),
    ("http://2130706433/", "host written as a number"),
    ("http://0x7f000001/", "host written as a number"),
    ("http://0x7f.0.0.1/", "host written as a number"),
    ("http://0177.0.0.1/", "host written as a number"),
    ("http://127.1/", "host written as a number"),
    ("http://127.0.0.1./", "host written as a number"),
    ("http://example.0x1/", "host written as a number"),
]

TRIED = [
    ("http://example.org", "http://example.org/"),
    ("HTTP://Example.org/Feed", "http://Example.org/Feed"),
    ("https://example.org:8443/feed?a=1&b=", "https://example.org:8443/feed?a=1&b="),
    ("http://example.org:443/", "http://example.org:443/"),
    (" https://example.org/feed#part ", "https://example.org/feed"),
    ("https://user:secret@example.org/feed", "https://example.org/feed"),
    ("http://[2606:4700::1]/feed", "http://[2606:4700::1]/feed"),
    ("http://93.184.216.34/feed", "http://93.184.216.34/feed"),
    ("https://bücher.example/feed", "https://bücher.example/feed"),
    ("https://1e100.example/4", "https://1e100.example/4"),
    ("https://xn--e1afmkfd.xn--p1ai/a b", "https://xn--e1afmkfd.xn--p1ai/a b"),
]


@pytest.mark.parametrize(("url", "reason"), REFUSED)
def test_refuses_what_must_not_be_called(url: str, reason: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_target(url)

    assert refusal.value.what == reason


@pytest.mark.parametrize(("url", "tried"), TRIED)
def test_tries_an_ordinary_url_without_fragment_and_user(url: str, tried: str) -> None:
    assert read_target(url).url == tried


def test_turns_the_user_of_a_url_into_basic_authorization() -> None:
    target = read_target("https://me%40x:p%3Aw@example.org/feed")

    assert target.authorization == "Basic bWVAeDpwOnc="


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("/new", "https://example.org/new"),
        ("new", "https://example.org/dir/new"),
        ("//other.example/x", "https://other.example/x"),
        ("https://other.example/x#f", "https://other.example/x"),
        ("?page=2", "https://example.org/dir/feed?page=2"),
        ("https://me:pw@example.org/x", "https://example.org/x"),
    ],
)
def test_follows_a_redirect_relative_to_where_it_came_from(location: str, url: str) -> None:
    target = read_target("https://example.org/dir/feed").follow(location)

    assert target.url == url


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("http://example.org/feed", "redirect from https to http"),
        ("https://me:pw@other.example/", "redirect with a user in the URL"),
        ("file:///etc/passwd", "scheme file"),
        ("https://other.example:23/", "port 23"),
    ],
)
def test_refuses_a_redirect_that_leads_astray(location: str, reason: str) -> None:
    target = read_target("https://example.org/dir/feed")

    with pytest.raises(Refused) as refusal:
        target.follow(location)

    assert refusal.value.what == reason
