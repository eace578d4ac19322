"""Say what a topic publishes: its feed, and what stands in it.

Pure.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model.article import Article
    from monitor.model.match import Evidence
    from monitor.model.story import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicFeed:
    """The feed of a topic; who knows its token may read it."""

    topic: str
    title: str
    token: str = field(repr=False)
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FedMatch:
    """An article as it stands in a topic's feed."""

    article: Article
    evidence: tuple[Evidence, ...]
    matched_at: datetime
    #: Why it was told, or held back; None: no alert was decided about it.
    reason: str | None
    #: What its story amounts to; None: it is in none.
    standing: Standing | None
