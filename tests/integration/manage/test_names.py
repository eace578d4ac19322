"""Names of a concept: what each caught, which are proposed, what is kept when a file is applied."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.errors import NotFound
from monitor.manage import apply_newsroom, export_newsroom
from monitor.manage.concepts import get_concept, list_names, switch_name, write_name
from monitor.manage.proposing import propose, take_over
from monitor.model import ConceptKind, NameSource
from monitor.store import Store
from tests.support.builders import (
    NOW,
    make_concept,
    make_draft,
    make_evaluated,
    make_evidence,
    make_match,
    make_name,
    make_topic,
)
from tests.support.scenes import evaluate, store_articles

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE = """
concepts:
  drone: {kind: term, name: drone}
  odesa: {kind: organization, name: Odesa}
topics:
  drones: {query: "@drone AND @odesa"}
"""
SINCE = timedelta(days=30)


@pytest.fixture
def memory() -> Iterator[Store]:
    with Store("sqlite://") as store:
        store.upgrade(now=NOW)
        yield store


def apply(store: Store, text: str = FILE) -> None:
    apply_newsroom(store, text, file="newsroom.yaml", receivers=(), now=NOW)


def store_polish(store: Store) -> None:
    titles = ("Dron trafia w port Odesa", "Nad Odesa dron", "Deszcz w sobotę")
    store_articles(
        store,
        *(
            make_draft(f"a{number}", title=title, summary="", language="pl")
            for number, title in enumerate(titles)
        ),
    )


def catch(store: Store, text: str) -> None:
    (article,) = store_articles(store, make_draft("caught"))
    evidence = make_evidence(name="Sergei Shoigu", text=text, concept="shoigu")
    match = make_match(article, topic="t", evidence=(evidence,))
    evaluate(store, make_evaluated(article, matches=(match,), alerts=()))


def test_shows_what_each_name_caught(memory: Store) -> None:
    memory.save_catalog(topics=[make_topic("t")], concepts=[make_concept()], now=NOW)
    catch(memory, "Szojgu")

    busiest, *others = map(write_name, list_names(memory, "@shoigu"))

    assert (busiest["name"], busiest["articles"], busiest["matches"]) == ("Sergei Shoigu", 1, 1)
    assert busiest["texts"] == [{"text": "Szojgu", "articles": 1}]
    assert busiest["last_url"] == "https://times.example/caught"
    assert busiest["last_seen_at"] == "2026-11-24T09:00:00Z"
    assert {(one["articles"], one["last_url"]) for one in others} == {(0, None)}


def test_a_spelling_that_only_its_sound_caught_can_be_switched_off(memory: Store) -> None:
    memory.save_catalog(topics=[make_topic("t")], concepts=[make_concept()], now=NOW)
    catch(memory, "Szojgu")

    switch_name(memory, "shoigu", "Szojgu", enabled=False, now=NOW)

    name = get_concept(memory, "shoigu").names[-1]
    assert (name.text, name.source, name.enabled) == ("Szojgu", NameSource.ARCHIVE, False)


def test_what_is_no_name_and_caught_nothing_cannot_be_switched_off(memory: Store) -> None:
    memory.save_catalog(concepts=[make_concept()], now=NOW)

    with pytest.raises(NotFound):
        switch_name(memory, "shoigu", "Lavrov", enabled=False, now=NOW)


def test_proposes_what_stands_beside_the_other_concepts_of_its_topics(memory: Store) -> None:
    apply(memory)
    store_polish(memory)

    (best, *_) = propose(memory, "@drone", since=SINCE, limit=10, now=NOW)

    assert (best.text, best.language) == ("dron", "pl")


def test_without_a_topic_there_is_nothing_to_stand_beside(memory: Store) -> None:
    apply(memory, FILE.replace("@drone AND ", ""))
    store_polish(memory)

    assert propose(memory, "drone", since=SINCE, limit=10, now=NOW) == ()


def test_what_was_taken_over_stays_when_the_file_is_applied_again(memory: Store) -> None:
    apply(memory)
    store_polish(memory)
    found = propose(memory, "drone", since=SINCE, limit=1, now=NOW)

    take_over(memory, "drone", found, now=NOW)
    apply(memory)

    names = [(name.text, name.source) for name in get_concept(memory, "drone").names]
    assert names == [("drone", NameSource.GIVEN), ("dron", NameSource.ARCHIVE)]
    assert propose(memory, "drone", since=SINCE, limit=10, now=NOW) == ()


def test_what_was_taken_over_is_exported_and_what_is_off_is_not(memory: Store) -> None:
    concept = make_concept(
        "drone",
        kind=ConceptKind.TERM,
        names=(
            make_name("drone"),
            make_name("Dron", language="pl", source=NameSource.ARCHIVE),
            make_name("Dzwon", language="pl", source=NameSource.ARCHIVE, enabled=False),
        ),
    )
    memory.save_catalog(concepts=[concept], now=NOW)

    written = export_newsroom(memory, now=NOW)

    assert "Dron" in written
    assert "Dzwon" not in written
