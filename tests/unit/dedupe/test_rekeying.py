"""A feed that gives its entries other ids tells nobody anything; nor does an old archive."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.dedupe import absorb, count_old, is_rotating, mark_archive
from monitor.model import ArticleId, Newness
from tests.support.builders import NOW, digest, make_draft, make_identified

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def entry(number: int, newness: Newness = Newness.NEW, *, shown_here: bool = False, age=HOUR):
    draft = make_draft(
        f"e{number}",
        key=digest("key", str(number)),
        published_at=None if age is None else NOW - age,
    )
    return make_identified(
        draft,
        newness=newness,
        article_id=None if newness is Newness.NEW else ArticleId(number),
        shown_here=shown_here,
        reason="the same page",
    )


def recognized(count: int, newness: Newness = Newness.SIGHTED, **values):
    return [entry(number, newness, shown_here=True, **values) for number in range(count)]


def fresh(count: int, start: int = 100, **values):
    return [entry(number, **values) for number in range(start, start + count)]


@pytest.mark.parametrize(
    ("known_here", "new", "under_known_keys", "left_out", "rekeyed"),
    [
        pytest.param(10, 0, 0, 0, True, id="all come back"),
        pytest.param(8, 2, 0, 0, True, id="four fifths come back"),
        pytest.param(7, 3, 0, 0, False, id="fewer are a turnover"),
        pytest.param(6, 0, 5, 0, True, id="more than half under other ids"),
        pytest.param(5, 0, 5, 0, False, id="half is not enough"),
        pytest.param(6, 0, 0, 6, False, id="nor with those that were left out"),
        pytest.param(4, 0, 0, 0, False, id="too few to tell"),
        pytest.param(0, 10, 0, 0, False, id="all new"),
        pytest.param(0, 0, 10, 0, False, id="all known by their ids"),
    ],
)
def test_a_feed_is_rekeyed_when_most_ids_are_new_and_most_articles_known(
    known_here: int, new: int, under_known_keys: int, left_out: int, rekeyed: bool
) -> None:
    seen = [entry(number, Newness.SEEN) for number in range(200, 200 + under_known_keys)]
    entries = [*recognized(known_here), *fresh(new), *seen]

    absorbed = absorb(entries, known_keys={one.draft.key for one in seen}, left_out=left_out)

    assert absorbed.rekeyed is rekeyed
    assert (absorbed.note is not None) is rekeyed


def test_what_another_feed_showed_is_no_sign_of_other_ids() -> None:
    entries = [entry(number, Newness.SIGHTED) for number in range(10)]

    assert not absorb(entries, known_keys=()).rekeyed


def test_a_rekeyed_entry_with_another_text_is_linked_and_no_edit() -> None:
    absorbed = absorb(recognized(10, Newness.CHANGED), known_keys=())

    assert {one.newness for one in absorbed.entries} == {Newness.SIGHTED}
    assert absorbed.entries[0].reason == "the feed was re-keyed; the same page"
    assert absorbed.note == (
        "re-keyed: 10 of 10 entries came under other ids; "
        "10 were known by their page or title and are told to nobody again"
    )


@pytest.mark.parametrize(
    ("age", "is_history"), [(2 * HOUR, True), (HOUR, True), (HOUR / 2, False), (None, False)]
)
def test_what_is_left_of_a_rekeyed_feed_is_news_unless_it_is_older_than_what_came_back(
    age: timedelta | None, is_history: bool
) -> None:
    absorbed = absorb([*recognized(9), *fresh(1, age=age)], known_keys=())

    assert absorbed.entries[-1].newness is Newness.NEW
    assert (absorbed.entries[-1].backfill is not None) is is_history


@pytest.mark.parametrize(
    ("count", "age", "marked"),
    [(10, 3 * DAY, 10), (500, 900 * DAY, 500), (9, 900 * DAY, 0), (10, 2 * DAY, 0)],
)
def test_a_crowd_of_old_entries_is_an_archive(count: int, age: timedelta, marked: int) -> None:
    entries = [*recognized(5, Newness.SEEN), *fresh(1, start=50), *fresh(count, age=age)]

    result = mark_archive(entries, newest_known=NOW)

    assert sum(one.backfill is not None for one in result) == marked
    assert result[5].backfill is None
    assert [one.draft for one in result] == [one.draft for one in entries]


def test_without_a_date_to_compare_with_nothing_is_an_archive() -> None:
    entries = fresh(20, age=900 * DAY)

    assert mark_archive(entries, newest_known=None) == tuple(entries)


def test_late_entries_that_are_newer_than_what_the_feed_showed_are_news() -> None:
    entries = fresh(20, age=5 * DAY)

    assert mark_archive(entries, newest_known=NOW - 12 * DAY) == tuple(entries)


def test_only_entries_that_nobody_knows_make_it_worth_asking_for_the_newest() -> None:
    old = [*fresh(3, age=3 * DAY), entry(1, Newness.SEEN, age=3 * DAY), *fresh(2, start=7)]

    assert count_old(old, now=NOW) == 3


@pytest.mark.parametrize(
    ("before", "rotating"), [(None, False), (NOW - HOUR, True), (NOW - 3 * DAY, False)]
)
def test_ids_that_change_again_soon_rotate(before, rotating: bool) -> None:
    assert is_rotating(rekeyed_at=before, now=NOW) is rotating
