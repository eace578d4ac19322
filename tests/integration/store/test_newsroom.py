"""A newsroom file: applied whole, again without effect, or only told."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.support.builders import (
    FEED_URL,
    NOW,
    OTHER_FEED_URL,
    make_concept,
    make_draft,
    make_feed_spec,
    make_name,
    make_silence,
    make_topic,
)
from tests.support.scenes import store_articles

if TYPE_CHECKING:
    from monitor.store import Change, Store


def apply(store: Store, **values: Any) -> tuple[Change, ...]:
    """Apply a newsroom of one feed, topic, concept and silence; keywords replace them."""
    newsroom: dict[str, Any] = {
        "feeds": [make_feed_spec()],
        "topics": [make_topic()],
        "concepts": [make_concept()],
        "silences": [make_silence()],
        "prune": False,
        "dry_run": False,
        "now": NOW,
    }
    return store.save_newsroom(**{**newsroom, **values})


def kinds(changes: tuple[Change, ...]) -> list[tuple[str, str]]:
    return [(change.noun, change.kind.value) for change in changes]


def contents(store: Store) -> object:
    catalog = store.load_catalog()
    return (catalog, store.list_feeds())


def test_the_first_apply_adds_everything(store: Store) -> None:
    changes = apply(store)

    assert kinds(changes) == [
        ("feed", "added"),
        ("concept", "added"),
        ("topic", "added"),
        ("silence", "added"),
    ]
    assert store.catalog_version() == 1
    assert store.get_status(NOW).topics == 1


def test_the_second_apply_of_the_same_changes_nothing(store: Store) -> None:
    apply(store)
    before = contents(store)

    changes = apply(store, prune=True, now=NOW + timedelta(days=1))

    assert {change.kind for change in changes} == {"unchanged"}
    assert contents(store) == before


def test_a_dry_run_says_what_the_real_run_does_and_does_nothing(store: Store) -> None:
    apply(store)
    before = contents(store)
    other = {
        "feeds": [make_feed_spec(OTHER_FEED_URL)],
        "topics": [make_topic(query="other")],
        "concepts": [],
        "prune": True,
    }

    told = apply(store, **other, dry_run=True)
    untouched = contents(store)
    done = apply(store, **other)

    assert told == done
    assert untouched == before
    assert Counter(kinds(done)) == {
        ("feed", "added"): 1,
        ("feed", "removed"): 1,
        ("topic", "changed"): 1,
        ("concept", "removed"): 1,
        ("silence", "unchanged"): 1,
    }


def test_without_prune_what_the_file_does_not_name_stays(store: Store) -> None:
    apply(store)

    apply(store, feeds=[], topics=[], concepts=[], silences=[])

    catalog = store.load_catalog()
    assert len(store.list_feeds()) == 1
    assert (len(catalog.topics), len(catalog.concepts), len(catalog.silences)) == (1, 1, 1)


def test_prune_removes_what_the_file_does_not_name(store: Store) -> None:
    apply(store)

    changes = apply(store, feeds=[], topics=[], concepts=[], silences=[], prune=True)

    catalog = store.load_catalog()
    assert kinds(changes) == [
        ("feed", "removed"),
        ("topic", "removed"),
        ("concept", "removed"),
        ("silence", "removed"),
    ]
    assert store.list_feeds() == ()
    assert (catalog.topics, catalog.concepts, catalog.silences) == ((), (), ())


def test_feeds_alone_do_not_raise_the_version(store: Store) -> None:
    apply(store)

    apply(store, feeds=[make_feed_spec(tags=("new",)), make_feed_spec(OTHER_FEED_URL)])

    assert store.catalog_version() == 1


def test_what_the_operator_did_by_hand_survives_the_next_apply(store: Store) -> None:
    apply(store)
    store.pause_feed(FEED_URL, now=NOW)
    store.set_topic_paused("shoigu-in-pyongyang", NOW)
    off = make_concept(names=(make_name(), make_name("Schoigu", language="de", enabled=False)))
    store.save_catalog(concepts=[off], now=NOW)

    apply(store, topics=[make_topic(query="other")], feeds=[make_feed_spec(tags=("new",))])

    catalog = store.load_catalog()
    assert store.get_feed(FEED_URL).paused_at == NOW
    assert (catalog.topics[0].query, catalog.topics[0].paused_at) == ("other", NOW)
    assert {name.text: name.enabled for name in catalog.concepts[0].names} == {
        "Sergei Shoigu": True,
        "Schoigu": False,
        "쇼이구": True,
    }


def test_the_same_spelling_of_another_language_keeps_its_own_switch(store: Store) -> None:
    names = (make_name("Kim", language="de"), make_name("Kim", language="ko"))
    apply(store, concepts=[make_concept(names=names)])
    switched = (make_name("Kim", language="de", enabled=False), names[1])
    store.save_catalog(concepts=[make_concept(names=switched)], now=NOW)

    changes = apply(store, concepts=[make_concept(names=names)])

    (concept,) = store.load_catalog().concepts
    assert concept.names == switched
    assert ("concept", "unchanged") in kinds(changes)


def test_applying_leaves_what_feeds_have_learned(store: Store) -> None:
    apply(store)
    store_articles(store, make_draft(), baseline=True)
    before = store.get_feed(FEED_URL)

    apply(store, feeds=[make_feed_spec(tags=("new",))])

    after = store.get_feed(FEED_URL)
    assert (after.baseline_at, after.next_poll_at, after.articles) == (
        before.baseline_at,
        before.next_poll_at,
        1,
    )
    assert after.tags == ("new",)


def test_a_silence_named_twice_is_stored_once(store: Store) -> None:
    changes = apply(store, silences=[make_silence(), make_silence()])

    assert kinds(changes)[-2:] == [("silence", "added"), ("silence", "unchanged")]
    assert len(store.load_catalog().silences) == 1


def test_changes_name_what_they_are_about(store: Store) -> None:
    changes = apply(store, silences=[make_silence(), make_silence(topics=())])

    assert [change.key for change in changes] == [
        FEED_URL,
        "shoigu",
        "shoigu-in-pyongyang",
        "shoigu-in-pyongyang until 2026-11-24 17:00 UTC",
        "every topic until 2026-11-24 17:00 UTC",
    ]
