"""What is secret in the address of a feed is shown to nobody who looks at a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.integration.cli.conftest import Result, Shell

FEED = "https://desk:CANARY@times.example/world.xml?token=CANARY"
SHOWN = "https://***@times.example/world.xml?token=***"
NEWSROOM = f"feeds:\n  - {{url: '{FEED}'}}\n"


def shown_by(result: Result) -> str:
    assert "CANARY" not in result.out + result.err
    return result.out + result.err


@pytest.mark.parametrize(
    "command",
    [
        ("feeds", "list"),
        ("feeds", "show", FEED),
        ("feeds", "add", "--no-look", FEED),
        ("feeds", "pause", FEED),
        ("feeds", "resume", FEED),
        ("feeds", "remove", FEED),
        ("feeds", "show", FEED + "x"),
        ("apply", "newsroom.yaml"),
        ("apply", "empty.yaml", "--prune"),
        ("feeds", "import", "feeds.txt"),
        ("why", "https://times.example/unknown"),
    ],
    ids=" ".join,
)
def test_a_person_sees_the_address_without_its_secrets(
    shell: Shell, command: tuple[str, ...]
) -> None:
    shell.write("newsroom.yaml", NEWSROOM.replace("'}", "', source: Times}"))
    shell.write("empty.yaml", "feeds: []\n")
    shell.write("feeds.txt", f"{FEED}&new=1\n{FEED}&new=1\n")
    shell.done("feeds", "add", "--no-look", FEED)

    assert SHOWN in shown_by(shell.run(*command))


def test_a_person_who_polls_sees_the_address_without_its_secrets(shell: Shell) -> None:
    feed = "http://desk:CANARY@127.0.0.1:9/feed"
    shell.done("feeds", "add", "--no-look", feed)

    assert "http://***@127.0.0.1:9/feed: " in shown_by(shell.run("feeds", "poll", feed))


@pytest.mark.parametrize("url", ["https://desk:CANARY@/feed", "ftp://desk:CANARY@times.example/"])
def test_an_address_that_cannot_be_used_is_refused_without_its_secrets(
    shell: Shell, url: str
) -> None:
    result = shell.run("feeds", "add", "--no-look", url)

    assert result.code != 0
    assert "***@" in shown_by(result)


def test_a_script_gets_the_whole_address_for_commands_name_a_feed_by_it(shell: Shell) -> None:
    [added] = shell.objects("feeds", "add", "--no-look", FEED)
    [listed] = shell.objects("feeds", "list")

    [shown] = shell.objects("feeds", "show", listed["url"])

    assert added["key"] == listed["url"] == shown["url"] == FEED
