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
#: So much of two texts is a text, wherever it stands; less than that may be what sites write under
#: all they publish, where neither text has the other's beginning.
SUBSTANCE = 48
#: A beginning is the first of these prints: a word in the first sentence may be another.
BEGINNING = 3
#: Fewer prints than these were not sampled.
_LEAST_SAMPLED = 8


class Likeness(NamedTuple):
    """How far one text is in another."""

    share: float
    shared: int
    #: Prints of the shorter text that were looked for.
    sought: int
    #: How many prints the two texts have in common, as far as samples tell.
    amount: float
    #: Whether one of them begins as the other, or with something that the other has.
    begins: bool

    @property
    def is_copy(self) -> bool:
        """Whether the shorter text is taken from the longer one, or both from a third."""
        if self.sought < SENTENCE:
            least = COPY_OF_SENTENCE
        else:
            least = COPY if self.sought >= SHORT else COPY_OF_SHORT
        is_text = self.begins or self.amount >= SUBSTANCE
        return is_text and self.shared >= LEAST_SHARED and self.share >= least


def compare(one: Prints, other: Prints, *, beginning: int = BEGINNING) -> Likeness:
    """Compare two texts by their prints.

    Args:
        one: A text.
        other: Another.
        beginning: How many prints are the beginning of a text.
    """
    if one.total == other.total:
        best = max(_look_for(one, other), _look_for(other, one))
    else:
        best = _look_for(one, other) if one.total < other.total else _look_for(other, one)
    amount = best.share * min(one.total, other.total)
    begins = _has_beginning(one, other, beginning) or _has_beginning(other, one, beginning)
    return Likeness(*best, amount, begins)


def leave_out(prints: Prints, common: set[int]) -> Prints:
    """Take out of a text's prints what is no part of what it tells."""
    head = tuple(value for value in prints.head if value not in common)
    sample = tuple(value for value in prints.sample if value not in common)
    kept = len(prints.head) + len(prints.sample) or 1
    total = prints.total * (len(head) + len(sample)) // kept
    return Prints(head, sample, prints.limit, total)


class _Found(NamedTuple):
    share: float
    shared: int
    sought: int


def _look_for(short: Prints, long: Prints) -> _Found:
    """Look for what is kept of a text in what is kept of a longer one."""
    kept = {*long.head, *long.sample}
    limit = min(short.limit, long.limit)
    mine = (*short.head, *short.sample)
    found = [_weigh([value for value in mine if value <= limit], kept)]
    if short.limit == EVERY:
        found.append(_weigh(mine, kept))
    enough = [one for one in found if one.sought >= _LEAST_SAMPLED]
    return max(enough or found[-1:])


def _weigh(sought: Sequence[int], kept: set[int]) -> _Found:
    shared = len(kept.intersection(sought))
    return _Found(shared / len(sought) if sought else 0.0, shared, len(sought))


def _has_beginning(text: Prints, other: Prints, count: int) -> bool:
    """Whether a text begins with something that another one has, as far as its sample tells."""
    kept = {*other.head, *other.sample}
    sampled = [value for value in text.head if value <= other.limit]
    return not kept.isdisjoint((*text.head[:count], *sampled[:count]))
