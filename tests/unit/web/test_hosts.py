"""By which names the pages answer."""

from __future__ import annotations

import pytest

from monitor.web.hosts import Entry, HostRules, make_rules

RULES = make_rules(
    bind_host="desk.internal",
    public_url="https://news.example.org:8443/monitor",
    allowed=("Monitor.Example.ORG",),
    public_paths=("/websub/", "/monitor/websub/"),
)


@pytest.mark.parametrize(
    ("host", "path", "entry"),
    [
        ("localhost", "/", Entry.WELCOME),
        ("LOCALHOST:8600", "/", Entry.WELCOME),
        ("localhost.", "/", Entry.WELCOME),
        ("desk.internal:8600", "/", Entry.WELCOME),
        ("monitor.example.org", "/", Entry.WELCOME),
        # An address in figures cannot be a name that somebody let point to us.
        ("127.0.0.1:8600", "/", Entry.WELCOME),
        ("[::1]:8600", "/", Entry.WELCOME),
        ("[::1]", "/", Entry.WELCOME),
        ("192.0.2.7", "/", Entry.WELCOME),
        ("evil.example", "/", Entry.STRANGE_NAME),
        ("evil.example", "/readyz", Entry.STRANGE_NAME),
        ("evil.example", "/websub/token", Entry.STRANGE_NAME),
        ("localhost.evil.example", "/", Entry.STRANGE_NAME),
        ("evil.example:80:localhost", "/", Entry.STRANGE_NAME),
        ("127.0.0.1.evil.example", "/", Entry.STRANGE_NAME),
        ("localhost@evil.example", "/", Entry.STRANGE_NAME),
        ("", "/", Entry.STRANGE_NAME),
        (":8600", "/", Entry.STRANGE_NAME),
        # Whether it lives may be asked by anybody.
        ("evil.example", "/healthz", Entry.WELCOME),
        # Under the public name only hubs are heard.
        ("news.example.org", "/websub/token", Entry.WELCOME),
        ("news.example.org:8443", "/monitor/websub/token", Entry.WELCOME),
        ("news.example.org", "/", Entry.NOT_PUBLIC),
        ("news.example.org", "/readyz", Entry.NOT_PUBLIC),
        ("news.example.org", "/websub", Entry.NOT_PUBLIC),
    ],
)
def test_answers_to_its_own_names_only(host: str, path: str, entry: Entry) -> None:
    assert RULES.judge(host, path) is entry


@pytest.mark.parametrize(
    ("host", "path", "entry"),
    [
        ("127.0.0.1:8600", "/", Entry.NOT_PUBLIC),
        ("localhost", "/readyz", Entry.NOT_PUBLIC),
        ("127.0.0.1:8600", "/websub/token", Entry.WELCOME),
        ("monitor.example.org", "/", Entry.WELCOME),
        ("evil.example", "/", Entry.STRANGE_NAME),
    ],
)
def test_a_proxy_that_forwards_everything_shows_no_pages(
    host: str, path: str, entry: Entry
) -> None:
    assert RULES.judge(host, path, forwarded=True) is entry


def test_without_a_public_address_a_proxy_is_the_business_of_the_operator() -> None:
    rules = make_rules(bind_host="127.0.0.1")

    assert rules.judge("127.0.0.1:8600", "/", forwarded=True) is Entry.WELCOME


def test_a_public_name_that_is_also_allowed_shows_the_pages() -> None:
    rules = make_rules(
        bind_host="127.0.0.1", public_url="https://a.example", allowed=("a.example",)
    )

    assert rules.judge("a.example", "/") is Entry.WELCOME


def test_without_a_public_address_nothing_is_public() -> None:
    rules = make_rules(bind_host="127.0.0.1")

    assert rules == HostRules(names=frozenset({"localhost", "127.0.0.1"}))
    assert rules.judge("", "/websub/token") is Entry.STRANGE_NAME
