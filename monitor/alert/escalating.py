"""Decide when a story that was told is told again.

Pure. `ESCALATIONS` is the table: what must have grown since the story was told last, asked from
top to bottom. Copies never count: they are one report with the text they carry. Each further
message asks for twice as many publishers more, so that a story that forty papers take up is told
five times and not twenty: at 1, 3, 7, 15 and 31 of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from monitor.alert.sentences import tell_instant

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from monitor.model import NotifyPolicy, Standing, Told


class Growth(NamedTuple):
    """Why a story is told again."""

    #: The opening of the sentence that says so.
    opening: str
    #: What has grown is what the story amounts to.
    in_standing: bool = True


def escalate(
    policy: NotifyPolicy,
    told: Told,
    standing: Standing,
    *,
    default: int,
    concepts: Sequence[str] = (),
) -> Growth | None:
    """Say why a story is told again; None when it has not grown enough.

    Args:
        policy: The topic's.
        told: What was told of the story.
        standing: What it amounts to now.
        default: Publishers more that a topic without its own number asks for; 0 is never.
        concepts: By which the present article matches.
    """
    for growth in ESCALATIONS:
        if (opening := growth(policy, told, standing, default)) is not None:
            return Growth(opening)
    opening = _more_concepts(policy, told, concepts)
    return None if opening is None else Growth(opening, in_standing=False)


def next_publishers(policy: NotifyPolicy, told: Told, *, default: int) -> int | None:
    """Give how many publishers a story is told again at; None when it is not."""
    step = default if policy.escalate_publishers is None else policy.escalate_publishers
    return told.publishers + step * 2**told.escalations if step else None


def _more_publishers(
    policy: NotifyPolicy, told: Told, standing: Standing, default: int
) -> str | None:
    wanted = next_publishers(policy, told, default=default)
    if wanted is None or standing.publishers < wanted:
        return None
    return (
        f"confirmed: {standing.publishers} independent publishers report it, "
        f"{told.publishers} when it was told at {tell_instant(told.last_at)}"
    )


def _more_languages(
    policy: NotifyPolicy, told: Told, standing: Standing, _default: int
) -> str | None:
    fresh = [language for language in standing.languages if language not in told.languages]
    if policy.escalate_languages is None or len(fresh) < policy.escalate_languages:
        return None
    return (
        f"in more languages since it was told at {tell_instant(told.last_at)}: {', '.join(fresh)}"
    )


def _more_concepts(policy: NotifyPolicy, told: Told, concepts: Sequence[str]) -> str | None:
    fresh = [concept for concept in concepts if concept not in told.concepts]
    if policy.escalate_concepts is None or len(fresh) < policy.escalate_concepts:
        return None
    names = ", ".join(f"@{concept}" for concept in fresh)
    return f"with more concepts since it was told at {tell_instant(told.last_at)}: {names}"


#: Each gives the opening of a sentence when a story is to be told again, else None.
ESCALATIONS: tuple[Callable[[NotifyPolicy, Told, Standing, int], str | None], ...] = (
    _more_publishers,
    _more_languages,
)
