"""Say how much of the shorter of two texts stands in the longer one.

Pure. By their prints alone: the share of the shorter one's prints that the other one has, among
those that would have been kept of both. It is the same whichever text comes first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from monitor.dedupe.shingle import EVERY, Prints

if TYPE_CHECKING:
    from collections.abc import Sequence

#: So much of the shorter text is the longer one's: where a tenth of the words are others, three in
#: four of the prints are left; reports in their own words share one in ten.
COPY = 0.5
#: A short text says less about itself: names and set phrases weigh more in it.
COPY_OF_SHORT = 0.6
#: A sentence alone is a copy when it stands in the other text as it is.
COPY_OF_SENTENCE = 0.9
SHORT, SENTENCE = 24, 10
#: Fewer prints than these in common are a phrase, not a text.
LEAST_SHARED = 3
#: Fewer prints than these were not sampled.
_LEAST_SAMPLED = 8


class Likeness(NamedTuple):
    """How far one text is in another."""

    share: float
    shared: int
    #: Prints of the shorter text that were looked for.
    sought: int

    @property
    def is_copy(self) -> bool:
        """Whether the shorter text is taken from the longer one, or both from a third."""
        if self.sought < SENTENCE:
            return self.shared >= LEAST_SHARED and self.share >= COPY_OF_SENTENCE
        return self.share >= (COPY if self.sought >= SHORT else COPY_OF_SHORT)


def compare(one: Prints, other: Prints) -> Likeness:
    """Compare two texts by their prints."""
    if one.total == other.total:
        return max(_look_for(one, other), _look_for(other, one))
    return _look_for(one, other) if one.total < other.total else _look_for(other, one)


def leave_out(prints: Prints, common: set[int]) -> Prints:
    """Take out of a text's prints what is no part of what it tells."""
    head = tuple(value for value in prints.head if value not in common)
    sample = tuple(value for value in prints.sample if value not in common)
    kept = len(prints.head) + len(prints.sample) or 1
    total = prints.total * (len(head) + len(sample)) // kept
    return Prints(head, sample, prints.limit, total)


def _look_for(short: Prints, long: Prints) -> Likeness:
    """Look for what is kept of a text in what is kept of a longer one."""
    kept = {*long.head, *long.sample}
    limit = min(short.limit, long.limit)
    mine = (*short.head, *short.sample)
    found = [_weigh([value for value in mine if value <= limit], kept)]
    if short.limit == EVERY:
        found.append(_weigh(mine, kept))
    enough = [one for one in found if one.sought >= _LEAST_SAMPLED]
    return max(enough or found[-1:])


def _weigh(sought: Sequence[int], kept: set[int]) -> Likeness:
    shared = len(kept.intersection(sought))
    return Likeness(shared / len(sought) if sought else 0.0, shared, len(sought))
