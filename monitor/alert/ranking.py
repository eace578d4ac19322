"""Rank the stories of a digest.

Pure. What most independent publishers report stands first; then what more languages report, what
has more reports, what came later. What was held back for the digest is never what there is no
room for: nobody heard of it otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.model import RankedStory


def rank_stories(
    stories: Sequence[RankedStory], *, most: int
) -> tuple[tuple[RankedStory, ...], int]:
    """Give the stories in their order, and how many there was no room for."""
    ranked = sorted(stories, key=_rank, reverse=True)
    kept = ranked[:most]
    for story in ranked[most:]:
        if story.held_back is None or story.told:
            continue
        gives_way = next((one for one in reversed(kept) if one.told or not one.held_back), None)
        if gives_way is None:
            break
        kept.remove(gives_way)
        kept.append(story)
    return tuple(sorted(kept, key=_rank, reverse=True)), len(ranked) - len(kept)


def _rank(story: RankedStory) -> tuple[object, ...]:
    standing = story.standing
    return (
        standing.publishers,
        len(standing.languages),
        standing.articles - standing.copies,
        standing.last_seen_at,
        story.story_id,
    )
