"""List, show, merge and split stories, and say why each article is where it is.

Database. What somebody does by hand is undone by hand: a merge by a split, a split by a merge.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from monitor.errors import NotFound
from monitor.manage.objects import write_instant
from monitor.manage.telling import tell_instant
from monitor.manage.topics import get_topic
from monitor.model import ArticleId, PlacedBy, StoryId, stand

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime, timedelta

    from monitor.model import Member, Standing, Story
    from monitor.store import Store

#: What two articles share is shown so far; the rest says no more.
MOST_SHARED = 6


class Report(NamedTuple):
    """A text of a story as it was seen first, with the copies of it."""

    first: Member
    copies: tuple[Member, ...]


def list_stories(
    store: Store, *, topic: str | None, since: timedelta | None, now: datetime, limit: int
) -> Iterator[Story]:
    """Give stories, the one with the latest article first.

    Raises:
        NotFound: there is no such topic, with the nearest name as a note.
    """
    name = None if topic is None else get_topic(store, topic).name
    start = None if since is None else now - since
    return store.iter_stories(topic=name, since=start, limit=limit)


def get_story(store: Store, story_id: int) -> Story:
    """Give a story; of one that was merged, the story that has its articles now.

    Raises:
        NotFound: there is none of that number.
    """
    story = store.get_story(StoryId(story_id))
    return story if story.merged_into is None else store.get_story(story.merged_into)


def merge_stories(
    store: Store, story_ids: Sequence[int], *, by: str, now: datetime
) -> tuple[Story, tuple[Story, ...]]:
    """Let the first of these stories have the articles of the others; give it, and what they were.

    Raises:
        NotFound: one of them is not there, or there is nothing to merge.
    """
    into, *others = dict.fromkeys(StoryId(number) for number in story_ids)
    if not others:
        raise NotFound("second story to merge with story", into)
    before = tuple(store.get_story(other) for other in others)
    return store.merge_stories(into, others, by=by, now=now), before


def split_story(
    store: Store, story_id: int, article_ids: Iterable[int], *, by: str, now: datetime
) -> Story:
    """Give articles of a story a story of their own.

    Raises:
        NotFound: one of them is not in the story, or none would be left in it.
    """
    numbers = [ArticleId(number) for number in article_ids]
    return store.split_story(StoryId(story_id), numbers, by=by, now=now)


def fold(story: Story) -> tuple[Report, ...]:
    """Put copies under the article that was seen first with their text."""
    here = {member.article_id for member in story.members}
    firsts = [one for one in story.members if one.copy_of is None or one.copy_of not in here]
    copies = [one for one in story.members if one not in firsts]
    return tuple(
        Report(first, tuple(one for one in copies if one.copy_of == first.article_id))
        for first in firsts
    )


def write_story(story: Story) -> dict[str, Any]:
    """Give the JSON object of a story."""
    standing = stand(story.members) if story.members else None
    return {
        "id": story.id,
        "title": story.title,
        "first_seen_at": None if standing is None else write_instant(standing.first_seen_at),
        "last_seen_at": None if standing is None else write_instant(standing.last_seen_at),
        "articles": len(story.members),
        "publishers": 0 if standing is None else standing.publishers,
        "languages": [] if standing is None else list(standing.languages),
        "article_ids": [member.article_id for member in story.members],
        "copies": 0 if standing is None else standing.copies,
        "merged_into": story.merged_into,
    }


def write_members(story: Story) -> list[dict[str, Any]]:
    """Give the articles of a story with the decision about each."""
    return [write_member(member) for member in story.members]


def write_member(member: Member) -> dict[str, Any]:
    """Give an article of a story with the decision about it."""
    return {
        "article_id": member.article_id,
        "url": member.url,
        "title": member.title,
        "source": member.source,
        "family": member.family,
        "language": member.language,
        "published_at": write_instant(member.published_at),
        "first_seen_at": write_instant(member.first_seen_at),
        "reason": None if member.reason is None else member.reason.value,
        "beside": member.beside,
        "copy_of": member.copy_of,
        "shared": list(member.shared),
        "score": member.score,
        "agency": member.agency,
        "placed_at": write_instant(member.placed_at),
        "hand": member.hand,
        "hand_at": write_instant(member.hand_at),
    }


def tell_story(story: Story) -> Iterator[str]:
    """Say of a story what it amounts to, who told it, and why each article is in it."""
    yield f"story {story.id}: {story.title or '(no title)'}"
    if not story.members:
        yield "  no article is left in it"
        return
    standing = stand(story.members)
    yield f"  {tell_standing(standing)}"
    first, last = tell_instant(standing.first_seen_at), tell_instant(standing.last_seen_at)
    yield f"  first seen {first}, last {last}"
    for number, report in enumerate(fold(story), start=1):
        yield from _tell_report(report, number)


def tell_standing(standing: Standing) -> str:
    """Say what a story amounts to: `3 articles by 2 independent publishers, 1 copy, in de, ko`."""
    publishers = _count(standing.publishers, "independent publisher")
    words = [f"{_count(standing.articles, 'article')} by {publishers}"]
    if standing.copies:
        words.append(_count(standing.copies, "copy", "copies"))
    if standing.languages:
        words.append(f"in {', '.join(standing.languages)}")
    return ", ".join(words)


def _count(number: int, noun: str, nouns: str | None = None) -> str:
    return f"{number} {noun if number == 1 else nouns or noun + 's'}"


def _tell_report(report: Report, number: int) -> Iterator[str]:
    yield f"{number}. {_tell_member(report.first)}"
    yield f"   {tell_place(report.first)}"
    if report.copies:
        yield f"   {_count(len(report.copies), 'copy', 'copies')} of this text:"
    for copy in report.copies:
        yield f"   - {_tell_member(copy)}"
        yield f"     {tell_place(copy)}"


def _tell_member(member: Member) -> str:
    language = f" ({member.language})" if member.language else ""
    at = tell_instant(member.first_seen_at)
    title = member.title or "(no title)"
    return f"{member.source}{language} {at} {title} [article {member.article_id}]"


def tell_place(member: Member) -> str:
    """Say why an article is in its story: `same event as article 3 (0.62): Schoigu, Pjöngjang`."""
    words = _tell_decision(member)
    if member.agency is not None:
        words += f"; it names {member.agency} as its source"
    if member.hand is not None:
        words += f"; by hand, {tell_instant(member.hand_at)}: {member.hand}"
    return words


def _tell_decision(member: Member) -> str:
    shared = "; ".join(f"«{text}»" for text in member.shared[:MOST_SHARED])
    why = f": {shared}" if shared else ""
    if member.copy_of is not None:
        return f"copy of article {member.copy_of} ({member.score:.2f}){why}"
    if member.beside is not None:
        return f"same event as article {member.beside} ({member.score:.2f}){why}"
    if member.reason is None:
        return "stored before articles were put together"
    opened = member.reason in {PlacedBy.OPENED, PlacedBy.HAND}
    return "opened a story: nothing of the days before tells the same" if opened else "placed"
