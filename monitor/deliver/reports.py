"""Pick the other reports of a story that a message names.

Pure. What was seen before the alert was decided, so that every attempt says the same. One line a
text, for a copy says nothing that its text has not said; what is new since the receiver was told
stands first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.deliver.languages import language_code, name_language
from monitor.deliver.letters import clean, direction_of, link_target, shorten
from monitor.deliver.times import tell_clock

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from monitor.model import Alert, ArticleId, Member

MOST_REPORTS = 5
LONGEST_TITLE = 160
LONGEST_SOURCE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """An article of a story, as one line of a message."""

    title: str
    #: Which way the title runs: `ltr` or `rtl`.
    direction: str
    #: Safe to link to; None when it has no address that may be linked.
    url: str | None
    source: str
    language: str | None
    language_code: str | None
    #: When it was first seen.
    seen: str
    #: It came after the receiver was told of the story.
    is_new: bool = False
    #: Articles that carry its text.
    copies: int = 0


def pick_reports(
    members: Sequence[Member], alert: Alert, article_id: ArticleId, since: datetime | None
) -> tuple[tuple[Report, ...], int]:
    """Give the reports that are named beside the alert's own, and how many more there are.

    Args:
        members: The articles of the story in the order of first sight.
        alert: What is told.
        article_id: The article that it is told by.
        since: When the receiver was told of the story; None: it was not.
    """
    texts: dict[ArticleId, list[Member]] = {}
    for member in members:
        if member.first_seen_at <= alert.created_at:
            texts.setdefault(member.copy_of or member.article_id, []).append(member)
    others = [
        group for group in texts.values() if all(one.article_id != article_id for one in group)
    ]
    told = [_report(group, since) for group in others]
    ordered = sorted(told, key=lambda report: not report.is_new)
    return tuple(ordered[:MOST_REPORTS]), max(0, len(ordered) - MOST_REPORTS)


def _report(group: Sequence[Member], since: datetime | None) -> Report:
    first = group[0]
    return make_report(
        title=first.title,
        url=first.url,
        source=first.source,
        language=first.language,
        seen_at=first.first_seen_at,
        is_new=since is not None and first.first_seen_at > since,
        copies=len(group) - 1,
    )


def make_report(
    *,
    title: str,
    url: str | None,
    source: str,
    language: str | None,
    seen_at: datetime,
    is_new: bool = False,
    copies: int = 0,
) -> Report:
    """Make a line of what a feed wrote, cleaned and shortened."""
    shown = shorten(clean(title), LONGEST_TITLE)
    return Report(
        title=shown or "(untitled)",
        direction=direction_of(shown),
        url=link_target(url),
        source=shorten(clean(source), LONGEST_SOURCE),
        language=name_language(language),
        language_code=language_code(language),
        seen=tell_clock(seen_at),
        is_new=is_new,
        copies=copies,
    )
