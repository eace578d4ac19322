"""Topics, concepts and silences, and the version that tells when they changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.errors import NotFound
from monitor.model import ConceptKind, Examples, NameSource, NotifyPolicy, Priority, SilenceId
from tests.support.builders import (
    NOW,
    make_concept,
    make_draft,
    make_name,
    make_silence,
    make_topic,
)
from tests.support.scenes import alert_about

if TYPE_CHECKING:
    from monitor.model import Concept, Silence, Topic
    from monitor.store import Store


def test_a_catalog_comes_back_as_it_was_saved(store: Store) -> None:
    topic = make_topic(
        query='"security council" AND @shoigu',
        priority=Priority.URGENT,
        receivers=("desk-slack", "desk-mail"),
        notify=NotifyPolicy(
            group_wait=timedelta(0), update_interval=timedelta(minutes=30), min_publishers=3
        ),
        examples=Examples(match=("Schoigu in Pjöngjang",), no_match=("Schoigu in Teheran", "x")),
        paused_at=NOW,
    )
    concept = make_concept(
        kind=ConceptKind.PLACE,
        country="KP",
        names=(
            make_name("Пхеньян", language="ru"),
            make_name("평양", language="ko", source=NameSource.GEONAMES, enabled=False),
        ),
    )

    store.save_catalog(topics=[topic], concepts=[concept], silences=[make_silence()], now=NOW)

    catalog = store.load_catalog()
    assert (catalog.topics, catalog.concepts) == ((topic,), (concept,))
    assert catalog.silences == (replace(make_silence(), id=catalog.silences[0].id),)


def test_an_empty_catalog_has_version_zero(store: Store) -> None:
    catalog = store.load_catalog()

    assert (catalog.version, catalog.topics, catalog.concepts, catalog.silences) == (0, (), (), ())
    assert store.catalog_version() == 0


@pytest.mark.parametrize(
    ("topics", "concepts", "silences"),
    [
        ([make_topic(query="other")], [], []),
        ([make_topic("another")], [], []),
        ([], [make_concept(name="S. Shoigu")], []),
        ([], [make_concept(names=(make_name(enabled=False),))], []),
        ([], [make_concept("another")], []),
        ([], [], [make_silence(why="another reason")]),
    ],
)
def test_the_version_grows_with_every_change(
    store: Store, topics: list[Topic], concepts: list[Concept], silences: list[Silence]
) -> None:
    store.save_catalog(
        topics=[make_topic()], concepts=[make_concept()], silences=[make_silence()], now=NOW
    )
    before = store.catalog_version()

    store.save_catalog(topics=topics, concepts=concepts, silences=silences, now=NOW)

    assert store.catalog_version() == before + 1
    assert store.load_catalog().version == before + 1


def test_saving_the_same_again_leaves_the_version(store: Store) -> None:
    same = {"topics": [make_topic()], "concepts": [make_concept()], "silences": [make_silence()]}
    store.save_catalog(**same, now=NOW)
    before = store.catalog_version()

    changes = store.save_catalog(**same, now=NOW)

    assert {change.kind for change in changes} == {"unchanged"}
    assert store.catalog_version() == before


def test_removing_a_topic_forgets_its_matches_and_keeps_its_alerts(store: Store) -> None:
    alert_about(store, make_draft())
    before = store.catalog_version()

    changes = store.save_catalog(remove_topics=["shoigu-in-pyongyang"], now=NOW)

    assert [(one.noun, one.key, one.kind) for one in changes] == [
        ("topic", "shoigu-in-pyongyang", "removed")
    ]
    assert store.catalog_version() == before + 1
    assert store.list_matches() == ()
    (alert,) = store.list_alerts()
    assert (alert.topic_title, len(alert.evidence)) == ("Shoigu visits Pyongyang", 1)


def test_removing_a_concept_removes_its_names(store: Store) -> None:
    store.save_catalog(concepts=[make_concept(), make_concept("other")], now=NOW)

    store.save_catalog(remove_concepts=["shoigu"], now=NOW)
    store.save_catalog(concepts=[make_concept(names=())], now=NOW)

    assert {one.key: len(one.names) for one in store.load_catalog().concepts} == {
        "other": 3,
        "shoigu": 0,
    }


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"remove_topics": ["nobody"]}, "there is no topic nobody"),
        ({"remove_concepts": ["nobody"]}, "there is no concept nobody"),
        ({"silences": [make_silence(id=SilenceId(7))]}, "there is no silence 7"),
    ],
)
def test_removing_what_is_not_there_saves_nothing(
    store: Store, values: dict[str, object], said: str
) -> None:
    with pytest.raises(NotFound, match=said):
        store.save_catalog(topics=[make_topic()], **values, now=NOW)

    assert store.load_catalog().topics == ()
    assert store.catalog_version() == 0


def test_a_topic_is_paused_and_resumed(store: Store) -> None:
    store.save_catalog(topics=[make_topic()], now=NOW)

    store.set_topic_paused("shoigu-in-pyongyang", NOW)
    paused = store.load_catalog()
    store.set_topic_paused("shoigu-in-pyongyang", None)
    resumed = store.load_catalog()

    assert (paused.topics[0].paused_at, resumed.topics[0].paused_at) == (NOW, None)
    assert [paused.version, resumed.version] == [2, 3]


def test_an_unknown_topic_cannot_be_paused(store: Store) -> None:
    with pytest.raises(NotFound, match="there is no topic nobody"):
        store.set_topic_paused("nobody", NOW)


def test_saving_a_topic_by_hand_keeps_its_pause(store: Store) -> None:
    store.save_catalog(topics=[make_topic()], now=NOW)
    store.set_topic_paused("shoigu-in-pyongyang", NOW)

    store.save_catalog(topics=[make_topic(query="other")], now=NOW)

    (topic,) = store.load_catalog().topics
    assert (topic.query, topic.paused_at) == ("other", NOW)


def test_a_name_is_switched_off_and_on_by_hand(store: Store) -> None:
    store.save_catalog(concepts=[make_concept(names=(make_name(enabled=False),))], now=NOW)
    off = store.load_catalog().concepts[0].names[0].enabled

    store.save_catalog(concepts=[make_concept(names=(make_name(enabled=True),))], now=NOW)
    on = store.load_catalog().concepts[0].names[0].enabled

    assert (off, on) == (False, True)


def test_a_silence_is_ended_by_saving_it_with_its_id(store: Store) -> None:
    store.save_catalog(silences=[make_silence()], now=NOW)
    (silence,) = store.load_catalog().silences

    changes = store.save_catalog(silences=[replace(silence, until=NOW)], now=NOW)

    assert [change.kind for change in changes] == ["changed"]
    assert store.load_catalog().silences == (replace(silence, until=NOW),)
