"""Recognize a feed that gave its entries other ids, and an archive that is offered again.

Pure. A feed is re-keyed when more than half of its entries come under keys that it never showed,
and at least four fifths of these are articles that it has shown: by their page, or by title and
text. They are linked and nothing more: no edit, no alert. What is left is news, unless its date
says that it is older than what came back.

An archive is a crowd of entries that nobody knows, much older than the newest that the feed has
shown. One such entry is a late one, and news; ten at once are history.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from monitor.model import Newness

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from monitor.model import Identified

#: Of fewer entries shares say nothing.
LEAST_ENTRIES: Final = 5
UNKNOWN_SHARE: Final = 0.5
RECOGNIZED_SHARE: Final = 0.8
#: So many old entries at once are no late ones.
CROWD: Final = 10
#: So much older than the newest article of the feed is old.
OLD: Final = timedelta(days=2)
#: Re-keyed again within this time: its ids are worth nothing.
ROTATION: Final = timedelta(days=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Absorbed:
    """The entries of a document after its re-keying was recognized."""

    entries: tuple[Identified, ...]
    #: What happened, for people; None when nothing did.
    note: str | None = None
    rekeyed: bool = False


def absorb(
    entries: Sequence[Identified], *, known_keys: Collection[str], left_out: int = 0
) -> Absorbed:
    """Link the entries of a re-keyed feed to what they are, silently.

    Args:
        entries: A document's.
        known_keys: Keys under which the feed has shown entries before.
        left_out: How many more entries stand in the document, known and not read.
    """
    unknown = [entry for entry in entries if entry.draft.key not in known_keys]
    recognized = [entry for entry in unknown if entry.shown_here]
    shown = len(entries) + left_out
    if (
        shown < LEAST_ENTRIES
        or len(unknown) <= UNKNOWN_SHARE * shown
        or len(recognized) < RECOGNIZED_SHARE * len(unknown)
    ):
        return Absorbed(entries=tuple(entries))
    keys = {entry.draft.key for entry in recognized}
    newest = max((d for e in recognized if (d := e.draft.published_at)), default=None)
    note = (
        f"re-keyed: {len(unknown)} of {shown} entries came under other ids; "
        f"{len(recognized)} were known by their page or title and are told to nobody again"
    )
    absorbed = tuple(
        _linked(entry) if entry.draft.key in keys else _dated(entry, newest) for entry in entries
    )
    return Absorbed(entries=absorbed, note=note, rekeyed=True)


def _linked(entry: Identified) -> Identified:
    reason = f"the feed was re-keyed; {entry.reason}"
    newness = Newness.SIGHTED if entry.newness is Newness.CHANGED else entry.newness
    return replace(entry, newness=newness, reason=reason)


def _dated(entry: Identified, newest: datetime | None) -> Identified:
    date = entry.draft.published_at
    if entry.newness is not Newness.NEW or newest is None or date is None or date > newest:
        return entry
    return replace(entry, backfill="it is older than what came back when the feed was re-keyed")


def count_old(entries: Sequence[Identified], *, now: datetime) -> int:
    """Count the old entries that nobody knows: whether to ask for the feed's newest article."""
    return sum(
        entry.newness is Newness.NEW
        and entry.draft.published_at is not None
        and entry.draft.published_at < now - OLD
        for entry in entries
    )


def mark_archive(
    entries: Sequence[Identified], *, newest_known: datetime | None
) -> tuple[Identified, ...]:
    """Mark a crowd of old entries as history.

    Args:
        entries: A document's.
        newest_known: Latest date among the articles that the feed has shown before.
    """
    if newest_known is None:
        return tuple(entries)
    old = {
        entry.draft.key
        for entry in entries
        if entry.newness is Newness.NEW
        and entry.draft.published_at is not None
        and entry.draft.published_at < newest_known - OLD
    }
    if len(old) < CROWD:
        return tuple(entries)
    reason = (
        f"one of {len(old)} entries that came at once, all more than {OLD.days} days older "
        "than the newest article of the feed"
    )
    return tuple(
        replace(entry, backfill=entry.backfill or reason) if entry.draft.key in old else entry
        for entry in entries
    )


def is_rotating(*, rekeyed_at: datetime | None, now: datetime) -> bool:
    """Say whether a feed that is re-keyed now was so a short time ago."""
    return rekeyed_at is not None and now - rekeyed_at <= ROTATION
