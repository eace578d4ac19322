"""Hold the ladder of identity to its table: which rung a document stands on, and what follows."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.normalize.identity import Identity, Traits, identify_entries

MORNING = datetime(2026, 11, 5, 8, 0, tzinfo=UTC)
NOON = datetime(2026, 11, 5, 12, 0, tzinfo=UTC)


def entry(
    id_: str | None = None,
    link: str | None = None,
    title: str = "T",
    at: datetime | None = None,
) -> Traits:
    return Traits(id=id_, link=link, title=title, dated_at=at)


def rungs_of(identities: tuple[Identity, ...]) -> list[str]:
    return [identity.rung.value for identity in identities]


@pytest.mark.parametrize(
    ("entries", "rungs"),
    [
        ([entry("1", "l1"), entry("2", "l2")], ["id", "id"]),
        ([entry("1", "l1"), entry(None, "l2")], ["id", "link"]),
        ([entry("1", "l1"), entry("1", "l1")], ["id", "id"]),
        ([entry("1", "l1"), entry("1", "l2")], ["link", "link"]),
        ([entry("1", "l1"), entry("1", "l2"), entry("3", "l3")], ["link", "link", "id"]),
        ([entry("1", None, "A"), entry("1", None, "B")], ["title", "title"]),
        ([entry("1", "front", "A"), entry("2", "front", "B")], ["id", "id"]),
        ([entry(None, "l", "A"), entry(None, "l", "A")], ["link", "link"]),
        (
            [entry(None, "l", "A", MORNING), entry(None, "l", "B", NOON)],
            ["link+date", "link+date"],
        ),
        ([entry(None, "l", "A"), entry(None, "l", "B", NOON)], ["title", "link+date"]),
        (
            [entry("1", "l", "A", NOON), entry("1", "m", "B"), entry("2", "l", "C")],
            ["link", "link", "id"],
        ),
        (
            [entry("1", "l", "A", NOON), entry("1", "m", "B"), entry(None, "l", "C")],
            ["link+date", "link", "title"],
        ),
        ([entry(None, None, "A")], ["title"]),
    ],
)
def test_an_entry_stands_on_the_highest_rung_that_tells_it_apart(
    entries: list[Traits], rungs: list[str]
) -> None:
    assert rungs_of(identify_entries(entries)) == rungs


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (entry("1", "l1"), entry("2", "l1")),
        (entry("x"), entry(None, "x")),
        (entry(None, "x"), entry(None, None, "x")),
        (entry(None, None, "A"), entry(None, None, "B")),
        (entry(None, None, "A", MORNING), entry(None, None, "A", NOON)),
    ],
)
def test_different_entries_have_different_keys(one: Traits, other: Traits) -> None:
    (first,), (second,) = identify_entries([one]), identify_entries([other])

    assert first.key != second.key


def test_a_key_does_not_depend_on_what_may_be_edited() -> None:
    before = identify_entries([entry("1", "l1", "Before", MORNING)])
    after = identify_entries([entry("1", "l2", "After", NOON)])

    assert before == after


def test_one_duplicated_id_leaves_the_other_entries_of_a_feed_without_links_their_keys() -> None:
    old = [entry("1", None, "A"), entry("2", None, "B")]
    twins = [entry("3", None, "C"), entry("3", None, "D")]

    earlier, later = identify_entries(old), identify_entries([*twins, *old])

    assert later[2:] == earlier
    assert len({identity.key for identity in later}) == 4


def test_entries_of_a_ticker_keep_their_keys_when_another_comes() -> None:
    first, second, third = (
        entry(None, "l", "A", MORNING),
        entry(None, "l", "B", NOON),
        entry(None, "l", "C", None),
    )

    earlier, later = identify_entries([first, second]), identify_entries([third, first, second])

    assert later[1:] == earlier
