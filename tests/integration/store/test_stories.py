"""Stories in the store: who stands where and why, on each kind of database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.errors import NotFound
from monitor.model import ArticleId, HeldBack, Newness, PlacedBy, StoryId, stand
from monitor.store import EvaluationSaved
from tests.support.builders import (
    FEED_URL,
    NOW,
    OTHER_FEED_URL,
    make_draft,
    make_evaluated,
    make_feed_spec,
    make_held_back,
    make_identified,
    make_match,
    make_result,
    make_source,
    make_topic,
    make_unmatched,
)
from tests.support.scenes import (
    EVALUATE,
    evaluate,
    get_article,
    lease_deliveries,
    store_articles,
    take_fence,
)
from tests.support.telling import make_placement, make_standing, place, place_copy

if TYPE_CHECKING:
    from monitor.model import Member, Story
    from monitor.store import Store

TOPIC = "shoigu-in-pyongyang"
LATER = NOW + timedelta(hours=1)


def store_some(store: Store, *slugs: str, url: str = FEED_URL) -> tuple[ArticleId, ...]:
    """Store articles in the order in which they are named."""
    return tuple(
        number for slug in slugs for number in store_articles(store, make_draft(slug), url=url)
    )


def story_of(store: Store, article_id: ArticleId) -> StoryId:
    story_id = get_article(store, article_id).story_id
    assert story_id is not None
    return story_id


def member_of(store: Store, article_id: ArticleId) -> Member:
    members = store.get_story(story_of(store, article_id)).members
    return next(one for one in members if one.article_id == article_id)


def numbers(story: Story) -> list[ArticleId]:
    return [member.article_id for member in story.members]


def listed(store: Store, **asked: object) -> list[StoryId]:
    asked = {"limit": 99, **asked}
    return [story.id for story in store.iter_stories(**asked)]  # type: ignore[arg-type] # any of its arguments


# -- what an evaluation saves ---------------------------------------------------------------------


def test_articles_stand_in_the_story_of_the_one_beside_them(store: Store) -> None:
    one, two, three, alone = store_some(store, "one", "two", "three", "alone")

    evaluate(store, place(one), place(two, one), place(three, two), place(alone))

    assert numbers(store.get_story(story_of(store, one))) == [one, two, three]
    assert numbers(store.get_story(story_of(store, alone))) == [alone]


def test_an_article_joins_a_story_that_was_saved_before(store: Store) -> None:
    one, two = store_some(store, "one", "two")
    evaluate(store, place(one))

    evaluate(store, place(two, one), now=LATER)

    assert story_of(store, two) == story_of(store, one)
    assert member_of(store, two).placed_at == LATER


def test_an_article_beside_one_that_nobody_keeps_opens_a_story(store: Store) -> None:
    (one,) = store_some(store, "one")

    evaluate(store, place(one, ArticleId(404)))

    assert numbers(store.get_story(story_of(store, one))) == [one]


def test_what_was_decided_about_an_article_is_kept_with_its_reasons(store: Store) -> None:
    store.save_feeds([make_feed_spec(source=make_source(name="Blatt", family="Verlag"))], now=NOW)
    one, two = store_some(store, "one", "two")

    evaluate(store, place(one, agency="TASS"), place_copy(two, one))

    first, second = member_of(store, one), member_of(store, two)
    assert (first.reason, first.agency, first.family) == (PlacedBy.OPENED, "TASS", "Verlag")
    assert (second.reason, second.beside, second.copy_of) == (PlacedBy.COPY, one, one)
    assert (second.shared, second.score) == (("Der Sicherheitschef traf am Dienstag ein.",), 0.98)


def test_stories_saved_again_are_as_they_were(store: Store) -> None:
    one, two = store_some(store, "one", "two")
    evaluate(store, place(one), place(two, one))
    before = store.get_story(story_of(store, one))

    saved = evaluate(store, place(one), place(two), now=LATER)

    assert saved == EvaluationSaved(left_out=2)
    assert store.get_story(before.id) == before


def test_an_article_that_was_edited_stays_in_its_story_with_a_new_signature(store: Store) -> None:
    one, two = store_some(store, "one", "two")
    evaluate(store, place(one), place(two, one))
    before = member_of(store, two)
    edited = make_identified(
        make_draft("two", title="Another"), newness=Newness.CHANGED, article_id=two
    )
    store_articles(store, edited)

    again = make_placement(two, signature=b"renewed")
    evaluate(store, make_unmatched(two, revision=2, placement=again), now=LATER)

    assert member_of(store, two) == replace(before, title="Another")
    assert [one.signature for one in store.iter_remembered(NOW)] == [b"signature", b"renewed"]


def test_an_edit_that_makes_an_article_a_copy_says_so(store: Store) -> None:
    one, two = store_some(store, "one", "two")
    evaluate(store, place(one), place(two, one))
    edited = make_identified(
        make_draft("two", title="Another"), newness=Newness.CHANGED, article_id=two
    )
    store_articles(store, edited)

    evaluate(store, replace(place_copy(two, one), revision=2))

    assert (member_of(store, two).reason, member_of(store, two).copy_of) == (PlacedBy.COPY, one)


def test_an_article_without_a_placement_opens_a_story_of_one(store: Store) -> None:
    (one,) = store_some(store, "one")

    evaluate(store, make_unmatched(one))

    story = store.get_story(story_of(store, one))
    assert (numbers(story), story.members[0].reason) == ([one], None)
    assert stand(story.members).publishers == 1
    assert listed(store) == [story.id]


def test_nothing_is_saved_when_somebody_changed_stories_meanwhile(store: Store) -> None:
    one, two, three = store_some(store, "one", "two", "three")
    evaluate(store, place(one), place(two))
    version = store.stories_version()
    store.merge_stories(story_of(store, one), [story_of(store, two)], by="anna", now=NOW)

    saved = store.save_evaluation(
        [place(three)],
        lease=EVALUATE,
        fence=take_fence(store),
        now=NOW,
        stories_version=version,
    )

    assert saved == EvaluationSaved(stale=True)
    assert [article.id for article in store.list_unevaluated(limit=9)] == [three]


# -- the window -----------------------------------------------------------------------------------


def test_the_window_is_given_back_as_it_was_placed(store: Store) -> None:
    one, two = store_some(store, "one", "two")
    evaluate(store, place(one, signature=b"1"), place_copy(two, one))

    first, second = store.iter_remembered(NOW - timedelta(days=7))

    assert (first.article_id, first.signature, first.copy_of) == (one, b"1", None)
    assert (first.family, first.language, first.first_seen_at) == ("Example Times", "en", NOW)
    assert (second.article_id, second.story_id, second.copy_of) == (two, first.story_id, one)


def test_what_is_older_than_the_window_is_left_out_and_its_signature_dropped(store: Store) -> None:
    (old,) = store_some(store, "old")
    evaluate(store, place(old))

    assert list(store.iter_remembered(NOW + timedelta(seconds=1))) == []
    assert store.forget_signatures(NOW) == 0
    assert store.forget_signatures(NOW + timedelta(seconds=1)) == 1
    assert list(store.iter_remembered(NOW)) == []
    assert member_of(store, old).reason is PlacedBy.OPENED


# -- listing --------------------------------------------------------------------------------------


def test_the_story_with_the_latest_article_is_listed_first(store: Store) -> None:
    one, two = store_some(store, "one", "two")
    evaluate(store, place(one), place(two))
    store.save_feeds([make_feed_spec(OTHER_FEED_URL)], now=NOW)
    (three,) = store_articles(
        store, make_draft("three"), url=OTHER_FEED_URL, finished_at=LATER, started_at=LATER
    )
    evaluate(store, place(three, one))

    first, second = story_of(store, one), story_of(store, two)
    assert listed(store) == [first, second]
    assert listed(store, limit=1) == [first]
    assert listed(store, since=LATER) == [first]
    assert listed(store, since=LATER + timedelta(seconds=1)) == []


def test_stories_of_a_topic_are_those_with_an_article_that_matches_it(store: Store) -> None:
    one, two, three = store_some(store, "one", "two", "three")
    matched = replace(place(one), matches=(make_match(one),))
    evaluate(store, matched, place(two, one), place(three))

    assert listed(store, topic=TOPIC) == [story_of(store, one)]
    assert listed(store, topic="another") == []


def test_there_is_no_unknown_story(store: Store) -> None:
    with pytest.raises(NotFound, match="there is no story 7"):
        store.get_story(StoryId(7))


# -- by hand --------------------------------------------------------------------------------------


def test_merged_stories_are_one_and_say_who_did_it(store: Store) -> None:
    one, two, three = store_some(store, "one", "two", "three")
    evaluate(store, place(one), place(two), place(three, two))
    into, other = story_of(store, one), story_of(store, two)

    merged = store.merge_stories(into, [other], by="anna", now=LATER)

    assert numbers(merged) == [one, two, three]
    assert {story_of(store, number) for number in (one, two, three)} == {into}
    moved = member_of(store, two)
    assert (moved.reason, moved.hand_at) == (PlacedBy.HAND, LATER)
    assert moved.hand == f"merged with story {into} by anna; was in story {other}"
    emptied = store.get_story(other)
    assert (emptied.members, emptied.merged_into) == ((), into)
    assert listed(store) == [into]


def test_the_window_has_merged_stories_as_one(store: Store) -> None:
    one, two = store_some(store, "one", "two")
    evaluate(store, place(one), place(two))
    before = store.stories_version()

    store.merge_stories(story_of(store, one), [story_of(store, two)], by="anna", now=LATER)

    assert len({row.story_id for row in store.iter_remembered(NOW)}) == 1
    assert store.stories_version() > before


def test_an_article_that_comes_later_joins_the_merged_story(store: Store) -> None:
    one, two, three = store_some(store, "one", "two", "three")
    evaluate(store, place(one), place(two))
    store.merge_stories(story_of(store, one), [story_of(store, two)], by="anna", now=LATER)

    evaluate(store, place(three, two))

    assert story_of(store, three) == story_of(store, one)


def test_a_story_merged_into_one_that_is_merged_itself_leads_to_the_last(store: Store) -> None:
    one, two, three = store_some(store, "one", "two", "three")
    evaluate(store, place(one), place(two), place(three))
    first, second, third = (story_of(store, number) for number in (one, two, three))
    store.merge_stories(second, [third], by="anna", now=NOW)

    store.merge_stories(first, [second], by="anna", now=NOW)

    assert store.get_story(third).merged_into == first


def test_split_articles_have_a_story_of_their_own_and_the_rest_is_marked(store: Store) -> None:
    one, two, three = store_some(store, "one", "two", "three")
    evaluate(store, place(one), place(two, one), place(three, one))
    whole = story_of(store, one)

    split = store.split_story(whole, [two, three], by="anna", now=LATER)

    assert numbers(split) == [two, three]
    assert numbers(store.get_story(whole)) == [one]
    assert member_of(store, two).hand == f"split from story {whole} by anna"
    assert member_of(store, one).hand == f"kept here when story {split.id} was split off by anna"
    assert sorted(listed(store)) == [whole, split.id]
    assert len({row.story_id for row in store.iter_remembered(NOW)}) == 2


def test_a_merge_undoes_a_split(store: Store) -> None:
    one, two = store_some(store, "one", "two")
    evaluate(store, place(one), place_copy(two, one))
    whole = store.get_story(story_of(store, one))
    split = store.split_story(whole.id, [two], by="anna", now=LATER)

    again = store.merge_stories(whole.id, [split.id], by="anna", now=LATER)

    assert numbers(again) == [one, two]
    assert stand(again.members) == stand(whole.members)


@pytest.mark.parametrize("chosen", [[], [404], "all"], ids=["none", "absent", "all"])
def test_a_split_that_makes_no_sense_changes_nothing(store: Store, chosen: list[int] | str) -> None:
    one, two = store_some(store, "one", "two")
    evaluate(store, place(one), place(two, one))
    before = (store.get_story(story_of(store, one)), store.stories_version())
    picked = [one, two] if chosen == "all" else [ArticleId(int(number)) for number in chosen]

    with pytest.raises(NotFound):
        store.split_story(before[0].id, picked, by="anna", now=LATER)

    assert (store.get_story(before[0].id), store.stories_version()) == before


def test_a_story_that_has_no_articles_cannot_be_merged(store: Store) -> None:
    one, two = store_some(store, "one", "two")
    evaluate(store, place(one), place(two))
    into, other = story_of(store, one), story_of(store, two)
    store.merge_stories(into, [other], by="anna", now=NOW)

    with pytest.raises(NotFound) as caught:
        store.merge_stories(other, [into], by="anna", now=NOW)

    assert caught.value.__notes__ == [f"its articles are in story {into}"]


def test_an_article_from_before_there_were_placements_is_merged_all_the_same(store: Store) -> None:
    one, two, three = store_some(store, "one", "two", "three")
    evaluate(store, make_unmatched(one), make_unmatched(two))

    store.merge_stories(story_of(store, one), [story_of(store, two)], by="anna", now=LATER)
    evaluate(store, place(three))

    assert member_of(store, two).reason is PlacedBy.HAND
    assert [row.article_id for row in store.iter_remembered(NOW)] == [three]


# -- what was told --------------------------------------------------------------------------------


def test_what_was_told_counts_for_every_article_of_the_story(store: Store) -> None:
    one, two = store_some(store, "one", "two")
    evaluate(store, make_evaluated(one, placement=make_placement(one)), place(two, one))

    known = store.list_told([two])

    [told] = known.told.values()
    assert known.story_of == {two: story_of(store, one)}
    assert (told.publishers, told.languages, told.escalations) == (1, (), 0)


@pytest.mark.parametrize("by_hand", ["merge", "split"])
def test_what_was_told_counts_where_its_article_stands_by_now(store: Store, by_hand: str) -> None:
    one, two, three = store_some(store, "one", "two", "three")
    told = make_evaluated(two, placement=make_placement(two, beside=one))
    if by_hand == "split":
        evaluate(store, place(one), told, place(three, one))
        story = store.split_story(story_of(store, one), [two], by="anna", now=NOW)
    else:
        alone = make_evaluated(two, placement=make_placement(two))
        evaluate(store, place(one), alone, place(three, one))
        story = store.merge_stories(
            story_of(store, one), [story_of(store, two)], by="anna", now=NOW
        )

    known = store.list_told([story.members[0].article_id])

    assert set(known.told) == {(TOPIC, story.id)}


def test_a_story_is_held_back_once_for_each_reason(store: Store) -> None:
    one, two, three = store_some(store, "one", "two", "three")
    held = [
        replace(make_held_back(number, reason), placement=make_placement(number, beside=beside))
        for number, beside, reason in (
            (one, None, HeldBack.TOO_FEW_PUBLISHERS),
            (two, one, HeldBack.TOO_FEW_PUBLISHERS),
            (three, one, HeldBack.SILENCED),
        )
    ]

    evaluate(store, *held)

    assert [alert.held_back for alert in reversed(store.list_alerts())] == [
        HeldBack.TOO_FEW_PUBLISHERS,
        HeldBack.SILENCED,
    ]


def test_an_alert_says_what_its_story_amounted_to(store: Store) -> None:
    store.save_catalog(topics=[make_topic()], now=NOW)
    (one,) = store_some(store, "one")
    evaluated = make_evaluated(one, placement=make_placement(one))
    standing = make_standing(languages=("de", "ko"), publishers=2, articles=2)
    alerts = tuple(replace(alert, standing=standing) for alert in evaluated.alerts)

    evaluate(store, replace(evaluated, alerts=alerts))

    assert store.list_alerts()[0].standing == standing


def test_a_message_that_waits_for_company_counts_who_came(store: Store) -> None:
    store.save_catalog(topics=[make_topic()], now=NOW)
    one, two = store_some(store, "one", "two")
    evaluate(store, make_evaluated(one, placement=make_placement(one)))

    evaluate(store, place_copy(two, one))

    [alert] = store.list_alerts()
    assert alert.standing is not None
    assert (alert.standing.articles, alert.standing.copies) == (2, 1)


def test_a_message_that_was_tried_says_the_same_at_every_attempt(store: Store) -> None:
    store.save_catalog(topics=[make_topic()], now=NOW)
    one, two = store_some(store, "one", "two")
    evaluate(store, make_evaluated(one, placement=make_placement(one)))
    leased = lease_deliveries(store)
    store.save_attempts([make_result(leased[0])])

    evaluate(store, place_copy(two, one))

    assert store.list_alerts()[0].standing is None
