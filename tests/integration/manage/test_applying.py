from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitor.errors import ConfigError
from monitor.manage import apply_newsroom, export_newsroom
from tests.support.builders import NOW

if TYPE_CHECKING:
    from monitor.manage import Applied
    from monitor.store import Store

TEXT = """\
feeds:
  - {url: https://a.example/f, source: A, family: F, country: NO, language: nb, tags: [x, y],
     interval: 5m, full_text: true}
  - url: https://b.example/f
concepts:
  shoigu: {kind: person, name: Sergei Shoigu, names: {de: [Schoigu], ko: [쇼이구]}}
  pyongyang: {kind: place, name: Pyongyang, country: KP}
  norway: {kind: country, code: NO}
  strike: {kind: term, name: "yes", names: {de: ["1"]}}
topics:
  visit:
    title: Visit
    query: |
      @shoigu
      AND @pyongyang
    priority: urgent
    receivers: [desk]
    notify: {group_wait: 0s, update_interval: 90m, min_publishers: 2}
    examples: {match: ["Schoigu in Pjöngjang"], no_match: [Teheran]}
  plain: {query: missile, notify: {digest: weekly mon 08:00 Europe/Berlin, spike: {factor: 4}}}
silences:
  - {topics: [visit], until: 2027-01-01T00:00:00+02:00, who: me, why: "no: reason"}
"""


def apply(store: Store, text: str = TEXT, *, prune: bool = False, dry: bool = False) -> Applied:
    return apply_newsroom(
        store, text, file="n.yaml", receivers=["desk"], now=NOW, prune=prune, dry_run=dry
    )


def kinds(applied: Applied) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for change in applied.changes:
        found.setdefault(change.kind.value, set()).add(f"{change.noun} {change.key}")
    return found


def test_changes_nothing_the_second_time(store: Store) -> None:
    first = kinds(apply(store))
    version = store.catalog_version()

    second = kinds(apply(store))

    assert set(first) == {"added"}
    assert second == {"unchanged": first["added"]}
    assert store.catalog_version() == version


def test_an_exported_newsroom_changes_nothing_when_it_is_applied(store: Store) -> None:
    apply(store)
    exported = export_newsroom(store, now=NOW)

    again = apply(store, exported, prune=True)

    assert set(kinds(again)) == {"unchanged"}
    assert len(again.changes) == 9


def test_an_exported_newsroom_builds_the_same_newsroom_elsewhere(store: Store) -> None:
    apply(store)
    exported = export_newsroom(store, now=NOW)
    before = store.load_catalog()
    apply(store, "feeds: []\n", prune=True)

    apply(store, exported)

    after = store.load_catalog()
    assert (after.topics, after.concepts) == (before.topics, before.concepts)
    assert export_newsroom(store, now=NOW) == exported


def test_exports_given_names_only(store: Store) -> None:
    apply(store)

    exported = export_newsroom(store, now=NOW)

    assert "쇼이구" in exported
    assert "Пхеньян" not in exported
    assert "Norwegen" not in exported


def test_a_dry_run_tells_what_would_change_and_changes_nothing(store: Store) -> None:
    told = kinds(apply(store, dry=True))

    assert "topic visit" in told["added"]
    assert store.list_feeds() == ()
    assert store.load_catalog().topics == ()


def test_keeps_what_the_file_does_not_name_unless_told_to_prune(store: Store) -> None:
    apply(store)

    kept = apply(store, "feeds: [{url: https://c.example/f}]\n")
    pruned = kinds(apply(store, "feeds: [{url: https://c.example/f}]\n", prune=True))

    assert len(kept.changes) == 1
    assert [feed.url for feed in store.list_feeds()] == ["https://c.example/f"]
    assert {"feed https://a.example/f", "topic visit", "concept shoigu"} <= pruned["removed"]
    assert store.load_catalog().silences == ()


def test_a_bad_file_changes_nothing(store: Store) -> None:
    apply(store)
    before = (store.list_feeds(), store.load_catalog())

    with pytest.raises(ConfigError):
        apply(store, "feeds: [{url: https://d.example/f}]\ntopics: {t: {query: 'a ('}}\n")

    assert (store.list_feeds(), store.load_catalog()) == before


def test_a_pruned_concept_is_not_known_to_the_file_that_prunes_it(store: Store) -> None:
    apply(store)
    text = "topics: {t: {query: '@shoigu'}}\n"

    apply(store, text)

    with pytest.raises(ConfigError, match="@shoigu"):
        apply(store, text, prune=True)


def test_keeps_a_topic_paused_that_was_paused_by_hand(store: Store) -> None:
    apply(store)
    store.set_topic_paused("visit", NOW)

    again = apply(store)

    assert set(kinds(again)) == {"unchanged"}
    paused = {topic.name: topic.paused_at for topic in store.load_catalog().topics}
    assert paused == {"plain": None, "visit": NOW}


def test_names_no_source_for_a_feed_that_names_itself(store: Store) -> None:
    apply(store, "feeds: [{url: https://b.example/f}]\n")

    exported = export_newsroom(store, now=NOW)

    assert "source" not in exported
