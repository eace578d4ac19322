"""Stories on the command line: listed, shown, merged and split."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from monitor.store import Store
from tests.support.builders import make_draft, make_match, make_topic
from tests.support.scenes import NOW, evaluate, store_articles
from tests.support.telling import place, place_copy

if TYPE_CHECKING:
    from tests.integration.cli.conftest import Shell

STORY = "id, title, first_seen_at, last_seen_at, articles, publishers, languages, article_ids"


@pytest.fixture
def desk(shell: Shell) -> Shell:
    """A newsroom with a story of three articles, one of them a copy, and another of one."""
    shell.done("db", "upgrade")
    with Store("sqlite:///monitor.db") as store:
        store.save_catalog(topics=[make_topic()], now=NOW)
        ids = []
        for slug in ("arrival", "copied", "own-words", "storm"):
            ids += store_articles(store, make_draft(slug))
        first, copied, own, storm = ids
        opening = replace(place(first, agency="TASS"), matches=(make_match(first),))
        evaluate(store, opening, place_copy(copied, first), place(own, first), place(storm))
    return shell


def test_a_story_has_the_fields_that_scripts_rely_on(desk: Shell) -> None:
    newest, story = desk.objects("stories", "list")

    assert set(STORY.split(", ")) <= set(story)
    assert (story["id"], story["title"]) == (1, "Report about arrival")
    assert (story["articles"], story["publishers"], story["copies"]) == (3, 1, 1)
    assert (story["languages"], story["article_ids"]) == (["en"], [1, 2, 3])
    assert story["first_seen_at"] == story["last_seen_at"] == "2026-11-24T09:00:00Z"
    assert newest["article_ids"] == [4]


def test_stories_of_a_topic_are_listed(desk: Shell) -> None:
    listed = desk.done("stories", "list", "--topic", "shoigu-in-pyongyang")

    assert "Report about arrival" in listed
    assert "Report about storm" not in listed


def test_a_topic_that_does_not_exist_is_an_error(desk: Shell) -> None:
    result = desk.run("stories", "list", "--topic", "shoigu-in-pyongjang")

    assert result.code == 1
    assert "shoigu-in-pyongyang" in result.err


def test_an_empty_newsroom_has_no_stories(shell: Shell) -> None:
    assert shell.objects("stories", "list", "--since", "7d") == []
    assert "no stories yet" in shell.run("stories", "list").err


def test_a_story_is_shown_with_copies_under_the_first_and_a_reason_for_each(desk: Shell) -> None:
    lines = desk.done("stories", "show", "1").splitlines()

    seen = "Example Times (en) 2026-11-24T09:00:00Z"
    assert lines == [
        "story 1: Report about arrival",
        "  3 articles by 1 independent publisher, 1 copy, in en",
        "  first seen 2026-11-24T09:00:00Z, last 2026-11-24T09:00:00Z",
        f"1. {seen} Report about arrival [article 1]",
        (
            "   opened a story: nothing of the days before tells the same;"
            " it names TASS as its source"
        ),
        "   1 copy of this text:",
        f"   - {seen} Report about copied [article 2]",
        "     copy of article 1 (0.98): «Der Sicherheitschef traf am Dienstag ein.»",
        f"2. {seen} Report about own-words [article 3]",
        "   same event as article 1 (0.62): «Schoigu»; «Pjöngjang»",
    ]


def test_a_story_as_an_object_has_the_decision_about_each_article(desk: Shell) -> None:
    [story] = desk.objects("stories", "show", "1")

    assert [one["reason"] for one in story["members"]] == ["opened", "copy", "same_event"]
    assert story["members"][2]["shared"] == ["Schoigu", "Pjöngjang"]


def test_a_story_that_is_not_there_is_an_error(desk: Shell) -> None:
    result = desk.run("stories", "show", "9")

    assert (result.code, result.err) == (1, "error: there is no story 9\n")


def test_a_merge_says_how_to_undo_it_and_that_does_undo_it(desk: Shell) -> None:
    merged = desk.run("stories", "merge", "1", "2", "--who", "anna")
    assert merged.out == "story 1: 4 articles by 1 independent publisher, 1 copy, in en\n"
    undo = merged.err.removeprefix("to undo it: monitor ").split()
    assert undo == ["stories", "split", "1", "4"]
    shown = desk.run("stories", "show", "2")
    assert shown.err == "story 2 was merged into story 1\n"
    assert "by hand, 20" in shown.out
    assert "merged with story 1 by anna; was in story 2" in shown.out

    desk.done(*undo)

    assert [one["article_ids"] for one in desk.objects("stories", "list")] == [[4], [1, 2, 3]]


def test_a_split_says_how_to_undo_it_and_that_does_undo_it(desk: Shell) -> None:
    split = desk.run("stories", "split", "1", "3")
    assert split.out == "story 3: 1 article by 1 independent publisher, in en\n"
    undo = split.err.removeprefix("to undo it: monitor ").split()
    assert undo == ["stories", "merge", "1", "3"]

    desk.done(*undo)

    assert [one["article_ids"] for one in desk.objects("stories", "list")] == [[4], [1, 2, 3]]


@pytest.mark.parametrize(
    ("command", "problem"),
    [
        (("merge", "1"), "there is no second story to merge with story 1"),
        (("merge", "1", "9"), "there is no story 9"),
        (("split", "1", "4"), "there is no article 4 in story 1"),
        (("split", "2", "4"), "there is no article that would be left in story 2"),
    ],
)
def test_what_makes_no_sense_is_refused(
    desk: Shell, command: tuple[str, ...], problem: str
) -> None:
    result = desk.run("stories", *command)

    assert (result.code, result.err) == (1, f"error: {problem}\n")


def test_why_tells_the_story_of_an_article(desk: Shell) -> None:
    told = desk.done("why", str(make_draft("own-words").url))

    assert "story 1: 3 articles by 1 independent publisher, 1 copy, in en" in told
    assert "  same event as article 1 (0.62): «Schoigu»; «Pjöngjang»" in told
