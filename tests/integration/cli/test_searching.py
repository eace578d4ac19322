"""`monitor search`: what it says where little is found, and where it was stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitor.manage import searching
from monitor.store import Store
from tests.support.builders import make_draft
from tests.support.scenes import store_articles

if TYPE_CHECKING:
    from tests.integration.cli.conftest import Shell

NEWSROOM = """
concepts:
  shoigu: {kind: person, name: Sergei Shoigu, names: {ru: Шойгу, ko: 쇼이구}}
  pyongyang: {kind: organization, name: Pyongyang, names: {ru: Пхеньян}}
"""


@pytest.fixture
def archive(shell: Shell) -> Shell:
    shell.done("apply", shell.write("n.yaml", NEWSROOM))
    titles = ("Шойгу прибыл в Пхеньян", "Дождь", "Снег")
    with Store("sqlite:///monitor.db") as store:
        drafts = [make_draft(one, title=one, summary="", language="ru") for one in titles]
        store_articles(store, *drafts)
    return shell


def test_hints_at_the_concepts_that_share_the_names_where_nothing_is_found(archive: Shell) -> None:
    told = archive.run("search", "shoigu AND pyongyang")
    hinted = archive.objects("search", "@shoigu AND @pyongyang")

    assert told.code == 0
    assert "no article was found" in told.err
    assert "hint: @shoigu also finds Шойгу, 쇼이구 …; @pyongyang also finds Пхеньян" in told.err
    assert "search '@shoigu AND @pyongyang'" in told.err
    assert [one["title"] for one in hinted] == ["Шойгу прибыл в Пхеньян"]


def test_says_where_a_search_was_stopped_and_not_that_nothing_was_found(
    archive: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "MOST_WALKED", 1)

    stopped = archive.run("search", "NOT (Дождь OR Снег OR Шойгу)")
    lines = archive.run("search", "NOT kim", "--json")
    whole = archive.run("search", "NOT kim", "--json", "--all")

    assert stopped.code == lines.code == 1
    assert "none of the newest 1 articles" in stopped.err
    assert "stopped after 1 articles" in stopped.err
    assert "ask all with --all" in lines.err
    assert len(lines.out.splitlines()) == 1
    assert (whole.code, len(whole.out.splitlines())) == (0, 3)
