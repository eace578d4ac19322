from __future__ import annotations

from datetime import timedelta

from monitor.alert import rank_stories
from monitor.model import HeldBack, RankedStory, Standing, StoryId
from tests.support.builders import NOW


def story(number: int, publishers: int, **values: object) -> RankedStory:
    """Make a story that was told before."""
    standing = {
        "articles": publishers,
        "publishers": publishers,
        "copies": 0,
        "languages": ("de",),
        "first_seen_at": NOW - timedelta(hours=3),
        "last_seen_at": NOW,
        **{key: values.pop(key) for key in ("articles", "copies", "languages") if key in values},
    }
    defaults = {
        "story_id": StoryId(number),
        "title": f"Story {number}",
        "url": None,
        "source": "Example Times",
        "language": "de",
        "standing": Standing(**standing),
        "fresh": 1,
        "told": True,
    }
    return RankedStory(**{**defaults, **values})


def numbers(*stories: RankedStory, most: int = 10) -> tuple[list[int], int]:
    ranked, surplus = rank_stories(stories, most=most)
    return [one.story_id for one in ranked], surplus


def test_what_most_independent_publishers_report_stands_first():
    assert numbers(story(1, 2), story(2, 5), story(3, 3)) == ([2, 3, 1], 0)


def test_forty_copies_of_one_text_do_not_lift_a_story():
    copied = story(1, 1, articles=41, copies=40)

    assert numbers(copied, story(2, 2)) == ([2, 1], 0)


def test_of_equally_many_publishers_more_languages_count():
    assert numbers(story(1, 2), story(2, 2, languages=("de", "ko"))) == ([2, 1], 0)


def test_what_there_is_no_room_for_is_counted():
    assert numbers(*(story(number, number) for number in range(1, 6)), most=3) == ([5, 4, 3], 2)


def test_what_was_held_back_is_not_what_there_is_no_room_for():
    held = story(1, 1, told=False, held_back=HeldBack.OVER_CAP)

    assert numbers(held, story(2, 5), story(3, 4), story(4, 3), most=2) == ([2, 1], 2)


def test_what_was_held_back_and_told_later_gives_way_as_others_do():
    held = story(1, 1, told=True, held_back=HeldBack.OVER_CAP)

    assert numbers(held, story(2, 5), story(3, 4), most=2) == ([2, 3], 1)
