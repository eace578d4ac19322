"""`monitor topics import`: queries of other programs, one or a table of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.integration.cli.conftest import Shell


def test_refuses_a_query_that_would_find_less_than_there(shell: Shell) -> None:
    query = "kim AND (missile OR sentiment:negative)"

    told = shell.run("topics", "import", "--from", "meltwater", "kim", query)

    assert told.code == 2
    assert "position 21, sentiment:negative: the field sentiment: has no counterpart" in told.err
    assert "it would find less here than there" in told.err
    assert "--allow-less" in told.err
    assert shell.objects("topics", "list") == []


def test_takes_over_what_finds_less_where_that_is_wished(shell: Shell) -> None:
    query = "kim AND (missile OR sentiment:negative)"

    asked = ("topics", "import", "--from", "meltwater", "--allow-less")
    said = shell.done(*asked, "--dry-run", "kim", query)
    [topic] = shell.objects(*asked, "kim", query)

    assert said == "would add kim (finds less than there): kim AND missile\n"
    assert topic["query"] == "kim AND missile"
    assert [note["effect"] for note in topic["notes"]] == ["less"]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("kim AND (missile", "at position 9: this parenthesis is never closed"),
        ("sentiment:negative", "nothing of it has a counterpart here"),
        ("NOT kim", "everything"),
    ],
)
def test_stores_nothing_of_a_query_that_cannot_be_read(shell: Shell, query: str, told: str) -> None:
    result = shell.run("topics", "import", "--from", "brandwatch", "kim", query)

    assert result.code == 2
    assert told in result.err
    assert shell.objects("topics", "list") == []


def test_takes_over_the_other_topics_of_a_table_and_says_which_it_refused(shell: Shell) -> None:
    table = (
        "Name;Query;Title\n"
        'good;"""north korea"" AND\nmissile";North Korea\n'
        "open;kim AND (missile;\n"
        "less;kim OR sentiment:negative;\n"
        "good;kim;\n"
        "wild;wrestl?ng AND kim;\n"
    )

    told = shell.run(
        "topics", "import", "--from", "talkwalker", "--file", shell.write("all.csv", table)
    )
    topics = {topic["name"]: topic for topic in shell.objects("topics", "list")}

    assert told.code == 1
    assert topics.keys() == {"good", "wild"}
    assert topics["good"]["query"] == '"north korea" AND missile'
    assert topics["good"]["title"] == "North Korea"
    assert topics["wild"]["query"] == "wrestl* AND kim"
    assert "not taken over: open: the query cannot be understood at position 9" in told.err
    assert "not taken over: less:" in told.err
    assert "not taken over: good: good: name: is taken already" in told.err
    assert "topics taken over: 2 (find less than there: 0), refused: 3" in told.err


def test_says_what_a_table_lacks(shell: Shell) -> None:
    heading = shell.write("a.csv", "topic,query\nkim,kim\n")
    value = shell.write("b.csv", "name,query\nkim,\n")

    no_name = shell.run("topics", "import", "--from", "google", "--file", heading)
    no_query = shell.run("topics", "import", "--from", "google", "--file", value)

    assert "a.csv: heading: needs the columns name and query" in no_name.err
    assert "b.csv: line 2: needs a name and a query" in no_query.err
    assert shell.objects("topics", "list") == []


def test_stores_nothing_of_a_table_on_a_dry_run(shell: Shell) -> None:
    table = shell.write("a.csv", "name,query\nkim,kim\n")

    told = shell.run("topics", "import", "--from", "google", "--dry-run", "--file", table)

    assert told.out == "would add kim: kim\n"
    assert shell.objects("topics", "list") == []


@pytest.mark.parametrize("given", [("kim",), ("kim", "kim", "--file", "a.csv")])
def test_takes_a_name_and_a_query_or_a_table(shell: Shell, given: tuple[str, ...]) -> None:
    shell.write("a.csv", "name,query\nkim,kim\n")

    assert shell.run("topics", "import", "--from", "google", *given).code == 2
