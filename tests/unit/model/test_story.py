"""What a story amounts to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.dedupe import Stories
from monitor.model import ArticleId, Member, Story, StoryId, stand
from tests.support.builders import NOW, make_article, make_source
from tests.support.newsstand import GERMAN, KOREAN, RUSSIAN, copies


def make_member(number: int, family: str, **values: object) -> Member:
    defaults: dict[str, object] = {
        "article_id": ArticleId(number),
        "title": f"Title {number}",
        "url": None,
        "source": family,
        "family": family,
        "language": "de",
        "published_at": None,
        "first_seen_at": NOW + timedelta(minutes=number),
    }
    return Member(**{**defaults, **values})  # type: ignore[arg-type] # any field


@pytest.mark.parametrize(
    ("members", "publishers", "copied"),
    [
        ([make_member(1, "a")], 1, 0),
        ([make_member(1, "a"), make_member(2, "b")], 2, 0),
        ([make_member(1, "a"), make_member(2, "a")], 1, 0),
        ([make_member(1, "a"), make_member(2, "b", copy_of=ArticleId(1))], 1, 1),
        (
            [
                make_member(1, "a"),
                make_member(2, "b", copy_of=ArticleId(1)),
                make_member(3, "c"),
                make_member(4, "b"),
            ],
            3,
            1,
        ),
        # Two copies of a text that is elsewhere are one report.
        (
            [make_member(2, "b", copy_of=ArticleId(1)), make_member(3, "c", copy_of=ArticleId(1))],
            1,
            2,
        ),
    ],
    ids=["one", "two", "one family", "a copy", "a copy and two more", "copies of another story"],
)
def test_publishers_are_counted_by_family_and_copies_as_one_report(
    members: list[Member], publishers: int, copied: int
) -> None:
    standing = stand(members)

    assert (standing.publishers, standing.copies) == (publishers, copied)
    assert standing.articles == len(members)


def test_languages_stand_in_the_order_of_first_sight_and_only_where_they_are_known() -> None:
    members = [
        make_member(1, "a", language="de"),
        make_member(2, "b", language=None),
        make_member(3, "c", language="ko"),
        make_member(4, "d", language="de"),
    ]

    standing = stand(members)

    assert standing.languages == ("de", "ko")
    assert (standing.first_seen_at, standing.last_seen_at) == (
        NOW + timedelta(minutes=1),
        NOW + timedelta(minutes=4),
    )


def test_the_window_counts_a_story_as_the_store_does() -> None:
    stories = Stories()
    members = []
    for number, one in enumerate([GERMAN, *copies(3), KOREAN, RUSSIAN], start=1):
        article = make_article(
            id=ArticleId(number),
            title=one.title,
            summary=one.summary,
            language=one.language,
            source=make_source(name=one.paper),
            first_seen_at=NOW + timedelta(minutes=number),
        )
        placement = stories.place(article)
        member = make_member(number, one.paper, language=one.language)
        members.append(replace(member, copy_of=placement.copy_of))

    assert stand(members) == stories.standing(ArticleId(1))


def test_a_story_has_the_first_title_that_says_anything() -> None:
    members = (make_member(1, "a", title=""), make_member(2, "b"))

    assert Story(id=StoryId(1), members=members).title == "Title 2"
    assert Story(id=StoryId(1), members=()).title == ""
