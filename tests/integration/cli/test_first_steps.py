"""What a newcomer tries first is answered with what they meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.integration.cli.conftest import Shell

CONCEPT = "concepts: {shoigu: {kind: person, name: Sergei Shoigu}}\n"


def test_the_program_without_a_command_shows_its_help_and_calls_nothing_an_error(
    shell: Shell,
) -> None:
    result = shell.run()

    assert result.err.startswith("Usage: monitor ")
    assert "error" not in result.err


def test_a_country_is_asked_for_by_its_code(shell: Shell) -> None:
    for name in ("Germany", "Deutschland", "독일"):
        result = shell.run("feeds", "add", "https://a.invalid/", "--country", name)

        assert result.code == 2
        assert "no country code of ISO 3166-1" in result.err
        assert "write DE" in result.err


def test_a_search_for_and_says_that_it_is_a_word(shell: Shell) -> None:
    result = shell.run("search", "missile and launch")

    assert result.code == 0
    assert "“and” is looked for as a word; the operator is AND" in result.err


def test_a_search_for_an_address_says_what_tells_about_it(shell: Shell) -> None:
    result = shell.run("search", "https://times.example/1")

    assert result.code == 2
    assert "monitor why https://times.example/1" in result.err


def test_pruning_a_concept_that_a_topic_needs_is_told_as_such(shell: Shell) -> None:
    shell.done("apply", shell.write("concepts.yaml", CONCEPT))
    topic = "topics: {visit: {query: '@shoigu AND visit'}}\n"

    result = shell.run("apply", shell.write("topics.yaml", topic), "--prune")

    assert result.code == 2
    assert "--prune would remove the concept @shoigu" in result.err


def test_a_secret_file_that_is_empty_is_said_to_be_empty(shell: Shell) -> None:
    shell.write("secret", " \n")
    shell.write("monitor.toml", '[receivers.s]\nkind = "slack"\nwebhook_url_file = "secret"\n')

    result = shell.run("config", "check")

    assert result.code == 2
    assert result.err == (
        "error: monitor.toml:3: receivers.s.webhook_url_file: is empty (given: secret)\n"
    )


def test_a_refused_address_of_the_own_network_names_the_setting(shell: Shell) -> None:
    shell.done("feeds", "add", "http://10.1.2.3/f", "--no-look")

    result = shell.run("feeds", "poll", "http://10.1.2.3/f")

    assert result.code == 1
    assert "set `allow_private = true` under [fetch]" in result.out
