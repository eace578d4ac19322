"""Silences by hand: how long, for which topics, and their early end."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.integration.cli.conftest import Shell

NEWSROOM = """\
feeds:
  - {url: https://times.example/rss, source: Example Times, family: Examples}
concepts:
  shoigu: {kind: person, name: Sergei Shoigu}
topics:
  visit: {query: Schoigu, receivers: [desk-mail]}
"""


def test_a_silence_is_listed_until_it_is_expired(shell: Shell) -> None:
    shell.done("apply", shell.write("newsroom.yaml", NEWSROOM))

    added = json.loads(
        shell.done("silences", "add", "visit", "--for", "2h", "--why", "exercise", "--json")
    )
    listed = shell.objects("silences", "list")
    shell.done("silences", "expire", str(added["id"]))

    assert listed == [added]
    assert (added["topics"], added["why"]) == (["visit"], "exercise")
    assert added["who"]
    assert shell.objects("silences", "list") == []


def test_a_silence_that_names_no_topic_is_for_all(shell: Shell) -> None:
    told = shell.done("silences", "add", "--until", "2999-12-24T08:00+01:00", "--why", "holiday")

    [silence] = shell.objects("silences", "list")
    assert "every topic" in told
    assert (silence["topics"], silence["until"]) == ([], "2999-12-24T07:00:00Z")


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("--why", "x"), 2, "either --for 2h or --until"),
        (("--for", "2h", "--until", "2999-01-01", "--why", "x"), 2, "either --for 2h or --until"),
        (("--until", "2001-01-01", "--why", "x"), 2, "is over already"),
        (("--until", "tomorrow", "--why", "x"), 2, "is no instant"),
        (("--for", "2h"), 2, "--why"),
        (("--for", "0h", "--why", "x"), 2, "is over already"),
        (("vist", "--for", "2h", "--why", "x"), 1, "visit"),
        (
            ("--source", "Exampel Times", "--for", "2h", "--why", "x"),
            1,
            "there is no source Exampel Times\ndid you mean Example Times?",
        ),
        (
            ("--language", "German", "--for", "2h", "--why", "x"),
            1,
            "there is no language German\ndid you mean de (German)?",
        ),
        (("--language", "klingonsk", "--for", "2h", "--why", "x"), 1, "there is no language"),
        (("--concept", "shoigo", "--for", "2h", "--why", "x"), 1, "did you mean shoigu?"),
    ],
)
def test_says_what_is_wrong_and_silences_nothing(
    shell: Shell, arguments: tuple[str, ...], code: int, told: str
) -> None:
    shell.done("apply", shell.write("newsroom.yaml", NEWSROOM))

    result = shell.run("silences", "add", *arguments)

    assert result.code == code
    assert told in result.err
    assert shell.objects("silences", "list") == []


def test_a_silence_that_is_over_cannot_be_expired(shell: Shell) -> None:
    result = shell.run("silences", "expire", "7")

    assert result.code == 1
    assert "silence" in result.err


def test_a_source_is_named_in_any_case_and_a_language_by_its_code(shell: Shell) -> None:
    shell.done("apply", shell.write("newsroom.yaml", NEWSROOM))

    shell.done(
        *("silences", "add", "--source", "example TIMES", "--source", "Examples"),
        *("--language", "DE", "--for", "2h", "--why", "x"),
    )

    [silence] = shell.objects("silences", "list")
    assert silence["sources"] == ["Example Times", "Examples"]
    assert silence["languages"] == ["de"]
