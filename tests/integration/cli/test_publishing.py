"""Feeds of topics and templates on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from monitor.store import Store
from tests.support.builders import make_topic
from tests.support.scenes import NOW

if TYPE_CHECKING:
    from tests.integration.cli.conftest import Shell

TOPIC = "shoigu-in-pyongyang"


@pytest.fixture
def desk(shell: Shell) -> Shell:
    """A newsroom with a topic."""
    shell.done("db", "upgrade")
    with Store("sqlite:///monitor.db") as store:
        store.save_catalog(topics=[make_topic()], now=NOW)
    return shell


def read_token(address: str) -> str:
    return parse_qs(urlsplit(address).query)["token"][0]


def test_a_topic_publishes_nothing_until_it_is_asked_to(desk: Shell) -> None:
    (shown,) = desk.objects("topics", "show", TOPIC)

    assert shown["feeds"] == {}
    assert "feed" not in desk.done("topics", "show", TOPIC)


def test_a_feed_has_an_address_for_each_format_that_stays(desk: Shell) -> None:
    (opened,) = desk.objects("topics", "feed", TOPIC)
    (again,) = desk.objects("topics", "feed", TOPIC)
    (shown,) = desk.objects("topics", "show", TOPIC)

    assert opened == again == {"topic": TOPIC, **shown["feeds"]}
    assert opened["rss"].startswith(f"http://127.0.0.1:8600/feeds/topics/{TOPIC}.rss?token=")
    assert len(read_token(opened["atom"])) >= 40
    assert opened["json"] in desk.done("topics", "show", TOPIC)


def test_a_rotated_feed_has_another_address(desk: Shell) -> None:
    (before,) = desk.objects("topics", "feed", TOPIC)
    (after,) = desk.objects("topics", "feed", TOPIC, "--rotate")

    assert read_token(before["rss"]) != read_token(after["rss"])


def test_a_feed_that_is_closed_is_gone(desk: Shell) -> None:
    desk.done("topics", "feed", TOPIC)

    assert "published no more" in desk.done("topics", "feed", TOPIC, "--off")
    assert desk.objects("topics", "show", TOPIC)[0]["feeds"] == {}
    assert desk.run("topics", "feed", TOPIC, "--off").code == 1


def test_a_topic_that_does_not_exist_publishes_nothing(desk: Shell) -> None:
    result = desk.run("topics", "feed", "shoigu-in-pyongjang")

    assert result.code == 1
    assert TOPIC in result.err


def write_template(shell: Shell, text: str) -> None:
    (shell.folder / "looks").mkdir()
    shell.write("looks/alert.txt", text)
    settings = '[receivers.desk]\nkind = "email"\nto = "d@example.org"\ntemplates = "looks"\n'
    shell.write("monitor.toml", settings)


def test_a_broken_template_is_told_with_file_and_line(shell: Shell) -> None:
    write_template(shell, "fine\n{{ facts.titel }}\n")

    result = shell.run("config", "check")

    assert result.code == 2
    assert "looks/alert.txt, line 2" in result.err or "looks/alert.txt:2" in result.err
    assert "has no attribute 'titel'" in result.err
    assert "receivers.desk.templates" in result.err


def test_a_good_template_is_as_it_must_be(shell: Shell) -> None:
    write_template(shell, "{{ facts.title }}\n")

    assert "as it must be" in shell.done("config", "check")
