"""The founding topic, with one English name for each concept and with the names of Wikidata.

Reads the news items that words can decide of a shared folder, where that is present.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from monitor.match import compile_query, judge
from monitor.store import Store
from monitor.text import clean_html
from tests.support.builders import NOW, make_article
from tests.support.wikidata import WikidataServer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.model import Concept
    from tests.integration.cli.conftest import Shell

ITEMS = Path(__file__).parents[3].parent / "shared" / "data" / "shoigu_dev.jsonl"
QUERY = "@shoigu AND (@pyongyang OR @dprk)"

pytestmark = pytest.mark.skipif(not ITEMS.is_file(), reason="the shared items are not here")


def measure(concepts: Iterable[Concept]) -> tuple[float, float]:
    """Give the recall and the precision of the founding topic."""
    query = compile_query(QUERY, tuple(concepts))
    told = [(item, judge(query, read(item), now=NOW).matched) for item in read_items()]
    right = sum(matched for item, matched in told if item["relevant"])
    relevant = sum(item["relevant"] for item, _ in told)
    return right / relevant, right / max(1, sum(matched for _, matched in told))


def read_items() -> list[dict[str, Any]]:
    items = [json.loads(line) for line in ITEMS.read_text(encoding="utf-8").splitlines()]
    return [item for item in items if item["difficulty"] == "lexical"]


def read(item: dict[str, Any]) -> Any:
    title, summary = clean_html(item["title"]), clean_html(item["summary"])
    return make_article(title=title, summary=summary, language=item["lang"])


def test_one_english_name_for_each_concept_finds_nearly_all(shell: Shell) -> None:
    shell.done("concepts", "add", "shoigu", "--kind", "person", "--name", "Sergei Shoigu")
    shell.done("concepts", "add", "pyongyang", "--kind", "place", "--name", "Pyongyang")
    shell.done("concepts", "add", "dprk", "--kind", "country", "--code", "KP")

    with Store("sqlite:///monitor.db") as store:
        recall, precision = measure(store.load_catalog().concepts)

    assert recall >= 0.95
    assert precision >= 0.98


def test_names_of_wikidata_find_all(shell: Shell) -> None:
    with WikidataServer() as server:
        shell.write(
            "monitor.toml",
            f'[fetch]\nallow_private = true\n[wikidata]\nurl = "{server.url}"\n',
        )
        for key, id_ in (("shoigu", "Q1001"), ("pyongyang", "Q18808"), ("dprk", "Q423")):
            shell.done("concepts", "add", key, "--wikidata", id_)

    with Store("sqlite:///monitor.db") as store:
        recall, precision = measure(store.load_catalog().concepts)

    assert recall >= 0.99
    assert precision >= 0.99
