"""Say what only the store answers: what is known, what changed, what was saved.

Pure. Frozen values that cross the store's door besides those of the model.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.model import ArticleId, KnownArticle, StoryId, Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is kept already of the entries of one document."""

    #: By entry key, as this feed showed it last.
    by_key: Mapping[str, KnownArticle]
    #: By canonical URL, as we keep it, whichever feed showed it.
    by_url: Mapping[str, KnownArticle]


class ChangeKind(StrEnum):
    """What saving did to a thing."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What saving did to one thing."""

    #: `feed`, `topic`, `concept` or `silence`.
    noun: str
    #: URL, name, key; for a silence its topics and end.
    key: str
    kind: ChangeKind


def changed(noun: str, key: str, kind: ChangeKind) -> Change:
    """Say in a word what was done to a thing."""
    return Change(noun=noun, key=key, kind=kind)


def kind_of(*, known: bool, same: bool) -> ChangeKind:
    """Tell what saving does to a thing that is known already, or the same as before."""
    if not known:
        return ChangeKind.ADDED
    return ChangeKind.UNCHANGED if same else ChangeKind.CHANGED


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationSaved:
    """How much an evaluation stored."""

    matches: int = 0
    alerts: int = 0
    deliveries: int = 0
    #: Nothing was stored: topics or stories were changed while these were evaluated.
    stale: bool = False
    #: Articles that are gone, or are another thing by now; they were not stored.
    left_out: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldStories:
    """What was told of the stories of some articles."""

    #: Articles that are in no story yet are left out.
    story_of: Mapping[ArticleId, StoryId]
    #: By topic and story.
    told: Mapping[tuple[str, StoryId], Told]


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaState:
    """Which schema the database has and which one this program works with."""

    #: None: no tables yet.
    found: str | None
    expected: str
    #: The database was written by a later version of this program.
    newer: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgrade:
    """What upgrading the schema did."""

    found: str | None
    reached: str
    #: Path of the copy that was made first; None when there was nothing to lose.
    backup: str | None
