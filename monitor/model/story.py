"""Words for stories: which articles tell one event, and why we think so.

Pure. A story is known by its articles: a placement says beside which article another belongs,
never a number of the database. `stand` counts what a story amounts to, from its members.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from monitor.model.article import Article
    from monitor.model.ids import ArticleId, StoryId


class PlacedBy(StrEnum):
    """Why an article stands in its story."""

    #: Nothing in the window tells the same: it opens a story.
    OPENED = "opened"
    #: It carries the text of another article.
    COPY = "copy"
    #: It shares rare names, places, numbers and words with the story.
    SAME_EVENT = "same_event"
    #: Somebody put it there.
    HAND = "hand"


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where an article belongs, with the reason."""

    article_id: ArticleId
    reason: PlacedBy
    #: The article whose story it joins; None opens one.
    beside: ArticleId | None
    #: The first article seen with this text; None when the text is its own.
    copy_of: ArticleId | None
    #: What decided, as a reader may see it: passages of a copy, names and numbers of an event.
    shared: tuple[str, ...]
    #: How sure, 0 to 1; for a copy the share of the shorter text found in the longer one.
    score: float
    #: The news agency that the text names, as in `TASS`.
    agency: str | None
    #: What near sameness is judged by, packed; stored beside the article.
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """An article of the window with its place, as the store kept it."""

    article_id: ArticleId
    story_id: StoryId
    copy_of: ArticleId | None
    family: str
    language: str | None
    first_seen_at: datetime
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a story amounts to at the moment."""

    articles: int
    #: Publisher families that report it, copies of one text counted once.
    publishers: int
    #: Articles that carry another's text.
    copies: int
    languages: tuple[str, ...]
    first_seen_at: datetime
    last_seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An article as it stands in its story."""

    article_id: ArticleId
    title: str
    url: str | None
    source: str
    #: The publisher family, or what stands for it.
    family: str
    language: str | None
    published_at: datetime | None
    first_seen_at: datetime
    #: None: it was stored before there were stories of many articles.
    reason: PlacedBy | None = None
    beside: ArticleId | None = None
    copy_of: ArticleId | None = None
    shared: tuple[str, ...] = ()
    score: float = 0.0
    agency: str | None = None
    placed_at: datetime | None = None
    #: What somebody decided about it, and when.
    hand: str | None = None
    hand_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A story with its articles, in the order of first sight."""

    id: StoryId
    members: tuple[Member, ...]
    #: The story that has its articles since somebody merged them.
    merged_into: StoryId | None = None

    @property
    def title(self) -> str:
        """The first title that says anything."""
        return next((member.title for member in self.members if member.title), "")


def as_member(article: Article, copy_of: ArticleId | None = None) -> Member:
    """Give an article as it stands in its story, as far as the article says."""
    return Member(
        article_id=article.id,
        title=article.title,
        url=article.url,
        source=article.source.name,
        family=article.source.family or article.source.name,
        language=article.language,
        published_at=article.published_at,
        first_seen_at=article.first_seen_at,
        copy_of=copy_of,
    )


def stand(members: Collection[Member]) -> Standing:
    """Count what these articles amount to, as `monitor.dedupe` does: copies are one report."""
    reporters: dict[ArticleId, str] = {}
    for member in members:
        reporters.setdefault(member.copy_of or member.article_id, member.family)
    languages = [member.language for member in members if member.language]
    return Standing(
        articles=len(members),
        publishers=len(set(reporters.values())),
        copies=sum(member.copy_of is not None for member in members),
        languages=tuple(dict.fromkeys(languages)),
        first_seen_at=min(member.first_seen_at for member in members),
        last_seen_at=max(member.first_seen_at for member in members),
    )
