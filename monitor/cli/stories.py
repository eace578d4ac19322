"""List, show, merge and split stories.

Database.
"""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING

import click

from monitor.cli.desk import open_store, read_now
from monitor.cli.lazy import Group
from monitor.cli.output import (
    choose_limit,
    json_option,
    limit_option,
    print_json,
    print_line,
    print_listing,
    print_note,
    show_instant,
)
from monitor.cli.spans import Span

if TYPE_CHECKING:
    from datetime import timedelta


@click.group(cls=Group)
def stories() -> None:
    """What belongs together, and why."""


@stories.command(name="list")
@click.option("--topic", help="Only stories with an article that matches this topic.")
@click.option("--since", type=Span(), help="Only stories with an article first seen within this.")
@limit_option
@json_option
def list_(*, topic: str | None, since: timedelta | None, limit: int | None, as_json: bool) -> None:
    """List stories, the one with the latest article first."""
    from monitor.manage.stories import list_stories, write_story
    from monitor.model import stand

    with open_store() as store:
        found = list_stories(
            store,
            topic=topic,
            since=since,
            now=read_now(),
            limit=choose_limit(limit, as_json=as_json),
        )
        print_listing(
            found,
            as_json=as_json,
            write=write_story,
            columns={
                "id": lambda story: story.id,
                "last seen": lambda story: show_instant(stand(story.members).last_seen_at),
                "articles": lambda story: len(story.members),
                "publishers": lambda story: stand(story.members).publishers,
                "languages": lambda story: stand(story.members).languages,
                "title": lambda story: story.title,
            },
            empty="no stories yet",
        )


@stories.command()
@click.argument("id", type=int, metavar="ID")
@json_option
def show(id: int, *, as_json: bool) -> None:  # noqa: A002 - what people call it
    """Show a story: its articles in the order of first sight, and why each is in it."""
    from monitor.manage.stories import get_story, tell_story, write_members, write_story

    with open_store() as store:
        story = get_story(store, id)
    if as_json:
        print_json({**write_story(story), "members": write_members(story)})
        return
    if story.id != id:
        print_note(f"story {id} was merged into story {story.id}")
    for line in tell_story(story):
        print_line(line)


@stories.command()
@click.argument("ids", type=int, nargs=-1, required=True, metavar="ID...")
@click.option("--who", help="Who says so; you, if you say nothing.")
@json_option
def merge(ids: tuple[int, ...], *, who: str | None, as_json: bool) -> None:
    """Put the articles of stories into the first of them; nothing takes them out again."""
    from monitor.manage.stories import merge_stories, tell_standing, write_story
    from monitor.model import stand

    with open_store() as store:
        story, before = merge_stories(store, ids, by=who or getpass.getuser(), now=read_now())
    if as_json:
        print_json(write_story(story))
        return
    print_line(f"story {story.id}: {tell_standing(stand(story.members))}")
    for other in before:
        numbers = " ".join(str(member.article_id) for member in other.members)
        print_note(f"to undo it: monitor stories split {story.id} {numbers}")


@stories.command()
@click.argument("id", type=int, metavar="ID")
@click.argument("articles", type=int, nargs=-1, required=True, metavar="ARTICLE...")
@click.option("--who", help="Who says so; you, if you say nothing.")
@json_option
def split(
    id: int,  # noqa: A002 - what people call it
    articles: tuple[int, ...],
    *,
    who: str | None,
    as_json: bool,
) -> None:
    """Give ARTICLEs of a story one of their own; nothing puts them back."""
    from monitor.manage.stories import split_story, tell_standing, write_story
    from monitor.model import stand

    with open_store() as store:
        story = split_story(store, id, articles, by=who or getpass.getuser(), now=read_now())
    if as_json:
        print_json(write_story(story))
        return
    print_line(f"story {story.id}: {tell_standing(stand(story.members))}")
    print_note(f"to undo it: monitor stories merge {id} {story.id}")
