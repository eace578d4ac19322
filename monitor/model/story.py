"""Words for stories: which articles tell one event, and why we think so.

Pure. A story is known by its articles: a placement says beside which article another belongs,
never a number of the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

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
