"""Stories in the evaluate pass: forty copies are told once, and so are three languages."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from monitor.model import (
    AlertKind,
    ArticleId,
    DeliveryState,
    Examples,
    HeldBack,
    NotifyPolicy,
    PlacedBy,
    Priority,
    StoryId,
    stand,
)
from tests.support.builders import NOW, make_concept, make_result, make_silence, make_topic
from tests.support.line import evaluate_all
from tests.support.newsstand import GERMAN, KOREAN, RUSSIAN, STORM, copies, publish
from tests.support.scenes import get_article, lease_deliveries

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from monitor.model import Alert, Remembered, Story
    from monitor.store import Store
    from tests.support.line import Line
    from tests.support.newsstand import Print

MINUTE = timedelta(minutes=1)


def watch(store: Store, **policy: object) -> None:
    store.save_catalog(
        concepts=[make_concept()],
        topics=[
            make_topic(
                query="@shoigu",
                priority=Priority.URGENT,
                receivers=("desk-mail", "desk-slack"),
                notify=NotifyPolicy(**policy),  # type: ignore[arg-type] # any of its fields
                examples=Examples(),
            )
        ],
        now=NOW,
    )


def story_of(store: Store, article_id: ArticleId) -> StoryId:
    story_id = get_article(store, article_id).story_id
    assert story_id is not None
    return story_id


def shape(store: Store, article_ids: Iterable[ArticleId]) -> list[list[ArticleId]]:
    """Say which articles stand together, whatever the numbers of their stories."""
    together: dict[StoryId, list[ArticleId]] = {}
    for number in article_ids:
        together.setdefault(story_of(store, number), []).append(number)
    return list(together.values())


def alerts_of(store: Store) -> list[Alert]:
    return list(reversed(store.list_alerts()))


def the_story(store: Store) -> Story:
    [story] = store.iter_stories(limit=9)
    return story


async def evaluate_each(line: Line, *prints: Print) -> None:
    """Publish one after the other, a minute apart, and evaluate and send each at once."""
    evaluator = line.evaluator()
    for one in prints:
        line.clock.now += MINUTE
        publish(line.store, one, at=line.clock())
        await evaluate_all(evaluator)
        leased = lease_deliveries(line.store, now=line.clock())
        line.store.save_attempts([make_result(one) for one in leased])


async def test_forty_papers_that_print_one_text_are_told_once(line: Line) -> None:
    watch(line.store)
    publish(line.store, GERMAN, *copies(40))

    await evaluate_all(line.evaluator())

    standing = stand(the_story(line.store).members)
    assert (standing.articles, standing.publishers, standing.copies) == (41, 1, 40)
    [alert] = alerts_of(line.store)
    assert sorted(one.receiver for one in alert.deliveries) == ["desk-mail", "desk-slack"]
    assert alert.standing == standing


async def test_copies_that_come_one_after_the_other_are_told_once_too(line: Line) -> None:
    watch(line.store)

    await evaluate_each(line, GERMAN, *copies(4))

    [alert] = alerts_of(line.store)
    assert (alert.article.title, alert.held_back) == (GERMAN.title, None)


async def test_three_languages_are_one_story_told_first_and_then_as_confirmed(line: Line) -> None:
    watch(line.store)

    await evaluate_each(line, GERMAN, copies(1)[0], RUSSIAN, KOREAN, *copies(3)[1:])

    story = the_story(line.store)
    assert stand(story.members).languages == ("de", "ru", "ko")
    first, update, second = alerts_of(line.store)
    assert (first.kind, second.kind) == (AlertKind.FIRST, AlertKind.ESCALATION)
    # The second publisher's report waited for its turn, and is told with the third's.
    assert update.kind is AlertKind.UPDATE
    assert {one.state for one in update.deliveries} == {DeliveryState.HELD}
    assert second.reason.startswith("confirmed: 3 independent publishers report it, 1 when")
    assert second.article.language == "ko"
    assert second.story_id == first.story_id == story.id


async def test_reports_of_one_batch_are_told_once_with_all_who_report_them(line: Line) -> None:
    watch(line.store)
    publish(line.store, GERMAN, RUSSIAN, KOREAN)

    await evaluate_all(line.evaluator())

    [alert] = alerts_of(line.store)
    assert alert.reason.startswith("first alert, 3 independent publishers report it")


async def test_another_event_is_another_story(line: Line) -> None:
    watch(line.store)
    ids = publish(line.store, GERMAN, STORM)

    await evaluate_all(line.evaluator())

    assert len(shape(line.store, ids)) == 2


async def test_a_story_that_needs_three_publishers_is_told_once_when_the_third_comes(
    line: Line,
) -> None:
    watch(line.store, min_publishers=3)

    await evaluate_each(line, GERMAN, *copies(3), RUSSIAN)
    assert [alert.held_back for alert in alerts_of(line.store)] == [HeldBack.TOO_FEW_PUBLISHERS]
    await evaluate_each(line, KOREAN, copies(4)[3])

    _, told = alerts_of(line.store)
    assert (told.kind, told.held_back) == (AlertKind.FIRST, None)
    assert told.article.title == KOREAN.title
    assert told.standing is not None
    assert told.standing.publishers == 3


async def test_a_story_that_needs_two_languages_is_told_when_the_second_comes(line: Line) -> None:
    watch(line.store, min_languages=2)

    await evaluate_each(line, GERMAN, copies(1)[0], KOREAN)

    assert [alert.held_back for alert in alerts_of(line.store)] == [
        HeldBack.TOO_FEW_LANGUAGES,
        None,
    ]


@pytest.mark.parametrize(
    ("apart", "held_back"),
    [(timedelta(minutes=90), None), (timedelta(hours=3), HeldBack.TOO_FEW_PUBLISHERS)],
)
async def test_only_what_came_within_the_span_of_the_topic_is_counted(
    line: Line, apart: timedelta, held_back: HeldBack | None
) -> None:
    watch(line.store, min_publishers=2, within=timedelta(hours=2))
    await evaluate_each(line, GERMAN)

    line.clock.now += apart
    await evaluate_each(line, KOREAN)

    told = [alert for alert in alerts_of(line.store) if alert.held_back is None]
    assert len(told) == (0 if held_back else 1)


async def test_a_baseline_is_placed_and_the_news_that_joins_it_is_told(line: Line) -> None:
    watch(line.store)
    publish(line.store, GERMAN, baseline=True)

    await evaluate_each(line, KOREAN)

    story = the_story(line.store)
    assert len(story.members) == 2
    assert [alert.held_back for alert in alerts_of(line.store)] == [HeldBack.BASELINE, None]


async def test_a_story_that_was_silenced_is_told_by_its_next_report(line: Line) -> None:
    watch(line.store)
    until = line.clock() + 2 * MINUTE
    line.store.save_catalog(silences=[make_silence(until=until)], now=NOW)

    await evaluate_each(line, GERMAN, RUSSIAN, KOREAN)

    told = [(alert.kind, alert.held_back) for alert in alerts_of(line.store)]
    assert told == [
        (AlertKind.FIRST, HeldBack.SILENCED),
        (AlertKind.FIRST, None),
        (AlertKind.UPDATE, None),
    ]


# -- restarts and hands ---------------------------------------------------------------------------


async def test_another_evaluator_puts_articles_into_the_stories_of_the_first(line: Line) -> None:
    watch(line.store)
    ids = [*publish(line.store, GERMAN, STORM)]
    first = line.evaluator(owner="first")
    await evaluate_all(first)
    await first.release()

    ids += publish(line.store, *copies(2), KOREAN)
    await evaluate_all(line.evaluator(owner="second"))

    assert shape(line.store, ids) == [[ids[0], *ids[2:]], [ids[1]]]
    assert [alert.kind for alert in alerts_of(line.store)] == [AlertKind.FIRST]


async def test_the_lease_is_prolonged_while_many_stories_are_restored(line: Line) -> None:
    publish(line.store, GERMAN)
    await evaluate_all(line.evaluator())
    line.store.release_all()
    publish(line.store, KOREAN)
    taken: list[datetime] = []
    take, remembered = line.store.take_lease, line.store.iter_remembered

    def count_and_take(name: str, **asked: Any) -> int | None:
        taken.append(asked["now"])
        return take(name, **asked)

    def remember_slowly(since: datetime) -> Iterator[Remembered]:
        time.sleep(0.5)
        yield from remembered(since)

    line.store.take_lease = count_and_take  # type: ignore[method-assign] # counts
    line.store.iter_remembered = remember_slowly  # type: ignore[method-assign] # slow

    assert await line.evaluator(owner="heir", lease_for=timedelta(seconds=0.3)).step() == 1

    assert len(taken) > 2
    assert len(the_story(line.store).members) == 2


async def test_an_article_joins_a_merged_story_without_a_restart(line: Line) -> None:
    evaluator = line.evaluator()
    one, other = publish(line.store, GERMAN, STORM)
    await evaluate_all(evaluator)
    into, gone = story_of(line.store, one), story_of(line.store, other)
    line.store.merge_stories(gone, [into], by="anna", now=line.clock())

    [late] = publish(line.store, copies(1)[0])
    await evaluate_all(evaluator)

    assert story_of(line.store, late) == gone


async def test_an_edit_leaves_an_article_where_somebody_put_it(line: Line) -> None:
    evaluator = line.evaluator()
    ids = publish(line.store, GERMAN, *copies(2))
    await evaluate_all(evaluator)
    split = line.store.split_story(
        story_of(line.store, ids[0]), [ids[1]], by="anna", now=line.clock()
    )

    edit(line.store, ids[1])
    await evaluate_all(evaluator)

    assert story_of(line.store, ids[1]) == split.id
    [member] = line.store.get_story(split.id).members
    assert member.reason is PlacedBy.HAND


def edit(store: Store, article_id: ArticleId) -> None:
    """Ask for another evaluation of an article, as an edit does."""
    from sqlalchemy import update

    from monitor.store.tables import articles

    with store._database.writing() as connection:
        connection.execute(
            update(articles).where(articles.c.id == article_id).values(evaluated_at=None)
        )


async def test_what_could_not_be_saved_is_placed_again_from_what_was(line: Line) -> None:
    evaluator = line.evaluator(owner="sleeper")
    [one] = publish(line.store, GERMAN)
    await evaluate_all(evaluator)
    line.store.release_all()
    heir = line.evaluator(owner="heir")
    publish(line.store, copies(1)[0])
    await evaluate_all(heir)
    line.store.release_all()

    [late] = publish(line.store, copies(2)[1])
    await evaluate_all(evaluator)

    assert story_of(line.store, late) == story_of(line.store, one)
    assert len(the_story(line.store).members) == 3


async def test_an_article_of_a_story_that_left_the_window_stays_in_it(line: Line) -> None:
    evaluator = line.evaluator()
    [old] = publish(line.store, GERMAN)
    await evaluate_all(evaluator)
    line.clock.now += timedelta(days=9)
    [new] = publish(line.store, copies(1)[0], at=line.clock())
    await evaluate_all(evaluator)

    edit(line.store, old)
    await evaluate_all(evaluator)

    assert story_of(line.store, old) != story_of(line.store, new)
